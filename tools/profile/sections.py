"""The sections of a profile: what an item of each one holds. The names are those of JSON Resume 1.2.1 where it has one.

https://github.com/jsonresume/resume-schema (MIT). French needs are sections of their own: target, licences,
availability, mobility.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Section = Literal[
    "work",
    "education",
    "certificates",
    "languages",
    "skills",
    "volunteer",
    "projects",
    "interests",
    "target",
    "licences",
    "availability",
    "mobility",
]
PRIVATE_NOTES: Final = "private_notes"
"""The section of what is kept apart because the person insisted: in no CV, and read by no model."""
Kept = Section | Literal["private_notes"]

LONGEST_ITEM = 4_000
"""Characters of all the values of an item, as JSON."""
MOST_ITEMS = 500


def _real(day: str) -> str:
    if len(day) == len("2014-03-01"):
        date.fromisoformat(day)
    return day


_VISIBLE = r"^[^\x00-\x1f\x7f]+$"
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_VISIBLE)]
Point = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_VISIBLE)]
Text = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=2_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+$"
    ),
]
Url = Annotated[str, StringConstraints(max_length=300, pattern=r"^https?://[^\s<>\"\x00-\x1f]{3,}$")]
Rome = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{4}$")]
"""A code of the ROME; tools and forms set it, never a model."""
PartialDate = Annotated[
    str,
    StringConstraints(pattern=r"^(19[3-9][0-9]|20[0-9]{2})(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"),
    AfterValidator(_real),
]
"""YYYY, YYYY-MM or YYYY-MM-DD."""
Points = Annotated[tuple[Point, ...], Field(max_length=30)]
Words = Annotated[tuple[Line, ...], Field(max_length=50)]


class Values(BaseModel):
    """What an item says: these fields and no other one, and at least one of `needs`."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )
    needs: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(getattr(self, name) is not None for name in self.needs):
            raise ValueError(f"needs {' or '.join(self.needs)}")
        return self

    def plain(self) -> dict[str, Any]:
        """As JSON has it, without what is not said."""
        return self.model_dump(mode="json", exclude_none=True)


class Dated(Values):
    """What begins and ends; without an end it goes on."""

    start_date: PartialDate | None = Field(default=None, alias="startDate", description="YYYY, YYYY-MM or YYYY-MM-DD")
    end_date: PartialDate | None = Field(default=None, alias="endDate", description="absent while it goes on")


class Work(Dated):
    """A job."""

    needs: ClassVar[tuple[str, ...]] = ("position", "name")
    name: Line | None = Field(default=None, description="employer, organisation, or the name of the thing itself")
    position: Line | None = Field(default=None, description="job title, as the person says it")
    location: Line | None = None
    description: Text | None = None
    url: Url | None = None
    summary: Text | None = None
    highlights: Points | None = None
    rome: Rome | None = None


class Volunteer(Dated):
    """Unpaid work."""

    needs: ClassVar[tuple[str, ...]] = ("position", "organization")
    organization: Line | None = None
    position: Line | None = None
    url: Url | None = None
    summary: Text | None = None
    highlights: Points | None = None


class Education(Dated):
    """A diploma or a training."""

    needs: ClassVar[tuple[str, ...]] = ("study_type", "area", "institution")
    institution: Line | None = None
    url: Url | None = None
    area: Line | None = None
    study_type: Line | None = Field(default=None, alias="studyType", description="CAP, bac pro, BTS, titre pro ...")
    score: Line | None = None
    courses: Points | None = None


class Certificate(Values):
    """A certificate or an authorisation that is no driving licence."""

    needs: ClassVar[tuple[str, ...]] = ("name",)
    name: Line | None = None
    date: PartialDate | None = None
    url: Url | None = None
    issuer: Line | None = None


class Language(Values):
    """A language, and how well it is spoken."""

    needs: ClassVar[tuple[str, ...]] = ("language",)
    language: Line | None = None
    fluency: Line | None = None


