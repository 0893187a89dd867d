"""The fold: whatever happened, in whatever order, it never fails, corrections win and what is removed is gone."""

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.profile.making import EXAMPLES, added, holding, recorded
from tools.events import RecordedEvent
from tools.profile import FACT_FORGOTTEN, FACT_REMEMBERED, profile, standing
from tools.profile.rules import ITEM_ADDED, ITEM_CONFIRMED, ITEM_CORRECTED, ITEM_REMOVED
from tools.profile.sections import SECTIONS

IDS = st.sampled_from(["pi_1", "pi_2", "pi_3", "nobody"])
SAYINGS = st.sampled_from(
    [
        *(("work", {"position": job}) for job in ("caissière", "cariste", "caissière")),
        ("skills", EXAMPLES["skills"]),
        ("private_notes", {"note": "45 ans"}),
        ("work", {}),
        ("moods", {"mood": "bon"}),
    ]
)


@st.composite
def happenings(draw: st.DrawFn) -> list[RecordedEvent]:
    events = []
    for number in range(1, draw(st.integers(0, 25)) + 1):
        type = draw(st.sampled_from([ITEM_ADDED, ITEM_CORRECTED, ITEM_CONFIRMED, ITEM_REMOVED, FACT_REMEMBERED]))
        section, values = draw(SAYINGS)
        data: dict[str, Any] = {"item": draw(IDS)}
        private: dict[str, Any] | None = None
        if type in (ITEM_ADDED, ITEM_CORRECTED):
            data |= {"section": section, "origin": draw(st.sampled_from(["said", "read", "form", "assessed"]))}
            private = draw(
                st.sampled_from([{"origin": {"on": "2026-11-20"}, section: values}, {section: values}, None])
            )
        elif type == FACT_REMEMBERED:
            data, private = {"kind": "job"}, {"fact": draw(st.sampled_from(["cariste", "soudeuse"]))}
        events.append(recorded(number, type, data, private))
    return events


@settings(max_examples=300, deadline=None)
@given(happenings())
def test_whatever_happened_makes_a_profile(events: list[RecordedEvent]) -> None:
    known = profile(events)
    items = (*known.items, *known.private_notes)
    assert len({item.id for item in items}) == len(items)
    assert [item.added_at for item in known.items] == sorted(item.added_at for item in known.items)
    for item in items:
        first = next(at for at, event in enumerate(events) if event.at == item.added_at)
        assert not any(e.type == ITEM_REMOVED and e.data["item"] == item.id for e in events[first:])
        said = [*(former.values for former in item.history), item.values]
        assert all(before != after for before, after in pairwise(said))
    assert {item for doubt in known.doubts for item in doubt.items} <= {item.id for item in items}


@settings(max_examples=200, deadline=None)
@given(happenings(), st.integers(0, 25))
def test_what_comes_later_never_moves_what_stands(events: list[RecordedEvent], cut: int) -> None:
    before, after = profile(events[:cut]), profile(events)
    kept = [item.id for item in after.items if before.item(item.id) is not None]
    assert kept == [item.id for item in before.items if after.item(item.id) is not None]


@settings(max_examples=200, deadline=None)
@given(happenings())
def test_what_stands_stands_by_its_own_events(events: list[RecordedEvent]) -> None:
    """What moves to an account: no event of what was taken back, and the same profile without the rest."""
    stands = standing(events)
    known, moved = profile(events), profile([event for event in events if event.id in stands])
    assert moved.items == known.items
    assert moved.private_notes == known.private_notes
    assert [fact.text for fact in moved.facts] == [fact.text for fact in known.facts]
    assert not {event.id for event in events if event.type in (ITEM_REMOVED, FACT_FORGOTTEN)} & stands


def test_a_correction_wins_and_the_former_value_stays_in_the_history() -> None:
    said = {"item": "pi_1", "section": "languages", "origin": "form"}
    known = profile(
        [
            added(1, "pi_1", "languages", {"language": "anglais", "fluency": "notions"}, "read"),
            recorded(2, ITEM_CONFIRMED, {"item": "pi_1"}),
            recorded(
                3, ITEM_CORRECTED, said, {"languages": {"language": "anglais", "fluency": "courant"}}, actor="app:u"
            ),
        ]
    )
    [item] = known.items
    assert item.values.plain() == {"language": "anglais", "fluency": "courant"}
    assert (item.origin.kind, item.confirmed_at) == ("form", None)
    [former] = item.history
    assert former.values.plain()["fluency"] == "notions"
    assert (former.by, former.origin.kind, former.at.minute) == ("app:u", "read", 3)


def test_the_same_item_twice_is_one_and_answers_to_both_ids() -> None:
    values = {"language": "breton"}
    events = [added(1, "pi_1", "languages", values), added(2, "pi_2", "languages", values, "read")]
    assert [item.id for item in profile(events).items] == ["pi_1"]
    confirmed = profile([*events, recorded(3, ITEM_CONFIRMED, {"item": "pi_2"})])
    assert confirmed.items[0].confirmed_at is not None
    assert profile([*events, recorded(3, ITEM_REMOVED, {"item": "pi_2"})]).items == ()


def test_what_was_removed_does_not_come_back_under_its_id_and_can_be_said_again() -> None:
    values = {"language": "breton"}
    gone = [added(1, "pi_1", "languages", values), recorded(2, ITEM_REMOVED, {"item": "pi_1"})]
    assert profile([*gone, added(3, "pi_1", "languages", values)]).items == ()
    assert [item.id for item in profile([*gone, added(3, "pi_2", "languages", values)]).items] == ["pi_2"]


def test_every_section_is_held_and_facts_stand_beside() -> None:
    known = holding(*EXAMPLES.items())
    assert [item.section for item in known.items] == list(EXAMPLES)
    assert {item.section for item in known.items} == set(SECTIONS)
    assert [item.values.plain() for item in known.items] == list(EXAMPLES.values())
    assert known.doubts == ()
    fact = recorded(1, FACT_REMEMBERED, {"kind": "wish"}, {"fact": "plus de nuits"})
    assert [each.text for each in profile([fact]).facts] == ["plus de nuits"]


def test_nothing_is_known_of_who_is_erased() -> None:
    events = [recorded(n, ITEM_ADDED, {"item": "pi_1", "section": "work", "origin": "said"}) for n in (1, 2)]
    assert profile(events).items == ()
    assert profile([]).version == 0
