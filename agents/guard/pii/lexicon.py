"""The words the detector knows: first names, surnames, ordinary words, and what only looks like a person."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.guard.pii.found import Gender

_FOLDER = Path(__file__).parent

_ENDINGS = tuple(
    "tion tions sion sions ment ments eur eurs euse euses trice trices ique iques isme iste istes able ables ible "
    "ibles ite ites tes ance ances ence ences ure ures aire aires erie eries ogie ogue eux tif tive tifs tives ation "
    "ing ness ship tional iez ez ons issez ee ees es ienne iennes iere ieres iers ois oise aux elle elles age "
    "ages".split()
)
_SHORTEST_WITH_ENDING = 6
_GENDERS: dict[str, Gender | None] = {"f": "f", "m": "m", "u": None}

# Signs that French does not use: they tell a foreign proper noun.
FOREIGN = frozenset("áíóúãõñåøðþýžšćčđłńśźżąęěřůőűğışţțșăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹơưəǧ")


def _folding() -> dict[int, int]:
    table: dict[int, int] = {}
    for point in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = unicodedata.normalize("NFD", chr(point))[0].lower()[0]
        if ord(plain) != point:
            table[point] = ord(plain)
    special = dict(zip("øØłŁđĐðÐəƏıßœŒæÆþÞ’ʼ`´", "oollddddeeisooaatt''''", strict=True))
    table.update({ord(sign): ord(plain) for sign, plain in special.items()})
    return table


_FOLDING = _folding()


def fold(text: str) -> str:
    """`text` without capitals and accents, character for character: positions stay the same."""
    folded = text.translate(_FOLDING)
    lower = folded.lower()
    return lower if len(lower) == len(folded) else "".join(character.lower()[0] for character in folded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Folded words. `first_names` maps to the gender, where there is one."""

    common: frozenset[str]
    first_names: dict[str, Gender | None]
    ambiguous: frozenset[str]
    surnames: frozenset[str]
    surname_endings: tuple[str, ...]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    brands: frozenset[str]

    def is_common(self, word: str) -> bool:
        """Whether a folded word is an ordinary one: listed, or looking like one."""
        return word in self.common or self.is_regular(word)

    def is_regular(self, word: str) -> bool:
        """Whether a folded word is the plural or the feminine of a listed one, or has an ordinary ending."""
        if len(word) > 3 and word[-1] in "sxe" and word[:-1] in self.common:
            return word not in self.surnames and word not in self.first_names
        if word in self.surnames or word in self.first_names:
            return False
        return len(word) >= _SHORTEST_WITH_ENDING and word.endswith(_ENDINGS)

    def is_first_name(self, word: str) -> bool:
        """Whether a folded word is a first name, compounds included: the first part and one more are."""
        if word in self.first_names:
            return True
        parts = word.split("-")
        return 1 < len(parts) < 4 and all(part in self.first_names for part in parts)

    def is_surname(self, word: str) -> bool:
        """Whether a folded word is a surname, by the list or by its ending."""
        if word in self.surnames:
            return True
        if "-" in word:
            return any(part in self.surnames for part in word.split("-"))
        return len(word) > 5 and word.endswith(self.surname_endings) and not self.is_common(word)

    def gender(self, word: str) -> Gender | None:
        """Gender of a folded first name; of a compound, of its first part."""
        return self.first_names.get(word) or self.first_names.get(word.partition("-")[0])


def _lines(name: str) -> list[str]:
    """The folded lines of a file beside this module, without its comments."""
    text = fold((_FOLDER / name).read_text(encoding="utf-8"))
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _first_names() -> tuple[dict[str, Gender | None], frozenset[str]]:
    """First names with their gender, and those that are also something else. Where origins differ, French decides."""
    names: dict[str, Gender | None] = {}
    french: frozenset[str] = frozenset()
    ambiguous: set[str] = set()
    origin, gender = "", None
    for line in _lines("first_names.txt"):
        if line.startswith("["):
            origin, _, letter = line.strip("[]").rpartition(" ")
            gender = _GENDERS[letter]
            if origin != "french" and not french:
                french = frozenset(names)
            continue
        for word in line.split():
            name = word.rstrip("*")
            if name not in french:
                names[name] = gender if names.get(name, gender) == gender else None
            if word.endswith("*"):
                ambiguous.add(name)
    return names, frozenset(ambiguous)


@cache
def lexicon() -> Lexicon:
    """The lexicon, read from the files beside this module once."""
    first_names, ambiguous = _first_names()
    words = [word for line in _lines("surnames.txt") if not line.startswith("[") for word in line.split()]
    phrases: dict[str, list[tuple[str, ...]]] = {}
    brands: set[str] = set()
    for line in _lines("gazetteer.txt"):
        if line.startswith("["):
            continue
        for phrase in line.split(","):
            parts = tuple(phrase.split())
            if len(parts) == 1:
                brands.add(parts[0])
            elif parts:
                phrases.setdefault(parts[0], []).append(parts)
    return Lexicon(
        common=frozenset(word for line in _lines("common_words.txt") for word in line.split()),
        first_names=first_names,
        ambiguous=ambiguous,
        surnames=frozenset(word for word in words if not word.startswith("-")),
        surname_endings=tuple(word[1:] for word in words if word.startswith("-")),
        phrases={first: tuple(found) for first, found in phrases.items()},
        brands=frozenset(brands),
    )


def is_common_word(word: str) -> bool:
    """Whether a lower-case word is an ordinary French (or English) one: a surname that is one is not "
    "masked in lower case."""
    return lexicon().is_common(fold(word))
