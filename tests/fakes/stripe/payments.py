"""Payment methods, payment intents and the charges that they leave."""

from typing import Literal

from tests.fakes.stripe.books import Books, changed, filtered, listing
from tests.fakes.stripe.disputes import dispute, movement
from tests.fakes.stripe.wire import PAGES, Obj, Refused, money, need, one_of, route, truth

Behaviour = Literal["paid", "declined", "insufficient_funds", "action", "async", "dispute", "inquiry"]

METHODS: dict[str, Behaviour] = {
    "pm_card_visa": "paid",
    "pm_card_mastercard": "paid",
    "pm_card_visa_chargeDeclined": "declined",
    "pm_card_chargeCustomerFail": "declined",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "insufficient_funds",
    "pm_card_threeDSecure2Required": "action",
    "pm_card_authenticationRequired": "action",
    "pm_usBankAccount_success": "async",
    "pm_card_createDispute": "dispute",
    "pm_card_createDisputeInquiry": "inquiry",
}
"""Stripe's names of test methods, and what becomes of a payment by each."""

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


def method_of(books: Books, name: str, param: str = "payment_method") -> Obj:
    """A payment method, made of a test name where it is one."""
    if name not in METHODS:
        return books.get("payment_method", name, param)
    return books.add(
        {
            "id": books.name("pm"),
            "object": "payment_method",
            "type": "us_bank_account" if METHODS[name] == "async" else "card",
            "card": {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2034, "country": "FR"},
            "billing_details": {"email": None, "name": None, "phone": None, "address": None},
            "created": books.now(),
            "customer": None,
            "livemode": books.livemode,
            "metadata": {},
            "_behaviour": METHODS[name],
        }
    )


def new_intent(books: Books, *, amount: int, currency: str, customer: str | None, metadata: Obj) -> Obj:
    """A payment intent without a payment method, told of."""
    name = books.name("pi")
    intent = books.add(
        {
            "id": name,
            "object": "payment_intent",
            "amount": amount,
            "amount_capturable": 0,
            "amount_received": 0,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "always"},
            "canceled_at": None,
            "cancellation_reason": None,
            "capture_method": "automatic_async",
            "client_secret": f"{name}_secret_{books.name('s')[2:]}",
            "confirmation_method": "automatic",
            "created": books.now(),
            "currency": currency,
            "customer": customer,
            "description": None,
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": books.livemode,
            "metadata": metadata,
            "next_action": None,
            "payment_method": None,
            "payment_method_types": ["card"],
            "processing": None,
            "receipt_email": None,
            "setup_future_usage": None,
            "status": "requires_payment_method",
        }
    )
    books.emit("payment_intent.created", intent)
    return intent


def attempt(books: Books, intent: Obj, method: Obj) -> None:
    """Try to pay; raises Refused (402) when the bank declines."""
    intent["payment_method"] = method["id"]
    match method["_behaviour"]:
        case "declined":
            fail(books, intent, "generic_decline")
        case "insufficient_funds":
            fail(books, intent, "insufficient_funds")
        case "action":
            intent["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
            intent["status"] = "requires_action"
            books.emit("payment_intent.requires_action", intent)
            return
        case "async":
            intent["status"] = "processing"
            books.emit("payment_intent.processing", intent)
            return
        case behaviour:
            succeed(books, intent)
            if behaviour in ("dispute", "inquiry"):
                status = "needs_response" if behaviour == "dispute" else "warning_needs_response"
                dispute(books, books.get("charge", intent["latest_charge"]), status=status)
            return
    error = intent["last_payment_error"]
    more = {"decline_code": error["decline_code"], "charge": error["charge"], "payment_intent": books.shown(intent)}
    raise Refused(error["message"], status=402, kind="card_error", code="card_declined", saved=True, more=more)


def succeed(books: Books, intent: Obj) -> Obj:
    """The money is there: the charge is made and all is told."""
    charge = _charge(books, intent, "succeeded")
    intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
    intent.update(next_action=None, last_payment_error=None)
    books.emit("charge.succeeded", charge)
    books.emit("payment_intent.succeeded", intent)
    for told in books.settled:
        told(books, intent)
    return charge


def fail(books: Books, intent: Obj, decline_code: str = "generic_decline") -> None:
    """The bank said no; another payment method may be tried."""
    charge = _charge(books, intent, "failed")
    message = "Your card was declined."
    charge.update(failure_code="card_declined", failure_message=message)
    error = {"type": "card_error", "code": "card_declined", "decline_code": decline_code, "message": message}
    intent.update(status="requires_payment_method", next_action=None, payment_method=None, latest_charge=charge["id"])
    intent["last_payment_error"] = {**error, "charge": charge["id"]}
    books.emit("charge.failed", charge)
    books.emit("payment_intent.payment_failed", intent)
    for told in books.settled:
        told(books, intent)


def _charge(books: Books, intent: Obj, status: str) -> Obj:
    paid = status == "succeeded"
    name, amount, currency = books.name("ch"), intent["amount"], intent["currency"]
    made = books.add(
        {
            "id": name,
            "object": "charge",
            "amount": amount,
            "amount_captured": amount if paid else 0,
            "amount_refunded": 0,
            "balance_transaction": None,
            "billing_details": {"address": None, "email": None, "name": None, "phone": None},
            "captured": paid,
            "created": books.now(),
            "currency": currency,
            "customer": intent["customer"],
            "description": intent["description"],
            "disputed": False,
            "failure_code": None,
            "failure_message": None,
            "livemode": books.livemode,
            "metadata": dict(intent["metadata"]),
            "outcome": {"network_status": "approved_by_network" if paid else "declined_by_network"},
            "paid": paid,
            "payment_intent": intent["id"],
            "payment_method": intent["payment_method"],
            "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242", "country": "FR"}},
            "receipt_email": intent["receipt_email"],
            "receipt_number": None,
            "receipt_url": f"https://pay.stripe.com/receipts/payment/{name}" if paid else None,
            "refunded": False,
            "refunds": listing(url=f"/v1/charges/{name}/refunds", of=[]),
            "status": status,
            "_withdrawn": False,
        }
    )
    if paid:
        made["balance_transaction"] = movement(books, amount, currency, "charge", name)["id"]
    return made


