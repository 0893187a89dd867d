"""From a written word to the terms that are searched: whole words in one gender, stems, abbreviations, typos."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.occupations.models import Title
from knowledge.words import fold, split

ABBREVIATION, STEM, START = "@", "~", "^"
"""What a term begins with when it is an abbreviation (« AS » is not « as »), a stem, the start of a word.

A term without a mark is a whole word, in the masculine singular: a title is matched by those alone, since a stem takes
« usine » for « usineur ».
"""
LONGEST_ABBREVIATION = 6
"""Characters."""
STARTS = 7
"""Characters of a word's start."""
BEGUN = 0.7
"""Trust (0..1) in a word that only begins like a known one (« tranchée », « trancheuse »)."""
SOUNDED, MISSPELT = 0.9, 0.85
"""Trust (0..1) in a word that sounds like a known one (« infirmiaire »), or that is a letter or two away from it."""
SOUNDING = 2
"""Letters by which two words that sound alike may differ."""
SHORTEST_TYPO = 5
"""Characters below which a word is not corrected."""

ARTICLES = frozenset("de du la le les un une des en et au ou on ce si".split())
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"),
        ("qu|ck|k", "c"),
        ("ss|c(?=[eiy])", "s"),
        ("eau|au", "o"),
        ("ai|ei|es(?=[^aeiouy])", "e"),
        ("y", "i"),
        ("ain|ein|in|im", "I"),
        ("an|en|em|am", "A"),
        ("z(?=[aeiou])", "s"),
        ("h", ""),
        (r"(.)\1", r"\1"),
        ("[esxtdz]+$", ""),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How words are read: see finding_reading.toml."""

    silent: Collection[str]
    ordinary: Collection[str]
    ambiguous: Collection[str]
    short: Mapping[str, str]
    together: Mapping[str, str]
    verbs: Mapping[str, Collection[str]]


Terms = tuple[tuple[str, float], ...]


class Vocabulary:
    """Every word that the titles and phrases are written with: `learn` titles, then add phrases, then read words."""

    def __init__(self, reading: Reading) -> None:
        self._silent = frozenset(map(fold, reading.silent))
        self._stemmer = snowballstemmer.stemmer("french")
        self._ordinary = frozenset(map(fold, reading.ordinary))
        self._ambiguous = frozenset(map(fold, reading.ambiguous))
        self._abbreviations: set[str] = set()
        meant = {**reading.short, **reading.together}
        self._twins = {_singular(fold(said)): fold(other) for said, other in meant.items()}
        # A verb's forms are one as stems only: « livreur » is no title of who has a « livre ».
        self._verbs = {fold(form): fold(verb) for verb, forms in reading.verbs.items() for form in (*forms, verb)}
        self._together = {tuple(map(fold, split(words))) for words in reading.together}
        self._longest = max(map(len, self._together), default=1)
        self._opening = frozenset(words[0] for words in self._together)
        self._known: set[str] = set()
        self._spelled: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        self._sounds: dict[str, str] = {}
        self._fold = lru_cache(maxsize=60_000)(fold)
        self._stem: Callable[[str], str] = lru_cache(maxsize=60_000)(self._stemmer.stemWord)

    def cut(self, text: str) -> list[str]:
        """The words of `text` as they are written; some stand together (« maison de retraite »)."""
        words = list(split(text))
        folded = [*map(self._fold, words)]
        if self._opening.isdisjoint(folded):
            return words
        found: list[str] = []
        while words:
            size = next((n for n in range(self._longest, 1, -1) if tuple(folded[:n]) in self._together), 1)
            found.append(" ".join(words[:size]))
            del words[:size], folded[:size]
        return found

    def learn(self, title: Title) -> None:
        """Take from a title what is one word in two genders (« vendeur », « vendeuse »), and its abbreviations."""
        forms = [tuple(split(form)) for form in title.forms]
        for words in forms:
            self._learn_abbreviations(words)
        if len(forms) == 2 and len(forms[0]) == len(forms[1]):
            for his, hers in zip(*forms, strict=True):
                if his != hers and his[:3] == hers[:3]:
                    self._twins.setdefault(_singular(self._fold(hers)), _singular(self._fold(his)))

    def learn_abbreviations(self, text: str) -> None:
        """Take the words of `text` that are written in capitals."""
        self._learn_abbreviations(tuple(split(text)))

    def add_title(self, text: str) -> tuple[str, ...]:
        """The terms of a title, in order: its words, whole."""
        return tuple(term for word in self.cut(text) if (term := self._abbreviated(word) or self._whole(word)))

    def add_phrase(self, text: str) -> tuple[frozenset[str], bool]:
        """The terms of what people say: stems; ordinary words are left out, and whether there were some."""
        words = self.cut(text)
        found = (self._abbreviated(word) or self._stemmed(word) for word in words)
        return frozenset(term for term in found if term), any(self._fold(word) in self._ordinary for word in words)

    def add_text(self, text: str) -> frozenset[str]:
        """The terms of a longer text: the starts of its words; nothing is corrected towards them."""
        words = {folded for folded in map(self._fold, self.cut(text)) if self._speaks(folded)} - self._ordinary
        self._known |= words
        return frozenset(START + folded[:STARTS] for folded in words)

    def terms(self, word: str, named: bool) -> Terms:
        """What a heard word may stand for, without looking for typos; nothing for an article and its like."""
        folded = self._fold(word)
        found: list[str] = []
        capitals = word.isupper() and len(word) > 1
        if folded in self._abbreviations and (capitals or folded not in ARTICLES):
            if capitals or named or folded not in self._ambiguous:
                found.append(ABBREVIATION + folded)
        if self._speaks(folded):
            found += self._all(folded)
        return tuple((term, BEGUN if term[0] == START else 1.0) for term in found)

    def unknown(self, word: str) -> bool:
        """Whether the word may be a misspelt one."""
        folded = self._fold(word)
        if len(folded) < SHORTEST_TYPO or not folded.isalpha():
            return False
        return not {folded, _singular(folded)} & self._known and folded not in self._ordinary

    def corrected(self, word: str) -> Terms:
        """The terms of the known word that a misspelt one sounds like, or else is nearest to; nothing when none is."""
        folded = self._fold(word)
        heard = self._sounds.get(_sound(folded))
        if heard is not None and OSA.distance(folded, heard) <= SOUNDING:
            return tuple((term, SOUNDED) for term in self._all(heard))
        allowed, begun = (1 if len(folded) < 8 else 2), _sound(folded[:4])[:2]
        lengths = range(len(folded) - allowed, len(folded) + allowed + 1)
        # A beginning is seldom mistaken, and often makes another word (« tendeur » and « vendeur »).
        near = [
            known
            for length in lengths
            for known in self._spelled.get((folded[0], length), ())
            if known[1] == folded[1] or _sound(known[:4])[:2] == begun
        ]
        found = process.extractOne(folded, near, scorer=OSA.distance, score_cutoff=allowed)
        return () if found is None else tuple((term, MISSPELT) for term in self._all(found[0]))

    def _all(self, folded: str) -> list[str]:
        singular = _singular(folded)
        whole = self._twins.get(singular, singular)
        if folded in self._ordinary:
            return [whole]
        return [whole, STEM + self._stem(self._verbs.get(folded, whole)), START + whole[:STARTS]]

    def _abbreviated(self, word: str) -> str:
        folded = self._fold(word)
        short = folded in self._abbreviations and (word.isupper() or folded not in self._ambiguous | ARTICLES)
        return ABBREVIATION + folded if short else ""

    def _whole(self, word: str) -> str:
        folded = self._fold(word)
        if not self._speaks(folded):
            return ""
        self._spell(folded)
        singular = _singular(folded)
        return self._twins.get(singular, singular)

    def _stemmed(self, word: str) -> str:
        folded = self._fold(word)
        if folded in self._ordinary or not self._speaks(folded):
            return ""
        self._spell(folded)
        singular = _singular(folded)
        return STEM + self._stem(self._verbs.get(folded) or self._twins.get(singular, singular))

    def _speaks(self, folded: str) -> bool:
        return bool(folded) and (folded not in self._silent or folded in self._twins)

    def _spell(self, folded: str) -> None:
        if folded in self._known:
            return
        self._known |= {folded, _singular(folded)}
        if len(folded) >= SHORTEST_TYPO:
            self._spelled[folded[0], len(folded)].append(folded)
            self._sounds.setdefault(_sound(folded), folded)

    def _learn_abbreviations(self, words: tuple[str, ...]) -> None:
        shouted = len(words) > 1 and all(word.isupper() for word in words)
        short = (word for word in words if word.isupper() and 1 < len(word) <= LONGEST_ABBREVIATION and not shouted)
        self._abbreviations.update(map(self._fold, short))


def _singular(folded: str) -> str:
    return folded[:-1] if len(folded) > 3 and folded[-1] in "sx" and folded[-2] != "s" else folded


def _sound(folded: str) -> str:
    """Roughly how a French word sounds: « secretaire » and « secretere » are one."""
    for pattern, sound in _SOUNDS:
        folded = pattern.sub(sound, folded)
    return folded
