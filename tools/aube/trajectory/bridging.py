"""Occupations on the way: one or two of the mobility graph by which a target that is far comes nearer. Pure rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.occupations import Atlas, MobilityKind, Occupation
from knowledge.occupations.models import Training
from tools.aube.trajectory.models import Bridge

MOST_BRIDGES = 2
TEACHES = 5
"""Skills that a bridge is said to teach, at most."""
_RANK: Mapping[Training | None, int] = {"none": 0, "weeks": 1, "months": 2, "year": 3, "years": 4, None: 5}

Graph = Mapping[str, Mapping[str, MobilityKind]]


@dataclass(frozen=True, slots=True)
class _Way:
    """Bridges in order, and whether official mobilities lead from the origin to the target without a hole."""

    codes: tuple[str, ...]
    steps: int
    """Official mobilities that are walked, and holes, which count as two."""


def find_bridges(atlas: Atlas, origin: str, target: str) -> tuple[Bridge, ...]:
    """The shortest way over official mobilities, at most two occupations; empty when none shortens the gap.

    Each bridge is nearer to the target, by its skills, than what comes before it, and is learnt sooner than the target
    unless an official « Proche » mobility leads to it. Where mobilities do not lead from the origin to the target,
    bridges are those that lead to it and teach some of what it asks, the nearest to the origin first: the first hop is
    then a hole, which counts as two mobilities.
    """
    occupations = atlas.catalogue.occupations
    if origin not in occupations or occupations[origin].parent == occupations[target].parent:
        return ()
    search = _Search(atlas, occupations[origin], occupations[target])
    ways = [*search.walked(), *search.joined()]
    if not ways:
        return ()
    best = min(ways, key=search.order)
    return tuple(search.described(best.codes))


class _Search:
    def __init__(self, atlas: Atlas, origin: Occupation, target: Occupation) -> None:
        self.atlas, self.origin, self.target = atlas, origin, target
        self.graph = _graph(atlas)
        codes = atlas.similarity.codes
        self.to_target = dict(zip(codes, atlas.similarity.scores(target.code).tolist(), strict=True))
        self.to_origin = dict(zip(codes, atlas.similarity.scores(origin.code).tolist(), strict=True))
        self.members: dict[str, list[str]] = {}
        for one in atlas.catalogue.occupations.values():
            self.members.setdefault(one.parent, []).append(one.code)

    def walked(self) -> Iterator[_Way]:
        """Ways of official mobilities from the origin to the target."""
        for first, move in self.graph.get(self.origin.parent, {}).items():
            one = self._member(first, self.to_target[self.origin.code], move)
            if one is None:
                continue
            if self.target.parent in self.graph.get(first, {}):
                yield _Way((one,), 2)
            for second, then in self.graph.get(first, {}).items():
                if second in (self.origin.parent, first) or self.target.parent not in self.graph.get(second, {}):
                    continue
                if (two := self._member(second, self.to_target[one], then)) is not None:
                    yield _Way((one, two), 3)

    def joined(self) -> Iterator[_Way]:
        """Ways whose mobilities lead to the target; the first hop is a hole, to an occupation that is learnt sooner."""
        for last in self._before(self.target.parent):
            yield from self._hole(last, 3)
            for first in self._before(last):
                if first != self.target.parent:
                    yield from self._hole(first, 4)
        # Of the same ROME v3 code as the target: a neighbour that is learnt sooner (software tester, developer).
        yield from self._hole(self.target.parent, 5)

    def _hole(self, parent: str, steps: int) -> Iterator[_Way]:
        code = self._member(parent, self.to_target[self.origin.code], None)
        if code is not None and parent != self.origin.parent and self._new(code):
            yield _Way((code,), steps)

    def order(self, way: _Way) -> tuple[float, ...]:
        """Shorter first, then those Iris describes in its own words, then the nearest to where one starts."""
        known = sum(not self.atlas.catalogue.occupations[code].first_step for code in way.codes)
        return way.steps, known, -self.to_origin[way.codes[0]], -self.to_target[way.codes[-1]]

    def described(self, codes: Sequence[str]) -> Iterator[Bridge]:
        """Bridges, with what each teaches that comes next to what is known already."""
        occupations, labels = self.atlas.catalogue.occupations, self.atlas.catalogue.skills
        known, before = set(self.origin.skills), self.origin
        for code in codes:
            one = occupations[code]
            new = sorted(self._new(code) - known, key=lambda skill: (self.atlas.askers(skill), skill))
            yield Bridge(
                code=code,
                title=str(one.title),
                move=self.graph.get(before.parent, {}).get(one.parent),
                training=one.conditions.training,
                entry=one.entry,
                regulated=one.conditions.regulated,
                teaches=tuple(labels[skill].label for skill in new[:TEACHES]),
            )
            known |= set(one.skills)
            before = one

    def _new(self, code: str) -> set[str]:
        """What an occupation teaches of what the target asks, beyond what the origin does."""
        skills = set(self.atlas.catalogue.occupations[code].skills)
        return skills & set(self.atlas.learnt(self.target)) - set(self.origin.skills)

    def _member(self, parent: str, gap: float, move: MobilityKind | None) -> str | None:
        """The occupation of a ROME v3 code that is nearest to the target, if it shortens the gap and is learnt soon."""
        occupations = self.atlas.catalogue.occupations
        most = _RANK[self.target.conditions.training]
        fit = [
            code
            for code in self.members.get(parent, ())
            if code != self.target.code
            and self.to_target[code] > gap
            and (move == "near" or _RANK[occupations[code].conditions.training] < most)
        ]
        return min(fit, key=lambda code: (not occupations[code].first_step, -self.to_target[code], code), default=None)

    def _before(self, parent: str) -> list[str]:
        return [source for source, targets in self.graph.items() if parent in targets]


def _graph(atlas: Atlas) -> Graph:
    found: dict[str, dict[str, MobilityKind]] = {}
    for move in atlas.catalogue.moves:
        if found.setdefault(move.source, {}).get(move.target) != "near":
            found[move.source][move.target] = move.kind
    return found
