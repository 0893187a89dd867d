"""What a person told Iris of themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, WithJsonSchema

from tools.profile.sections import Kept, Section, Values, fields_schema

FactKind = Literal["job", "wish", "constraint", "skill", "training", "situation", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that the person said, and when; `id` is the event that told it first."""

    id: str
    kind: FactKind
    text: str
    said_at: datetime


class Remember(BaseModel):
    """What to remember."""

    kind: FactKind = Field(
        description="job (metier), wish (envie), constraint (contrainte), skill (savoir-faire), "
        "training (formation), situation, other"
    )
    fact: str = Field(
        min_length=1,
        max_length=500,
        description="The fact in the person's own words, without interpretation.",
        json_schema_extra={
            "x-question": {
                "fr": "Que souhaitez-vous que je retienne ?",
                "en": "What would you like me to remember?",
            }
        },
    )


class Remembered(BaseModel):
    """What was remembered."""

    saved: bool
    fact: str


OriginKind = Literal["said", "read", "form", "assessed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an item comes from: said in a conversation, read in a file, typed in a form, found by an assessment.

    `message`, `file` and `assessment` are ids; `place` is where in the file (`page 2`, `work.0`).
    """

    kind: OriginKind
    on: date
    message: str | None = None
    file: str | None = None
    place: str | None = None
    assessment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """What an item said before a correction, who corrected it (`visitor:u_…`) and when."""

    values: Values
    origin: Origin
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that the profile holds. `confirmed_at` is None until the person confirmed what it says now."""

    id: str
    section: Kept
    values: Values
    origin: Origin
    added_at: datetime
    confirmed_at: datetime | None = None
    history: tuple[Former, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether it stands for the person: what was read in a document does once they confirmed it."""
        return self.origin.kind != "read" or self.confirmed_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Items that contradict each other, or themselves: a question for the person, in French and in English."""

    kind: Literal["reversed", "same_job", "same_language", "two_answers"]
    items: tuple[str, ...]
    fr: str
    en: str

    def of(self, locale: str) -> str:
        """The French sentence, or the English one for any other language."""
        return self.fr if locale == "fr" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything known of a person: items and facts in the order in which they came, and what does not fit together.

    `private_notes` are in no CV and in no prompt. `version` is that of the stream, `changed_at` of its last event.
    """

    items: tuple[Item, ...] = ()
    facts: tuple[Fact, ...] = ()
    private_notes: tuple[Item, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    version: int = 0
    changed_at: datetime | None = None

    def of(self, section: Section) -> tuple[Item, ...]:
        """The items of a section."""
        return tuple(item for item in self.items if item.section == section)

    def item(self, item_id: str) -> Item | None:
        """An item or a private note by its id."""
        return next((item for item in (*self.items, *self.private_notes) if item.id == item_id), None)


FieldValues = Annotated[dict[str, JsonValue], WithJsonSchema(fields_schema())]
ItemId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]


class GetProfile(BaseModel):
    """What of the profile is wanted: one section, or all of it."""

    model_config = ConfigDict(extra="forbid")

    section: Section | None = None


class SeenItem(BaseModel):
    """An item as a specialist reads it."""

    id: str
    section: Section
    values: dict[str, JsonValue]
    origin: OriginKind
    confirmed: bool


class ProfileSeen(BaseModel):
    """The profile as a specialist reads it: private notes are not in it."""

    items: list[SeenItem]
    facts: list[str]
    doubts: list[str] = Field(description="Contradictions: ask the person, never decide.")
    unconfirmed: int = Field(description="Items read in a document that the person has not confirmed: not shown.")
    more: int = Field(description="Items left out for length: ask for one section.")


class SaveProfileItem(BaseModel):
    """An item to add."""

    model_config = ConfigDict(extra="forbid")

    section: Section
    values: FieldValues
    insist: bool = Field(
        default=False,
        description="Only when the person insists, after being told why, on keeping what is not linked to the job.",
    )


class CorrectProfileItem(BaseModel):
    """What of an item changes."""

    model_config = ConfigDict(extra="forbid")

    item: ItemId = Field(description="The id of the item, as get_profile gives it.")
    values: FieldValues = Field(description="Only the fields that change; null takes one away.")


class RemoveProfileItem(BaseModel):
    """Which item is removed."""

    model_config = ConfigDict(extra="forbid")

    item: ItemId = Field(description="The id of the item, as get_profile gives it.")


class ItemSaved(BaseModel):
    """The item as it is kept; `section` is private_notes for what is kept apart."""

    id: str
    section: str
    values: dict[str, JsonValue]
    doubts: list[str] = Field(description="What contradicts it in the profile: ask the person.")


class ItemRemoved(BaseModel):
    """The item that is gone."""

    id: str
