"""How near occupations are, and a person to an occupation: a sum of named reasons, each with its amount.

Between occupations (`parts`, `scores`, `between`): skills in common, words in common and words of titles in common are
cosines of vectors weighted by inverse document frequency (what few occupations ask counts more); the same ISCO group
(three digits) adds a little. `make bench-career` measures the sum against official mobilities, which it never contains.

For a person (`match`) the same sum, except that cosines are divided by the length of the occupation the person comes
from (of the median occupation when there is none), not by the length of what the person owns. With all the skills of
that occupation both measures are equal; and one skill more can add to a score, never lower one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from knowledge.occupations.bags import Bags, Floats
from knowledge.occupations.models import Catalogue, MobilityKind, Occupation
from knowledge.words import Tokenizer

PartName = Literal["skills", "words", "titles", "isco_group", "move"]

WEIGHTS: dict[PartName, float] = {"skills": 0.40, "words": 0.43, "titles": 0.15, "isco_group": 0.02}
"""What each reason can add to a score, 1 in all; chosen on half of ROME's source occupations by `make bench-career`.
The same domain of ROME was tried too: once words count, it adds nothing."""
MOVES: dict[MobilityKind, float] = {"near": 0.1, "next": 0.05}
"""What an official mobility adds to the rank of a match, and not to its score."""
LIKE = 0.5
"""Cosine of two labels' words from which a skill counts as close to another."""
NAMED = 5
"""Words or skills that a reason names."""
SAMPLED = 64
"""Occupations against which the percentile is taken when one does not know where the person comes from."""


class Part(NamedTuple):
    """A reason of a score: how much it adds, and the skills (ids), words or codes it stands on, weightiest first."""

    name: PartName
    amount: float
    detail: tuple[str, ...]


class Have(NamedTuple):
    """A skill that the target asks and the person has; `weight`: how well it is proven, 0 to 1."""

    skill: str
    idf: float
    weight: float


class Close(NamedTuple):
    """A skill that the target asks, and the nearest of the person's: cosine of the words of both labels, 0 to 1."""

    skill: str
    owned: str
    likeness: float


