"""Names that are known already: found in any case, with or without accents."""

import re
from collections.abc import Iterator, Sequence

from agents.guard.pii.found import Found, KnownName
from agents.guard.pii.lexicon import Lexicon, fold

_SHORTEST = 2
_AFTER_FRANCE = re.compile(r"[ \u00a0-](?:travail|vae|competences)\b")
_BEFORE_FRANCE = re.compile(r"\b(?:en|de|la) \Z")
_AFTER_MAI = re.compile(r" 20\d\d\b")
_BEFORE_MAI = re.compile(r"(?:\b(?:en|mois de|debut|fin|1er)|\d) \Z")


def is_in_phrase(folded: str, start: int, end: int) -> bool:
    """Whether `start`..`end` of a folded text stand in a well-known phrase that is no name: "France Travail"."""
    word = folded[start:end]
    if word == "france":
        return bool(_AFTER_FRANCE.match(folded, end) or _BEFORE_FRANCE.search(folded, max(0, start - 4), start))
    if word == "mai":
        return bool(_AFTER_MAI.match(folded, end) or _BEFORE_MAI.search(folded, max(0, start - 8), start))
    return False


def find_known(text: str, folded: str, known: Sequence[KnownName], lexicon: Lexicon) -> Iterator[Found]:
    """Every known name in `text`, whole words only: both parts together, in either order, or one alone.

    A part that is an ordinary word is skipped in lower case: "petit" is no Mr Petit.
    """
    for name in known:
        first, last = _pattern(name.first_name), _pattern(name.last_name)
        if first and last:
            together = (
                rf"(?<!\w)(?:(?P<f1>{first})[ \u00a0]+(?P<l1>{last})|(?P<l2>{last}),?[ \u00a0]+(?P<f2>{first}))(?!\w)"
            )
            for match in re.finditer(together, folded):
                one = match.span("f1") if match["f1"] else match.span("f2")
                two = match.span("l1") if match["l1"] else match.span("l2")
                yield Found(
                    start=match.start(),
                    end=match.end(),
                    kind="PERSON",
                    gender=name.gender,
                    first_name=text[slice(*one)],
                    last_name=text[slice(*two)],
                )
        for pattern, is_first in ((first, True), (last, False)):
            for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", folded) if pattern else ():
                written = text[match.start() : match.end()]
                common = written.islower() and lexicon.is_common(match[0])
                if common or is_in_phrase(folded, *match.span()):
                    continue
                yield Found(
                    start=match.start(),
                    end=match.end(),
                    kind="FIRST_NAME" if is_first else "LAST_NAME",
                    gender=name.gender,
                    first_name=written if is_first else None,
                    last_name=None if is_first else written,
                )


def _pattern(name: str | None) -> str:
    """A pattern for a name where hyphens, apostrophes and spaces stand for one another; empty for what is too short."""
    parts = re.findall(r"\w+", fold(name)) if name else []
    return "[ '\\-\u00a0]{1,2}".join(map(re.escape, parts)) if len("".join(parts)) >= _SHORTEST else ""
