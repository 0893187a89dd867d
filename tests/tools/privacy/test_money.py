"""Energy and purchases: given back in an export, ended outside at an erasure, kept only as the accounts need them."""

import io
import json
import zipfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr
from sqlalchemy import Connection, Row, Select, insert, select, update

from agents.privacy import build_register
from tests.fakes.stripe import FakeStripe
from tests.tools.privacy.conftest import House
from tools.accounts.people import insert_person
from tools.actor import Actor, AppId, OrganisationId, UserId
from tools.billing import BillingSettings, Gateway
from tools.billing.personal import PROOF_KEPT
from tools.billing.rows import order_by
from tools.billing.stripe_gateway import StripeGateway
from tools.energy import Metering
from tools.errors import Erased
from tools.events import person_stream
from tools.files import Files
from tools.metering import Priced
from tools.privacy import Receipt, Register, receipt_text
from tools.storage.schema import customers, fulfilments, orders, subscriptions, wallets
from tools.writing import ScriptedWriter


@pytest.fixture
def stripe(house: House) -> Iterator[FakeStripe]:
    with FakeStripe(seed=3, clock=house.clock) as running:
        yield running


@pytest.fixture
async def gateway(stripe: FakeStripe) -> AsyncIterator[StripeGateway]:
    made = StripeGateway(BillingSettings(secret_key=SecretStr(stripe.key), api_base=stripe.url))
    yield made
    await made.aclose()


def with_gateway(house: House, gateway: Gateway | None) -> Register:
    files = Files(house.database, house.keys, house.clock)
    made = build_register(house.database, house.keys, house.events, files, house.ledger, gateway, house.outbox)
    return replace(house.register, stores=made.stores)


async def somebody(house: House, name: str = "u_me") -> UserId:
    user_id, now = UserId(name), house.clock.now()
    await house.database.write(lambda c: insert_person(c, house.keys, user_id, "o_1", now) and None)
    return user_id


async def buy(house: House, user_id: UserId, *, id: str = "o_pack", state: str = "paid", **values: object) -> None:
    now = house.clock.now()
    row = {
        "id": id,
        "user_id": user_id,
        "kind": "pack",
        "product": "cafe_luna",
        "points": 25,
        "bonus": 3,
        "amount": 299,
        "currency": "EUR",
        "state": state,
        "flow": "checkout",
        "gateway": "stripe",
        "livemode": False,
        "refunded": 0,
        "clawed_back": 0,
        "idempotency_key": id,
        "fingerprint": b"f",
        "created_at": now,
        "paid_at": now if state == "paid" else None,
        "updated_at": now,
        **values,
    }

    def work(connection: Connection) -> None:
        connection.execute(insert(orders).values(row))
        if state == "paid":
            done = {"business_key": f"order:{id}", "user_id": user_id, "order_id": id, "object_id": f"pi_{id}"}
            connection.execute(insert(fulfilments).values(**done, amount=299, points=28, debt=0, at=now))

    await house.database.write(work)


async def subscribe(house: House, gateway: StripeGateway, stripe: FakeStripe, user_id: UserId) -> tuple[str, str]:
    """Who pays by the month, here and at Stripe: the ids of the customer and of the subscription."""
    await buy(house, user_id, id="o_plan", kind="subscription", product="premium", amount=999)
    customer = await gateway.customer(user_id)
    order = await house.database.read(lambda c: order_by(c, "o_plan"))
    assert order is not None
    session = await gateway.checkout(order, title="Premium", customer=customer)
    stripe.pay(session.id)
    subscription = str(stripe.get(session.id)["subscription"])
    now = house.clock.now()

    def work(connection: Connection) -> None:
        connection.execute(insert(customers).values(user_id=user_id, id=customer, created_at=now))
        known = {"id": subscription, "user_id": user_id, "order_id": "o_plan", "product": "premium"}
        connection.execute(
            insert(subscriptions).values(**known, status="active", cancel_at_period_end=False, updated_at=now)
        )

    await house.database.write(work)
    return customer, subscription


def told(receipt: Receipt, locale: str) -> str:
    return receipt_text(receipt, locale).replace("\u00a0", " ")


