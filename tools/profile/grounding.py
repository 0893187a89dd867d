"""Pure rules of what counts as said by the person: a model may conjugate, not invent."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tools.profile.private import texts_of

GROUNDED = 0.6
"""Share of a fact's words that the person must have used: a model may conjugate, not invent."""

_WORD = re.compile(r"[a-z0-9]{2,}")
_CLAUSE = re.compile(r"[.!?;:,\n]+|\bmais\b|\bbut\b|\baber\b|\bpero\b", re.IGNORECASE)
_DENIAL = re.compile(
    r"\bn'|\b(?:ne|pas|jamais|aucune?|sans|ni|not|never|no|don't|nicht|kein\w*|nie|nunca|ninguna?)\b|n't\b",
    re.IGNORECASE,
)
_FRAME = frozenset(
    "person personne elle il je tu se sa son ses ma mon mes la le les de du des un une et en au ce on ne pas est etre "
    "ete avoir veut voudrait souhaite aimerait cherche dit que qui pour dans avec sur is to of an in it he she the has "
    "have was wants would like looking for and that who ich sie hat ist der die das und una los las que quiere "
    "tiene".split()
)
"""Words with which a model reports what somebody said."""
_LABELS = (
    "métier( visé| actuel)?|(dernier )?poste|objectif( de la semaine)?|raison du changement|points? forts?|réussites?"
    "|formation|preuve à montrer|(last |current )?job( aimed at)?|goal( of the week)?|reason for the change|strengths?"
    "|achievements?|training|proof to show|(letzter |aktueller )?beruf|wunschberuf|(wochen)?ziel|grund des wechsels"
    "|stärken?|erfolge?|ausbildung|nachweis|(último )?trabajo|oficio|profesión( deseada)?|objetivo( de la semana)?"
    "|motivo del cambio|puntos? fuertes?|logros?|formación|prueba"
)
_LABEL = re.compile(rf"^\s*({_LABELS})\s*:\s*", re.IGNORECASE)


def unlabelled(fact: str) -> str:
    """What a fact says, without the name under which it is kept: « Métier : soudeuse » -> « soudeuse »."""
    return _LABEL.sub("", fact)


def grounded(fact: str, said: Iterable[str]) -> bool:
    """Whether a fact is what the person said: most of its words are theirs, by their first five letters, and what they
    denied is not kept as true, nor the reverse. A number or a letter alone (the choice of an answer) is no fact."""
    words = [stem for stem in _stems(unlabelled(fact)) if stem not in _FRAME]
    if all(word.isdecimal() for word in words):
        return False
    clauses = [(set(_stems(clause)), clause) for text in said for clause in _CLAUSE.split(text)]
    theirs = {stem for stems, _ in clauses for stem in stems}
    if sum(word in theirs for word in words) < GROUNDED * len(words):
        return False
    # The last time they said the most of it counts: people correct themselves.
    _, closest = max(((len(stems & set(words)), at) for at, (stems, _) in enumerate(clauses)))
    return _denies(clauses[closest][1]) == _denies(fact)


def _denies(text: str) -> bool:
    return bool(_DENIAL.search(text.replace("’", "'")))


def _stems(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return [word if word in _FRAME else word[:5] for word in _WORD.findall(letters)]


_NUMBER = re.compile(r"\d+")
_DATE = re.compile(r"(?:19|20)\d\d(?:-\d\d){0,2}")
_ALONE = re.compile(r"\b[A-Za-z]\b")
_MONTHS = (
    ("janv", "jan"), ("fev", "feb"), ("mars", "mar"), ("avr", "apr"), ("mai", "may"), ("juin", "jun"),
    ("juil", "jul"), ("aou", "aug"), ("sept", "sep"), ("oct",), ("nov",), ("dec",),
)  # fmt: skip
_CUES = {
    "remote": ("télétravail", "distance", "remote"),
    "may_move": ("déménager", "mobile", "bouger", "move", "relocate", "partout"),
}
"""Words of which the person must have said one for a yes, and denied it for a no."""
_INSISTING = re.compile(
    r"\bj['’]insiste|quand m[êe]me|\bje tiens à|\bgarde[zr]?[- ](?:le|la|moi|ça|les)\b|\bnote[zr]?[- ](?:le|la|ça)\b"
    r"|\bje veux que (?:ce soit|tu|vous|ça)|\bi insist|\bkeep it\b|\banyway\b",
    re.IGNORECASE,
)


def insists(said: Iterable[str]) -> bool:
    """Whether the person asked, in their words, for something to be kept all the same."""
    return any(_INSISTING.search(text) for text in said)


def unsaid(values: Mapping[str, object], said: Sequence[str], today: date) -> str | None:
    """The first field that does not hold what the person said, None when all do.

    Each text must be grounded by itself; a year, a month or a number must have been said, a year also as « depuis 8
    ans »; a letter alone (permis B) as it is.
    """
    return next((name for name, value in values.items() if not _told(name, value, said, today)), None)


def _told(name: str, value: object, said: Sequence[str], today: date) -> bool:
    if isinstance(value, bool):
        return any(grounded(cue if value else f"pas {cue}", said) for cue in _CUES.get(name, ()))
    if isinstance(value, int | float):
        return str(value) in _numbers(said)
    texts = list(texts_of(value))
    return bool(texts) and all(
        _dated(text, said, today) if _DATE.fullmatch(text) else _worded(text, said) for text in texts
    )


def _worded(text: str, said: Sequence[str]) -> bool:
    letters = [letter for letter in _ALONE.findall(text) if letter.isupper()]
    lone = all(any(_names_letter(letter, each) for each in said) for letter in letters)
    only_frame = letters and not [stem for stem in _stems(text) if stem not in _FRAME and stem != "permi"]
    return lone and set(_NUMBER.findall(text)) <= _numbers(said) and bool(only_frame or grounded(text, said))


def _names_letter(letter: str, said: str) -> bool:
    """« le permis B », « permis b et c »; not the C of « c’est », nor the « a » of « il y a »."""
    case = re.NOFLAG if letter == "A" else re.IGNORECASE
    return bool(re.search(rf"\b(?i:permis|licence|license|cat\w*)\b[^.!?\n]{{0,40}}?\b{letter}\b(?!['’])", said, case))


def _dated(text: str, said: Sequence[str], today: date) -> bool:
    year, *rest = text.split("-")
    numbers = _numbers(said)
    ago = {str(today.year - int(year) + more) for more in (-1, 0, 1)}
    since = any(re.search(rf"\b{number} (?:ans|years|Jahre|años)", each) for number in ago for each in said)
    return (year in numbers or since) and all(
        int(part) in {int(number) for number in numbers if len(number) <= 2}
        or (at == 0 and _names_month(int(part), said))
        for at, part in enumerate(rest)
    )


def _names_month(month: int, said: Sequence[str]) -> bool:
    words = {stem for each in said for stem in _stems(each)}
    return any(word.startswith(_MONTHS[month - 1]) for word in words)


def _numbers(said: Iterable[str]) -> set[str]:
    return {number for text in said for number in _NUMBER.findall(text)}
