"""Typed: the lines of the person, or of a script."""

import asyncio
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import UnsupportedOperation
from typing import TextIO


@dataclass(slots=True)
class Typed:
    """The lines that are typed, read in a thread of their own, so that /stop is heard while Iris speaks."""

    stream: TextIO
    _lines: deque[str | None] = field(default_factory=deque)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def by_hand(self) -> bool:
        """Whether somebody types at a terminal."""
        return self.stream.isatty()

    def start(self) -> None:
        """Begin to read."""
        # A daemon: a thread that waits for a line cannot be told to stop.
        threading.Thread(target=self._read, args=(asyncio.get_running_loop(),), daemon=True).start()

    async def next(self) -> str | None:
        """The next line; None at the end of the input, ever after."""
        while not self._lines:
            await self._more()
        return None if self._lines[0] is None else self._lines.popleft()

    async def heard(self, command: str) -> None:
        """Wait for a command, whatever else was typed before it, and take it."""
        while command not in self._lines:
            await self._more()
        self._lines.remove(command)

    async def _more(self) -> None:
        self._arrived.clear()
        await self._arrived.wait()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        # RuntimeError: the loop was closed while a line was waited for.
        with suppress(RuntimeError):
            for line in _lines_of(self.stream):
                loop.call_soon_threadsafe(self._put, line.strip())
            loop.call_soon_threadsafe(self._put, None)

    def _put(self, line: str | None) -> None:
        self._lines.append(line)
        self._arrived.set()


def _lines_of(stream: TextIO) -> Iterator[str]:
    try:
        descriptor = stream.fileno()
    except UnsupportedOperation:
        yield from stream
        return
    # Unbuffered: Python aborts at exit when a daemon thread holds the lock of stdin's buffer.
    with open(descriptor, "rb", buffering=0, closefd=False) as raw:
        for line in raw:
            yield line.decode("utf-8", errors="replace")
