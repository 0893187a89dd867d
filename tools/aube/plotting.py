"""The plot of exposure: two axes that are never made one, ranges as lines, numbers that a legend names."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from knowledge.occupations.exposure import AI_HIGH, AUTOMATION_HIGH, AUTOMATION_LOW
from tools.aube.books import figure
from tools.aube.canvas import SIZE, WEB, WIDTH, Palette, drawing, lines, tag, text, wrap
from tools.aube.drawing import SMALL, Caption

LEFT, RIGHT, TOP, BOTTOM = 84.0, WIDTH - 96.0, 24.0, 330.0
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
    language: str


def exposure_plot(caption: Caption, points: Sequence[Point], words: PlotWords, palette: Palette = WEB) -> str:
    """Occupations by exposure to generative AI (0 to 1) and automation of tasks (Nesta's index), numbered from 1."""
    drawn = [*_axes(words, palette)]
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
        drawn.append(_badge(*placed[-1], ", ".join(map(str, numbers)), palette))
    y = BOTTOM + 72
    for number, point in enumerate(points, start=1):
        drawn.append(_badge(LEFT - 44, y - 5, str(number), palette))
        label = point.label if point.ai and point.automation else f"{point.label} ({_lacks(point, words)})"
        written = wrap(label, WIDTH - LEFT - 16)
        drawn.append(lines(written, LEFT - 24, y))
        y += 28 + SIZE * 1.25 * (len(written) - 1)
    return drawing(caption.name, caption.title, caption.desc, y, palette, *drawn)


def _axes(words: PlotWords, palette: Palette) -> list[str]:
    soft: dict[str, str | float] = {"font_size": SMALL, "fill": palette.soft}
    middle = (TOP + BOTTOM) / 2
    drawn = [
        tag("rect", x=LEFT, y=TOP, width=RIGHT - LEFT, height=BOTTOM - TOP, fill="none", stroke=palette.line),
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        drawn.append(text(figure(tick, words.language), _x(tick), BOTTOM + 18, text_anchor="middle", **soft))
    for tick in (3.2, 3.4, 3.6, 3.8):
        drawn.append(text(figure(tick, words.language), LEFT - 8, _y(tick) + 4, text_anchor="end", **soft))
    drawn.append(_dashed(_x(AI_HIGH), TOP, _x(AI_HIGH), BOTTOM, palette.soft))
    drawn.append(text(f"{words.levels['high']} →", _x(AI_HIGH) + 6, TOP + 16, **soft))
    edges = (LOWEST, AUTOMATION_LOW, AUTOMATION_HIGH, HIGHEST)
    for name, low, high in zip(("low", "medium", "high"), edges, edges[1:], strict=False):
        if high < HIGHEST:
            drawn.append(_dashed(LEFT, _y(high), RIGHT, _y(high), palette.soft))
        drawn.append(text(words.levels[name], RIGHT + 8, _y((low + high) / 2) + 4, **soft))
    drawn.append(text(words.ai, (LEFT + RIGHT) / 2, BOTTOM + 42, text_anchor="middle"))
    turned = f"rotate(-90 22 {middle:.0f})"
    drawn.append(text(words.automation, 22, middle, text_anchor="middle", transform=turned))
    return drawn


def _lacks(point: Point, words: PlotWords) -> str:
    missing = [name for name, axis in ((words.ai, point.ai), (words.automation, point.automation)) if axis is None]
    return f"{', '.join(missing)} : {words.none}" if words.language == "fr" else f"{', '.join(missing)}: {words.none}"


def _free(x: float, y: float, placed: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where a number stands beside its point without covering another one: above it, else below, else further up."""
    for shift in (-18, 18, -44, 44, -70):
        if all(abs(x - other) > 44 or abs(y + shift - height) > 24 for other, height in placed):
            return x, y + shift
    return x, y - 18


def _badge(x: float, y: float, said: str, palette: Palette) -> str:
    width = 12 + 8 * len(said)
    box = tag("rect", x=x - width / 2, y=y - 11, width=width, height=22, rx=11, fill=palette.accent)
    return box + text(said, x, y + 4.5, text_anchor="middle", font_size=SMALL, font_weight="700", fill=palette.paper)


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, stroke_opacity=0.55)


def _dashed(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_dasharray="4 4", stroke_opacity=0.7)


def _x(value: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(max(value, 0.0), 1.0)


def _y(value: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * (min(max(value, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
