"""Four drawings, each told whole by its title and description: interests, exposure, bridge of skills, time line."""

from collections.abc import Sequence
from math import ceil, cos, pi, sin
from typing import NamedTuple

from tools.aube.books import figure
from tools.aube.canvas import SIZE, WEB, WIDTH, Palette, drawing, lines, tag, text, wrap

SMALL = SIZE - 2
RING = 0.25
"""Between two circles of the radar."""


class Caption(NamedTuple):
    """What a drawing says of itself to who does not see it; `name` is for ids."""

    name: str
    title: str
    desc: str


class Spoke(NamedTuple):
    """An axis of the radar: its name, what stands under it, mean and spread (0 to 1)."""

    label: str
    note: str
    mean: float
    spread: float


class Column(NamedTuple):
    """A column of the bridge: heading, items (each with a second line or none), what stands for those left out."""

    heading: str
    items: Sequence[tuple[str, str]]
    rest: str = ""


class Bar(NamedTuple):
    """A step on the time line, in weeks."""

    title: str
    note: str
    start_min: float
    start_max: float
    shortest: float
    longest: float


def radar(caption: Caption, spokes: Sequence[Spoke], language: str, palette: Palette = WEB) -> str:
    """Means as a shape, each with its spread as a line, on as many axes as there are."""
    centre, y, radius = WIDTH / 2, 195.0, 140.0
    top = max(2 * RING, ceil(max((s.mean + s.spread for s in spokes), default=1) / RING) * RING)
    turns = [2 * pi * place / max(len(spokes), 1) - pi / 2 for place in range(len(spokes))]

    def at(turn: float, value: float) -> tuple[float, float]:
        share = min(max(value / top, 0.0), 1.0)
        return centre + radius * share * cos(turn), y + radius * share * sin(turn)

    rings = [RING * (one + 1) for one in range(round(top / RING))]
    drawn = [_shape([at(turn, ring) for turn in turns], fill="none", stroke=palette.line) for ring in rings]
    drawn += [_line(at(turn, 0), at(turn, top), palette.line) for turn in turns]
    drawn += [
        text(figure(ring, language), centre + 4, y - radius * ring / top + 13, **_soft(palette)) for ring in rings
    ]
    points = [at(turn, one.mean) for turn, one in zip(turns, spokes, strict=True)]
    drawn.append(_shape(points, fill=palette.accent, fill_opacity=0.18, stroke=palette.accent, stroke_width=2))
    for turn, one, point in zip(turns, spokes, points, strict=True):
        low, high = at(turn, one.mean - one.spread), at(turn, one.mean + one.spread)
        drawn.append(_line(low, high, palette.accent, 2.5))
        drawn.append(tag("circle", cx=point[0], cy=point[1], r=4.5, fill=palette.accent))
        x, label_y = centre + (radius + 22) * cos(turn), y + (radius + 24) * sin(turn)
        anchor = "middle" if abs(cos(turn)) < 0.1 else "start" if cos(turn) > 0 else "end"
        # Two lines: above the circle the second one must not touch it.
        label_y += -14 if sin(turn) < -0.9 else 8 if sin(turn) > 0.9 else -2
        drawn.append(text(one.label, x, label_y, text_anchor=anchor, font_weight="600"))
        drawn.append(text(one.note, x, label_y + 18, text_anchor=anchor, font_size=SMALL, fill=palette.soft))
    return drawing(caption.name, caption.title, caption.desc, 396, palette, *drawn)


