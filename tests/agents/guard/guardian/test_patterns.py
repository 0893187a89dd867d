import re

import pytest

from agents.guard.guardian.patterns import Rule, fingerprint, load_rules
from agents.guard.guardian.views import fold
from tests.agents.guard.guardian.measure import held_back

BOOK = load_rules()


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.name)
def test_a_rule_matches_its_examples(rule: Rule) -> None:
    for example in rule.examples:
        assert rule in BOOK.matched(fold(example)), example


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.name)
def test_a_rule_has_no_unbounded_repetition(rule: Rule) -> None:
    bare = re.sub(r"\\.", "", rule.pattern.pattern)
    assert not re.search(r"[*+]|\{\d+,\}", re.sub(r"\[[^\]]*\]", "", bare))


def test_rules_alone_leave_hard_benign_texts_in_peace() -> None:
    certain = [case for case in held_back("benign") for rule in BOOK.matched(fold(case.text)) if rule.weight > 0.8]
    assert len(certain) <= 2


def test_a_fingerprint_reads_the_first_twelve_words() -> None:
    twelve = " ".join(f"mot{i}" for i in range(12))
    assert fingerprint(fold(f"{twelve} et la suite")) == fingerprint(fold(twelve.upper() + " autre"))
    assert fingerprint(fold(twelve)) != fingerprint(fold("x " + twelve))
