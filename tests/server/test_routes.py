"""Every route declares who may call it, and holds to it."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from fastapi.routing import APIRoute

from agents.runtime import Runtime
from server.app import create_app
from server.auth import RULES, anyone, holder, newcomer
from server.settings import Settings
from tests.fakes.iris import LiveIris
from tools.accounts import Hints, TokenSecrets
from tools.accounts.cache import Cache
from tools.accounts.tokens import issue
from tools.actor import Actor, AppId, OrganisationId, UserId

OPENAPI = Path(__file__).parents[2] / "docs" / "openapi.json"

BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/v1/chat"): {"message": "Bonjour"},
    ("POST", "/v1/runs"): {"threadId": "t", "runId": "r", "messages": [{"id": "1", "role": "user", "content": "x"}]},
    ("POST", "/v1/runs/{run_id}/resume"): {"answers": [{"interrupt_id": "i", "status": "cancelled"}]},
    ("POST", "/v1/messages/{message_id}/feedback"): {"thumb": "up"},
    ("POST", "/v1/threads/{thread_id}/feedback"): {"score": 4},
    ("PUT", "/privacy/consents/{purpose}"): {"given": True},
    ("POST", "/privacy/erase"): {"confirm": "EFFACER"},
}


def rules_of(route: APIRoute) -> list[Any]:
    """The rules that a route declares, by itself or through a dependency."""
    found, left = [], list(route.dependant.dependencies)
    while left:
        each = left.pop()
        found.append(each.call)
        left += each.dependencies
    return [rule for rule in RULES if rule in found]


def routes(runtime: Runtime) -> list[APIRoute]:
    """Every route of the application, whatever router it came with."""
    found: list[APIRoute] = []
    left = list(create_app(runtime).routes)
    while left:
        each: Any = left.pop()
        if isinstance(each, APIRoute):
            found.append(each)
        else:
            left += getattr(each, "routes", []) or getattr(getattr(each, "original_router", None), "routes", [])
    return found


def guarded(runtime: Runtime) -> Iterator[tuple[str, str]]:
    """Method and path of every route that is not open to all."""
    for route in routes(runtime):
        if rules_of(route)[0] not in (anyone, newcomer, holder):
            for method in route.methods or ():
                yield method, route.path


def call(client: httpx.Client, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    filled = path.replace("{run_id}", "r_1").replace("{thread_id}", "t_1").replace("{message_id}", "m_1")
    filled = filled.replace("{session_id}", "s_1")
    return client.request(method, filled, json=BODIES.get((method, path)), headers=headers)


def test_every_route_declares_exactly_one_rule(build: Callable[..., Runtime]) -> None:
    declared = {route.path: rules_of(route) for route in routes(build())}
    assert len(declared) >= 15
    assert {path: rules for path, rules in declared.items() if len(rules) != 1} == {}


def test_no_route_answers_a_caller_it_does_not_know(live: LiveIris) -> None:
    actor = Actor(user_id=UserId("u_x"), organisation_id=OrganisationId("o"), app_id=AppId("a"), scopes=frozenset())
    past = live.runtime.clock.now() - timedelta(hours=2)
    secrets, other = live.runtime.accounts.sessions.secrets, TokenSecrets.parse("x" * 32)
    wrong = {
        "nothing": {},
        "another scheme": {"Authorization": "Basic abc"},
        "no token": {"Authorization": "Bearer"},
        "nonsense": {"Authorization": "Bearer abc.def.ghi"},
        "expired": {"Authorization": f"Bearer {issue(actor, Hints(), secrets, past)}"},
        "signed with another secret": {
            "Authorization": f"Bearer {issue(actor, Hints(), other, live.runtime.clock.now())}"
        },
        "unsigned": {"Authorization": "Bearer " + jwt.encode({"iss": "iris", "aud": "iris", "sub": "u"}, "", "none")},
        "an unknown API key": {"Authorization": "Bearer sk_nobody", "X-Iris-User": "u"},
        "an unknown app": {"Authorization": "Bearer " + jwt.encode({"iss": "pk_x", "sub": "u"}, "x" * 32, "HS256")},
    }
    with httpx.Client(base_url=live.url) as client:
        for method, path in guarded(live.runtime):
            for what, headers in wrong.items():
                answer = call(client, method, path, headers)
                assert answer.status_code == 401, (method, path, what, answer.text)
                assert answer.json()["code"] == "unauthenticated"
                assert answer.headers["www-authenticate"] == "Bearer"


def test_what_is_another_persons_does_not_exist(live: LiveIris) -> None:
    with live.client() as one, live.client() as two:
        answer = one.post("/v1/chat", json={"message": "Bonjour"})
        thread, run = answer.headers["X-Iris-Thread-Id"], answer.headers["X-Iris-Run-Id"]
        message = one.get(f"/v1/threads/{thread}/messages").json()["messages"][-1]["id"]
        for method, path, body in (
            ("GET", f"/v1/threads/{thread}", None),
            ("DELETE", f"/v1/threads/{thread}", None),
            ("GET", f"/v1/threads/{thread}/messages", None),
            ("GET", f"/v1/threads/{thread}/active-run", None),
            ("GET", f"/v1/runs/{run}/events", None),
            ("POST", f"/v1/runs/{run}/cancel", None),
            ("POST", f"/v1/runs/{run}/resume", {"answers": [{"interrupt_id": "i", "status": "cancelled"}]}),
            ("POST", f"/v1/messages/{message}/feedback", {"thumb": "up"}),
            ("POST", f"/v1/threads/{thread}/feedback", {"score": 4}),
            ("POST", "/v1/chat", {"message": "Bonjour", "thread_id": thread}),
        ):
            refused = two.request(method, path, json=body)
            assert refused.status_code == 404, (method, path, refused.text)
            assert refused.json()["code"] == "not_found"
        assert one.get(f"/v1/threads/{thread}/messages").json()["messages"]


def test_an_app_acts_for_its_people_by_key_and_by_signed_token(live: LiveIris) -> None:
    made = asyncio.run(live.runtime.directory.create_app("Partenaire", organisation="Partenaire"))
    exp = int(live.runtime.clock.now().timestamp()) + 300
    claims = {"iss": made.app.publishable_key, "aud": "iris", "sub": "client-42", "exp": exp}
    signed = {"Authorization": f"Bearer {jwt.encode(claims, made.signing_secret, 'HS256')}"}
    keyed = {"Authorization": f"Bearer {made.api_key}", "X-Iris-User": "client-42"}
    with live.client(signed) as person, live.client(keyed) as backend:
        person.post("/v1/chat", json={"message": "Bonjour"}).raise_for_status()
        assert len(backend.get("/v1/threads").json()["threads"]) == 1
        assert backend.get("/v1/threads", headers={"X-Iris-User": "client-43"}).json()["threads"] == []
    late = {**claims, "exp": exp + 3600}
    with live.client({"Authorization": f"Bearer {jwt.encode(late, made.signing_secret, 'HS256')}"}) as person:
        assert person.get("/v1/threads").status_code == 401
    with live.client({"Authorization": f"Bearer {made.api_key}"}) as backend:
        assert backend.get("/v1/threads").json()["field"] == "X-Iris-User"


def test_the_demo_app_is_closed_where_others_can_reach_it(build: Callable[..., Runtime]) -> None:
    assert Settings(host="127.0.0.1").runtime().demo
    assert not Settings(host="0.0.0.0").runtime().demo
    assert not Settings(host="127.0.0.1", environment="production").runtime().demo
    iris = build()
    with LiveIris(iris) as live:
        visitor = live.visitor()
        refresh = httpx.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).json()["refresh_token"]
        # The same database, served where others reach it.
        iris.directory.demo = iris.accounts.sessions.demo = False
        iris.directory._apps = Cache()
        assert httpx.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).status_code == 404
        assert httpx.post(f"{live.url}/v1/visitors/refresh", json={"refresh_token": refresh}).status_code == 401
        assert httpx.get(f"{live.url}/v1/threads", headers=visitor).status_code == 401


@pytest.mark.parametrize("exp", ["nan", float("nan"), float("inf"), "abc", [1], 10**400, -1, None])
def test_an_expiry_that_is_no_time_is_refused(live: LiveIris, exp: Any) -> None:
    made = asyncio.run(live.runtime.directory.create_app("Partenaire", organisation="Partenaire"))
    claims = {"iss": made.app.publishable_key, "aud": "iris", "sub": "client-42", "exp": exp}
    payload = json.dumps(claims).encode()
    signed = jwt.PyJWS().encode(payload, made.signing_secret, "HS256")
    with live.client({"Authorization": f"Bearer {signed}"}) as person:
        assert person.get("/v1/threads").status_code == 401


def test_a_token_with_half_a_letter_is_refused(live: LiveIris) -> None:
    payload = b'{"iss": "pk_\\ud800", "sub": "u"}'
    with live.client({"Authorization": f"Bearer {jwt.PyJWS().encode(payload, 'x' * 32, 'HS256')}"}) as person:
        assert person.get("/v1/threads").status_code == 401


def test_the_openapi_document_is_the_committed_one(build: Callable[..., Runtime]) -> None:
    made = json.dumps(create_app(build()).openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    assert made == OPENAPI.read_text(encoding="utf-8"), (
        "a change of the API: run `python -m tests.openapi` if it is meant"
    )


@pytest.mark.parametrize("locale", ["fr", "en", "de", "es"])
def test_agents_and_topics_speak_each_language(live: LiveIris, locale: str) -> None:
    with httpx.Client(base_url=live.url) as client:
        agents = client.get("/v1/agents", params={"locale": locale}).json()["agents"]
        topics = client.get("/v1/topics", params={"locale": locale}).json()["topics"]
    assert [agent["name"] for agent in agents] == ["aube", "coach", "cv", "guide", "letters"]
    assert {topic["agent"] for topic in topics} == {agent["name"] for agent in agents}
