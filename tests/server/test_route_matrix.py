"""Every route x every wrong caller: what is expected of a cell follows from the rule that the route declares."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi.routing import APIRoute

from agents.runtime import Runtime
from server.auth import (
    RULES,
    SAFE,
    admin_read,
    admin_write,
    anyone,
    app_key,
    by_key,
    caller,
    holder,
    newcomer,
    of_person,
    person,
    scope_of,
)
from server.cookies import ACCESS, REFRESH
from tests.server.forgeries import by_app, wrong_bearers
from tests.server.samples import (
    CALLS,
    IN_BODIES,
    OPEN,
    PAGE,
    PERSONAL,
    SHARED,
    Ids,
    Somebody,
    in_process,
    proposing,
    unknown,
)
from tools.accounts import DEMO_KEY, NewApp
from tools.accounts.models import ADMIN_SCOPES, KEY_SCOPES, PERSON_SCOPES
from tools.actor import UserId

ADMIN = {admin_read: "admin:read", admin_write: "admin:write"}
PEOPLE = (person, of_person)
KEYS = (by_key, app_key)
"""Rules that let an app's API key through, and no person."""
OUTSIDE = {"/openapi.json": "what the API is, the same for everybody"}
"""Paths that no rule guards, as FastAPI itself adds them."""
EMPTY = {"GET /v1/ai-sdk/chat/{thread_id}/stream": 204}
"""Routes that answer alike, and with nothing, for what is somebody else's and for what does not exist."""
FOREIGN = "https://evil.example"
REFUSALS = ("unauthenticated", "missing_scope", "csrf", "origin_refused", "unknown_host")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route with one method, and the rule that it declares."""

    method: str
    path: str
    rule: Any
    tags: list[str]
    names: frozenset[str]

    @property
    def name(self) -> str:
        """As OPEN names it."""
        return f"{self.method} {self.path}"

    @property
    def scope(self) -> str:
        """The scope that a person needs for it."""
        return scope_of(self.tags, self.method)

    @property
    def personal(self) -> bool:
        """Whether its path names what is a person's."""
        return bool(self.names & PERSONAL)


class Matrix(NamedTuple):
    """The routes, a client of all of them, and a person with one of everything."""

    iris: Runtime
    client: httpx.AsyncClient
    routes: list[Route]
    owner: Somebody

    def of(self, *rules: Any) -> list[Route]:
        """The routes that declare one of the rules."""
        return [route for route in self.routes if route.rule in rules]

    async def call(self, route: Route, headers: dict[str, str], ids: Ids | None = None, **more: Any) -> httpx.Response:
        """Call a route with ids, of the owner unless others are given."""
        ids = {**(self.owner.ids if ids is None else ids), **SHARED}
        call = CALLS.get((route.method, route.path))
        sample = {} if call is None else call(ids)
        self.client.cookies.clear()
        return await self.client.request(route.method, route.path.format(**ids), headers=headers, **{**sample, **more})


@pytest.fixture
async def matrix(build: Callable[..., Runtime]) -> AsyncIterator[Matrix]:
    """All routes of the app, over a started runtime."""
    iris = proposing(build)
    await iris.start()
    async with in_process(iris) as client:
        yield Matrix(iris, client, list(every_route(client)), await Somebody.arrive(iris, client))
    await iris.stop()


def leaves(client: httpx.AsyncClient) -> Iterator[Any]:
    """Whatever the app serves, also what a router or a mount brought along."""
    left = list(client._transport.app.routes)  # type: ignore[attr-defined]
    while left:
        each = left.pop()
        inside = getattr(each, "original_router", each)
        if isinstance(each, APIRoute) or not getattr(inside, "routes", None):
            yield each
        else:
            left += inside.routes


def every_route(client: httpx.AsyncClient) -> Iterator[Route]:
    """Each route with each of its methods."""
    for each in leaves(client):
        if not isinstance(each, APIRoute):
            assert getattr(each, "path", None) in OUTSIDE, (
                f"{each!r} declares no rule: list it in OUTSIDE with a reason"
            )
            continue
        declared, left = [], list(each.dependant.dependencies)
        while left:
            dependency = left.pop()
            declared.append(dependency.call)
            left += dependency.dependencies
        rules = [rule for rule in RULES if rule in declared]
        assert len(rules) == 1, f"{each.path} declares {len(rules)} rules"
        names = frozenset(each.param_convertors)
        for method in sorted(each.methods or ()):
            tags = [str(tag) for tag in each.tags]
            yield Route(method=method, path=each.path, rule=rules[0], tags=tags, names=names)


