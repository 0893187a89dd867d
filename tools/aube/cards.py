"""Aube's cards: one builder for each kind, over what is explained, so that a card has no number of its own."""

from collections.abc import Sequence

from tools.aube.books import book_of, day, figure
from tools.aube.card_data import (
    AnyCard,
    BridgeData,
    Card,
    ExposureData,
    InterestsData,
    MatchesData,
    MatchLine,
    MessageAction,
    MissingLine,
    PlannedStep,
    RequestAction,
    Span,
    TrajectoryData,
)
from tools.aube.exposing import axes_of
from tools.aube.tracing import ExposureTrace, LetterLine, MatchTrace, SourceLine, Transparency
from tools.aube.wording import Wording
from tools.operation import Annex


def annex(card: AnyCard) -> Annex:
    """A card as an operation shows it."""
    return Annex("iris.card", card.model_dump(mode="json"))


def interests_card(told: Transparency) -> Card[InterestsData]:
    """The six interests as the answers tell them."""
    book = book_of("explain", told.locale)
    lines = [book.say("cards.interests"), *(interest_line(each, book) for each in told.interests)]
    return Card(
        id=f"i_{told.assessment}",
        kind="interests",
        data=InterestsData(interests=told.interests),
        text="\n".join([*lines, book.say("cards.interests_note")]),
        actions=(_correct(book),),
    )


def exposure_card(told: Transparency, job: ExposureTrace | None = None) -> Card[ExposureData]:
    """Both axes of the occupations of the list, after today's one when it is given."""
    every = ((job,) if job else ()) + tuple(match.exposure for match in told.matches)
    card = occupations_card(f"e_{told.assessment}", every, told.sources, told.locale, job=job.code if job else "")
    return card.model_copy(update={"actions": (_explain(told, book_of("explain", told.locale)),)})


def occupations_card(
    name: str, occupations: tuple[ExposureTrace, ...], sources: Sequence[SourceLine], locale: str, *, job: str = ""
) -> Card[ExposureData]:
    """Both axes of occupations, with those of the sources that they come from; `job`: the code of today's one."""
    book = book_of("explain", locale)
    axes = {"ilo": book.say("cards.ai_axis"), "nesta": book.say("cards.automation_axis")}
    used = {kind for one in occupations for kind in axes_of(one)}
    told = tuple(source for source in sources if source.kind in used)
    lines = [book.say("cards.exposure"), *(one.text for one in occupations), book.say("exposure.meaning")]
    lines += [source_line(source, book, axes[source.kind]) for source in told]
    return Card(
        id=name,
        kind="exposure",
        data=ExposureData(job=job, occupations=occupations, sources=told),
        text="\n".join(lines),
    )


def matches_card(told: Transparency, summaries: dict[str, str] | None = None) -> Card[MatchesData]:
    """The list with its reasons; `summaries` by code."""
    book = book_of("explain", told.locale)
    lines = [book.say("cards.matches")]
    for match in told.matches:
        lines.append(book.say("cards.match_line", rank=match.rank, title=match.title))
        lines += [f"- {reason.text}" for reason in match.reasons]
    return Card(
        id=f"m_{told.assessment}",
        kind="matches",
        data=MatchesData(
            assessment=told.assessment,
            matches=tuple(_line(match, (summaries or {}).get(match.code, "")) for match in told.matches),
            sources=told.sources,
        ),
        text="\n".join(lines),
        actions=(*(_bridge(match, book) for match in told.matches), _correct(book), _explain(told, book)),
    )


def bridge_card(told: Transparency, code: str) -> Card[BridgeData]:
    """The skills of one occupation of the list; raises KeyError for one that is not in it."""
    book = book_of("explain", told.locale)
    match = {each.code: each for each in told.matches}[code]
    have, close, missing = bridge_lines(match, book)
    lines, between = [book.say("cards.bridge", title=match.title)], " ; " if told.locale == "fr" else "; "
    for name, each in (("have", have), ("close", close), ("missing", missing)):
        said = between.join(f"{label} ({second})" if second else label for label, second in each)
        colon = " : " if told.locale == "fr" else ": "
        lines.append(f"{book.say(f'cards.{name}')}{colon}{said or book.say('cards.nothing')}.")
    lines.append(book.say("cards.coverage", coverage=figure(match.coverage, told.locale)))
    return Card(
        id=f"b_{told.assessment}_{code}",
        kind="bridge",
        data=BridgeData(
            code=code,
            title=match.title,
            coverage=match.coverage,
            have=match.have,
            close=match.close,
            missing=tuple(MissingLine(id=each.id, label=each.label) for each in match.missing),
            sources=tuple(each for each in told.sources if each.kind in match.parts[0].sources),
        ),
        text="\n".join(lines),
        actions=(_correct(book),),
    )


