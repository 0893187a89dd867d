"""Subscriptions and the invoices that they send."""

import calendar
from datetime import UTC, datetime

from tests.fakes.stripe.books import Books, changed, filtered, listing
from tests.fakes.stripe.customers import present, price_of
from tests.fakes.stripe.payments import attempt, method_of, new_intent
from tests.fakes.stripe.wire import PAGES, Obj, Refused, need, one_of, route, truth

ENDED = ("canceled", "incomplete_expired")
ATTEMPTS = 4
"""Failed attempts at an invoice after which a subscription is over."""


def month_after(start: int, anchor: int) -> int:
    """The same day of the next month, the last one where there is no such day; Unix seconds, UTC."""
    at, day = datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(anchor, UTC).day
    year, month = (at.year + 1, 1) if at.month == 12 else (at.year, at.month + 1)
    last = calendar.monthrange(year, month)[1]
    return int(at.replace(year=year, month=month, day=min(day, last)).timestamp())


def _delete_customer(books: Books, _: Obj, name: str) -> Obj:
    customer = present(books, name)
    for held in books.of("subscription"):
        if held["customer"] == name and held["status"] not in ENDED:
            end(books, held)
    books.emit("customer.deleted", customer)
    return books.add({"id": name, "object": "customer", "deleted": True, "created": customer["created"]})


def begin(books: Books, customer: Obj, prices: list[Obj], *, metadata: Obj, method: str | None = None) -> Obj:
    """A subscription with its first invoice, open: `incomplete` until that is paid."""
    now, name = books.now(), books.name("sub")
    made = books.add(
        {
            "id": name,
            "object": "subscription",
            "billing_cycle_anchor": now,
            "cancel_at": None,
            "cancel_at_period_end": False,
            "canceled_at": None,
            "cancellation_details": {"comment": None, "feedback": None, "reason": None},
            "collection_method": "charge_automatically",
            "created": now,
            "currency": prices[0]["currency"],
            "customer": customer["id"],
            "default_payment_method": method,
            "ended_at": None,
            "items": listing(url=f"/v1/subscription_items?subscription={name}", of=[]),
            "latest_invoice": None,
            "livemode": books.livemode,
            "metadata": metadata,
            "start_date": now,
            "status": "incomplete",
            "test_clock": None,
            "trial_end": None,
        }
    )
    made["items"]["data"] = [_item(books, made, price, now) for price in prices]
    books.emit("customer.subscription.created", made)
    bill(books, made, "subscription_create")
    return made


def _item(books: Books, subscription: Obj, price: Obj, start: int) -> Obj:
    return {
        "id": books.name("si"),
        "object": "subscription_item",
        "created": start,
        "current_period_end": month_after(start, start),
        "current_period_start": start,
        "metadata": {},
        "price": books.shown(price),
        "quantity": 1,
        "subscription": subscription["id"],
    }


def bill(books: Books, subscription: Obj, reason: str) -> Obj:
    """The invoice of a subscription's present period, finalized, with a payment that waits."""
    name, now = books.name("in"), books.now()
    lines = [_line(books, subscription, item) for item in subscription["items"]["data"]]
    due = sum(line["amount"] for line in lines)
    details = {"subscription": subscription["id"], "metadata": dict(subscription["metadata"])}
    made = books.add(
        {
            "id": name,
            "object": "invoice",
            "amount_due": due,
            "amount_paid": 0,
            "amount_remaining": due,
            "attempt_count": 0,
            "attempted": False,
            "billing_reason": reason,
            "collection_method": "charge_automatically",
            "confirmation_secret": None,
            "created": now,
            "currency": subscription["currency"],
            "customer": subscription["customer"],
            "hosted_invoice_url": f"https://invoice.stripe.com/i/{name}",
            "invoice_pdf": f"https://pay.stripe.com/invoice/{name}/pdf",
            "lines": listing(url=f"/v1/invoices/{name}/lines", of=lines),
            "livemode": books.livemode,
            "metadata": {},
            "number": f"FAKE-{name[-4:].upper()}",
            "parent": {"type": "subscription_details", "quote_details": None, "subscription_details": details},
            # As Stripe: of the first invoice, a moment; of the others, the period that is over.
            "period_end": now,
            "period_start": now if reason == "subscription_create" else subscription["start_date"],
            "status": "open",
            "status_transitions": {"finalized_at": now, "paid_at": None, "voided_at": None},
            "subtotal": due,
            "total": due,
        }
    )
    books.emit("invoice.created", {**made, "status": "draft"})
    books.emit("invoice.finalized", made)
    intent = new_intent(books, amount=due, currency=made["currency"], customer=made["customer"], metadata={})
    intent["_invoice"] = name
    made["confirmation_secret"] = {"client_secret": intent["client_secret"], "type": "payment_intent"}
    payment = _payment(books, made, intent)
    made["payments"] = listing(url=f"/v1/invoice_payments?invoice={name}", of=[payment])
    subscription["latest_invoice"] = name
    return made