def bridge(caption: Caption, columns: tuple[Column, Column, Column], palette: Palette = WEB) -> str:
    """Three columns: what is there (a full disc), what is close (half of one), what is missing (a ring)."""
    gap, drawn, bottom = 20.0, list[str](), 0.0
    width = (WIDTH - 4 * gap) / 3
    colours = (palette.have, palette.close, palette.missing)
    for place, (column, colour) in enumerate(zip(columns, colours, strict=True)):
        x, y = gap + place * (width + gap), 40.0
        drawn.append(text(column.heading, x, 24, font_weight="600", fill=colour))
        drawn.append(_line((x, 34), (x + width, 34), colour, 2))
        for label, second in column.items:
            y += 24
            drawn.append(_disc(x + 6, y - 5, place, colour))
            written = wrap(label, width - 22, size=SIZE - 1)
            drawn.append(lines(written, x + 20, y, step=17, font_size=SIZE - 1))
            y += 17 * (len(written) - 1)
            under = wrap(second, width - 22, size=SMALL) if second else []
            drawn.append(lines(under, x + 20, y + 17, step=16, font_size=SMALL, fill=palette.soft))
            y += 16 * len(under)
        if column.rest:
            y += 26
            drawn.append(text(column.rest, x + 20, y, font_size=SMALL, fill=palette.soft))
        bottom = max(bottom, y)
    return drawing(caption.name, caption.title, caption.desc, bottom + 20, palette, *drawn)


def timeline(caption: Caption, bars: Sequence[Bar], unit: str, palette: Palette = WEB) -> str:
    """Steps from the first week to the last: the full bar is the earliest course, the pale one how late it may be."""
    left, right, top, row = 250.0, WIDTH - 24.0, 20.0, 60.0
    end = max((bar.start_max + bar.longest for bar in bars), default=0.0) or 1.0
    step = next((one for one in (1, 2, 4, 8, 13, 26, 52, 104, 208) if end / one <= 8), ceil(end / 8))
    bottom = top + row * len(bars)

    def at(week: float) -> float:
        return left + (right - left) * week / end

    drawn = []
    for tick in range(0, int(end) + 1, step):
        drawn.append(_line((at(tick), top), (at(tick), bottom), palette.line))
        drawn.append(text(str(tick), at(tick), bottom + 18, text_anchor="middle", font_size=SMALL, fill=palette.soft))
    drawn.append(text(unit, right, bottom + 38, text_anchor="end", font_size=SMALL, fill=palette.soft))
    for place, bar in enumerate(bars):
        y = top + row * place + 8
        written = wrap(bar.title, left - 32, size=SIZE + 1, most=2)
        drawn.append(lines(written, 16, y + 11, step=16, font_size=SIZE - 1, font_weight="600"))
        note = wrap(bar.note, left - 32, size=SMALL, most=1)
        drawn.append(lines(note, 16, y + 11 + 16 * len(written), font_size=SMALL, fill=palette.soft))
        latest = at(bar.start_max + bar.longest) - at(bar.start_min)
        drawn.append(_bar(at(bar.start_min), y + 6, latest, palette.accent, 0.25))
        drawn.append(_bar(at(bar.start_min), y + 6, at(bar.shortest) - left, palette.accent, 1))
    return drawing(caption.name, caption.title, caption.desc, bottom + 52, palette, *drawn)


def _soft(palette: Palette) -> dict[str, str | float]:
    return {"font_size": SMALL - 2, "fill": palette.soft}


def _shape(points: Sequence[tuple[float, float]], **attributes: str | float) -> str:
    return tag("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), **attributes)


def _line(start: tuple[float, float], end: tuple[float, float], colour: str, width: float = 1) -> str:
    return tag("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=colour, stroke_width=width)


def _bar(x: float, y: float, width: float, colour: str, opacity: float) -> str:
    return tag("rect", x=x, y=y, width=max(width, 4), height=18, rx=4, fill=colour, fill_opacity=opacity)


def _disc(x: float, y: float, kind: int, colour: str) -> str:
    ring = tag("circle", cx=x, cy=y, r=5, fill="none", stroke=colour, stroke_width=2)
    half = tag("path", d=f"M{x:.1f} {y - 5:.1f} A5 5 0 0 0 {x:.1f} {y + 5:.1f} Z", fill=colour)
    full = tag("circle", cx=x, cy=y, r=5, fill=colour)
    return (full + ring, half + ring, ring)[kind]
