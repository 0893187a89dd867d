import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.tool import tool_call_chunk

from agents.models.gathering import Gathered, text_of


def gather(*chunks: AIMessage, says_when_done: bool = False) -> AIMessage | str:
    gathered = Gathered()
    for chunk in chunks:
        gathered.add(chunk)
    return gathered.message(says_when_done=says_when_done)


def calling(arguments: str, name: str = "match_jobs") -> AIMessageChunk:
    return AIMessageChunk(content="", tool_call_chunks=[tool_call_chunk(name=name, args=arguments, id="1", index=0)])


def test_blocks_are_reduced_to_their_text() -> None:
    blocks: list[str | dict[str, Any]] = [
        {"type": "thinking", "thinking": "hm", "signature": "x"},
        {"type": "text", "text": "Bon", "extras": {"signature": "x"}},
        "jour",
        {"type": "image_url", "image_url": {"url": "data:"}},
    ]
    assert text_of(blocks) == "Bonjour"


def test_cut_arguments_are_no_call() -> None:
    # langchain-core completes them: AIMessageChunk.tool_calls would hold {"amount": 1}.
    chunk = calling('{"amount": 1')
    assert chunk.tool_calls[0]["args"] == {"amount": 1}
    assert gather(chunk) == "malformed"


@pytest.mark.parametrize("arguments", ["[1]", '"x"', "3"])
def test_arguments_that_are_no_object_are_no_call(arguments: str) -> None:
    assert gather(calling(arguments)) == "malformed"


def test_a_call_without_arguments_is_one() -> None:
    message = gather(calling(""))
    assert isinstance(message, AIMessage)
    assert message.tool_calls[0]["args"] == {}


def test_whitespace_is_an_empty_answer() -> None:
    assert gather(AIMessageChunk(content="\n"), AIMessageChunk(content=" ")) == "empty"


def test_an_answer_that_does_not_say_it_is_done_was_cut() -> None:
    assert gather(AIMessageChunk(content="Bon"), says_when_done=True) == "cut"
    done = AIMessageChunk(content="", response_metadata={"finish_reason": "MAX_TOKENS"})
    assert isinstance(gather(AIMessageChunk(content="Bon"), done, says_when_done=True), AIMessage)


def test_a_whole_message_is_taken_as_it_is() -> None:
    call = {"name": "match_jobs", "args": {"skill": "chant"}, "id": "7", "type": "tool_call"}
    message = gather(AIMessage("Voici", tool_calls=[call], response_metadata={"iris": {"card": 1}}))
    assert isinstance(message, AIMessage)
    assert (message.text, message.tool_calls) == ("Voici", [call])
    assert message.response_metadata["iris"] == {"card": 1}


@given(
    st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers(), max_size=4),
    st.text(max_size=40),
    st.data(),
)
def test_however_it_is_cut_into_chunks_the_message_is_the_same(
    arguments: dict[str, str | int], text: str, data: st.DataObject
) -> None:
    encoded = json.dumps(arguments)
    middle = data.draw(st.integers(0, len(encoded)))
    split = data.draw(st.integers(0, len(text)))
    first = tool_call_chunk(name="match_jobs", args=encoded[:middle], id="1", index=0)
    rest = tool_call_chunk(name=None, args=encoded[middle:], id=None, index=0)
    message = gather(
        AIMessageChunk(content=text[:split]),
        AIMessageChunk(content="", tool_call_chunks=[first]),
        AIMessageChunk(content=text[split:]),
        AIMessageChunk(content="", tool_call_chunks=[rest]),
    )
    assert isinstance(message, AIMessage)
    assert message.content == text
    assert message.tool_calls[0]["args"] == arguments
