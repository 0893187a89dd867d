"""Scores: four named parts over every occupation of the catalogue at once, and the list that they make."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.occupations import RIASEC, Catalogue, Occupation
from tools.aube.models import Part, PartName

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int_]

WEIGHTS: Mapping[PartName, float] = {"skills": 0.40, "interests": 0.30, "wishes": 0.20, "mobility": 0.10}
"""What each part counts. A part that nothing is known for leaves its weight to the others, in proportion."""
NEAR, NEXT = 1.0, 0.8
"""What an official mobility counts: at once, or with experience or training."""
MAJOR, MINOR = 2 / 3, 1 / 3
"""What an occupation's first and second interest count."""
UNKNOWN = 0.5
"""What is not known of an occupation (whether it meets a wish, its interests) counts half: neither yes nor no."""
UNSURE = 0.1
"""Taken off the total for each limit of the person that nothing is known about."""
PER_DOMAIN = 2
"""Occupations of one domain (three characters of ROME) in a list at most: five variants of one job are no choice."""
_TRAINING = ("none", "weeks", "months", "year", "years")


@dataclass(frozen=True, slots=True, repr=False)
class Landscape:
    """The catalogue as arrays, one row for each occupation in the order of `codes`. Built once."""

    codes: tuple[str, ...]
    domains: tuple[str, ...]
    parents: tuple[str, ...]
    interests: Floats
    """Occupations by the six letters: `MAJOR`, `MINOR` or 0."""
    holds: Mapping[str, Flags]
    """By token (`nights`, `physical:high`): whether an occupation is known to have it."""
    known: Mapping[str, Flags]
    """By token: whether it is known whether the occupation has it."""

    def row(self, code: str) -> int:
        """The row of an occupation; raises ValueError."""
        return self.codes.index(code)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of every occupation: their parts (0 to 1), the weights that were used, the total, and what is refused."""

    parts: Mapping[PartName, Floats]
    weights: Mapping[PartName, float]
    total: Floats
    broken: Counts
    """How many of the person's limits each breaks."""
    unsure: Floats
    """How many of the person's limits nothing is known about."""

    def parts_of(self, row: int) -> tuple[Part, ...]:
        """The parts of one occupation's score: their amounts times their weights add up to its total."""
        parts = [
            Part(name=name, amount=round(float(amounts[row]), 4), weight=round(self.weights[name], 4))
            for name, amounts in self.parts.items()
        ]
        if self.unsure[row]:
            parts.append(Part(name="unknown", amount=float(self.unsure[row]), weight=-UNSURE))
        return tuple(parts)


def landscape(catalogue: Catalogue, bands: Mapping[str, str]) -> Landscape:
    """The arrays of a catalogue; `bands`: exposure to generative AI by code, for those where it is known."""
    every = tuple(sorted(catalogue.occupations.values(), key=lambda each: each.code))
    interests = np.zeros((len(every), len(RIASEC)))
    for row, occupation in enumerate(every):
        for letter, weight in zip(occupation.riasec, (MAJOR, MINOR), strict=False):
            interests[row, RIASEC.index(letter)] = weight
    told = [_tokens(each, bands.get(each.code)) for each in every]
    tokens = sorted({token for held, _ in told for token in held} | {token for _, known in told for token in known})
    return Landscape(
        codes=tuple(each.code for each in every),
        domains=tuple(each.code[:3] for each in every),
        parents=tuple(each.parent for each in every),
        interests=interests,
        holds={token: np.array([token in held for held, _ in told]) for token in tokens},
        known={token: np.array([token in held or token in known for held, known in told]) for token in tokens},
    )


