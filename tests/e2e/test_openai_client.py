"""Chat completions, judged by OpenAI's own JavaScript client."""

from collections.abc import Callable
from typing import Any

import pytest

from agents.runtime import Runtime
from tests.fakes.iris import LiveIris
from tests.fakes.scripted import ScriptedModel
from tests.fakes.spending import Till, teller_catalog
from tests.server.client.cutting_proxy import CuttingProxy
from tests.server.conversations import buy, idle

pytestmark = pytest.mark.service

Openai = Callable[..., dict[str, Any]]
Build = Callable[..., Runtime]


@pytest.mark.parametrize("how", ["create", "stream"])
def test_the_client_reads_the_text_that_the_history_keeps(live: LiveIris, openai_js: Openai, how: str) -> None:
    headers = live.visitor()
    told = openai_js(live.url, headers, how, model="iris", text="Qu’est-ce que le CPF ?", metadata={"thread_id": "t-1"})
    assert told["error"] is None
    assert told["answer"]["choices"][0]["finish_reason"] == "stop"
    with live.client(headers) as client:
        stored = client.get("/v1/threads/t-1/messages").json()["messages"]
    assert told["text"] == "\n\n".join(m["content"] for m in stored if m["role"] == "assistant")


def test_the_client_reads_refusals(live: LiveIris, openai_js: Openai) -> None:
    unknown = openai_js(live.url, live.visitor(), "create", model="gpt-5")
    assert (unknown["error"]["status"], unknown["error"]["code"]) == (404, "unknown_agent")
    nobody = openai_js(live.url, {"Authorization": "Bearer wrong"}, "create", model="iris")
    assert (nobody["error"]["kind"], nobody["error"]["code"]) == ("AuthenticationError", "unauthenticated")


@pytest.mark.parametrize("how", ["create", "stream"])
def test_a_failure_reaches_the_client_with_its_code_and_no_detail(build: Build, openai_js: Openai, how: str) -> None:
    with LiveIris(build(model=ScriptedModel(scripts=[["Un début ", ValueError("secret")]]))) as live:
        told = openai_js(live.url, live.visitor(), how, model="iris")
    assert told["error"]["code"] == "model_unavailable"
    assert "secret" not in str(told)


def test_a_question_comes_as_text_and_yes_answers_it(build: Build, openai_js: Openai) -> None:
    till = Till()
    scripts: list[Any] = [[{"call": "spend_points", "args": {"points": 15}}], ["C’est fait."]]
    operation = till.operation("quick_advice")
    iris = build(model=ScriptedModel(scripts=scripts), catalog=teller_catalog(), operations=[operation])
    with LiveIris(iris) as live:
        headers, thread = live.visitor(), {"thread_id": "t-1"}
        asked = openai_js(live.url, headers, "stream", model="iris-teller", metadata=thread)
        assert asked["error"] is None
        assert "« oui »".replace(" ", "\u00a0") in asked["text"]
        assert till.spent == []
        buy(live, headers)
        done = openai_js(live.url, headers, "create", model="iris-teller", metadata=thread, text="Oui.")
        assert done["text"] == "C’est fait."
        assert [points for _, points in till.spent] == [15]


def test_leaving_the_stream_cancels_the_run(build: Build, openai_js: Openai) -> None:
    with LiveIris(build(model=ScriptedModel(scripts=[["Un début ", 30.0, "jamais"]]))) as live:
        headers = live.visitor()
        told = openai_js(live.url, headers, "leave", model="iris", metadata={"thread_id": "t-1"})
        assert told["error"]["kind"] == "APIUserAbortError"
        assert idle(live, headers, "t-1")["messages"][-1]["status"] == "partial"


def test_a_cut_is_no_end(build: Build, openai_js: Openai) -> None:
    with (
        LiveIris(build(model=ScriptedModel(scripts=[["Un début ", 0.2, "et une suite. " * 200]]))) as live,
        CuttingProxy(live.url, 2_500) as proxy,
    ):
        told = openai_js(proxy.url, live.visitor(), "stream", model="iris")
    assert proxy.resets == 1
    assert told["error"] is not None
