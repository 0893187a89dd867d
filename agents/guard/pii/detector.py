"""The detector: every recogniser over one text, overlaps settled."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agents.guard.pii.announced import Announced, build_announced
from agents.guard.pii.contact import Contact, build_contact
from agents.guard.pii.dates import Dates, build_dates
from agents.guard.pii.found import Found, KnownName
from agents.guard.pii.handles import Handles, build_handles
from agents.guard.pii.known import find_known
from agents.guard.pii.lexicon import Lexicon, fold, lexicon
from agents.guard.pii.names import Names, build_names
from agents.guard.pii.numbers import Numbers, build_numbers
from agents.guard.pii.phones import Phones, build_phones
from agents.guard.pii.places import Places, build_places
from agents.guard.pii.plates import Plates, build_plates
from agents.guard.pii.shapes import Shapes, build_shapes
from agents.guard.pii.words import build_words
from agents.guard.pii.wrapped import Wrapped, build_wrapped

_ONE_PART = ("FIRST_NAME", "LAST_NAME")
_UNDERSCORE = re.compile(r"(?<=[a-zß-ÿ])_|_(?=[A-ZÀ-Þ]?[a-zß-ÿ])")
"""Not those of a placeholder, whose words are capitals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """Finds personal data in French (and English) text: deterministic, in linear time, without any model."""

    numbers: Numbers
    phones: Phones
    wrapped: Wrapped
    contact: Contact
    dates: Dates
    places: Places
    plates: Plates
    handles: Handles
    shapes: Shapes
    names: Names
    announced: Announced
    lexicon: Lexicon

    def find(self, text: str, known: Sequence[KnownName] = ()) -> list[Found]:
        """Personal data in `text`, in order and without overlaps. `known` names are found in any case."""
        return merge(self._all(text, known))

    def _all(self, text: str, known: Sequence[KnownName]) -> Iterator[Found]:
        folded = fold(text)
        if any(digit in text for digit in "0123456789"):
            figures = [*self._figures(text, folded)]
            yield from figures
            yield from self.wrapped.find(text, figures, lambda flat: self._figures(flat, fold(flat)))
            yield from self.plates.find(text)
        yield from self.dates.find(text, folded)
        yield from self.contact.find(text)
        yield from self.places.find(text, folded)
        yield from self.handles.find(text, folded)
        if "_" in text:
            # An underscore at the border of a name is a space: "Sophie_Martin".
            text = _UNDERSCORE.sub(" ", text)
            folded = fold(text)
        yield from self.announced.find(text, folded)
        yield from self.shapes.find(text, folded)
        yield from self.names.find(text, folded)
        yield from find_known(text, folded, known, self.lexicon)

    def _figures(self, text: str, folded: str) -> Iterator[Found]:
        yield from self.numbers.find(text)
        yield from self.phones.find(text, folded)


def merge(found: Iterable[Found]) -> list[Found]:
    """`found` in order and without overlaps.

    Where two overlap, the longer gives the kind (then the surer, then the more specific), and the span covers both:
    to drop the rest of the shorter one would leave a piece of it in the clear.
    """
    settled: list[Found] = []
    for item in sorted(found, key=lambda found: (found.start, -found.end)):
        if not settled or item.start >= settled[-1].end:
            settled.append(item)
            continue
        before = settled[-1]
        winner = max(before, item, key=_strength)
        settled[-1] = replace(winner, start=before.start, end=max(before.end, item.end))
    return settled


def _strength(found: Found) -> tuple[int, float, bool]:
    return found.end - found.start, found.score, found.kind not in _ONE_PART


def build_detector() -> Detector:
    """A detector with its patterns compiled and its lexicon read: build it once (about 50 ms) and share it."""
    words = lexicon()
    capitals = build_words(words)
    return Detector(
        numbers=build_numbers(),
        phones=build_phones(),
        wrapped=build_wrapped(),
        contact=build_contact(words),
        dates=build_dates(),
        places=build_places(),
        plates=build_plates(),
        handles=build_handles(capitals, words),
        shapes=build_shapes(capitals, words),
        names=build_names(capitals, words),
        announced=build_announced(capitals, words),
        lexicon=words,
    )
