"""Beside the questions of an assessment: a worry, a limit, a doubt; after its list: what contests it, and the plan."""

import json

import pytest

from tests.agents.guided.talk import Talk
from tests.agents.guided.test_assess import START, listed, passed, place, told


def called(talk: Talk) -> list[str]:
    """The operations that were called, in order."""
    return [name for name, _ in talk.calls]


async def begun() -> Talk:
    """A talk in which Aube's first question about tastes or conditions waits."""
    talk = Talk(agent="aube")
    await talk.say(START)
    return talk


@pytest.mark.parametrize(
    ("locale", "message", "job"),
    [
        ("fr", "l'IA va remplacer mon métier ?", "je suis comptable"),
        ("fr", "Mon métier a-t-il un avenir avec l’IA ?", "comptable"),
        ("fr", "will AI take my job?", "accountant"),
    ],
)
async def test_a_worry_without_a_job_is_asked_which_one(locale: str, message: str, job: str) -> None:
    talk = Talk(agent="aube", locale=locale)
    assert "?" in await talk.say(message)
    assert "**Comptable**" in await talk.say(job)
    assert [name for name in called(talk) if name != "remember"] == ["look_at_occupation"] * 2


async def test_the_job_that_the_worry_names_is_looked_at() -> None:
    talk = Talk(agent="aube")
    answer = told(await talk.say("est-ce que les comptables vont disparaître ?"))
    assert "**Comptable**" in answer
    assert "comment un travail se transforme" in answer


@pytest.mark.parametrize(
    ("locale", "message"),
    [
        ("fr", "Je suis comptable et j’ai peur que mon métier disparaisse"),
        ("fr", "je crin de perdre mon boulo a cause de lia, je sui conptable"),
        ("fr", "ça m’inquiète pour mon poste de comptable, toutes ces machines"),
        ("en", "I’m afraid AI will take my job, I am an accountant"),
        ("en", "I'm scared my job disappears. I am an accountant"),
    ],
)
async def test_a_fear_in_words_of_one_s_own_is_a_worry(locale: str, message: str) -> None:
    talk = Talk(agent="aube", locale=locale)
    assert "**Comptable**" in await talk.say(message)


@pytest.mark.parametrize(
    ("locale", "message", "named"),
    [
        ("fr", "J’ai peur que l’IA me remplace, je suis traductrice", "« traductrice »"),
        ("en", "I'm scared my job will disappear because of AI. I'm a translator", "“translator”"),
    ],
)
async def test_a_job_without_a_sheet_is_told_so_and_no_other_is_proposed(locale: str, message: str, named: str) -> None:
    talk = Talk(agent="aube", locale=locale)
    answer = told(await talk.say(message))
    assert named in answer
    assert "1." not in answer


async def test_several_jobs_of_one_name_are_asked_about() -> None:
    answer = told(await Talk(agent="aube").say("mon métier a-t-il un avenir ? je suis secrétaire"))
    assert "1. Secrétaire" in answer
    assert "2. " in answer


@pytest.mark.parametrize(
    "message", ["j'ai peur du noir", "j'ai peur pour mon chat", "mon métier me plaît, les machines aussi"]
)
async def test_what_fears_for_no_job_is_no_worry(message: str) -> None:
    talk = Talk(agent="aube")
    await talk.say(message)
    assert "look_at_occupation" not in called(talk)


async def test_who_is_worn_out_by_a_job_is_heard_and_the_question_comes() -> None:
    talk = Talk(agent="aube")
    answer = await talk.say("bjr g 48 ans jsuis aide soignante depui 20 ans jen peu plu mon dos est foutu")
    assert answer.index("c’est lourd") < answer.index("aide soignante")
    assert answer.endswith(place(talk)["question"])


async def test_who_fears_their_age_is_told_that_it_does_not_count() -> None:
    talk = await begun()
    question = place(talk)["question"]
    answer = await talk.say("je voudrais changer mais jai peur a mon age")
    assert "L’âge n’entre pas dans la liste" in answer
    assert answer.endswith(question)


async def test_a_worry_in_the_middle_is_answered_and_the_question_comes_back() -> None:
    talk = await begun()
    question = place(talk)["question"]
    answer = await talk.say("mon métier va disparaître ?")
    assert "Hôte de caisse" in answer
    assert answer.endswith(question)
    assert place(talk)["question"] == question


async def test_a_worry_that_asks_for_the_job_in_the_middle_gives_the_question_back() -> None:
    talk = Talk(agent="aube")
    await talk.say("je voudrais faire le point")
    question = place(talk)["question"]
    await talk.say("les robots vont me remplacer ?")
    assert (await talk.say("comptable")).endswith(question)


@pytest.mark.parametrize("agent", ["coach", "guide", "cv"])
@pytest.mark.parametrize(
    "message",
    [
        "bonjour jai 52 ans je suis caissiere et on me dit que les caisses auto vont me remplacer, jai peur",
        "je suis caissière, j'ai peur d'être remplacée par des bornes",
        "I am a cashier and they say self checkouts will replace me",
    ],
)
async def test_a_fear_of_machines_is_answered_by_who_has_the_facts(agent: str, message: str) -> None:
    talk = Talk(agent=agent)
    answer = told(await talk.say(message))
    assert talk.agent == "aube"
    assert ("look_at_occupation", "Hôte de caisse" in answer) == (called(talk)[-1], True)


async def test_a_fear_that_is_told_to_who_listens_stays_there() -> None:
    talk = Talk(agent="coach")
    await talk.say("je suis à bout")
    await talk.say("j'ai peur que mon métier disparaisse avec l'IA")
    assert (talk.agent, called(talk)) == ("coach", [])


