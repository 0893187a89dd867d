from importlib.resources import files
from pathlib import Path

import pytest

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
def test_training_writes_the_committed_weights_byte_for_byte(tmp_path: Path) -> None:
    train(tmp_path / "weights.npz")
    committed = (files("agents.guard.guardian") / "weights.npz").read_bytes()
    assert (tmp_path / "weights.npz").read_bytes() == committed
    assert len(committed) <= 250_000
