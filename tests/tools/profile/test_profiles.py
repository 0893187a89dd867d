"""The profile on both databases: added, corrected, confirmed, removed; at once, twice, too much and wrong."""

import asyncio
from typing import Any

import pytest

from agents.registry import build_registry
from tests.contracts.conftest import Ground
from tests.tools.profile.making import EXAMPLES, READ, SAID
from tools.errors import InvalidArguments, NotFound, StaleStream
from tools.events import EventStore, RecordedEvent, person_stream
from tools.profile import (
    MOST_ITEMS,
    ItemTooLong,
    PrivateMatter,
    ProfileFull,
    Profiles,
    Section,
    Writer,
)


@pytest.fixture
def profiles(ground: Ground) -> Profiles:
    store = EventStore(ground.database, ground.keys, ground.clock, build_registry())
    return Profiles(store, ground.clock)


def by(ground: Ground, command: str) -> Writer:
    return Writer(ground.user_id, "visitor:u_1", command)


async def test_the_path_of_an_item(ground: Ground, profiles: Profiles) -> None:
    added = await profiles.add(by(ground, "c1"), "work", EXAMPLES["work"], READ)
    item = added.item
    assert (item.origin, item.confirmed_at, item.sure) == (READ, None, False)
    confirmed = (await profiles.confirm(by(ground, "c2"), item.id)).item
    assert confirmed.confirmed_at is not None
    corrected = (await profiles.correct(by(ground, "c3"), item.id, {"endDate": "2019", "location": None}, SAID)).item
    rest = {name: value for name, value in EXAMPLES["work"].items() if name != "location"}
    assert corrected.values.plain() == {**rest, "endDate": "2019"}
    assert (corrected.origin, corrected.confirmed_at) == (SAID, None)
    assert [former.values.plain() for former in corrected.history] == [EXAMPLES["work"]]
    whole = (await profiles.correct(by(ground, "c4"), item.id, {"position": "soudeuse"}, SAID, whole=True)).item
    assert whole.values.plain() == {"position": "soudeuse"}
    assert (await profiles.remove(by(ground, "c5"), item.id)).items == ()
    assert (await profiles.of(ground.user_id)).items == ()
    with pytest.raises(NotFound):
        await profiles.correct(by(ground, "c6"), item.id, {"position": "x"}, SAID)
    with pytest.raises(NotFound):
        await profiles.remove(by(ground, "c7"), item.id)
    await profiles.events.verify(person_stream("profile", ground.user_id))


@pytest.mark.parametrize("section", list(EXAMPLES))
async def test_every_section_is_kept_and_its_words_are_sealed(
    ground: Ground, profiles: Profiles, section: Section
) -> None:
    await profiles.add(by(ground, "c1"), section, EXAMPLES[section], SAID)
    [item] = (await profiles.of(ground.user_id)).items
    assert item.values.plain() == EXAMPLES[section]
    [event] = await profiles.events.read(ground.user_id, person_stream("profile", ground.user_id))
    assert event.data == {"item": item.id, "section": section, "origin": "said"}


async def test_the_same_command_twice_happens_once(ground: Ground, profiles: Profiles) -> None:
    first = await profiles.add(by(ground, "c1"), "skills", {"name": "tri"}, SAID)
    again = await profiles.add(by(ground, "c1"), "skills", {"name": "tri"}, SAID)
    other = await profiles.add(by(ground, "c2"), "skills", {"name": "tri"}, READ)
    assert first.item == again.item == other.item
    for _ in range(2):
        await profiles.remove(by(ground, "c3"), first.item.id)
    assert len(await profiles.events.of_person(ground.user_id)) == 2


async def test_two_changes_at_once_both_count(ground: Ground, profiles: Profiles) -> None:
    made = (await profiles.add(by(ground, "c0"), "languages", {"language": "anglais"}, SAID)).item
    await asyncio.gather(
        profiles.correct(by(ground, "c1"), made.id, {"fluency": "courant"}, SAID),
        profiles.correct(by(ground, "c2"), made.id, {"language": "anglais technique"}, SAID),
        profiles.add(by(ground, "c3"), "skills", {"name": "tri"}, SAID),
    )
    known = await profiles.of(ground.user_id)
    [item] = known.of("languages")
    assert item.values.plain() == {"language": "anglais technique", "fluency": "courant"}
    assert len(item.history) == 2
    assert len(known.items) == 2


class Moving(EventStore):
    """A store in which somebody else is always faster."""

    async def append(self, append: Any) -> list[RecordedEvent]:
        raise StaleStream("moved")


