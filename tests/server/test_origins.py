"""Origins: a page calls for its own app, and for no other."""

import asyncio
import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from agents.runtime import Runtime
from server.app import create_app
from server.auth import admin_read, admin_write, anyone, app_key, holder
from server.http import HttpSettings
from tests.fakes.iris import LiveIris
from tests.server.forgeries import by_app
from tests.server.samples import CALLS, in_process
from tests.server.test_process import IRIS, environment
from tests.server.test_routes import routes, rules_of
from tools.accounts.origins import normal_origin, origins_by_app, set_origins
from tools.errors import InvalidArguments, NotFound

SITE, OTHER, HOUSE = "https://site.example", "https://other.example", "https://iris.example"


@pytest.fixture
def house(build: Callable[..., Runtime]) -> Iterator[tuple[LiveIris, str, str]]:
    """A server with an app of one site and an app without origins; their publishable keys."""
    with LiveIris(build(), http=HttpSettings(origins=(HOUSE,))) as live:

        async def make() -> tuple[str, str]:
            directory = live.runtime.directory
            one = await directory.create_app("Site", organisation="Site")
            two = await directory.create_app("Libre", organisation="Libre")
            await set_origins(live.runtime.database, one.app.publishable_key, [SITE])
            return one.app.publishable_key, two.app.publishable_key

        yield live, *asyncio.run(make())


def visit(live: LiveIris, app: str, origin: str | None) -> httpx.Response:
    headers = {"Origin": origin} if origin else {}
    return httpx.post(f"{live.url}/v1/visitors", json={"app": app}, headers=headers)


def test_an_app_with_origins_is_called_by_its_pages_only(house: tuple[LiveIris, str, str]) -> None:
    live, site, free = house
    for origin in (SITE, HOUSE, live.url, None):
        assert visit(live, site, origin).status_code == 201, origin
    for origin in (OTHER, "null", "https://site.example.evil.example", "http://site.example", "https://site.example:8"):
        refused = visit(live, site, origin)
        assert (refused.status_code, refused.json()["code"]) == (403, "origin_refused"), origin
        assert "access-control-allow-origin" not in refused.headers
    assert visit(live, free, OTHER).status_code == 201
    assert "access-control-allow-origin" not in visit(live, free, OTHER).headers
    token = visit(live, site, SITE).json()["token"]
    threads = f"{live.url}/v1/threads"
    as_person = {"Authorization": f"Bearer {token}"}
    assert httpx.get(threads, headers=as_person).status_code == 200
    assert httpx.get(threads, headers={**as_person, "Origin": SITE}).status_code == 200
    stolen = httpx.get(threads, headers={**as_person, "Origin": OTHER})
    assert (stolen.status_code, stolen.json()["code"]) == (403, "origin_refused")


def test_the_demo_app_belongs_to_the_pages_of_this_machine(house: tuple[LiveIris, str, str]) -> None:
    live, _, _ = house
    for origin in ("http://localhost:5173", "http://127.0.0.1:9", "http://[::1]:80", HOUSE):
        assert visit(live, "pk_demo", origin).status_code == 201, origin
    for origin in (OTHER, "http://localhost.evil.example", "null", "http://[bad"):
        assert visit(live, "pk_demo", origin).status_code == 403, origin


