"""The plot of exposure: two axes that are never made one, ranges as lines, numbers that a legend names."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from knowledge.occupations.exposure import AI_HIGH, AUTOMATION_HIGH, AUTOMATION_LOW
from tools.aube.books import figure
from tools.aube.canvas import SIZE, WEB, WIDTH, Caption, Palette, drawing, halo, lines, tag, text, wrap
from tools.aube.drawing import MARGIN, SMALL, badge

LEFT, RIGHT, TOP, BOTTOM = 66.0, WIDTH - 76.0, 24.0, 310.0
LOWEST, HIGHEST = 3.1, 4.0
"""Of the axis of automation: what Nesta's index spans, and a little more."""


class Range(NamedTuple):
    """A value and how far it may be from it."""

    value: float
    low: float
    high: float


class Point(NamedTuple):
    """An occupation on the plot; None: no data, and then only the legend names it."""

    label: str
    ai: Range | None
    automation: Range | None


class PlotWords(NamedTuple):
    """What the plot says: names of axes, of the levels, and of missing data."""

    ai: str
    automation: str
    levels: Mapping[str, str]
    none: str


def exposure_plot(caption: Caption, points: Sequence[Point], words: PlotWords, palette: Palette = WEB) -> str:
    """Occupations by exposure to generative AI (0 to 1) and automation of tasks (Nesta's index), numbered from 1."""
    drawn = [*_axes(words, caption.language, palette)]
    groups: dict[tuple[float, float], list[int]] = {}
    for number, point in enumerate(points, start=1):
        if point.ai is None or point.automation is None:
            continue
        x, y = _x(point.ai.value), _y(point.automation.value)
        groups.setdefault((round(x), round(y)), []).append(number)
        drawn.append(_stroke(_x(point.ai.low), y, _x(point.ai.high), y, palette.accent, 2))
        drawn.append(_stroke(x, _y(point.automation.low), x, _y(point.automation.high), palette.accent, 2))
    drawn += [tag("circle", cx=x, cy=y, r=3.5, fill=palette.accent) for x, y in groups]
    placed: list[tuple[float, float]] = []
    for (x, y), numbers in groups.items():
        placed.append(_free(x, y, placed))
        drawn.append(badge(*placed[-1], ", ".join(map(str, numbers)), palette))
    if not groups:
        x, y = (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2
        drawn.append(text(words.none, x, y, text_anchor="middle", fill=palette.soft, **halo(palette)))
    y, x = BOTTOM + 76, MARGIN + 34
    for number, point in enumerate(points, start=1):
        drawn.append(badge(MARGIN + 11, y - 5, str(number), palette))
        written = wrap(point.label, WIDTH - x - MARGIN)
        drawn.append(lines(written, x, y))
        y += SIZE * 1.25 * len(written)
        if lacks := _lacks(point, words):
            under = wrap(lacks, WIDTH - x - MARGIN, size=SMALL)
            drawn.append(lines(under, x, y - 1, step=16, font_size=SMALL, fill=palette.soft))
            y += 16 * len(under)
        y += 10
    return drawing(caption, y, palette, *drawn)


def _axes(words: PlotWords, language: str, palette: Palette) -> list[str]:
    soft: dict[str, str | float] = {"font_size": SMALL, "fill": palette.soft}
    middle = (TOP + BOTTOM) / 2
    drawn = [
        tag("rect", x=LEFT, y=TOP, width=RIGHT - LEFT, height=BOTTOM - TOP, fill="none", stroke=palette.line),
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        drawn.append(text(figure(tick, language), _x(tick), BOTTOM + 18, text_anchor="middle", **soft))
    for tick in (3.2, 3.4, 3.6, 3.8):
        drawn.append(text(figure(tick, language), LEFT - 8, _y(tick) + 4, text_anchor="end", **soft))
    drawn.append(_dashed(_x(AI_HIGH), TOP, _x(AI_HIGH), BOTTOM, palette.soft))
    drawn.append(text(f"{words.levels['high']} →", _x(AI_HIGH) + 6, TOP + 16, **soft))
    edges = (LOWEST, AUTOMATION_LOW, AUTOMATION_HIGH, HIGHEST)
    for name, low, high in zip(("low", "medium", "high"), edges, edges[1:], strict=False):
        if high < HIGHEST:
            drawn.append(_dashed(LEFT, _y(high), RIGHT, _y(high), palette.soft))
        drawn.append(text(words.levels[name], RIGHT + 8, _y((low + high) / 2) + 4, **soft))
    drawn.append(text(words.ai, (LEFT + RIGHT) / 2, BOTTOM + 42, text_anchor="middle"))
    turned = f"rotate(-90 18 {middle:.0f})"
    drawn.append(text(words.automation, 18, middle, text_anchor="middle", transform=turned))
    return drawn


def _lacks(point: Point, words: PlotWords) -> str:
    """What the plot cannot show of an occupation; empty when it shows it."""
    missing = [name for name, axis in ((words.ai, point.ai), (words.automation, point.automation)) if axis is None]
    return words.none if len(missing) == 2 else f"{words.none}, {missing[0]}" if missing else ""


def _free(x: float, y: float, placed: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where a number stands beside its point without covering another one: above it, else below, else further up."""
    for shift in (-18, 18, -44, 44, -70):
        if all(abs(x - other) > 44 or abs(y + shift - height) > 24 for other, height in placed):
            return x, y + shift
    return x, y - 18


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, stroke_opacity=0.75)


def _dashed(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_dasharray="4 4", stroke_opacity=0.7)


def _x(value: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(max(value, 0.0), 1.0)


def _y(value: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * (min(max(value, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
