"""The guardian: whether the turn of a text that comes in is allowed, read-only or refused. Never the only gate."""

from dataclasses import dataclass
from typing import Final, Literal

from agents.guard.guardian.classifier import Classifier, load_classifier
from agents.guard.guardian.evidence import combined
from agents.guard.guardian.patterns import OVERRIDE, Rule, Rulebook, load_rules
from agents.guard.guardian.views import decoded, fold, words
from agents.guard.normalise import normalise

__all__ = ["LONGEST", "Decision", "Guardian", "Verdict", "build_guardian"]

LONGEST: Final = 100_000
"""Characters of a text that are judged. A longer text is restricted: what follows has not been read."""

_HIDDEN_LETTERS: Final = 4
"""Hidden letters that spell nothing by accident: fewer are a broken flag."""

Decision = Literal["allow", "restrict", "block"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a turn: allowed, restricted (read-only, and the person is told kindly) or blocked."""

    decision: Decision
    rules: tuple[str, ...] = ()
    """Names of the rules that matched: they say nothing of the text and may appear in an audit event."""
    score: float = 0.0
    """0..1; from the model's threshold on, a turn is restricted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Judges texts by rules and a small model. Pure and deterministic: no clock, no network, nothing kept."""

    rulebook: Rulebook
    classifier: Classifier

    def judge(self, text: str) -> Verdict:
        """The verdict on any text; never raises, and time grows with the length alone (at most `LONGEST` characters are
        read). Everything suspicious is restricted. Blocked: hidden characters that spell an instruction, or a message
        known to be an attack."""
        normalised = normalise(text[:LONGEST])
        folded = fold(normalised.text)
        if self.rulebook.knows(folded):
            return Verdict(decision="block", rules=("known.message",), score=1.0)
        spelled = fold(normalise(normalised.spelled).text)
        if any(rule.name.startswith(OVERRIDE) for rule in self.rulebook.matched(spelled)):
            return Verdict(decision="block", rules=("hidden.instruction",), score=1.0)
        views = [self._signs(view) for view in (folded, spelled, *decoded(normalised.text, folded)) if view]
        names = list(dict.fromkeys(rule.name for _, rules in views for rule in rules))
        score = max((score for score, _ in views), default=0.0)
        if len(spelled) >= _HIDDEN_LETTERS:
            names.append("hidden.text")
            score = max(score, self.classifier.threshold)
        if len(text) > LONGEST:
            names.append("length.unread")
            score = max(score, self.classifier.threshold)
        return Verdict(
            decision="restrict" if score >= self.classifier.threshold else "allow",
            rules=tuple(names),
            score=round(score, 4),
        )

    def _signs(self, folded: str) -> tuple[float, tuple[Rule, ...]]:
        rules = self.rulebook.matched(folded)
        return combined(self.classifier.score(words(folded)), rules), rules


def build_guardian() -> Guardian:
    """The guardian with the rules and the weights of this folder. Raises ValueError, re.error or OSError where one of
    these files is broken or missing: Iris does not start without it."""
    return Guardian(rulebook=load_rules(), classifier=load_classifier())
