"""From what a person says to occupations: ranked candidates, with the words that matched and how."""

from __future__ import annotations

import math
import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

import numpy as np

from knowledge.occupations.hearing import Heard, Role, Standing, hear
from knowledge.occupations.models import Catalogue, Occupation, Title
from knowledge.occupations.phrases import Evidence, Match, Phrase, PhraseIndex, TextIndex
from knowledge.occupations.vocabulary import START, STARTS, STEM, Reading, Terms, Vocabulary
from knowledge.words import fold, split

TITLE, NAMED, LONGER, LONGEST = 0.8, 0.84, 0.04, 0.92
"""What a whole title is worth (0..1), one that is written in the list of common words, for each further word, and at most."""
VAGUE = 0.45
"""What a status is worth: « fonctionnaire », « auto-entrepreneur »."""
COMMON, RARER = 0.1, 1.3
"""A title of one word that others hold too (« ouvrier ») keeps this part of its worth, and this more by its rarity (0..1)."""
HEADLESS = 0.4
"""What is left of a title without its first word (« intérimaire dans le bâtiment », « technicien bâtiment »)."""
SWALLOWED = 0.55
"""What is left of a title that is part of a longer one that was said (« éducateur » in « moniteur éducateur »)."""
STANDING: Mapping[Standing, float] = {"named": 1.0, "loose": 0.8, "hosted": 0.4, "done": 0.15}
"""What is left of a title by where it stands."""
SAID = 0.75
"""What a whole sentence of the starter set is worth."""
CUES = (0.62, 0.74, 0.84)
"""What a cue is worth by its number of words: 1, 2, 3 and more."""
HINT, VAGUER = 0.22, 0.35
"""What a hint is worth, and a cue of which only ordinary words come to one word. A cue or a hint that several occupations share is worth that, divided by the root of their number."""
TALK, TEXT = 0.6, 0.5
"""What it is worth that all words are among those people use for the occupation; that they are in its summary and skills."""
FEW = 1.0
"""Words that weigh less together than this many of the rarest ones say less, however well they fit."""
READ = 20
"""Occupations that are candidates by their words alone."""
KNOWN, LISTED, BROAD = 0.25, 0.1, 0.06
"""How much more an occupation counts that is in the starter set, in the list of common ones, that has many titles."""
CORRECTED = 30
"""Unknown words of a text that are looked at for a typo (each costs 0.05 ms)."""
ASIDE = 0.5
"""What the words of another role count, beside those of the role that decides."""
FLOOR = 0.12
"""The score (0..1) below which an occupation is no candidate."""
SURE, CLEAR = 0.62, 0.2
"""The score that a sure answer has, and how far it is before the next one, as a part of it (in strength)."""

