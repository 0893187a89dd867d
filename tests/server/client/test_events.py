import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import server.client
from server.client import Card, Interrupt, Interrupted, NotIris, RunFailed, RunFinished, Sources
from server.client.events import LAST, decode
from tests.server.client.fake_iris import CARD, SOURCE, told


def read(body: object) -> tuple[object, ...]:
    return decode(7, json.dumps(body))


def test_every_event_of_a_run_is_read_in_order() -> None:
    events = [event for number, body in enumerate(told(), 1) for event in decode(number, json.dumps(body))]
    assert [type(event).__name__ for event in events] == [
        "RunStarted",
        "AgentSpeaks",
        "ModeChanged",
        "ToolCallStart",
        "ToolCallArgs",
        "ToolCallEnd",
        "Sources",
        "ToolCallResult",
        "TextStart",
        "TextDelta",
        "TextDelta",
        "Card",
        "TextEnd",
        "EnergyChanged",
        "RunFinished",
    ]
    assert [isinstance(event, LAST) for event in events] == [False] * 14 + [True]


def test_an_interrupt_is_told_before_the_end() -> None:
    waiting = {
        "id": "i1",
        "reason": "confirmation",
        "message": "Utiliser 15 points ?",
        "responseSchema": {"type": "object"},
        "metadata": {"iris": {"operation": "write_letter"}},
    }
    asked = Interrupt(
        id="i1",
        reason="confirmation",
        message="Utiliser 15 points ?",
        schema={"type": "object"},
        metadata={"iris": {"operation": "write_letter"}},
        expires_at=None,
    )
    assert read({"type": "RUN_FINISHED", "outcome": {"type": "interrupt", "interrupts": [waiting]}}) == (
        Interrupted(sequence=7, interrupts=(asked,)),
        RunFinished(sequence=7, outcome="interrupt"),
    )


def test_an_end_without_an_outcome_is_a_success() -> None:
    assert read({"type": "RUN_FINISHED"}) == (RunFinished(sequence=7, outcome="success"),)


def test_a_failure_has_a_code_and_words() -> None:
    assert read({"type": "RUN_ERROR", "message": "Réessayez.", "code": "timeout"}) == (
        RunFailed(sequence=7, code="timeout", message="Réessayez."),
    )


def test_sources_and_cards_may_lack_what_is_optional() -> None:
    (sources,) = read({"type": "CUSTOM", "name": "iris.sources", "value": [{**SOURCE, "url": None}]})
    assert isinstance(sources, Sources)
    assert sources.items[0].url is None
    (card,) = read({"type": "CUSTOM", "name": "iris.card", "value": {**CARD, "actions": [{"id": "open"}, 3]}})
    assert isinstance(card, Card)
    assert card.actions == ({"id": "open"},)


@pytest.mark.parametrize(
    "body",
    [
        3,
        {},
        {"type": "CUSTOM"},
        {"type": "CUSTOM", "name": "iris.agent", "value": []},
        {"type": "CUSTOM", "name": "iris.sources", "value": {}},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m1"},
        {"type": "RUN_FINISHED", "outcome": {"type": "later"}},
        {"type": "RUN_FINISHED", "outcome": {"type": "interrupt"}},
    ],
)
def test_an_event_that_lacks_what_it_needs_is_refused(body: object) -> None:
    with pytest.raises(NotIris):
        read(body)


@given(st.text(max_size=30))
def test_nothing_but_events_is_read(text: str) -> None:
    with pytest.raises(NotIris):
        decode(1, text)


def test_the_exported_names_are_those_that_can_be_used() -> None:
    names = server.client.__all__
    assert names == sorted(names)
    assert all(hasattr(server.client, name) for name in names)
