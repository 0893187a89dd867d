"""The emitter with a guard: what is told is whole, in order, and corrected at the end."""

from typing import Any

import pytest

from agents.guard.edge import build_guard, open_vault
from agents.guard.pii.found import Found
from agents.guard.tripwire import Tripped, Tripwire
from agents.guard.turn import TurnGuard
from agents.runs.emitter import RunEmitter
from agents.runs.live import LiveRun
from tests.fakes.iris import custom, parse, text_of
from tools.actor import RunId, ThreadId, UserId
from tools.clock import FixedClock

CANARY = "0123456789abcdef"


@pytest.fixture
def emitter() -> RunEmitter:
    vault = open_vault(None)
    vault.mask("nolwenn@exemple.fr", [Found(start=0, end=18, kind="EMAIL")])
    guard = TurnGuard(
        guard=build_guard(urls=frozenset(), secret=b"test"),
        vault=vault,
        hidden_word="[donnée masquée]",
        tripwire=Tripwire(CANARY, ""),
    )
    return RunEmitter(LiveRun(UserId("u"), ThreadId("t"), RunId("r")), FixedClock(), guard)


def told(emitter: RunEmitter) -> list[Any]:
    emitter.publish(emitter.finished({"type": "success"}))
    return parse(emitter.live.take(0))


def assert_paired(events: list[Any]) -> None:
    opened = [e["messageId"] for e in events if e["type"] == "TEXT_MESSAGE_START"]
    assert opened == [e["messageId"] for e in events if e["type"] == "TEXT_MESSAGE_END"]
    assert len(opened) == len(set(opened))
    assert [e["type"] for e in events].count("RUN_FINISHED") == 1


def test_a_value_that_is_cut_in_two_is_told_whole_and_stored_both_ways(emitter: RunEmitter) -> None:
    for piece in ("Écrivez à <EMA", "IL_1", "> demain."):
        emitter.words(piece)
    emitter.end_message()
    [said] = emitter.said
    events = told(emitter)
    assert text_of(events) == said.text == "Écrivez à nolwenn@exemple.fr demain."
    assert "".join(said.masked) == "Écrivez à <EMAIL_1> demain."
    assert custom(events, "iris.message") == [{"messageId": said.id, "text": said.text}]
    assert_paired(events)


def test_plain_words_are_told_once(emitter: RunEmitter) -> None:
    emitter.words("Bonjour, ")
    emitter.words("comment allez-vous ?")
    events = told(emitter)
    assert custom(events, "iris.message") == []
    assert text_of(events) == "Bonjour, comment allez-vous ?"
    assert_paired(events)


@pytest.mark.parametrize("ending", ["end_message", "break_message", None])
def test_what_is_held_back_at_the_end_is_told(emitter: RunEmitter, ending: str | None) -> None:
    emitter.words("Écrivez à <EMAIL_1")
    if ending is not None:
        getattr(emitter, ending)()
    events = told(emitter)
    [said] = emitter.said
    assert text_of(events).startswith("Écrivez à ")
    assert text_of(events) == "".join(said.parts)
    assert said.complete is (ending == "end_message")
    assert_paired(events)


def test_words_of_the_house_keep_their_place_among_those_of_the_model(emitter: RunEmitter) -> None:
    emitter.say("*Je lis.* ")
    emitter.words("Écrivez à <EMAIL_1> ")
    emitter.say("(fin)")
    emitter.end_message()
    [said] = emitter.said
    assert said.text == text_of(told(emitter)) == "*Je lis.* Écrivez à nolwenn@exemple.fr (fin)"


def test_a_message_that_is_wholly_held_and_then_nothing_opens_no_message(emitter: RunEmitter) -> None:
    emitter.words("")
    emitter.end_message()
    events = told(emitter)
    assert [e["type"] for e in events] == ["RUN_FINISHED"]


@pytest.mark.parametrize("before", ["", "Voici : "])
def test_a_withdrawn_message_is_replaced(emitter: RunEmitter, before: str) -> None:
    emitter.words(before)
    with pytest.raises(Tripped):
        emitter.words(f"le repère {CANARY} ")
    emitter.withdraw("Je retire cette réponse.")
    [said] = emitter.said
    events = told(emitter)
    assert said.text == "Je retire cette réponse."
    assert custom(events, "iris.message")[-1]["text"] == said.text
    assert CANARY not in str(events)
    assert_paired(events)


def test_what_sounds_at_the_very_end_is_withdrawn_too(emitter: RunEmitter) -> None:
    emitter.words(f"le repère {CANARY[:8]}")

    def the_rest() -> None:
        emitter.words(CANARY[8:])
        emitter.end_words()

    with pytest.raises(Tripped):
        the_rest()
    emitter.withdraw("Je retire cette réponse.")
    assert_paired(told(emitter))
