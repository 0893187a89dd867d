"""From what a person types to the options of a question: numbers, labels, parts of labels, or that they skip it."""

import re
import unicodedata
from collections.abc import Sequence

from tools.aube.models import SKIPPED, Option

_SKIP = frozenset(
    "passer|passe|je passe|suivante|suivant|question suivante|je ne sais pas|je sais pas|sais pas|jsp|aucune idee|skip"
    "|pass|next|i do not know|i don t know|dont know|no idea|peu importe|weiss nicht|no se".split("|")
)
_NONE = frozenset(
    "aucun|aucune|rien|tous|toutes|tout|tout me va|ils sont tous possibles|tous possibles|aucun probleme|none|nothing"
    "|any|all fine|no problem|aucune de celles la|aucun de ceux la|none of these".split("|")
)
_NUMBER = re.compile(r"\d{1,2}")
_LITTLE = 3
"""Letters of a word that tells no two options apart, unless it is one of `_TELLING`."""
_TELLING = frozenset({"oui", "non", "yes", "no", "peu", "tot"})


def read_options(text: str, options: Sequence[Option], *, many: bool) -> tuple[str, ...] | None:
    """The options that an answer names, `(SKIPPED,)` when it passes, none when it says that none applies; None when it
    is not understood (or names several of a question that takes one): whoever asked asks again."""
    said = fold(text)
    if exact := [option.id for option in options if said in {fold(option.id), *map(fold, option.text.values())}]:
        return tuple(exact[:1])
    if many and said in _NONE:
        return ()
    if said in _SKIP or said in _NONE:
        return (SKIPPED,)
    if numbers := _numbers(text, len(options)):
        named = tuple(dict.fromkeys(options[number - 1].id for number in numbers))
        return named if many or len(named) == 1 else None
    phrased = _phrased(said, options)
    hits = _hits(said, options)
    if many:
        return tuple(option.id for option in options if option.id in phrased or option.id in hits) or None
    if phrased:
        return (max(phrased, key=lambda option: phrased[option]),)
    most = max(hits.values(), default=0)
    best = [option for option, count in hits.items() if count == most]
    return tuple(best) if len(best) == 1 else None


def _phrased(said: str, options: Sequence[Option]) -> dict[str, int]:
    """By option: the length of the longest of its phrases that the answer holds."""
    found: dict[str, int] = {}
    for option in options:
        held = [len(phrase) for phrase in map(fold, option.said) if f" {phrase} " in f" {said} "]
        if held:
            found[option.id] = max(held)
    return found


def _hits(said: str, options: Sequence[Option]) -> dict[str, int]:
    """By option: how many words of the answer are its own, and no other option's."""
    words = {option.id: {word for label in option.text.values() for word in _words(fold(label))} for option in options}
    theirs = _words(said)
    found: dict[str, int] = {}
    for option, own in words.items():
        others = {word for other, each in words.items() if other != option for word in each}
        if count := len(theirs & (own - others)):
            found[option] = count
    return found


def _words(folded: str) -> set[str]:
    return {word[:5] for word in folded.split() if len(word) > _LITTLE or word in _TELLING}


def fold(text: str) -> str:
    """Lower case, no accents, words apart by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


def _numbers(text: str, count: int) -> list[int]:
    """Numbers of options, when the answer is made of them (« 2 », « 1 et 3 »)."""
    rest = re.sub(r"[\d\s,;.+&-]|\bet\b|\band\b|\ble\b|\bla\b|\bnumero\b|\bn°", "", text.casefold())
    found = [int(each) for each in _NUMBER.findall(text)] if not rest else []
    return found if all(1 <= number <= count for number in found) else []
