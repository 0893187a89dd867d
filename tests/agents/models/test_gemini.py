"""The real ChatGoogleGenerativeAI against a wire-level Gemini."""

import asyncio

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_google_genai import GoogleGenerativeAIEmbeddings
from pydantic import BaseModel, SecretStr

from agents.models import Answer, Broken, Switched, TokenMeter, Tokens, Usage, Words, with_call_ids
from tests.agents.models.conftest import HELLO, TOOL, Build, answer_of, say, words_of
from tests.fakes.gemini import PROMPT_TOKENS, FakeGemini, embed
from tests.fakes.replies import Use, blocks_answer, blocks_prompt, refuses, says, thinks, uses

NAME = "google_genai:gemini-flash-latest"
VERSIONS = pytest.mark.parametrize("version", ["gemini-2.5-flash", "gemini-3-flash-preview"])


class Offer(BaseModel):
    title: str
    years: int


@VERSIONS
async def test_words_come_as_they_are_written_then_the_whole_answer(build: Build, version: str) -> None:
    with FakeGemini(says("Bon", "jour", " toi"), model_version=version) as gemini:
        first, *words, answer = await say(build(gemini=gemini))
    assert first == Switched(NAME, "model", None)
    assert words == [Words("Bon"), Words("jour"), Words(" toi")]
    assert isinstance(answer, Answer)
    assert (answer.message.content, answer.model, answer.mode) == ("Bonjour toi", NAME, "model")
    assert answer.message.response_metadata["finish_reason"] == "STOP"


async def test_usage_is_counted_once_although_every_chunk_tells_the_total(build: Build) -> None:
    meter = TokenMeter()
    with FakeGemini(says("un", "deux", "trois")) as gemini:
        chain = build(gemini=gemini).chain("writer", meter)
        for _ in range(2):
            answer = answer_of([piece async for piece in chain.stream(HELLO)])
            assert answer.usage == Usage({NAME: Tokens(PROMPT_TOKENS, 3)})
    assert meter.usage == Usage({NAME: Tokens(2 * PROMPT_TOKENS, 6)})


@VERSIONS
async def test_thinking_is_left_out(build: Build, version: str) -> None:
    with FakeGemini(thinks("je réfléchis", "Voilà"), model_version=version) as gemini:
        pieces = await say(build(gemini=gemini))
    assert words_of(pieces) == ["Voilà"]
    assert answer_of(pieces).message.content == "Voilà"


@VERSIONS
async def test_parallel_calls_come_whole_and_apart(build: Build, version: str) -> None:
    calls = uses(Use("match_jobs", {"skill": "soudure"}), Use("match_jobs", {"skill": "chant"}), text="Je cherche.")
    with FakeGemini(calls, model_version=version) as gemini:
        message = answer_of(await say(build(gemini=gemini), tools=[TOOL])).message
    assert [(call["name"], call["args"]) for call in message.tool_calls] == [
        ("match_jobs", {"skill": "soudure"}),
        ("match_jobs", {"skill": "chant"}),
    ]
    assert len({call["id"] for call in message.tool_calls}) == 2
    assert message.content == "Je cherche."
    assert "function_call" not in message.additional_kwargs
    assert gemini.requests[0].body["tools"][0]["functionDeclarations"][0]["name"] == "match_jobs"


async def test_a_call_alone_names_who_speaks_and_says_nothing(build: Build) -> None:
    with FakeGemini(uses(Use("match_jobs", {"skill": "chant"}))) as gemini:
        switched, answer = await say(build(gemini=gemini), tools=[TOOL])
    assert switched == Switched(NAME, "model", None)
    assert isinstance(answer, Answer)


async def test_thought_signatures_go_back_with_their_calls_under_our_own_ids(build: Build) -> None:
    with FakeGemini(uses(Use("match_jobs", {"skill": "chant"}, signature="c2ln")), says("Fini")) as gemini:
        models = build(gemini=gemini)
        asked = with_call_ids(answer_of(await say(models, tools=[TOOL])).message, lambda: "call-1")
        history: list[BaseMessage] = [*HELLO, asked, ToolMessage("rien", tool_call_id="call-1", name="match_jobs")]
        await say(models, history, tools=[TOOL])
    part = gemini.requests[1].body["contents"][1]["parts"][0]
    assert part["functionCall"] == {"name": "match_jobs", "args": {"skill": "chant"}}
    assert part["thoughtSignature"] == "c2ln"


async def test_a_refused_prompt_is_a_safety_failure_and_guided_mode_answers(build: Build) -> None:
    with FakeGemini(blocks_prompt()) as gemini:
        pieces = await say(build(gemini=gemini))
    assert pieces[0] == Switched("guided", "guided", "safety")
    assert answer_of(pieces).mode == "guided"


@pytest.mark.parametrize("finish", ["SAFETY", "PROHIBITED_CONTENT", "RECITATION"])
async def test_a_stopped_answer_is_broken_off_and_begins_again(build: Build, finish: str) -> None:
    with FakeGemini(blocks_answer("Voici com", finish=finish)) as gemini:
        pieces = await say(build(gemini=gemini))
    assert pieces[1:4] == [Words("Voici com"), Broken("safety"), Switched("guided", "guided", "safety")]
    assert answer_of(pieces).message.content == "Je réponds sans modèle."


