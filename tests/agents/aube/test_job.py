"""The job in a conversation, through the whole graph: what is kept of it, and that a withdrawn one stays away."""

import pytest

from agents.runtime import Runtime
from tests.fakes.iris import Visitor, text_of

BEGIN = "je suis comptable et je veux changer de métier"


async def talk(iris: Runtime, *messages: str) -> Visitor:
    """A visitor who said these messages, one after the other."""
    visitor, thread = await Visitor.arrive(iris), None
    for message in messages:
        started, visitor.events = await visitor.say(message, thread)
        thread = started.thread_id
    return visitor


async def known(iris: Runtime, visitor: Visitor) -> tuple[list[str], list[str]]:
    """The positions of the profile and the facts."""
    profile = await iris.profiles.of(visitor.actor.user_id)
    return [str(item.values.plain()["position"]) for item in profile.of("work")], [fact.text for fact in profile.facts]


async def test_a_job_is_remembered_without_the_name_of_the_fact_being_said(iris: Runtime) -> None:
    visitor = await talk(iris, "je veux changer de métier", "Je suis magasinier.")
    assert await known(iris, visitor) == (["Magasinier"], ["Métier : magasinier"])


async def test_the_number_of_a_choice_is_neither_a_job_nor_a_fact(iris: Runtime) -> None:
    visitor = await talk(iris, "je veux changer de métier", "1", "2")
    assert await known(iris, visitor) == ([], [])
    assert await iris.career.assessments.all(visitor.actor.user_id) == []


async def test_a_withdrawn_job_does_not_come_back(iris: Runtime) -> None:
    visitor = await talk(iris, BEGIN, "1", "corriger le métier", "la liste")
    assert await known(iris, visitor) == ([], [])
    assert (await iris.career.assessments.of(visitor.actor.user_id)).job == ""


async def test_beginning_anew_asks_the_job_again(iris: Runtime) -> None:
    visitor = await talk(iris, BEGIN, "1", "on recommence")
    assert (await iris.career.assessments.of(visitor.actor.user_id)).answers == {}
    assert "métier" in text_of(visitor.events)


async def test_a_job_told_in_another_conversation_is_recalled_at_the_first_beginning(iris: Runtime) -> None:
    visitor = await Visitor.arrive(iris)
    await visitor.say("bonjour, je suis comptable", agent="coach")
    await visitor.say("je veux changer de métier", agent="aube")
    assessment = await iris.career.assessments.of(visitor.actor.user_id)
    assert assessment.job == "M1203"
    assert "comptable" in assessment.answers["job"].text


@pytest.mark.parametrize(
    "message", ["je suis dresseur de licornes et je veux changer de métier", "je veux changer de métier, dresseuse"]
)
async def test_a_job_that_does_not_exist_is_no_other_one(iris: Runtime, message: str) -> None:
    visitor = await talk(iris, message)
    assert (await known(iris, visitor))[0] == []


async def test_a_german_who_wants_to_leave_a_job_has_it(iris: Runtime) -> None:
    visitor = await talk(iris, "Ich bin Krankenschwester und möchte den Beruf wechseln")
    assert (await iris.career.assessments.of(visitor.actor.user_id)).job == "J1506"


async def test_a_long_answer_to_the_job_is_read_and_kept_whole(iris: Runtime) -> None:
    answer = "Je suis caissière. " + "Et puis voilà. " * 390
    visitor = await talk(iris, "je veux changer de métier", answer)
    assessment = await iris.career.assessments.of(visitor.actor.user_id)
    assert (assessment.job, assessment.answers["job"].text) == ("D1505", answer.strip())
