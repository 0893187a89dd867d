"""Energy without a model: the balance when it is asked for, advice when it is asked for, and no price made up."""

from typing import Any

import pytest

from agents.orchestration.schemas import tool_schema
from tests.agents.guided.talk import TOOLS, Talk
from tools.billing.operations import billing_operations
from tools.coach import advise
from tools.energy import get_energy, load_catalogue

ENERGY = tool_schema(get_energy, load_catalogue())
WALLET = {"available": 23, "held": 5, "debt": 0, "tier": "FREE"}
SHOWN = {"advice": "1. Écrire trois choses.", "shown": "yes"}


def talk(agent: str = "guide", locale: str = "fr") -> Talk:
    tools = [*TOOLS, ENERGY, *([tool_schema(advise, load_catalogue())] if agent == "coach" else [])]
    return Talk(agent=agent, locale=locale, tools=tools, results={"get_energy": WALLET, "advise": SHOWN})


@pytest.mark.parametrize("agent", ["guide", "aube", "cv", "letters", "coach"])
@pytest.mark.parametrize("question", ["mon solde", "combien de points me reste-t-il ?", "Quel est le solde ?"])
async def test_the_balance_comes_from_the_operation(agent: str, question: str) -> None:
    thread = talk(agent)
    said = await thread.say(question)
    assert thread.calls == [("get_energy", {})]
    assert "23 points d’énergie" in said
    assert "5." in said


async def test_the_balance_is_told_in_english() -> None:
    thread = talk(locale="en")
    said = await thread.say("how many points do I have?")
    assert "23 energy points" in said


@pytest.mark.parametrize(("locale", "question"), [("de", "Wie viele Punkte habe ich?"), ("es", "¿Cuál es mi saldo?")])
async def test_the_balance_is_told_where_little_else_is(locale: str, question: str) -> None:
    thread = talk(locale=locale)
    assert "23" in await thread.say(question)
    assert thread.calls == [("get_energy", {})]


async def test_a_debt_is_said_and_so_is_a_plan_that_deducts_nothing() -> None:
    thread = talk()
    thread.results["get_energy"] = {"available": 1, "held": 0, "debt": 12, "tier": "UNLIMITED"}
    said = (await thread.say("mon solde")).replace("\u00a0", " ")
    assert "1 point d’énergie" in said
    assert "points dus : 12" in said
    assert "illimitée" in said


async def test_in_the_middle_of_a_flow_the_question_comes_back_after_the_balance() -> None:
    thread = talk("aube")
    asked = await thread.say("je veux changer de métier")
    said = await thread.say("combien de points me reste-t-il ?")
    assert "23 points" in said
    assert asked.splitlines()[-1][:40] in said


@pytest.mark.parametrize(
    "message",
    [
        "donne-moi un conseil pour oser parler à mon patron",
        "Donnez-moi un conseil sur la peur de l’entretien",
        "j’ai besoin d’un conseil : je n’ose pas postuler",
    ],
)
async def test_advice_is_asked_for_with_the_words_of_the_person_and_not_repeated(message: str) -> None:
    thread = talk("coach")
    said = await thread.say(message)
    assert thread.calls == [("advise", {"question": message})]
    assert "Écrire trois choses" not in said
    assert "pour commencer" in said


async def test_advice_that_was_not_shown_is_told() -> None:
    thread = talk("coach")
    thread.results["advise"] = {"advice": "1. Écrire trois choses."}
    assert "Écrire trois choses" in await thread.say("un conseil pour oser")


async def test_advice_on_nothing_is_asked_about_before_it_costs_anything() -> None:
    thread = talk("coach")
    assert "Sur quoi porte le conseil" in await thread.say("donne-moi un conseil")
    assert thread.calls == []
    await thread.say("mon chef me parle mal")
    assert thread.calls == [("advise", {"question": "mon chef me parle mal"})]


async def test_the_last_pay_slip_is_no_wallet() -> None:
    thread = talk()
    await thread.say("c’est quoi mon solde de tout compte ?")
    assert "get_energy" not in [name for name, _ in thread.calls]


@pytest.mark.parametrize("message", ["entretien en visio, des conseils ?", "qui peut me conseiller", "conseiller CEP"])
async def test_a_word_that_looks_like_it_buys_nothing(message: str) -> None:
    thread = talk("coach")
    await thread.say(message)
    assert "advise" not in [name for name, _ in thread.calls]


async def test_in_english_too() -> None:
    thread = talk("coach", "en")
    await thread.say("Give me some advice on talking to my boss")
    assert thread.calls[0][0] == "advise"


PACK = {"product": "croissant_luna", "text": "Croissant Luna : 65 points, 6,99 €.", "confirm": "Acheter"}


def buying(agent: str = "guide") -> Talk:
    house: Any = None
    [propose] = billing_operations(house)
    tools = [*TOOLS, ENERGY, *([tool_schema(propose, load_catalogue())] if agent in ("guide", "coach") else [])]
    return Talk(agent=agent, tools=tools, results={"get_energy": WALLET, "propose_pack": PACK})


@pytest.mark.parametrize("answer", ["croissant luna", "Croissant", "le croissant s’il te plaît", "croissant_luna"])
async def test_the_packs_are_told_with_their_prices_and_one_is_offered(answer: str) -> None:
    thread = buying()
    asked = (await thread.say("je voudrais recharger")).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Croissant Luna, 65 points, 6,99 €" in asked
    assert "confirmation" in asked
    assert thread.calls == []
    assert PACK["text"] in await thread.say(answer)
    assert thread.calls == [("propose_pack", {"product": "croissant_luna"})]


async def test_a_pack_that_is_named_is_offered_at_once() -> None:
    thread = buying("coach")
    await thread.say("je veux acheter un pack croissant")
    assert thread.calls == [("propose_pack", {"product": "croissant_luna"})]


async def test_the_longest_name_is_meant() -> None:
    thread = buying()
    await thread.say("recharger : luna unlimited")
    assert thread.calls == [("propose_pack", {"product": "luna_unlimited"})]


async def test_who_does_not_sell_calls_who_does() -> None:
    thread = buying("cv")
    await thread.say("je voudrais recharger")
    assert thread.calls[0][0] == "hand_over"
    assert thread.calls[0][1]["agent"] == "guide"
