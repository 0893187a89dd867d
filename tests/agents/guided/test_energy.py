"""Energy without a model: the balance when it is asked for, advice when it is asked for, and no price made up."""

from pathlib import Path
from typing import Any

import pytest

from agents.models.guided.decide.work import read_argument
from agents.orchestration.schemas import tool_schema
from tests.agents.guided.talk import TOOLS, Talk
from tools import energy
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


@pytest.mark.parametrize("catalogue", ["catalogue.toml", "catalogue_gauge.toml"])
def test_every_product_is_found_by_its_title_in_any_language(catalogue: str) -> None:
    prices = load_catalogue(Path(energy.__file__).parent / catalogue)
    house: Any = None
    [propose] = billing_operations(house)
    schema = tool_schema(propose, prices)["function"]["parameters"]["properties"]["product"]
    titles = [(each.id, title) for each in prices.packs.values() for title in each.title.values()]
    titles += [(each.id, title) for each in prices.plans.values() for title in each.title.values()]
    for product, title in titles:
        for locale in ("fr", "en", "de", "es"):
            for said in (title, f"{title} !", title.upper(), f"je prends {title} alors"):
                assert read_argument(schema, said, locale) == product, said


@pytest.mark.parametrize("answer", ["Luna illimité", "le plan illimité", "Luna illimitée", "l’illimité", "unlimited"])
async def test_the_plan_without_limit_is_not_the_pack_of_nearly_the_same_name(answer: str) -> None:
    thread = buying()
    await thread.say("acheter un pack")
    await thread.say(answer)
    assert thread.calls == [("propose_pack", {"product": "luna_unlimited"})]


@pytest.mark.parametrize(
    "answer",
    ["finalement non", "non", "rien", "plus tard", "non merci, c’est trop cher", "je ne veux pas payer", "laisse"],
)
async def test_who_does_not_want_to_buy_after_all_is_let_go_kindly(answer: str) -> None:
    thread = buying()
    await thread.say("acheter un pack")
    said = (await thread.say(answer)).replace("\u202f", " ")
    assert "rien n’est acheté" in said
    assert "€" not in said
    assert "bonjour" in (await thread.say("bonjour")).lower()
    assert thread.calls == []


async def test_a_no_to_one_pack_may_choose_another() -> None:
    thread = buying()
    await thread.say("acheter un pack")
    await thread.say("non, le croissant")
    assert thread.calls == [("propose_pack", {"product": "croissant_luna"})]


async def test_who_would_rather_not_pay_is_heard() -> None:
    for message in ("non merci, je préfère pas payer", "je ne veux rien acheter"):
        said = await talk("coach").say(message)
        assert "rien n’est acheté ni débité" in said
        assert "1." not in said
    assert "charged" in await talk("coach", "en").say("I'd rather not pay")


@pytest.mark.parametrize(
    "message", ["résilier mon abonnement", "je veux arrêter Luna illimité", "me désabonner", "résilier"]
)
async def test_ending_a_plan_is_told_where_it_is_done_and_that_this_did_not_do_it(message: str) -> None:
    said = await buying().say(message)
    assert "ne résilie rien" in said
    assert "application" in said
    assert "fin du mois payé" in said


@pytest.mark.parametrize("message", ["comment me faire rembourser mon pack ?", "un remboursement de mon achat"])
async def test_a_refund_is_answered_honestly(message: str) -> None:
    thread = buying()
    said = await thread.say(message)
    assert "ne rembourse rien" in said
    assert "reçu" in said
    assert thread.calls == []


@pytest.mark.parametrize(
    "message",
    [
        "j'ai été débitée deux fois",
        "Vous m'avez prélevé à tort !",
        "J’ai payé deux fois",
        "je n'ai pas reçu mes points",
    ],
)
async def test_a_charge_that_looks_wrong_is_taken_seriously(message: str) -> None:
    thread = buying()
    said = await thread.say(message)
    assert "historique" in said
    assert "je ne peux pas le faire d'ici" in said.replace("’", "'")
    assert thread.calls == []


async def test_a_wage_that_was_paid_twice_is_not_a_charge() -> None:
    assert "historique de l" not in await buying().say("mon patron m'a payé deux fois mon salaire")


