import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from agents.models.patience import Patience


async def items(*pauses_s: float) -> AsyncIterator[int]:
    for number, pause in enumerate(pauses_s):
        await asyncio.sleep(pause)
        yield number


def patience(first_s: float, idle_s: float) -> Patience:
    return Patience(asyncio.get_running_loop().time() + first_s, idle_s)


async def test_the_first_item_must_come_before_the_deadline() -> None:
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        await patience(0.05, 9.0).next(items(5.0))
    assert time.monotonic() - began < 1.0


async def test_items_before_the_first_word_do_not_push_the_deadline_back() -> None:
    waiting, thoughts = patience(0.15, 9.0), items(0.1, 0.1)
    assert await waiting.next(thoughts) == 0
    with pytest.raises(TimeoutError):
        await waiting.next(thoughts)


async def test_after_the_first_word_only_silence_counts() -> None:
    waiting, words = patience(0.15, 0.15), items(0.1, 0.1, 0.1, 5.0)
    assert await waiting.next(words) == 0
    waiting.begin()
    assert [await waiting.next(words), await waiting.next(words)] == [1, 2]
    with pytest.raises(TimeoutError):
        await waiting.next(words)


async def test_the_readers_own_time_does_not_count() -> None:
    waiting, words = patience(0.05, 0.05), items(0.0, 0.01)
    await waiting.next(words)
    waiting.begin()
    await asyncio.sleep(0.15)
    assert await waiting.next(words) == 1


async def test_the_end_is_the_end() -> None:
    with pytest.raises(StopAsyncIteration):
        await patience(1.0, 1.0).next(items())


async def test_a_cancelled_task_is_cancelled_not_late() -> None:
    task = asyncio.create_task(patience(5.0, 5.0).next(items(5.0)))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_task_that_ran_out_of_patience_is_not_left_cancelled() -> None:
    with pytest.raises(TimeoutError):
        await patience(0.02, 1.0).next(items(5.0))
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    await asyncio.sleep(0.01)


async def test_without_a_limit_it_waits() -> None:
    assert await Patience(None, None).next(items(0.05)) == 0