def score(
    land: Landscape,
    *,
    closeness: Floats | None,
    moves: Floats | None,
    interests: Floats | None,
    refused: Mapping[str, str],
    wanted: Mapping[str, str],
) -> Scores:
    """Score everything. `closeness`: skills in common, as a percentile over 100; `interests`: six means. None: unknown.

    `refused`, `wanted`: tokens with the item that says so; of those that one item wants any is enough.
    """
    parts: dict[PartName, Floats] = {}
    if closeness is not None:
        parts["skills"] = closeness
    if interests is not None:
        # Against the best that any occupation could reach: two occupations are compared, not two people.
        top = np.sort(interests)[::-1]
        reached = land.interests @ interests / (MAJOR * top[0] + MINOR * top[1])
        parts["interests"] = np.where(land.interests.any(axis=1), reached, UNKNOWN)
    if wanted:
        parts["wishes"] = np.mean([_met(land, tokens) for tokens in _by_item(wanted).values()], axis=0)
    if moves is not None:
        parts["mobility"] = moves
    weight = sum(WEIGHTS[name] for name in parts) or 1.0
    weights = {name: WEIGHTS[name] / weight for name in parts}
    total = np.zeros(len(land.codes))
    for name, amounts in parts.items():
        total += weights[name] * amounts
    nothing = np.zeros(len(land.codes), dtype=bool)
    broken, unsure = np.zeros(len(land.codes), dtype=np.int_), np.zeros(len(land.codes))
    for tokens in _by_item(refused).values():
        broken += np.any([land.holds.get(token, nothing) for token in tokens], axis=0)
        unsure += ~np.any([land.known.get(token, nothing) for token in tokens], axis=0)
    return Scores(parts, weights, total - UNSURE * unsure, broken, unsure)


def best(land: Landscape, scores: Scores, count: int, *, without: Collection[str] = ()) -> list[int]:
    """The rows of the best occupations that break no limit, at most `PER_DOMAIN` of a domain and one of a parent.

    Where these are too few, more of a domain; then those that break a single limit, which is said of each.
    """
    chosen: list[int] = []
    parents = {land.parents[land.codes.index(code)] for code in without if code in land.codes}
    order = np.lexsort((np.arange(len(land.codes)), -scores.total))
    for limits, most in ((0, PER_DOMAIN), (0, count), (1, PER_DOMAIN)):
        for row in order[scores.broken[order] == limits]:
            if len(chosen) == count:
                break
            near = sum(land.domains[other] == land.domains[row] for other in chosen)
            if land.parents[row] not in parents and near < most:
                chosen.append(int(row))
                parents.add(land.parents[row])
    return chosen


def moves_from(catalogue: Catalogue, land: Landscape, code: str) -> Floats | None:
    """What official mobility from an occupation counts for each other; None when it has none."""
    occupation = catalogue.occupations.get(code)
    if occupation is None:
        return None
    targets: dict[str, float] = {}
    for move in catalogue.moves:
        if move.source == occupation.parent:
            targets[move.target] = max(targets.get(move.target, 0.0), NEAR if move.kind == "near" else NEXT)
    return np.array([targets.get(parent, 0.0) for parent in land.parents]) if targets else None


def _by_item(wanted: Mapping[str, str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for token, item in sorted(wanted.items()):
        groups.setdefault(item, []).append(token)
    return groups


def _met(land: Landscape, tokens: list[str]) -> Floats:
    """Whether any of these is held, by occupation: 1 or 0, `UNKNOWN` where that is not known."""
    nothing = np.zeros(len(land.codes), dtype=bool)
    held = np.any([land.holds.get(token, nothing) for token in tokens], axis=0)
    known = np.all([land.known.get(token, nothing) for token in tokens], axis=0)
    return np.where(held, 1.0, np.where(known, 0.0, UNKNOWN))


def _tokens(occupation: Occupation, band: str | None) -> tuple[set[str], set[str]]:
    """What an occupation is known to have, and what it is known not to have."""
    conditions = occupation.conditions
    held: set[str] = {*conditions.place}
    known: set[str] = set()
    if conditions.hours and conditions.source == "starter":
        # ROME's texts say what hours may be, not what they usually are: a caution, no reason to refuse.
        held |= conditions.hours
        known |= {"nights", "weekends", "early", "evenings", "shifts"}
    if conditions.place:
        known |= {"indoors", "outdoors", "road", "remote"}
    for name, level in (
        ("physical", conditions.physical),
        ("contact", conditions.contact),
        ("screen", conditions.screen),
        ("ai", band),
    ):
        if level is not None:
            held.add(f"{name}:{level}")
            known |= {f"{name}:{each}" for each in ("low", "medium", "high")}
    if conditions.training is not None:
        held.add(conditions.training)
        known |= set(_TRAINING)
    if conditions.management is not None:
        held |= {"management"} if conditions.management else set()
        known.add("management")
    if occupation.ecological in ("green", "strategic"):
        held.add("green")
    if occupation.ecological:
        known.add("green")
    return held, known
