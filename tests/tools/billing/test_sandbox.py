from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr
from sqlalchemy import insert

from agents.registry import build_registry
from tools.actor import Actor, AppId, OrganisationId, UserId
from tools.billing import Billing, BillingSettings, OrderUnpaid, SignatureRefused
from tools.billing.objects import Charge, CheckoutSession, Invoice, PaymentIntent, SubscriptionObject
from tools.billing.sandbox import PAGE_OPEN, SandboxGateway
from tools.clock import FixedClock
from tools.energy import Ledger, load_catalogue
from tools.errors import Misconfigured, NotFound
from tools.events import EventStore
from tools.storage import Database, KeyRing, key_of, upgrade
from tools.storage.schema import erasures

SETTINGS = BillingSettings(sandbox=True)
SECRET = b"s" * 32
PERSON = Actor(
    user_id=UserId("u_1"), organisation_id=OrganisationId("o"), app_id=AppId("a"), scopes=frozenset(), kind="account"
)


@pytest.fixture
async def billing(database: Database) -> AsyncIterator[Billing]:
    """Billing over the sandbox; after the test nothing may be wrong, and the two may not differ."""
    await upgrade(database)
    clock = FixedClock()
    keys = KeyRing(database, key_of(AESGCM.generate_key(256)))
    await database.write(lambda c: keys.create(c, PERSON.user_id, clock.now()))
    events = EventStore(database, keys, clock, build_registry())
    made = Billing(
        database=database,
        clock=clock,
        events=events,
        ledger=Ledger(database=database, keys=keys, clock=clock, events=events, catalogue=load_catalogue()),
        gateway=SandboxGateway(database, clock, SETTINGS, secret=SECRET),
    )
    yield made
    assert (await made.reconcile()).differences == ()
    assert await made.violations() == []
    assert await made.ledger.violations() == []


def sandbox_of(billing: Billing) -> SandboxGateway:
    assert isinstance(billing.gateway, SandboxGateway)
    return billing.gateway


async def pay(billing: Billing, object_id: str) -> None:
    sent = await sandbox_of(billing).pay(object_id)
    await billing.receive(sent.payload, sent.signature)


async def available(billing: Billing) -> int:
    return (await billing.ledger.balance(PERSON.user_id)).available


async def test_a_pack_is_bought_in_play(billing: Billing) -> None:
    payment = await billing.purchase(PERSON, "cafe_luna", key="k")
    session_id = payment.order.session_id
    assert session_id is not None
    assert session_id.startswith("cs_sandbox_")
    assert len(session_id) > 40
    assert payment.sandbox
    assert payment.url == f"http://127.0.0.1:8003/billing/sandbox/{session_id}"
    assert (await billing.purchase(PERSON, "cafe_luna", key="k")).url == payment.url
    with pytest.raises(OrderUnpaid):
        await billing.confirm_payment(PERSON, payment.order.id)
    for _ in range(3):
        await pay(billing, session_id)
    assert await available(billing) == 28
    order = await billing.confirm_payment(PERSON, payment.order.id)
    assert (order.state, order.livemode, order.gateway) == ("paid", False, "sandbox")
    session = await sandbox_of(billing).fetch(session_id)
    assert isinstance(session, CheckoutSession)
    intent = await sandbox_of(billing).fetch(str(session.payment_intent))
    assert isinstance(intent, PaymentIntent)
    charge = await sandbox_of(billing).fetch(str(intent.latest_charge))
    assert isinstance(charge, Charge)
    assert (intent.status, intent.amount_received, charge.amount) == ("succeeded", 299, 299)


async def test_a_payment_intent_is_paid_in_play(billing: Billing) -> None:
    payment = await billing.purchase(PERSON, "luna", flow="intent", key="k")
    assert payment.client_secret
    assert payment.order.intent_id is not None
    await pay(billing, payment.order.intent_id)
    assert await available(billing) == 300


