"""The UI message stream, judged by the AI SDK itself, in both versions that it is made for."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from agents.runtime import Runtime
from tests.fakes.iris import LiveIris
from tests.fakes.scripted import ScriptedModel
from tests.fakes.spending import Till, teller_catalog
from tests.server.client.cutting_proxy import CuttingProxy
from tests.server.conversations import buy, idle, stop_what_speaks

pytestmark = pytest.mark.service

AiSdk = Callable[..., dict[str, Any]]
Build = Callable[..., Runtime]


def text(told: dict[str, Any]) -> list[str]:
    """The text parts of the message, each of them finished."""
    parts = [part for part in told["message"]["parts"] if part["type"] == "text"]
    assert {part["state"] for part in parts} <= {"done"}
    return [part["text"] for part in parts]


def test_the_client_builds_the_message_that_the_history_keeps(live: LiveIris, ai_sdk: AiSdk) -> None:
    headers = live.visitor()
    told = ai_sdk(live.url, headers, text="Qu’est-ce que le CPF ?")
    assert told["error"] is None
    assert told["chunks"][-1]["type"] == "finish"
    kinds = {part["type"] for part in told["message"]["parts"]}
    assert {"data-iris-agent", "data-iris-sources", "source-url"} <= kinds
    with live.client(headers) as client:
        stored = client.get("/v1/threads/chat-1/messages").json()["messages"]
    assert text(told) == [m["content"] for m in stored if m["role"] == "assistant"]


def test_another_answer_takes_the_place_of_the_one_before(build: Build, ai_sdk: AiSdk) -> None:
    with LiveIris(build(model=ScriptedModel(scripts=[["Une réponse."], ["Une autre."], ["Une troisième."]]))) as live:
        headers = live.visitor()
        ai_sdk(live.url, headers, text="Bonjour")
        ai_sdk(live.url, headers, text="Et ensuite ?")
        again = ai_sdk(live.url, headers, text="Et ensuite ?", trigger="regenerate-message")
        with live.client(headers) as client:
            stored = client.get("/v1/threads/chat-1/messages").json()["messages"]
    assert text(again) == ["Une troisième."]
    assert [each["content"] for each in stored] == ["Bonjour", "Une réponse.", "Et ensuite ?", "Une troisième."]


def test_the_client_reads_a_refusal_and_a_failure(build: Build, ai_sdk: AiSdk) -> None:
    with LiveIris(build(model=ScriptedModel(scripts=[["Un début ", ValueError("secret")]]))) as live:
        nobody = ai_sdk(live.url, {"Authorization": "Bearer wrong"})
        failed = ai_sdk(live.url, live.visitor())
    assert "unauthenticated" in nobody["error"]["message"]
    assert failed["error"] is not None
    assert {"code": "model_unavailable"} in [each.get("data") for each in failed["chunks"]]
    assert "secret" not in str(failed)


def test_a_question_comes_as_text_and_data_and_yes_answers_it(build: Build, ai_sdk: AiSdk) -> None:
    till = Till()
    scripts: list[Any] = [[{"call": "spend_points", "args": {"points": 15}}], ["C’est fait."]]
    operation = till.operation("quick_advice")
    iris = build(model=ScriptedModel(scripts=scripts), catalog=teller_catalog(), operations=[operation])
    with LiveIris(iris) as live:
        headers = live.visitor()
        asked = ai_sdk(live.url, headers, body={"agent": "teller"})
        assert asked["error"] is None
        [question] = [part for part in asked["message"]["parts"] if part["type"] == "data-iris-interrupt"]
        assert question["data"]["id"] == question["id"]
        assert question["data"]["message"] in text(asked)[-1]
        buy(live, headers)
        done = ai_sdk(live.url, headers, body={"agent": "teller"}, text="oui")
        assert text(done) == ["C’est fait."]
        assert [points for _, points in till.spent] == [15]


def test_leaving_stops_nothing_and_the_run_is_found_again(build: Build, ai_sdk: AiSdk) -> None:
    with LiveIris(build(model=ScriptedModel(scripts=[["Un début ", 3.0, "et une fin."]]))) as live:
        headers = live.visitor()
        assert ai_sdk(live.url, headers, "resume")["idle"]
        left = ai_sdk(live.url, headers, "leave")
        assert left["chunks"][-1]["type"] != "finish"
        again = ai_sdk(live.url, headers, "resume")
        assert text(again) == ["Un début et une fin."]
        assert ai_sdk(live.url, headers, "resume")["idle"]


def test_leaving_cancels_where_that_is_asked(build: Build, ai_sdk: AiSdk) -> None:
    with LiveIris(build(model=ScriptedModel(scripts=[["Un début ", 30.0, "jamais"]]))) as live:
        headers = live.visitor()
        ai_sdk(live.url, {**headers, "X-Iris-On-Disconnect": "cancel"}, "leave")
        assert idle(live, headers, "chat-1")["messages"][-1]["status"] == "partial"


def test_a_stop_elsewhere_ends_the_message(build: Build, ai_sdk: AiSdk) -> None:
    with LiveIris(build(model=ScriptedModel(scripts=[["Un début ", 30.0, "jamais"]]))) as live:
        headers = live.visitor()
        stopping = threading.Thread(target=stop_what_speaks, args=(live, headers, "chat-1"))
        stopping.start()
        told = ai_sdk(live.url, headers)
        stopping.join()
    assert told["error"] is None
    assert [each["type"] for each in told["chunks"][-2:]] == ["finish-step", "abort"]
    assert text(told) == ["Un début "]


def test_a_cut_is_no_end(build: Build, ai_sdk: AiSdk) -> None:
    with (
        LiveIris(build(model=ScriptedModel(scripts=[["Un début ", 0.2, "et une suite. " * 200]]))) as live,
        CuttingProxy(live.url, 2_500) as proxy,
    ):
        told = ai_sdk(proxy.url, live.visitor())
    assert proxy.resets == 1
    assert "finish" not in [each["type"] for each in told["chunks"]]
