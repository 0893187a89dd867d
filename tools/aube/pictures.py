"""A card as a drawing: for pages, and with other colours for paper."""

from collections.abc import Callable, Mapping, Sequence

from tools.aube.books import book_of
from tools.aube.canvas import WEB, Caption, Palette
from tools.aube.card_data import (
    AnyCard,
    BridgeData,
    Card,
    ExposureData,
    InterestsData,
    Kind,
    MatchesData,
    PlannedStep,
    TrajectoryData,
)
from tools.aube.cards import chosen_words, span_words, time_line
from tools.aube.drawing import Bar, Group, Row, Spoke, bridge, matches, radar, timeline
from tools.aube.plotting import PlotWords, Point, Range, exposure_plot
from tools.aube.tracing import AiTrace, AutomationTrace
from tools.aube.wording import Wording

MOST = 7
"""Skills that a group of the bridge shows."""


def draw_interests(card: Card[InterestsData], locale: str, palette: Palette = WEB) -> str:
    """The radar."""
    book = book_of("explain", locale)
    spokes = [Spoke(each.label, chosen_words(each, book), each.mean, each.spread) for each in card.data.interests]
    return radar(_caption(card, card.text.split("\n"), book), spokes, palette)


def draw_exposure(card: Card[ExposureData], locale: str, palette: Palette = WEB) -> str:
    """The plot of both axes."""
    book, job = book_of("explain", locale), card.data.job
    here = book.say("cards.here")
    points = [
        Point(f"{each.title} ({here})" if each.code == job else each.title, _ai(each.ai), _index(each.automation))
        for each in card.data.occupations
    ]
    words = PlotWords(
        ai=book.say("cards.ai_axis"),
        automation=book.say("cards.automation_axis"),
        levels={name: book.say(f"levels.{name}") for name in ("low", "medium", "high")},
        none=book.say("exposure.none"),
    )
    return exposure_plot(_caption(card, card.text.split("\n"), book), points, words, palette)


def draw_matches(card: Card[MatchesData], locale: str, palette: Palette = WEB) -> str:
    """The list, with the skills that are there and those to be learnt."""
    book = book_of("explain", locale)
    rows = [
        Row(one.title, book.say("cards.counts", have=one.have, missing=one.missing), one.have, one.missing)
        for one in card.data.matches
    ]
    return matches(_caption(card, card.text.split("\n"), book), rows, palette)


def draw_bridge(card: Card[BridgeData], locale: str, palette: Palette = WEB) -> str:
    """The three groups."""
    book, data = book_of("explain", locale), card.data

    def group(name: str, items: list[tuple[str, str]]) -> Group:
        left_out = len(items) - MOST
        rest = book.say("cards.more", count=left_out) if left_out > 0 else "" if items else book.say("cards.nothing")
        return Group(f"{book.say(f'cards.{name}')} ({len(items)})", items[:MOST], rest)

    have = group("have", [(each.label, book.say(f"evidence.{each.evidence}")) for each in data.have])
    close = group("close", [(each.label, book.say("cards.close_to", owned=each.owned)) for each in data.close])
    missing = group("missing", [(each.label, "") for each in data.missing])
    return bridge(_caption(card, card.text.split("\n"), book), (have, close, missing), palette)


def draw_trajectory(card: Card[TrajectoryData], locale: str, palette: Palette = WEB) -> str:
    """The time line."""
    book, data = book_of("explain", locale), card.data

    def bar(step: PlannedStep) -> Bar:
        kind = book.say(f"steps.{step.kind}")
        lasts = book.say("cards.done") if step.done else span_words("lasts", step.duration, book)
        start, length = step.start_week, step.duration
        return Bar(step.title, f"{kind}, {lasts}", start.min, start.max, length.min, length.max)

    caption = _caption(card, [data.title, *time_line(data, locale)], book)
    return timeline(
        caption, [bar(step) for step in data.steps], book.say("cards.weeks"), book.say("cards.bars"), palette
    )


def draw(card: AnyCard, locale: str, palette: Palette = WEB) -> str:
    """A card of any kind."""
    return _DRAWERS[card.kind](card, locale, palette)


_DRAWERS: Mapping[Kind, Callable[..., str]] = {
    "interests": draw_interests,
    "exposure": draw_exposure,
    "matches": draw_matches,
    "bridge": draw_bridge,
    "trajectory": draw_trajectory,
}


def _caption(card: AnyCard, told: Sequence[str], book: Wording) -> Caption:
    # Ids hold no colon and no space, whatever the card's id holds.
    name = "".join(char for char in card.id if char.isascii() and (char.isalnum() or char in "_-"))
    return Caption(name or card.kind, told[0], "\n".join(told[1:]), book.language)


def _ai(axis: AiTrace | None) -> Range | None:
    return Range(axis.mean, axis.low, axis.high) if axis else None


def _index(axis: AutomationTrace | None) -> Range | None:
    return Range(axis.risk, axis.low, axis.high) if axis else None
