"""Questions where only text goes both ways: an interrupt in words, and a word that says yes to it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

Say = Callable[[str], str]
"""A message of the catalogues, in the language of the run."""

_AGREED = frozenset({"oui", "yes", "ja", "sí", "si"})
_HOW = {"confirmation": "question.yes", "iris:energy": "question.yes_once_paid"}
"""Interrupts that a word answers, and how the person is told so. A payment is confirmed in Iris."""


def agrees(text: str) -> bool:
    """Whether a whole message is the word that an interrupt in words asks for, and nothing else."""
    return text.strip(" \t\n.!«»\"'\u00a0\u202f").casefold() in _AGREED


def answerable(reasons: Collection[str]) -> bool:
    """Whether a word can answer what waits: one question, of a kind that a word answers."""
    return len(reasons) == 1 and set(reasons) <= _HOW.keys()


def in_words(interrupts: Sequence[Mapping[str, Any]], say: Say) -> str:
    """What a run stopped to ask, and how to answer."""
    reasons = [str(each["reason"]) for each in interrupts]
    how = _HOW[reasons[0]] if answerable(reasons) else "question.elsewhere"
    return "\n\n".join([*(str(each["message"]) for each in interrupts if each.get("message")), say(how)])
