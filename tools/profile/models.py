"""What a person told Iris of themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

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
