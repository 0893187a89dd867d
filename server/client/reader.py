"""RunReader: follows one run to its end, whatever the network does. It decides; a driver does the sending.

The driver repeats, until `finished`: wait `take_pause()`, send `call()`, ask `begins(...)`. If it does, give every
chunk to `feed`; otherwise give the whole answer to `answered`. A connection that fails or ends goes to `broken`.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import calls
from .calls import PAGE, Call
from .errors import NotIris, Reply, Unreachable, refusal
from .events import LAST, Event, Recovered, RunStarted, decode
from .frames import Frame, FrameParser
from .patience import MAY_PASS, Patience
from .replies import Message


@dataclass(slots=True)
class RunReader:
    """The state of one run as this client knows it: no event is given twice, none is skipped.

    The message is sent again only while no answer has begun, with the same idempotency key: it happens once.
    From then on the run is followed from its log, after `last_id`.
    """

    opening: Call[None]
    patience: Patience
    run_id: str | None = None
    last_id: int = 0
    thread_id: str | None = None
    finished: bool = False
    jitter: Callable[[], float] = random.random
    _failures: int = 0
    _pause: float = 0.0
    _frames: FrameParser = field(default_factory=FrameParser)
    _history: list[Message] | None = None
    """While not None, the log is gone and the run's messages are being read from the history."""
    _read_to: int = 0

    def take_pause(self) -> float:
        """Seconds to wait before the next call; asking again gives 0."""
        pause, self._pause = self._pause, 0.0
        return pause

    def call(self) -> Call[object]:
        """What to send next."""
        if self._history is not None and self.thread_id is not None:
            return calls.history(self.thread_id, self._read_to)
        return self.opening if self.run_id is None else calls.events(self.run_id, self.last_id)

    def begins(self, status: int, headers: Mapping[str, str]) -> bool:
        """Whether an answer is the stream of the run; raises NotIris when it claims to and cannot be."""
        if status != 200 or self._history is not None:
            return False
        if not headers.get("content-type", "").startswith("text/event-stream"):
            raise NotIris(f"an event stream was expected, not {headers.get('content-type')!r}")
        location = headers.get("location", "").split("/")
        named = location[-2] if len(location) > 2 and location[-1] == "events" else None
        self.run_id = self.run_id or headers.get("x-iris-run-id") or named
        self.thread_id = self.thread_id or headers.get("x-iris-thread-id")
        self._frames = FrameParser()
        return True

    def feed(self, chunk: bytes) -> list[Event]:
        """The new events in these bytes; raises NotIris."""
        events: list[Event] = []
        for frame in self._frames.feed(chunk):
            if not self.finished:
                events.extend(self._take(frame))
        return events

    def answered(self, reply: Reply) -> list[Event]:
        """What an answer that is no stream means; raises IrisApiError when it ends the matter."""
        if self.run_id is None:
            raise refusal(reply)
        if reply.status in MAY_PASS or reply.status == 500:
            self._try_later(reply)
            return []
        if self._history is not None:
            return self._recover(self._history, calls.history(self.thread_id or "", self._read_to).result(reply))
        gone = reply.status == 410 and refusal(reply).code != "erased"
        if gone and self.thread_id is not None:
            self._history = []
        elif reply.status == 204:
            # Ended, and nothing after what was received: if its end was among the lost, the history has the words.
            self._history, self.finished = [], self.thread_id is None
        else:
            raise refusal(reply)
        return []

    def broken(self, why: Exception | None) -> None:
        """The connection failed (`why`), or ended before the run did; raises Unreachable after too many."""
        self._failures += 1
        if self._failures > self.patience.attempts:
            message = f"{type(why).__name__}: {why}" if why else "the stream keeps ending before the run does"
            raise Unreachable(message, run_id=self.run_id, last_id=self.last_id) from why
        self._pause = self.patience.backoff(self._failures, self.jitter)

    def _take(self, frame: Frame) -> tuple[Event, ...]:
        if frame.id is not None:
            if frame.id <= self.last_id:
                return ()
            self.last_id = frame.id
        self._failures = 0
        events = decode(self.last_id, frame.data)
        for event in events:
            if isinstance(event, RunStarted):
                self.run_id, self.thread_id = event.run_id, event.thread_id
            self.finished = self.finished or isinstance(event, LAST)
        return events

    def _try_later(self, reply: Reply) -> None:
        asked = refusal(reply).retry_after or 0.0
        self._failures += 1
        if self._failures > self.patience.attempts or asked > self.patience.longest_wait_s:
            raise refusal(reply)
        self._pause = max(asked, self.patience.backoff(self._failures, self.jitter))

    def _recover(self, known: list[Message], page: tuple[Message, ...]) -> list[Event]:
        known.extend(message for message in page if message.run_id == self.run_id and message.role == "assistant")
        if len(page) == PAGE:
            self._read_to = page[-1].position
            return []
        self.finished = True
        return [Recovered(sequence=self.last_id, messages=tuple(known))]
