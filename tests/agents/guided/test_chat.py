"""GuidedChatModel as LangChain and the graph use it."""

import json
import time
from typing import Any

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agents.models.guided import GuidedChatModel
from tests.agents.guided.talk import TOOLS, Talk


def head(**iris: object) -> SystemMessage:
    return SystemMessage("", additional_kwargs={"iris": iris})


async def chunks(messages: list[BaseMessage], **kwargs: Any) -> list[AIMessageChunk]:
    found = [chunk async for chunk in GuidedChatModel().astream(messages, **kwargs)]
    return [chunk for chunk in found if isinstance(chunk, AIMessageChunk)]


async def test_text_comes_in_small_pieces_and_the_last_one_carries_the_focus() -> None:
    pieces = await chunks([head(agent="guide", locale="fr"), HumanMessage("Bonjour")])
    assert len(pieces) > 15
    assert all(len(piece.text.split()) <= 2 for piece in pieces)
    assert all(not piece.response_metadata.get("iris") for piece in pieces[:-1])
    assert pieces[-1].response_metadata["model_name"] == "guided"
    assert pieces[-1].response_metadata["iris"]["focus"]["v"] == 1
    assert pieces[-1].usage_metadata == {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}


async def test_calls_come_as_tool_call_chunks_with_json_arguments() -> None:
    asked = [head(agent="guide"), HumanMessage("C'est quoi le CPF ?")]
    whole = sum(await chunks(asked, tools=TOOLS), AIMessageChunk(content=""))
    assert whole.text == ""
    assert whole.tool_calls[0]["name"] == "look_up"
    assert json.loads(whole.tool_call_chunks[0]["args"] or "") == {"question": "C'est quoi le CPF ?"}


async def test_invoke_says_what_the_stream_says() -> None:
    messages = [head(agent="aube"), HumanMessage("Bonjour")]
    streamed = "".join(piece.text for piece in await chunks(messages))
    model = GuidedChatModel()
    assert (await model.ainvoke(messages)).text == model.invoke(messages).text == streamed
    assert "".join(piece.text for piece in model.stream(messages)) == streamed


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [HumanMessage("Bonjour")],
        [SystemMessage("x"), HumanMessage("Bonjour")],
        [head(), HumanMessage("Bonjour")],
        [head(agent=3, locale=[], address=None, focus="?", facts=4, agents=[["a"], 3], reason=5), HumanMessage("oui")],
        [head(agent="aube", focus={"v": 1, "flow": "aube.gone", "step": "x"}), HumanMessage("oui")],
        [head(agent="nobody"), HumanMessage("Bonjour")],
        [head(agent="guide"), HumanMessage([{"type": "text", "text": "Bonjour"}])],
    ],
)
async def test_missing_or_odd_metadata_takes_defaults(messages: list[BaseMessage]) -> None:
    if messages:
        assert "".join(piece.text for piece in await chunks(messages)).strip()


async def test_the_notice_is_said_once_and_not_after_a_failure() -> None:
    talk = Talk()
    assert "Mode guidé" in await talk.say("Bonjour")
    assert "Mode guidé" not in await talk.say("merci")
    assert "Mode guidé" not in await Talk(reason="rate_limited").say("Bonjour")


async def test_a_brief_is_rendered_in_a_sandbox() -> None:
    brief = {
        "template": "Chère {{ who }}, c'est « {{ what }} » !",
        "facts": {"who": "Ana", "what": "l'été"},
        "locale": "fr",
    }
    text = "".join(piece.text for piece in await chunks([head(brief=brief)]))
    assert text == "Chère Ana, c’est «\u00a0l'été\u00a0»\u202f!"
    with pytest.raises(SecurityError):
        await chunks([head(brief={"template": "{{ ''.__class__.__mro__ }}".replace("''", '""'), "facts": {}})])
    with pytest.raises(UndefinedError):
        await chunks([head(brief={"template": "{{ nobody }}", "facts": {}})])


async def test_a_refused_operation_is_said_with_its_code() -> None:
    messages = [
        head(agent="guide"),
        HumanMessage("bla"),
        ToolMessage(json.dumps({"error": {"code": "rate_limited", "advice": "wait"}}), name="x", tool_call_id="1"),
    ]
    assert "Trop de demandes" in "".join(piece.text for piece in await chunks(messages))


async def test_what_another_model_began_is_ended_in_words() -> None:
    done = ToolMessage(json.dumps({"summary": "Le bilan est prêt."}), name="write_report", tool_call_id="1")
    text = "".join(piece.text for piece in await chunks([head(agent="guide"), HumanMessage("fais le bilan"), done]))
    assert text.startswith("Le bilan est prêt.")


async def test_a_fact_that_cannot_be_saved_does_not_stop_the_conversation() -> None:
    talk = Talk(agent="aube", results={"remember": {"error": {"code": "tainted_turn", "advice": ""}}})
    answer = await talk.say("Je suis soudeur et je veux changer de métier")
    assert "C’est noté : soudeur".replace(" :", "\u00a0:") in answer


async def test_what_is_sensitive_is_not_remembered() -> None:
    talk = Talk(agent="letters")
    await talk.say("une lettre pour un poste de facteur")
    await talk.say("La Poste")
    await talk.say("à cause de mon handicap")
    assert [arguments["fact"] for _, arguments in talk.calls] == ["Métier visé : facteur"]
    assert "mon handicap" in talk.focus


async def test_the_first_piece_comes_at_once() -> None:
    messages = [head(agent="aube", first=True), HumanMessage("Je suis soudeur et je veux changer de métier")]
    model = GuidedChatModel()
    await model.ainvoke(messages)
    waits: list[float] = []
    for _ in range(30):
        begun = time.perf_counter()
        async for _piece in model.astream(messages):
            waits.append(time.perf_counter() - begun)
            break
    assert min(waits) < 0.005
