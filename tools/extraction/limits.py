"""What is read at most, and how a reader answers."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["pdf", "docx", "text"]

LARGEST_FILE = 5_000_000
"""Bytes."""
MOST_PAGES = 20
MOST_CHARACTERS = 60_000

MOST_ENTRIES = 1_000
"""Parts of a package."""
LARGEST_UNPACKED = 50_000_000
"""Bytes of all parts of a package together."""
LARGEST_RATIO = 100
"""Bytes unpacked for a byte packed."""
DEEPEST = 256
"""Elements within elements."""

MEMORY = 512 * 1024 * 1024
"""Bytes of address space that a reader has."""
PROCESSOR_S = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a document says. `cut`: there was more than `MOST_CHARACTERS`."""

    text: str
    cut: bool
    pages: int | None = None
    encoding: str | None = None


class Refused(Exception):
    """The document is not read; `code` says why, as in the error tree of files."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
