"""Pure rules of the narrative: a fold over the person's events. No I/O, no clock, no settings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from tools.events import RecordedEvent
from tools.narrative.milestones import TABLE
from tools.narrative.models import Chapter, Investment, Milestone, NextStep, Section, Story, Told
from tools.narrative.next_step import next_step
from tools.narrative.wording import PARIS, Wording
from tools.profile import Fact, facts

CAPTURED, LOST, REFUNDED = "EnergyCaptured", "CaptureLost", "EnergyRefunded"
"""`CaptureLost`: delivered, at the expense of the house."""
LEARNT, DOWNLOADED = "TrainingCompleted", "DocumentDownloaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """A priced action that was done to its end, and the points that it took."""

    event: str
    at: datetime
    action: str
    points: int


@dataclass(slots=True)
class _Group:
    """The same thing, once or several times."""

    kind: str
    name: str
    at: datetime
    events: list[str] = field(default_factory=list)
    quote: str | None = None


def tell(events: Iterable[RecordedEvent], wording: Wording) -> Story:
    """The person's path in these words; the same events in any order make the same story."""
    known = sorted({event.id: event for event in events}.values(), key=lambda event: (event.position, event.id))
    said, work = facts(known), _work(known)
    groups = [*_milestones(known), *_facts(said, wording), *_made(work, wording)]
    chapters = _chapters(groups, [event.id for event in known], wording)
    moments = [fact.said_at for fact in said] + [m.at for chapter in chapters for m in chapter.milestones]
    opening = wording.say("story.opening", day=wording.day(min(moments))) if moments else wording.say("story.empty")
    learnt = [m for chapter in chapters for m in chapter.milestones if m.kind == LEARNT]
    skills = Section(title=wording.say("story.skills"), lines=_skills(said, learnt, wording))
    downloads = tuple(event.id for event in known if event.type == DOWNLOADED)
    documents = Section(title=wording.say("story.documents"), lines=_documents(work, downloads, wording))
    energy, step = _energy(work, wording), _step(known, said, work, wording)
    title = wording.say("story.title")
    return Story(
        locale=wording.locale,
        position=known[-1].position if known else 0,
        title=title,
        opening=opening,
        chapters=chapters,
        skills=skills,
        documents=documents,
        energy=energy,
        next_step=step,
        text=_text([title, opening], chapters, (skills, documents, energy), step, wording),
    )


def _work(events: Sequence[RecordedEvent]) -> list[_Work]:
    """What was delivered. What was given back afterwards took no points."""
    refunded = {str(event.data.get("hold_id")) for event in events if event.type == REFUNDED}
    return [
        _Work(
            event=event.id,
            at=event.at,
            action=str(event.data.get("action")),
            points=0 if event.type == LOST or str(event.data.get("hold_id")) in refunded else _points(event),
        )
        for event in events
        if event.type in (CAPTURED, LOST)
    ]


def _points(captured: RecordedEvent) -> int:
    points = captured.data.get("amount")
    return points if isinstance(points, int) and points > 0 else 0


def _milestones(events: Sequence[RecordedEvent]) -> list[_Group]:
    groups: dict[tuple[str, str], _Group] = {}
    for event in events:
        grouping = TABLE.get(event.type)
        if grouping is None or (grouping == "once" and any(of == event.type for of, _ in groups)):
            continue
        at, note = _when(event), _note(event)
        # What the person wrote about it stands with it, and alone.
        which = event.id if note or grouping == "each" else _month(at)
        group = groups.setdefault((event.type, which), _Group(event.type, f"milestones.{event.type}", at, quote=note))
        group.at = min(group.at, at)
        group.events.append(event.id)
    return list(groups.values())


def _when(event: RecordedEvent) -> datetime:
    """When it happened, which whoever recorded it may have said (`on`)."""
    try:
        day = date.fromisoformat(str(event.data.get("on")))
    except ValueError:
        return event.at
    return datetime.combine(day, time(12), UTC)


def _note(event: RecordedEvent) -> str | None:
    note = (event.private or {}).get("note")
    return note if isinstance(note, str) and note.strip() else None


def _facts(said: Sequence[Fact], wording: Wording) -> list[_Group]:
    return [
        _Group(f"fact.{fact.kind}", wording.known("facts", fact.kind), fact.said_at, [fact.id], fact.text)
        for fact in said
        if fact.kind != "skill"
    ]


