"""The policy of a chain, with the real Gemini client against a wire-level fake unless told otherwise."""

import asyncio
import time
from contextlib import aclosing

import pytest
from pydantic import BaseModel

from agents.models import Answer, Broken, ModelSettings, Piece, Switched, Words, build_models
from tests.agents.models.conftest import HELLO, TOOL, Build, answer_of, say, until, words_of
from tests.fakes.chat_model import TalkingModel
from tests.fakes.gemini import FakeGemini
from tests.fakes.openai_compatible import FakeOpenAI
from tests.fakes.replies import Reply, ends, fails_in_stream, refuses, says
from tools.errors import ModelUnavailable

GEMINI = "google_genai:gemini-flash-latest"
QWEN = "openai:qwen3"
GUIDED_WORDS = ["Je réponds", " sans modèle."]


class Offer(BaseModel):
    title: str


def switches(pieces: list[Piece]) -> list[Switched]:
    return [piece for piece in pieces if isinstance(piece, Switched)]


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_what_may_pass_is_tried_again_before_any_word(build: Build, status: int) -> None:
    with FakeGemini(refuses(status), refuses(status), says("Enfin")) as gemini:
        pieces = await say(build(gemini=gemini))
    assert switches(pieces) == [Switched(GEMINI, "model", None)]
    assert words_of(pieces) == ["Enfin"]
    assert len(gemini.requests) == 3


async def test_retries_end(build: Build) -> None:
    with FakeGemini(refuses(503)) as gemini:
        pieces = await say(build(gemini=gemini, retries=1))
    assert switches(pieces) == [Switched("guided", "guided", "server_error")]
    assert words_of(pieces) == GUIDED_WORDS
    assert len(gemini.requests) == 2


async def test_retry_after_is_honoured(build: Build) -> None:
    with FakeGemini(refuses(429, retry_after_s=0.15), says("Enfin")) as gemini:
        began = time.monotonic()
        await say(build(gemini=gemini))
    assert time.monotonic() - began >= 0.15


async def test_a_retry_after_that_is_too_long_moves_the_chain_on(build: Build) -> None:
    with FakeGemini(refuses(429, retry_after_s=0.5)) as gemini:
        pieces = await say(build(gemini=gemini, longest_wait_s=0.4))
    assert switches(pieces) == [Switched("guided", "guided", "rate_limited")]
    assert len(gemini.requests) == 1


async def test_an_attempt_that_would_come_too_late_is_not_made(build: Build) -> None:
    with FakeGemini(refuses(503)) as gemini:
        began = time.monotonic()
        await say(build(gemini=gemini, timeout_s=0.5, backoff_s=3.0))
    assert time.monotonic() - began < 0.5
    assert len(gemini.requests) == 1


async def test_nobody_listens(build: Build) -> None:
    gemini = FakeGemini()
    gemini.close()
    assert switches(await say(build(gemini=gemini))) == [Switched("guided", "guided", "connection")]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (ends("cut", "Voi", "ci"), "cut"),
        (ends("silent_stop", "Voi", "ci"), "cut"),
        (ends("malformed", "Voi", "ci"), "malformed"),
        (fails_in_stream(503, "Voi", "ci"), "server_error"),
        (fails_in_stream(429, "Voi", "ci"), "rate_limited"),
    ],
)
async def test_an_answer_that_fails_midway_is_broken_off_and_a_new_one_begins(
    build: Build, reply: Reply, reason: str
) -> None:
    with FakeGemini(reply) as gemini:
        pieces = await say(build(gemini=gemini))
    began, one, two, broken, switched, *rest = pieces
    assert (began, one, two) == (Switched(GEMINI, "model", None), Words("Voi"), Words("ci"))
    assert isinstance(broken, Broken)
    assert broken.reason == reason
    assert switched == Switched("guided", "guided", broken.reason)
    assert words_of(rest) == GUIDED_WORDS
    assert answer_of(pieces).message.content == "".join(GUIDED_WORDS)
    assert len(gemini.requests) == 1