class Skill(Values):
    """What the person can do."""

    needs: ClassVar[tuple[str, ...]] = ("name",)
    name: Line | None = None
    level: Line | None = None
    keywords: Words | None = None


class Interest(Values):
    """What the person likes."""

    needs: ClassVar[tuple[str, ...]] = ("name",)
    name: Line | None = None
    keywords: Words | None = None


class Project(Dated):
    """Something that the person made."""

    needs: ClassVar[tuple[str, ...]] = ("name",)
    name: Line | None = None
    description: Text | None = None
    highlights: Points | None = None
    keywords: Words | None = None
    url: Url | None = None
    roles: Words | None = None
    entity: Line | None = None
    type: Line | None = None


class Target(Values):
    """An occupation that the person wants."""

    needs: ClassVar[tuple[str, ...]] = ("title",)
    title: Line | None = Field(default=None, description="the wanted occupation, as the person says it")
    rome: Rome | None = None
    summary: Text | None = None


class Licence(Values):
    """A licence to drive or to operate: permis B, C, CE, D, CACES, FIMO ..."""

    needs: ClassVar[tuple[str, ...]] = ("name",)
    name: Line | None = None
    date: PartialDate | None = None
    end_date: PartialDate | None = Field(default=None, alias="endDate")


class Availability(Values):
    """When and how much the person can work."""

    needs: ClassVar[tuple[str, ...]] = ("start_date", "notice", "contract", "hours", "summary")
    start_date: PartialDate | None = Field(default=None, alias="startDate")
    notice: Line | None = Field(default=None, description="notice period, as said (préavis)")
    contract: Line | None = Field(default=None, description="CDI, CDD, intérim, alternance ...")
    hours: Line | None = Field(default=None, description="full time, part time, no nights ...")
    summary: Text | None = None


class Mobility(Values):
    """How far the person goes to work."""

    needs: ClassVar[tuple[str, ...]] = ("city", "radius_km", "remote", "may_move", "summary")
    city: Line | None = None
    radius_km: int | None = Field(default=None, ge=0, le=1_000, description="kilometres")
    remote: bool | None = Field(default=None, description="whether working from home is wanted")
    may_move: bool | None = Field(default=None, description="whether the person may move house")
    summary: Text | None = None


class PrivateNote(Values):
    """What is not linked to the job and was kept because the person insisted."""

    needs: ClassVar[tuple[str, ...]] = ("note",)
    matter: Line | None = None
    about: Line | None = None
    note: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ITEM)] | None = None


SECTIONS: Mapping[str, type[Values]] = {
    "work": Work,
    "education": Education,
    "certificates": Certificate,
    "languages": Language,
    "skills": Skill,
    "volunteer": Volunteer,
    "projects": Project,
    "interests": Interest,
    "target": Target,
    "licences": Licence,
    "availability": Availability,
    "mobility": Mobility,
}
MODELS: Mapping[str, type[Values]] = {**SECTIONS, PRIVATE_NOTES: PrivateNote}
FIELDS = frozenset(field.alias or name for model in SECTIONS.values() for name, field in model.model_fields.items())
"""The names of all fields, as JSON has them."""
SINGLE = ("availability", "mobility")
"""Sections in which two items contradict each other."""


def fields_schema() -> dict[str, Any]:
    """One flat JSON schema of the values of every section, as a model reads it: without references or unions."""
    properties: dict[str, Any] = {}
    for model in SECTIONS.values():
        for name, field in model.model_json_schema()["properties"].items():
            [kind] = [each for each in field["anyOf"] if each != {"type": "null"}]
            said = {key: each for key, each in {**kind, **field}.items() if key in ("type", "maxLength", "description")}
            if "items" in kind:
                said["items"] = {"type": kind["items"]["type"]}
            if name != "rome":
                properties.setdefault(name, said)
    which = "; ".join(
        f"{section}: {', '.join(name for name in model.model_json_schema()['properties'] if name != 'rome')}"
        for section, model in SECTIONS.items()
    )
    return {"type": "object", "properties": properties, "description": f"Fields by section. {which}"}
