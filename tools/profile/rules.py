"""Pure rules of the profile: facts are a fold over the person's events."""

import re
import unicodedata
from collections.abc import Iterable

from tools.events import RecordedEvent
from tools.profile.models import Fact

FACT_REMEMBERED = "FactRemembered"
FACT_FORGOTTEN = "FactForgotten"

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


def grounded(fact: str, said: Iterable[str]) -> bool:
    """Whether a fact is what the person said: most of its words are theirs, by their first five letters, and what they
    denied is not kept as true, nor the reverse."""
    words = [stem for stem in _stems(fact) if stem not in _FRAME]
    clauses = [(set(_stems(clause)), clause) for text in said for clause in _CLAUSE.split(text)]
    theirs = {stem for stems, _ in clauses for stem in stems}
    if not words or sum(word in theirs for word in words) < GROUNDED * len(words):
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


def facts(events: Iterable[RecordedEvent]) -> list[Fact]:
    """The facts in the order in which they were said; the same words of the same kind count once.

    What was forgotten is left out, until the person says it again.
    """
    found: dict[tuple[str, str], Fact] = {}
    said: dict[str, tuple[str, str]] = {}
    for event in events:
        if event.type == FACT_REMEMBERED and event.private is not None:
            text, kind = str(event.private["fact"]), event.data["kind"]
            place = said[event.id] = (str(kind), text.casefold())
            found.setdefault(place, Fact(id=event.id, kind=kind, text=text, said_at=event.at))  # type: ignore[arg-type]
        elif event.type == FACT_FORGOTTEN and (forgotten := said.get(str(event.data["fact"]))) is not None:
            found.pop(forgotten, None)
    return list(found.values())
