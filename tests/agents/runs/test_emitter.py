"""Whatever the graph does, what leaves is a valid AG-UI stream."""

from collections.abc import Callable
from typing import Any

from ag_ui.core import Event
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from agents.runs.emitter import RunEmitter
from agents.runs.live import LiveRun, frame
from agents.runs.log import split
from tests.fakes.iris import parse, text_of
from tools.actor import RunId, ThreadId, UserId
from tools.clock import FixedClock

EVENT: TypeAdapter[Any] = TypeAdapter(Event)

deeds = st.lists(
    st.one_of(
        st.tuples(st.just("words"), st.text(max_size=12)),
        st.tuples(st.just("end"), st.just("")),
        st.tuples(st.just("break"), st.just("")),
        st.tuples(st.just("call"), st.sampled_from(["look_up", "remember"])),
        st.tuples(st.just("result"), st.text(max_size=5)),
        st.tuples(st.just("speaks"), st.sampled_from(["aube", "cv"])),
        st.tuples(st.just("mode"), st.sampled_from(["model", "guided"])),
        st.tuples(st.just("annex"), st.text(max_size=5)),
        st.tuples(st.just("take"), st.just("")),
        st.tuples(st.just("terminal"), st.sampled_from(["success", "cancelled", "error"])),
    ),
    max_size=40,
)


def perform(emitter: RunEmitter, deed: str, word: str, number: int) -> None:
    deeds_by_name: dict[str, Callable[[], object]] = {
        "words": lambda: emitter.words(word),
        "end": emitter.end_message,
        "break": emitter.break_message,
        "call": lambda: emitter.call(f"c{number}", word, "{}"),
        "result": lambda: emitter.result(f"c{number}", word),
        "speaks": lambda: emitter.speaks(word, "rules"),
        "mode": lambda: emitter.mode("model" if word == "model" else "guided", model=None, reason=None),
        "annex": lambda: emitter.annex("iris.sources", [word]),
        "take": lambda: emitter.live.take(0),
        "terminal": lambda: emitter.publish(
            emitter.failed("internal", "Désolé.") if word == "error" else emitter.finished({"type": word})
        ),
    }
    deeds_by_name[deed]()


def play(history: list[tuple[str, str]]) -> RunEmitter:
    emitter = RunEmitter(LiveRun(UserId("u"), ThreadId("t"), RunId("r")), FixedClock())
    emitter.started()
    for number, (deed, word) in enumerate(history):
        perform(emitter, deed, word, number)
    emitter.publish(emitter.finished({"type": "success"}))
    return emitter


def check_order(events: list[Any]) -> None:
    """The rules of the client's verifier."""
    assert events[0]["type"] == "RUN_STARTED"
    assert [e["type"] for e in events].count("RUN_STARTED") == 1
    terminal = [e for e in events if e["type"] in {"RUN_FINISHED", "RUN_ERROR"}]
    assert terminal == [events[-1]]
    open_message = None
    for event in events:
        match event["type"]:
            case "TEXT_MESSAGE_START":
                assert open_message is None
                open_message = event["messageId"]
            case "TEXT_MESSAGE_CONTENT":
                assert event["messageId"] == open_message
                assert event["delta"]
                assert "timestamp" not in event
            case "TEXT_MESSAGE_END":
                assert event["messageId"] == open_message
                open_message = None
            case "RUN_FINISHED":
                assert open_message is None


@given(deeds)
def test_any_behaviour_gives_a_valid_stream(history: list[tuple[str, str]]) -> None:
    emitter = play(history)
    events = parse(emitter.live.take(0))
    check_order(events)
    for event in events:
        EVENT.validate_python({key: value for key, value in event.items() if key != "seq"})
        assert None not in event.values()
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))


@given(deeds)
def test_the_deltas_add_up_to_what_is_stored(history: list[tuple[str, str]]) -> None:
    emitter = play(history)
    assert text_of(parse(emitter.live.take(0))) == "".join(said.text for said in emitter.said)


@given(deeds, st.integers(0, 60))
def test_head_and_tail_make_the_whole(history: list[tuple[str, str]], cut: int) -> None:
    live = play(history).live
    cut = min(cut, len(live))
    assert live.take(0, cut) + live.take(cut) == live.take(0)
    assert [number for number, _ in split(live.take(0))] == list(range(1, len(live) + 1))


@given(deeds)
def test_frames_are_ended_by_lf_alone(history: list[tuple[str, str]]) -> None:
    whole = play(history).live.take(0)
    assert b"\r" not in whole
    assert whole.endswith(b"\n\n")


def test_waiting_words_are_merged_and_the_first_is_not_delayed() -> None:
    live = LiveRun(UserId("u"), ThreadId("t"), RunId("r"))
    emitter = RunEmitter(live, FixedClock())
    emitter.words("un ")
    first = parse(live.take(0))
    emitter.words("deux ")
    emitter.words("trois")
    assert text_of(first) == "un "
    assert [e["delta"] for e in parse(live.take(2))] == ["deux trois"]


def test_a_frame_is_an_id_and_one_line_of_json() -> None:
    assert frame(7, {"type": "X", "delta": "a\nb"}) == b'id: 7\ndata: {"type":"X","delta":"a\\nb"}\n\n'
