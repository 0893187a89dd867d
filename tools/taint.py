"""Taint: what a turn has read, and what it may still do. Pure rules; what is not in the table is denied."""

from collections.abc import Collection
from enum import StrEnum
from typing import Literal

Permission = Literal["allow", "ask", "deny"]


class Effect(StrEnum):
    """What an operation does to the world, from nothing to money."""

    READ = "read"
    WRITE = "write"
    SPEND = "spend"
    PAY = "pay"


class Source(StrEnum):
    """Where words came from that the person did not write, or that look hostile."""

    MESSAGE = "message"
    """The message itself was found suspicious: the turn is read-only."""
    FILE = "file"
    OFFER = "offer"
    PAGE = "page"
    HISTORY = "history"
    """A suspicious message, or an answer after a document, which the model still has before its eyes."""


_ORDER: tuple[Permission, ...] = ("allow", "ask", "deny")

_ELSEWHERE = (Source.FILE, Source.OFFER, Source.PAGE, Source.HISTORY)

POLICY: dict[tuple[Source, Effect], Permission] = {
    (Source.MESSAGE, Effect.READ): "allow",
    **{(source, Effect.READ): "allow" for source in _ELSEWHERE},
    **{(source, effect): "ask" for source in _ELSEWHERE for effect in (Effect.WRITE, Effect.SPEND, Effect.PAY)},
}
"""Taint x effect. A document may ask for anything: what it may cause is decided here, with the person."""


def permission(taint: Collection[str], effect: Effect) -> Permission:
    """The strictest permission of a turn that has read these sources; one that nobody knows denies everything."""
    found = [POLICY.get((Source(source), effect), "deny") if source in set(Source) else "deny" for source in taint]
    return max(found, key=_ORDER.index, default="allow")