def _create(books: Books, params: Obj) -> Obj:
    amount, currency = money(params)
    if (customer := params.get("customer")) is not None:
        books.get("customer", customer, "customer")
    method = params.get("payment_method")
    found = None if method is None else method_of(books, method)
    intent = new_intent(
        books, amount=amount, currency=currency, customer=customer, metadata=dict(params.get("metadata", {}))
    )
    for name in ("description", "receipt_email", "setup_future_usage"):
        intent[name] = params.get(name)
    if found is not None:
        intent.update(payment_method=found["id"], status="requires_confirmation")
    if truth(params, "confirm"):
        _pay(books, intent, params)
    return intent


def _confirm(books: Books, params: Obj, name: str) -> Obj:
    intent = books.get("payment_intent", name, "intent")
    if intent["status"] not in OPEN:
        message = f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}."
        more = {"payment_intent": books.shown(intent)}
        raise Refused(message, code="payment_intent_unexpected_state", saved=True, more=more)
    _pay(books, intent, params)
    return intent


def _pay(books: Books, intent: Obj, params: Obj) -> None:
    name = params.get("payment_method") or intent["payment_method"]
    if name is None:
        raise Refused("You must provide a payment method.", code="parameter_missing", param="payment_method")
    attempt(books, intent, method_of(books, name))


def _cancel(books: Books, params: Obj, name: str) -> Obj:
    intent = books.get("payment_intent", name, "intent")
    if intent["status"] not in OPEN:
        message = f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}."
        raise Refused(message, code="payment_intent_unexpected_state", saved=True)
    reasons = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
    reason = one_of(params, "cancellation_reason", reasons) if "cancellation_reason" in params else None
    intent.update(status="canceled", canceled_at=books.now(), cancellation_reason=reason, next_action=None)
    books.emit("payment_intent.canceled", intent)
    return intent


def _update(books: Books, params: Obj, name: str) -> Obj:
    intent = books.get("payment_intent", name, "intent")
    intent["metadata"] |= params.get("metadata", {})
    intent.update({key: params[key] for key in ("description", "receipt_email") if key in params})
    return intent


def _attach(books: Books, params: Obj, name: str) -> Obj:
    customer = books.get("customer", need(params, "customer"), "customer")
    method = method_of(books, name)
    changed(books, "payment_method.attached", method, customer=customer["id"])
    return method


ROUTES = (
    route(
        "POST",
        "/v1/payment_intents",
        _create,
        "amount currency customer description metadata.* payment_method confirm off_session"
        " automatic_payment_methods.enabled automatic_payment_methods.allow_redirects receipt_email return_url"
        " setup_future_usage statement_descriptor_suffix",
    ),
    route(
        "GET",
        "/v1/payment_intents",
        lambda books, params: filtered(books, "payment_intent", "/v1/payment_intents", params, customer="customer"),
        f"customer {PAGES}",
    ),
    route("GET", "/v1/payment_intents/{id}", lambda books, _, name: books.get("payment_intent", name, "intent")),
    route("POST", "/v1/payment_intents/{id}", _update, "metadata.* description receipt_email"),
    route("POST", "/v1/payment_intents/{id}/confirm", _confirm, "payment_method return_url off_session receipt_email"),
    route("POST", "/v1/payment_intents/{id}/cancel", _cancel, "cancellation_reason"),
    route("GET", "/v1/payment_methods/{id}", lambda books, _, name: books.get("payment_method", name)),
    route("POST", "/v1/payment_methods/{id}/attach", _attach, "customer"),
    route("GET", "/v1/charges/{id}", lambda books, _, name: books.get("charge", name)),
    route(
        "GET",
        "/v1/charges",
        lambda books, params: filtered(
            books, "charge", "/v1/charges", params, customer="customer", payment_intent="payment_intent"
        ),
        f"customer payment_intent {PAGES}",
    ),
    route("GET", "/v1/balance_transactions/{id}", lambda books, _, name: books.get("balance_transaction", name)),
    route(
        "GET",
        "/v1/balance_transactions",
        lambda books, params: filtered(
            books, "balance_transaction", "/v1/balance_transactions", params, source="source", type="type"
        ),
        f"source type {PAGES}",
    ),
)
