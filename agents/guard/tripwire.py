"""The tripwire: words of Iris's own instructions on their way out."""

import base64
import hmac
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from agents.guard.folding import fold

OVERLAP = 12
"""Consecutive words of the instructions that are no chance."""

Rule = Literal["canary", "prompt_overlap"]

_WORD = re.compile(r"[^\W_]+")
_SIGN = re.compile(r"[\W_]+")
_LONGEST_WORD = 64


class Tripped(Exception):
    """The model says what it must not: `rule` names how it was seen. The message ends here."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        self.rule = rule


def canary_of(secret: bytes, thread: str) -> str:
    """16 hexadecimal digits that only this process and thread have; never to be logged."""
    return hmac.new(secret, b"canary:" + thread.encode(), sha256).hexdigest()[:16]


class Tripwire:
    """Watches a text on its way for the canary, in any of its forms, and for a long piece of the prompt.

    The words of `exempt` may be said although the prompt holds them: sentences it gives as examples.
    """

    def __init__(self, canary: str, prompt: str, exempt: Collection[str] = ()) -> None:
        self._needles = tuple(_forms(canary)) if canary else ()
        self._keep = max(map(len, self._needles), default=1) - 1
        self._window = ""
        self._grams, self._ends = _told(prompt, tuple(exempt))
        self._recent: deque[str] = deque(maxlen=OVERLAP)
        self._word = ""

    def hear(self, text: str) -> None:
        """The next piece; raises Tripped."""
        self._look(text)
        text = self._word + text
        if text.isalnum():
            # A word that is not over; of a very long one the rest is enough to know that it is no word of the prompt.
            self._word = text[:_LONGEST_WORD]
            return
        words = _words(text)
        self._word = words.pop() if words and text[-1].isalnum() else ""
        self._compare(words)

    def finish(self) -> None:
        """The end of a message: its last word; raises Tripped."""
        word, self._word = self._word, ""
        self._compare(_words(word))
        self._recent.clear()

    def _look(self, text: str) -> None:
        signs = text if text.isalnum() else _SIGN.sub("", text)
        if not signs:
            return
        window = self._window + signs.lower()
        if any(needle in window for needle in self._needles):
            raise Tripped("canary")
        self._window = window[-self._keep :] if self._keep else ""

    def _compare(self, words: list[str]) -> None:
        for word in words:
            self._recent.append(word)
            if word in self._ends and " ".join(self._recent) in self._grams:
                raise Tripped("prompt_overlap")


@lru_cache(maxsize=64)
def _told(prompt: str, exempt: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The pieces of a prompt that nobody may say, and their last words; there are few prompts, and many turns."""
    grams = frozenset(_grams(_words(prompt))) - {gram for each in exempt for gram in _grams(_words(each))}
    return grams, frozenset(gram.rpartition(" ")[2] for gram in grams)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _grams(words: list[str]) -> Iterator[str]:
    return (" ".join(words[start : start + OVERLAP]) for start in range(len(words) - OVERLAP + 1))


def _forms(canary: str) -> Iterator[str]:
    """The canary as letters and digits: raw, in hexadecimal and base64 (at each alignment), forwards and backwards."""
    raw = [canary.encode()]
    if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", canary):
        raw.append(bytes.fromhex(canary))
    plain: Iterable[str] = (canary, canary.encode().hex(), *(form for each in raw for form in _base64(each)))
    for form in plain:
        needle = _SIGN.sub("", form).lower()
        yield needle
        yield needle[::-1]


def _base64(data: bytes) -> Iterator[str]:
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + data).decode().rstrip("=")
        # Without the characters that the neighbours share.
        start = (0, 2, 3)[shift]
        yield encoded[start : len(encoded) - (1 if (len(data) + shift) % 3 else 0)]
