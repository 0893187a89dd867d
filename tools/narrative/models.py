"""What the narrative gives: sentences, each with the events that it rests on."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class Told(BaseModel):
    """A sentence of the narrative. `events` are the ids of the events that say so, oldest first."""

    model_config = ConfigDict(frozen=True)

    text: str
    events: tuple[str, ...] = ()


class Milestone(Told):
    """Something that happened, or the same thing several times in a month (`count`); `at` is the first time."""

    kind: str
    at: datetime
    date: str
    count: int = 1


class Chapter(BaseModel):
    """A month in Paris (`2026-11`) in which something happened, and what, in order."""

    model_config = ConfigDict(frozen=True)

    month: str
    title: str
    milestones: tuple[Milestone, ...]


class Section(BaseModel):
    """A heading and its sentences."""

    model_config = ConfigDict(frozen=True)

    title: str
    lines: tuple[Told, ...] = ()


class Investment(Section):
    """Energy that went into the person's own project: `points` in all, a line per kind of action."""

    text: str = ""
    points: int = 0


class NextStep(Told):
    """One thing to do next; `id` is stable."""

    id: str
    title: str


class Story(BaseModel):
    """A person's path. `position` is that of the last event that was read (0: none); `text` is all of it to read."""

    model_config = ConfigDict(frozen=True)

    locale: str
    position: int = Field(ge=0)
    title: str
    opening: str
    chapters: tuple[Chapter, ...]
    skills: Section
    documents: Section
    energy: Investment
    next_step: NextStep
    text: str