class Missing(NamedTuple):
    """A skill that the target asks and the person lacks; `targets`: how many other good targets ask it too."""

    skill: str
    idf: float
    targets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A target occupation, from where the person stands."""

    code: str
    score: float
    """0 to 1: the sum of `parts`, the official mobility apart. Tiny by nature: show `percentile`."""
    percentile: float
    """0 to 100: the share of occupations that the starting one, as ROME describes it, is less near to."""
    coverage: float
    """0 to 1: what the person has of what the target asks, skills weighted by idf, work settings apart."""
    parts: tuple[Part, ...]
    have: tuple[Have, ...]
    close: tuple[Close, ...]
    missing: tuple[Missing, ...]
    """Those without a close skill, by idf times (1 + targets); work settings apart, since one does not learn them."""
    move: MobilityKind | None


class _Person(NamedTuple):
    """Where one stands, in the three vector spaces, with the lengths by which cosines are divided."""

    owned: Floats
    """Proof of each skill, 0 to 1."""
    skills: Floats
    words: Floats
    titles: Floats
    lengths: tuple[float, float, float]
    source: int | None
    """The place of the occupation one comes from."""


class Similarity:
    """The catalogue, ready to be compared. Built once, shared by threads. `codes` orders every row of scores.

    Occupations with the same skills (those of one v3 parent) share their vectors, except that of their own titles.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.codes = sorted(catalogue.occupations)
        self._place = {code: at for at, code in enumerate(self.codes)}
        occupations = [catalogue.occupations[code] for code in self.codes]
        units: dict[tuple[str, tuple[str, ...]], int] = {}
        self._unit = np.array([units.setdefault((one.parent, one.skills), len(units)) for one in occupations], np.int64)
        self._first = np.unique(self._unit, return_index=True)[1]
        self._index_skills(occupations)
        self._index_words(occupations)
        parents = [one.parent for one in occupations]
        self._isco = np.array([one.isco[:3] for one in occupations], np.str_)
        self._children: dict[str, list[int]] = {}
        for at, parent in enumerate(parents):
            self._children.setdefault(parent, []).append(at)
        self._moves: dict[str, dict[str, MobilityKind]] = {}
        for move in catalogue.moves:
            self._moves.setdefault(move.source, {})[move.target] = move.kind

    def _index_skills(self, occupations: Sequence[Occupation]) -> None:
        self._ids = sorted(self.catalogue.skills)
        self._skill = {id: at for at, id in enumerate(self._ids)}
        rows = [[self._skill[id] for id in occupations[at].skills if id in self._skill] for at in self._first]
        self._skills = Bags(({column: 1.0 for column in row} for row in rows), len(self._ids))
        self._idf = self._skills.idf()
        self._skills.weighted(self._idf)
        self._skill_lengths = self._skills.lengths()
        self._learnt = np.array([self.catalogue.skills[id].kind != "setting" for id in self._ids], bool)

    def _index_words(self, occupations: Sequence[Occupation]) -> None:
        tokenizer, known = Tokenizer("fr"), dict[str, int]()
        self._written: list[str] = []

        def bag(texts: Iterable[str]) -> Counter[int]:
            found: Counter[int] = Counter()
            for text in texts:
                for word in tokenizer.words(text):
                    at = known.setdefault(word.terms[0], len(known))
                    if at == len(self._written):
                        self._written.append(word.written.lower())
                    found[at] += 1
            return found

        labels = [bag([self.catalogue.skills[id].label]) for id in self._ids]
        names = [bag([str(title) for title in {one.title, *one.titles}] + [one.summary]) for one in occupations]
        units: list[Counter[int]] = [Counter() for _ in self._first]
        for unit, name in zip(self._unit, names, strict=True):
            units[unit].update(name)
        self._unit_names = Bags(units, len(known))
        for unit, at in enumerate(self._first):
            for id in occupations[at].skills:
                if id in self._skill:
                    units[unit].update(labels[self._skill[id]])
        self._words = Bags.of_counts(units, len(known))
        self._word_idf = self._words.idf()
        self._words.weighted(self._word_idf)
        self._word_lengths = self._words.lengths()
        self._titles = Bags.of_counts(names, len(known))
        self._titles.weighted(self._titles.idf())
        self._title_lengths = self._titles.lengths()
        self._label_words = Bags(labels, len(known))
        self._labels = Bags(({at: 1.0 for at in label} for label in labels), len(known)).weighted(self._word_idf)
        self._label_lengths = self._labels.lengths()

    def match(self, owned: Mapping[str, float], *, from_code: str | None = None, limit: int = 50) -> list[Match]:
        """The `limit` best targets of a person, by score plus official mobility, the occupation itself left out.

        `owned`: skill ids with how well each is proven, 0 to 1; an id that the catalogue lacks counts for nothing.
        Raises KeyError for an unknown `from_code`.
        """
        person = self._person(owned, from_code)
        parts = self._parts(person)
        scores = _total(parts)
        ranks = scores + self._move_amounts(person.source)
        order = [at for at in np.argsort(-ranks, kind="stable") if at != person.source][:limit]
        return self._matches(person, parts, order, order)

    def percentiles(self, owned: Mapping[str, float], from_code: str | None = None) -> Floats:
        """The percentile, 0 to 100, of each of `codes` for a person; as `match` gives it. Raises KeyError."""
        person = self._person(owned, from_code)
        usual = self._usual(person.source)
        return 100 * np.searchsorted(usual, _total(self._parts(person)) - 1e-12) / max(len(usual), 1)

    def towards(self, target_code: str, owned: Mapping[str, float], from_code: str | None = None) -> Match:
        """One target of a person, as `match` gives it. Raises KeyError."""
        person = self._person(owned, from_code)
        parts = self._parts(person)
        good = np.argsort(-_total(parts), kind="stable")[:50]
        target = self._place[target_code]
        (match,) = self._matches(person, parts, [target], [at for at in good if at != person.source])
        return match

    def between(self, source_code: str, target_code: str) -> Match:
        """One occupation seen from another, the person having all that the first one asks. Raises KeyError."""
        return self.towards(target_code, self._all_of(source_code), source_code)

    def parts(self, source_code: str) -> dict[PartName, Floats]:
        """What each reason adds to each of `codes`, from an occupation with all that it asks. Raises KeyError."""
        return self._parts(self._person(self._all_of(source_code), source_code))

    def scores(self, source_code: str) -> Floats:
        """The sum of `parts`. Raises KeyError."""
        return _total(self.parts(source_code))

    def _all_of(self, code: str) -> dict[str, float]:
        return dict.fromkeys(self.catalogue.occupations[code].skills, 1.0)

    def _person(self, owned: Mapping[str, float], from_code: str | None) -> _Person:
        source = None if from_code is None else self._place[from_code]
        proof, counts = np.zeros(len(self._ids)), np.zeros(len(self._written))
        for id, weight in owned.items():
            if (at := self._skill.get(id)) is not None:
                proof[at] = min(max(weight, 0.0), 1.0)
                label = self._label_words.row(at)
                counts[self._label_words.columns[label]] += proof[at] * self._label_words.weights[label]
        if source is None:
            titles = np.zeros(len(self._written))
            lengths = (_median(self._skill_lengths), _median(self._word_lengths), 1.0)
        else:
            unit = self._unit[source]
            counts += self._unit_names.vector(unit)
            titles = self._titles.vector(source)
            lengths = (
                float(self._skill_lengths[unit]),
                float(self._word_lengths[unit]),
                float(self._title_lengths[source]),
            )
        return _Person(proof, proof * self._idf, np.log1p(counts) * self._word_idf, titles, lengths, source)

    def _parts(self, person: _Person) -> dict[PartName, Floats]:
        """Each reason's amounts, over `codes`."""
        by_skill, by_word, by_title = person.lengths
        skills = self._skills.dots(person.skills) / (by_skill * self._skill_lengths)
        words = self._words.dots(person.words) / (by_word * self._word_lengths)
        titles = self._titles.dots(person.titles) / (by_title * self._title_lengths)
        parts: dict[PartName, Floats] = {
            "skills": WEIGHTS["skills"] * np.minimum(skills, 1.0)[self._unit],
            "words": WEIGHTS["words"] * np.minimum(words, 1.0)[self._unit],
            "titles": WEIGHTS["titles"] * np.minimum(titles, 1.0),
        }
        mine = "" if person.source is None else self._isco[person.source]
        parts["isco_group"] = WEIGHTS["isco_group"] * ((self._isco == mine) & (self._isco != ""))
        return parts

    def _move_amounts(self, source: int | None) -> Floats:
        amounts = np.zeros(len(self.codes))
        if source is not None:
            for target, kind in self._moves.get(self._parent(source), {}).items():
                amounts[self._children.get(target, [])] = MOVES[kind]
        return amounts

    def _move(self, source: int | None, target: int) -> MobilityKind | None:
        if source is None:
            return None
        return self._moves.get(self._parent(source), {}).get(self._parent(target))

    def _parent(self, at: int) -> str:
        return self.catalogue.occupations[self.codes[at]].parent

    @cached_property
    def _anywhere(self) -> Floats:
        """Scores of a sample of occupations taken as persons who come from nowhere, in order."""
        step = max(1, len(self._first) // SAMPLED)
        sampled = [self.codes[at] for at in self._first[::step]]
        rows = [_total(self._parts(self._person(self._all_of(code), None))) for code in sampled]
        return np.sort(np.concatenate(rows)) if rows else np.zeros(1)

    def _usual(self, source: int | None) -> Floats:
        """The scores among which a percentile is taken, in order: fixed by where one starts, whatever one owns."""
        return self._anywhere if source is None else np.sort(np.delete(self.scores(self.codes[source]), source))

    def _matches(
        self, person: _Person, parts: dict[PartName, Floats], wanted: Sequence[int], good: Sequence[int]
    ) -> list[Match]:
        scores, usual = _total(parts), self._usual(person.source)
        asked = {at: self._skills.columns[self._skills.row(self._unit[at])] for at in {*wanted, *good}}
        lacking = {at: [int(one) for one in asked[at] if self._learnt[one] and not person.owned[one]] for at in asked}
        # Occupations of one parent ask the same: they count once.
        counted = {self._unit[at]: at for at in good}
        askers = Counter(one for at in counted.values() for one in lacking[at])
        nearest = self._nearest(person, sorted({one for at in wanted for one in lacking[at]}))
        return [
            Match(
                code=self.codes[at],
                score=float(scores[at]),
                percentile=float(100 * np.searchsorted(usual, scores[at] - 1e-12) / max(len(usual), 1)),
                coverage=self._coverage(person, asked[at]),
                parts=self._named(person, parts, at),
                have=self._have(person, asked[at]),
                close=tuple(sorted((nearest[one] for one in lacking[at] if one in nearest), key=_by_likeness)),
                missing=self._missing(lacking[at], nearest, askers, int(self._unit[at] in counted)),
                move=self._move(person.source, at),
            )
            for at in wanted
        ]

    def _named(self, person: _Person, parts: dict[PartName, Floats], at: int) -> tuple[Part, ...]:
        occupation, move = self.catalogue.occupations[self.codes[at]], self._move(person.source, at)
        details = {
            "skills": [self._ids[one] for one in self._skills.shared(self._unit[at], person.skills, NAMED)],
            "words": [self._written[one] for one in self._words.shared(self._unit[at], person.words, NAMED)],
            "titles": [self._written[one] for one in self._titles.shared(at, person.titles, NAMED)],
            "isco_group": [occupation.isco[:3]],
        }
        named = [Part(name, float(parts[name][at]), tuple(details[name])) for name in parts if parts[name][at] > 0]
        return (*named, Part("move", MOVES[move], (move,))) if move else tuple(named)

    def _have(self, person: _Person, asked: npt.NDArray[np.int32]) -> tuple[Have, ...]:
        owned = [one for one in asked if person.owned[one]]
        owned.sort(key=lambda one: -person.skills[one])
        return tuple(Have(self._ids[one], float(self._idf[one]), float(person.owned[one])) for one in owned)

    def _coverage(self, person: _Person, asked: npt.NDArray[np.int32]) -> float:
        learnt = asked[self._learnt[asked]]
        whole = float(self._idf[learnt].sum())
        return float(person.skills[learnt].sum()) / whole if whole else 0.0

    def _nearest(self, person: _Person, asked: Sequence[int]) -> dict[int, Close]:
        """For each skill asked that has one, the owned skill whose label is nearest, from LIKE up."""
        owned = [int(at) for at in np.flatnonzero((person.owned > 0) & self._learnt)]
        worded = [at for at in asked if self._labels.starts[at + 1] > self._labels.starts[at]]
        if not owned or not worded:
            return {}
        mine = np.array([self._labels.vector(at) / self._label_lengths[at] for at in owned])
        slices = [self._labels.row(at) for at in worded]
        columns = np.concatenate([self._labels.columns[one] for one in slices])
        weights = np.concatenate([self._labels.weights[one] for one in slices])
        starts = np.cumsum([0, *(one.stop - one.start for one in slices[:-1])])
        likeness = np.add.reduceat(mine[:, columns] * weights, starts, axis=1) / self._label_lengths[worded]
        best = likeness.argmax(axis=0)
        return {
            at: Close(self._ids[at], self._ids[owned[best[place]]], float(min(likeness[best[place], place], 1.0)))
            for place, at in enumerate(worded)
            if likeness[best[place], place] >= LIKE
        }

    def _missing(
        self, lacking: Sequence[int], nearest: Mapping[int, Close], askers: Mapping[int, int], itself: int
    ) -> tuple[Missing, ...]:
        found = [
            Missing(self._ids[one], float(self._idf[one]), max(askers[one] - itself, 0))
            for one in lacking
            if one not in nearest
        ]
        return tuple(sorted(found, key=lambda one: (-one.idf * (1 + one.targets), one.skill)))


def _total(parts: Mapping[PartName, Floats]) -> Floats:
    return sum(parts.values(), start=np.zeros(1))


def _median(lengths: Floats) -> float:
    return float(np.median(lengths)) if len(lengths) else 1.0


def _by_likeness(close: Close) -> tuple[float, str]:
    return -close.likeness, close.skill
