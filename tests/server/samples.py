"""Samples for tests that walk all routes: a person with one of everything, and what each route is called with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from agents.runtime import Runtime
from server.app import create_app
from server.cookies import ACCESS, REFRESH
from server.http import LOOPBACK, HttpSettings
from server.limits import Limits, LimitSettings
from server.limits.rates import SCOPES
from tests.fakes.scripted import ScriptedModel
from tests.fakes.spending import Till, teller_catalog
from tools.accounts import DEMO_KEY
from tools.billing import Payment
from tools.billing.sandbox import SandboxGateway, Sent
from tools.events import Append, NewEvent, person_stream
from tools.profile.rules import FACT_REMEMBERED

HOST = "127.0.0.1"
ORIGIN = f"http://{HOST}"
PAGE = {"Origin": ORIGIN, "X-Iris-CSRF": "1"}
"""What a page of Iris itself sends with a write."""
PASSWORD = "une phrase à moi"
PATH = {"target": "secrétaire médicale", "current": "caissière"}
"""A trajectory: from and to."""

Ids = Mapping[str, str]

SHARED = {"name": "iris-widget.js", "purpose": "newsletter", "deed": "pay", "kind": "interests"}
"""Path parameters that name nothing of a person, the same for everybody."""
PERSONAL = frozenset(
    {
        "user_id",
        "session_id",
        "thread_id",
        "run_id",
        "message_id",
        "file_id",
        "fact_id",
        "item_id",
        "interrupt_id",
        "proposal_id",
        "order_id",
        "object_id",
        "assessment_id",
        "trajectory_id",
        "share_id",
        "token",
    }
)
"""Path parameters that name what is a person's: `Somebody.arrive` makes one of each."""

OPEN = {
    "GET /": "the hosted page, where one begins",
    "GET /embed-demo": "a foreign page that embeds the demo app",
    "GET /widget/v1.js": "any site includes the widget",
    "GET /widget/{name}": "the same, its drawings and its languages",
    "GET /r/{token}": "the token is the credential: a report that its owner shared",
    "GET /health": "monitoring asks whether Iris is up",
    "HEAD /health": "the same, by monitors that read no body",
    "GET /compte": "the links of letters open it, before anybody has signed in",
    "GET /monitoring/health/v2": "monitoring asks which part is down",
    "GET /.well-known/security.txt": "who found a weakness reads where to write (RFC 9116)",
    "POST /v1/csp-reports": "browsers report without credentials",
    "GET /developers": "who builds a site or an app reads before they begin",
    "GET /v1/app": "what a page begins with, before anybody has said a word",
    "POST /v1/visitors": "a visitor begins here",
    "POST /v1/visitors/refresh": "the refresh token in the body is the credential",
    "GET /v1/agents": "who there is, before one begins",
    "GET /v1/topics": "what one may begin with",
    "GET /billing/packs": "what is sold, and for how much, before one begins",
    "GET /billing/sandbox/{object_id}": "the id of the purchase is the secret, and no money moves",
    "POST /billing/sandbox/{object_id}/{deed}": "the same",
    "POST /billing/webhook": "the provider's signature is the credential",
    "POST /auth/register": "who registers has no session yet",
    "POST /auth/login": "who signs in has no session yet",
    "POST /auth/secure-session": "a bearer or credentials become cookies",
    "POST /auth/verify": "the secret of the letter is the credential",
    "POST /auth/password/forgot": "who forgot cannot sign in",
    "POST /auth/password/reset": "the secret of the letter is the credential",
    "POST /auth/refresh": "the refresh token is the credential",
    "POST /auth/logout": "leaving is always possible",
}
"""Routes that anybody may call, and why: a new one fails the tests until it is here."""

