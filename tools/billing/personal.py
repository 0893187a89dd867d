"""What billing keeps about people: offers, orders, subscriptions, and who they are to the payment provider."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select

from tools.actor import UserId
from tools.billing.errors import PaymentUnavailable
from tools.billing.gateway import Gateway
from tools.billing.inbox import HANDLED_KEPT
from tools.errors import NotFound
from tools.privacy import ExportPart, Kept, KeptFor, PersonalStore, Words
from tools.privacy.rows import delete_rows, rows_of
from tools.storage import Database
from tools.storage.schema import (
    customers,
    erasures,
    fulfilments,
    inbox,
    orders,
    people,
    proposals,
    subscriptions,
    watched,
)

PROOF_KEPT = timedelta(days=11 * 365 + 3)
"""Ten years from the close of the financial year (Commercial Code, L123-22), which comes within a year of a sale."""
SETTLED = timedelta(days=90)
"""An order that nobody has paid by then is no sale."""
OFFERED_KEPT = timedelta(days=30)
"""How long an offer that nobody took up is kept once it has expired."""
ENDED = ("canceled", "incomplete_expired")
"""A subscription that costs nothing any more, in the provider's words."""

Provider = tuple[str, bool]
"""The name of a gateway, and whether it is the live one."""

CLEAR = {
    "proposals.product": "the id of a pack or a plan",
    "proposals.currency": "a currency",
    "orders.kind": "pack or subscription",
    "orders.product": "the id of a pack or a plan",
    "orders.currency": "a currency",
    "orders.state": "an enumeration",
    "orders.flow": "an enumeration",
    "orders.gateway": "stripe or sandbox",
    "orders.dispute": "an enumeration",
    "orders.idempotency_key": "a key that the person's client made up",
    "orders.fingerprint": "a hash that tells a repeated request",
    "subscriptions.product": "the id of a plan",
    "subscriptions.status": "an enumeration of the provider's",
    "fulfilments.business_key": "ids of an order and of the provider's objects",
}


def _fulfilled() -> ColumnElement[bool]:
    return exists().where(fulfilments.c.order_id == orders.c.id)


def _bought(connection: Connection, user_id: UserId) -> bool:
    paid = and_(orders.c.user_id == user_id, or_(orders.c.state == "paid", _fulfilled()))
    return connection.execute(select(orders.c.id).where(paid).limit(1)).first() is not None


ACCOUNTS = Kept(
    what=Words(
        "Vos achats, sans rien d’autre sur vous : numéros, produits, montants et dates, sous un identifiant qui ne "
        "mène plus à personne",
        "Your purchases, with nothing else about you: numbers, products, amounts and dates, under an identifier that "
        "leads to nobody any more",
    ),
    why=Words(
        "Les pièces comptables se gardent dix ans (article L123-22 du Code de commerce), que nous comptons depuis la "
        "clôture de l’exercice, donc onze ans au plus après un achat",
        "Accounting records are kept for ten years (French Commercial Code, Article L123-22), which we count from the "
        "close of the financial year: eleven years at most after a purchase",
    ),
    until=PROOF_KEPT,
    when=_bought,
    otherwise=Words(
        "Aucune pièce comptable n’est gardée : rien n’a été acheté.",
        "No accounting record is kept: nothing was bought.",
    ),
)


