"""The offer in a conversation: a card with the price, which buys nothing."""

from dataclasses import replace

import pytest

from tests.tools.billing.conftest import Till
from tests.tools.test_operation import Nowhere
from tools.billing import billing_operations
from tools.billing.operations import Proposed, cards
from tools.billing.wording import price
from tools.energy import UnknownPack
from tools.errors import MissingScope, TaintedTurn
from tools.metering import FreeMeter
from tools.operation import ToolContext
from tools.reading import MemoryFiles
from tools.writing import ScriptedWriter


def _context(
    till: Till, *, locale: str = "fr", taint: frozenset[str] = frozenset(), scope: str = "billing:write"
) -> ToolContext:
    return ToolContext(
        actor=replace(till.actor, scopes=frozenset({scope})),
        clock=till.clock,
        events=till.billing.events,
        knowledge=Nowhere(),
        writer=ScriptedWriter(texts=[]),
        files=MemoryFiles({}),
        meter=FreeMeter(),
        key="run1:call1",
        locale=locale,
        taint=taint,
    )


@pytest.mark.parametrize(
    ("locale", "said"), [("fr", "2,99\u00a0€"), ("en", "€2.99"), ("de", "2,99\u00a0€"), ("es", "2,99\u00a0€")]
)
async def test_an_offer_is_a_card_with_its_price_in_words(till: Till, locale: str, said: str) -> None:
    (propose_pack,) = billing_operations(till.billing)
    context = _context(till, locale=locale)
    made = await propose_pack(context, {"product": "cafe_luna"})
    assert isinstance(made, Proposed)
    assert await propose_pack(context, {"product": "cafe_luna"}) == made
    (annex,) = cards(made)
    assert annex.name == "iris.card"
    card = annex.value
    assert isinstance(card, dict)
    assert (card["kind"], card["version"]) == ("proposal", 1)
    assert said in card["text"]
    assert "25" in card["text"]
    keys = {"proposal_id", "product", "title", "amount", "currency", "points", "expires_at", "sandbox"}
    assert set(card["data"]) == keys
    (action,) = card["actions"]
    assert action["path"] == f"/billing/proposals/{made.proposal_id}/confirm"
    assert (action["method"], action["body"]) == ("POST", {"amount": 299})
    assert said in action["label"]
    assert await till.told() == ["PackProposed"]
    assert till.stripe.requests == []


async def test_an_offer_of_a_plan_says_that_it_is_by_the_month(till: Till) -> None:
    (propose_pack,) = billing_operations(till.billing)
    made = await propose_pack(_context(till, locale="en"), {"product": "premium"})
    assert "a month" in made.text
    assert "a month" in made.confirm
    assert made.points == 0


async def test_what_is_not_sold_cannot_be_offered(till: Till) -> None:
    (propose_pack,) = billing_operations(till.billing)
    with pytest.raises(UnknownPack):
        await propose_pack(_context(till), {"product": "champagne"})


async def test_nothing_is_offered_without_the_scope_or_after_reading_a_document(till: Till) -> None:
    (propose_pack,) = billing_operations(till.billing)
    with pytest.raises(MissingScope):
        await propose_pack(_context(till, scope="billing:read"), {"product": "cafe_luna"})
    with pytest.raises(TaintedTurn):
        await propose_pack(_context(till, taint=frozenset({"web"})), {"product": "cafe_luna"})


def test_cents_are_written_as_people_do() -> None:
    assert price(2999, "EUR", "fr") == "29,99\u00a0€"
    assert price(5, "EUR", "en") == "€0.05"
    assert price(100, "CHF", "en") == "CHF\u00a01.00"
