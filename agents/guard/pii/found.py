"""What the detector finds: where, of which kind, of whom."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "PERSON",
    "FIRST_NAME",
    "LAST_NAME",
    "EMAIL",
    "PHONE",
    "NIR",
    "SIREN",
    "SIRET",
    "IBAN",
    "CARD",
    "DATE_OF_BIRTH",
    "ADDRESS",
    "IP",
    "URL",
    "PLATE",
]
"""Kinds of personal data. PERSON is a first and a last name together; the next two are one of them alone."""

Gender = Literal["f", "m"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A piece of personal data: characters `start` to `end` (exclusive) of the text that was searched."""

    start: int
    end: int
    kind: Kind
    score: float = 1.0
    """0..1; a number whose check digits are wrong is still masked, with less."""
    gender: Gender | None = None
    """Of a person, where a civility or the first name tells it."""
    first_name: str | None = None
    last_name: str | None = None
    """The parts of a PERSON, as written; what is known of the other kinds of names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """A name that is known from elsewhere: the account, the profile."""

    first_name: str | None = None
    last_name: str | None = None
    gender: Gender | None = None
