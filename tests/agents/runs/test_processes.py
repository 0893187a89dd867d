"""Two processes on one PostgreSQL: either serves a run of the other, stops it, and closes it when the other dies."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from agents.runtime import Runtime
from tests.fakes.iris import Visitor, text_of
from tests.fakes.scripted import ScriptedModel
from tools.storage.schema import runs

pytestmark = pytest.mark.service

SLOW: list[Any] = [step for index in range(20) for step in (f"mot{index} ", 0.05)]


@pytest.fixture
async def pair(
    build: Callable[..., Runtime], postgres_url: str, tmp_path: Path
) -> AsyncIterator[tuple[Visitor, Visitor]]:
    """The same visitor at two processes that share a database and its keys."""
    first = build(model=ScriptedModel(scripts=[SLOW]), database_url=postgres_url)
    await first.start()
    second = build(model=ScriptedModel(scripts=[SLOW]), database_url=postgres_url)
    await second.start()
    here = await Visitor.arrive(first)
    yield here, Visitor(second, here.actor, here.app)
    await second.stop()
    await first.stop()


async def test_another_process_tails_a_run_to_its_end(pair: tuple[Visitor, Visitor]) -> None:
    here, there = pair
    started = await here.start("Bonjour", agent="guide")
    far, near = await asyncio.gather(there.follow(started.run_id), here.follow(started.run_id))
    assert far == near
    assert text_of(far) == "".join(step for step in SLOW if isinstance(step, str))


async def test_another_process_refuses_a_second_run_and_can_stop_the_first(pair: tuple[Visitor, Visitor]) -> None:
    here, there = pair
    started = await here.start("Bonjour", agent="guide")
    assert await there.iris.runs.active(there.actor, started.thread_id) == started.run_id
    assert await there.iris.runs.cancel(there.actor, started.run_id)
    await here.iris.runs.heartbeat()
    events = await here.follow(started.run_id)
    assert events[-1]["outcome"] == {"type": "cancelled"}


async def test_a_living_run_is_not_swept_and_a_dead_one_is(pair: tuple[Visitor, Visitor]) -> None:
    here, there = pair
    started = await here.start("Bonjour", agent="guide")
    await asyncio.sleep(0.3)
    await here.iris.runs.flush()
    assert await there.iris.runs.sweep() == 0
    past = here.iris.clock.now() - timedelta(seconds=1)
    await here.iris.database.write(lambda c: c.execute(update(runs).values(lease_until=past)) and None)
    assert await there.iris.runs.sweep() == 1
    events = await there.follow(started.run_id)
    assert (events[-1]["type"], events[-1]["code"]) == ("RUN_ERROR", "server_restart")
    history = await there.iris.threads.history(there.actor.user_id, started.thread_id)
    assert history[1].status == "partial"
    await here.follow(started.run_id)
    assert await here.iris.threads.history(here.actor.user_id, started.thread_id) == history


async def test_a_new_message_takes_over_a_thread_whose_process_died(pair: tuple[Visitor, Visitor]) -> None:
    here, there = pair
    started = await here.start("Bonjour", agent="guide")
    past = here.iris.clock.now() - timedelta(seconds=1)
    await here.iris.database.write(lambda c: c.execute(update(runs).values(lease_until=past)) and None)
    _, events = await there.say("Encore là ?", started.thread_id, agent="guide")
    assert events[-1]["outcome"] == {"type": "success"}
