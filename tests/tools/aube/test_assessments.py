"""Assessments at rest: answered, corrected, taken back, deepened; on both databases."""

import asyncio

import pytest

from tests.contracts.conftest import Ground
from tests.tools.aube.conftest import NOW
from tools.aube import Assessments
from tools.aube.models import JOB, SKILLS, WHICH, Answer
from tools.errors import NotFound


def answer(item: str, *options: str, text: str = "") -> Answer:
    return Answer(item=item, options=options, text=text, at=NOW)


@pytest.fixture
def kept(ground: Ground) -> Assessments:
    return Assessments(ground.events)


async def test_the_last_answer_counts_and_another_job_forgets_what_was_its(ground: Ground, kept: Assessments) -> None:
    who = ground.user_id
    begun = await kept.start(who, 1, command="c0", actor="test")
    assert await kept.start(who, 1, command="c0", actor="test") == begun
    told = [answer(JOB, text="caissière"), answer(WHICH, "D1505")]
    await kept.answer(who, begun, told, command="c1", actor="test")
    await kept.answer(who, begun, [answer("hours", "nights")], command="c2", actor="test")
    await kept.answer(who, begun, [answer(SKILLS, "a", text="a\nb")], command="c3", actor="test")
    after = await kept.answer(who, begun, [answer("hours", "weekends")], command="c4", actor="test")
    assert (after.job, after.answers["hours"].options) == ("D1505", ("weekends",))
    again = await kept.answer(who, begun, [answer("hours", "weekends")], command="c4", actor="test")
    assert again.answers["hours"].options == ("weekends",)
    other = [answer(JOB, text="serveuse"), answer(WHICH, "G1803")]
    moved = await kept.answer(who, begun, other, command="c5", actor="test")
    assert (moved.job, SKILLS in moved.answers, "hours" in moved.answers) == ("G1803", False, True)


async def test_an_answer_is_taken_back_and_the_depth_grows(ground: Ground, kept: Assessments) -> None:
    who = ground.user_id
    begun = await kept.start(who, 1, command="c0", actor="test")
    await kept.answer(who, begun, [answer("hours", "nights")], command="c1", actor="test")
    without = await kept.withdraw(who, begun.id, "hours", command="c2", actor="test")
    assert without.answers == {}
    with pytest.raises(NotFound):
        await kept.withdraw(who, begun.id, "hours", command="c3", actor="test")
    deeper = await kept.deepen(who, begun.id, 3, command="c4", actor="test")
    assert deeper.depth == 3
    second = await kept.start(who, 2, command="c5", actor="test")
    assert [each.id for each in await kept.all(who)] == [begun.id, second.id]
    assert (await kept.of(who)).id == second.id


async def test_a_job_that_is_taken_back_goes_with_what_was_said_of_it(ground: Ground, kept: Assessments) -> None:
    who = ground.user_id
    begun = await kept.start(who, 2, command="c0", actor="test")
    told = [answer(JOB, text="caissière"), answer(WHICH, "D1505"), answer(SKILLS, "a", text="a"), answer("hours", "x")]
    await kept.answer(who, begun, told, command="c1", actor="test")
    without = await kept.withdraw(who, begun.id, JOB, command="c2", actor="test")
    assert (without.job, set(without.answers)) == ("", {"hours"})


async def test_somebody_else_s_assessment_is_not_there(ground: Ground, kept: Assessments) -> None:
    begun = await kept.start(ground.user_id, 1, command="c0", actor="test")
    other = await ground.person("u_2")
    with pytest.raises(NotFound):
        await kept.of(other, begun.id)
    with pytest.raises(NotFound):
        await kept.answer(other, begun, [answer("hours", "nights")], command="c1", actor="test")


async def test_answers_at_once_are_all_kept(ground: Ground, kept: Assessments) -> None:
    begun = await kept.start(ground.user_id, 2, command="c0", actor="test")
    items = ("hours", "training", "physical", "contact", "saturday", "team")
    given = (kept.answer(ground.user_id, begun, [answer(each, "x")], command=each, actor="t") for each in items)
    await asyncio.gather(*given)
    assert set((await kept.of(ground.user_id)).answers) == set(items)


async def test_what_was_answered_rests_sealed(ground: Ground, kept: Assessments) -> None:
    begun = await kept.start(ground.user_id, 1, command="c0", actor="test")
    await kept.answer(ground.user_id, begun, [answer(JOB, text="CANARI-7")], command="c1", actor="test")
    rows = await ground.database.read(lambda c: c.exec_driver_sql("SELECT data, private FROM events").fetchall())
    assert "CANARI-7" not in str(rows)