def billing_store(database: Database, gateway: Gateway | None) -> PersonalStore:
    """The tables and the stream of billing, and the customer that the provider knows."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        return ExportPart(lists=await database.read(lambda c: _lists(c, user_id)))

    async def erase_outside(user_id: UserId) -> int:
        return await _leave(database, gateway, user_id)

    def active_since(moment: datetime) -> ColumnElement[bool]:
        return or_(
            exists().where(orders.c.user_id == people.c.id, orders.c.created_at > moment),
            exists().where(
                subscriptions.c.user_id == people.c.id,
                subscriptions.c.status.not_in(ENDED),
                subscriptions.c.updated_at > moment,
            ),
        )

    return PersonalStore(
        name="billing",
        tables=tuple(t.name for t in (proposals, orders, subscriptions, customers, fulfilments)),
        streams=("billing",),
        clear=CLEAR,
        holds=Words(
            "Vos achats : offres, commandes, abonnements, paiements et remboursements, et le numéro sous lequel le "
            "prestataire de paiement vous connaît. Votre carte et votre nom sont chez lui, jamais chez nous",
            "Your purchases: offers, orders, subscriptions, payments and refunds, and the number under which the "
            "payment provider knows you. Your card and your name are with the provider, never with us",
        ),
        purpose=Words(
            "Vous livrer ce que vous achetez, une seule fois, et pouvoir vous rembourser",
            "To deliver what you buy, once, and to be able to refund you",
        ),
        legal_basis="contract",
        kept_for=KeptFor(
            words=Words(
                "Les achats : onze ans au plus (obligation comptable) ; les offres restées sans suite : trente jours ; "
                "le reste : jusqu’à l’effacement, qui résilie aussi l’abonnement",
                "Purchases: eleven years at most (accounting duty); offers that were not taken up: thirty days; the "
                "rest: until erasure, which also ends a subscription",
            ),
            limit=OFFERED_KEPT,
        ),
        export=export,
        erase=_erase,
        erase_outside=erase_outside,
        prune=_prune,
        active_since=active_since,
        kept=ACCOUNTS,
    )


async def _leave(database: Database, gateway: Gateway | None, user_id: UserId) -> int:
    """End the subscriptions at once and have the provider delete the customer; returns how many objects there were.

    May run twice. Raises PaymentUnavailable when the provider does not answer, or is not the one that knows the person.
    """
    active, known, held, unpaid = await database.read(lambda connection: _outside(connection, user_id))
    if not active and not known:
        return 0
    connected = None if gateway is None else (gateway.name, gateway.livemode)
    if held and held <= {("sandbox", False)} and connected not in held:
        # A sandbox that is gone held nothing outside of this database.
        return 0
    if gateway is None or not held - {("sandbox", False)} <= {connected}:
        raise PaymentUnavailable("the provider that knows this person is not connected")
    for object_id in unpaid.get(connected, ()):
        await _close(gateway, object_id)
    for subscription_id in active:
        await _end(gateway, subscription_id)
    for customer_id in known:
        await gateway.forget(customer_id)
    return len(active) + len(known)


def _outside(
    connection: Connection, user_id: UserId
) -> tuple[list[str], list[str], set[Provider], dict[Provider | None, list[str]]]:
    """Subscriptions that run, customers, the providers that have them, and at each the pages that may be paid."""
    running = select(subscriptions.c.id).where(subscriptions.c.user_id == user_id, subscriptions.c.status.not_in(ENDED))
    known = select(customers.c.id).where(customers.c.user_id == user_id)
    held, unpaid = set[Provider](), dict[Provider | None, list[str]]()
    for row in connection.execute(select(orders).where(orders.c.user_id == user_id).order_by(orders.c.id)):
        provider = (row.gateway, row.livemode)
        held.add(provider)
        if row.state in ("pending", "failed") and (object_id := row.session_id or row.intent_id) is not None:
            unpaid.setdefault(provider, []).append(object_id)
    return (
        list(connection.execute(running).scalars()),
        list(connection.execute(known).scalars()),
        held,
        unpaid,
    )


async def _close(gateway: Gateway, object_id: str) -> None:
    try:
        await gateway.expire(object_id)
    except NotFound:
        return


async def _end(gateway: Gateway, subscription_id: str) -> None:
    try:
        now = await gateway.fetch(subscription_id)
        if getattr(now, "status", None) not in ENDED:
            await gateway.cancel(subscription_id, at_period_end=False)
    except NotFound:
        return


def _erase(connection: Connection, user_id: UserId, now: datetime) -> int:
    unpaid = delete(orders).where(orders.c.user_id == user_id, orders.c.state.in_(("failed", "expired")), ~_fulfilled())
    return delete_rows(connection, user_id, proposals, customers) + connection.execute(unpaid).rowcount


def _prune(connection: Connection, now: datetime) -> int:
    """Offers without an answer; of those who were erased, orders without a payment; whatever is too old for a proof."""
    old = now - PROOF_KEPT
    erased = exists().where(erasures.c.user_id == orders.c.user_id)
    conditions = (
        delete(proposals).where(proposals.c.expires_at <= now - OFFERED_KEPT),
        # Nothing in these is personal; an event that is done with is due no more.
        delete(inbox).where(inbox.c.state == "handled", inbox.c.due_at <= now - HANDLED_KEPT),
        delete(watched).where(watched.c.dismissed_at <= now - HANDLED_KEPT),
        delete(orders).where(erased, orders.c.state != "paid", orders.c.created_at <= now - SETTLED, ~_fulfilled()),
        delete(fulfilments).where(fulfilments.c.at <= old),
        delete(subscriptions).where(subscriptions.c.status.in_(ENDED), subscriptions.c.updated_at <= old),
        delete(orders).where(func.coalesce(orders.c.paid_at, orders.c.created_at) <= old, ~_fulfilled(), ~_running()),
    )
    return sum(connection.execute(statement).rowcount for statement in conditions)


def _running() -> ColumnElement[bool]:
    return exists().where(subscriptions.c.order_id == orders.c.id)


def _lists(connection: Connection, user_id: UserId) -> dict[str, list[dict[str, object]]]:
    return {
        "offers": rows_of(connection, proposals, user_id),
        "subscriptions": rows_of(connection, subscriptions, user_id),
        "provider": rows_of(connection, customers, user_id),
        "payments": rows_of(connection, fulfilments, user_id),
        "orders": rows_of(connection, orders, user_id),
    }
