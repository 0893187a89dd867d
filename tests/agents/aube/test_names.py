"""A first name changes nothing: personas talk through the whole graph, masking, grounding and routing with it."""

import json
from dataclasses import asdict

import pytest

from agents.runtime import Runtime
from tests.agents.aube.test_personas import PAIRS, PERSONAS, typed
from tests.fakes.iris import Visitor, custom, text_of
from tools.aube import wording_of

NAMES = [name for pair in PAIRS for name in pair]
WITH_A_NAME = ("ehpad_29", "entrepot_34", "coiffure_31", "cuisine_26", "infirmier_39", "soudeur_28")
SENTENCES = (
    "Je m'appelle {name}, je suis comptable et je veux changer de travail",
    "Bonjour, {name} ici, je suis comptable et je veux changer de métier",
)


async def result(iris: Runtime, first: str) -> bytes:
    """All that a first message gives: who answers, what is said and shown, the list, the profile and the facts."""
    visitor = await Visitor.arrive(iris)
    _, events = await visitor.say(first)
    told = [text_of(events), custom(events, "iris.agent"), custom(events, "iris.card")]
    user_id = visitor.actor.user_id
    assessment, aube = await iris.career.assessments.of(user_id), await iris.career.aube()
    listed = [asdict(each) for each in aube.matches(assessment, wording_of("fr"))]
    known = await iris.profiles.of(user_id)
    kept = [[each.section, each.values.plain()] for each in known.items]
    facts = [[each.kind, each.text] for each in known.facts]
    job = [assessment.job, sorted(assessment.answers)]
    return json.dumps([told, listed, job, kept, facts], ensure_ascii=False, sort_keys=True).encode()


async def test_the_results_are_the_same_bytes_whatever_the_first_name(iris: Runtime) -> None:
    personas = {each["id"]: each["text"] for each in PERSONAS if each["id"] in WITH_A_NAME}
    for text in personas.values():
        results = {name: await result(iris, typed(text, name, 0)) for name in NAMES}
        assert len(set(results.values())) == 1, text
        assert json.loads(results[NAMES[0]])[1], f"{text!r} leads to a list"


@pytest.mark.parametrize("text", SENTENCES)
async def test_the_job_said_beside_a_name_is_heard_in_the_persons_own_words(iris: Runtime, text: str) -> None:
    for name in ("Marie", "Fatoumata"):
        visitor, said = await Visitor.arrive(iris), typed(text, name, 0)
        await visitor.say(said)
        assessment = await iris.career.assessments.of(visitor.actor.user_id)
        assert (assessment.job, assessment.answers["job"].text) == ("M1203", said)
