"""Run: one run, as an asynchronous iterator of its events."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Self

import httpx

from .calls import Call
from .errors import IrisClientError
from .events import Event, TextDelta
from .reader import RunReader
from .wire import NETWORK_FAILURES, reply_of


class Run(AsyncIterator[Event]):
    """One run: its events, once each and in order, ended by RunFinished, RunFailed or Recovered.

    Lost connections are resumed. Leaving the loop early stops nothing: `stop()` does. Use it as a context manager,
    or call `aclose()`, when not reading it to its end.
    """

    def __init__(
        self,
        reader: RunReader,
        open_stream: Callable[[Call[object]], Awaitable[httpx.Response]],
        stop_run: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._reader = reader
        self._open = open_stream
        self._stop_run = stop_run
        self._ready: deque[Event] = deque()
        self._response: httpx.Response | None = None
        self._chunks: AsyncIterator[bytes] | None = None
        self._stop_asked = False
        self._given = 0
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def run_id(self) -> str | None:
        """Its id; None before Iris has answered."""
        return self._reader.run_id

    @property
    def thread_id(self) -> str | None:
        """Its conversation; None before Iris has answered."""
        return self._reader.thread_id

    @property
    def last_id(self) -> int:
        """The sequence number of the last event that was given: `follow(run_id, after=last_id)` goes on from it."""
        return self._given

    async def __anext__(self) -> Event:
        while not self._closed:
            if self._ready:
                event = self._ready.popleft()
                self._given = event.sequence
                return event
            if self._reader.finished:
                break
            try:
                await self._advance()
            except IrisClientError:
                await self.aclose()
                raise
            except asyncio.CancelledError:
                # Only this wait is cancelled: asking again goes on after the last event.
                await self._hang_up()
                raise
        await self._hang_up()
        raise StopAsyncIteration

    async def text(self) -> str:
        """Read the run to its end; returns the words that were said."""
        return "".join([event.text async for event in self if isinstance(event, TextDelta)])

    async def stop(self) -> bool:
        """Stop the run; it ends with outcome `cancelled`. True when it was active, or has not begun to answer."""
        if self.run_id is None:
            self._stop_asked = True
            return True
        return await self._stop_run(self.run_id)

    async def aclose(self) -> None:
        """Let go of the run, which goes on; no event is given any more."""
        self._closed = True
        await self._hang_up()

    async def _hang_up(self) -> None:
        response, self._response, self._chunks = self._response, None, None
        if response is not None:
            await response.aclose()

    async def _advance(self) -> None:
        why: Exception | None = None
        try:
            if self._chunks is None:
                await self._connect()
                return
            if await self._read(self._chunks):
                return
        except NETWORK_FAILURES as error:
            why = error
        await self._hang_up()
        if not (self._closed or self._reader.finished):
            self._reader.broken(why)

    async def _connect(self) -> None:
        await asyncio.sleep(self._reader.take_pause())
        self._response = response = await self._open(self._reader.call())
        if self._reader.begins(response.status_code, response.headers):
            self._chunks = response.aiter_bytes()
            if self._stop_asked and self.run_id is not None:
                self._stop_asked = False
                await self._stop_run(self.run_id)
            return
        await response.aread()
        await self._hang_up()
        self._ready.extend(self._reader.answered(reply_of(response)))

    async def _read(self, chunks: AsyncIterator[bytes]) -> bool:
        """False when the stream is at its end."""
        chunk = await anext(chunks, None)
        if chunk is None:
            return False
        self._ready.extend(self._reader.feed(chunk))
        return not self._reader.finished