async def test_an_export_holds_every_movement_and_every_purchase(house: House) -> None:
    me = await somebody(house)
    await house.spend(me)
    await buy(house, me)
    pieces = await house.export.begin(me, "fr", actor="x")
    made = zipfile.ZipFile(io.BytesIO(b"".join([piece async for piece in pieces])))
    lists = {name: json.loads(made.read(name)) for name in made.namelist() if name.endswith(".json")}
    assert {row["kind"] for row in lists["energy/movements.json"]} == {"credit", "hold", "spend"}
    assert lists["energy/wallet.json"][0]["available"] == 20
    assert {row["action"] for row in lists["energy/holds.json"]} == {"quick_advice", "write_letter"}
    assert lists["energy/lots.json"][0]["origin"] == "welcome"
    assert lists["energy/conversations.json"][0]["thread_id"] == f"threads-{me}"
    assert (lists["billing/orders.json"][0]["id"], lists["billing/orders.json"][0]["amount"]) == ("o_pack", 299)
    assert lists["billing/payments.json"][0]["object_id"] == "pi_o_pack"


async def test_an_export_gives_a_long_statement_whole(house: House) -> None:
    me = await somebody(house)
    for index in range(230):
        await house.ledger.credit(me, 1, origin="grant", command=f"c{index}")
    store = next(store for store in house.register.stores if store.name == "energy")
    movements = (await store.export(me, "fr")).lists["movements"]
    assert len({row["id"] for row in movements}) == len(movements) == 230


class Advice(BaseModel):
    text: str


async def test_what_points_paid_for_is_given_back_readable(house: House) -> None:
    me = await somebody(house)
    await house.spend(me)
    actor = Actor(user_id=me, organisation_id=OrganisationId("o_1"), app_id=AppId("a_1"), scopes=frozenset())

    async def work() -> Advice:
        return Advice(text="Commencer par le CAP, à Lens")

    call = Priced(
        actor=actor,
        operation="advise",
        action="quick_advice",
        key="k_1",
        arguments=Advice(text="?"),
        writer=ScriptedWriter(),
    )
    await Metering(house.ledger, house.keys).metered(call, Advice, work)
    store = next(store for store in house.register.stores if store.name == "energy")
    [delivered] = (await store.export(me, "fr")).lists["delivered"]
    assert delivered["result"] == {"text": "Commencer par le CAP, à Lens"}
    assert "fingerprint" not in delivered
    await house.erasure().erase(me)
    assert (await house.held(me))["deliverables"] == []


async def test_a_wallet_is_closed_and_stays_so(house: House) -> None:
    me, other = await house.person("u_me"), await house.person("u_other")
    await house.erasure().erase(me)
    assert [row.user_id for row in await rows(house, select(wallets.c.user_id))] == [other]
    stream = person_stream("wallet", me)
    assert (await house.events.read(me, stream))[-1].type == "WalletClosed"
    before = await house.held(other)
    await house.database.write(lambda c: house.ledger.rebuild_in(c) and None)
    assert await house.held(other) == before
    assert (await house.held(me))["wallets"] == []
    assert await house.ledger.violations() == []
    with pytest.raises(Erased):
        await house.ledger.credit(me, 25, origin="purchase", command="order:late")
    house.clock.advance(minutes=3)
    await house.erasure().complete()
    assert len([e for e in await house.events.read(me, stream) if e.type == "WalletClosed"]) == 1
    for each in await house.streams():
        await house.events.verify(each)


async def test_an_erasure_closes_the_pages_that_may_be_paid(
    house: House, gateway: StripeGateway, stripe: FakeStripe
) -> None:
    me = await somebody(house)
    customer, _ = await subscribe(house, gateway, stripe, me)
    await buy(house, me, id="o_open", state="pending")
    order = await house.database.read(lambda c: order_by(c, "o_open"))
    assert order is not None
    page = (await gateway.checkout(order, title="Café", customer=customer)).id
    await house.database.write(
        lambda c: c.execute(update(orders).where(orders.c.id == "o_open").values(session_id=page)) and None
    )
    await house.erasure(with_gateway(house, gateway)).erase(me)
    assert stripe.get(page)["status"] == "expired"


async def test_an_erasure_ends_the_subscription_at_once_and_the_provider_forgets(
    house: House, gateway: StripeGateway, stripe: FakeStripe
) -> None:
    me = await somebody(house)
    customer, subscription = await subscribe(house, gateway, stripe, me)
    receipt = await house.erasure(with_gateway(house, gateway)).erase(me)
    assert receipt.completed
    assert stripe.get(subscription)["status"] == "canceled"
    assert stripe.get(customer)["deleted"] is True
    assert await rows(house, select(customers)) == []
    assert receipt.counts["billing"] == 3