def trajectory_card(plan: TrajectoryData, text: str) -> Card[TrajectoryData]:
    """Typed steps on a time line, and the whole plan in words."""
    return Card(id=f"t_{plan.id}", kind="trajectory", data=plan, text=text)


def time_line(plan: TrajectoryData, locale: str) -> list[str]:
    """The steps in words, as they are drawn; ids in `after` that no step has are left out."""
    book = book_of("explain", locale)
    titles = {step.id: step.title for step in plan.steps}
    return [step_line(step, titles, book) for step in plan.steps]


def interest_line(letter: LetterLine, book: Wording) -> str:
    """An interest in words."""
    mean, spread = figure(letter.mean, book.language), figure(letter.spread, book.language)
    chosen = chosen_words(letter, book)
    return book.say("cards.interests_line", label=letter.label, chosen=chosen, mean=mean, spread=spread)


def chosen_words(letter: LetterLine, book: Wording) -> str:
    """How often an interest was chosen."""
    if not letter.offered:
        return book.say("cards.not_offered")
    return book.say("cards.chosen", chosen=letter.chosen, offered=letter.offered)


def source_line(source: SourceLine, book: Wording, axis: str) -> str:
    """A source in words: what it is for, its name and release, and the day on which it was read."""
    told = source.release and source.release not in source.name
    release = book.say("cards.release", release=source.release) if told else ""
    checked = day(source.checked_on, book.language)
    return book.say("cards.source", axis=axis, source=source.name, release=release, date=checked)


def bridge_lines(match: MatchTrace, book: Wording) -> tuple[Sequence[tuple[str, str]], ...]:
    """What is there, close and missing: each a label and what is said beside it."""
    have = [(each.label, book.evidence(each.evidence, each.by)) for each in match.have]
    close = [(each.label, book.say("cards.close_to", owned=each.owned)) for each in match.close]
    return have, close, [(each.label, "") for each in match.missing]


def step_line(step: PlannedStep, titles: dict[str, str], book: Wording) -> str:
    """A step in words."""
    if step.done:
        return book.say("cards.step_done", title=step.title)
    before = [book.say("cards.quote", words=titles[one]) for one in step.after if one in titles]
    after = book.say("cards.after", steps=book.listed(before)) if before else ""
    return book.say(
        "cards.step_line",
        title=step.title,
        begins=span_words("begins", step.start_week, book),
        lasts=span_words("lasts", step.duration, book),
        after=after,
    )


def span_words(name: str, span: Span, book: Wording) -> str:
    """A span in words: nothing, one week, as many weeks, or from so many to so many."""
    if span.min != span.max:
        kind = "between"
    else:
        kind = "none" if span.max == 0 else "one" if span.max == 1 else "some"
    low, high = figure(span.min, book.language), figure(span.max, book.language)
    return book.say(f"cards.{name}_{kind}", a=low, b=high)


def _line(match: MatchTrace, summary: str) -> MatchLine:
    return MatchLine(
        code=match.code,
        title=match.title,
        summary=summary,
        rank=match.rank,
        score=match.score,
        percentile=match.percentile,
        confidence=match.confidence,
        reasons=match.reasons,
        have=len(match.have),
        missing=len(match.missing),
        entry=match.entry,
        training=match.training,
        first_step=match.first_step,
    )


def _bridge(match: MatchTrace, book: Wording) -> MessageAction:
    return MessageAction(
        label=book.say("cards.bridge_action", title=match.title),
        text=book.say("cards.bridge_message", title=match.title),
    )


def _correct(book: Wording) -> MessageAction:
    return MessageAction(label=book.say("cards.correct"), text=book.say("cards.correct_message"))


def _explain(told: Transparency, book: Wording) -> RequestAction:
    return RequestAction(label=book.say("cards.why"), method="GET", path=f"/luna/aube/transparency/{told.assessment}")
