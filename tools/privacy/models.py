"""What privacy is set up with, and what an erasure answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.privacy.register import Words

AskedBy = Literal["person", "operator", "retention"]


class PrivacySettings(BaseModel):
    """What only the operator knows or decides; durations in days.

    A visitor without an account cannot come back once the session of 90 days has ended: what they said then serves
    nobody. For accounts, the CNIL finds two years without any action proportionate (cnil.fr, 18 September 2025).
    """

    model_config = ConfigDict(frozen=True)

    controller: str | None = None
    """Who answers for the processing: name and address."""
    dpo: str | None = None
    """How to reach the data protection officer."""
    processors: str | None = None
    """Who processes on the controller's behalf: host, provider of the model."""
    visitors_kept_days: int = Field(default=120, ge=91)
    people_kept_days: int = Field(default=730, ge=91)
    backups_kept_days: int = Field(default=30, ge=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedStore:
    """What an erasure removed from one store."""

    name: str
    holds: Words
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptThing:
    """What stays, why, and until when (None: without limit, as it names nobody)."""

    what: Words
    why: Words
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The proof of an erasure. `completed` is false when something was left to the job that finishes erasures:
    the key is destroyed all the same."""

    id: str
    asked_at: datetime
    completed: bool
    erased: tuple[ErasedStore, ...]
    kept: tuple[KeptThing, ...]
    absent: tuple[Words, ...]
    """What could have stayed, and of which there was nothing."""
    backups_until: datetime
    dialect: str

    @property
    def counts(self) -> Mapping[str, int]:
        """How much was removed, by store."""
        return {each.name: each.count for each in self.erased}