CALLS: dict[tuple[str, str], Callable[[Ids], dict[str, Any]]] = {
    ("GET", "/v1/app"): lambda _: {"params": {"key": DEMO_KEY}},
    ("POST", "/v1/visitors"): lambda _: {"json": {"app": DEMO_KEY}},
    ("POST", "/v1/visitors/refresh"): lambda ids: {"json": {"refresh_token": ids["refresh_token"]}},
    ("POST", "/v1/csp-reports"): lambda _: {"json": {}},
    ("POST", "/v1/chat"): lambda _: {"json": {"message": "Bonjour", "agent": "teller"}},
    ("POST", "/v1/runs"): lambda ids: {"json": run_input(f"{ids['thread_id']}-new", f"{ids['run_id']}-new")},
    ("POST", "/v1/chat/completions"): lambda _: {
        "json": {"model": "iris-teller", "messages": [{"role": "user", "content": "Bonjour"}]}
    },
    ("POST", "/v1/ai-sdk/chat"): lambda ids: {
        "json": {
            "id": f"{ids['thread_id']}-ui",
            "messages": [{"id": "1", "role": "user", "parts": [{"type": "text", "text": "Bonjour"}]}],
        }
    },
    ("POST", "/v1/runs/{run_id}/resume"): lambda ids: {
        "json": {"answers": [{"interrupt_id": ids["interrupt_id"], "status": "cancelled"}]}
    },
    ("POST", "/v1/messages/{message_id}/feedback"): lambda _: {"json": {"thumb": "up"}},
    ("POST", "/v1/threads/{thread_id}/feedback"): lambda _: {"json": {"score": 4}},
    ("POST", "/v1/files"): lambda _: {"files": {"file": ("notes.txt", b"Bonjour")}},
    ("PUT", "/privacy/consents/{purpose}"): lambda _: {"json": {"given": True}},
    ("POST", "/privacy/erase"): lambda _: {"json": {"confirm": "EFFACER"}},
    ("POST", "/luna/energy/check"): lambda _: {"json": {"action": "quick_advice"}},
    ("POST", "/luna/energy/can-perform"): lambda _: {"json": {"action": "quick_advice"}},
    ("POST", "/luna/energy/consume"): lambda ids: {"json": {"action": "quick_advice", "user_id": ids["user_id"]}},
    ("POST", "/luna/energy/refund"): lambda ids: {
        "json": {"transaction_id": ids["hold_id"], "user_id": ids["user_id"]}
    },
    ("POST", "/luna/energy/purchase"): lambda _: {"json": {"pack_id": "cafe_luna"}},
    ("POST", "/billing/create-intent"): lambda _: {"json": {"pack_id": "cafe_luna"}},
    ("POST", "/billing/confirm-payment"): lambda ids: {"json": {"order_id": ids["order_id"]}},
    ("POST", "/billing/proposals/{proposal_id}/confirm"): lambda _: {"json": {"amount": 299}},
    ("POST", "/billing/subscribe"): lambda _: {"json": {"plan_id": "premium"}},
    ("POST", "/billing/webhook"): lambda _: {"json": {}},
    ("POST", "/luna/events"): lambda _: {"json": {"type": "ApplicationSent", "private": {"offer_id": "offre-12"}}},
    ("POST", "/luna/advice"): lambda _: {"json": {"question": "Comment annoncer mon départ à mon chef ?"}},
    ("POST", "/luna/aube/assessment/start"): lambda _: {"json": {"said": "je suis caissière"}},
    ("POST", "/luna/aube/assessment/update"): lambda _: {"json": {"item": "hours", "options": ["nights"]}},
    ("POST", "/luna/aube/report/{assessment_id}/share"): lambda _: {"json": {"level": 1, "format": "json"}},
    ("POST", "/luna/aube/occupations/look"): lambda _: {"json": {"job": "comptable"}},
    ("POST", "/luna/aube/trajectory"): lambda _: {"json": PATH},
    ("PATCH", "/luna/aube/trajectory/{trajectory_id}/steps"): lambda _: {
        "json": {"action": "add", "title": "Prendre un café avec une secrétaire"}
    },
    ("POST", "/v1/profile/items"): lambda _: {"json": {"section": "work", "values": {"position": "soudeuse"}}},
    ("PATCH", "/v1/profile/items/{item_id}"): lambda _: {"json": {"values": {"fluency": "courant"}}},
    ("PUT", "/v1/profile/items/{item_id}"): lambda _: {"json": {"values": {"language": "anglais"}}},
    ("POST", "/v1/profile/resume.json"): lambda _: {"json": {"skills": [{"name": "soudure TIG"}]}},
    ("PATCH", "/auth/profile"): lambda _: {"json": {"first_name": "Nolwenn"}},
    ("POST", "/auth/register"): lambda _: {"json": credentials()},
    ("POST", "/auth/login"): lambda _: {"json": credentials()},
    ("POST", "/auth/verify"): lambda _: {"json": {"token": "no-link"}},
    ("POST", "/auth/password/forgot"): lambda _: {"json": {"email": "camille@example.org", "app": DEMO_KEY}},
    ("POST", "/auth/password/reset"): lambda _: {"json": {"token": "no-link", "password": PASSWORD}},
    ("POST", "/auth/password/change"): lambda _: {"json": {"current_password": PASSWORD, "new_password": PASSWORD}},
}
"""What a route is sent; a route that needs no body needs no line."""

