"""How long a stream may be silent. One timer per answer: `asyncio.timeout` around each token costs 20 us of it."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

Item = TypeVar("Item")


class Patience:
    """Waits for the items of one stream: until `deadline` for the first word, then `idle_s` seconds for each item.

    `deadline` is on the event loop's clock; None waits for ever. Time that the reader takes does not count.
    """

    def __init__(self, deadline: float | None, idle_s: float | None) -> None:
        self._loop = asyncio.get_running_loop()
        self._deadline = deadline
        self._idle_s = idle_s
        self._task: asyncio.Task[object] | None = None
        self._since = 0.0
        self._expired = False
        self._timer = None if deadline is None else self._loop.call_at(deadline, self._look)

    def begin(self) -> None:
        """The first word came: from here on only silence counts."""
        self._deadline = None
        self._rearm()

    def close(self) -> None:
        """Forget the timer."""
        if self._timer is not None:
            self._timer.cancel()

    async def next(self, items: AsyncIterator[Item]) -> Item:
        """The next item; raises TimeoutError, and StopAsyncIteration at the end."""
        if self._timer is None or (task := asyncio.current_task()) is None:
            return await anext(items)
        cancelling = task.cancelling()
        self._task, self._since = task, self._loop.time()
        try:
            return await anext(items)
        except asyncio.CancelledError:
            # Ours, unless somebody else cancels the task too; as `asyncio.timeout` tells them apart.
            if self._expired and task.uncancel() <= cancelling:
                raise TimeoutError from None
            raise
        finally:
            self._task = None

    def _look(self) -> None:
        if self._task is not None and self._due() <= self._loop.time():
            self._expired = True
            self._task.cancel()
        else:
            self._rearm()

    def _due(self) -> float:
        if self._deadline is not None:
            return self._deadline
        return (self._since if self._task is not None else self._loop.time()) + (self._idle_s or 0.0)

    def _rearm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = self._loop.call_at(self._due(), self._look)
