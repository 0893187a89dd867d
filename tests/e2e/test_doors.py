"""Every door tells the same conversation in the same words."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from agents.runtime import Runtime
from tests.fakes.iris import LiveIris, parse, text_of
from tests.fakes.scripted import ScriptedModel

pytestmark = pytest.mark.service

Client = Callable[..., dict[str, Any]]
SAID = ["Bonjour", "Qu’est-ce que le CPF ?", "Comment préparer un entretien ?"]
"""None of them brings a card: the OpenAI door tells a card in words, beside the message."""


def native(live: LiveIris, headers: dict[str, str], text: str) -> str:
    body = {"threadId": "native", "runId": f"r{len(text)}", "messages": [{"id": "1", "role": "user", "content": text}]}
    answer = httpx.post(f"{live.url}/v1/runs", json=body, headers=headers, timeout=30)
    return text_of(parse(answer.content))


@pytest.mark.parametrize("scripted", [False, True])
def test_the_same_conversation_has_the_same_words_through_every_door(
    build: Callable[..., Runtime], agui: Client, openai_js: Client, ai_sdk: Client, scripted: bool
) -> None:
    model = ScriptedModel(scripts=[["Parlons ", "de vous. ", "Quel métier ?"]]) if scripted else None
    with LiveIris(build(model=model)) as live:
        headers, models = live.visitor(), {"model": "iris"}

        def streamed(text: str) -> str:
            return str(openai_js(live.url, headers, "stream", text=text, metadata={"thread_id": "s"}, **models)["text"])

        def whole(text: str) -> str:
            return str(openai_js(live.url, headers, "create", text=text, metadata={"thread_id": "w"}, **models)["text"])

        def by_ag_ui(text: str) -> str:
            told = agui(live.url, headers, text=text, threadId="agui", runId=f"agui-{len(text)}")
            return "".join(m["content"] for m in told["messages"] if m["role"] == "assistant" and m.get("content"))

        def by_ai_sdk(text: str) -> str:
            told = ai_sdk(live.url, headers, text=text, id="ui")
            return "".join(part["text"] for part in told["message"]["parts"] if part["type"] == "text")

        for text in SAID:
            expected = native(live, headers, text)
            assert expected
            assert [door(text) for door in (by_ag_ui, streamed, whole, by_ai_sdk)] == [expected] * 4
