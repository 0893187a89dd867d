"""What comes back after a payment: refunds and disputes."""

from tests.fakes.stripe.books import Books, filtered
from tests.fakes.stripe.wire import PAGES, Obj, Refused, one_of, route, whole

DISPUTE_FEE = 1500


def movement(books: Books, amount: int, currency: str, kind: str, source: str, fee: int = 0) -> Obj:
    """A line of the account's balance, in cents; what leaves is negative."""
    return books.add(
        {
            "id": books.name("txn"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": books.now(),
            "created": books.now(),
            "currency": currency,
            "description": None,
            "fee": fee,
            "fee_details": [],
            "net": amount - fee,
            "reporting_category": kind,
            "source": source,
            "status": "available",
            "type": kind,
        }
    )


def refund(books: Books, charge: Obj, amount: int | None = None, *, metadata: Obj | None = None) -> Obj:
    """Give money back, all that is left where no amount is given; cents."""
    left = charge["amount"] - charge["amount_refunded"]
    if charge["status"] != "succeeded" or left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise Refused(message, code="charge_already_refunded", saved=True)
    if charge["_withdrawn"]:
        raise Refused("This charge has been charged back.", code="charge_disputed", saved=True)
    if not 0 < (amount := left if amount is None else amount) <= left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise Refused(message, param="amount", saved=True)
    name = books.name("re")
    made = books.add(
        {
            "id": name,
            "object": "refund",
            "amount": amount,
            "balance_transaction": movement(books, -amount, charge["currency"], "refund", name)["id"],
            "charge": charge["id"],
            "created": books.now(),
            "currency": charge["currency"],
            "destination_details": {"type": "card"},
            "metadata": metadata or {},
            "payment_intent": charge["payment_intent"],
            "reason": None,
            "receipt_number": None,
            "status": "succeeded",
        }
    )
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    charge["refunds"]["data"].insert(0, books.shown(made))
    books.emit("refund.created", made)
    books.emit("charge.refunded", charge, before)
    return made


def fail_refund(books: Books, made: Obj) -> None:
    """The person's bank could not take the money: it is ours again (docs.stripe.com/refunds, failed refunds)."""
    charge = books.get("charge", made["charge"])
    movement(books, made["amount"], charge["currency"], "refund_failure", made["id"])
    made.update(status="failed", failure_reason="lost_or_stolen_card")
    charge["amount_refunded"] -= made["amount"]
    charge["refunded"] = False
    for told in ("refund.updated", "refund.failed", "charge.refund.updated"):
        books.emit(told, made, {"status": "succeeded"})


def dispute(books: Books, charge: Obj, *, status: str = "needs_response", amount: int | None = None) -> Obj:
    """The bank asks (a warning) or takes the money back at once (needs_response)."""
    made = books.add(
        {
            "id": books.name("du"),
            "object": "dispute",
            "amount": charge["amount"] if amount is None else amount,
            "balance_transactions": [],
            "charge": charge["id"],
            "created": books.now(),
            "currency": charge["currency"],
            "evidence": {},
            "evidence_details": {"due_by": books.now() + 7 * 86400, "has_evidence": False, "submission_count": 0},
            "is_charge_refundable": status.startswith("warning"),
            "livemode": books.livemode,
            "metadata": {},
            "payment_intent": charge["payment_intent"],
            "reason": "fraudulent",
            "status": status,
        }
    )
    charge["disputed"] = True
    books.emit("charge.dispute.created", made)
    if not status.startswith("warning"):
        withdraw(books, made)
    return made


def withdraw(books: Books, made: Obj) -> None:
    """The bank takes the money; a warning becomes a dispute."""
    if made["status"].startswith("warning"):
        made.update(status="needs_response", is_charge_refundable=False)
        books.emit("charge.dispute.updated", made, {"status": "warning_needs_response"})
    _move(books, made, -made["amount"], DISPUTE_FEE)
    books.get("charge", made["charge"])["_withdrawn"] = True
    books.emit("charge.dispute.funds_withdrawn", made)


def close(books: Books, made: Obj, status: str) -> None:
    """The end of a dispute: won and the money comes back, lost, or a warning that led to nothing."""
    before = made["status"]
    if before in ("won", "lost", "warning_closed"):
        raise Refused(f"This dispute is already {before}.")
    if before.startswith("warning"):
        status = "warning_closed"
    made.update(status=status)
    if status == "won":
        _move(books, made, made["amount"], 0)
        books.get("charge", made["charge"])["_withdrawn"] = False
        books.emit("charge.dispute.funds_reinstated", made)
    books.emit("charge.dispute.closed", made, {"status": before})


def _move(books: Books, made: Obj, amount: int, fee: int) -> None:
    line = movement(books, amount, made["currency"], "adjustment", made["id"], fee)
    made["balance_transactions"].append(books.shown(line))


def _refund(books: Books, params: Obj) -> Obj:
    if ("charge" in params) == ("payment_intent" in params):
        raise Refused("Give either a charge or a payment_intent.", code="parameter_missing", param="charge")
    name = params.get("charge")
    if name is None:
        intent = books.get("payment_intent", params["payment_intent"], "payment_intent")
        if (name := intent["latest_charge"]) is None:
            raise Refused("This PaymentIntent does not have a successful charge to refund.", param="payment_intent")
    reasons = ("duplicate", "fraudulent", "requested_by_customer")
    reason = one_of(params, "reason", reasons) if "reason" in params else None
    amount = whole(params, "amount") if "amount" in params else None
    made = refund(books, books.get("charge", name, "charge"), amount, metadata=params.get("metadata"))
    made["reason"] = reason
    return made


ROUTES = (
    route("POST", "/v1/refunds", _refund, "charge payment_intent amount reason metadata.*"),
    route("GET", "/v1/refunds/{id}", lambda books, _, name: books.get("refund", name)),
    route(
        "GET",
        "/v1/refunds",
        lambda books, params: filtered(
            books, "refund", "/v1/refunds", params, charge="charge", payment_intent="payment_intent"
        ),
        f"charge payment_intent {PAGES}",
    ),
    route("GET", "/v1/disputes/{id}", lambda books, _, name: books.get("dispute", name)),
    route(
        "GET",
        "/v1/disputes",
        lambda books, params: filtered(
            books, "dispute", "/v1/disputes", params, charge="charge", payment_intent="payment_intent"
        ),
        f"charge payment_intent {PAGES}",
    ),
)
