"""What holds for every text: no error, spans in order, time in proportion."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.guard.pii import Detector, KnownName, build_detector

DETECTOR = build_detector()
PIECES = (
    "Karim", "BENALI", "M. ", "Nom : ", "je m'appelle ", "06 12 34 56 78", "a@b.fr", "@", ".", " ", "\n",
    "12 rue ", "69002 Lyon", "FR76",
    "1 85 05 78 006 084 91", "né le ", "12/03/1985", "::", "d'", "-", "’", "İ", "ﬁ", "e\u0301", "\u202f",
    "Cordialement,\n", "linkedin.com/in/x", "(at)",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
)


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, first=st.text(max_size=12), last=st.text(max_size=12))
def test_spans_are_in_bounds_in_order_and_apart(text: str, first: str, last: str) -> None:
    position = 0
    for found in DETECTOR.find(text, [KnownName(first_name=first, last_name=last)]):
        assert position <= found.start < found.end <= len(text)
        assert 0 < found.score <= 1
        position = found.end


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1 ", "12.", "0", "a.", "a@", "@", " ", "A", "Ab ", "Karim ", "é", "::", "a:", "rue A", "12 rue A-",
        "12 rue de la ", "rue A, ", "né le ",
        "+1", "(", "FR7", "M. A ", "-", "a-", "www.", "http://", "je suis ", "le ", "Cordialement,\n", "Nom : ",
        "\n", "a (point) ", " at ", "Jean-", "d'A",
        "résidence A ", "75001 A ", "BP 1, ", "1/1/1", "de la Karim ",
    ],
)  # fmt: skip
def test_time_is_in_proportion_to_the_text(detector: Detector, piece: str) -> None:
    short = piece * (2_000 // len(piece))
    spent = min(_cpu(detector, short) for _ in range(3))
    long = min(_cpu(detector, short * 8) for _ in range(2))
    # A quadratic search takes 64 times as long; the floor keeps the clock's grain out of the ratio.
    assert long <= 16 * max(spent, 0.002)


def _cpu(detector: Detector, text: str) -> float:
    start = time.process_time()
    detector.find(text)
    return time.process_time() - start
