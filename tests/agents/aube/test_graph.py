"""What people really type to Aube in guided mode, through the graph: understood, asked about, never kept wrong."""

import pytest

from agents.runtime import Runtime
from tests.fakes.iris import Visitor, custom, text_of
from tools.aube.assessments import Assessments
from tools.aube.models import Assessment

CASHIER = "je suis caissière et je veux changer de métier"
AIDE = "je suis aide-soignante et je veux changer de métier"
LIST = (CASHIER, "1", "aucun", "3", "1")


async def heard(iris: Runtime, *said: str) -> tuple[str, Assessment | None]:
    """The last answer to a conversation, and the assessment as it stands then."""
    visitor, thread, text = await Visitor.arrive(iris), None, ""
    for message in said:
        started, events = await visitor.say(message, thread)
        thread, text = started.thread_id, text_of(events)
    kept = await Assessments(iris.events).all(visitor.actor.user_id)
    return text.replace("\xa0", " ").replace("\u202f", " "), kept[-1] if kept else None


async def test_what_is_asked_of_the_list_comes_with_its_skills_and_not_the_list_again(iris: Runtime) -> None:
    visitor, thread = await Visitor.arrive(iris), None
    for message in (*LIST, "2"):
        started, events = await visitor.say(message, thread)
        thread = started.thread_id
    assert [card["kind"] for card in custom(events, "iris.card")] == ["bridge"]
    assert "Pour y entrer" in text_of(events)


@pytest.mark.parametrize("message", ["je pense à disparaître", "tout le monde serait mieux si je disparaissais"])
async def test_distress_comes_before_any_question_and_is_no_answer(iris: Runtime, message: str) -> None:
    text, kept = await heard(iris, "je veux changer de métier", message)
    assert "3114" in text
    assert kept is None


@pytest.mark.parametrize(
    ("message", "item", "options", "label"),
    [
        ("pas de formation de plus d'un an", "training", ("year",), "« Un an environ »"),
        ("plus jamais de formation", "training", ("none",), "« Pas de formation »"),
        ("jamais plus de quelques mois de formation", "training", ("months",), "« Quelques mois »"),
        ("pa le dimanche", "hours", ("weekends",), "« Le week-end »"),
        ("pas de travail de nuit, je suis mère de deux enfants", "hours", ("nights",), "« La nuit »"),
    ],
)
async def test_a_limit_is_recorded_the_right_way_round_and_its_choice_said(
    iris: Runtime, message: str, item: str, options: tuple[str, ...], label: str
) -> None:
    text, kept = await heard(iris, CASHIER, message)
    assert kept is not None
    assert kept.answers[item].options == options
    assert "enfants" not in kept.answers[item].text
    assert label in text
    assert "enfants" not in text


@pytest.mark.parametrize(
    "message",
    [
        "sans formation longue",
        "plus de 3 ans de formation impossible",
        "pas de soucis pour la nuit",
        "je n'ai jamais travaillé de nuit",
        "plus d'effort physique",
        "je veux changer de métier",
        "je suis musulmane, ça compte ?",
        "Tu m'as même pas écouté",
        "c'est n'importe quoi vos questions",
        "jé pa compris",
    ],
)
async def test_what_may_be_read_wrong_is_never_recorded(iris: Runtime, message: str) -> None:
    text, kept = await heard(iris, CASHIER, message)
    assert kept is not None
    assert set(kept.answers) == {"job", "which"}
    assert "1. " in text
    assert "faute de données" not in text