IN_BODIES: tuple[tuple[str, Callable[[Ids], dict[str, Any]]], ...] = (
    ("POST /v1/chat", lambda ids: {"json": {"message": "Bonjour", "thread_id": ids["thread_id"]}}),
    ("POST /v1/chat", lambda ids: {"json": {"message": "Bonjour", "files": [ids["file_id"]]}}),
    ("POST /v1/files", lambda ids: {"files": {"file": ("a.txt", b"a")}, "data": {"thread_id": ids["thread_id"]}}),
    ("POST /billing/confirm-payment", lambda ids: {"json": {"order_id": ids["order_id"]}}),
    ("POST /v1/profile/resume.json", lambda ids: {"json": {}, "params": {"file": ids["file_id"]}}),
)
"""Ids that a body may name, beside those of paths."""


def run_input(thread: str, run: str) -> dict[str, Any]:
    """AG-UI's RunAgentInput."""
    return {"threadId": thread, "runId": run, "messages": [{"id": "1", "role": "user", "content": "Bonjour"}]}


def credentials() -> dict[str, str]:
    """An address that nobody has, with a password."""
    return {"email": "camille@example.org", "password": PASSWORD, "app": DEMO_KEY}


def lifted() -> Limits:
    """Limits that nobody reaches."""
    rates = {scope: "1000000000/minute" for scope in SCOPES}
    return Limits(LimitSettings(**rates, streams=1_000_000), secret=b"s" * 32)


def in_process(iris: Runtime) -> httpx.AsyncClient:
    """A client of an app over the runtime, without a network and without limits; a defect is raised."""
    app = create_app(iris, http=HttpSettings(hosts=LOOPBACK), limits=lifted())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN)