def code(answer: httpx.Response) -> str:
    """The code of a problem document, or nothing."""
    problem = answer.headers.get("content-type") == "application/problem+json"
    return str(answer.json()["code"]) if problem else ""


def test_what_anybody_may_call_is_listed_with_its_reason(matrix: Matrix) -> None:
    assert {route.name for route in matrix.of(anyone, newcomer, holder)} == set(OPEN)


def test_every_route_has_samples(matrix: Matrix) -> None:
    paths = matrix.client._transport.app.openapi()["paths"]  # type: ignore[attr-defined]
    for route in matrix.routes:
        lacking = route.names - PERSONAL - set(SHARED)
        assert not lacking, (
            f"{route.name}: make a sample of {sorted(lacking)} in Somebody.arrive and name it in PERSONAL, "
            "or give its value in SHARED when it names nothing of a person"
        )
        needs_body = paths[route.path].get(route.method.lower(), {}).get("requestBody", {}).get("required", False)
        assert not needs_body or (route.method, route.path) in CALLS, f"{route.name}: say in CALLS what it is sent"
    assert {(route.method, route.path) for route in matrix.routes} >= set(CALLS)
    assert matrix.owner.ids.keys() >= PERSONAL


async def test_whom_the_rule_lets_through_is_let_through(matrix: Matrix) -> None:
    """Without it, a sample that never reaches its route would prove nothing below."""
    keys, wrong = matrix.iris.accounts.api_keys, []
    for route in matrix.routes:
        owner = matrix.owner if route.method in SAFE else await Somebody.arrive(matrix.iris, matrix.client)
        headers = owner.bearer if route.rule in (*PEOPLE, caller) else {}
        if route.rule in (*ADMIN, *KEYS):
            scopes = [ADMIN[route.rule]] if route.rule in ADMIN else KEY_SCOPES
            _, secret = await keys.create(DEMO_KEY, name="key", scopes=scopes)
            headers = {"Authorization": f"Bearer {secret}"}
        answer = await matrix.call(route, headers, owner.ids)
        refused = answer.status_code in (404, 405, 415, 422, 429) or code(answer) in REFUSALS
        if answer.status_code >= 500 or (refused and route.rule not in (anyone, newcomer, holder)):
            wrong.append((route.name, answer.status_code, answer.text))
    assert wrong == []


async def test_no_token_nor_any_wrong_one_opens_a_route(matrix: Matrix) -> None:
    wrong = {
        "nothing": {},
        "another scheme": {"Authorization": f"Basic {matrix.owner.token}"},
        "no token": {"Authorization": "Bearer"},
        **{
            what: {"Authorization": f"Bearer {token}"}
            for what, token in (await wrong_bearers(matrix.iris, matrix.owner)).items()
        },
    }
    holes = []
    for what, headers in wrong.items():
        behalf = {**headers, "X-Iris-User": "client-1"}
        for route in matrix.of(*PEOPLE, caller, *ADMIN, *KEYS, *([newcomer] if "Bearer " in str(headers) else [])):
            answer = await matrix.call(route, behalf)
            # Whoever is known without holding a key is told that they lack the scope.
            known = route.rule in (*ADMIN, app_key) and what == "a closed app"
            expected = (403, "missing_scope", None) if known else (401, "unauthenticated", "Bearer")
            got = (answer.status_code, code(answer), answer.headers.get("www-authenticate"))
            if got != expected or "set-cookie" in answer.headers:
                holes.append((route.name, what, answer.status_code, answer.text))
    assert holes == []


async def test_a_token_is_read_in_no_other_place(matrix: Matrix) -> None:
    owner, holes = matrix.owner, []
    bearers = await wrong_bearers(matrix.iris, owner)
    _, key = await matrix.iris.accounts.api_keys.create(DEMO_KEY, name="key", scopes=KEY_SCOPES)
    held = [bearers["expired"], bearers["alg none"], bearers["a closed session"], owner.refresh_token, key, "x"]
    elsewhere: list[dict[str, Any]] = [
        {"params": {name: owner.token for name in ("token", "access_token", "jwt", "authorization")}},
        {"headers": {"X-Authorization": f"Bearer {owner.token}", "X-Api-Key": key}},
        {"headers": {"Cookie": f"iris_access={owner.token}; token={owner.token}; {REFRESH}={owner.token}"}},
        *({"headers": {"Cookie": f"{ACCESS}={token}"}} for token in held),
    ]
    for place in elsewhere:
        for route in matrix.of(*PEOPLE, caller, *ADMIN, *KEYS):
            headers = {**PAGE, "X-Iris-User": "client-1", **place.get("headers", {})}
            more = {"params": place["params"]} if "params" in place else {}
            answer = await matrix.call(route, headers, **more)
            if (answer.status_code, code(answer)) != (401, "unauthenticated"):
                holes.append((route.name, str(place)[:60], answer.status_code, answer.text))
    assert holes == []