async def test_what_is_refused_is_never_paid(billing: Billing) -> None:
    payment = await billing.purchase(PERSON, "cafe_luna", key="k")
    session_id = str(payment.order.session_id)
    refusal = await sandbox_of(billing).refuse(session_id)
    assert refusal is not None
    await billing.receive(refusal.payload, refusal.signature)
    assert (await billing.order(PERSON, payment.order.id)).state == "expired"
    assert await sandbox_of(billing).refuse(session_id) is None
    with pytest.raises(OrderUnpaid):
        await sandbox_of(billing).pay(session_id)
    assert await available(billing) == 0


async def test_what_is_paid_is_not_refused_any_more(billing: Billing) -> None:
    payment = await billing.purchase(PERSON, "cafe_luna", key="k")
    await pay(billing, str(payment.order.session_id))
    assert await sandbox_of(billing).refuse(str(payment.order.session_id)) is None
    assert (await sandbox_of(billing).page(str(payment.order.session_id))).paid


async def test_a_page_closes_after_a_day(billing: Billing) -> None:
    payment = await billing.purchase(PERSON, "cafe_luna", key="k")
    assert isinstance(billing.clock, FixedClock)
    billing.clock.advance(seconds=PAGE_OPEN.total_seconds())
    assert (await sandbox_of(billing).page(str(payment.order.session_id))).status == "expired"
    with pytest.raises(OrderUnpaid):
        await sandbox_of(billing).pay(str(payment.order.session_id))


async def test_a_plan_is_subscribed_to_and_cancelled(billing: Billing) -> None:
    payment = await billing.subscribe(PERSON, "luna_unlimited", key="k")
    page = await sandbox_of(billing).page(str(payment.order.session_id))
    assert (page.monthly, page.amount, page.currency) == (True, 2999, "eur")
    await pay(billing, page.id)
    plan = await billing.subscription(PERSON.user_id)
    assert plan is not None
    assert (plan.status, plan.cancel_at_period_end) == ("active", False)
    assert (await billing.ledger.balance(PERSON.user_id)).tier == "UNLIMITED"
    agreement = await sandbox_of(billing).fetch(plan.id)
    assert isinstance(agreement, SubscriptionObject)
    invoice = await sandbox_of(billing).fetch(str(agreement.latest_invoice))
    assert isinstance(invoice, Invoice)
    assert (invoice.status, invoice.order_id, invoice.period_end) == ("paid", payment.order.id, agreement.period_end)
    assert (await billing.cancel(PERSON)).cancel_at_period_end
    assert (await sandbox_of(billing).cancel(plan.id, at_period_end=False)).status == "canceled"


async def test_a_receipt_is_the_page_that_was_paid(billing: Billing) -> None:
    pack = await billing.purchase(PERSON, "cafe_luna", key="k1")
    plan = await billing.subscribe(PERSON, "premium", key="k2")
    for payment in (pack, plan):
        await pay(billing, str(payment.order.session_id))
        url = await billing.receipt(PERSON, payment.order.id)
        page = await sandbox_of(billing).page(url.rpartition("/")[2])
        assert (page.paid, page.amount) == (True, payment.order.amount)


async def test_time_renews_a_plan_and_ends_it_once_it_was_cancelled(billing: Billing) -> None:
    await pay(billing, str((await billing.subscribe(PERSON, "premium", key="k")).order.session_id))
    assert isinstance(billing.clock, FixedClock)
    billing.clock.advance(days=31)
    await billing.reconcile()
    assert (await billing.ledger.balance(PERSON.user_id)).tier == "PREMIUM"
    (line,) = await billing.history(PERSON.user_id)
    assert [month.amount for month in line.months] == [999, 999]
    await billing.cancel(PERSON)
    resumed = await billing.subscribe(PERSON, "premium", key="k2")
    assert resumed.order.id == line.order.id
    await billing.cancel(PERSON)
    billing.clock.advance(days=31)
    await billing.reconcile()
    plan = await billing.subscription(PERSON.user_id)
    assert plan is not None
    assert plan.status == "canceled"
    assert (await billing.ledger.balance(PERSON.user_id)).tier == "FREE"
    assert (await billing.subscribe(PERSON, "premium", key="k3")).url is not None