@pytest.mark.parametrize(
    "message",
    ["puis-je me faire rembourser ma formation ?", "arrêter mon contrat", "je ne peux pas payer ma formation"],
)
async def test_what_is_not_about_iris_gets_none_of_these_words(message: str) -> None:
    said = await buying().say(message)
    assert "ne rembourse rien" not in said
    assert "ne résilie rien" not in said
    assert "rien n’est acheté" not in said


@pytest.mark.parametrize(("locale", "message"), [("fr", "stop"), ("fr", "arrête"), ("en", "stop"), ("en", "end")])
async def test_stopping_the_conversation_ends_no_plan(locale: str, message: str) -> None:
    said = await talk("coach", locale).say(message)
    assert "résilie" not in said
    assert "cancels" not in said


PRICES = [
    {"action": "quick_advice", "title": "Conseil rapide", "points": 5},
    {"action": "write_letter", "title": "Lettre de motivation", "points": 15},
]


async def test_what_something_costs_is_told_with_its_figure() -> None:
    thread = talk()
    thread.results["get_energy"] = {**WALLET, "prices": PRICES, "included": [{"what": "lettres", "left": 3}]}
    said = (await thread.say("combien coûte un conseil ?")).replace("\u202f", " ").replace("\u00a0", " ")
    assert "- Conseil rapide : 5\n" in said
    assert "Lettre" not in said
    assert "lettres (3)." in said
    assert [name for name, _ in thread.calls] == ["get_energy"]
    everything = (await thread.say("combien ça coûte ?")).replace("\u202f", " ").replace("\u00a0", " ")
    assert "Conseil rapide : 5" in everything
    assert "Lettre de motivation : 15" in everything


@pytest.mark.parametrize("message", ["combien coûte un bilan de compétences ?", "quel est le prix d’une VAE ?"])
async def test_what_iris_does_not_sell_is_looked_up(message: str) -> None:
    thread = talk()
    await thread.say(message)
    assert "get_energy" not in [name for name, _ in thread.calls]


@pytest.mark.parametrize(
    "message", ["Je voudrais un conseil", "un petit conseil stp", "J’aimerais un conseil", "il me faut un conseil"]
)
async def test_any_way_to_ask_for_advice_on_nothing_is_asked_what_about(message: str) -> None:
    thread = talk("coach")
    assert "Sur quoi porte le conseil" in await thread.say(message)
    said = await thread.say("finalement non")
    assert "rien n’est débité" in said
    assert thread.calls == []


async def test_advice_with_a_question_in_it_is_no_look_up() -> None:
    thread, message = talk("coach"), "Je voudrais un conseil : comment annoncer mon départ à mon chef ?"
    await thread.say(message)
    assert thread.calls == [("advise", {"question": message})]


@pytest.mark.parametrize("agent", ["guide", "aube"])
async def test_whoever_is_asked_for_advice_calls_the_coach(agent: str) -> None:
    thread = talk(agent)
    await thread.say("Donne-moi un conseil pour oser parler à mon patron")
    assert [arguments["agent"] for name, arguments in thread.calls if name == "hand_over"] == ["coach"]


@pytest.mark.parametrize(
    "message",
    [
        "je voudrais un conseil en évolution professionnelle",
        "un conseil pour financer ma formation",
        "mon conseiller m’a donné un conseil pour mon CV",
        "où trouver un conseiller ?",
    ],
)
async def test_what_is_for_the_guide_stays_there(message: str) -> None:
    thread = talk("guide")
    await thread.say(message)
    assert ("hand_over", "coach") not in [(name, arguments.get("agent")) for name, arguments in thread.calls]
    coach = talk("coach")
    await coach.say("je voudrais un conseil en évolution professionnelle")
    assert "advise" not in [name for name, _ in coach.calls]


async def test_an_answer_that_speaks_of_advice_buys_none() -> None:
    thread = talk("coach")
    await thread.say("entretien")
    await thread.say("J’ai été vendeur : on vient souvent me demander de me donner un conseil sur un produit")
    assert thread.calls == []