def _made(work: Sequence[_Work], wording: Wording) -> list[_Group]:
    groups: dict[tuple[str, str], _Group] = {}
    for each in work:
        group = groups.setdefault(
            (each.action, _month(each.at)), _Group(f"made.{each.action}", wording.known("made", each.action), each.at)
        )
        group.events.append(each.event)
    return list(groups.values())


def _chapters(groups: Sequence[_Group], order: Sequence[str], wording: Wording) -> tuple[Chapter, ...]:
    months: dict[str, list[_Group]] = {}
    place = {event: number for number, event in enumerate(order)}
    for group in sorted(groups, key=lambda group: (group.at, place[group.events[0]])):
        months.setdefault(_month(group.at), []).append(group)
    return tuple(
        Chapter(
            month=month,
            title=wording.month(found[0].at),
            milestones=tuple(_milestone(group, wording) for group in found),
        )
        for month, found in sorted(months.items())
    )


def _milestone(group: _Group, wording: Wording) -> Milestone:
    count = len(group.events)
    said = wording.quote(group.quote) if group.quote else ""
    text = wording.say(group.name, n=count, said=said)
    if group.name.startswith("made."):
        # Half of a sentence: the same words stand beside the points.
        text += "."
    return Milestone(
        kind=group.kind,
        at=group.at,
        date=wording.day(group.at),
        text=f"{text} {said}" if said and group.name.startswith("milestones.") else text,
        count=count,
        events=tuple(group.events),
    )


def _skills(said: Sequence[Fact], learnt: Sequence[Milestone], wording: Wording) -> tuple[Told, ...]:
    told = [
        Told(
            text=wording.say("story.skill", said=wording.quote(fact.text), day=wording.day(fact.said_at)),
            events=(fact.id,),
        )
        for fact in said
        if fact.kind == "skill"
    ]
    return (*told, *(Told(text=milestone.text, events=milestone.events) for milestone in learnt))


def _documents(work: Sequence[_Work], downloads: tuple[str, ...], wording: Wording) -> tuple[Told, ...]:
    told = [
        Told(text=_name_of(action, len(found), wording) + ".", events=tuple(each.event for each in found))
        for action, found in _by_action(work).items()
    ]
    if downloads:
        told.append(Told(text=wording.say(f"milestones.{DOWNLOADED}", n=len(downloads)), events=downloads))
    return tuple(told)


def _energy(work: Sequence[_Work], wording: Wording) -> Investment:
    title, paid = wording.say("energy.title"), [each for each in work if each.points]
    total = sum(each.points for each in paid)
    if not total:
        return Investment(title=title)
    lines = [
        Told(
            text=wording.say(
                "energy.line",
                n=sum(each.points for each in found),
                made=_name_of(action, len(found), wording),
            ),
            events=tuple(each.event for each in found),
        )
        for action, found in _by_action(paid).items()
    ]
    return Investment(title=title, text=wording.say("energy.total", n=total), points=total, lines=tuple(lines))


def _by_action(work: Sequence[_Work]) -> dict[str, list[_Work]]:
    found: dict[str, list[_Work]] = {}
    for each in work:
        found.setdefault(each.action, []).append(each)
    return found


def _name_of(action: str, count: int, wording: Wording) -> str:
    return wording.say(wording.known("made", action), n=count)


def _step(events: Sequence[RecordedEvent], said: Sequence[Fact], work: Sequence[_Work], wording: Wording) -> NextStep:
    step, rests_on = next_step(events, {fact.kind for fact in said}, {each.action for each in work})
    return NextStep(id=step, title=wording.say("story.next"), text=wording.say(f"next.{step}"), events=rests_on)


def _month(at: datetime) -> str:
    return at.astimezone(PARIS).date().isoformat()[:7]


def _text(
    blocks: list[str], chapters: Sequence[Chapter], sections: Sequence[Section], step: NextStep, wording: Wording
) -> str:
    for chapter in chapters:
        lines = [wording.say("story.line", n=m.count, day=m.date, text=m.text) for m in chapter.milestones]
        blocks.append("\n".join([chapter.title, *(f"- {line}" for line in lines)]))
    for section in sections:
        if section.lines:
            total = [section.text] if isinstance(section, Investment) else []
            blocks.append("\n".join([section.title, *total, *(f"- {line.text}" for line in section.lines)]))
    return "\n\n".join([*blocks, f"{step.title}\n{step.text}"])