_ROLES: tuple[Role, ...] = ("current", "past", "wanted", "other")
_BRACKETED = re.compile(r"\s*[(–-]\s?([A-Z][A-Z0-9]{1,7})\s?[)–-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An occupation that fits what was said."""

    code: str
    title: Title
    score: float
    """0..1: what its words weigh together; 1 would be beyond doubt."""
    matched: tuple[str, ...]
    """The person's own words, as they were written."""
    how: Evidence
    """The evidence that weighs most: its title, what people say of it, a place or a word of the trade, its skills."""
    role: Role
    """Whether it is the job of now, of before, the one wished for, or someone else's."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One side of a question: an occupation and what sets it apart."""

    code: str
    title: Title
    about: str
    """Its summary, or other titles of it when both have the same one."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was understood. `ask` holds the first two candidates to choose between, unless `sure`."""

    candidates: tuple[Candidate, ...]
    sure: bool
    ask: tuple[Choice, ...] = ()


@dataclass(slots=True)
class _Case:
    """What speaks for an occupation; strengths add up (a score is 1 - exp(-strength))."""

    strength: float
    matched: tuple[str, ...]
    how: Evidence
    role: Role


class Finder:
    """Finds occupations of a catalogue. Built once (under 2 s for the full ROME), then only read: one per thread."""

    def __init__(self, catalogue: Catalogue) -> None:
        listed, foreign, reading = _read("finding_words.toml"), _read("finding_foreign.toml"), _read("finding_reading.toml")
        self._catalogue = catalogue
        self._codes = [*catalogue.occupations, *sorted({*listed["occupations"]} - {*catalogue.occupations})]
        ordinary = reading["ordinary"]["words"].split()
        self._skipped = frozenset(map(fold, ordinary))
        self._vocabulary = Vocabulary(
            Reading(
                ordinary=ordinary,
                ambiguous=reading["ambiguous"]["abbreviations"].split(),
                short=reading["short"],
                together=reading["together"],
                verbs={verb: forms.split() for verb, forms in reading["verbs"].items()},
            )
        )
        places = {code: place for place, code in enumerate(self._codes)}
        titles = {code: _titles(each) for code, each in catalogue.occupations.items()}
        for title in (title for each in titles.values() for title in each):
            self._vocabulary.learn(title)
        words = [(places[code], row) for code, row in listed["occupations"].items()]
        for _, row in words:
            self._vocabulary.learn_abbreviations(row.get("names", ""))
        phrases = [
            *self._titled((places[code], form) for code, each in titles.items() for title in each for form in title.forms),
            *self._titled(((place, name) for place, row in words for name in _listed(row, "names")), NAMED),
            *self._titled(((place, name) for place, row in words for name in _listed(row, "vague")), VAGUE),
            *self._titled(
                (places[code], name)
                for table in foreign.values()
                for code, names in table.items()
                if code in places
                for name in names.split(",")
            ),
            *self._said(places),
            *self._cues(words),
        ]
        self._phrases = PhraseIndex(phrases, len(self._codes))
        self._texts = TextIndex([*self._bodies()])
        self._talk = TextIndex(self._spoken(phrases))
        self._weight = [self._commonness(code, code in listed["occupations"]) for code in self._codes]

    def find(self, text: str, limit: int = 5) -> Found:
        """Up to `limit` occupations that fit `text`, best first; never raises, whatever the text."""
        unknown: dict[str, Terms] = {}

        def read(word: str, named: bool) -> Terms:
            terms = self._vocabulary.terms(word, named)
            if terms and self._vocabulary.unknown(word) and (word in unknown or len(unknown) < CORRECTED):
                if word not in unknown:
                    unknown[word] = self._vocabulary.corrected(word)
                return unknown[word] or terms
            return terms

        heard = hear(text, self._vocabulary.cut, read, skipped=self._skipped)
        cases: dict[int, _Case] = {}
        deciding: Role | None = None
        for role in _ROLES:
            found = self._weigh(heard.get(role, []), role)
            if deciding is None and any(_score(case) >= 0.4 for case in found.values()):
                deciding = role
            for place, case in found.items():
                case.strength *= 1.0 if deciding in (role, None) else ASIDE
                if place not in cases or case.strength > cases[place].strength:
                    cases[place] = case
        ranked = sorted(cases.items(), key=lambda item: (-item[1].strength, self._codes[item[0]]))
        return self._answer([(self._codes[place], case) for place, case in ranked if _score(case) >= FLOOR], limit)

    def _answer(self, ranked: Sequence[tuple[str, _Case]], limit: int) -> Found:
        known = [(code, case) for code, case in ranked if code in self._catalogue.occupations]
        candidates = tuple(
            Candidate(
                code=code,
                title=self._catalogue.occupations[code].title,
                score=round(_score(case), 3),
                matched=case.matched,
                how=case.how,
                role=case.role,
            )
            for code, case in known[: max(limit, 0)]
        )
        if not known:
            return Found((), sure=False)
        first = known[0][1]
        # The strongest may be an occupation that is not loaded: then nothing that is loaded is sure.
        rival = next((case for code, case in ranked if case is not first), None)
        clear = rival is None or first.strength - rival.strength >= CLEAR * first.strength
        if _score(first) >= SURE and clear and ranked[0][1] is first:
            return Found(candidates, sure=True)
        return Found(candidates, sure=False, ask=self._choices([code for code, _ in known[:2]]))

    def _choices(self, codes: Sequence[str]) -> tuple[Choice, ...]:
        each = [self._catalogue.occupations[code] for code in codes]
        same = len({one.summary for one in each}) < len(each)
        return tuple(Choice(one.code, one.title, _others(one) if same else one.summary) for one in each)

    def _weigh(self, heard: Sequence[Heard], role: Role) -> dict[int, _Case]:
        """What the words of one role say, by occupation."""
        if not heard:
            return {}
        matches: defaultdict[int, list[Match]] = defaultdict(list)
        found = self._phrases.matches(heard)
        longest = {_places(match) for match in found if match.whole and match.phrase.kind == "title"}
        for match in found:
            if match.phrase.kind == "title":
                match = replace(match, worth=match.worth * self._title_part(match, longest))
            matches[match.phrase.place].append(match)
        read = -np.log(1 - TALK * self._talk.shares(heard, FEW * self._phrases.rarest))
        read[: len(self._catalogue.occupations)] -= np.log(1 - TEXT * self._texts.shares(heard, FEW * self._phrases.rarest))
        for place in np.argsort(-read)[:READ]:
            matches.setdefault(int(place), [])
        cases = {place: self._case(place, found, float(read[place]), heard, role) for place, found in matches.items()}
        return {place: case for place, case in cases.items() if case}

    def _case(self, place: int, found: list[Match], read: float, heard: Sequence[Heard], role: Role) -> _Case | None:
        """Add up what speaks for an occupation; a word that has counted counts no more."""
        strength, best = 0.0, 0.0
        how: Evidence = "skill"
        used: dict[int, Heard] = {}
        for match in sorted(found, key=lambda each: -each.worth):
            whole = sum(map(self._rarity, match.heard))
            fresh = sum(self._rarity(word) for word in match.heard if word.place not in used)
            if not fresh:
                continue
            worth = match.worth * fresh / whole
            strength -= math.log(1 - min(worth, 0.97))
            used |= {word.place: word for word in match.heard}
            if worth > best:
                best, how = worth, match.phrase.kind
        strength += read
        if strength <= 0:
            return None
        words = used.values() or [word for word in heard if self._talk.holds(place, word) or self._texts.holds(place, word)]
        matched = tuple(dict.fromkeys(word.written for word in sorted(words, key=lambda each: each.place)))
        return _Case(strength * self._weight[place], matched, how, role)

    def _title_part(self, match: Match, said: Collection[frozenset[int]]) -> float:
        """What is left of a title by where it stands, how common it is, and whether it is part of a longer one."""
        part = STANDING[match.heard[0].standing]
        if len(match.phrase.terms) == 1:
            part *= min(1.0, COMMON + RARER * max(map(self._rarity, match.heard)) / self._phrases.rarest)
        if not any(term == match.phrase.head for word in match.heard for term, _ in word.terms):
            part *= HEADLESS
        held = _places(match)
        return part * SWALLOWED if any(held < longer for longer in said) else part

    def _rarity(self, word: Heard) -> float:
        return max((self._phrases.rarity.get(term, 0.0) for term, _ in word.terms), default=0.0) or 0.1

    def _titled(self, titles: Iterable[tuple[int, str]], worth: float = TITLE) -> Iterator[Phrase]:
        """Titles, each abbreviation in brackets apart: « Agent de service hospitalier (ASH) » is also « ASH »."""
        seen: set[tuple[int, frozenset[str]]] = set()
        for place, title in titles:
            for text in (_BRACKETED.sub(" ", title), *(each for each in _BRACKETED.findall(title) if _initials(each, title))):
                words = self._vocabulary.add_title(text)
                terms = frozenset(words)
                if terms and (place, terms) not in seen:
                    seen.add((place, terms))
                    strength = min(worth + LONGER * (len(terms) - 1), LONGEST)
                    yield Phrase(place, terms, "title", strength, needed=0.55, head=words[0])

    def _said(self, places: Mapping[str, int]) -> Iterator[Phrase]:
        for code, occupation in self._catalogue.occupations.items():
            for said in occupation.said:
                terms, _ = self._vocabulary.add_phrase(said)
                if len(terms) > 1:
                    yield Phrase(places[code], terms, "spoken", SAID, needed=0.45, steep=1.5)

    def _cues(self, words: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[Phrase]:
        for key in ("cues", "hints"):
            found: defaultdict[tuple[frozenset[str], bool], list[int]] = defaultdict(list)
            for place, row in words:
                for text in _listed(row, key):
                    terms, shortened = self._vocabulary.add_phrase(text)
                    if terms:
                        found[terms, shortened and len(terms) == 1].append(place)
            for (terms, shortened), places in found.items():
                worth = HINT if key == "hints" else VAGUER if shortened else CUES[min(len(terms), len(CUES)) - 1]
                kind: Evidence = "workplace" if key == "hints" else "spoken"
                for place in dict.fromkeys(places):
                    needed = 0.7 if len(terms) > 2 else 0.999
                    yield Phrase(place, terms, kind, worth / math.sqrt(len(places)), needed=needed, steep=3.0)

    def _spoken(self, phrases: Iterable[Phrase]) -> list[frozenset[str]]:
        """The stems of all that people say of each occupation."""
        found: list[set[str]] = [set() for _ in self._codes]
        for phrase in phrases:
            if phrase.kind in ("spoken", "workplace"):
                found[phrase.place] |= phrase.terms
            words = (term.removeprefix(STEM) for term in phrase.terms)
            found[phrase.place] |= {START + word[:STARTS] for word in words}
        return [*map(frozenset, found)]

    def _bodies(self) -> Iterator[frozenset[str]]:
        """The terms of what each occupation's summary and skills say; those of one parent are read once."""
        skills = {id: self._vocabulary.add_text(each.label) for id, each in self._catalogue.skills.items()}
        for occupation in self._catalogue.occupations.values():
            terms = self._vocabulary.add_text(occupation.summary)
            yield terms.union(*(skills[id] for id in occupation.skills if id in skills))

    def _commonness(self, code: str, listed: bool) -> float:
        """What an occupation weighs before a word is heard: a usual one passes before a rare one with the same words."""
        occupation = self._catalogue.occupations.get(code)
        titles = len(occupation.titles) if occupation else 0
        known = bool(occupation and occupation.said)
        return 1 + KNOWN * known + LISTED * listed + BROAD * min(math.log1p(titles) / math.log1p(30), 1.0)


def _places(match: Match) -> frozenset[int]:
    return frozenset(word.place for word in match.heard)


def _initials(letters: str, title: str) -> bool:
    """Whether the letters of an abbreviation begin words of the title, in order: ASH, « Agent de service hospitalier »."""
    initials = iter([word[0] for word in map(fold, split(_BRACKETED.sub(" ", title))) if word])
    return all(letter in initials for letter in letters.lower())


def _score(case: _Case) -> float:
    return 1 - math.exp(-case.strength)


def _titles(occupation: Occupation) -> tuple[Title, ...]:
    return tuple(dict.fromkeys((occupation.title, *occupation.titles)))


def _others(occupation: Occupation) -> str:
    """Some of its other titles, which tell it from an occupation with the same summary."""
    return ", ".join(title.masculine for title in occupation.titles if title != occupation.title)[:200]


def _listed(row: Mapping[str, str], key: str) -> list[str]:
    return [text for part in row.get(key, "").split(",") if (text := part.strip())]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("knowledge.occupations") / name).read_text(encoding="utf-8"))