async def test_a_colleague_who_takes_over_is_no_machine() -> None:
    talk = Talk(agent="guide")
    await talk.say("je suis caissière et ma collègue va me remplacer")
    assert "look_at_occupation" not in called(talk)


@pytest.mark.parametrize("message", ["quel métier je pourrais faire ?", "quels métiers me conviendraient ?"])
async def test_which_job_is_asked_of_who_takes_stock_whatever_was_going_on(message: str) -> None:
    talk = Talk(agent="coach")
    await talk.say("je suis à bout")
    answer = told(await talk.say(message))
    assert (talk.agent, called(talk)) == ("aube", ["hand_over", "assess"])
    assert "Quel est le métier d'aujourd'hui" in answer


async def test_the_job_that_is_asked_for_may_be_refused() -> None:
    talk = Talk(agent="aube")
    await talk.say("l'IA va me remplacer ?")
    assert "**" not in await talk.say("non")
    assert json.loads(talk.focus)["flow"] is None


async def test_a_limit_is_heard_and_the_questions_go_on() -> None:
    talk = await begun()
    answer = told(await talk.say("plus le dimanche"))
    assert passed(talk)[-1] == {"item": "hours", "answer": "plus le dimanche"}
    assert "« Le week-end »" in answer
    assert "hours" in place(talk)["answered"].split()
    assert answer.endswith(told(place(talk)["question"]))


async def test_a_limit_that_no_question_reads_is_remembered() -> None:
    talk = await begun()
    await talk.say("pas plus de 30 km")
    assert talk.calls[-1] == ("remember", {"kind": "constraint", "fact": "pas plus de 30 km"})


@pytest.mark.parametrize("message", ["j'ai mal au dos", "pas de nuit mais le week-end ça va", "la nuit me plaît"])
async def test_what_is_no_sure_limit_is_not_recorded(message: str) -> None:
    talk = await begun()
    while place(talk)["item"] == "hours":
        await talk.say("passer")
    await talk.say(message)
    assert all(arguments.get("item") is None for arguments in passed(talk)[1:])


async def test_two_numbers_where_one_is_asked_choose_nothing() -> None:
    talk = await begun()
    while place(talk)["many"]:
        await talk.say("passer")
    before = len(passed(talk))
    question = place(talk)["question"]
    assert (await talk.say("1 et 3")).endswith(question)
    assert len(passed(talk)) == before


@pytest.mark.parametrize(
    "message",
    ["et maintenant je fais quoi ? je veux changer", "c'est quoi le but ?", "ça sert à quoi ?", "tu m'écoutes ?",
     "je sais pas quoi répondre", "fais-moi un plan", "tu mecoute ??", "et mtn jfai koi"],
)  # fmt: skip
async def test_a_doubt_gets_an_answer_and_the_question_again(message: str) -> None:
    talk = await begun()
    before, question = len(talk.calls), place(talk)["question"]
    answer = await talk.say(message)
    assert answer.endswith(question)
    assert "missed" not in place(talk)
    assert len(talk.calls) == before


async def test_the_question_that_waits_follows_the_language() -> None:
    talk = await begun()
    answer = await talk.say("what is the point of all this, I do not know")
    assert answer.endswith(place(talk)["question"])
    assert place(talk)["locale"] == "en"
    assert "?" in place(talk)["question"]
    await talk.say("2")
    assert place(talk)["locale"] == "en"


@pytest.mark.parametrize(
    ("message", "says"),
    [("je conteste", "corriger"), ("ce n'est pas vrai", "corriger"), ("d'où ça sort ?", "Sources :"),
     ("tes sources ?", "Sources :"), ("exporter mes résultats", "PDF"), ("pourquoi ce métier ?", "Ce qui sert")],
)  # fmt: skip
@pytest.mark.parametrize("agent", ["aube", "guide"])
async def test_what_is_said_of_the_list_is_answered(message: str, says: str, agent: str) -> None:
    talk = await listed()
    talk.agent = agent if "pourquoi" not in message else "aube"
    assert says in told(await talk.say(message))
    assert talk.agent == "aube"


async def test_a_plan_is_made_for_the_chosen_idea_shown_and_changed() -> None:
    talk = await listed()
    await talk.say("fais-moi un plan")
    answer = told(await talk.say("1"))
    name, arguments = talk.calls[-1]
    assert (name, arguments) == ("plan_career_change", {"target": json.loads(talk.focus)["codes"][0]})
    assert "\n1. " in answer
    assert "\n2. " in await talk.say("montre mon plan")
    await talk.say("j'ai fini l'étape 1")
    assert called(talk)[-2:] == ["get_plan", "change_plan"]
    assert talk.calls[-1][1]["action"] == "done"
    assert "(fait)" in await talk.say("montre mon plan")


async def test_the_plan_goes_to_what_is_aimed_for() -> None:
    talk = await listed()
    await talk.say("la 2 m'intéresse")
    await talk.say("comment j'y arrive ?")
    assert talk.calls[-1] == ("plan_career_change", {"target": json.loads(talk.focus)["codes"][1]})


async def test_what_comes_next_is_offered_not_bought() -> None:
    talk = await listed()
    await talk.say("la 2 m'intéresse")
    assert "Le prix s'affiche avant" in told(await talk.say("et maintenant ?")).replace("le prix", "Le prix")
    assert "plan_career_change" not in called(talk)
    await talk.say("oui")
    assert called(talk)[-1] == "plan_career_change"


async def test_without_a_plan_nothing_is_invented() -> None:
    talk = await listed()
    assert "pas encore de plan" in told(await talk.say("montre mon plan"))