def _line(books: Books, subscription: Obj, item: Obj) -> Obj:
    details = {"subscription": subscription["id"], "subscription_item": item["id"]}
    return {
        "id": books.name("il"),
        "object": "line_item",
        "amount": item["price"]["unit_amount"] * item["quantity"],
        "currency": subscription["currency"],
        "description": None,
        "metadata": {},
        "parent": {"type": "subscription_item_details", "subscription_item_details": details},
        "period": {"start": item["current_period_start"], "end": item["current_period_end"]},
        "pricing": {
            "type": "price_details",
            "price_details": {"price": item["price"]["id"], "product": item["price"]["product"]},
        },
        "quantity": item["quantity"],
    }


def _payment(books: Books, invoice: Obj, intent: Obj) -> Obj:
    return books.add(
        {
            "id": books.name("inpay"),
            "object": "invoice_payment",
            "amount_paid": None,
            "amount_requested": invoice["amount_due"],
            "created": books.now(),
            "currency": invoice["currency"],
            "invoice": invoice["id"],
            "is_default": True,
            "livemode": books.livemode,
            "payment": {"type": "payment_intent", "payment_intent": intent["id"]},
            "status": "open",
            "status_transitions": {"canceled_at": None, "paid_at": None},
        }
    )


def intent_of(books: Books, invoice: Obj) -> Obj:
    """The payment intent that an invoice waits for."""
    return books.get("payment_intent", invoice["payments"]["data"][0]["payment"]["payment_intent"])


