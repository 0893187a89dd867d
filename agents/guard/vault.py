"""The vault: one thread's personal values, and the placeholders that stand for them."""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

import orjson

from agents.guard.folding import fold, normal, spellings, words
from agents.guard.masking import Span, replaced
from agents.guard.pii.found import Found, Gender, Kind, KnownName
from agents.guard.pii.known import is_in_phrase
from agents.guard.placeholders import GENDERED, KINDS, NAMES, lookalikes, placeholder

MOST_PEOPLE = 400
MOST_VALUES = 4_000
"""What one thread may name: beyond, masking it would take a second, at every turn."""

_OWN = re.compile(r"(<(?:[A-Z]+_)+[1-9]\d{0,3}>)")
"""Placeholders as the vault writes them."""
_WORD = re.compile(r"[^\W_]+")
_BLANK = re.compile(r"\s")
_SCHEME = re.compile(r"(?:https?://)?(?:www\.)?\Z", re.IGNORECASE)
_APART = re.compile(r"[^\w\s'’\u2010-\u2015-]|\n")
_COMPACT: tuple[Kind, ...] = ("PHONE", "NIR", "SIREN", "SIRET", "IBAN", "CARD", "PLATE")
"""Kinds whose separators mean nothing."""
_WHOLE: tuple[Kind, ...] = (*NAMES, "DATE_OF_BIRTH", "ADDRESS", "IP", "PLATE")
"""Kinds that are found again as whole words only; the others are long enough to be found inside a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    first: str | None = None
    last: str | None = None
    full: str | None = None
    gender: Gender | None = None

    def part(self, kind: Kind) -> str | None:
        """The name to write for a kind; for one that is not known, what is."""
        both = self.full or " ".join(filter(None, (self.first, self.last))) or None
        return {"FIRST_NAME": self.first, "LAST_NAME": self.last}.get(kind) or both


class _Keys(NamedTuple):
    """What tells two people apart: their names, folded."""

    first: str
    last: str
    full: str


class VaultFull(Exception):
    """A thread names more people, or values, than one vault may hold."""


class Vault:
    """One thread's map of personal values to placeholders, in memory; `dump` is what is sealed and stored.

    A value has one number whatever its writing (`folding.normal`), and is given back in the first writing seen; for
    names, one in title case is preferred to capitals or lower case. `common` tells the words of the language, which
    are no name where they are written in lower case.
    """

    def __init__(self, *, common: Callable[[str], bool]) -> None:
        self.changed = False
        self._common = common
        self._values: dict[Kind, dict[str, str]] = {kind: {} for kind in KINDS if kind not in NAMES}
        self._people: list[_Person] = []
        self._keys: list[_Keys] = []
        """Of each person, folded: comparing them is most of the work in a thread of many people."""

    @classmethod
    def load(cls, data: bytes | None, *, common: Callable[[str], bool]) -> "Vault":
        """The vault that `dump` wrote; a new one from None. Raises ValueError on anything else."""
        vault = cls(common=common)
        if data is not None:
            stored = orjson.loads(data)
            try:
                for kind, forms in stored["values"].items():
                    vault._values[kind].update({normal(kind, form): form for form in forms})
                vault._people = [_Person(**person) for person in stored["people"]]
                vault._keys = [_keys(person) for person in vault._people]
            except (KeyError, TypeError, AttributeError) as error:
                raise ValueError("not a vault") from error
        return vault

    def dump(self) -> bytes:
        """Everything, in clear, to be sealed."""
        values = {kind: list(forms.values()) for kind, forms in self._values.items() if forms}
        return orjson.dumps({"values": values, "people": self._people})

    def mask(self, text: str, found: Sequence[Found]) -> str:
        """The text with placeholders for what was found in it, and for all that the vault knows; learns the former.

        Raises ValueError on a span that is not in the text.
        """
        text, found = _composed(text, found)
        keys = [self._learn(text, each) for each in sorted(found, key=lambda each: (each.start, -each.end))]
        spans = [Span(start, end, self._placeholder(kind, number)) for start, end, kind, number in filter(None, keys)]
        return replaced(text, [*spans, *self._known(text), *(Span(*each) for each in lookalikes(text))])

    def mask_again(self, masked: str) -> str:
        """A text that was masked before, with placeholders for what the vault has learnt since; its own stay."""
        pieces = _OWN.split(masked)
        return "".join(piece if at % 2 else self.mask(piece, ()) for at, piece in enumerate(pieces))

    def copy(self) -> "Vault":
        """One to work on, until `become`."""
        made = Vault(common=self._common)
        made.become(self)
        return made

    def become(self, other: "Vault") -> None:
        """Take over what another vault knows."""
        self.changed = other.changed
        self._values = {kind: dict(forms) for kind, forms in other._values.items()}
        self._people, self._keys = list(other._people), list(other._keys)

    def value_of(self, kind: Kind, number: int) -> str | None:
        """The value behind a placeholder; None for one that was never given. A gender plays no part."""
        if kind in NAMES:
            return self._people[number - 1].part(kind) if 1 <= number <= len(self._people) else None
        forms = list(self._values[kind].values())
        return forms[number - 1] if 1 <= number <= len(forms) else None

    def counts(self) -> dict[Kind, int]:
        """How many values of each kind; a person counts once, under the fullest name known."""
        count = Counter[Kind](
            "PERSON" if person.full else "FIRST_NAME" if person.first else "LAST_NAME" for person in self._people
        )
        return {**count, **{kind: len(forms) for kind, forms in self._values.items() if forms}}

    def names(self) -> Sequence[KnownName]:
        """Who is known, for the detector."""
        return [
            KnownName(first_name=person.first, last_name=person.last, gender=person.gender) for person in self._people
        ]

    def _learn(self, text: str, found: Found) -> tuple[int, int, Kind, int] | None:
        if not 0 <= found.start <= found.end <= len(text):
            raise ValueError(f"no characters {found.start} to {found.end} in a text of {len(text)}")
        form = text[found.start : found.end]
        start = found.start + len(form) - len(form.lstrip())
        form = form.strip()
        key = normal(found.kind, form)
        if not key:
            return None
        if found.kind in NAMES:
            return start, start + len(form), found.kind, self._person(_person_of(found, form))
        forms = self._values[found.kind]
        if key not in forms:
            if sum(map(len, self._values.values())) >= MOST_VALUES:
                raise VaultFull(f"more than {MOST_VALUES} values")
            forms[key] = form
            self.changed = True
        return start, start + len(form), found.kind, list(forms).index(key) + 1

    def _person(self, seen: _Person) -> int:
        keys = _keys(seen)
        index = next((i for same in (_same, _joins) for i, each in enumerate(self._keys) if same(each, keys)), None)
        if index is None:
            if len(self._people) >= MOST_PEOPLE:
                raise VaultFull(f"more than {MOST_PEOPLE} people")
            self._people.append(seen)
            self._keys.append(keys)
            self.changed = True
            return len(self._people)
        known = self._people[index]
        joined = replace(
            known,
            first=_better(known.first, seen.first),
            last=_better(known.last, seen.last),
            full=_better(known.full, seen.full),
            gender=known.gender or seen.gender,
        )
        self.changed |= joined != known
        self._people[index], self._keys[index] = joined, _keys(joined)
        return index + 1

    def _placeholder(self, kind: Kind, number: int) -> str:
        return placeholder(kind, number, self._people[number - 1].gender if kind in GENDERED else None)

    def _wanted(self) -> Iterator[tuple[str, Kind, int]]:
        for number, person in enumerate(self._people, 1):
            first, last, full = (words(part or "") for part in (person.first, person.last, person.full))
            pairs = (f"{first} {last}", f"{last} {first}") if first and last else ()
            yield from ((name, "PERSON", number) for name in {full, *pairs} - {""})
            # An initial is no name to look for.
            if len(first) > 1:
                yield first, "FIRST_NAME", number
            if len(last) > 1:
                yield last, "LAST_NAME", number
        for kind, forms in self._values.items():
            for number, key in enumerate(forms, 1):
                yield from ((spelling, kind, number) for spelling in spellings(kind, key))

    def _known(self, text: str) -> Iterator[Span]:
        """Where the values are in a text, in any writing. Searched without patterns: none of a person's is cached."""
        folded = fold(text)
        spaced, compact = _Line(folded, " "), _Line(folded, "")
        for wanted, kind, number in self._wanted():
            line = compact if kind in _COMPACT else spaced
            for start, end in line.find(wanted, whole=kind in _WHOLE):
                piece = text[start:end]
                if not self._is_meant(kind, piece) or (kind in NAMES and is_in_phrase(folded, start, end)):
                    continue
                start, end = _widened(kind, text, start, end)
                yield Span(start, end, self._placeholder(kind, number))

    def _is_meant(self, kind: Kind, piece: str) -> bool:
        """Whether words that read like a value are one: those of a name stand together, and are no common word."""
        if kind in NAMES:
            return not _APART.search(piece) and not (piece.islower() and self._common(piece))
        return kind not in ("EMAIL", "URL", "IP") or not _BLANK.search(piece)