async def test_what_the_sandbox_forgot_of_the_erased_is_no_difference(billing: Billing) -> None:
    await pay(billing, str((await billing.purchase(PERSON, "cafe_luna", key="k")).order.session_id))
    await sandbox_of(billing).forget(await sandbox_of(billing).customer(PERSON.user_id))
    assert [each.kind for each in (await billing.reconcile()).differences] == ["missing_object"]
    erased = {"user_id": PERSON.user_id, "receipt": "r", "asked_by": "person", "requested_at": billing.clock.now()}
    await billing.database.write(lambda c: c.execute(insert(erasures).values(**erased)) and None)
    assert (await billing.reconcile()).differences == ()


async def test_only_its_own_notices_are_believed(billing: Billing) -> None:
    payment = await billing.purchase(PERSON, "cafe_luna", key="k")
    sent = await sandbox_of(billing).pay(str(payment.order.session_id))
    other = replace(sandbox_of(billing), secret=b"o" * 32)
    forged = await other.pay(str(payment.order.session_id))
    for payload, signature in [(sent.payload, forged.signature), (b"{}", sent.signature), (sent.payload, "")]:
        with pytest.raises(SignatureRefused):
            await billing.receive(payload, signature)
    assert await available(billing) == 0
    await billing.receive(sent.payload, sent.signature)
    assert await available(billing) == 28


async def test_a_person_who_leaves_is_forgotten(billing: Billing) -> None:
    sandbox = sandbox_of(billing)
    customer = await sandbox.customer(UserId("u_2"))
    assert customer == await sandbox.customer(UserId("u_2")) != await sandbox.customer(UserId("u_3"))
    payment = await billing.purchase(PERSON, "cafe_luna", key="k")
    order = replace(payment.order, id="ord_2")
    opened = await sandbox.checkout(order, title="Café", customer=customer)
    await sandbox.pay(opened.id)
    session = await sandbox.fetch(opened.id)
    assert isinstance(session, CheckoutSession)
    await sandbox.forget(customer)
    await sandbox.forget(customer)
    for gone in (opened.id, str(session.payment_intent), customer):
        with pytest.raises(NotFound):
            await sandbox.fetch(gone)
    assert (await sandbox.page(str(payment.order.session_id))).title


@pytest.mark.parametrize(
    "settings",
    [
        BillingSettings(),
        BillingSettings(sandbox=True, secret_key=SecretStr("sk_live_1")),
        BillingSettings(sandbox=True, public_url="https://iris.example"),
        BillingSettings(sandbox=True, public_url="http://192.168.1.20:8003"),
        BillingSettings(sandbox=True, public_url="http://127.0.0.1.example"),
    ],
)
async def test_it_refuses_to_be_where_it_must_not(database: Database, settings: BillingSettings) -> None:
    with pytest.raises(Misconfigured):
        SandboxGateway(database, FixedClock(), settings, secret=SECRET)


async def test_what_it_keeps_since_a_moment_is_listed(billing: Billing) -> None:
    start = billing.clock.now()
    first = await billing.purchase(PERSON, "cafe_luna", key="k1")
    await pay(billing, str(first.order.session_id))
    assert isinstance(billing.clock, FixedClock)
    billing.clock.advance(hours=1)
    second = await billing.purchase(PERSON, "luna", key="k2")
    await pay(billing, str(second.order.session_id))
    sandbox = sandbox_of(billing)
    assert [each.amount for each in await sandbox.intents(start)] == [299, 2499]
    assert [each.amount for each in await sandbox.intents(start + timedelta(minutes=30))] == [2499]
    assert await sandbox.invoices(start) == []
