"""The FileReader port: how an operation reads a document of the person without knowing where it rests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tools.actor import FileId, UserId
from tools.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """What a document says. `cut`: it says more than is read; `pages` where its kind has pages."""

    text: str
    cut: bool = False
    pages: int | None = None


class FileReader(Protocol):
    """The documents of people. Only operations read them: what a document says is never in an answer."""

    async def text_of(self, user_id: UserId, file_id: FileId) -> FileText:
        """What the person's document says; raises NotFound, also when it is somebody else's."""
        ...


@dataclass(frozen=True, slots=True)
class MemoryFiles:
    """Documents that are given; for tests and replays."""

    texts: Mapping[tuple[UserId, FileId], FileText] = field(default_factory=dict)

    async def text_of(self, user_id: UserId, file_id: FileId) -> FileText:
        if (found := self.texts.get((user_id, file_id))) is None:
            raise NotFound(f"file {file_id!r}", what="file")
        return found
