"""The graph: who answers, with which operations, in which mode; and what keeps it from going round in circles."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from langchain_core.messages import HumanMessage, SystemMessage
from sqlalchemy import update

from agents.models import ModelSettings
from agents.orchestration.specialist import MODEL_CALLS
from agents.runtime import Runtime
from tests.fakes.gemini import FakeGemini
from tests.fakes.iris import Visitor, custom, text_of
from tests.fakes.replies import Use, ends, refuses, says, uses
from tests.fakes.scripted import ScriptedModel
from tools.storage.schema import apps

Build = Callable[..., Runtime]


@asynccontextmanager
async def started(iris: Runtime) -> AsyncIterator[Visitor]:
    """A visitor of a started runtime."""
    await iris.start()
    yield await Visitor.arrive(iris)
    await iris.stop()


def gemini(fake: FakeGemini, **settings: Any) -> ModelSettings:
    """The real ChatGoogleGenerativeAI, on a fake server."""
    return ModelSettings.model_validate(
        {"google_api_key": "test", "google_base_url": fake.url, "backoff_s": 0.01, "retries": 0, **settings}
    )


async def test_the_same_graph_speaks_through_gemini_and_calls_operations(build: Build) -> None:
    with FakeGemini(
        uses(Use("look_up", {"question": "Qu’est-ce que le CPF ?"})), says("Le CPF ", "sert à se former.")
    ) as fake:
        async with started(build(models=gemini(fake))) as visitor:
            _, events = await visitor.say("C’est quoi le CPF ?", agent="guide")
    assert text_of(events) == "Le CPF sert à se former."
    assert custom(events, "iris.mode")[0]["mode"] == "model"
    [sources] = custom(events, "iris.sources")
    assert all(source["url"].startswith("https://") and source["checked_on"] for source in sources)
    assert events[-1]["usage"][0]["inputTokens"] > 0
    assert "CPF" in fake.requests[1].text


async def test_gemini_is_given_no_key_of_ours_in_its_schemas(build: Build) -> None:
    with FakeGemini(says("Bonjour.")) as fake:
        async with started(build(models=gemini(fake))) as visitor:
            await visitor.say("Bonjour", agent="guide")
    assert "functionDeclarations" in fake.requests[0].text
    assert "x-question" not in fake.requests[0].text


async def test_the_model_routes_when_the_rules_do_not(build: Build) -> None:
    choice = says('{"agent": "coach"}')
    with FakeGemini(choice, says("Je vous écoute.")) as fake:
        async with started(build(models=gemini(fake))) as visitor:
            _, events = await visitor.say("zorglub tralala")
    assert custom(events, "iris.agent")[0] == {"agent": "coach", "reason": "model"}
    assert text_of(events) == "Je vous écoute."


async def test_a_model_that_does_not_answer_is_replaced_and_the_person_is_told_once(build: Build) -> None:
    with FakeGemini(refuses(500)) as fake:
        async with started(build(models=gemini(fake))) as visitor:
            first, events = await visitor.say("Bonjour", agent="guide")
            _, after = await visitor.say("Merci beaucoup", first.thread_id, agent="guide")
    assert custom(events, "iris.mode")[0] == {"mode": "guided", "reason": "server_error"}
    assert text_of(events).startswith("*")
    assert "mode guidé" in text_of(events)
    assert "je continue en mode guidé" not in text_of(after)


async def test_a_model_that_is_cut_leaves_its_words_and_another_message_begins(build: Build) -> None:
    with FakeGemini(ends("cut", "Le début ")) as fake:
        async with started(build(models=gemini(fake))) as visitor:
            started_run, events = await visitor.say("Bonjour", agent="guide")
            history = await visitor.iris.threads.history(visitor.actor.user_id, started_run.thread_id)
    assert [e["type"] for e in events].count("TEXT_MESSAGE_START") == 2
    assert [m["mode"] for m in custom(events, "iris.mode")] == ["model", "guided"]
    assert (history[1].text, history[1].status) == ("Le début ", "partial")
    assert history[2].status == "complete"


async def test_when_the_model_comes_back_the_person_is_told(build: Build) -> None:
    with FakeGemini(refuses(503), says("Me revoilà.")) as fake:
        async with started(build(models=gemini(fake, breaker_failures=9))) as visitor:
            first, _ = await visitor.say("Bonjour", agent="guide")
            _, events = await visitor.say("Et maintenant ?", first.thread_id, agent="guide")
    assert text_of(events).startswith("*")
    assert text_of(events).endswith("Me revoilà.")


@pytest.mark.parametrize("message", ["Je veux mourir", "j'ai envie d'en finir avec la vie", "I want to kill myself"])
async def test_signs_of_distress_get_the_reviewed_answer_and_no_model_call(build: Build, message: str) -> None:
    model = ScriptedModel(scripts=[["Parlons d’autre chose."]])
    async with started(build(model=model)) as visitor:
        _, events = await visitor.say(message)
    assert model.heard == []
    assert all(number in text_of(events) for number in ("3114", "15", "112"))
    assert custom(events, "iris.agent")[0]["reason"] == "distress"


async def test_the_same_answer_twice_in_a_row_is_never_shown(build: Build) -> None:
    model = ScriptedModel(
        scripts=[["Dites-m’en plus."], ["Dites-m’en ", "PLUS !"], ["Autre idée : commençons par vos envies."]]
    )
    async with started(build(model=model)) as visitor:
        first, _ = await visitor.say("Bonjour", agent="guide")
        _, events = await visitor.say("Je ne sais pas", first.thread_id, agent="guide")
    assert text_of(events) == "Autre idée : commençons par vos envies."
    assert "Do not repeat" in str(model.heard[2][0].content)


async def test_endless_calls_end_in_words(build: Build) -> None:
    model = ScriptedModel(scripts=[[{"call": "list_agents", "args": {}}]])
    async with started(build(model=model)) as visitor:
        _, events = await visitor.say("Bonjour", agent="guide")
    assert len(model.heard) == MODEL_CALLS
    assert events[-1]["outcome"] == {"type": "success"}
    assert "rond" in text_of(events)


async def test_an_unknown_operation_and_wrong_arguments_are_results_that_the_model_reads(build: Build) -> None:
    calls: list[Any] = [{"call": "wire_money", "args": {}}, {"call": "look_up", "args": {"question": ""}}]
    model = ScriptedModel(scripts=[calls, ["Désolé, je ne peux pas."]])
    async with started(build(model=model)) as visitor:
        _, events = await visitor.say("Bonjour", agent="guide")
    results = [e["content"] for e in events if e["type"] == "TOOL_CALL_RESULT"]
    assert any("not_found" in content for content in results)
    assert any("question" in content for content in results)
    assert text_of(events) == "Désolé, je ne peux pas."


async def test_an_explicit_agent_then_the_apps_default_decide_before_the_words(build: Build) -> None:
    async with started(build()) as visitor:
        _, explicit = await visitor.say("relis mon CV", agent="coach")
        await visitor.iris.database.write(lambda c: c.execute(update(apps).values(default_agent="letters")) and None)
        app = await visitor.iris.directory.app("pk_demo")
        _, default = await Visitor(visitor.iris, visitor.actor, app).say("relis mon CV")
    assert custom(explicit, "iris.agent")[0] == {"agent": "coach", "reason": "explicit"}
    assert custom(default, "iris.agent")[0] == {"agent": "letters", "reason": "app"}


async def test_a_question_in_progress_keeps_its_specialist(build: Build) -> None:
    async with started(build()) as visitor:
        first, _ = await visitor.say("Je suis aide-soignante et je veux changer de métier")
        _, events = await visitor.say("les horaires surtout", first.thread_id)
    assert custom(events, "iris.agent")[0] == {"agent": "aube", "reason": "focus"}


async def test_facts_are_remembered_as_events_and_given_to_the_next_turn(build: Build) -> None:
    fact = {"call": "remember", "args": {"kind": "job", "fact": "cariste à Lens"}}
    model = ScriptedModel(scripts=[[fact], ["Noté."], ["Re-bonjour."]])
    async with started(build(model=model)) as visitor:
        await visitor.say("Je suis cariste à Lens", agent="guide")
        await visitor.say("Bonjour", agent="guide")
        events = await visitor.iris.events.of_person(visitor.actor.user_id)
    kept = [(e.type, e.private) for e in events if e.type != "ConversationOpened"]
    assert kept == [("FactRemembered", {"fact": "cariste à Lens"})]
    system = model.heard[-1][0]
    assert isinstance(system, SystemMessage)
    assert system.additional_kwargs["iris"]["facts"] == ["cariste à Lens"]


async def test_a_long_thread_keeps_a_bounded_window_and_a_summary(build: Build) -> None:
    scripts: list[list[Any]] = [[f"Réponse numéro {index}."] for index in range(200)]
    model = ScriptedModel(scripts=scripts)
    async with started(build(model=model)) as visitor:
        first, _ = await visitor.say("message 0", agent="guide")
        for index in range(1, 40):
            await visitor.say(f"message {index}", first.thread_id, agent="guide")
            await visitor.iris.runs.settled()
        sent = [[m for m in heard if isinstance(m, HumanMessage)] for heard in model.heard]
    assert max(len(each) for each in sent) <= 14


async def test_parallel_calls_with_a_hand_over_let_one_specialist_speak(build: Build) -> None:
    calls: list[Any] = [
        {"call": "look_up", "args": {"question": "Qu’est-ce que le CPF ?"}},
        {"call": "hand_over", "args": {"agent": "coach", "why": "entretien"}},
        {"call": "hand_over", "args": {"agent": "cv", "why": "aussi"}},
    ]
    model = ScriptedModel(scripts=[calls, ["Je prends la suite."]])
    async with started(build(model=model)) as visitor:
        _, events = await visitor.say("Bonjour", agent="guide")
    assert len(model.heard) == 2
    assert text_of(events) == "Je prends la suite."
    assert [value["agent"] for value in custom(events, "iris.agent")] == ["guide", "coach"]


async def test_an_answer_that_repeats_itself_twice_is_replaced_by_an_honest_line(build: Build) -> None:
    model = ScriptedModel(scripts=[["Dites-m’en plus."]])
    async with started(build(model=model)) as visitor:
        first, _ = await visitor.say("Bonjour", agent="guide")
        _, events = await visitor.say("Je ne sais pas", first.thread_id, agent="guide")
    assert "Dites-m’en plus" not in text_of(events)
    assert "rond" in text_of(events)


async def test_a_failed_run_counts_what_it_used(build: Build) -> None:
    with FakeGemini(uses(Use("list_agents", {})), says("Bonjour.", delay_s=5)) as fake:
        async with started(build(models=gemini(fake))) as visitor:
            begun = await visitor.start("Bonjour", agent="guide")
            async for event in visitor.tail(begun.run_id):
                if event["type"] == "TOOL_CALL_RESULT":
                    break
            await visitor.iris.runs.cancel(visitor.actor, begun.run_id)
            events = await visitor.follow(begun.run_id)
    assert events[-1]["outcome"] == {"type": "cancelled"}
    assert events[-1]["usage"][0]["inputTokens"] > 0
