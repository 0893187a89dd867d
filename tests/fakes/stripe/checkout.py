"""Checkout Sessions: pages of Stripe on which a person pays once, or by the month."""

from tests.fakes.stripe.books import Books, changed, filtered, listing
from tests.fakes.stripe.customers import present, price_of
from tests.fakes.stripe.payments import attempt, method_of, new_intent
from tests.fakes.stripe.subscriptions import begin, collect, intent_of
from tests.fakes.stripe.wire import PAGES, Obj, Refused, need, one_of, route, whole

DAY = 24 * 3600


def _create(books: Books, params: Obj) -> Obj:
    mode = one_of(params, "mode", ("payment", "subscription"))
    need(params, "success_url")
    if (customer := params.get("customer")) is not None:
        present(books, customer)
    prices, lines = _lines(books, need(params, "line_items"), mode)
    _apart(params, mode)
    now = books.now()
    expires = whole(params, "expires_at", now + DAY)
    if not now + 1800 <= expires <= now + DAY:
        raise Refused("expires_at must be between 30 minutes and 24 hours from now.", param="expires_at")
    name = books.name("cs_live" if books.livemode else "cs_test")
    total = sum(line["amount_total"] for line in lines)
    made = books.add(
        {
            "id": name,
            "object": "checkout.session",
            "amount_subtotal": total,
            "amount_total": total,
            "automatic_tax": {"enabled": False, "liability": None, "status": None},
            "cancel_url": params.get("cancel_url"),
            "client_reference_id": params.get("client_reference_id"),
            "created": now,
            "currency": prices[0]["currency"],
            "customer": customer,
            "customer_details": None,
            "customer_email": params.get("customer_email"),
            "expires_at": expires,
            "invoice": None,
            "line_items": listing(url=f"/v1/checkout/sessions/{name}/line_items", of=lines),
            "livemode": books.livemode,
            "locale": params.get("locale"),
            "metadata": dict(params.get("metadata", {})),
            "mode": mode,
            "payment_intent": None,
            "payment_method_types": ["card"],
            "payment_status": "unpaid",
            "status": "open",
            "subscription": None,
            "success_url": params["success_url"],
            "ui_mode": "hosted",
            "url": f"https://checkout.stripe.com/c/pay/{name}",
            "_data": params.get("payment_intent_data" if mode == "payment" else "subscription_data", {}),
            "_prices": [price["id"] for price in prices],
        }
    )
    return made


def _apart(params: Obj, mode: str) -> None:
    other = "subscription_data" if mode == "payment" else "payment_intent_data"
    if other in params:
        raise Refused(f"You can not pass `{other}` in `{mode}` mode.", param=other)
    if "customer" in params and "customer_email" in params:
        raise Refused("You may only specify one of these parameters: customer, customer_email.", param="customer")


def _lines(books: Books, items: list[Obj], mode: str) -> tuple[list[Obj], list[Obj]]:
    prices = [price_of(books, item) for item in items]
    recurring = [price["recurring"] is not None for price in prices]
    if mode == "payment" and any(recurring):
        raise Refused("You specified `payment` mode but passed a recurring price.", param="line_items")
    if mode == "subscription" and not any(recurring):
        raise Refused("You must provide at least one recurring price in `subscription` mode.", param="line_items")
    lines: list[Obj] = []
    for item, price in zip(items, prices, strict=True):
        quantity = whole(item, "quantity")
        amount = price["unit_amount"] * quantity
        lines.append(
            {
                "id": books.name("li"),
                "object": "item",
                "amount_subtotal": amount,
                "amount_total": amount,
                "currency": price["currency"],
                "description": books.get("product", price["product"])["name"],
                "price": books.shown(price),
                "quantity": quantity,
            }
        )
    return prices, lines


def complete(books: Books, session: Obj, method: str = "pm_card_visa") -> None:
    """The person pays on the page; raises Refused when the bank declines: the page stays open.

    A method that takes days leaves the session complete and unpaid.
    """
    if session["status"] != "open":
        raise Refused(f"This Checkout Session is {session['status']}.")
    if session["mode"] == "subscription":
        intent = _by_the_month(books, session, method)
    else:
        intent = _once(books, session, method)
    paid = intent["status"] == "succeeded"
    session.update(status="complete", payment_status="paid" if paid else "unpaid", url=None)
    books.emit("checkout.session.completed", session)


