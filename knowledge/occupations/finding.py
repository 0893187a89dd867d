"""From what a person says to occupations: ranked candidates, with the words that matched and how."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from threading import Lock

import numpy as np

from knowledge.occupations.hearing import Heard, Role, Standing, hear
from knowledge.occupations.lexicon import build_lexicon
from knowledge.occupations.models import Catalogue, Occupation, Title
from knowledge.occupations.phrases import Evidence, Match
from knowledge.occupations.vocabulary import Terms
from knowledge.words import fold

STANDING: Mapping[Standing, float] = {"named": 1.0, "loose": 0.8, "hosted": 0.4, "done": 0.15}
"""What is left of a title by where it stands."""
COMMON, RARER = 0.1, 1.3
"""A title of one word that others hold too (« ouvrier ») keeps this part of its worth, more by its rarity (0..1)."""
HEADLESS = 0.4
"""What is left of a title without its first word (« intérimaire dans le bâtiment », « technicien bâtiment »)."""
SWALLOWED = 0.55
"""What is left of a title that is part of a longer one that was said (« éducateur » in « moniteur éducateur »)."""
TALK, TEXT = 1.6, 1.5
"""What a loose word adds that people say of one occupation only, and that stands in the summary and skills of one."""
SCALE = 2.5
"""Strengths add up; a score is 1 - exp(-strength / this)."""
READ = 20
"""Occupations that are candidates by their loose words alone."""
CORRECTED = 30
"""Unknown words of a text that are looked at for a typo (each costs 0.05 ms)."""
DECIDES, ASIDE = 0.5, 0.5
"""The strength from which the words of a role decide, and what those of another role then count."""
FLOOR = 0.12
"""The score (0..1) below which an occupation is no candidate."""
SURE, CLEAR = 0.5, 0.22
"""The score that a sure answer has, and how far it is before the next one, as a part of it (in strength)."""
TELLING: frozenset[Evidence] = frozenset({"title", "spoken"})
"""Without evidence of these kinds nothing is sure: a word of a skill or of a place may be of any trade."""
JOINED = 3
"""How far a word is after the one that it completes, at most: « dompteur de la lune »."""
SECOND = 0.4
"""The score (0..1) from which another title that was said is a second job."""
LIKELY = 0.3
"""The score (0..1) from which a person may be asked whether they mean an occupation."""
ASKED = 0.9
"""The strength of what a broad word leaves: enough to be asked about."""
BROAD = 8
"""Occupations among which a broad word asks to choose, at most."""
OTHERS = 200
"""Characters of other titles that tell an occupation from one with the same summary."""

_ROLES: tuple[Role, ...] = ("current", "past", "wanted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An occupation that fits what was said."""

    code: str
    title: Title
    score: float
    """0..1: what its words weigh together. It ranks; it is no probability."""
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
    """What was understood of the person. `ask` holds the first two candidates to choose between, unless `sure`."""

    candidates: tuple[Candidate, ...]
    sure: bool
    ask: tuple[Choice, ...] = ()
    others: tuple[Candidate, ...] = ()
    """Jobs of someone else (« mon mari est maçon »), which are nobody's candidates here."""

    @property
    def likely(self) -> tuple[Candidate, ...]:
        """The candidates worth asking about: a word that stands in a skill is no sign of an occupation."""
        return tuple(each for each in self.candidates if each.how != "skill" and each.score >= LIKELY)


@dataclass(slots=True)
class _Case:
    """What speaks for an occupation."""

    strength: float
    words: tuple[Heard, ...]
    how: Evidence
    role: Role
    named: bool
    """Whether a whole title weighs most."""
    told: bool = False
    """Whether a title or a listed saying speaks for it."""

    @property
    def matched(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word.written for word in self.words))

    @property
    def score(self) -> float:
        return 1 - math.exp(-self.strength / SCALE)


