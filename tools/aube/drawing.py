"""Four drawings, each told whole by its title and description: interests, list, bridge of skills, time line."""

from collections.abc import Sequence
from math import ceil, cos, pi, sin
from typing import NamedTuple

from tools.aube.books import figure
from tools.aube.canvas import SIZE, WEB, WIDTH, Caption, Palette, drawing, halo, lines, tag, text, wrap

SMALL = SIZE - 2
MARGIN = 16.0
RING = 0.25
"""Between two circles of the radar."""


class Spoke(NamedTuple):
    """An axis of the radar: its name, what stands under it, mean and spread (0 to 1)."""

    label: str
    note: str
    mean: float
    spread: float


class Row(NamedTuple):
    """An occupation of the list: its title, what stands under it, how many skills are there and how many missing."""

    title: str
    note: str
    have: int
    missing: int


class Group(NamedTuple):
    """Skills of the bridge: heading, items (each with a second line or none), what stands for those left out."""

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


def radar(caption: Caption, spokes: Sequence[Spoke], palette: Palette = WEB) -> str:
    """Means as a shape, each with its spread as a line, on as many axes as there are."""
    centre, y, radius = WIDTH / 2, 162.0, 100.0
    top = max(2 * RING, ceil(max((s.mean + s.spread for s in spokes), default=1) / RING) * RING)
    turns = [2 * pi * place / max(len(spokes), 1) - pi / 2 for place in range(len(spokes))]

    def at(turn: float, value: float) -> tuple[float, float]:
        share = min(max(value / top, 0.0), 1.0)
        return centre + radius * share * cos(turn), y + radius * share * sin(turn)

    rings = [RING * (one + 1) for one in range(round(top / RING))]
    drawn = [_shape([at(turn, ring) for turn in turns], fill="none", stroke=palette.line) for ring in rings]
    drawn += [_line(at(turn, 0), at(turn, top), palette.line) for turn in turns]
    points = [at(turn, one.mean) for turn, one in zip(turns, spokes, strict=True)]
    drawn.append(_shape(points, fill=palette.accent, fill_opacity=0.18, stroke=palette.accent, stroke_width=2))
    for turn, one, point in zip(turns, spokes, points, strict=True):
        low, high = at(turn, one.mean - one.spread), at(turn, one.mean + one.spread)
        drawn.append(_line(low, high, palette.accent, 2.5))
        drawn.append(tag("circle", cx=point[0], cy=point[1], r=4.5, fill=palette.accent))
        drawn += _named(one, turn, (centre + (radius + 14) * cos(turn), y + (radius + 14) * sin(turn)), palette)
    for ring in rings:
        x, height, soft = centre + 7, y - radius * ring / top + 14, palette.soft
        drawn.append(text(figure(ring, caption.language), x, height, font_size=12, fill=soft, **halo(palette)))
    return drawing(caption, y + radius + 56, palette, *drawn)


def matches(caption: Caption, rows: Sequence[Row], palette: Palette = WEB) -> str:
    """The list in order; of each, how many skills are there (full) and how many are missing (hollow)."""
    unit = (WIDTH - 2 * MARGIN - 34) / max((row.have + row.missing or 1 for row in rows), default=1)
    drawn, y, x = list[str](), 8.0, MARGIN + 34
    for rank, row in enumerate(rows, start=1):
        written = wrap(row.title, WIDTH - x - MARGIN)
        drawn.append(badge(MARGIN + 11, y + 15, str(rank), palette))
        drawn.append(lines(written, x, y + 20, font_weight="600"))
        y += 20 + SIZE * 1.25 * (len(written) - 1) + 12
        have = unit * row.have
        drawn.append(_strip(x, y, have, palette.have, 1) if row.have else "")
        drawn.append(_strip(x + have, y, unit * row.missing, palette.missing, 0) if row.missing else "")
        y += 14
        under = wrap(row.note, WIDTH - x - MARGIN, size=SMALL)
        drawn.append(lines(under, x, y + 16, step=16, font_size=SMALL, fill=palette.soft))
        y += 16 * len(under) + 22
    return drawing(caption, y, palette, *drawn)


def bridge(caption: Caption, groups: tuple[Group, Group, Group], palette: Palette = WEB) -> str:
    """Three groups: what is there (a full disc), what is close (half of one), what is missing (a ring)."""
    drawn, y, width = list[str](), 0.0, WIDTH - 2 * MARGIN - 22
    for place, (group, colour) in enumerate(zip(groups, (palette.have, palette.close, palette.missing), strict=True)):
        drawn.append(text(group.heading, MARGIN, y + 26, font_weight="600", fill=colour))
        drawn.append(_line((MARGIN, y + 35), (WIDTH - MARGIN, y + 35), colour, 2))
        y += 38
        for label, second in group.items:
            written = wrap(label, width)
            drawn.append(_disc(MARGIN + 7, y + 16, place, colour))
            drawn.append(lines(written, MARGIN + 22, y + 21, step=18))
            y += 8 + 18 * len(written)
            under = wrap(second, width, size=SMALL) if second else []
            drawn.append(lines(under, MARGIN + 22, y + 12, step=16, font_size=SMALL, fill=palette.soft))
            y += 16 * len(under)
        if group.rest:
            drawn.append(text(group.rest, MARGIN + 22, y + 20, font_size=SMALL, fill=palette.soft))
            y += 22
        y += 16
    return drawing(caption, y, palette, *drawn)