async def test_what_a_failed_model_used_is_counted(build: Build) -> None:
    with FakeGemini(ends("cut", "Voi", "ci")) as gemini:
        answer = answer_of(await say(build(gemini=gemini)))
    assert (answer.model, answer.usage.output_tokens) == ("guided", 2)


@pytest.mark.parametrize("reply", [Reply(), Reply(end="silent_stop"), says("\n", " ")])
async def test_an_empty_answer_is_a_failure(build: Build, reply: Reply) -> None:
    with FakeGemini(reply) as gemini:
        pieces = await say(build(gemini=gemini))
    assert switches(pieces)[-1] == Switched("guided", "guided", "empty")


async def test_local_first_then_cloud(build: Build) -> None:
    with FakeOpenAI(refuses(503)) as local, FakeGemini(says("Du nuage")) as cloud:
        models = build(openai=local, gemini=cloud, writer=f"{QWEN},{GEMINI}", retries=0)
        assert models.names("writer") == (QWEN, GEMINI, "guided")
        pieces = await say(models)
    assert switches(pieces) == [Switched(GEMINI, "model", "server_error")]
    assert words_of(pieces) == ["Du nuage"]


async def test_cloud_first_then_local(build: Build) -> None:
    with FakeOpenAI(says("D'ici")) as local, FakeGemini(ends("cut", "Du nu")) as cloud:
        pieces = await say(build(openai=local, gemini=cloud, model=f"{GEMINI},{QWEN}"))
    assert pieces[2:4] == [Broken("cut"), Switched(QWEN, "model", "cut")]
    assert answer_of(pieces).message.content == "D'ici"
    assert set(answer_of(pieces).usage.by_model) == {GEMINI, QWEN}


async def test_the_first_word_has_a_time_limit(build: Build) -> None:
    with FakeGemini(ends("hang")) as gemini:
        models = build(gemini=gemini, timeout_s=0.3)
        await models.load()
        began = time.monotonic()
        pieces = await say(models)
        assert time.monotonic() - began < 1.0
        await until(lambda: gemini.disconnects == 1)
    assert switches(pieces) == [Switched("guided", "guided", "timeout")]
    assert len(gemini.requests) == 1


async def test_silence_between_words_has_a_time_limit(build: Build) -> None:
    with FakeGemini(ends("hang", "Voi", "ci")) as gemini:
        pieces = await say(build(gemini=gemini, timeout_s=0.4))
        await until(lambda: gemini.disconnects == 1)
    assert pieces[3] == Broken("timeout")


async def test_a_long_answer_may_last_longer_than_the_limit(build: Build) -> None:
    with FakeGemini(says(*"abcdefgh", delay_s=0.1)) as gemini:
        models = build(gemini=gemini, timeout_s=0.4)
        await models.load()
        pieces = await say(models)
    assert words_of(pieces) == list("abcdefgh")


async def test_a_slow_reader_is_not_a_slow_model(build: Build) -> None:
    with FakeGemini(says("a", "b", "c")) as gemini:
        pieces = []
        async for piece in build(gemini=gemini, timeout_s=0.3).chain("writer").stream(HELLO):
            pieces.append(piece)
            await asyncio.sleep(0.15)
    assert answer_of(pieces).mode == "model"


async def test_the_breaker_leaves_a_failing_model_alone_in_every_role_then_tries_it(build: Build) -> None:
    with FakeGemini(refuses(500), refuses(500), says("Revenu")) as gemini:
        models = build(gemini=gemini, retries=0, breaker_failures=2, breaker_open_s=0.3)
        for _ in range(2):
            await say(models)
        pieces = await say(models)
        assert switches(pieces) == [Switched("guided", "guided", "breaker_open")]
        assert await models.chain("judge").structured(HELLO, Offer) is None
        assert len(gemini.requests) == 2
        await asyncio.sleep(0.3)
        assert words_of(await say(models)) == ["Revenu"]
        assert words_of(await say(models)) == ["Revenu"]
    assert len(gemini.requests) == 4


