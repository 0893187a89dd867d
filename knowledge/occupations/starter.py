"""The starter set: occupations written by hand for Iris, in force until official files are imported."""

import tomllib
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from knowledge.occupations.errors import OccupationsError
from knowledge.occupations.models import Conditions, Hours, Level, Place, Source, Title, Training

FOLDER = Path(__file__).parent / "starter"
SHARED = "skills.toml"
"""The wording of the skills that several occupations have."""
WRITTEN_ON = date(2026, 11, 21)

SOURCE = Source(kind="starter", name="Iris, jeu de départ", release="1", checked_on=WRITTEN_ON, licence="MIT")
CHECKED_AGAINST = Source(
    kind="rome_v3",
    name="France Travail, ROME v3.47",
    release="3.47",
    checked_on=WRITTEN_ON,
    licence="Licence Ouverte",
    address="https://www.francetravail.org/opendata/repertoire-operationnel-des-meti.html",
    loaded=False,
)
"""Every mobility of the starter set is an official one of this release, and of the same kind."""

Words = Annotated[str, StringConstraints(pattern=r"^\S(?:[^\n]*\S)?$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-N]\d{4}$")]
Forms = Annotated[list[Words], Field(min_length=1, max_length=2)]


class StarterOccupation(BaseModel):
    """An occupation of a sector's file. What the reference data give is optional: parent, interests, ISCO, moves."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    rome: Code
    title: Forms
    also: list[Forms] = []
    said: list[Words] = []
    summary: Words
    skills: list[Words]
    hours: list[Hours] = []
    physical: Level | None = None
    contact: Level | None = None
    screen: Level | None = None
    place: list[Place] = []
    training: Training | None = None
    entry: str = ""
    first_step: str = ""
    rome_v3: Code | None = None
    riasec: Annotated[str, StringConstraints(pattern=r"^[RIASEC]{0,2}$")] = ""
    isco: Annotated[str, StringConstraints(pattern=r"^(\d{4})?$")] = ""
    regulated: bool | None = None
    management: bool | None = None
    ecological: Literal["", "green", "strategic", "brown"] = ""
    digital: bool | None = None
    near: list[Code] = []
    next: list[Code] = []

    @property
    def parent(self) -> str:
        """The ROME v3 code."""
        return self.rome_v3 or self.rome

    @cached_property
    def main(self) -> Title:
        """The title."""
        return Title(*self.title)

    @cached_property
    def others(self) -> tuple[Title, ...]:
        """The other titles."""
        return tuple(Title(*forms) for forms in self.also)

    @property
    def conditions(self) -> Conditions:
        """How one works there, as it was written by hand."""
        return Conditions(
            hours=frozenset(self.hours),
            place=frozenset(self.place),
            physical=self.physical,
            contact=self.contact,
            screen=self.screen,
            training=self.training,
            regulated=self.regulated,
            management=self.management,
        )


class _Sector(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sector: Words
    occupation: list[StarterOccupation]


def load_starter(folder: Path = FOLDER) -> dict[str, StarterOccupation]:
    """The occupations of every sector's file, by ROME code. Raises OccupationsError, naming the file and the key."""
    found: dict[str, StarterOccupation] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name == SHARED:
            continue
        for occupation in _sector(path).occupation:
            if occupation.rome in found:
                raise _wrong(path, occupation.rome, "le code est déjà pris", "the code is taken")
            found[occupation.rome] = occupation
    return found


def shared_skills(folder: Path = FOLDER) -> frozenset[str]:
    """The wording of the skills that several occupations have. Raises OccupationsError."""
    return frozenset(words for family in _parsed(folder / SHARED).values() for words in family)


def _sector(path: Path) -> _Sector:
    try:
        return _Sector.model_validate(_parsed(path))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _wrong(path, ".".join(map(str, first["loc"])), first["msg"], first["msg"]) from error


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(path, "TOML", str(error), str(error)) from error


def _wrong(path: Path, key: str, fr: str, en: str) -> OccupationsError:
    return OccupationsError("starter", f"{path.name}, {key} : {fr}.", f"{path.name}, {key}: {en}.")
