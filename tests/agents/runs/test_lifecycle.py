"""Runs: started once, detached, resumed exactly, stopped with what was seen."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from agents.runtime import Runtime
from tests.fakes.iris import Visitor, custom, parse, text_of
from tests.fakes.scripted import ScriptedModel
from tools.actor import RunId, ThreadId
from tools.errors import IdempotencyMismatch, InvalidArguments, MessageTooLong, NotFound, RunConflict

SLOW: list[Any] = [f"mot{index} " if index % 2 else 0.01 for index in range(60)]


async def test_an_answer_streams_and_is_in_the_history(iris: Runtime) -> None:
    visitor = await Visitor.arrive(iris)
    started, events = await visitor.say("Je suis aide-soignante et je veux changer de métier")
    assert events[0]["type"] == "RUN_STARTED"
    assert events[0]["protocolVersion"] == "1.0"
    assert custom(events, "iris.agent")[0]["agent"] == "aube"
    assert events[-1]["type"] == "RUN_FINISHED"
    assert events[-1]["outcome"] == {"type": "success"}
    history = await iris.threads.history(visitor.actor.user_id, started.thread_id)
    assert [message.role for message in history] == ["user", "assistant"]
    assert history[1].text == text_of(events)
    assert history[1].parent_id == history[0].id


async def test_every_cut_is_resumed_exactly(iris: Runtime) -> None:
    visitor = await Visitor.arrive(iris)
    started, events = await visitor.say("Qu’est-ce que le CPF ?")
    frames = await iris.runs.tail(visitor.actor, started.run_id, 0)
    assert frames is not None
    whole = b"".join([chunk async for chunk in frames])
    assert [event["seq"] for event in parse(whole)] == list(range(1, len(events) + 1))
    for cut in range(1, len(events)):
        rest = await iris.runs.tail(visitor.actor, started.run_id, cut)
        assert rest is not None
        tail = b"".join([chunk async for chunk in rest])
        assert whole.endswith(tail)
        assert parse(whole[: len(whole) - len(tail)])[-1]["seq"] == cut
    assert await iris.runs.tail(visitor.actor, started.run_id, len(events)) is None


async def test_the_stored_log_is_the_live_log(build: Callable[..., Runtime]) -> None:
    iris = build()
    await iris.start()
    visitor = await Visitor.arrive(iris)
    started, events = await visitor.say("Bonjour")
    stored = await iris.runs.log.read(visitor.actor.user_id, started.run_id)
    assert [event for _, frame in stored for event in parse(frame)] == events
    await iris.stop()


async def test_subscribers_that_come_and_go_all_hear_the_same(build: Callable[..., Runtime]) -> None:
    iris = build(model=ScriptedModel(scripts=[SLOW]))
    await iris.start()
    visitor = await Visitor.arrive(iris)
    started = await visitor.start("Bonjour")

    async def listen(every: int) -> list[Any]:
        heard: list[Any] = []
        while True:
            count = 0
            async for event in visitor.tail(started.run_id, heard[-1]["seq"] if heard else 0):
                heard.append(event)
                count += 1
                if count == every:
                    break
            if heard[-1]["type"].startswith("RUN_F"):
                return heard

    heard = await asyncio.gather(*(listen(every) for every in (1, 2, 3, 7, 1000)))
    assert all(each == heard[0] for each in heard)
    assert text_of(heard[0]) == "".join(step for step in SLOW if isinstance(step, str))
    await iris.stop()


async def test_a_second_message_at_once_is_refused_and_nothing_is_lost(build: Callable[..., Runtime]) -> None:
    iris = build(model=ScriptedModel(scripts=[SLOW]))
    await iris.start()
    visitor = await Visitor.arrive(iris)
    first, _ = await visitor.say("Bonjour")
    outcomes = await asyncio.gather(
        *(visitor.start(f"message {index}", first.thread_id) for index in range(2)), return_exceptions=True
    )
    refused = [each for each in outcomes if isinstance(each, RunConflict)]
    accepted = [each for each in outcomes if not isinstance(each, BaseException)]
    assert len(refused) == len(accepted) == 1
    assert refused[0].details["run_id"] == accepted[0].run_id
    await visitor.follow(accepted[0].run_id)
    history = await iris.threads.history(visitor.actor.user_id, first.thread_id)
    assert [message.role for message in history] == ["user", "assistant"] * 2
    await iris.stop()


async def test_stop_keeps_what_was_seen(build: Callable[..., Runtime]) -> None:
    iris = build(model=ScriptedModel(scripts=[["Voici ", "le début", 5.0, " et la fin"]]))
    await iris.start()
    visitor = await Visitor.arrive(iris)
    started = await visitor.start("Bonjour")
    seen: list[Any] = []
    async for event in visitor.tail(started.run_id):
        seen.append(event)
        if event["type"] == "TEXT_MESSAGE_CONTENT" and text_of(seen) == "Voici le début":
            assert await iris.runs.cancel(visitor.actor, started.run_id)
    assert seen[-1]["outcome"] == {"type": "cancelled"}
    assert seen[-2]["type"] == "TEXT_MESSAGE_END"
    history = await iris.threads.history(visitor.actor.user_id, started.thread_id)
    assert (history[1].text, history[1].status) == ("Voici le début", "partial")
    assert not await iris.runs.cancel(visitor.actor, started.run_id)
    await iris.stop()


async def test_the_same_key_starts_one_run(iris: Runtime) -> None:
    visitor = await Visitor.arrive(iris)
    first, _ = await visitor.say("Bonjour", idempotency_key="k1")
    again = await visitor.start("Bonjour", idempotency_key="k1")
    assert again == first
    with pytest.raises(IdempotencyMismatch):
        await visitor.start("Autre chose", idempotency_key="k1")
    assert len(await iris.threads.recent(visitor.actor.user_id)) == 1


async def test_two_people_may_use_the_same_ids(iris: Runtime) -> None:
    one, two = await Visitor.arrive(iris), await Visitor.arrive(iris)
    for person, words in ((one, "Bonjour"), (two, "Qu’est-ce que la VAE ?")):
        await person.say(words, "default", run_id=RunId("run-1"))
    titles = [(await iris.threads.get(person.actor.user_id, ThreadId("default"))).title for person in (one, two)]
    assert titles == ["Bonjour", "Qu’est-ce que la VAE ?"]


async def test_someone_elses_run_does_not_exist(iris: Runtime) -> None:
    one, two = await Visitor.arrive(iris), await Visitor.arrive(iris)
    started, _ = await one.say("Bonjour")
    with pytest.raises(NotFound):
        await iris.runs.tail(two.actor, started.run_id, 0)
    with pytest.raises(NotFound):
        await iris.runs.cancel(two.actor, started.run_id)
    with pytest.raises(NotFound):
        await iris.threads.history(two.actor.user_id, started.thread_id)


@pytest.mark.parametrize(("text", "refusal"), [("  \n", InvalidArguments), ("a" * 8001, MessageTooLong)])
async def test_a_message_that_is_empty_or_too_long_is_refused(
    iris: Runtime, text: str, refusal: type[Exception]
) -> None:
    visitor = await Visitor.arrive(iris)
    with pytest.raises(refusal):
        await visitor.start(text)
    assert await iris.threads.recent(visitor.actor.user_id) == []


async def test_a_failing_graph_ends_the_run_with_an_error_and_frees_the_thread(build: Callable[..., Runtime]) -> None:
    iris = build(model=ScriptedModel(scripts=[["Un début", ValueError("secret detail")], ["Ça va mieux"]]))
    await iris.start()
    visitor = await Visitor.arrive(iris)
    started, events = await visitor.say("Bonjour")
    assert events[-1]["type"] == "RUN_ERROR"
    assert events[-1]["code"] == "model_unavailable"
    assert "secret" not in str(events)
    _, after = await visitor.say("Encore", started.thread_id)
    assert text_of(after) == "Ça va mieux"
    history = await iris.threads.history(visitor.actor.user_id, started.thread_id)
    assert [(m.text, m.status) for m in history if m.role == "assistant"] == [
        ("Un début", "partial"),
        ("Ça va mieux", "complete"),
    ]
    await iris.stop()


async def test_shutting_down_ends_runs_with_a_terminal_event(build: Callable[..., Runtime]) -> None:
    iris = build(model=ScriptedModel(scripts=[["Voici ", 30.0]]))
    await iris.start()
    visitor = await Visitor.arrive(iris)
    started = await visitor.start("Bonjour")
    listening = asyncio.create_task(visitor.follow(started.run_id))
    await asyncio.sleep(0.2)
    await iris.stop()
    events = await listening
    assert (events[-1]["type"], events[-1]["code"]) == ("RUN_ERROR", "server_restart")


async def test_a_sweep_leaves_living_runs_alone_whenever_it_comes(build: Callable[..., Runtime]) -> None:
    iris = build(model=ScriptedModel(scripts=[["Voici ", 0.02, "la fin"]]))
    await iris.start()
    visitor = await Visitor.arrive(iris)

    async def sweep_for_ever() -> None:
        while True:
            await iris.runs.heartbeat()

    sweeping = asyncio.create_task(sweep_for_ever())
    answers = await asyncio.gather(*(visitor.say("Bonjour", agent="guide") for _ in range(30)))
    sweeping.cancel()
    await asyncio.wait({sweeping})
    for started, events in answers:
        assert events[-1]["outcome"] == {"type": "success"}
        assert len(await iris.threads.history(visitor.actor.user_id, started.thread_id)) == 2
    await iris.stop()


async def test_frames_that_could_not_be_written_are_written_later(
    build: Callable[..., Runtime], monkeypatch: pytest.MonkeyPatch
) -> None:
    iris = build(model=ScriptedModel(scripts=[["un ", 0.6, "deux ", 0.6, "trois"]]))
    await iris.start()
    visitor = await Visitor.arrive(iris)
    started = await visitor.start("Bonjour", agent="guide")
    await asyncio.sleep(0.05)
    write = iris.database.write
    monkeypatch.setattr(iris.database, "write", refuse)
    with pytest.raises(OSError, match="on purpose"):
        await iris.runs.flush()
    monkeypatch.setattr(iris.database, "write", write)
    events = await visitor.follow(started.run_id)
    await iris.runs.flush()
    stored = await iris.runs.log.read(visitor.actor.user_id, started.run_id)
    assert [event for _, frame in stored for event in parse(frame)] == events
    await iris.stop()


async def refuse(_: object) -> None:
    raise OSError("on purpose")


async def test_an_end_that_could_not_be_stored_is_stored_as_it_was_told(
    build: Callable[..., Runtime], monkeypatch: pytest.MonkeyPatch
) -> None:
    iris = build(model=ScriptedModel(scripts=[["un ", 0.3, "deux"]]))
    await iris.start()
    visitor = await Visitor.arrive(iris)
    started = await visitor.start("Bonjour", agent="guide")
    write = iris.database.write
    monkeypatch.setattr(iris.database, "write", refuse)
    told = await visitor.follow(started.run_id)
    monkeypatch.setattr(iris.database, "write", write)
    assert told[-1]["type"] == "RUN_ERROR"
    await iris.runs.heartbeat()
    stored = await iris.runs.log.read(visitor.actor.user_id, started.run_id)
    assert [event for _, frame in stored for event in parse(frame)] == told
    history = await iris.threads.history(visitor.actor.user_id, started.thread_id)
    assert history[1].text == "un deux"
    _, after = await visitor.say("Encore", started.thread_id, agent="guide")
    assert after[-1]["outcome"] == {"type": "success"}
    await iris.stop()


async def test_a_deleted_thread_takes_its_live_log_with_it(iris: Runtime) -> None:
    visitor = await Visitor.arrive(iris)
    started, _ = await visitor.say("Bonjour")
    await iris.runs.forget(visitor.actor, started.thread_id)
    await iris.threads.delete(visitor.actor.user_id, started.thread_id)
    with pytest.raises(NotFound):
        await iris.runs.tail(visitor.actor, started.run_id, 0)
    with pytest.raises(NotFound):
        await visitor.start("Encore", started.thread_id, adopt=False)
