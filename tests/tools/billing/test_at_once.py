"""Many requests and workers at once, on both databases: one order for a proposal, one proposal for a command."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Sequence
from typing import TypeVar

import pytest
from sqlalchemy import create_engine, func, select

from tests.tools.billing.conftest import Till
from tools.billing import Payment, Proposal
from tools.billing import inbox as taking
from tools.billing.errors import ProposalConfirmed
from tools.storage.schema import orders, proposals

T = TypeVar("T")
MANY = 10


async def _at_once(calls: Sequence[Awaitable[T]]) -> tuple[list[T], Counter[str]]:
    """What came of each, and the refusals by code."""
    made = await asyncio.gather(*calls, return_exceptions=True)
    refused = Counter(getattr(each, "code", repr(each)) for each in made if isinstance(each, BaseException))
    return [each for each in made if not isinstance(each, BaseException)], refused


async def _count(till: Till, table: str) -> int:
    found = {"orders": orders, "proposals": proposals}[table]
    query = select(func.count()).select_from(found)
    return await till.database.read(lambda c: int(c.execute(query).scalar_one()))


async def test_a_proposal_that_is_confirmed_ten_times_at_once_is_one_order(each_till: Till) -> None:
    till = each_till
    proposal = await till.billing.propose(till.actor, "cafe_luna")

    def confirm(key: str) -> Awaitable[Payment]:
        return till.billing.confirm(till.actor, proposal.id, amount=299, key=key)

    paid, refused = await _at_once([confirm(f"k{n}") for n in range(MANY)])
    assert refused == {ProposalConfirmed.code: MANY - 1}
    assert len(paid) == await _count(till, "orders") == 1


async def test_a_confirmation_that_is_repeated_at_once_is_one_payment(each_till: Till) -> None:
    till = each_till
    proposal = await till.billing.propose(till.actor, "cafe_luna")
    calls = [till.billing.confirm(till.actor, proposal.id, amount=299, key="k") for _ in range(MANY)]
    paid, refused = await _at_once(calls)
    assert refused == {}
    assert len({(each.order.id, each.url) for each in paid}) == await _count(till, "orders") == 1
    assert len([e for e in till.stripe.books.objects.values() if e["object"] == "checkout.session"]) == 1


async def test_a_purchase_that_is_repeated_at_once_is_one_payment(each_till: Till) -> None:
    till = each_till
    calls = [till.billing.purchase(till.actor, "luna", flow="intent", key="k") for _ in range(MANY)]
    paid, refused = await _at_once(calls)
    assert refused == {}
    assert len({(each.order.id, each.client_secret) for each in paid}) == await _count(till, "orders") == 1


async def test_a_command_that_is_repeated_at_once_makes_one_proposal(each_till: Till) -> None:
    till = each_till
    calls: list[Awaitable[Proposal]] = [till.billing.propose(till.actor, "luna", command="c") for _ in range(MANY)]
    made, refused = await _at_once(calls)
    assert refused == {}
    assert len({each.id for each in made}) == await _count(till, "proposals") == 1


async def test_two_workers_take_different_events(
    each_till: Till, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = each_till
    for number in range(2):
        await till.bought(key=f"k{number}", told=False)
    for event in till.stripe.events_of("checkout.session.completed"):
        till.failpoints.deadly = "event kept"
        await till.send(event)
    till.clock.advance(minutes=3)
    if till.database.dialect == "postgresql":
        monkeypatch.setattr(taking, "AT_ONCE", 1)
        claim = till.billing._inbox._claim
        other_worker = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
        with other_worker.begin() as connection:
            (theirs,) = claim(connection)
            # What the other one has taken and not committed is passed over, not waited for.
            (ours,) = await asyncio.wait_for(till.database.write(claim), 10)
        other_worker.dispose()
        assert ours.id != theirs.id
        assert await till.database.write(claim) == []
        monkeypatch.undo()
        till.clock.advance(minutes=3)
    both = await asyncio.gather(till.billing.work(), till.billing.work())
    assert sum(both) == 2
    assert await till.available() == 25 + 28
