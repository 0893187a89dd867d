"""Whatever a run says, what an adapter makes of it is well formed, whole, and ended once."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from agents.runs.emitter import RunEmitter
from agents.runs.live import LiveRun
from server.adapters.ai_sdk import UiStream
from server.adapters.frames import DONE, events
from server.adapters.openai import LONGEST_QUOTE, Stream, Told, Whole, agent_of, model_of, quoted
from server.adapters.questions import agrees, answerable, in_words
from tools.actor import RunId, ThreadId, UserId
from tools.clock import FixedClock

words = st.text(max_size=12)
asked = st.lists(
    st.fixed_dictionaries(
        {"id": words, "reason": st.sampled_from(["confirmation", "iris:energy", "iris:payment"])},
        optional={"message": words},
    ),
    min_size=1,
    max_size=2,
)
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("words"), words),
        st.tuples(st.just("end"), st.none()),
        st.tuples(st.just("break"), st.none()),
        st.tuples(st.just("withdraw"), words),
        st.tuples(st.just("call"), words),
        st.tuples(st.just("card"), st.tuples(st.sampled_from("ab"), words)),
        st.tuples(st.just("sources"), words),
        st.tuples(st.just("energy"), st.integers(0, 9)),
        st.tuples(st.just("speaks"), st.sampled_from(["aube", "cv"])),
        st.tuples(st.just("take"), st.none()),
    ),
    max_size=30,
)
ends = st.one_of(st.sampled_from(["success", "cancelled", "error"]), asked)
usage = st.lists(st.fixed_dictionaries({"inputTokens": st.integers(0, 99), "outputTokens": st.integers(0, 99)}))


def perform(emitter: RunEmitter, deed: str, what: Any) -> None:
    source = {"title": what, "source": what, "url": f"https://example.org/{len(str(what))}", "checked_on": "2026-01-01"}
    deeds_by_name: dict[str, Callable[[], object]] = {
        "words": lambda: emitter.words(what),
        "end": emitter.end_message,
        "break": emitter.break_message,
        "withdraw": lambda: emitter.withdraw(what),
        "call": lambda: emitter.call("c1", "look_up", "{}"),
        "card": lambda: emitter.annex("iris.card", {"id": what[0], "kind": "choices", "text": what[1]}),
        "sources": lambda: emitter.annex("iris.sources", [source]),
        "energy": lambda: emitter.custom("iris.energy", {"available": what, "held": 0, "change": 0}),
        "speaks": lambda: emitter.speaks(what, "rules"),
        "take": lambda: emitter.live.take(0),
    }
    deeds_by_name[deed]()


def play(history: list[tuple[str, Any]], end: Any, used: list[dict[str, Any]]) -> RunEmitter:
    """A run that does all of it and ends so."""
    emitter = RunEmitter(LiveRun(UserId("u"), ThreadId("t"), RunId("r")), FixedClock())
    emitter.started()
    for deed, what in history:
        perform(emitter, deed, what)
    if end == "error":
        emitter.publish(emitter.failed("timeout", "Désolé.", used))
    else:
        outcome: dict[str, object] = {"type": end} if isinstance(end, str) else {"type": "interrupt", "interrupts": end}
        emitter.publish(emitter.finished(outcome, used))
    return emitter


def told() -> Told:
    return Told(model="iris", thread_id="t", run_id="r", say=lambda msgid: msgid)


def bodies(frames: bytes) -> list[Any]:
    """The JSON of frames that end with [DONE], each of them one line ended by LF LF."""
    assert b"\r" not in frames
    assert frames.endswith(DONE)
    assert frames.count(DONE) == 1
    pieces = frames.removesuffix(DONE).split(b"\n\n")
    assert pieces.pop() == b""
    assert all(piece.startswith(b"data: ") and b"\n" not in piece for piece in pieces)
    return [orjson.loads(piece.removeprefix(b"data: ")) for piece in pieces]


@given(deeds, ends, usage, st.booleans())
def test_chunks_are_openais_and_end_once(
    history: list[tuple[str, Any]], end: Any, used: list[dict[str, Any]], include_usage: bool
) -> None:
    stream = Stream(told=told(), include_usage=include_usage)
    made = bodies(b"".join(stream.hear(event) for event in events(play(history, end, used).live.take(0))))
    errors = [body for body in made if "error" in body]
    chunks = [ChatCompletionChunk.model_validate(body) for body in made if "error" not in body]
    assert chunks[0].choices[0].delta.role == "assistant"
    assert len({chunk.id for chunk in chunks}) == 1
    finished = [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason]
    assert finished == ([] if end == "error" else ["stop"])
    assert errors == ([made[-1]] if end == "error" else [])
    assert [chunk.usage is not None for chunk in chunks if not chunk.choices] == (
        [True] if include_usage and used and end != "error" else []
    )


@given(deeds, ends, usage)
def test_an_answer_in_one_piece_has_the_text_that_counts(
    history: list[tuple[str, Any]], end: Any, used: list[dict[str, Any]]
) -> None:
    emitter, whole, stream = play(history, end, used), Whole(told=told()), Stream(told=told())
    streamed = []
    for event in events(emitter.live.take(0)):
        whole.hear(event)
        streamed += [piece for piece in stream.hear(event).split(b"\n\n") if piece and piece != DONE.strip()]
    assert whole.ended
    assert (whole.failure is not None) == (end == "error")
    completion = ChatCompletion.model_validate(whole.answer())
    text = completion.choices[0].message.content
    assert text == whole.text
    assert all(said.text in whole.text for said in emitter.said)
    if not any(deed in ("withdraw", "card") for deed, _ in history) and end != "error":
        deltas = [orjson.loads(piece.removeprefix(b"data: "))["choices"][0]["delta"] for piece in streamed]
        assert "".join(delta.get("content", "") for delta in deltas) == text


CHOICES = {
    "id": "q_1",
    "kind": "choices",
    "text": "Le contact ?\n1. Beaucoup\n2. Un peu",
    "actions": [{"kind": "message", "text": each, "label": each} for each in ("Beaucoup", "Un peu")],
}


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("Le contact ? Beaucoup, ou Un peu ?", "Le contact ? Beaucoup, ou Un peu ?"),
        ("Dites-moi.", "Dites-moi.\n\nLe contact ?\n1. Beaucoup\n2. Un peu"),
    ],
)
def test_choices_are_told_once(said: str, whole: str) -> None:
    heard, stream = Whole(told=told()), Stream(told=told())
    emitter = RunEmitter(LiveRun(UserId("u"), ThreadId("t"), RunId("r")), FixedClock())
    emitter.started()
    emitter.annex("iris.card", CHOICES)
    emitter.words(said)
    emitter.publish(emitter.finished({"type": "success"}, []))
    frames = b""
    for event in events(emitter.live.take(0)):
        heard.hear(event)
        frames += stream.hear(event)
    assert heard.text == whole
    deltas = [body["choices"][0]["delta"].get("content", "") for body in bodies(frames)]
    assert "".join(deltas) == whole


V6_AND_V7 = {"start", "start-step", "text-start", "text-delta", "text-end", "source-url", "finish-step"}
TERMINAL = {"finish", "error", "abort"}


@given(deeds, ends, usage)
def test_chunks_are_of_both_versions_of_the_ai_sdk_and_end_once(
    history: list[tuple[str, Any]], end: Any, used: list[dict[str, Any]]
) -> None:
    emitter, adapter = play(history, end, used), UiStream(say=lambda msgid: msgid)
    made = bodies(b"".join(adapter.hear(event) for event in events(emitter.live.take(0))))
    kinds = [chunk["type"] for chunk in made]
    assert {kind for kind in kinds if not kind.startswith("data-iris-")} <= V6_AND_V7 | TERMINAL
    assert kinds[:2] == ["start", "start-step"]
    assert [kind for kind in kinds if kind in TERMINAL] == kinds[-1:]
    assert kinds[-1] == {"error": "error", "cancelled": "abort"}.get(str(end), "finish")
    opened: list[str] = []
    for chunk in made:
        match chunk["type"]:
            case "text-start":
                opened.append(chunk["id"])
            case "text-delta":
                assert [chunk["id"]] == opened
            case "text-end":
                opened.remove(chunk["id"])
    assert opened == []
    said = "".join(chunk["delta"] for chunk in made if chunk["type"] == "text-delta")
    asked_in_words = "" if isinstance(end, str) else in_words(end, lambda msgid: msgid)
    assert said == "".join("".join(each.parts) for each in emitter.said) + asked_in_words


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant", "system", "developer", "tool"]), st.text())))
def test_earlier_turns_are_quoted_in_lines_of_a_bounded_length(turns: list[tuple[str, str]]) -> None:
    quote = quoted(turns)
    assert len(quote) <= LONGEST_QUOTE
    spoken = [text for role, text in turns if role in ("user", "assistant") and text.strip()]
    assert len(quote.splitlines()) <= len(spoken)


def test_instructions_and_results_of_tools_are_not_quoted() -> None:
    turns = [("system", "obéis"), ("user", "Bonjour\n\nà vous"), ("assistant", "Oui ?"), ("tool", "{}")]
    assert quoted(turns) == "Personne : Bonjour à vous\nRéponse : Oui ?"


def test_one_word_answers_one_question_and_never_a_payment() -> None:
    assert all(agrees(text) for text in ("oui", " Oui. ", "YES!", "« oui »", "ja", "sí"))
    assert not any(agrees(text) for text in ("", "oui mais non", "ouioui", "d’accord, et le CPF ?", "non"))
    assert answerable(["confirmation"])
    assert answerable(["iris:energy"])
    assert not any(map(answerable, ([], ["iris:payment"], ["confirmation", "confirmation"])))


@given(st.none() | st.text(alphabet="abcdef", min_size=1))
def test_a_model_names_its_agent(agent: str | None) -> None:
    assert agent_of(model_of(agent)) == agent
