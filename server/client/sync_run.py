"""SyncRun: one run, as an iterator of its events."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

import httpx

from .calls import Call
from .errors import IrisClientError
from .events import Event, TextDelta
from .reader import RunReader
from .wire import NETWORK_FAILURES, reply_of


class SyncRun(Iterator[Event]):
    """One run: its events, once each and in order, ended by RunFinished, RunFailed or Recovered; see Run.

    `stop()` may be called from another thread.
    """

    def __init__(
        self,
        reader: RunReader,
        open_stream: Callable[[Call[object]], httpx.Response],
        stop_run: Callable[[str], bool],
    ) -> None:
        self._reader = reader
        self._open = open_stream
        self._stop_run = stop_run
        self._ready: deque[Event] = deque()
        self._response: httpx.Response | None = None
        self._chunks: Iterator[bytes] | None = None
        self._stop_asked = False
        self._given = 0
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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

    def __next__(self) -> Event:
        while not self._closed:
            if self._ready:
                event = self._ready.popleft()
                self._given = event.sequence
                return event
            if self._reader.finished:
                break
            try:
                self._advance()
            except IrisClientError:
                self.close()
                raise
        self._hang_up()
        raise StopIteration

    def text(self) -> str:
        """Read the run to its end; returns the words that were said."""
        return "".join(event.text for event in self if isinstance(event, TextDelta))

    def stop(self) -> bool:
        """Stop the run; it ends with outcome `cancelled`. True when it was active, or has not begun to answer."""
        if self.run_id is None:
            self._stop_asked = True
            return True
        return self._stop_run(self.run_id)

    def close(self) -> None:
        """Let go of the run, which goes on; no event is given any more."""
        self._closed = True
        self._hang_up()

    def _hang_up(self) -> None:
        response, self._response, self._chunks = self._response, None, None
        if response is not None:
            response.close()

    def _advance(self) -> None:
        why: Exception | None = None
        try:
            if self._chunks is None:
                self._connect()
                return
            if self._read(self._chunks):
                return
        except NETWORK_FAILURES as error:
            why = error
        self._hang_up()
        if not (self._closed or self._reader.finished):
            self._reader.broken(why)

    def _connect(self) -> None:
        time.sleep(self._reader.take_pause())
        self._response = response = self._open(self._reader.call())
        if self._reader.begins(response.status_code, response.headers):
            self._chunks = response.iter_bytes()
            if self._stop_asked and self.run_id is not None:
                self._stop_asked = False
                self._stop_run(self.run_id)
            return
        response.read()
        self._hang_up()
        self._ready.extend(self._reader.answered(reply_of(response)))

    def _read(self, chunks: Iterator[bytes]) -> bool:
        """False when the stream is at its end."""
        chunk = next(chunks, None)
        if chunk is None:
            return False
        self._ready.extend(self._reader.feed(chunk))
        return not self._reader.finished
