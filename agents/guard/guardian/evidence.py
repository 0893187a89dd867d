"""One score out of independent signs: the classifier's and the rules'."""

from collections.abc import Iterable

from agents.guard.guardian.patterns import Rule


def combined(score: float, rules: Iterable[Rule]) -> float:
    """Probability, 0..1, that at least one sign is right (noisy-or): the classifier's score and each rule's weight."""
    doubt = 1.0 - score
    for rule in rules:
        doubt *= 1.0 - rule.weight
    return 1.0 - doubt
