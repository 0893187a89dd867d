"""The narrative from the store: everything in pages, nobody else's, nothing of the erased."""

import json

from sqlalchemy import inspect

from tests.contracts.conftest import Ground
from tools.actor import UserId
from tools.events import Append, NewEvent, person_stream
from tools.narrative import Narrative
from tools.narrative import telling as module
from tools.storage.schema import metadata


async def add(ground: Ground, user_id: UserId, kind: str, command: str, *events: NewEvent) -> None:
    stream = person_stream(kind, user_id)
    await ground.events.append(
        Append(user_id=user_id, stream=stream, events=events, command=command, actor=f"visitor:{user_id}")
    )


async def test_a_path_is_told_from_every_page_of_the_store(ground: Ground) -> None:
    me, other = ground.user_id, await ground.person("u_other")
    job = NewEvent(type="FactRemembered", data={"kind": "job"}, private={"fact": "soudeuse à Brest"})
    await add(ground, me, "profile", "c1", job)
    await add(ground, other, "profile", "c1", job, NewEvent(type="JobStarted"))
    seen = tuple(NewEvent(type="OfferViewed", data={"rome": f"D{n:04}"}) for n in range(module.PAGE + 5))
    await add(ground, me, "journey", "c2", *seen)
    story = await Narrative(ground.events).of(me, "fr")
    [chapter] = story.chapters
    assert [milestone.count for milestone in chapter.milestones] == [1, module.PAGE + 5]
    assert "soudeuse à Brest" in story.text
    assert story.next_step.id == "say_wish"


async def test_who_was_erased_has_no_words_left_in_it(ground: Ground) -> None:
    me = ground.user_id
    await add(
        ground, me, "profile", "c1", NewEvent(type="FactRemembered", data={"kind": "job"}, private={"fact": "secrète"})
    )
    note = NewEvent(type="ApplicationSent", data={}, private={"offer_id": "o1", "note": "chez Navalys"})
    await add(ground, me, "journey", "c2", note)
    narrative = Narrative(ground.events)
    assert "chez Navalys" in (await narrative.of(me, "fr")).text
    await ground.database.write(lambda c: ground.keys.destroy(c, me, ground.clock.now()))
    ground.keys.forget(me)
    told = json.dumps((await narrative.of(me, "fr")).model_dump(mode="json"), ensure_ascii=False)
    assert "secrète" not in told
    assert "Navalys" not in told
    assert "Une candidature envoyée." in told


async def test_nothing_of_a_story_is_kept(ground: Ground) -> None:
    tables = await ground.database.read(lambda c: inspect(c).get_table_names())
    assert not [name for name in {*tables, *metadata.tables} if "narrat" in name or "stor" in name]