def timeline(caption: Caption, bars: Sequence[Bar], unit: str, legend: str, palette: Palette = WEB) -> str:
    """Steps from the first week to the last: the full bar is the earliest course, the hollow one how late it may be."""
    left, right, y = MARGIN, WIDTH - MARGIN, 4.0
    end = max((bar.start_max + bar.longest for bar in bars), default=0.0) or 1.0
    step = next((one for one in (1, 2, 4, 8, 13, 26, 52, 104, 208) if end / one <= 7), ceil(end / 7))
    ticks = range(0, int(end) + 1, step)

    def at(week: float) -> float:
        return left + (right - left) * week / end

    drawn = list[str]()
    for bar in bars:
        written, note = wrap(bar.title, right - left), wrap(bar.note, right - left, size=SMALL, most=2)
        drawn.append(lines(written, left, y + 18, step=18, font_weight="600"))
        y += 18 * len(written)
        drawn.append(lines(note, left, y + 16, step=16, font_size=SMALL, fill=palette.soft))
        y += 16 * len(note) + 8
        drawn += [_line((at(tick), y - 1), (at(tick), y + 15), palette.line) for tick in ticks]
        latest = at(bar.start_max + bar.longest) - at(bar.start_min)
        drawn.append(_strip(at(bar.start_min), y, latest, palette.accent, 0.2))
        drawn.append(_strip(at(bar.start_min), y, at(bar.shortest) - left, palette.accent, 1))
        y += 26
    drawn += [
        text(str(tick), at(tick), y + 12, text_anchor=_anchor(at(tick)), font_size=SMALL, fill=palette.soft)
        for tick in ticks
    ]
    drawn.append(text(unit, right, y + 30, text_anchor="end", font_size=SMALL, fill=palette.soft))
    said = wrap(legend, right - left, size=SMALL)
    drawn.append(lines(said, left, y + 52, step=16, font_size=SMALL, fill=palette.soft))
    return drawing(caption, y + 52 + 16 * len(said), palette, *drawn)


def badge(x: float, y: float, said: str, palette: Palette) -> str:
    """Numbers on a coloured ground."""
    width = 14 + 8 * len(said)
    box = tag("rect", x=x - width / 2, y=y - 11, width=width, height=22, rx=11, fill=palette.accent)
    return box + text(said, x, y + 4.5, text_anchor="middle", font_size=SMALL, font_weight="700", fill=palette.paper)


def _named(spoke: Spoke, turn: float, place: tuple[float, float], palette: Palette) -> list[str]:
    """The name of an axis and what stands under it, outside of the circle: above, below, or on a side."""
    x, y = place
    upright = abs(cos(turn)) < 0.1
    anchor = "middle" if upright else "start" if cos(turn) > 0 else "end"
    width = WIDTH - 2 * MARGIN if upright else (WIDTH - x if cos(turn) > 0 else x) - 4
    label, note = wrap(spoke.label, width, size=14), wrap(spoke.note, width, size=SMALL)
    high = 18 * len(label) + 16 * len(note)
    y += 12 if not upright else 0
    y += -high + 12 if upright and sin(turn) < 0 else 12 if upright else -high / 2
    return [
        lines(label, x, y, step=18, text_anchor=anchor, font_size=14, font_weight="600"),
        lines(note, x, y + 18 * len(label) - 1, step=16, text_anchor=anchor, font_size=SMALL, fill=palette.soft),
    ]


def _anchor(x: float) -> str:
    return "start" if x < MARGIN + 8 else "end" if x > WIDTH - MARGIN - 8 else "middle"


def _shape(points: Sequence[tuple[float, float]], **attributes: str | float) -> str:
    return tag("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), **attributes)


def _line(start: tuple[float, float], end: tuple[float, float], colour: str, width: float = 1) -> str:
    return tag("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=colour, stroke_width=width)


def _strip(x: float, y: float, width: float, colour: str, opacity: float) -> str:
    wide = max(width, 4)
    return tag("rect", x=x, y=y, width=wide, height=14, rx=3, fill=colour, fill_opacity=opacity, stroke=colour)


def _disc(x: float, y: float, kind: int, colour: str) -> str:
    ring = tag("circle", cx=x, cy=y, r=5, fill="none", stroke=colour, stroke_width=2)
    half = tag("path", d=f"M{x:.1f} {y - 5:.1f} A5 5 0 0 0 {x:.1f} {y + 5:.1f} Z", fill=colour)
    full = tag("circle", cx=x, cy=y, r=5, fill=colour)
    return (full + ring, half + ring, ring)[kind]
