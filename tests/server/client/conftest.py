"""Both clients, used in the same way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

import pytest

from server.client import Event, IrisClient, Patience, Run, SyncIrisClient, SyncRun

QUICK = Patience(silence_s=0.5, backoff_s=0.001, longest_backoff_s=0.002, attempts=4)
"""Gives a silent server up at once."""
CALM = Patience(silence_s=5.0, backoff_s=0.001, longest_backoff_s=0.002, attempts=4)


class Use(Protocol):
    """Calls one method of a client of either kind; the events of a run are collected."""

    def __call__(self, url: str, act: Callable[[Any], Any], **options: Any) -> Any: ...


async def collect(run: AsyncIterator[Event]) -> list[Event]:
    """The events of a run, to its end."""
    return [event async for event in run]


async def until(condition: Callable[[], bool]) -> None:
    """Wait, 3 s at most, for what happens elsewhere."""
    async with asyncio.timeout(3):
        while not condition():  # noqa: ASYNC110 - it happens in another thread
            await asyncio.sleep(0.002)


async def _asynchronously(url: str, act: Callable[[Any], Any], options: dict[str, Any]) -> Any:
    async with IrisClient(url, **options) as client:
        answer = act(client)
        return await collect(answer) if isinstance(answer, Run) else await answer


def _synchronously(url: str, act: Callable[[Any], Any], options: dict[str, Any]) -> Any:
    with SyncIrisClient(url, **options) as client:
        answer = act(client)
        return list(answer) if isinstance(answer, SyncRun) else answer


@pytest.fixture(params=["async", "sync"])
def use(request: pytest.FixtureRequest) -> Use:
    def used(url: str, act: Callable[[Any], Any], **options: Any) -> Any:
        given = {"patience": CALM, **options}
        if not given.keys() & {"token", "api_key"}:
            given["app"] = "pk_demo"
        if request.param == "async":
            return asyncio.run(_asynchronously(url, act, given))
        return _synchronously(url, act, given)

    return used


@pytest.fixture
def talk(use: Use) -> Callable[..., list[Event]]:
    """The events of a message's answer."""

    def talked(url: str, **options: Any) -> list[Event]:
        events: list[Event] = use(url, lambda client: client.chat("Bonjour"), **options)
        return events

    return talked
