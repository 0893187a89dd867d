"""Two processes on one PostgreSQL: either serves a run of the other, stops it, and closes it when the other dies."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from agents.runtime import Runtime
from knowledge import MemoryIndex
from tests.fakes.iris import Visitor, make_runtime, text_of
from tests.fakes.scripted import ScriptedModel
from tools.errors import RunConflict
from tools.storage.schema import runs

pytestmark = pytest.mark.service

SLOW: list[Any] = [step for index in range(20) for step in (f"mot{index} ", 0.05)]


@pytest.fixture
async def pair(packs: MemoryIndex, postgres_url: str, tmp_path: Path) -> AsyncIterator[tuple[Visitor, Visitor]]:
    """The same visitor at two processes that share a database and its keys."""

    def process() -> Runtime:
        model = ScriptedModel(scripts=[SLOW])
        return make_runtime(home=tmp_path / "home", knowledge=packs, model=model, database_url=postgres_url)

    first = process()
    await first.start()
    second = process()
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


async def test_two_first_messages_on_one_new_thread_start_one_run(pair: tuple[Visitor, Visitor]) -> None:
    here, there = pair
    outcomes = await asyncio.gather(
        *(each.start("Bonjour", "same", agent="guide") for each in (here, there, here, there)), return_exceptions=True
    )
    assert sum(isinstance(outcome, RunConflict) for outcome in outcomes) == 3
    [started] = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    await here.follow(started.run_id)


async def test_one_idempotency_key_at_two_processes_is_one_run(pair: tuple[Visitor, Visitor]) -> None:
    here, there = pair
    first, second = await asyncio.gather(
        *(each.start("Bonjour", "same", agent="guide", idempotency_key="k") for each in (here, there))
    )
    assert first.thread_id == second.thread_id
    assert first.run_id == second.run_id
    await here.follow(first.run_id)


async def test_a_signed_person_who_arrives_twice_at_once_is_one_person(pair: tuple[Visitor, Visitor]) -> None:
    here, there = pair
    made = await here.iris.directory.create_app("Partenaire", organisation="Partenaire")
    actors = await asyncio.gather(
        *(each.iris.directory.authenticate(made.api_key, on_behalf_of="client-1") for each in (here, there) * 3)
    )
    assert len({actor.user_id for actor in actors}) == 1