def _once(books: Books, session: Obj, method: str) -> Obj:
    intent = _intent(books, session)
    attempt(books, intent, method_of(books, method))
    if intent["status"] == "requires_action":
        raise Refused(
            "The bank asks for a confirmation.", status=402, kind="card_error", code="authentication_required"
        )
    intent["_session"] = session["id"]
    return intent


def _intent(books: Books, session: Obj) -> Obj:
    if session["payment_intent"] is not None:
        return books.get("payment_intent", session["payment_intent"])
    data = session["_data"]
    intent = new_intent(
        books,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        metadata=dict(data.get("metadata", {})),
    )
    intent.update(description=data.get("description"), receipt_email=data.get("receipt_email"))
    session["payment_intent"] = intent["id"]
    return intent


def _by_the_month(books: Books, session: Obj, method: str) -> Obj:
    found = method_of(books, method)
    customer = books.get("customer", need(session, "customer"))
    prices = [books.get("price", name) for name in session["_prices"]]
    if found["_behaviour"] not in ("paid", "async", "dispute", "inquiry"):
        # Nothing is made before the bank agrees.
        raise Refused("Your card was declined.", status=402, kind="card_error", code="card_declined")
    metadata = dict(session["_data"].get("metadata", {}))
    subscription = begin(books, customer, prices, metadata=metadata, method=found["id"])
    session.update(subscription=subscription["id"], invoice=subscription["latest_invoice"])
    invoice = books.get("invoice", subscription["latest_invoice"])
    collect(books, invoice, found["id"])
    intent = intent_of(books, invoice)
    intent["_session"] = session["id"]
    return intent


def settled(books: Books, intent: Obj) -> None:
    """A payment that took days: told of the session too."""
    if (name := intent.get("_session")) is None:
        return
    session = books.get("checkout.session", name)
    if intent["status"] == "succeeded":
        session["payment_status"] = "paid"
        books.emit("checkout.session.async_payment_succeeded", session)
    else:
        books.emit("checkout.session.async_payment_failed", session)


def expire(books: Books, session: Obj) -> None:
    """The page is closed."""
    changed(books, "checkout.session.expired", session, status="expired", url=None)


def due(books: Books) -> None:
    """What the test clock brings: pages that nobody paid on close."""
    for session in books.of("checkout.session"):
        if session["status"] == "open" and session["expires_at"] <= books.now():
            expire(books, session)


def _expire(books: Books, _: Obj, name: str) -> Obj:
    session = books.get("checkout.session", name)
    if session["status"] != "open":
        message = f'Only Checkout Sessions with a status in ["open"] can be expired; it is {session["status"]}.'
        raise Refused(message, saved=True)
    expire(books, session)
    return session


PRICE_DATA = (
    "currency product unit_amount product_data.name product_data.description product_data.metadata.*"
    " recurring.interval recurring.interval_count"
)
ACCEPTED = (
    "mode client_reference_id customer customer_email success_url cancel_url expires_at locale submit_type"
    " metadata.* line_items[].price line_items[].quantity billing_address_collection"
    " payment_intent_data.metadata.* payment_intent_data.description payment_intent_data.receipt_email"
    " payment_intent_data.statement_descriptor_suffix payment_intent_data.setup_future_usage"
    " subscription_data.metadata.* subscription_data.description allow_promotion_codes custom_text.submit.message "
) + " ".join(f"line_items[].price_data.{name}" for name in PRICE_DATA.split())

ROUTES = (
    route("POST", "/v1/checkout/sessions", _create, ACCEPTED),
    route("GET", "/v1/checkout/sessions/{id}", lambda books, _, name: books.get("checkout.session", name)),
    route("POST", "/v1/checkout/sessions/{id}/expire", _expire),
    route(
        "GET",
        "/v1/checkout/sessions/{id}/line_items",
        lambda books, _, name: books.get("checkout.session", name)["line_items"],
    ),
    route(
        "GET",
        "/v1/checkout/sessions",
        lambda books, params: filtered(
            books,
            "checkout.session",
            "/v1/checkout/sessions",
            params,
            customer="customer",
            payment_intent="payment_intent",
            subscription="subscription",
            status="status",
        ),
        f"customer payment_intent subscription status {PAGES}",
    ),
)