async def test_a_cancelled_trial_does_not_keep_the_breaker_half_open(build: Build) -> None:
    with FakeGemini(refuses(500), ends("hang"), says("Revenu")) as gemini:
        models = build(gemini=gemini, retries=0, breaker_failures=1, breaker_open_s=0.0)
        await say(models)
        trial = asyncio.create_task(say(models))
        await until(lambda: len(gemini.requests) == 2)
        trial.cancel()
        with pytest.raises(asyncio.CancelledError):
            await trial
        assert words_of(await say(models)) == ["Revenu"]


async def test_cancelling_closes_the_providers_connection_at_once(build: Build) -> None:
    with FakeGemini(ends("hang", "Voi")) as gemini:
        task = asyncio.create_task(say(build(gemini=gemini)))
        await until(lambda: len(gemini.requests) == 1)
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: gemini.disconnects == 1)


@pytest.mark.parametrize("tools", [[], [TOOL]])
async def test_leaving_in_the_middle_closes_the_providers_connection(
    build: Build, tools: list[dict[str, object]]
) -> None:
    with FakeGemini(ends("hang", "Voi", "ci")) as gemini:
        async with aclosing(build(gemini=gemini).chain("writer").stream(HELLO, tools=tools)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Words):
                    break
        await until(lambda: gemini.disconnects == 1)


async def test_leaving_closes_the_connection_to_an_openai_compatible_server_too(build: Build) -> None:
    with FakeOpenAI(ends("hang", "Voi", "ci")) as server:
        async with aclosing(build(openai=server, model=QWEN).chain("writer").stream(HELLO)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Words):
                    break
        await until(lambda: server.disconnects == 1)


async def test_your_own_model_through_a_python_factory(build: Build) -> None:
    name = "python:tests.fakes.chat_model:make_talking_model"
    pieces = await say(build(model=name))
    assert switches(pieces) == [Switched(name, "model", None)]
    assert words_of(pieces) == ["Modèle", " maison"]


async def test_a_factory_that_gives_something_else_is_passed_over(build: Build) -> None:
    pieces = await say(build(model="python:tests.fakes.chat_model:make_something_else"))
    assert switches(pieces) == [Switched("guided", "guided", "refused")]


async def test_guided_alone_speaks_first_and_carries_its_data(guided: TalkingModel) -> None:
    guided.iris = {"card": {"kind": "match"}}
    models = build_models(ModelSettings(), guided=guided)
    pieces = await say(models, tools=[TOOL])
    assert switches(pieces) == [Switched("guided", "guided", None)]
    assert answer_of(pieces).message.response_metadata["iris"] == guided.iris
    assert guided.tools == [[TOOL]]
    assert await models.chain("extractor").structured(HELLO, Offer) is None


async def test_when_guided_mode_fails_too_the_model_is_unavailable(guided: TalkingModel) -> None:
    guided.texts, guided.error = (), RuntimeError("what the person wrote")
    models = build_models(ModelSettings(), guided=guided)
    for _ in range(5):
        with pytest.raises(ModelUnavailable) as refusal:
            await say(models)
        assert "what the person wrote" not in str(refusal.value)
        assert refusal.value.__cause__ is None
    assert len(guided.heard) == 5


async def test_the_log_tells_the_error_and_where_but_never_what_was_said(
    guided: TalkingModel, caplog: pytest.LogCaptureFixture
) -> None:
    guided.error = RuntimeError("what the person wrote")
    with pytest.raises(ModelUnavailable):
        await say(build_models(ModelSettings(), guided=guided))
    assert "RuntimeError" in caplog.text
    assert "chat_model.py" in caplog.text
    assert "what the person wrote" not in caplog.text


async def test_a_malformed_chunk_is_not_quoted_in_the_log(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    with FakeGemini(ends("malformed", "Voi")) as gemini:
        await say(build(gemini=gemini))
    assert "UnknownApiResponseError" in caplog.text
    assert "secret" not in caplog.text


async def test_chains_speak_side_by_side(build: Build) -> None:
    with FakeGemini(says("un", "deux", delay_s=0.1)) as gemini:
        models = build(gemini=gemini)
        await models.load()
        began = time.monotonic()
        answers = await asyncio.gather(*(say(models) for _ in range(20)))
        assert time.monotonic() - began < 2.0
    assert all(isinstance(pieces[-1], Answer) and words_of(pieces) == ["un", "deux"] for pieces in answers)
