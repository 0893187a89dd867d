"""A report: sections of plain blocks, the same for paper and for machines. Every text is text, never markup."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal[1, 2, 3]
"""One line, one page, everything."""


class Part(BaseModel):
    """A part of a report."""

    model_config = ConfigDict(frozen=True)


class Paragraph(Part):
    """A text; `soft` for what stands beside the matter."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    soft: bool = False


class Points(Part):
    """A list."""

    kind: Literal["points"] = "points"
    items: tuple[str, ...]


class Table(Part):
    """A table; `widths` are shares of the page's width, one for each column."""

    kind: Literal["table"] = "table"
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


class Picture(Part):
    """A drawing (SVG, for paper), and all of it in words."""

    kind: Literal["picture"] = "picture"
    svg: str
    text: str
    width: int = 80
    """Percent of the page's width."""


Block = Annotated[Paragraph | Points | Table | Picture, Field(discriminator="kind")]


class Section(Part):
    """A section; `depth` 2 is a part of the one before."""

    title: str
    depth: Literal[1, 2] = 1
    blocks: tuple[Block, ...]


class Report(Part):
    """A report at one level; it names nobody. `line` is its level 1, which the others begin with."""

    level: Level
    language: str
    title: str
    subtitle: str
    made_on: str
    """In words."""
    line: str
    sections: tuple[Section, ...] = ()
    foot: str


class SeenLine(Part):
    """A message as a model was shown it, with placeholders; None: not known."""

    role: Literal["user", "assistant"]
    seen: str | None


class WrittenLine(Part):
    """A text, who wrote it (the name of a model, « guided mode »), and when, in words."""

    text: str
    by: str
    on: str


class Shown(Part):
    """What models wrote, and what they were shown, of a conversation; `hidden`: values behind placeholders, by kind."""

    written: tuple[WrittenLine, ...] = ()
    messages: tuple[SeenLine, ...] = ()
    facts: tuple[str, ...] = ()
    summary: str = ""
    documents: tuple[str, ...] = ()
    hidden: dict[str, int] = {}