@pytest.mark.parametrize("message", ["je suis musulmane, ça compte ?", "2", "j'ai deux enfants"])
async def test_what_is_no_job_is_not_taken_for_one(iris: Runtime, message: str) -> None:
    text, kept = await heard(iris, "je veux changer de métier", message)
    assert kept is None
    assert text.endswith(
        "Quel est le métier d’aujourd’hui, ou le dernier ? Un titre, un lieu ou quelques gestes suffisent."
    )


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("ma mère est infirmière, mon métier va disparaître ?", "lequel est-ce"),
        ("je ne suis pas comptable, mon métier va disparaître ?", "lequel est-ce"),
        ("mon métier est-il menacé ?", "lequel est-ce"),
        ("y a-t-il encore de l'avenir dans la compta ?", "**Comptable**"),
    ],
)
async def test_a_worry_is_answered_for_the_right_job(iris: Runtime, message: str, title: str) -> None:
    text, _ = await heard(iris, message)
    assert title in text


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("pourquoi le deuxième ?", "À apprendre"),
        ("parle-moi du deuxième", "À apprendre"),
        ("c'est quoi le salaire du premier ?", "pas de données de salaire"),
        ("pourquoi pas infirmière dans ta liste ?", "**Infirmier / Infirmière**"),
        ("Montre-moi mes intérêts", "Voici les intérêts"),
        ("aucun ne me plaît", "« affiner »"),
        ("vos résultats sont nuls", "« affiner »"),
        ("vous vous moquez de moi ?", "à moi de faire mieux"),
    ],
)
async def test_what_is_said_of_the_list_is_answered_about_the_list(iris: Runtime, message: str, told: str) -> None:
    text, _ = await heard(iris, *LIST, message)
    assert told in text


@pytest.mark.parametrize(
    ("message", "code", "said"),
    [
        ("en fait je suis infirmière, pas aide-soignante", "J1506", "infirmière, et non aide-soignante"),
        ("non, je suis secrétaire médicale, pas aide-soignante", "M1609", "secrétaire médicale, et non aide-soignante"),
        ("je me suis trompée, je ne suis pas aide-soignante", "", "« aide-soignante » est retiré"),
    ],
)
async def test_a_job_is_corrected_in_ones_own_words(iris: Runtime, message: str, code: str, said: str) -> None:
    text, kept = await heard(iris, AIDE, "1", message)
    assert kept is not None
    assert kept.job == code
    assert said in text
    # The answer that was given before stays.
    assert len(set(kept.answers) - {"job", "which"}) == 1


async def test_a_corrected_question_is_the_next_one(iris: Runtime) -> None:
    text, _ = await heard(iris, CASHIER, "pas de formation de plus d'un an", "corriger la formation")
    assert "Combien de temps de formation" in text


async def test_a_broad_job_is_acknowledged_and_asked_about(iris: Runtime) -> None:
    text, _ = await heard(iris, "Bonjour, j'aimerais faire un bilan. Je suis secrétaire")
    assert "C’est noté : secrétaire." in text
    assert "1. Secrétaire\n" in text


async def test_a_job_said_in_anger_goes_to_aube_and_to_no_menu(iris: Runtime) -> None:
    text, kept = await heard(iris, "Vous êtes encore un robot à la con. Je suis magasinier.")
    assert kept is not None
    assert kept.job == "N1110"
    assert "CPF" not in text


async def test_anger_is_no_goal_of_the_week(iris: Runtime) -> None:
    text, _ = await heard(iris, "je veux me fixer un objectif pour la semaine", "Tu m'as même pas écouté")
    assert text.endswith("Qu’est-ce que vous aimeriez avoir avancé dans une semaine ?")


async def test_a_person_with_little_school_french_reaches_a_list_in_twelve_turns(iris: Runtime) -> None:
    said = ("slt jsuis caissiere depui 12 ans jen peu plu", "ouai", "dan un super u", "1", "la 3", "jé pa compris")
    text, _ = await heard(iris, *said, "jaime bien parlé o gens", "pa le dimanche", "jsé pa", "c koi le premié")
    assert "1. **" in text


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("who can see what I said?", "kept encrypted"),
        ("je préfère en français", "on parle français"),
        ("en français s'il vous plaît", "on parle français"),
    ],
)
async def test_english_is_left_and_asked_about(iris: Runtime, message: str, said: str) -> None:
    text, _ = await heard(iris, "I am a cashier and I want to change jobs", message)
    assert said in text