def collect(books: Books, invoice: Obj, method: str | None) -> None:
    """Try to pay an invoice by what the subscription or its customer left; a decline is told, not raised."""
    subscription = _subscription_of(books, invoice)
    customer = books.get("customer", invoice["customer"])
    name = method or subscription["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]
    if name is None:
        return
    try:
        attempt(books, intent_of(books, invoice), method_of(books, name))
    except Refused:
        pass


def _subscription_of(books: Books, invoice: Obj) -> Obj:
    return books.get("subscription", invoice["parent"]["subscription_details"]["subscription"])


def settled(books: Books, intent: Obj) -> None:
    """Where an invoice waited for this payment: it is paid, or one more attempt failed."""
    if (name := intent.get("_invoice")) is None:
        return
    invoice = books.get("invoice", name)
    subscription = _subscription_of(books, invoice)
    invoice.update(attempted=True, attempt_count=invoice["attempt_count"] + 1)
    if intent["status"] != "succeeded":
        books.emit("invoice.payment_failed", invoice)
        first = subscription["status"] == "incomplete"
        if not first and subscription["status"] not in ENDED:
            changed(books, "customer.subscription.updated", subscription, status="past_due")
        if not first and invoice["attempt_count"] >= ATTEMPTS:
            end(books, subscription, "payment_failed")
        return
    paid, now = invoice["amount_due"], books.now()
    invoice.update(status="paid", amount_paid=paid, amount_remaining=0)
    invoice["status_transitions"]["paid_at"] = now
    for payment in (invoice["payments"]["data"][0], books.get("invoice_payment", invoice["payments"]["data"][0]["id"])):
        payment.update(status="paid", amount_paid=paid, status_transitions={"canceled_at": None, "paid_at": now})
    books.emit("invoice.paid", invoice)
    books.emit("invoice.payment_succeeded", invoice)
    books.emit("invoice_payment.paid", payment)
    if subscription["status"] not in ("active", *ENDED):
        changed(books, "customer.subscription.updated", subscription, status="active")


def renew(books: Books, subscription: Obj, *, method: str | None = None) -> Obj:
    """The next period begins; its invoice is tried by `method`, or by what the person left. Returns the invoice."""
    if subscription["status"] in ENDED:
        raise Refused(f"The subscription is {subscription['status']}.")
    anchor = subscription["billing_cycle_anchor"]
    before = {"items": books.shown(subscription["items"])}
    for item in subscription["items"]["data"]:
        start = item["current_period_end"]
        item.update(current_period_start=start, current_period_end=month_after(start, anchor))
    books.emit("customer.subscription.updated", subscription, before)
    invoice = bill(books, subscription, "subscription_cycle")
    collect(books, invoice, method)
    return invoice


def end(books: Books, subscription: Obj, reason: str = "cancellation_requested", status: str = "canceled") -> None:
    """It is over, now."""
    now = books.now()
    subscription.update(status=status, canceled_at=subscription["canceled_at"] or now, ended_at=now)
    subscription["cancellation_details"]["reason"] = reason
    kind = "updated" if status == "incomplete_expired" else "deleted"
    books.emit(f"customer.subscription.{kind}", subscription)


def due(books: Books) -> None:
    """What the test clock brings: renewals, ends of what was cancelled, of what was never paid."""
    for held in books.of("subscription"):
        while held["status"] not in ENDED and held["items"]["data"][0]["current_period_end"] <= books.now():
            if held["cancel_at_period_end"] or held["status"] == "incomplete":
                break
            renew(books, held)
        over = held["items"]["data"][0]["current_period_end"] <= books.now()
        if held["status"] not in ENDED and held["cancel_at_period_end"] and over:
            end(books, held)
        if held["status"] == "incomplete" and held["created"] + 23 * 3600 <= books.now():
            end(books, held, "payment_failed", "incomplete_expired")


def _subscribe(books: Books, params: Obj) -> Obj:
    customer = present(books, need(params, "customer"))
    prices = [price_of(books, item) for item in need(params, "items")]
    if any(price["recurring"] is None for price in prices):
        raise Refused("The price specified is set to `type=one_time`.", param="items[0][price]")
    behavior = one_of(
        params,
        "payment_behavior",
        ("default_incomplete", "allow_incomplete", "error_if_incomplete"),
        "allow_incomplete",
    )
    method = params.get("default_payment_method")
    found = None if method is None else method_of(books, method)["id"]
    default = customer["invoice_settings"]["default_payment_method"]
    if behavior != "default_incomplete" and found is None and default is None:
        raise Refused("This customer has no attached payment source or default payment method.", saved=True)
    made = begin(books, customer, prices, metadata=dict(params.get("metadata", {})), method=found)
    made["cancel_at_period_end"] = truth(params, "cancel_at_period_end")
    if found or default:
        collect(books, books.get("invoice", made["latest_invoice"]), found)
    return made


def _update(books: Books, params: Obj, name: str) -> Obj:
    held = _running(books, name)
    members: Obj = {"metadata": held["metadata"] | params.get("metadata", {})}
    if "cancel_at_period_end" in params:
        ends = truth(params, "cancel_at_period_end")
        stop = held["items"]["data"][0]["current_period_end"]
        members |= {"cancel_at_period_end": ends, "cancel_at": stop if ends else None}
        members |= {"canceled_at": books.now() if ends else None}
    if "default_payment_method" in params:
        members["default_payment_method"] = method_of(books, params["default_payment_method"])["id"]
    changed(books, "customer.subscription.updated", held, **members)
    return held


def _running(books: Books, name: str) -> Obj:
    held = books.get("subscription", name)
    if held["status"] in ENDED:
        # As Stripe: what is over is not found by those who would change it.
        raise Refused(f"No such subscription: '{name}'", status=404, code="resource_missing", param="id")
    return held


def _cancel(books: Books, _: Obj, name: str) -> Obj:
    held = _running(books, name)
    end(books, held)
    return held


PAID = {"invoice": "invoice", "status": "status", "intent": "payment.payment_intent"}


def _by_payment(params: Obj) -> Obj:
    found = params.get("payment", {})
    if found and ("type" not in found or "payment_intent" not in found):
        raise Refused("payment needs its type and its payment_intent", param="payment")
    return params | ({"intent": found["payment_intent"]} if found else {})


ROUTES = (
    route("DELETE", "/v1/customers/{id}", _delete_customer),
    route(
        "POST",
        "/v1/subscriptions",
        _subscribe,
        "customer items[].price items[].quantity items[].price_data.currency items[].price_data.product"
        " items[].price_data.unit_amount items[].price_data.recurring.interval metadata.* payment_behavior"
        " default_payment_method cancel_at_period_end payment_settings.save_default_payment_method off_session"
        " collection_method description",
    ),
    route(
        "GET",
        "/v1/subscriptions",
        lambda books, params: filtered(
            books, "subscription", "/v1/subscriptions", params, customer="customer", status="status"
        ),
        f"customer status {PAGES}",
    ),
    route("GET", "/v1/subscriptions/{id}", lambda books, _, name: books.get("subscription", name)),
    route("POST", "/v1/subscriptions/{id}", _update, "metadata.* cancel_at_period_end default_payment_method"),
    route("DELETE", "/v1/subscriptions/{id}", _cancel, "invoice_now prorate cancellation_details.comment"),
    route("GET", "/v1/invoices/{id}", lambda books, _, name: books.get("invoice", name)),
    route(
        "GET",
        "/v1/invoices",
        lambda books, params: filtered(
            books,
            "invoice",
            "/v1/invoices",
            params,
            customer="customer",
            status="status",
            subscription="parent.subscription_details.subscription",
        ),
        f"customer status subscription {PAGES}",
    ),
    route(
        "GET",
        "/v1/invoice_payments",
        lambda books, params: filtered(books, "invoice_payment", "/v1/invoice_payments", _by_payment(params), **PAID),
        f"invoice status payment.type payment.payment_intent {PAGES}",
    ),
)
