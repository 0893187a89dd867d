"""The rules of patterns.toml: which of them a folded text matches."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from agents.guard.guardian.views import words

OVERRIDE: Final = ("override.", "extraction.", "secret.", "tool.", "exfiltration.", "scoring.")
"""Beginnings of the names of the rules that make a hidden text a reason to block."""

_FINGERPRINT_WORDS: Final = 12
_WORD_NAME: Final = re.compile(r"<([a-z]+)>")


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    weight: float = Field(gt=0, lt=1)
    needs: tuple[str, ...] = Field(min_length=1)
    pattern: str
    examples: tuple[str, ...] = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, str]
    rules: tuple[_Rule, ...]
    known: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named pattern: `weight` (0..1) says how sure it is alone, without one of `needs` it is not tried."""

    name: str
    weight: float
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Every rule, and the fingerprints of messages that are known to be attacks."""

    rules: tuple[Rule, ...]
    known: frozenset[str]

    def matched(self, folded: str) -> tuple[Rule, ...]:
        """The rules that a folded text matches, in the order of the file; time grows with the length alone."""
        flat = " ".join(folded.split())
        lines = re.sub(r"[^\S\n]+", " ", folded)
        return tuple(
            rule for rule in self.rules if any(need in flat for need in rule.needs) and rule.pattern.search(lines)
        )

    def knows(self, folded: str) -> bool:
        """Whether a folded text begins as a message of the list of known ones."""
        return fingerprint(folded) in self.known


def fingerprint(folded: str) -> str:
    """SHA-256, in hexadecimal, of the first twelve words of a folded text."""
    return hashlib.sha256(" ".join(words(folded[:1000])[:_FINGERPRINT_WORDS]).encode()).hexdigest()


def load_rules() -> Rulebook:
    """The rules of patterns.toml, compiled. A mistake in the file raises ValueError (pydantic, tomllib) or re.error."""
    read = _File.model_validate(tomllib.loads((files(__package__) / "patterns.toml").read_text(encoding="utf-8")))
    names = [rule.name for rule in read.rules]
    if len(set(names)) < len(names):
        raise ValueError(f"two rules of patterns.toml have one name: {names!r}")
    return Rulebook(
        rules=tuple(
            Rule(
                name=rule.name,
                weight=rule.weight,
                needs=rule.needs,
                pattern=re.compile(_spelled_out(rule.pattern, read.words)),
                examples=rule.examples,
            )
            for rule in read.rules
        ),
        known=frozenset(read.known.values()),
    )


def _spelled_out(pattern: str, named: dict[str, str]) -> str:
    while (replaced := _WORD_NAME.sub(lambda match: named.get(match[1], match[0]), pattern)) != pattern:
        pattern = replaced
    return pattern.replace(" ", r"\s")
