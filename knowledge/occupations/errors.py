"""What may be wrong with the files of occupations, said in French and in English."""

from typing import Literal, NamedTuple

ErrorCode = Literal[
    "unrecognised",
    "columns",
    "incomplete",
    "empty",
    "nothing",
    "unreadable",
    "encoding",
    "malformed",
    "corrupt_zip",
    "corrupt_xlsx",
    "nested_zip",
    "unsafe_name",
    "too_large",
    "busy",
    "damaged",
    "starter",
]


class Wording(NamedTuple):
    """The same thing in French and in English."""

    fr: str
    en: str

    def said(self, locale: str) -> str:
        """In the language of `locale`: English for « en », French for all others."""
        return self.en if locale.lower().startswith("en") else self.fr


class OccupationsError(Exception):
    """Files that cannot be imported or loaded: `code` is stable, `wording` names the file and what to do."""

    def __init__(self, code: ErrorCode, fr: str, en: str) -> None:
        super().__init__(fr)
        self.code = code
        self.wording = Wording(fr, en)
