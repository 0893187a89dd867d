"""The paper of the drawings: colours, escaped tags, lines of text that fit. No script, no address, nothing outside."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

WIDTH = 440
"""Narrow, so that on a telephone (390 px) letters stay as large as those of the page."""
SIZE = 15
"""Of the letters, in the units of the drawing."""
_LETTER = 0.6
"""Width of an average letter, of its size; more than most sans serif fonts need."""
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, however it is escaped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours as attributes have them. `style` is the sheet of a drawing that stands alone."""

    ink: str
    soft: str
    line: str
    paper: str
    accent: str
    have: str
    close: str
    missing: str
    font: str
    style: str = ""


LIGHT: Mapping[str, str] = {
    "ink": "#1b1f2a",
    "soft": "#4d5766",
    "line": "#c3cad5",
    "paper": "#ffffff",
    "accent": "#1d4ed8",
    "have": "#17703f",
    "close": "#865800",
    "missing": "#a3303b",
}
DARK: Mapping[str, str] = {
    "ink": "#eef1f6",
    "soft": "#b3bccb",
    "line": "#4a5364",
    "paper": "#14171f",
    "accent": "#9dbbff",
    "have": "#7ddba0",
    "close": "#f2c46d",
    "missing": "#f4a9ae",
}
"""Every colour of letters has a contrast of 4.5 and more with its paper (WCAG 2, AA)."""


def _sheet(colours: Mapping[str, str]) -> str:
    named = "".join(f"--iris-{name}:{value};" for name, value in colours.items() if name != "ink")
    return f"svg:root{{color:{colours['ink']};background:{colours['paper']};{named}}}"


# Only where the drawing is the document: inside of a page the page's own variables and colour hold.
_PLACE = "svg:root{display:block;max-width:45rem;margin:0 auto}"
_STYLE = f"{_PLACE}{_sheet(LIGHT)}@media (prefers-color-scheme:dark){{{_sheet(DARK)}}}"
_VARIABLES = {name: f"var(--iris-{name}, {value})" for name, value in LIGHT.items() if name != "ink"}

WEB = Palette(ink="currentColor", font="system-ui, sans-serif", style=_STYLE, **_VARIABLES)
"""For pages: the colour of the text around, and variables that a page may set (`--iris-accent` ...)."""
PRINT = Palette(font="Libertinus Serif", **LIGHT)
"""For paper: colours as they are."""


def tag(name: str, *inside: str, **attributes: str | float) -> str:
    """An element; `inside` is markup already, attributes are escaped (`_` in a name stands for `-`)."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(clean(_number(value)))}" for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def text(said: str, x: float, y: float, **attributes: str | float) -> str:
    """A line of text, escaped."""
    return tag("text", escape(clean(said)), x=x, y=y, **attributes)


def halo(palette: Palette) -> dict[str, str | float]:
    """Attributes of a text that stands on lines: the paper shows around its letters."""
    return {"stroke": palette.paper, "stroke_width": 3, "stroke_linejoin": "round", "paint_order": "stroke"}


def lines(said: Iterable[str], x: float, y: float, *, step: float = SIZE * 1.25, **attributes: str | float) -> str:
    """Lines of text, one under the other, the first one at `y`."""
    return "".join(text(line, x, y + place * step, **attributes) for place, line in enumerate(said))


class Caption(NamedTuple):
    """What a drawing says of itself to who does not see it, and in which language; `name` makes its ids its own where
    several are in one page."""

    name: str
    title: str
    desc: str
    language: str


def drawing(caption: Caption, height: float, palette: Palette, *inside: str) -> str:
    """A whole drawing, `WIDTH` wide."""
    head = [
        tag("title", escape(clean(caption.title)) or " ", id=f"{caption.name}-title"),
        tag("desc", escape(clean(caption.desc)) or " ", id=f"{caption.name}-desc"),
    ]
    if palette.style:
        head.append(tag("style", palette.style))
    return tag(
        "svg",
        *head,
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {_number(height)}",
        lang=caption.language,
        role="img",
        aria_labelledby=f"{caption.name}-title {caption.name}-desc",
        font_family=palette.font,
        font_size=SIZE,
        fill=palette.ink,
    )


def wrap(said: str, width: float, *, size: float = SIZE, most: int = 3) -> list[str]:
    """Text in at most `most` lines of a width; longer words are cut, and « … » ends what does not fit."""
    limit = max(int(width / (size * _LETTER)), 4)
    found = [""]
    for word in re.split("[ \\t\\r\\n]+", clean(said)):
        for piece in (word[start : start + limit] for start in range(0, len(word), limit)):
            if found[-1] and len(found[-1]) + 1 + len(piece) > limit:
                found.append(piece)
            else:
                found[-1] = f"{found[-1]} {piece}".strip()
    if len(found) > most:
        found = [*found[: most - 1], f"{found[most - 1][: limit - 1].rstrip()}…"]
    return found


def clean(said: str) -> str:
    """Text without what XML cannot hold."""
    return _UNWRITABLE.sub("", said)


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
