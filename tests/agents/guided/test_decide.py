"""Decisions one by one: offers, hand-over, sources, memory, languages."""

import json

import pytest

from agents.models.guided.decide.lookups import extract
from tests.agents.guided.talk import TOOLS, Talk


def named(calls: list[tuple[str, dict[str, str]]]) -> list[str]:
    return [name for name, _ in calls]


async def test_an_answer_that_names_another_subject_stays_an_answer() -> None:
    talk = Talk(agent="letters")
    await talk.say("une lettre pour un poste de facteur")
    await talk.say("La Poste")
    await talk.say("je veux changer de métier, mon CV est prêt et l'entretien m'a plu")
    assert named(talk.calls) == ["remember", "remember"]
    assert talk.agent == "letters"


async def test_leaving_a_flow_keeps_its_place() -> None:
    talk = Talk(agent="aube")
    await talk.say("Je suis soudeur et je veux changer de métier")
    await talk.say("1")
    question = json.loads(talk.focus)["answers"]["question"]
    await talk.say("peux-tu m'aider à faire une lettre ?")
    assert talk.agent == "letters"
    talk.agent = "aube"
    assert (await talk.say("on reprend")).endswith(question)


async def test_resuming_elsewhere_goes_back_to_who_was_speaking() -> None:
    talk = Talk(agent="aube")
    await talk.say("Je suis soudeur et je veux changer de métier")
    question = json.loads(talk.focus)["answers"]["question"]
    talk.agent = "guide"
    await talk.say("C'est quoi le CPF ?")
    assert (await talk.say("on reprend")).endswith(question)
    assert talk.agent == "aube"


async def test_without_hand_over_everybody_stays() -> None:
    talk = Talk(agent="guide", tools=[tool for tool in TOOLS if tool.get("name") != "hand_over"])
    assert await talk.say("aide-moi à faire une lettre de motivation")
    assert talk.agent == "guide"


async def test_a_refused_hand_over_is_said() -> None:
    talk = Talk(agent="guide")
    await talk.say("bonjour")
    reply = await talk.say("passe-moi le coach")
    assert talk.agent == "coach"
    assert "petits pas" in reply


async def test_what_was_remembered_before_is_not_asked_again() -> None:
    talk = Talk(agent="aube", facts=["Métier : facteur"])
    answer = await talk.say("je veux changer de métier")
    assert "facteur" in answer
    assert talk.calls == [("assess", {"said": "facteur"})]


async def test_starting_again_forgets_what_was_remembered() -> None:
    talk = Talk(agent="aube", facts=["Métier : facteur"])
    await talk.say("je veux changer de métier")
    assert "Quel est le métier" in await talk.say("recommencer")


async def test_everything_skipped_is_never_blamed() -> None:
    talk = Talk(agent="aube")
    await talk.say("je veux changer de métier")
    answers = [await talk.say("passer") for _ in range(6)]
    assert any("ce n’est pas grave" in answer for answer in answers)
    assert set(named(talk.calls)) == {"assess"}


async def test_hesitating_is_answering() -> None:
    talk = Talk(agent="aube")
    await talk.say("Je suis soudeur et je veux changer de métier")
    first = json.loads(talk.focus)["answers"]["question"].split("1. ")[1].split("\n")[0]
    assert first in (await talk.say(f"{first} ?")).splitlines()[0]
    assert named(talk.calls) == ["remember", "assess", "assess"]


async def test_a_pasted_cv_is_counted_not_judged() -> None:
    lines = [
        "Ana Roy",
        "ana@exemple.fr",
        "Expérience",
        *[f"20{n} vendeuse, rayon frais, équipe de six" for n in range(12, 24)],
    ]
    answer = (await Talk(agent="cv").say("\n".join(lines))).replace("\u00a0", " ")
    assert "longueur : 88 mots" in answer
    assert "adresse e-mail : présente" in answer
    assert "rubriques pas trouvées : formation, compétences" in answer


async def test_the_answer_changes_when_the_graph_asks_for_another() -> None:
    talk = Talk()
    first = await talk.say("merci")
    talk.messages = talk.messages[:-2]
    assert await talk.say("merci") != first


async def test_conditions_are_never_cut() -> None:
    conditions = "Il faut tout cela :\n" + "\n".join(f"- condition {n}, qui compte autant" for n in range(50))
    shown = extract(f"Un début.\n\n{conditions}\n\nUne suite.\n\nProchain pas : écrire.")
    assert shown.count("> - condition") in {0, 50}
    assert shown.startswith("> Un début.")
    assert "> […]" in shown
    assert shown.endswith("> Prochain pas : écrire.")


def test_a_short_text_is_quoted_whole() -> None:
    assert extract("Une phrase.") == "> Une phrase."


async def test_another_language_that_is_plainly_written_is_answered_in_it() -> None:
    talk = Talk(agent="aube")
    assert "Noted: nurse." in await talk.say("I am a nurse and I want to change my job")
    assert json.loads(talk.focus)["locale"] == "en"


@pytest.mark.parametrize(("locale", "word"), [("de", "Französisch"), ("es", "francés")])
async def test_german_and_spanish_are_told_what_is_spoken(locale: str, word: str) -> None:
    talk = Talk(locale=locale)
    assert word in await talk.say("Hallo")
    assert await talk.say("Hallo") != await talk.say("Hallo")
    assert "utile" in await talk.say("en français")


async def test_a_german_question_gets_the_french_source() -> None:
    answer = await Talk(locale="de").say("CPF?")
    assert answer.startswith("Das sagt meine Quelle")
    assert "12. Oktober 2026" in answer


@pytest.mark.parametrize(
    ("message", "told"),
    [("Envie d'en finir avec ce boulot", False), ("j'ai envie d'en finir", True), ("des idées noires", True)],
)
async def test_distress_is_heard(message: str, told: bool) -> None:
    assert ("3114" in await Talk(agent="aube").say(message)) is told


async def test_a_specialist_is_chosen_by_its_number() -> None:
    talk = Talk()
    await talk.say("qui peut m'aider ?")
    assert "moi c’est Aube" in await talk.say("2")
    assert talk.agent == "aube"


async def test_after_distress_a_short_answer_is_not_taken_for_another() -> None:
    talk = Talk(agent="aube")
    await talk.say("Je suis soudeur et je veux changer de métier")
    question = json.loads(talk.focus)["answers"]["question"]
    await talk.say("je veux mourir")
    assert "3114" in await talk.say("non")
    assert (await talk.say("on reprend")).endswith(question)


async def test_a_pasted_cv_begins_its_flow_again_and_again() -> None:
    cv = "Expérience\nFormation\nana@exemple.fr\n" + "vendeuse de 2012 à 2019, rayon frais\n" * 15
    talk = Talk(agent="cv")
    await talk.say("relire mon cv")
    assert "Ce que je peux vérifier" in await talk.say(cv)
    assert "Ce que je peux vérifier" in await talk.say(cv + "Compétences\n")