async def test_a_wrong_refresh_token_renews_nothing(matrix: Matrix) -> None:
    gone = await Somebody.arrive(matrix.iris, matrix.client)
    await matrix.iris.accounts.sessions.revoke(UserId(gone.ids["user_id"]), gone.ids["session_id"])
    holes = []
    for token in (gone.refresh_token, matrix.owner.token, "rt_nobody", "x"):
        for route in matrix.of(holder):
            for sent in ({"headers": {**PAGE, "Cookie": f"{REFRESH}={token}"}}, {"json": {"refresh_token": token}}):
                answer = await matrix.call(route, **{"headers": {}, **sent})
                given = [line for line in answer.headers.get_list("set-cookie") if '=""' not in line]
                if given or answer.status_code not in (204, 401, 422) or '"user_id"' in answer.text:
                    holes.append((route.name, token, answer.status_code, answer.text))
    assert holes == []
    assert (await matrix.client.get("/v1/threads", headers=matrix.owner.bearer)).status_code == 200


class Stranger(NamedTuple):
    """Who has nothing to do with the owner: how they come, and what they may do with what is theirs."""

    headers: dict[str, str]
    scopes: frozenset[str] = PERSON_SCOPES


async def strangers(matrix: Matrix) -> dict[str, Stranger]:
    """Strangers by how they come."""
    iris, named = matrix.iris, matrix.owner.ids["user_id"]
    other = await iris.directory.create_app("Ailleurs", organisation="Ailleurs")
    same = await iris.directory.create_app("Voisine", organisation="Iris")
    signed = by_app(other, iris.clock.now(), sub=named)

    async def visitor(made: str) -> Stranger:
        return Stranger(Somebody.headers((await iris.directory.visit(made)).token))

    def backend(made: NewApp) -> Stranger:
        return Stranger({**Somebody.headers(made.api_key), "X-Iris-User": named}, KEY_SCOPES)

    return {
        "another visitor": await visitor(DEMO_KEY),
        "a visitor of another app": await visitor(same.app.publishable_key),
        "a visitor of another organisation": await visitor(other.app.publishable_key),
        "another app that names the owner": backend(same),
        "another organisation that names the owner": backend(other),
        "a token of another organisation that names the owner": Stranger(Somebody.headers(signed), KEY_SCOPES),
        "a page with its cookie": Stranger({**PAGE, **(await Somebody.arrive(iris, matrix.client)).cookies}),
    }


async def test_another_persons_object_is_as_one_that_does_not_exist(matrix: Matrix) -> None:
    ids, none, holes = matrix.owner.ids, unknown(matrix.owner.ids), []
    for who, (headers, scopes) in (await strangers(matrix)).items():
        calls: list[tuple[Route, Any]] = [(route, lambda _: {}) for route in matrix.of(*PEOPLE) if route.personal]
        calls += [(next(each for each in matrix.routes if each.name == name), body) for name, body in IN_BODIES]
        for route, body in calls:
            status = EMPTY.get(route.name, 404) if route.scope in scopes else 403
            answers = [await matrix.call(route, headers, each, **body(each)) for each in (ids, none)]
            if answers[0].status_code != status or seen(answers[0]) != seen(answers[1]):
                holes.append((route.name, who, [seen(answer) for answer in answers]))
    assert holes == []
    assert len(calls) >= 14
    for path in ("/v1/threads/{thread_id}", "/v1/files/{file_id}", "/privacy/facts"):
        kept = await matrix.client.get(path.format(**ids), headers=matrix.owner.bearer)
        assert kept.status_code == 200
    assert [fact["id"] for fact in kept.json()["facts"]] == [ids["fact_id"]]


def seen(answer: httpx.Response) -> Any:
    """What the caller sees of a refusal, but for its own name."""
    problem = answer.headers.get("content-type") == "application/problem+json"
    body = {k: v for k, v in answer.json().items() if k not in ("instance", "request_id")} if problem else answer.text
    skipped = ("x-request-id", "content-length", "content-security-policy")
    return answer.status_code, body, sorted((k, v) for k, v in answer.headers.items() if k not in skipped)


