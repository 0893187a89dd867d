"""Assessments at rest: a fold over the events of a person's stream."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tools.actor import UserId
from tools.aube.events import ANSWERED, DEEPENED, STARTED, WITHDRAWN
from tools.aube.models import JOB, SKILLS, STORY, WHICH, Answer, Assessment, Depth
from tools.aube.proving import proofs_in
from tools.errors import NotFound
from tools.events import Append, EventStore, NewEvent, RecordedEvent, person_stream
from tools.profile import profile

_STALE = {JOB: (WHICH, SKILLS, STORY), WHICH: (SKILLS, STORY)}
"""Answers that mean nothing any more once another one is given, or taken back."""


@dataclass(frozen=True, slots=True)
class Assessments:
    """What people answered to Aube. Two answers at once: the later one is read again, nothing is lost."""

    events: EventStore

    async def of(self, user_id: UserId, assessment_id: str | None = None) -> Assessment:
        """An assessment of the person, the last one unless it is named; raises NotFound."""
        known = await self.all(user_id)
        found = [each for each in known if assessment_id in (None, each.id)]
        if not found:
            raise NotFound(f"assessment {assessment_id!r}", what="assessment")
        return found[-1]

    async def all(self, user_id: UserId) -> list[Assessment]:
        """Every assessment of the person, in the order in which they began, beside what their profile shows now."""
        found = fold(await self.events.read(user_id, person_stream("aube", user_id)))
        proofs = proofs_in(profile(await self.events.read(user_id, person_stream("profile", user_id)))) if found else ()
        return [replace(each, proofs=proofs) for each in found]

    def new(self, user_id: UserId, depth: Depth, *, command: str, at: datetime) -> Assessment:
        """One that is not kept yet: its first answer begins it."""
        return Assessment(id=_id(user_id, command), depth=depth, started_at=at)

    async def start(self, user_id: UserId, depth: Depth, *, command: str, actor: str) -> Assessment:
        """Begin one; the same command again gives the same."""
        assessment_id = _id(user_id, command)
        data = {"assessment": assessment_id, "depth": depth}
        await self._append(user_id, [NewEvent(type=STARTED, data=data)], command=command, actor=actor)
        return await self.of(user_id, assessment_id)

    async def deepen(
        self, user_id: UserId, assessment_id: str, depth: Depth, *, command: str, actor: str
    ) -> Assessment:
        """Go on with an assessment to another depth; what was answered stays."""
        data = {"assessment": assessment_id, "depth": depth}
        await self._append(user_id, [NewEvent(type=DEEPENED, data=data)], command=command, actor=actor)
        return await self.of(user_id, assessment_id)

    async def answer(
        self, user_id: UserId, assessment: Assessment, answers: Sequence[Answer], *, command: str, actor: str
    ) -> Assessment:
        """Record answers, given for the first time or corrected; an assessment that was not kept yet begins.

        Raises NotFound for one that is not the person's.
        """
        data: dict[str, object] = {"assessment": assessment.id, "depth": assessment.depth}
        began = [NewEvent(type=STARTED, data=data)] if assessment.version == 0 else []
        if not began:
            await self.of(user_id, assessment.id)
        new = began + [
            NewEvent(
                type=ANSWERED,
                data={"assessment": assessment.id, "item": each.item},
                private={"options": list(each.options), "text": each.text},
            )
            for each in answers
        ]
        await self._append(user_id, new, command=command, actor=actor)
        return await self.of(user_id, assessment.id)

    async def withdraw(self, user_id: UserId, assessment_id: str, item: str, *, command: str, actor: str) -> Assessment:
        """Let an answer count no more; raises NotFound when there is none."""
        if item not in (await self.of(user_id, assessment_id)).answers:
            raise NotFound(f"no answer to {item!r}", what="answer")
        data = {"assessment": assessment_id, "item": item}
        await self._append(user_id, [NewEvent(type=WITHDRAWN, data=data)], command=command, actor=actor)
        return await self.of(user_id, assessment_id)

    async def _append(self, user_id: UserId, new: Sequence[NewEvent], *, command: str, actor: str) -> None:
        await self.events.append(
            Append(
                user_id=user_id,
                stream=person_stream("aube", user_id),
                events=tuple(new),
                command=command,
                actor=actor,
            )
        )


def _id(user_id: UserId, command: str) -> str:
    return f"as_{hashlib.sha256(f'{user_id}:{command}'.encode()).hexdigest()[:20]}"


def fold(events: Iterable[RecordedEvent]) -> list[Assessment]:
    """The assessments that events tell, in the order in which they began."""
    found: dict[str, Assessment] = {}
    for event in events:
        name = str(event.data["assessment"])
        if event.type == STARTED:
            depth: Depth = event.data["depth"]  # type: ignore[assignment]
            found[name] = Assessment(id=name, depth=depth, started_at=event.at, version=event.version)
        elif (before := found.get(name)) is not None:
            found[name] = _after(before, event)
    return list(found.values())


def _after(before: Assessment, event: RecordedEvent) -> Assessment:
    answers, reopened = dict(before.answers), ""
    if event.type == ANSWERED and event.private is not None:
        item = str(event.data["item"])
        answers.pop(item, None)
        options: list[str] = event.private["options"]  # type: ignore[assignment]
        answers[item] = Answer(item=item, options=tuple(options), text=str(event.private["text"]), at=event.at)
        for stale in _STALE.get(item, ()):
            answers.pop(stale, None)
    elif event.type == WITHDRAWN:
        item = str(event.data["item"])
        reopened = item
        for gone in (item, *_STALE.get(item, ())):
            answers.pop(gone, None)
    elif event.type == DEEPENED:
        return replace(before, depth=event.data["depth"], version=event.version)  # type: ignore[arg-type]
    return replace(before, answers=answers, reopened=reopened, version=event.version)