async def test_a_provider_that_does_not_answer_keeps_the_erasure_open(
    house: House, gateway: StripeGateway, stripe: FakeStripe
) -> None:
    me = await somebody(house)
    customer, subscription = await subscribe(house, gateway, stripe, me)
    erasure = house.erasure(with_gateway(house, gateway))
    stripe.fault("error_before", times=100, path="/v1/customers")
    receipt = await erasure.erase(me)
    assert not receipt.completed
    with pytest.raises(Erased):
        await house.keys.of(me)
    assert await rows(house, select(customers))
    house.clock.advance(minutes=2)
    assert await erasure.complete() == 0
    stripe._faults.clear()
    assert await erasure.complete() == 1
    assert (stripe.get(subscription)["status"], stripe.get(customer)["deleted"]) == ("canceled", True)
    assert await rows(house, select(customers)) == []


async def test_without_the_provider_that_knows_the_person_nothing_is_skipped(
    house: House, gateway: StripeGateway, stripe: FakeStripe
) -> None:
    me = await somebody(house)
    customer, _ = await subscribe(house, gateway, stripe, me)
    alone = house.erasure(with_gateway(house, None))
    assert not (await alone.erase(me)).completed
    house.clock.advance(minutes=2)
    assert await alone.complete() == 0
    assert "deleted" not in stripe.get(customer)
    assert await house.erasure(with_gateway(house, gateway)).complete() == 1
    assert stripe.get(customer)["deleted"] is True


async def test_what_is_gone_at_the_provider_is_gone(house: House, gateway: StripeGateway, stripe: FakeStripe) -> None:
    me = await somebody(house)
    customer, subscription = await subscribe(house, gateway, stripe, me)
    await gateway.cancel(subscription, at_period_end=False)
    await gateway.forget(customer)
    assert (await house.erasure(with_gateway(house, gateway)).erase(me)).completed


async def test_the_receipt_says_what_the_accounts_keep_or_that_nothing_was_bought(house: House) -> None:
    buyer, visitor = await somebody(house), await somebody(house, "u_visitor")
    await buy(house, buyer)
    await buy(house, visitor, id="o_left", state="expired")
    bought, nothing = await house.erasure().erase(buyer), await house.erasure().erase(visitor)
    assert "article L123-22 du Code de commerce" in told(bought, "fr")
    assert "Au plus tard jusqu’au 20 novembre 2037." in told(bought, "fr")
    assert "Article L123-22" in told(bought, "en")
    assert "rien n’a été acheté" not in told(bought, "fr")
    assert "Aucune pièce comptable n’est gardée : rien n’a été acheté." in told(nothing, "fr")
    assert "nothing was bought" in told(nothing, "en")
    assert "L123-22" not in told(nothing, "fr")
    assert [row.id for row in await rows(house, select(orders.c.id))] == ["o_pack"]


async def test_the_proof_of_a_purchase_goes_when_its_time_is_up(house: House) -> None:
    me = await somebody(house)
    await buy(house, me)
    await buy(house, me, id="o_pending", state="pending")
    await house.erasure().erase(me)
    retention = house.retention()
    house.clock.advance(days=91)
    await retention.run()
    assert [row.id for row in await rows(house, select(orders.c.id))] == ["o_pack"]
    house.clock.at += PROOF_KEPT
    await retention.run()
    assert await rows(house, select(orders)) == []
    assert await rows(house, select(fulfilments)) == []


async def test_offers_that_nobody_took_up_go(house: House) -> None:
    me = await house.person("u_me")
    assert (await house.held(me))["proposals"]
    house.clock.advance(days=31)
    await house.retention().run()
    assert (await house.held(me))["proposals"] == []


async def test_who_pays_by_the_month_is_not_idle(house: House, gateway: StripeGateway, stripe: FakeStripe) -> None:
    me = await somebody(house)
    await subscribe(house, gateway, stripe, me)
    house.clock.advance(days=119)
    renewed = subscriptions.update().values(updated_at=house.clock.now())
    await house.database.write(lambda c: c.execute(renewed) and None)
    house.clock.advance(days=30)
    assert await house.retention().idle() == []
    await house.database.write(lambda c: c.execute(subscriptions.update().values(status="canceled")) and None)
    assert await house.retention().idle() == [me]


async def rows(house: House, query: Select[Any]) -> Sequence[Row[Any]]:
    return await house.database.read(lambda c: c.execute(query).all())
