"""Pieces: how an answer is cut to be streamed."""

import re
from collections.abc import Iterator

_WORD = re.compile(r"\s*\S+|\s+")
_WORDS_PER_PIECE = 2


def cut(text: str) -> Iterator[str]:
    """`text` in pieces of one or two words; joined together they are `text` exactly."""
    held, count = "", 0
    for word in _WORD.findall(text):
        held, count = held + word, count + 1
        if count == _WORDS_PER_PIECE:
            yield held
            held, count = "", 0
    if held:
        yield held
