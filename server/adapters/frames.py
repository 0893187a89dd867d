"""Frames: the events of a run read back from its log, and frames of other protocols."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from agents.runs.log import split

Event = dict[str, Any]
"""An AG-UI event, as `RunEmitter` makes it."""

DONE = b"data: [DONE]\n\n"


def events(frames: bytes) -> Iterator[Event]:
    """The events of whole frames, in order."""
    for _, piece in split(frames):
        yield orjson.loads(piece.partition(b"\ndata: ")[2])


def frame(body: Mapping[str, object]) -> bytes:
    """One server-sent event without an id, ended by LF."""
    return b"data: %b\n\n" % orjson.dumps(body)
