"""Scores against values worked out by hand."""

import pytest

from evals import score, wilson
from evals.scoring import ERROR

PAIRS = [("cv", "cv")] * 3 + [("cv", "coach")] + [("coach", "coach")] * 2 + [("coach", "cv")] + [("guide", ERROR)]


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        # With z = 1.96, z^2 = 3.8416: centre (p + 1.9208/n) / (1 + 3.8416/n),
        # half width 1.96 sqrt(p (1-p)/n + 0.9604/n^2) / (1 + 3.8416/n).
        (8, 10, 0.71674 - 0.22658, 0.71674 + 0.22658),
        (45, 50, 0.87146 - 0.08506, 0.87146 + 0.08506),
        (81, 263, 0.31075 - 0.05546, 0.31075 + 0.05546),
        (0, 10, 0.0, 3.8416 / 13.8416),
        (10, 10, 10 / 13.8416, 1.0),
    ],
)
def test_wilson_interval(right: int, n: int, low: float, high: float) -> None:
    interval = wilson(right, n)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


def test_the_ends_of_the_interval_are_exact() -> None:
    assert wilson(0, 7).low == 0.0
    assert wilson(7, 7).high == 1.0


def test_more_confidence_is_a_wider_interval() -> None:
    assert wilson(8, 10, confidence=0.99).low < wilson(8, 10).low


@pytest.mark.parametrize(("right", "n", "confidence"), [(0, 0, 0.95), (3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0)])
def test_an_interval_of_nothing_is_refused(right: int, n: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(right, n, confidence=confidence)


def test_accuracy_counts_errors_as_wrong() -> None:
    scored = score(PAIRS)
    assert (scored.n, scored.right, scored.errors) == (8, 5, 1)
    assert scored.accuracy == 0.625
    assert scored.interval == wilson(5, 8)


def test_recall_and_precision_per_label() -> None:
    by_label = {label.label: (label.recall, label.precision) for label in score(PAIRS).labels}
    assert by_label == {
        "coach": (pytest.approx(2 / 3), pytest.approx(2 / 3)),
        "cv": (0.75, 0.75),
        "guide": (0.0, None),
    }


def test_a_label_that_nobody_expected_has_no_recall() -> None:
    (label, _) = score([("cv", "cv"), ("cv", "aube")]).labels
    assert (label.label, label.recall, label.precision) == ("aube", None, 0.0)


def test_confusion_counts_pairs() -> None:
    assert score(PAIRS).confusion == {
        ("cv", "cv"): 3,
        ("cv", "coach"): 1,
        ("coach", "coach"): 2,
        ("coach", "cv"): 1,
        ("guide", ERROR): 1,
    }


def test_nothing_cannot_be_scored() -> None:
    with pytest.raises(ValueError, match="nothing to score"):
        score([])
