"""Number plates of vehicles: the format of 2009 as it is, older and spaced ones by context."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.guard.pii.found import Found

_REACH = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Plates:
    """The compiled patterns of this file."""

    current: re.Pattern[str]
    by_context: re.Pattern[str]
    context: re.Pattern[str]

    def find(self, text: str) -> Iterator[Found]:
        """Every plate in `text`; the series of 2009 leave out I, O and U."""
        for match in self.current.finditer(text):
            yield Found(start=match.start(), end=match.end(), kind="PLATE")
        for match in self.by_context.finditer(text):
            if self.context.search(text, max(0, match.start() - _REACH), match.start()):
                yield Found(start=match.start(), end=match.end(), kind="PLATE", score=0.9)


def build_plates() -> Plates:
    """Plates with its patterns compiled."""
    letters = "[A-HJ-NP-TV-Z]{2}"
    return Plates(
        current=re.compile(rf"(?<![\w\-]){letters}-\d{{3}}-{letters}(?![\w\-])"),
        by_context=re.compile(
            r"(?<![\w\-])(?:[A-Z]{2}[ \-]?\d{3}[ \-]?[A-Z]{2}|\d{1,4}[ \-]?[A-Z]{2,3}[ \-]?(?:\d{2,3}"
            r"|2[AB]))(?![\w\-])",
            re.IGNORECASE,
        ),
        context=re.compile(r"plaque|immatricul|v[ée]hicule|voiture|scooter|moto\b|camion|utilitaire", re.IGNORECASE),
    )
