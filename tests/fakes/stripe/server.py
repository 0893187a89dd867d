"""A Stripe for tests: the API that the real SDK talks to, on 127.0.0.1, and what people and banks do, in Python."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.routing import Route as Path
from starlette.types import Receive, Scope, Send

from tests.fakes.serving import Received, ScriptedServer, SocketCut
from tests.fakes.stripe import checkout, customers, disputes, payments, subscriptions
from tests.fakes.stripe.books import Books, page
from tests.fakes.stripe.idempotency import Kept, Keys
from tests.fakes.stripe.webhooks import CALM, Attempt, Chaos, Door, Signed, Webhooks
from tests.fakes.stripe.wire import PAGES, Obj, Refused, check, missing, parse, route, whole
from tools.clock import Clock

Fault = Literal["error_before", "error_after", "lost_answer", "rate_limited"]


@dataclass(slots=True)
class _Planned:
    fault: Fault
    times: int
    path: str


class _Cut(Response):
    """An answer whose connection breaks before its end."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        raise SocketCut


class FakeStripe(ScriptedServer):
    """An account of Stripe in test mode.

    Requests that use an endpoint or a parameter that is not modelled are refused, so that a typo of ours is found.
    `clock` is the present (webhooks are signed in it); `advance` moves the account's own time beyond it.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        clock: Clock | None = None,
        key: str = "sk_test_fake",
        secret: str = "whsec_fake",
        account: str = "acct_fake",
    ) -> None:
        super().__init__()
        self.key = key
        self.secret = secret
        self.books = Books(seed=seed, clock=clock, livemode=key.startswith("sk_live"), account=account)
        self.books.settled += [subscriptions.settled, checkout.settled]
        self.webhooks = Webhooks(self.books, secret)
        self._keys = Keys()
        self._faults: list[_Planned] = []
        self._lock = threading.RLock()
        self.received = threading.Event()
        """A request came."""
        self._going = threading.Event()
        self._going.set()
        self._own = (
            route("GET", "/v1/account", lambda books, _: {"id": books.account, "object": "account", "country": "FR"}),
            route("GET", "/v1/events/{id}", self._event),
            route("GET", "/v1/events", self._events, f"type types[] delivery_success {PAGES}"),
            route("POST", "/v1/test_helpers/test_clocks/{id}/advance", self._advanced, "frozen_time"),
        )

    def routes(self) -> Sequence[BaseRoute]:
        """Every path: those that are not Stripe's are refused as Stripe does."""
        return [Path("/{path:path}", self._answer, methods=["GET", "POST", "DELETE"])]

    # -- the API ------------------------------------------------------------------------------------------------

    async def _answer(self, request: Request) -> Response:
        body = (await request.body()).decode()
        pairs = parse_qsl(body or request.url.query, keep_blank_values=True)
        method, path, params = request.method, request.url.path, parse(pairs)
        self.requests.append(Received(f"{method} {path}", dict(request.headers), params))
        self.received.set()
        fault = self._fault(f"{method} {path}")
        try:
            if request.headers.get("authorization") != f"Bearer {self.key}":
                raise Refused("Invalid API Key provided", status=401)
            if fault == "rate_limited":
                raise Refused("Too many requests", status=429, code="rate_limit")
            if fault == "error_before":
                raise Refused("An unknown error occurred", status=500, kind="api_error")
            key = request.headers.get("idempotency-key") if method == "POST" else None
            answer = await self._keyed(method, path, params, key, fault)
        except Refused as refused:
            answer = JSONResponse(refused.body, refused.status)
        return _Cut() if fault == "lost_answer" else answer

    async def _keyed(self, method: str, path: str, params: Obj, key: str | None, fault: Fault | None) -> Response:
        kept = Kept("", 0)
        if key is not None:
            kept = self._keys.claim(key, f"{method} {path}", params, self.books.now())
            if kept.status is not None:
                return JSONResponse(kept.body, kept.status, {"Idempotent-Replayed": "true"})
        if not self._going.is_set():
            await asyncio.to_thread(self._going.wait)
        try:
            with self._lock:
                kept.body, kept.status = self._act(method, path, params, key), 200
            if fault == "error_after":
                raise Refused("An unknown error occurred", status=500, kind="api_error", saved=True)
        except Refused as refused:
            kept.body, kept.status = refused.body, refused.status
            if key is not None and not refused.saved:
                self._keys.forget(key)
        return JSONResponse(kept.body, kept.status)

    def _act(self, method: str, path: str, params: Obj, key: str | None) -> Obj:
        self.books.key = key
        for each in (*self._own, *ROUTES):
            if (names := each.matches(method, path)) is not None:
                check(params, each.accepts)
                return self.books.shown(each.act(self.books, params, *names), params.get("expand", ()))
        raise Refused(f"Unrecognized request URL ({method}: {path}).", status=404)

    def _fault(self, called: str) -> Fault | None:
        for planned in self._faults:
            if planned.path in called and planned.times > 0:
                planned.times -= 1
                return planned.fault
        return None

    def _event(self, books: Books, _: Obj, name: str) -> Obj:
        for event in books.events:
            if event["id"] == name:
                return event
        raise missing("event", name)

    def _events(self, books: Books, params: Obj) -> Obj:
        found = books.events
        kinds = params.get("types", [params["type"]] if "type" in params else None)
        if kinds is not None:
            found = [each for each in found if each["type"] in kinds]
        if "delivery_success" in params:
            wanted = params["delivery_success"] == "true"
            found = [each for each in found if (each["id"] in self.webhooks.delivered) is wanted]
        return page("/v1/events", found, params)

    def _advanced(self, books: Books, params: Obj, name: str) -> Obj:
        self.advance(seconds=whole(params, "frozen_time") - books.now())
        return {"id": name, "object": "test_helpers.test_clock", "frozen_time": books.now(), "status": "ready"}

    # -- faults of the API --------------------------------------------------------------------------------------

    def fault(self, fault: Fault, *, times: int = 1, path: str = "") -> None:
        """The next calls whose method and path hold `path` go wrong.

        error_before: 500, nothing happened. error_after: it happened, the answer is 500, and the same key gets that
        500 again (as Stripe does). lost_answer: it happened, the connection is cut, the same key gets the answer.
        """
        self._faults.append(_Planned(fault, times, path))

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Requests are taken and not worked on: who comes with the same key meanwhile gets 409."""
        self._going.clear()
        try:
            yield
        finally:
            self._going.set()

    # -- what people and banks do -------------------------------------------------------------------------------

    def get(self, name: str) -> Obj:
        """An object as it is now, with what a request would have to expand."""
        with self._lock:
            found = self.books.objects.get(name)
            if found is None:
                raise missing("object", name)
            included = [key for key in ("line_items", "payments", "refunds") if key in found]
            return self.books.shown(found, included)

    def pay(self, name: str, method: str = "pm_card_visa") -> Obj:
        """The person pays a session, a payment intent or an invoice; raises Refused when the bank declines."""
        with self._lock:
            found = self.books.objects[name]
            match found["object"]:
                case "checkout.session":
                    checkout.complete(self.books, found, method)
                case "invoice":
                    intent = subscriptions.intent_of(self.books, found)
                    payments.attempt(self.books, intent, payments.method_of(self.books, method))
                case _:
                    payments.attempt(self.books, found, payments.method_of(self.books, method))
            return self.get(name)

    def decline(self, name: str) -> Obj:
        """The person tries to pay, and the bank declines; a session stays open."""
        try:
            self.pay(name, "pm_card_visa_chargeDeclined")
        except Refused:
            pass
        return self.get(name)

    def settle(self, name: str, *, success: bool = True) -> Obj:
        """The end of a payment that took days, or of a confirmation with the bank (3-D Secure)."""
        with self._lock:
            found = self.books.objects[name]
            session = found if found["object"] == "checkout.session" else None
            intent = found if session is None else self._intent_of(found)
            if intent["status"] not in ("processing", "requires_action"):
                raise Refused(f"Nothing is under way: {intent['status']}.")
            (payments.succeed if success else payments.fail)(self.books, intent)
            if session is not None and session["status"] == "open" and success:
                session.update(status="complete", payment_status="paid", url=None)
                self.books.emit("checkout.session.completed", session)
            return self.get(name)

    def _intent_of(self, session: Obj) -> Obj:
        if session["payment_intent"] is not None:
            return self.books.get("payment_intent", session["payment_intent"])
        return subscriptions.intent_of(self.books, self.books.get("invoice", session["invoice"]))

    def charge_of(self, name: str) -> Obj:
        """The charge of a session, a payment intent, an invoice or a subscription's latest invoice."""
        with self._lock:
            found = self.books.objects[name]
            match found["object"]:
                case "checkout.session":
                    found = self._intent_of(found)
                case "invoice":
                    found = subscriptions.intent_of(self.books, found)
                case "subscription":
                    return self.charge_of(found["latest_invoice"])
            return self.get(found["latest_charge"])

    def refund(self, charge: str, amount: int | None = None) -> Obj:
        """Money goes back, all that is left where no amount (cents) is given."""
        with self._lock:
            return self.books.shown(disputes.refund(self.books, self.books.get("charge", charge), amount))

    def fail_refund(self, refund: str) -> Obj:
        """A refund that the person's bank could not take comes back."""
        with self._lock:
            disputes.fail_refund(self.books, self.books.get("refund", refund))
            return self.get(refund)

    def dispute(self, charge: str, *, status: str = "needs_response", amount: int | None = None) -> Obj:
        """A bank asks for money back; `warning_needs_response` is an inquiry, no money moves."""
        with self._lock:
            return self.books.shown(
                disputes.dispute(self.books, self.books.get("charge", charge), status=status, amount=amount)
            )

    def escalate(self, dispute: str) -> Obj:
        """An inquiry becomes a dispute: the money is taken."""
        with self._lock:
            disputes.withdraw(self.books, self.books.get("dispute", dispute))
            return self.get(dispute)

    def win(self, dispute: str) -> Obj:
        """The dispute ends for us: the money comes back (of an inquiry: it leads to nothing)."""
        return self._close(dispute, "won")

    def lose(self, dispute: str) -> Obj:
        """The dispute ends against us."""
        return self._close(dispute, "lost")

    def _close(self, dispute: str, status: str) -> Obj:
        with self._lock:
            disputes.close(self.books, self.books.get("dispute", dispute), status)
            return self.get(dispute)

    def renew(self, subscription: str, *, paid: bool = True) -> Obj:
        """The next month begins; returns its invoice, paid or not."""
        with self._lock:
            method = None if paid else "pm_card_visa_chargeDeclined"
            held = self.books.get("subscription", subscription)
            return self.get(subscriptions.renew(self.books, held, method=method)["id"])

    def advance(self, days: float = 0, seconds: float = 0) -> None:
        """Move the test clock: pages close, months are renewed, what was cancelled ends."""
        with self._lock:
            self.books.ahead += timedelta(days=days, seconds=seconds)
            checkout.due(self.books)
            subscriptions.due(self.books)

    # -- webhooks -----------------------------------------------------------------------------------------------

    @property
    def events(self) -> list[Obj]:
        """All that was told, oldest first."""
        with self._lock:
            return list(self.books.events)

    def events_of(self, *kinds: str) -> list[Obj]:
        """The events of some types, oldest first."""
        return [event for event in self.events if event["type"] in kinds]

    def emit(self, kind: str, about: Obj) -> Obj:
        """Tell of something of any type."""
        with self._lock:
            return self.books.emit(kind, about)

    def deliver_to(self, url: str) -> None:
        """Where webhooks go."""
        self.webhooks.url = url

    async def deliver(self, door: Door | None = None, *, chaos: Chaos = CALM, rounds: int = 1) -> list[Attempt]:
        """Send what is pending, in order unless `chaos` says otherwise, again in each round until it is taken."""
        made: list[Attempt] = []
        for _ in range(rounds):
            if not self.books.pending:
                break
            made += await self.webhooks.round(door, chaos)
        return made

    async def send(self, signed: Signed, door: Door | None = None) -> int:
        """Deliver one webhook once, beside those that are pending."""
        return await self.webhooks.send(signed, door)

    def signed(self, event: Obj, **how: Any) -> Signed:
        """An event as a webhook: late, early, forged or of elsewhere, as `Webhooks.signed` says."""
        return self.webhooks.signed(event, **how)


ROUTES = (*customers.ROUTES, *payments.ROUTES, *disputes.ROUTES, *subscriptions.ROUTES, *checkout.ROUTES)
