"""Energy, packs, payments and the narrative by both clients."""

import asyncio

import pytest

from server.client import Allowance, IrisApiError, Order, SyncIrisClient
from tests.fakes.iris import LiveIris
from tests.server.client.conftest import Use
from tests.server.samples import pay_session


def test_what_a_newcomer_has_and_what_is_sold(live: LiveIris, use: Use) -> None:
    balance = use(live.url, lambda client: client.balance())
    assert (balance.available, balance.held, balance.debt, balance.tier, balance.unlimited) == (0, 0, 0, "FREE", False)
    packs = use(live.url, lambda client: client.packs())
    assert (packs[0].id, packs[0].amount, packs[0].points) == ("cafe_luna", 299, 25)
    allowed = use(live.url, lambda client: client.can_perform("quick_advice"))
    assert allowed == Allowance(can_perform=False, required=5, available=0)
    with pytest.raises(IrisApiError) as refused:
        use(live.url, lambda client: client.advise("Comment annoncer mon départ ?"))
    assert (refused.value.status, refused.value.details["required_pack"]) == (402, "cafe_luna")
    payment = use(live.url, lambda client: client.purchase("luna"))
    assert (payment.sandbox, payment.order.status, payment.order.points) == (True, "pending", 300)
    assert "" != use(live.url, lambda client: client.narrative())


def test_a_person_buys_asks_and_sees_where_their_points_went(live: LiveIris) -> None:
    with SyncIrisClient(live.url, app="pk_demo") as client:
        payment = client.purchase("cafe_luna", idempotency_key="k")
        assert client.purchase("cafe_luna", idempotency_key="k") == payment
        with pytest.raises(IrisApiError, match="order_unpaid"):
            client.confirm_payment(payment.order.id)
        asyncio.run(pay_session(live.runtime, str(payment.url).rsplit("/", 1)[1]))
        order = client.confirm_payment(payment.order.id)
        assert isinstance(order, Order)
        assert order.status == "paid"
        assert client.balance().available == 28, "a first purchase has a bonus"
        question = "Comment annoncer mon départ à mon chef ?"
        first = client.advise(question, idempotency_key="a")
        assert first == client.advise(question, idempotency_key="a")
        assert client.balance().available == 23
        assert client.narrative()