class Finder:
    """Finds occupations of a catalogue. Built once, then only read; may be shared by threads, which take turns."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lexicon = build_lexicon(catalogue)
        # The stemmer and its cache hold state during a call.
        self._turn = Lock()

    def find(self, text: str, limit: int = 5) -> Found:
        """Up to `limit` occupations that fit `text`, best first; never raises, whatever the text.

        The job of now decides, else that of before, else the one wished for; the others stay candidates, after it.
        """
        with self._turn:
            heard = self._hear(text)
            cases: dict[int, _Case] = {}
            deciding: Role | None = None
            for role in _ROLES:
                found = self._weigh(heard.get(role, []), role)
                if deciding is None and any(case.strength >= DECIDES for case in found.values()):
                    deciding = role
                for place, case in found.items():
                    case.strength *= 1.0 if deciding in (role, None) else ASIDE
                    if place not in cases or case.strength > cases[place].strength:
                        cases[place] = case
            ranked, broad = self._broadened(self._ranked(cases), heard)
            others = self._ranked(self._weigh(heard.get("other", []), "other"))
        answer = self._answer(ranked, heard, limit, broad=broad)
        return replace(answer, others=self._candidates(others, limit))

    def _hear(self, text: str) -> dict[Role, list[Heard]]:
        vocabulary = self._lexicon.vocabulary
        unknown: dict[str, Terms] = {}

        def read(word: str, named: bool) -> Terms:
            terms = vocabulary.terms(word, named)
            if terms and vocabulary.unknown(word) and (word in unknown or len(unknown) < CORRECTED):
                if word not in unknown:
                    unknown[word] = vocabulary.corrected(word)
                return unknown[word] or terms
            return terms

        return hear(text, vocabulary.cut, read, self._lexicon.heads.begins, skipped=self._lexicon.ordinary)

    def _ranked(self, cases: Mapping[int, _Case]) -> list[tuple[int, _Case]]:
        """Those that are candidates, the strongest first."""
        kept = [(place, case) for place, case in cases.items() if case.score >= FLOOR]
        return sorted(kept, key=lambda item: (-item[1].strength, self._lexicon.codes[item[0]]))

    def _broadened(
        self, ranked: list[tuple[int, _Case]], heard: Mapping[Role, Sequence[Heard]]
    ) -> tuple[list[tuple[int, _Case]], bool]:
        """When nothing but a broad word is said (« vendeuse »), the occupations that it leaves come first."""
        heads, first = self._lexicon.heads, None
        if ranked:
            place, best = ranked[0]
            # What hardly resembles says nothing of the others.
            first = place if best.score >= SURE else None
        else:
            named = [(role, word) for role in _ROLES for word in heard.get(role, ()) if word.standing == "named"]
            broad = [_Case(DECIDES, (word,), "title", role, named=False) for role, word in named if heads.broad(word)]
            if not broad:
                return ranked, False
            best = broad[0]
        loaded = len(self._catalogue.occupations)
        left = [place for place in heads.left(best.words, first) if place < loaded][:BROAD]
        # One word says all of these as much, and it stands in a title of each.
        each = replace(best, how="title", strength=max(best.strength, ASKED))
        rest = [(place, case) for place, case in ranked if place not in left]
        return [*((place, each) for place in left), *rest], bool(left)

    def _candidates(self, ranked: Sequence[tuple[int, _Case]], limit: int) -> tuple[Candidate, ...]:
        known = [(self._lexicon.codes[place], case) for place, case in ranked]
        return tuple(
            Candidate(
                code=code,
                title=self._catalogue.occupations[code].title,
                score=round(case.score, 3),
                matched=case.matched,
                how=case.how,
                role=case.role,
            )
            for code, case in [each for each in known if each[0] in self._catalogue.occupations][: max(limit, 0)]
        )

    def _answer(
        self, ranked: Sequence[tuple[int, _Case]], heard: Mapping[Role, Sequence[Heard]], limit: int, *, broad: bool
    ) -> Found:
        codes = self._lexicon.codes
        known = [(codes[place], case) for place, case in ranked if codes[place] in self._catalogue.occupations]
        if not known:
            return Found((), sure=False)
        candidates = self._candidates(ranked, limit)
        # The strongest may be an occupation that is not loaded: then nothing that is loaded is sure.
        place, first = ranked[0]
        behind = ranked[1][1].strength if len(ranked) > 1 else 0.0
        clear = first.strength - behind >= CLEAR * first.strength
        usual = known[0][0] in self._lexicon.usual or len(first.matched) > 1
        alone = not any(_apart(first, case) for _, case in ranked[1:])
        sure = not broad and known[0][1] is first and first.score >= SURE and clear and usual and alone
        if sure and first.told and not self._strange(place, first, heard.get(first.role, ())):
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
        found = self._lexicon.phrases.matches(heard)
        longest = {_places(match) for match in found if match.whole and match.phrase.kind == "title"}
        for match in found:
            if match.phrase.kind == "title":
                match = replace(match, worth=match.worth * self._title_part(match, longest))
            matches[match.phrase.place].append(match)
        loose = TALK * self._lexicon.talk.weights(heard)
        loose[: len(self._catalogue.occupations)] += TEXT * self._lexicon.texts.weights(heard)
        for place in np.argsort(-loose)[:READ]:
            matches.setdefault(int(place), [])
        cases = {place: self._case(place, found, float(loose[place]), heard, role) for place, found in matches.items()}
        return {place: case for place, case in cases.items() if case}

    def _case(self, place: int, found: list[Match], loose: float, heard: Sequence[Heard], role: Role) -> _Case | None:
        """Add up what speaks for an occupation; in phrases, a word that has counted counts no more."""
        strength, best, named = loose, 0.0, False
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
                best, how, named = worth, match.phrase.kind, match.whole and match.phrase.kind == "title"
        if strength <= 0:
            return None
        words = used.values() or [word for word in heard if self._holds(place, word)]
        matched = tuple(sorted(words, key=lambda each: each.place))
        told = any(match.phrase.kind in TELLING for match in found)
        return _Case(strength * self._lexicon.commonness[place], matched, how, role, named, told)

    def _strange(self, place: int, case: _Case, heard: Sequence[Heard]) -> bool:
        """Whether one word is all that speaks for an occupation, completed by one that does not (« de licornes »)."""
        return len(case.words) == 1 and any(
            word.completes
            and before is case.words[0]
            and word.place - before.place <= JOINED
            and word.written.islower()
            and fold(word.written) not in self._lexicon.ordinary
            and not self._lexicon.heads.anywhere(word)
            and not self._holds(place, word)
            for before, word in pairwise(heard)
        )

    def _holds(self, place: int, word: Heard) -> bool:
        return self._lexicon.talk.holds(place, word) or self._lexicon.texts.holds(place, word)

    def _title_part(self, match: Match, said: Collection[frozenset[int]]) -> float:
        """What is left of a title by where it stands, how common it is, and whether it is part of a longer one."""
        part = STANDING[match.heard[0].standing]
        if len(match.phrase.terms) == 1:
            part *= min(1.0, COMMON + RARER * max(map(self._rarity, match.heard)) / self._lexicon.phrases.rarest)
        if not any(term == match.phrase.head for word in match.heard for term, _ in word.terms):
            part *= HEADLESS
        held = _places(match)
        return part * SWALLOWED if any(held < longer for longer in said) else part

    def _rarity(self, word: Heard) -> float:
        return max((self._lexicon.phrases.rarity.get(term, 0.0) for term, _ in word.terms), default=0.0) or 0.1


def _apart(first: _Case, other: _Case) -> bool:
    """Whether `other` is a second job: named too, in words of its own, in the same role."""
    second = first.role == other.role and other.named and other.score >= SECOND
    return second and not {*first.matched} & {*other.matched}


def _places(match: Match) -> frozenset[int]:
    return frozenset(word.place for word in match.heard)


def _others(occupation: Occupation) -> str:
    """Some of its other titles, which tell it from an occupation with the same summary."""
    return ", ".join(title.masculine for title in occupation.titles if title != occupation.title)[:OTHERS]