@pytest.mark.parametrize("origin", [SITE, HOUSE])
def test_a_listed_origin_may_read_and_send_cookies(house: tuple[LiveIris, str, str], origin: str) -> None:
    live, site, _ = house
    answer = visit(live, site, origin)
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "X-Iris-Run-Id" in answer.headers["access-control-expose-headers"]
    assert "Origin" in answer.headers["vary"]
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    preflight = httpx.options(f"{live.url}/v1/chat", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == origin
    assert "DELETE" in preflight.headers["access-control-allow-methods"]
    assert "Authorization" in preflight.headers["access-control-allow-headers"]


def test_an_origin_that_is_not_listed_gets_no_cors_header(house: tuple[LiveIris, str, str]) -> None:
    live, _, _ = house
    asked = {"Origin": OTHER, "Access-Control-Request-Method": "POST"}
    preflight = httpx.options(f"{live.url}/v1/chat", headers=asked)
    assert (preflight.status_code, preflight.json()["code"]) == (403, "origin_refused")
    for answer in (preflight, httpx.get(f"{live.url}/health", headers={"Origin": OTHER})):
        assert [name for name in answer.headers if name.startswith("access-control-")] == []
    local = httpx.get(f"{live.url}/health", headers={"Origin": "http://localhost:5173"})
    assert local.headers["access-control-allow-origin"] == "http://localhost:5173"
    assert "access-control-allow-credentials" not in local.headers


def test_every_answer_varies_by_origin_and_a_listed_one_may_read_a_refusal(house: tuple[LiveIris, str, str]) -> None:
    live, _, _ = house
    asked = {"Access-Control-Request-Method": "GET"}
    calls: list[tuple[str, str, dict[str, str]]] = [
        ("GET", "/health", {}),
        ("GET", "/v1/threads", {}),
        ("GET", "/nowhere", {}),
        ("DELETE", "/health", {}),
        ("POST", "/v1/visitors", {}),
        ("OPTIONS", "/v1/chat", asked),
        ("GET", "/openapi.json", {}),
    ]
    for method, path, headers in calls:
        for origin in (SITE, OTHER, None):
            sent = {**headers, **({"Origin": origin} if origin else {})}
            answer = httpx.request(method, f"{live.url}{path}", headers=sent)
            assert "Origin" in answer.headers["vary"], (method, path, origin)
            allowed = answer.headers.get("access-control-allow-origin")
            assert allowed == (SITE if origin == SITE else None), (method, path, origin)
            if allowed:
                assert "Retry-After" in answer.headers["access-control-expose-headers"]
    stranger = httpx.get(f"{live.url}/health", headers={"Host": "evil.example", "Origin": SITE})
    assert (stranger.status_code, stranger.headers["vary"]) == (421, "Origin")


async def test_a_defect_varies_by_origin_and_is_read_by_its_page(iris: Runtime) -> None:
    app = create_app(iris, http=HttpSettings(origins=(HOUSE,)))

    @app.get("/defect")
    async def defect() -> None:
        raise RuntimeError("a defect")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get("/defect", headers={"Origin": HOUSE})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert (answer.headers["vary"], answer.headers["access-control-allow-origin"]) == ("Origin", HOUSE)


async def test_a_page_of_another_origin_is_refused_by_every_route(build: Callable[..., Runtime]) -> None:
    """Whatever bearer it holds; only an administrator's routes ask for another key first."""
    iris = build()
    await iris.start()
    made = await iris.directory.create_app("Site", organisation="Site")
    key = made.app.publishable_key
    await set_origins(iris.database, key, [SITE])
    session = await iris.directory.visit(key)
    bearers = {
        "visitor": session.token,
        "signed": by_app(made, iris.clock.now()),
        "key": made.api_key,
    }
    walked, wrong = 0, []
    async with in_process(iris) as client:
        for route in routes(iris):
            [rule] = rules_of(route)
            for method in sorted(route.methods or ()):
                for name, bearer in bearers.items():
                    if rule in (anyone, holder, admin_read, admin_write) or (rule is app_key and name != "key"):
                        continue
                    sample = CALLS.get((method, route.path))
                    call = {} if sample is None else sample(defaultdict(lambda: "x"))
                    headers = {"Authorization": f"Bearer {bearer}", "Origin": OTHER, "X-Iris-User": "client-1"}
                    path = re.sub(r"\{user_id\}", "me", route.path)
                    answer = await client.request(method, re.sub(r"\{\w+\}", "x", path), headers=headers, **call)
                    walked += 1
                    if answer.status_code != 403 or answer.json()["code"] != "origin_refused":
                        wrong.append((method, route.path, name, answer.status_code, answer.text[:200]))
        for path in ("/v1/visitors/refresh", "/auth/refresh"):
            body = {"refresh_token": session.refresh_token}
            stolen = await client.post(path, json=body, headers={"Origin": OTHER})
            assert (stolen.status_code, stolen.json()["code"]) == (403, "origin_refused"), path
        credentials = {"email": "camille@example.org", "password": "une phrase à moi", "app": key}
        for path in ("/auth/register", "/auth/login", "/auth/password/forgot"):
            stolen = await client.post(path, json=credentials, headers={"Origin": OTHER})
            assert (stolen.status_code, stolen.json()["code"]) == (403, "origin_refused"), path
        body = {"refresh_token": session.refresh_token}
        assert (await client.post("/v1/visitors/refresh", json=body, headers={"Origin": SITE})).status_code == 200
    await iris.stop()
    assert wrong == []
    assert walked > 100


def test_a_wildcard_never_lets_credentials_through(build: Callable[..., Runtime]) -> None:
    with LiveIris(build(), http=HttpSettings(origins=("*",))) as live:
        answer = httpx.get(f"{live.url}/health", headers={"Origin": OTHER})
    assert answer.headers["access-control-allow-origin"] == OTHER
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Site.Example/", SITE),
        ("https://site.example:443", SITE),
        ("https://site.example:8443", "https://site.example:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_an_origin_is_written_as_browsers_send_it(text: str, origin: str) -> None:
    assert normal_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "null",
        "site.example",
        "http://site.example",
        "https://*.example",
        "https://a.b/path",
        "https://u@a.b",
        "https://a.b?x",
        "https://a.b; img-src *",
        "https://",
        "https://[bad",
        "https://a.b:no",
        "ftp://a.b",
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(InvalidArguments):
        normal_origin(text)


async def test_origins_are_replaced_and_removed(iris: Runtime) -> None:
    made = await iris.directory.create_app("Site", organisation="Site")
    key = made.app.publishable_key
    assert await set_origins(iris.database, key, [SITE, SITE, OTHER]) == (SITE, OTHER)
    assert (await origins_by_app(iris.database))[key] == (SITE, OTHER)
    await set_origins(iris.database, key, [])
    assert key not in await origins_by_app(iris.database)
    with pytest.raises(NotFound):
        await set_origins(iris.database, "pk_nobody", [SITE])


def test_the_command_sets_the_origins_of_an_app_and_closes_it(fresh_home: Path) -> None:
    def iris(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [IRIS, *command], env=environment(fresh_home), capture_output=True, text=True, timeout=60, cwd=os.sep
        )

    made = iris("app", "create", "Site", "--origin", SITE, "--origin", "http://localhost:3000")
    assert made.returncode == 0, made.stderr
    key = made.stdout.split()[2]
    assert iris("app", "origins", key, OTHER).stdout.strip() == OTHER
    assert iris("app", "revoke", key).returncode == 0
    gone = iris("app", "origins", key, SITE)
    assert gone.returncode == 1
    assert "no such app" in gone.stderr
