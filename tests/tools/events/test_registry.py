"""The registry: what is checked, what is refused, what older versions become."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from tools.errors import InvalidArguments
from tools.events import EventData, EventType, NewEvent, Registry, UnknownEvent, Word


class Moved(EventData):
    """Version 3."""

    where: Word
    metres: int
    by: Word = "foot"


class Words(EventData):
    """In private."""

    note: str


def _metres(data: Mapping[str, object]) -> Mapping[str, object]:
    return {"where": data["where"], "metres": 1000 * int(str(data["kilometres"]))}


def _by(data: Mapping[str, object]) -> Mapping[str, object]:
    return {**data, "by": "bus"}


MOVED = EventType(name="Moved", data=Moved, private=Words, version=3, upcasts={1: _metres, 2: _by}, shared=True)
STAYED = EventType(name="Stayed", data=EventData, client=True)
REGISTRY = Registry.of([MOVED], [STAYED])


def moved(**changes: object) -> NewEvent:
    return NewEvent(type="Moved", data={"where": "Lyon", "metres": 5} | changes, schema_version=3)


def test_what_the_type_says_is_taken() -> None:
    REGISTRY.check(moved())
    REGISTRY.check(NewEvent(type="Moved", data={"where": "a", "metres": 1}, private={"note": "é"}, schema_version=3))
    REGISTRY.check(NewEvent(type="Stayed"))


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (moved(metres="5"), "metres"),
        (moved(metres=5.5), "metres"),
        (moved(metres=True), "metres"),
        (moved(metres=2**70), "Moved.data"),
        (moved(more=1), "more"),
        (moved(where="x" * 129), "where"),
        (NewEvent(type="Moved", data={"where": "Lyon"}, schema_version=3), "metres"),
        (NewEvent(type="Moved", data={"where": "Lyon", "metres": 5}), "type"),
        (NewEvent(type="Moved", data={"where": "a", "metres": 1}, private={"n": 1}, schema_version=3), "note"),
        (NewEvent(type="Stayed", private={}), "private"),
        (NewEvent(type="Stayed", data={"a": object()}), "Stayed.data"),
    ],
)
def test_what_the_type_does_not_say_is_refused_by_name(new: NewEvent, field: str) -> None:
    with pytest.raises(InvalidArguments) as refused:
        REGISTRY.check(new)
    assert refused.value.details["field"] == field


def test_a_refusal_never_repeats_what_was_sent() -> None:
    with pytest.raises(InvalidArguments) as refused:
        REGISTRY.check(moved(where=["secret"]))
    assert "secret" not in str(refused.value)


def test_an_unknown_type_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownEvent) as refused:
        REGISTRY.check(NewEvent(type="Invented"))
    assert refused.value.details["known"] == ["Moved", "Stayed"]


def test_older_data_becomes_the_present_one() -> None:
    present = (3, {"where": "Lyon", "metres": 2000, "by": "bus"})
    assert REGISTRY.upcast("Moved", 1, {"where": "Lyon", "kilometres": 2}) == present
    assert REGISTRY.upcast("Moved", 2, {"where": "Lyon", "metres": 2000}) == present
    assert REGISTRY.upcast("Moved", 3, present[1]) == present


def test_what_is_newer_or_unknown_is_read_as_it_is() -> None:
    assert REGISTRY.upcast("Moved", 4, {"x": 1}) == (4, {"x": 1})
    assert REGISTRY.upcast("Forgotten", 2, {"x": 1}) == (2, {"x": 1})


def test_a_type_whose_old_versions_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Moved: no upcast from versions \[2\]"):
        EventType(name="Moved", data=Moved, version=3, upcasts={1: _metres})


def test_a_name_is_declared_once() -> None:
    with pytest.raises(ValueError, match="'Stayed' is declared twice"):
        Registry.of([STAYED], [MOVED, STAYED])


def test_apps_are_told_of_shared_types_only() -> None:
    assert REGISTRY.shared() == REGISTRY.shared(["Moved"]) == {"Moved"}
    with pytest.raises(UnknownEvent) as refused:
        REGISTRY.shared(["Moved", "Stayed"])
    assert refused.value.details["known"] == ["Moved"]


class Anything(BaseModel):
    """One of each."""

    n: int
    x: float
    flag: bool
    words: tuple[str, ...]
    inner: dict[str, int]


@given(
    n=st.integers(-(2**63), 2**64 - 1),
    x=st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9),
    flag=st.booleans(),
    words=st.lists(st.text()).map(tuple),
    inner=st.dictionaries(st.text(), st.integers(0, 9)),
)
def test_any_data_of_the_types_is_taken(n: int, x: float, flag: bool, words: tuple[str, ...], inner: object) -> None:
    registry = Registry.of([EventType(name="Any", data=Anything)])
    data = {"n": n, "x": x, "flag": flag, "words": words, "inner": inner}
    registry.check(NewEvent(type="Any", data=data))
    with pytest.raises(InvalidArguments):
        registry.check(NewEvent(type="Any", data=data | {"n": str(n)}))
