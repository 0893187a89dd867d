from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from agents.guard.guardian.classifier import load_classifier
from agents.guard.guardian.train import FALSE_RESTRICTIONS, read_examples, train


def test_examples_are_several_hundred_of_each_and_never_contradict_themselves() -> None:
    examples = read_examples()
    attacks = {example.folded for example in examples if example.attack}
    benign = {example.folded for example in examples if not example.attack}
    assert len(attacks) > 600
    assert len(benign) > 600
    assert not attacks & benign
    assert FALSE_RESTRICTIONS <= 0.05


@pytest.mark.slow
def test_training_gives_the_committed_weights_within_the_rounding_of_another_processor(tmp_path: Path) -> None:
    """Sums of floats differ in their last bits from one processor to another, so that a weight on the edge of two
    integers may fall on the other side: at most one unit, on at most one weight of a thousand. The bytes of the file
    are not compared."""
    learnt = train(tmp_path / "weights.npz")
    committed = load_classifier()
    apart = np.abs(learnt.weights.astype(np.int16) - committed.weights.astype(np.int16))
    assert apart.max() <= 1
    assert np.count_nonzero(apart) <= 0.001 * apart.size
    assert learnt.scale == pytest.approx(committed.scale, rel=1e-6)
    assert learnt.bias == pytest.approx(committed.bias, rel=1e-6)
    assert learnt.threshold == pytest.approx(committed.threshold, abs=0.01 + 1e-9)


def test_the_committed_weights_are_small() -> None:
    assert len((files("agents.guard.guardian") / "weights.npz").read_bytes()) <= 250_000
