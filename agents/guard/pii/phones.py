"""Telephone numbers: France and overseas in any writing, other countries behind + or 00."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.guard.pii.found import Found

_SEPARATOR = "[ \u00a0\u202f.\\-]"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phones:
    """The compiled patterns of this file.

    No library checks the numbers: ITU-T E.164 (a country code and 8 to 15 digits in all) is what tells them here, and
    a number that no operator has given out yet may still be somebody's mistyped one.
    """

    pairs: re.Pattern[str]
    loose: re.Pattern[str]
    abroad: re.Pattern[str]
    labelled: re.Pattern[str]

    def find(self, text: str, folded: str) -> Iterator[Found]:
        """Every number that may be a person's; `folded` is the folded form of `text`.

        Special-rate and short ones (08, 3949, 116 117) are nobody's.
        """
        for match in self.pairs.finditer(text):
            yield Found(start=match.start(), end=match.end(), kind="PHONE")
        for match in self.loose.finditer(text):
            # "06-2019-2020" is a period.
            if not _YEAR.search(match[0]):
                yield Found(start=match.start(), end=match.end(), kind="PHONE", score=0.9)
        for match in self.abroad.finditer(text):
            if 8 <= sum(map(str.isdigit, match[0])) <= 17:
                yield Found(start=match.start(), end=match.end(), kind="PHONE", score=0.9)
        for match in self.labelled.finditer(folded):
            if not match[1].startswith("08"):
                yield Found(start=match.start(1), end=match.end(1), kind="PHONE", score=0.8)


def build_phones() -> Phones:
    """Phones with its patterns compiled."""
    return Phones(
        pairs=re.compile(r"0(?<![\w+].)[1-79]([ \u00a0\u202f._/\-]?)\d\d(?:\1\d\d){3}(?!\d)(?![.,]\d)"),
        loose=re.compile(rf"0(?<![\w+/].)[1-79](?:{_SEPARATOR}{{0,2}}\d){{8}}(?!\d)(?!/)"),
        abroad=re.compile(
            r"(?:\+(?<![\w+].)|00(?<![\w+]..) ?)\(?[1-9]\d{0,2}\)?"
            r"(?:[ \u00a0\u202f./\-]{0,3}\(?0?\)?)?(?:[ \u00a0\u202f./()\-]{0,3}\d){6,13}(?!\d)"
        ),
        labelled=re.compile(
            r"\b(?:t[ée]l|t[ée]l[ée]phone|portable|mobile|gsm|phone|whatsapp|fixe|num[ée]ro|joindre au|appeler au)\b"
            r"[ .:]{0,3}(?:n° ?|est le |au |: ?)?(\(?\d(?:[ \u00a0\u202f./()\-]{0,2}\d){7,12})(?!\d)",
        ),
    )
