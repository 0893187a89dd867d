"""A card as a drawing: for pages, and with other colours for paper."""

from tools.aube.books import book_of
from tools.aube.canvas import WEB, Palette
from tools.aube.card_data import BridgeData, Card, ExposureData, InterestsData, TrajectoryData
from tools.aube.drawing import Bar, Caption, Column, Spoke, bridge, radar, timeline
from tools.aube.plotting import PlotWords, Point, Range, exposure_plot
from tools.aube.tracing import AiTrace, AutomationTrace

MOST = 7
"""Items that a column of the bridge shows."""


def draw_interests(card: Card[InterestsData], locale: str, palette: Palette = WEB) -> str:
    """The radar."""
    book = book_of("explain", locale)
    spokes = [
        Spoke(each.label, book.say("cards.chosen", chosen=each.chosen, offered=each.offered), each.mean, each.spread)
        for each in card.data.interests
    ]
    return radar(_caption(card), spokes, book.language, palette)


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
        language=book.language,
    )
    return exposure_plot(_caption(card), points, words, palette)


def draw_bridge(card: Card[BridgeData], locale: str, palette: Palette = WEB) -> str:
    """The three columns."""
    book, data = book_of("explain", locale), card.data

    def column(name: str, items: list[tuple[str, str]]) -> Column:
        left_out = len(items) - MOST
        rest = book.say("cards.more", count=left_out) if left_out > 0 else ""
        nothing = [] if items else [(book.say("cards.nothing"), "")]
        return Column(f"{book.say(f'cards.{name}')} ({len(items)})", (items or nothing)[:MOST], rest)

    have = column("have", [(each.label, book.say(f"evidence.{each.evidence}")) for each in data.have])
    close = column("close", [(each.label, book.say("cards.close_to", owned=each.owned)) for each in data.close])
    return bridge(
        _caption(card), (have, close, column("missing", [(each.label, "") for each in data.missing])), palette
    )


def draw_trajectory(card: Card[TrajectoryData], locale: str, palette: Palette = WEB) -> str:
    """The time line."""
    book = book_of("explain", locale)
    bars = [
        Bar(
            step.title,
            book.say(f"steps.{step.kind}"),
            step.start_week.min,
            step.start_week.max,
            step.duration.min,
            step.duration.max,
        )
        for step in card.data.steps
    ]
    return timeline(_caption(card), bars, book.say("cards.weeks"), palette)


def _caption(card: Card[InterestsData] | Card[ExposureData] | Card[BridgeData] | Card[TrajectoryData]) -> Caption:
    title, *rest = card.text.split("\n")
    # Ids hold no colon and no space, whatever the card's id holds.
    name = "".join(char for char in card.id if char.isascii() and (char.isalnum() or char in "_-"))
    return Caption(name or card.kind, title, "\n".join(rest))


def _ai(axis: AiTrace | None) -> Range | None:
    return Range(axis.mean, axis.low, axis.high) if axis else None


def _index(axis: AutomationTrace | None) -> Range | None:
    return Range(axis.risk, axis.low, axis.high) if axis else None
