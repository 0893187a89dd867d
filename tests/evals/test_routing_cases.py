"""The routing suite itself: enough cases, balanced, and nothing in held_out that dev gives away.

No assertion here shows a held_out message when it fails: lines only.
"""

from collections import Counter

import pytest

from evals import Case, Part, Suite, find_suites, fingerprint, load_suite

SPECIALISTS = frozenset({"aube", "coach", "cv", "guide", "letters"})


@pytest.fixture(scope="module")
def suite() -> Suite:
    (folder,) = (folder for folder in find_suites() if folder.name == "routing")
    return load_suite(folder, labels=SPECIALISTS)


def of_part(suite: Suite, part: Part) -> list[Case]:
    return [case for case in suite.cases if case.part == part]


def test_what_the_suite_declares(suite: Suite) -> None:
    assert (suite.target, suite.pass_at) == ("routing", 0.90)


def test_there_are_enough_cases(suite: Suite) -> None:
    languages = Counter(case.note[1:3] if case.note.startswith("[") else "fr" for case in suite.cases)
    assert languages["fr"] >= 150
    assert languages["en"] >= 12
    assert languages["de"] + languages["es"] >= 4
    assert set(languages) == {"fr", "en", "de", "es"}
    assert len(of_part(suite, Part.DEV)) >= 50
    assert len(of_part(suite, Part.HELD_OUT)) >= 110


@pytest.mark.parametrize(("part", "least"), [(Part.DEV, 10), (Part.HELD_OUT, 18)])
def test_specialists_are_balanced(suite: Suite, part: Part, least: int) -> None:
    counts = Counter(case.expected for case in of_part(suite, part))
    assert set(counts) == SPECIALISTS
    assert min(counts.values()) >= least
    assert max(counts.values()) <= 1.5 * min(counts.values())


@pytest.mark.parametrize(
    ("message", "expected"),
    [("Je suis aide-soignante et je veux changer de métier", "aube"), ("relis mon CV", "cv")],
)
def test_the_product_s_own_examples_are_in_dev(suite: Suite, message: str, expected: str) -> None:
    assert (message, expected) in {(case.message, case.expected) for case in of_part(suite, Part.DEV)}


def test_no_message_is_in_both_parts(suite: Suite) -> None:
    dev = {fingerprint(case.message) for case in of_part(suite, Part.DEV)}
    leaks = [case.line for case in of_part(suite, Part.HELD_OUT) if fingerprint(case.message) in dev]
    assert leaks == []


def test_held_out_messages_are_not_dev_messages_reworded(suite: Suite) -> None:
    leaks = [
        (held_out.line, dev.line)
        for held_out in of_part(suite, Part.HELD_OUT)
        for dev in of_part(suite, Part.DEV)
        if shared_words(held_out, dev) > 0.5
    ]
    assert leaks == []


def shared_words(one: Case, other: Case) -> float:
    """Return the share of the words of both messages that they have in common (Jaccard index, 0..1)."""
    left, right = set(fingerprint(one.message).split()), set(fingerprint(other.message).split())
    return len(left & right) / len(left | right)
