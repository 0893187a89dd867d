"""French titles in their two forms: « Conducteur / Conductrice d'engins » is one title of a man and one of a woman."""

import re
from functools import cache

from knowledge.occupations.models import Title
from knowledge.words import fold

_SPACED = re.compile(r"\s+/\s+")
_JOINTS = re.compile(r"[-/'().]")
_TIGHT = re.compile(r"\s*/\s*")
_BRACKETED = re.compile(r"(\w{2,})[(](e|ne|se|le|te|fe|ve|ère|rice|trice|euse|esse|sse)[)]")
_DOTTED = re.compile(r"(\w{2,})[·•.](e|ne|se|le|te|fe|ve|ère|rice|trice|euse|esse|sse)\b(?:[·•.]s\b)?")
_CUT = {"se": 1, "ve": 1, "euse": 3, "rice": 3, "trice": 4, "ère": 2}
"""Letters of the masculine that an ending of the feminine replaces: « vendeu(r)·se », « infirmi(er)·ère »."""

_ENDINGS = (
    ("", "e"),
    ("", "ne"),
    ("", "le"),
    ("", "te"),
    ("", "se"),
    ("", "fe"),
    ("", "sse"),
    ("", "esse"),
    ("eur", "euse"),
    ("eur", "rice"),
    ("eur", "eresse"),
    ("eur", "oresse"),
    ("er", "ere"),
    ("f", "ve"),
    ("x", "se"),
    ("c", "que"),
    ("on", "e"),
    ("eau", "elle"),
    ("eur", "eure"),
    ("eur", "ante"),
    ("er", "euse"),
    ("er", "rice"),
    ("ateur", "euse"),
    ("man", "woman"),
    ("o", "a"),
)
"""Of the masculine and of the feminine, without accents."""
_PAIRS = frozenset(
    {
        ("homme", "femme"),
        ("hommes", "femmes"),
        ("barman", "barmaid"),
        ("man", "woman"),
        ("monsieur", "dame"),
        ("garcon", "fille"),
        ("garcon", "serveuse"),
        ("garcon", "femme"),
        ("valet", "femme"),
        ("steward", "hotesse"),
        ("frere", "soeur"),
        ("pere", "mere"),
        ("maieuticien", "sagefemme"),
        ("compagnon", "compagne"),
        ("de", "du"),
        ("du", "de"),
    }
)


def split_title(text: str, *, tight: bool = False) -> Title:
    """The two forms of a title written with « / », « (e) » or « ·e »; one form for both when it has no such mark.

    With `tight`, a slash without spaces separates forms too (ESCO's « technicien/technicienne »); the ROME's own joins
    things (« propreté/collecte »). What does not look like two forms of the same words is left as it is.
    """
    text = " ".join(text.replace("’", "'").split())
    found = _paired(_TIGHT.split(text) if tight else _SPACED.split(text), "/" if tight else " / ")
    for pattern in (_BRACKETED, _DOTTED):
        if pattern.search(found.masculine):
            feminine = pattern.sub(_feminine, found.feminine or found.masculine)
            found = Title(pattern.sub(r"\1", found.masculine), feminine)
    return found if found.feminine != found.masculine else Title(found.masculine)


def splits_cleanly(title: Title) -> bool:
    """Whether nothing is left that shows two forms in one."""
    return not any(_SPACED.search(form) or _BRACKETED.search(form) or _DOTTED.search(form) for form in title.forms)


def _paired(parts: list[str], slash: str) -> Title:
    masculine = feminine = parts[0].split(" ")
    for part in parts[1:]:
        words = part.split(" ")
        shared, turned = _overlap(masculine, words)
        if not shared:
            joined = [f"{masculine[-1]}{slash}{words[0]}", *words[1:]]
            masculine, feminine = [*masculine[:-1], *joined], [*feminine[:-1], *joined]
        elif turned:
            # « Sage-femme / Maïeuticien »: the feminine stands first.
            masculine, feminine = masculine[:-shared] + words, feminine + words[shared:]
        else:
            masculine, feminine = masculine + words[shared:], feminine[:-shared] + words
    return Title(" ".join(masculine), " ".join(feminine))


def _overlap(left: list[str], right: list[str]) -> tuple[int, bool]:
    """How many of the last words of `left` are, in the other gender, the first of `right`; and whether left is hers."""
    for shared in range(min(len(left), len(right)), 0, -1):
        pairs = list(zip(left[-shared:], right[:shared], strict=True))
        if all(_same(a, b) for a, b in pairs):
            return shared, False
        if all(_same(b, a) for a, b in pairs):
            return shared, True
    return 0, False


def _same(masculine: str, feminine: str) -> bool:
    """Whether two words, or each part of two compounds (« chauffeur-livreur »), are one in its two genders."""
    his, hers = ([fold(part) for part in _JOINTS.split(word)] for word in (masculine, feminine))
    whole = (fold(masculine), fold(feminine))
    return whole in _PAIRS or (len(his) == len(hers) and all(map(_turned, his, hers)))


@cache
def _turned(masculine: str, feminine: str) -> bool:
    if masculine == feminine or (masculine, feminine) in _PAIRS:
        return True
    for his, hers in _ENDINGS:
        stem = masculine.removesuffix(his)
        if masculine.endswith(his) and feminine == stem + hers and len(stem) >= 2:
            return True
    return False


def _feminine(found: re.Match[str]) -> str:
    stem, ending = found.groups()
    return stem[: len(stem) - _CUT.get(ending, 0)] + ending
