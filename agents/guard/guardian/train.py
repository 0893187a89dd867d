"""`python -m agents.guard.guardian.train`: learns the weights from the examples, the same every time on one machine."""

import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agents.guard.guardian.classifier import BUCKETS, Classifier, pieces_of, windows
from agents.guard.guardian.evidence import combined
from agents.guard.guardian.patterns import Rulebook, load_rules
from agents.guard.guardian.views import fold, words
from agents.guard.normalise import normalise

FOLDS: Final = 5
ROUNDS: Final = 300
PENALTY: Final = 1e-5
RATE: Final = 2.0
WORD_EMPHASIS: Final = 2.0
"""How much more a word or a group of words counts than a piece of one."""
FALSE_RESTRICTIONS: Final = 0.025
"""Share of the benign examples that may score above the threshold, each scored by a model that has not seen it."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A line of the examples: its folded text, and whether it is an attack."""

    folded: str
    attack: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Design:
    """Windows of examples as rows of hashed pieces: `starts` of each row in `buckets`, values by row, labels."""

    buckets: NDArray[np.int64]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    values: Floats
    attacks: Floats
    shares: Floats


def read_examples() -> list[Example]:
    """Every line of examples/{attacks,benign}.{fr,en}.txt, in a fixed order."""
    found: list[Example] = []
    for kind in ("attacks", "benign"):
        for language in ("fr", "en"):
            text = (files(__package__) / "examples" / f"{kind}.{language}.txt").read_text(encoding="utf-8")
            lines = (line for line in text.splitlines() if line)
            found += [Example(folded=fold(normalise(line).text), attack=kind == "attacks") for line in lines]
    return found


def learn(examples: list[Example]) -> Classifier:
    """Logistic regression on windows of the examples (accelerated gradient descent, both classes weighing the same),
    with the threshold of 1: `chosen_threshold` sets it."""
    design = _design(examples)
    rarity = _rarity(design)
    values = design.values[design.rows] * rarity[design.buckets]
    weights = np.zeros(BUCKETS)
    bias = 0.0
    ahead, ahead_bias = weights, bias
    for step in range(1, ROUNDS + 1):
        margins = np.add.reduceat(ahead[design.buckets] * values, design.starts) + ahead_bias
        errors = (1.0 / (1.0 + np.exp(-margins)) - design.attacks) * design.shares
        slope = np.bincount(design.buckets, errors[design.rows] * values, minlength=BUCKETS)
        next_weights = ahead - RATE * (slope + PENALTY * ahead)
        next_bias = ahead_bias - RATE * float(errors.sum())
        momentum = step / (step + 3)
        ahead = next_weights + momentum * (next_weights - weights)
        ahead_bias = next_bias + momentum * (next_bias - bias)
        weights, bias = next_weights, next_bias
    weights = weights * rarity
    scale = float(np.abs(weights).max()) / 127
    return Classifier(weights=np.rint(weights / scale).astype(np.int8), scale=scale, bias=bias, threshold=1.0)


def chosen_threshold(examples: list[Example], rulebook: Rulebook) -> float:
    """The lowest score that restricts at most `FALSE_RESTRICTIONS` of the benign examples, by cross-validation: every
    example is judged, rules and model together, by a model learnt on the other folds."""
    scores: list[float] = []
    for held in range(FOLDS):
        model = learn([example for i, example in enumerate(examples) if i % FOLDS != held])
        scores += [
            combined(model.score(words(example.folded)), rulebook.matched(example.folded))
            for i, example in enumerate(examples)
            if i % FOLDS == held and not example.attack
        ]
    allowed = int(len(scores) * FALSE_RESTRICTIONS)
    return round(sorted(scores, reverse=True)[allowed] + 0.005, 2)


def train(destination: Path) -> Classifier:
    """Writes weights.npz (int8 weights, scale, bias, threshold; not compressed, so that its bytes depend on nothing
    else) to the destination and answers the model."""
    examples = read_examples()
    model = learn(examples)
    threshold = chosen_threshold(examples, load_rules())
    np.savez(destination, weights=model.weights, scale=model.scale, bias=model.bias, threshold=threshold)
    return Classifier(weights=model.weights, scale=model.scale, bias=model.bias, threshold=threshold)


def _rarity(design: _Design) -> Floats:
    """Inverse document frequency by bucket, 1 on average over the pieces met, words emphasised. The learnt weights are
    multiplied by it, so that nothing of it is left to compute when judging."""
    places = np.unique(design.rows * BUCKETS + design.buckets) % BUCKETS
    rarity = np.log((1 + len(design.attacks)) / (1 + np.bincount(places, minlength=BUCKETS)))
    rarity /= rarity[design.buckets].mean()
    rarity[BUCKETS // 2 :] *= WORD_EMPHASIS
    return np.asarray(rarity)


def _design(examples: list[Example]) -> _Design:
    rows: list[NDArray[np.int64]] = []
    labels: list[bool] = []
    for example in examples:
        said = words(example.folded)
        if not said:
            continue
        pieces = pieces_of(said)
        # An attack counts as a whole: which of its windows holds it is not known.
        spans = (
            [(0, len(said))]
            if example.attack
            else sorted({*zip(*map(np.ndarray.tolist, windows(len(said))), strict=True)})
        )
        for first, end in spans:
            rows.append(pieces.buckets[(pieces.owners >= first) & (pieces.owners < end)].astype(np.int64))
            labels.append(example.attack)
    sizes = np.array([len(row) for row in rows])
    attacks = np.array(labels, dtype=np.float64)
    return _Design(
        buckets=np.concatenate(rows),
        rows=np.repeat(np.arange(len(rows)), sizes),
        starts=np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes)[:-1])),
        values=1.0 / np.sqrt(sizes),
        attacks=attacks,
        shares=np.where(attacks == 1, 0.5 / attacks.sum(), 0.5 / (1 - attacks).sum()),
    )


if __name__ == "__main__":
    learnt = train(Path(__file__).with_name("weights.npz"))
    sys.stdout.write(f"threshold {learnt.threshold}, bias {learnt.bias:.3f}, scale {learnt.scale:.5f}\n")