WRITES_BY_COOKIE: dict[str, dict[str, str]] = {
    "no origin, no header": {},
    "the header without an origin": {"X-Iris-CSRF": "1"},
    "the origin without the header": {"Origin": PAGE["Origin"]},
    "another origin": {"Origin": FOREIGN},
    "another origin with the header": {"Origin": FOREIGN, "X-Iris-CSRF": "1"},
    "no page": {"Origin": "null", "X-Iris-CSRF": "1"},
    "another site": {"Sec-Fetch-Site": "cross-site", "X-Iris-CSRF": "1"},
    "a sibling": {"Sec-Fetch-Site": "same-site", "X-Iris-CSRF": "1"},
}


async def test_no_other_page_writes_with_the_persons_cookie(matrix: Matrix) -> None:
    holes = []
    for what, headers in WRITES_BY_COOKIE.items():
        for route in matrix.of(*PEOPLE, caller, by_key, newcomer, holder):
            if route.method not in SAFE:
                answer = await matrix.call(route, {**headers, **matrix.owner.cookies})
                if (answer.status_code, code(answer)) != (403, "csrf") or "set-cookie" in answer.headers:
                    holes.append((route.name, what, answer.status_code, answer.text))
    assert holes == []


async def test_no_other_page_calls_or_reads(matrix: Matrix) -> None:
    holes = []
    for origin in (FOREIGN, "null", "http://127.0.0.1.evil.example"):
        for route in matrix.routes:
            answers = [await matrix.call(route, {"Origin": origin, **matrix.owner.bearer})]
            if route.method in SAFE:
                answers.append(await matrix.call(route, {"Origin": origin, **matrix.owner.cookies}))
            asked = {"Origin": origin, "Access-Control-Request-Method": route.method}
            path = route.path.format(**matrix.owner.ids, **SHARED)
            answers.append(await matrix.client.options(path, headers=asked))
            for answer in answers:
                # The widget's files are the same for everybody: any page includes them.
                included = "widget" in route.tags and answer is not answers[-1]
                allowed = [name for name in answer.headers if name.startswith("access-control-") and not included]
                guarded = route.rule in (*PEOPLE, caller, by_key, newcomer) or answer is answers[-1]
                if allowed or answer.status_code >= 500 or (guarded and code(answer) != "origin_refused"):
                    holes.append((route.name, origin, answer.status_code, answer.text))
    assert holes == []


async def test_no_person_does_what_is_an_apps(matrix: Matrix) -> None:
    made = await matrix.iris.directory.create_app("Partenaire", organisation="Partenaire")
    signed, holes = {"Authorization": f"Bearer {by_app(made, matrix.iris.clock.now())}"}, []
    for route in matrix.of(*KEYS):
        for headers in (matrix.owner.bearer, signed):
            answer = await matrix.call(route, headers)
            expected = (403, "forbidden" if route.rule is by_key else "missing_scope")
            if (answer.status_code, code(answer)) != expected:
                holes.append((route.name, answer.status_code, answer.text))
    assert holes == []


async def test_no_key_or_person_goes_beyond_their_scopes(matrix: Matrix) -> None:
    iris, owner, holes = matrix.iris, matrix.owner, []
    keys = iris.accounts.api_keys

    async def key(*scopes: str) -> dict[str, str]:
        _, secret = await keys.create(DEMO_KEY, name="key", scopes=scopes)
        return {"Authorization": f"Bearer {secret}", "X-Iris-User": "client-1"}

    lacking = {scope: await key(*(KEY_SCOPES - {scope})) for scope in PERSON_SCOPES}
    administrators = {scope: await key(scope) for scope in ADMIN_SCOPES}
    for route in matrix.of(*PEOPLE, caller, *KEYS):
        callers = {"a key without its scope": lacking[route.scope]}
        callers |= (
            {f"a key with {scope}": headers for scope, headers in administrators.items()}
            if route.rule is person
            else {}
        )
        for who, headers in callers.items():
            answer = await matrix.call(route, headers)
            if (answer.status_code, code(answer)) != (403, "missing_scope"):
                holes.append((route.name, who, answer.status_code, answer.text))
    made = await iris.directory.create_app("Partenaire", organisation="Partenaire")
    for route in matrix.of(*ADMIN):
        other = next(iter(ADMIN_SCOPES - {ADMIN[route.rule]}))
        for who, headers in {
            "a person": owner.bearer,
            "an app": await key(*KEY_SCOPES),
            "a token of an app": {"Authorization": f"Bearer {by_app(made, iris.clock.now())}"},
            f"a key with {other}": administrators[other],
        }.items():
            answer = await matrix.call(route, headers)
            if (answer.status_code, code(answer)) != (403, "missing_scope"):
                holes.append((route.name, who, answer.status_code, answer.text))
    assert holes == []