def proposing(build: Callable[..., Runtime]) -> Runtime:
    """A runtime whose model says a word and proposes to spend: every answer ends in a question."""
    model = ScriptedModel(scripts=[["Voici : ", {"call": "spend_points", "args": {"points": 50}}]])
    return build(model=model, catalog=teller_catalog(), operations=[Till().operation()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A visitor who has one of everything."""

    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    ids: Ids

    @property
    def bearer(self) -> dict[str, str]:
        """The header of the token."""
        return self.headers(self.token)

    @staticmethod
    def headers(bearer: str) -> dict[str, str]:
        """The header of a bearer."""
        return {"Authorization": f"Bearer {bearer}"}

    @property
    def cookies(self) -> dict[str, str]:
        """The header of a browser that holds the session."""
        return {"Cookie": f"{ACCESS}={self.token}; {REFRESH}={self.refresh_token}"}

    @classmethod
    async def arrive(cls, iris: Runtime, client: httpx.AsyncClient, app: str = DEMO_KEY) -> "Somebody":
        """A new visitor of an app, who talks, sends a file, is asked a question and is remembered."""
        session = await iris.directory.visit(app)
        bearer = {"Authorization": f"Bearer {session.token}"}
        said = await client.post("/v1/chat", json={"message": "Bonjour", "agent": "teller"}, headers=bearer)
        thread = said.headers["X-Iris-Thread-Id"]
        messages = (await client.get(f"/v1/threads/{thread}/messages", headers=bearer)).json()["messages"]
        kept = await client.post("/v1/files", files={"file": ("a.txt", b"Bonjour")}, headers=bearer)
        await iris.events.append(
            Append(
                user_id=session.user_id,
                stream=person_stream("profile", session.user_id),
                events=(NewEvent(type=FACT_REMEMBERED, data={"kind": "job"}, private={"fact": "soudeuse"}),),
                command=f"remember-{session.user_id}",
                actor=f"visitor:{session.user_id}",
            )
        )
        facts = (await client.get("/privacy/facts", headers=bearer)).json()["facts"]
        spoken = {"section": "languages", "values": {"language": "breton"}}
        item = (await client.post("/v1/profile/items", json=spoken, headers=bearer)).json()["item"]
        begun = await client.post("/luna/aube/assessment/start", json={"said": "je suis caissière"}, headers=bearer)
        shared = await client.post(
            f"/luna/aube/report/{begun.json()['assessment']}/share",
            json={"level": 1, "format": "json"},
            headers=bearer,
        )
        await iris.energy.credit(session.user_id, 50, origin="grant", command=f"arrive:{session.user_id}")
        planned = await client.post("/luna/aube/trajectory", json=PATH, headers=bearer)
        actor = await iris.directory.authenticate(session.token)
        proposal = await iris.billing.propose(actor, "cafe_luna")
        payment = await iris.billing.purchase(actor, "cafe_luna", key="arrive")
        await pay(iris, payment)
        await pay(iris, await iris.billing.subscribe(actor, "premium", key="subscribe"))
        hold, _ = await iris.energy.consume(actor.user_id, "quick_advice", key="arrive", actor="tests")
        ids = {
            "user_id": session.user_id,
            "session_id": session.id,
            "thread_id": thread,
            "run_id": said.headers["X-Iris-Run-Id"],
            "message_id": messages[-1]["id"],
            "file_id": kept.json()["id"],
            "fact_id": facts[0]["id"],
            "item_id": item["id"],
            "interrupt_id": _interrupt(said.text),
            "proposal_id": proposal.id,
            "order_id": payment.order.id,
            "object_id": payment.order.session_id or "",
            "hold_id": hold.id,
            "assessment_id": begun.json()["assessment"],
            "share_id": shared.json()["id"],
            "token": shared.json()["path"].rpartition("/")[2],
            "trajectory_id": planned.json()["trajectory"],
            "refresh_token": session.refresh_token,
        }
        return cls(token=session.token, refresh_token=session.refresh_token, ids=ids)


async def pay(iris: Runtime, payment: Payment) -> None:
    """Pay an order in the sandbox, which tells of it as a provider does."""
    order = payment.order
    sent = await pay_session(iris, order.session_id or order.intent_id or "")
    await iris.billing.receive(sent.payload, sent.signature)


async def pay_session(iris: Runtime, object_id: str) -> Sent:
    """Pay in the sandbox, on its page: what would be told of it."""
    gateway = iris.billing.gateway
    assert isinstance(gateway, SandboxGateway)
    return await gateway.pay(object_id)


def unknown(ids: Ids) -> Ids:
    """Ids of the same shapes that nothing has."""
    return {name: value[:2] + "0" * (len(value) - 2) if name in PERSONAL else value for name, value in ids.items()}


def _interrupt(stream: str) -> str:
    tail = stream.partition('"type":"interrupt"')[2]
    return tail.partition('"id":"')[2].partition('"')[0]
