"""Conversations of a day: those of today go on, one too many is told so, and what matters is always answered."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from agents.orchestration.limit import always_answered
from agents.runtime import Runtime
from tests.fakes.iris import Visitor, custom, text_of

Build = Callable[..., Runtime]


@pytest.fixture
async def regular(build: Build) -> AsyncIterator[Visitor]:
    """A visitor who has begun as many conversations today as a day includes, `t0` the first."""
    iris = build()
    await iris.start()
    visitor = await Visitor.arrive(iris)
    for number in range(iris.energy.catalogue.tiers["FREE"].conversations_a_day or 0):
        _, events = await visitor.say("Bonjour", thread=f"t{number}")
        assert custom(events, "iris.agent")[0]["reason"] != "limit"
    yield visitor
    assert await iris.energy.violations() == []
    await iris.stop()


async def test_one_conversation_too_many_is_told_so_kindly(regular: Visitor) -> None:
    _, events = await regular.say("Je veux refaire mon CV", thread="t-more")
    assert custom(events, "iris.agent") == [{"agent": "guide", "reason": "limit"}]
    assert events[-1]["outcome"]["type"] == "success"
    said = text_of(events)
    assert "5 par jour" in said
    assert "minuit" in said
    [card] = custom(events, "iris.card")
    assert (card["kind"], card["version"], card["data"]["feature"]) == ("teaser", 1, "conversations")
    assert card["data"]["tier"] == "PREMIUM"
    assert card["data"]["plans"][0]["id"] == "premium"
    assert "9,99" in card["text"]
    assert card["data"]["sandbox"] is True


async def test_of_many_conversations_begun_at_once_those_of_a_day_are_answered(build: Build) -> None:
    iris = build()
    await iris.start()
    visitor = await Visitor.arrive(iris)
    answers = await asyncio.gather(*(visitor.say("Bonjour", thread=f"t{number}") for number in range(12)))
    reasons = [custom(events, "iris.agent")[0]["reason"] for _, events in answers]
    assert reasons.count("limit") == 12 - 5
    assert await iris.energy.violations() == []
    await iris.stop()


async def test_the_card_is_kept_with_the_message(regular: Visitor) -> None:
    await regular.say("Je veux refaire mon CV", thread="t-more")
    history = await regular.iris.threads.history(regular.actor.user_id, "t-more")  # type: ignore[arg-type]
    assert [annex["name"] for annex in history[-1].annexes] == ["iris.card"]


async def test_a_conversation_of_today_goes_on(regular: Visitor) -> None:
    _, events = await regular.say("Je veux refaire mon CV", thread="t0")
    assert custom(events, "iris.agent")[0]["reason"] != "limit"


async def test_distress_is_answered_whatever_was_used(regular: Visitor) -> None:
    _, events = await regular.say("J’ai envie de mourir", thread="t-more")
    assert custom(events, "iris.agent")[0]["reason"] == "distress"
    assert "3114" in text_of(events)


@pytest.mark.parametrize("message", ["Quel est mon solde ?", "Je veux effacer toutes mes données", "acheter un pack"])
async def test_energy_and_privacy_are_answered_whatever_was_used(regular: Visitor, message: str) -> None:
    _, events = await regular.say(message, thread="t-more")
    assert custom(events, "iris.agent")[0]["reason"] != "limit"
    assert text_of(events)


async def test_a_tier_without_a_limit_begins_as_many_as_it_likes(regular: Visitor) -> None:
    user = regular.actor.user_id
    await regular.iris.energy.set_tier(user, "PREMIUM", None, source="test", command="premium")
    _, events = await regular.say("Je veux refaire mon CV", thread="t-more")
    assert custom(events, "iris.agent")[0]["reason"] != "limit"


@pytest.mark.parametrize(
    "message",
    [
        "Combien de points me reste-t-il ?",
        "mon solde",
        "je veux recharger",
        "Je voudrais m’abonner",
        "résilier mon abonnement",
        "c’est quoi Premium",
        "quel est le prix des packs ?",
        "un remboursement, s’il vous plaît",
        "ma facture",
        "how many points do I have",
        "buy points",
        "supprimez mon compte",
        "exporte mes données",
        "RGPD",
        "what you know about me",
        "wie viele Punkte: mein Guthaben",
        "meine Daten löschen",
        "mi saldo",
        "borrar mis datos",
        "Bonjour, je voudrais résilier mon abonnement Premium, s’il vous plaît. Merci d’avance !",
        "j’ai payé un pack hier mais mes points ne sont pas arrivés, que faire ?",
        "Comment supprimer mon compte et toutes les données que vous avez sur moi ?",
        "Qui peut lire mes données personnelles ? Mon employeur ?",
        "supprimez mes lettres",
        "how do I get a refund? my balance is wrong",
    ],
)
def test_what_is_always_answered(message: str) -> None:
    assert always_answered(message)


@pytest.mark.parametrize(
    "message",
    [
        "quels sont mes points forts ?",
        "refais mon CV",
        "un pack office, c’est utile sur un CV ?",
        "mes points faibles en entretien",
        "il me reste deux ans avant la retraite",
        "je veux un conseil",
        "my strong points",
        "",
        "premium ! Comment financer une formation ?",
        "mes données : comment financer ma reconversion ?",
        "premium comment financer une formation",
        "mon solde et refais mon CV",
        "my balance, and write my cover letter",
        "recharger : que dire à mon chef demain ?",
        "abonnement. " + "Je voudrais savoir comment quitter un poste où je ne dors plus depuis des mois. " * 2,
    ],
)
def test_what_is_not(message: str) -> None:
    assert not always_answered(message)