class _Line:
    """The words of a text on one line, to search in, and the way back to the text."""

    def __init__(self, folded: str, separator: str) -> None:
        self._folded = folded
        self._separator = separator

    @cached_property
    def _words(self) -> list[str]:
        return _WORD.findall(self._folded)

    @cached_property
    def _text(self) -> str:
        return self._separator.join(self._words)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each word starts in the original text."""
        return [each.start() for each in _WORD.finditer(self._folded)]

    @cached_property
    def _offsets(self) -> list[int]:
        """Where each word starts on the line."""
        return list(accumulate(map(len(self._separator).__add__, map(len, self._words)), initial=0))

    def find(self, wanted: str, *, whole: bool) -> Iterator[tuple[int, int]]:
        """Start and end in the original text of each place of `wanted`."""
        at = self._text.find(wanted)
        while at >= 0:
            first = bisect_right(self._offsets, at) - 1
            last = bisect_right(self._offsets, at + len(wanted) - 1) - 1
            head, tail = at - self._offsets[first], at + len(wanted) - self._offsets[last]
            entire = head == 0 and tail == len(self._words[last])
            # Two numbers side by side are no third one.
            if entire or not (whole or (first < last and not self._separator)):
                yield self._starts[first] + head, self._starts[last] + tail
            at = self._text.find(wanted, at + 1)


def _widened(kind: Kind, text: str, start: int, end: int) -> tuple[int, int]:
    """A place with what belongs to its value and is not in its normal form."""
    if kind == "PHONE" and text[max(start - 1, 0) : start] == "+":
        start -= 1
    if kind == "URL" and (scheme := _SCHEME.search(text[max(start - 12, 0) : start])):
        start -= len(scheme[0])
        end += text[end : end + 1] == "/" and not text[end + 1 : end + 2].isalnum()
    return start, end


def _composed(text: str, found: Sequence[Found]) -> tuple[str, Sequence[Found]]:
    """The text in composed characters, and the spans where they then are."""
    if unicodedata.is_normalized("NFC", text):
        return text, found
    cuts = sorted({0, len(text), *(each.start for each in found), *(each.end for each in found)})
    pieces = [unicodedata.normalize("NFC", text[start:end]) for start, end in pairwise(cuts)]
    moved = dict(zip(cuts, accumulate(map(len, pieces), initial=0), strict=True))
    return "".join(pieces), [
        replace(
            each,
            start=moved[each.start],
            end=moved[each.end],
            first_name=unicodedata.normalize("NFC", each.first_name or "") or None,
            last_name=unicodedata.normalize("NFC", each.last_name or "") or None,
        )
        for each in found
    ]


def _person_of(found: Found, form: str) -> _Person:
    if found.kind == "FIRST_NAME":
        return _Person(first=form, gender=found.gender)
    if found.kind == "LAST_NAME":
        return _Person(last=form, gender=found.gender)
    return _Person(first=found.first_name, last=found.last_name, full=form, gender=found.gender)


def _key(name: str | None) -> str:
    return words(name or "")


def _keys(person: _Person) -> _Keys:
    return _Keys(_key(person.first), _key(person.last), _key(person.full))


def _same(known: _Keys, seen: _Keys) -> bool:
    """Whether all that is now said of a person is known of them."""
    if seen.full and not (seen.first and seen.last):
        return known.full == seen.full
    return (not seen.first or known.first == seen.first) and (not seen.last or known.last == seen.last)


def _joins(known: _Keys, seen: _Keys) -> bool:
    """Whether a full name completes a person of whom one part is known."""
    if known.full or not seen.full:
        return False
    return known.first == seen.first != "" or known.last == seen.last != ""


def _better(known: str | None, seen: str | None) -> str | None:
    """The first writing, unless a later one is the first in title case."""
    if known and seen and (known.isupper() or known.islower()) and not (seen.isupper() or seen.islower()):
        return seen
    return known or seen
