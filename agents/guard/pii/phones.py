"""Telephone numbers: France and overseas in any writing, other countries behind + or 00."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from agents.guard.pii.found import Found

_SEPARATOR = "[ \u00a0\u202f.\\-]"
PHONE_WORDS = (
    "tel|telephone|portable|mobile|gsm|phone|whatsapp|fixe|numero|joindre au|appeler au|joignable au|appelez moi au"
    "|appelez-moi au|telefono|movil|tlf|telefon|handy|handynummer|cellulare|cell|call me (?:at|on)"
)
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
    french: re.Pattern[str]
    spread: re.Pattern[str]
    labelled: re.Pattern[str]
    hours: re.Pattern[str]

    def find(self, text: str, folded: str) -> Iterator[Found]:
        """Every number that may be a person's; `folded` is the folded form of `text`.

        Special-rate and short ones (08, 3949, 116 117) are nobody's.
        """
        yield from self._in_pairs(text)
        for match in self.loose.finditer(text):
            # "06-2019-2020" is a period.
            if not _YEAR.search(match[0]) and not self._is_hours(text, match):
                yield Found(start=match.start(), end=match.end(), kind="PHONE", score=0.9)
        for match in self.abroad.finditer(text):
            if 8 <= sum(map(str.isdigit, match[0])) <= 17 and not self._is_hours(text, match):
                score = 1.0 if self.french.fullmatch(match[0]) else 0.9
                yield Found(start=match.start(), end=match.end(), kind="PHONE", score=score)
        for match in self.labelled.finditer(folded):
            if not match[1].startswith("08"):
                yield Found(start=match.start(1), end=match.end(1), kind="PHONE", score=0.8)

    def _in_pairs(self, text: str) -> Iterator[Found]:
        for match in self.pairs.finditer(text):
            if not self._is_hours(text, match):
                yield Found(start=match.start(), end=match.end(), kind="PHONE")
        for match in self.spread.finditer(text):
            usual = not _is_series(match[0]) and not _YEAR.search(match[0])
            if usual and not self._is_hours(text, match):
                yield Found(start=match.start(), end=match.end(), kind="PHONE", score=0.9)

    def _is_hours(self, text: str, match: re.Match[str]) -> bool:
        """Whether pairs of digits are times of the day: "06 00 14 00 22 00"."""
        start = match.start()
        return bool(self.hours.match(text, start) or (start > 2 and self.hours.match(text, start - 3)))


def _is_series(text: str) -> bool:
    """Whether pairs of digits are months or departments one after the other: "06, 07, 08, 09, 10"."""
    pairs = [int(pair) for pair in re.findall(r"\d\d", text)]
    return len(pairs) == 5 and all(after - before in (1, 2) for before, after in pairwise(pairs))


def build_phones() -> Phones:
    """Phones with its patterns compiled."""
    return Phones(
        pairs=re.compile(r"0(?<![\w+].)[1-79]([ \u00a0\u202f._/\-]?)\d\d(?:\1\d\d){3}(?!\d)(?![.,]\d)"),
        loose=re.compile(rf"0(?<![\w+/].)[1-79](?:{_SEPARATOR}{{0,2}}\d){{8}}(?!\d)(?!/)"),
        abroad=re.compile(
            r"(?:\+(?<![\w+].)|00(?<![\w+]..) ?)\(?[1-9]\d{0,2}\)?"
            r"(?:[ \u00a0\u202f./\-]{0,3}\(?0?\)?)?(?:[ \u00a0\u202f./()\-]{0,3}\d){6,13}(?!\d)"
        ),
        french=re.compile(r"(?:\+|00 ?)33[ \u00a0.\-]?(?:\(0\)[ \u00a0]?)?[1-79](?:[ \u00a0.\-]?\d\d){4}"),
        # " - ", "–", "•", a comma, the first pair in brackets, the letter O for the 0; the last: a British mobile.
        spread=re.compile(
            r"[(0Oo](?<![\w+,.].)(?:(?<=\()0[1-79]\)|(?<=0)[1-79]|(?<=[Oo])[67])(?:(?: ?[–—•|,/\-]| )? ?\d\d){4}"
            r"(?![\d/])(?!, ?\d)(?![.\-]\d)|07(?<![\w+].[0-9])[1-9]\d\d \d{3} ?\d{3}(?! ?\d)"
        ),
        labelled=re.compile(
            rf"\b(?:{PHONE_WORDS})\b"
            r"[ .:]{0,3}(?:(?:n°|no|est|c'est|cest|is|le|au|du|perso|personnel|pro|portable|mobile|:)[ .:]{1,2}){0,3}"
            r"(\(?\d(?:[ \u00a0\u202f./()\-]{0,2}\d){7,12})(?!\d)",
        ),
        hours=re.compile(
            r"(?:[01]\d|2[0-4])[ hH:\-]?(?:00|15|30|45)[ \-/](?:[01]\d|2[0-4])[ hH:\-]?(?:00|15|30|45)[ \-/]"
            r"(?:[01]\d|2[0-4])[ hH:\-](?:00|15|30|45)(?!\d)"
        ),
    )
