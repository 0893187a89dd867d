"""The real ChatOpenAI against a wire-level OpenAI-compatible server."""

import pytest
from pydantic import BaseModel

from agents.models import Broken, Switched, TokenMeter, Tokens, Usage, Words
from tests.agents.models.conftest import HELLO, TOOL, Build, answer_of, say, words_of
from tests.fakes.openai_compatible import PROMPT_TOKENS, FakeOpenAI
from tests.fakes.replies import Use, blocks_answer, ends, fails_in_stream, refuses, says, thinks, uses

QWEN = "openai:qwen3:8b"


class Offer(BaseModel):
    title: str
    years: int


async def test_words_then_the_whole_answer_with_its_usage(build: Build) -> None:
    with FakeOpenAI(says("Bon", "jour")) as server:
        pieces = await say(build(openai=server, model=QWEN))
    assert pieces[0] == Switched(QWEN, "model", None)
    assert words_of(pieces) == ["Bon", "jour"]
    answer = answer_of(pieces)
    assert (answer.message.content, answer.mode) == ("Bonjour", "model")
    assert answer.usage == Usage({QWEN: Tokens(PROMPT_TOKENS, 2)})


async def test_a_server_without_a_key_is_called_without_one_worth_stealing(build: Build) -> None:
    with FakeOpenAI() as server:
        await say(build(openai=server, model=QWEN))
    assert server.requests[0].headers["authorization"] == "Bearer none"
    assert server.requests[0].body["model"] == "qwen3:8b"


async def test_parallel_calls_whose_arguments_come_in_pieces(build: Build) -> None:
    with FakeOpenAI(uses(Use("match_jobs", {"skill": "soudure"}), Use("match_jobs", {"skill": "chant"}))) as server:
        message = answer_of(await say(build(openai=server, model=QWEN), tools=[TOOL])).message
    assert [call["args"] for call in message.tool_calls] == [{"skill": "soudure"}, {"skill": "chant"}]
    assert [call["id"] for call in message.tool_calls] == ["call_0", "call_1"]
    assert server.requests[0].body["tools"] == [TOOL]


async def test_reasoning_is_left_out(build: Build) -> None:
    with FakeOpenAI(thinks("hm", "Oui")) as server:
        assert words_of(await say(build(openai=server, model=QWEN))) == ["Oui"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (blocks_answer("Voi", finish="content_filter"), "safety"),
        (ends("cut", "Voi"), "cut"),
        (ends("silent_stop", "Voi"), "cut"),
        (ends("malformed", "Voi"), "malformed"),
        (fails_in_stream(500, "Voi"), "server_error"),
    ],
)
async def test_an_answer_that_fails_midway_is_broken_off(build: Build, reply: object, reason: str) -> None:
    with FakeOpenAI(reply) as server:  # type: ignore[arg-type]
        pieces = await say(build(openai=server, model=QWEN))
    assert pieces[1] == Words("Voi")
    assert isinstance(pieces[2], Broken)
    assert pieces[2].reason == reason
    assert pieces[3] == Switched("guided", "guided", pieces[2].reason)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "reason", "calls"), [(401, "bad_credentials", 1), (404, "refused", 1), (429, "rate_limited", 3)]
)
async def test_only_what_may_pass_is_tried_again(build: Build, status: int, reason: str, calls: int) -> None:
    with FakeOpenAI(refuses(status)) as server:
        first = (await say(build(openai=server, model=QWEN)))[0]
    assert isinstance(first, Switched)
    assert (first.reason, len(server.requests)) == (reason, calls)


async def test_structured_answers(build: Build) -> None:
    meter = TokenMeter()
    with FakeOpenAI(says('{"title": "Soudeuse", "years": 3}')) as server:
        chain = build(openai=server, model=QWEN).chain("extractor", meter)
        assert await chain.structured(HELLO, Offer) == Offer(title="Soudeuse", years=3)
    assert meter.usage.input_tokens == PROMPT_TOKENS
    assert server.requests[0].body["response_format"]["type"] == "json_schema"