async def test_a_garbled_call_is_malformed(build: Build) -> None:
    with FakeGemini(blocks_answer(finish="MALFORMED_FUNCTION_CALL")) as gemini:
        assert (await say(build(gemini=gemini)))[0] == Switched("guided", "guided", "malformed")


async def test_an_answer_cut_by_its_length_is_an_answer(build: Build) -> None:
    with FakeGemini(blocks_answer("Long texte", finish="MAX_TOKENS")) as gemini:
        answer = answer_of(await say(build(gemini=gemini)))
    assert (answer.mode, answer.message.response_metadata["finish_reason"]) == ("model", "MAX_TOKENS")


async def test_a_wrong_key_is_told_apart_from_a_wrong_request(build: Build) -> None:
    with FakeGemini(refuses(400, reason="API_KEY_INVALID"), refuses(400), refuses(403)) as gemini:
        models = build(gemini=gemini)
        reasons = [(await say(models))[0] for _ in range(3)]
    assert [piece.reason for piece in reasons if isinstance(piece, Switched)] == [
        "bad_credentials",
        "refused",
        "bad_credentials",
    ]
    assert len(gemini.requests) == 3


async def test_googles_own_delay_is_respected(build: Build) -> None:
    with FakeGemini(refuses(429, retry_delay_s=60)) as gemini:
        pieces = await say(build(gemini=gemini))
    assert pieces[0] == Switched("guided", "guided", "rate_limited")
    assert len(gemini.requests) == 1


async def test_structured_answers_are_read_into_their_schema(build: Build) -> None:
    meter = TokenMeter()
    with FakeGemini(says('{"title": "Soudeuse", ', '"years": 3}')) as gemini:
        offer = await build(gemini=gemini).chain("extractor", meter).structured(HELLO, Offer)
    assert offer == Offer(title="Soudeuse", years=3)
    assert meter.usage.input_tokens == PROMPT_TOKENS
    config = gemini.requests[0].body["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert gemini.requests[0].path.endswith(":generateContent")


async def test_a_structured_answer_that_does_not_fit_is_none(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    with FakeGemini(says('{"title": "très privé"}')) as gemini:
        assert await build(gemini=gemini).chain("extractor").structured(HELLO, Offer) is None
    assert "malformed" in caplog.text
    assert "très privé" not in caplog.text


async def test_structured_answers_are_tried_again_too(build: Build) -> None:
    with FakeGemini(refuses(503), says('{"title": "Soudeuse", "years": 3}')) as gemini:
        assert await build(gemini=gemini).chain("extractor").structured(HELLO, Offer) is not None
    assert len(gemini.requests) == 2


async def test_what_is_sent_holds_the_key_in_its_header_and_no_deadline(build: Build) -> None:
    messages = [SystemMessage("Tu es Iris.", additional_kwargs={"iris": {"private": "x"}}), HumanMessage("Bonjour")]
    with FakeGemini() as gemini:
        await say(build(gemini=gemini), messages)
    sent = gemini.requests[0]
    assert sent.path == "/v1beta/models/gemini-flash-latest:streamGenerateContent"
    assert sent.headers["x-goog-api-key"] == "test-key"
    # A deadline for the whole answer would end long ones, and Google refuses those under 10 s.
    assert "x-server-timeout" not in sent.headers
    assert sent.body["systemInstruction"]["parts"] == [{"text": "Tu es Iris."}]
    assert "private" not in sent.text
    assert "temperature" not in sent.body.get("generationConfig", {})


async def test_embeddings_are_deterministic_and_words_in_common_bring_texts_closer() -> None:
    with FakeGemini() as gemini:
        embeddings = GoogleGenerativeAIEmbeddings(
            model="gemini-embedding-001",
            google_api_key=SecretStr("k"),
            base_url=gemini.url,
            vertexai=False,
        )
        texts = ["métier de la soudure", "la soudure", "poney"]
        # Its asynchronous path goes through aiohttp, which warns about what the SDK does with it.
        one, near, far = await asyncio.to_thread(embeddings.embed_documents, texts)
    assert one == pytest.approx(embed("métier de la soudure", len(one)), abs=1e-6)
    assert sum(a * b for a, b in zip(one, near, strict=True)) > sum(a * b for a, b in zip(one, far, strict=True))


def test_new_ids_leave_the_message_that_was_given_as_it_was() -> None:
    call = {"name": "match_jobs", "args": {}, "id": "old", "type": "tool_call"}
    given = AIMessage("", tool_calls=[call], additional_kwargs={"signatures": {"old": "x"}, "other": 1})
    renamed = with_call_ids(given, lambda: "new")
    assert renamed.tool_calls[0]["id"] == "new"
    assert renamed.additional_kwargs == {"signatures": {"new": "x"}, "other": 1}
    assert given.tool_calls[0]["id"] == "old"