async def test_who_is_never_fast_enough_is_told(ground: Ground) -> None:
    store = Moving(ground.database, ground.keys, ground.clock)
    with pytest.raises(StaleStream):
        await Profiles(store, ground.clock).add(by(ground, "c1"), "skills", {"name": "tri"}, SAID)


@pytest.mark.parametrize(
    ("section", "values", "field"),
    [
        ("work", {}, "values.position"),
        ("work", {"name": ""}, "values.name"),
        ("work", {"name": "   "}, "values.name"),
        ("work", {"position": "a", "startDate": "hier"}, "values.startDate"),
        ("work", {"position": "a", "startDate": "1492"}, "values.startDate"),
        ("work", {"position": "a", "endDate": "9999"}, "values.endDate"),
        ("work", {"position": "a", "endDate": "2099-12"}, "values.endDate"),
        ("work", {"position": "a", "start_date": "2023-02-29"}, "values.startDate"),
        ("work", {"position": "a", "salary": 3}, "values.salary"),
        ("work", {"position": "a" * 201}, "values.position"),
        ("education", {"startDate": "2014"}, "values.studyType"),
        ("mobility", {"radius_km": -1}, "values.radius_km"),
        ("mobility", {"radius_km": 30.5}, "values.radius_km"),
        ("mobility", {"remote": "oui"}, "values.remote"),
        ("target", {"title": "soudeuse", "rome": "X"}, "values.rome"),
        ("skills", {"name": "tri", "keywords": ["k"] * 51}, "values.keywords"),
        ("skills", {"name": {"$ref": "#"}}, "values.name"),
    ],
)
async def test_what_is_wrong_is_refused_with_its_field(
    ground: Ground, profiles: Profiles, section: Section, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidArguments) as refused:
        await profiles.add(by(ground, "c1"), section, values, SAID)
    assert refused.value.details["field"] in (field, field.replace("startDate", "start_date"))
    assert await profiles.events.of_person(ground.user_id) == []


async def test_what_is_private_is_refused_then_kept_apart_for_who_insists(ground: Ground, profiles: Profiles) -> None:
    values = {"position": "soudeuse", "summary": "j’ai 45 ans"}
    with pytest.raises(PrivateMatter) as refused:
        await profiles.add(by(ground, "c1"), "work", values, SAID)
    assert refused.value.details == {"field": "values.summary", "what": "age"}
    saved = await profiles.add(by(ground, "c1"), "work", values, SAID, insist=True)
    assert saved.profile.items == ()
    [note] = saved.profile.private_notes
    assert note.values.plain() == {"matter": "age", "about": "work", "note": "position: soudeuse\nsummary: j’ai 45 ans"}
    # Who insists on what is not private at all has it kept as anything else.
    assert (await profiles.add(by(ground, "c2"), "skills", {"name": "tri"}, SAID, insist=True)).profile.items
    with pytest.raises(NotFound):
        await profiles.correct(by(ground, "c3"), note.id, {"note": "x"}, SAID)
    item = (await profiles.of(ground.user_id)).items[0]
    with pytest.raises(PrivateMatter):
        await profiles.correct(by(ground, "c4"), item.id, {"name": "RQTH"}, SAID)
    await profiles.remove(by(ground, "c5"), note.id)
    assert (await profiles.of(ground.user_id)).private_notes == ()


async def test_a_profile_has_its_bounds(ground: Ground, profiles: Profiles) -> None:
    with pytest.raises(ItemTooLong):
        await profiles.add(by(ground, "c0"), "skills", {"name": "tri", "keywords": ["k" * 150] * 50}, SAID)
    many = {"skills": [{"name": f"n° {number}"} for number in range(MOST_ITEMS)]}
    with pytest.raises(ProfileFull) as refused:
        await profiles.import_resume(by(ground, "c1"), {**many, "interests": [{"name": "voile"}]})
    assert refused.value.details["limit"] == MOST_ITEMS
    assert (await profiles.of(ground.user_id)).items == ()
    known, imported = await profiles.import_resume(by(ground, "c2"), many, file="f_1")
    assert len(known.items) == len(imported.rows) == MOST_ITEMS
    assert [item.origin.place for item in known.items[:2]] == ["skills.0", "skills.1"]
    assert known.items[0].origin.file == "f_1"
    # What is there already takes no room.
    assert (await profiles.import_resume(by(ground, "c3"), many))[0].version == known.version
    with pytest.raises(ProfileFull):
        await profiles.add(by(ground, "c4"), "skills", {"name": "encore"}, SAID)
