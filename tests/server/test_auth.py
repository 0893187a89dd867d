"""Accounts over HTTP: cookies, writes from other pages, sessions opened anew, scopes, words that tell nothing."""

import asyncio
import re
from email import message_from_bytes, policy
from http.cookies import Morsel, SimpleCookie
from itertools import product
from typing import Any

import httpx
import pytest

from server.auth import NOUNS, OfPerson, anyone, holder, newcomer, of_person, person, scope_of
from server.cookies import ACCESS, REFRESH
from tests.fakes.iris import LiveIris
from tests.server.test_routes import routes, rules_of
from tools.accounts import PERSON_SCOPES

EMAIL, PASSWORD = "camille@example.org", "une phrase à moi"
CREDENTIALS = {"email": EMAIL, "password": PASSWORD, "app": "pk_demo"}


def page(live: LiveIris, **more: str) -> dict[str, str]:
    """What a page of Iris itself sends with a write."""
    return {"Origin": live.url, "X-Iris-CSRF": "1", **more}


def cookies_of(answer: httpx.Response) -> dict[str, "Morsel[str]"]:
    """The cookies that an answer sets."""
    found: dict[str, Morsel[str]] = {}
    for line in answer.headers.get_list("set-cookie"):
        found.update(SimpleCookie(line))
    return found


def carrying(answer: httpx.Response) -> str:
    """The Cookie header of a browser that got this answer."""
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies_of(answer).items())


def links(live: LiveIris) -> list[str]:
    """The secrets of the letters that have left, in order."""
    asyncio.run(live.runtime.accounts.correspondence.send_due())
    letters = sorted((live.runtime.home.path / "outbox").glob("*.eml"))
    texts = [message_from_bytes(path.read_bytes(), policy=policy.default).get_content() for path in letters]
    return [found.group(1) for text in texts if (found := re.search(r"/compte#\w+=([\w-]+)", text))]


def account(live: LiveIris, email: str = EMAIL) -> dict[str, Any]:
    """A new account; its first session."""
    with httpx.Client(base_url=live.url) as client:
        asked = client.post("/auth/register", json={**CREDENTIALS, "email": email}).raise_for_status().json()
        bearer = {"Authorization": f"Bearer {asked['session']['token']}"}
        body = {"token": links(live)[-1]}
        session: dict[str, Any] = client.post("/auth/verify", json=body, headers=bearer).raise_for_status().json()
        return session


def bearer(session: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['token']}"}


def test_a_visitor_registers_and_goes_on_as_an_account(live: LiveIris) -> None:
    session = account(live)
    assert session["kind"] == "account"
    with live.client(bearer(session)) as client:
        profile = client.get("/auth/profile").json()
        assert (profile["kind"], profile["email"], profile["verified"]) == ("account", EMAIL, True)
        assert (profile["tier"], type(profile["consents"])) == ("FREE", list)
        changed = client.patch("/auth/profile", json={"first_name": " Nolwenn ", "address": "tu"}).json()
        assert (changed["first_name"], changed["last_name"], changed["address"]) == ("Nolwenn", None, "tu")
        assert client.patch("/auth/profile", json={"address": None}).json()["first_name"] == "Nolwenn"
        for wrong in ({"first_name": "<b>"}, {"locale": "xx"}, {"civility": "dr"}, {"last_name": "x" * 81}):
            assert client.patch("/auth/profile", json=wrong).status_code == 422
        devices = client.get("/auth/sessions").json()["sessions"]
        assert [(each["current"], each["device"][:12]) for each in devices] == [(True, "python-httpx")]


def test_answers_about_accounts_stay_in_no_cache(live: LiveIris) -> None:
    session = account(live)
    with live.client(bearer(session)) as client:
        for path in ("/auth/profile", "/auth/sessions"):
            assert client.get(path).headers["cache-control"] == "no-store"
    answer = httpx.post(f"{live.url}/auth/login", json=CREDENTIALS)
    assert answer.headers["cache-control"] == "no-store"


def test_a_secure_session_is_in_cookies_that_scripts_cannot_read(live: LiveIris) -> None:
    account(live)
    answer = httpx.post(f"{live.url}/auth/secure-session", json=CREDENTIALS, headers=page(live))
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"user_id", "kind", "expires_at"}
    cookies = cookies_of(answer)
    assert set(cookies) == {ACCESS, REFRESH} == {"__Host-iris_access", "__Host-iris_refresh"}
    for name, life in ((ACCESS, 900), (REFRESH, 90 * 86400)):
        morsel = cookies[name]
        assert (morsel["secure"], morsel["httponly"], morsel["path"], morsel["domain"]) == (True, True, "/", "")
        assert (morsel["samesite"].lower(), int(morsel["max-age"])) == ("strict", life)
    with httpx.Client(base_url=live.url, headers={"Cookie": carrying(answer)}) as client:
        assert client.get("/auth/profile").json()["email"] == EMAIL
        renewed = client.post("/auth/refresh", headers=page(live))
        assert set(renewed.json()) == {"user_id", "kind", "expires_at"}
        assert cookies_of(renewed)[REFRESH].value != cookies[REFRESH].value
        client.headers["Cookie"] = carrying(renewed)
        gone = client.post("/auth/logout", headers=page(live))
        assert gone.status_code == 204
        assert {morsel.value for morsel in cookies_of(gone).values()} == {""}
        assert all(morsel["secure"] and morsel["path"] == "/" for morsel in cookies_of(gone).values())
        assert client.get("/auth/profile").status_code == 401
        assert client.post("/auth/refresh", headers=page(live)).status_code == 401


def test_a_bearer_becomes_cookies_and_stops_working(live: LiveIris) -> None:
    made = httpx.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).json()
    answer = httpx.post(f"{live.url}/auth/secure-session", headers={**page(live), **bearer(made)})
    assert answer.json()["user_id"] == made["user_id"]
    assert httpx.get(f"{live.url}/v1/threads", headers=bearer(made)).status_code == 401
    assert httpx.get(f"{live.url}/v1/threads", headers={"Cookie": carrying(answer)}).status_code == 200
    body = {"refresh_token": made["refresh_token"]}
    assert httpx.post(f"{live.url}/auth/refresh", json=body).status_code == 401


def test_a_session_of_before_does_not_see_what_follows_a_login(live: LiveIris) -> None:
    """Fixation: a token planted before signing in is worth nothing afterwards."""
    account(live)
    for path in ("/auth/login", "/auth/secure-session"):
        planted = httpx.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).json()
        answer = httpx.post(f"{live.url}{path}", json=CREDENTIALS, headers={**page(live), **bearer(planted)})
        assert answer.json()["kind"] == "account"
        assert answer.json()["user_id"] != planted["user_id"]
        assert httpx.get(f"{live.url}/auth/profile", headers=bearer(planted)).status_code == 401
        body = {"refresh_token": planted["refresh_token"]}
        assert httpx.post(f"{live.url}/auth/refresh", json=body).status_code == 401
    cookie = httpx.post(
        f"{live.url}/auth/secure-session",
        headers={**page(live), **bearer(httpx.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).json())},
    )
    signed = httpx.post(f"{live.url}/auth/login", json=CREDENTIALS, headers=page(live, Cookie=carrying(cookie)))
    assert set(signed.json()) == {"user_id", "kind", "expires_at"}
    assert cookies_of(signed)[ACCESS].value != cookies_of(cookie)[ACCESS].value
    assert httpx.get(f"{live.url}/auth/profile", headers={"Cookie": carrying(cookie)}).status_code == 401


ORIGINS = {
    "own": None,
    "absent": "",
    "another": "https://evil.example",
    "null": "null",
    "prefix": "http://127.0.0.1.evil.example",
}
FETCHED = ("", "same-origin", "same-site", "cross-site")


@pytest.mark.parametrize("path", ["/auth/sessions?keep_current=true", "/auth/profile", "/auth/refresh"])
def test_a_write_by_cookie_comes_from_a_page_of_iris_that_says_so(live: LiveIris, path: str) -> None:
    method = {"/auth/sessions?keep_current=true": "DELETE", "/auth/profile": "PATCH"}.get(path, "POST")
    made = httpx.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).json()
    held = carrying(httpx.post(f"{live.url}/auth/secure-session", headers={**page(live), **bearer(made)}))
    for (name, origin), fetched, header in product(ORIGINS.items(), FETCHED, ("", "1", "0")):
        sent = {"Cookie": held}
        if name != "absent":
            sent["Origin"] = live.url if origin is None else origin
        if fetched:
            sent["Sec-Fetch-Site"] = fetched
        if header:
            sent["X-Iris-CSRF"] = header
        answer = httpx.request(method, f"{live.url}{path}", headers=sent, json={} if method == "PATCH" else None)
        good = header == "1" and (name == "own" or (name == "absent" and fetched == "same-origin"))
        assert (answer.status_code < 300) is good, (name, fetched, header, answer.text)
        if not good:
            assert answer.status_code == 403
            assert answer.json()["code"] == "csrf"
        elif path == "/auth/refresh":
            held = carrying(answer)


def test_reading_by_cookie_and_writing_by_bearer_need_no_header(live: LiveIris) -> None:
    made = httpx.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).json()
    assert httpx.patch(f"{live.url}/auth/profile", headers=bearer(made), json={}).status_code == 200
    held = carrying(httpx.post(f"{live.url}/auth/secure-session", headers={**page(live), **bearer(made)}))
    assert httpx.get(f"{live.url}/auth/profile", headers={"Cookie": held}).status_code == 200
    fresh = httpx.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).json()
    both = {"Cookie": held, **bearer(fresh)}
    assert httpx.patch(f"{live.url}/auth/profile", headers=both, json={}).json()["user_id"] == fresh["user_id"]


def test_a_cookie_stands_for_a_person_only(live: LiveIris) -> None:
    made = asyncio.run(live.runtime.directory.create_app("Partenaire", organisation="Partenaire"))
    for value in (made.api_key, "x", ""):
        sent = {"Cookie": f"{ACCESS}={value}", "X-Iris-User": "client-1"}
        assert httpx.get(f"{live.url}/v1/threads", headers=sent).status_code == 401


def test_signing_in_from_another_page_is_refused(live: LiveIris) -> None:
    account(live)
    for headers in (
        {},
        {"Origin": live.url},
        {"X-Iris-CSRF": "1"},
        {"Origin": "https://evil.example", "X-Iris-CSRF": "1"},
    ):
        answer = httpx.post(f"{live.url}/auth/secure-session", json=CREDENTIALS, headers=headers)
        assert answer.json()["code"] == "csrf"
        assert cookies_of(answer) == {}


def test_answers_do_not_tell_who_has_an_account(live: LiveIris) -> None:
    account(live)
    unknown = {**CREDENTIALS, "email": "inconnue@example.org"}
    with live.client() as visitor:
        for path, known, other in (
            ("/auth/register", CREDENTIALS, unknown),
            ("/auth/login", {**CREDENTIALS, "password": "pas le bon"}, unknown),
            ("/auth/password/forgot", {"email": EMAIL}, {"email": "inconnue@example.org"}),
        ):
            answers = [visitor.post(path, json=body) for body in (known, other)]
            told = [(a.status_code, {k: v for k, v in a.json().items() if k != "request_id"}) for a in answers]
            assert told[0] == told[1], path
            named = [{k for k in a.headers if k != "x-request-id"} for a in answers]
            assert named[0] == named[1]


def test_a_password_is_reset_by_the_letter(live: LiveIris) -> None:
    session = account(live)
    with httpx.Client(base_url=live.url) as client:
        asked = client.post("/auth/password/forgot", json={"email": EMAIL, "app": "pk_demo"})
        assert (asked.status_code, asked.json()) == (202, {"status": "check_your_mail"})
        body = {"token": links(live)[-1], "password": "un autre chemin"}
        weak = client.post("/auth/password/reset", json={**body, "password": "motdepasse"})
        assert (weak.status_code, weak.json()["code"], weak.json()["reason"]) == (422, "weak_password", "common")
        assert client.post("/auth/password/reset", json=body).status_code == 204
        again = client.post("/auth/password/reset", json=body)
        assert (again.status_code, again.json()["code"]) == (410, "link_invalid")
        assert client.get("/auth/profile", headers=bearer(session)).status_code == 401
        old = client.post("/auth/login", json=CREDENTIALS)
        assert (old.status_code, old.json()["code"]) == (401, "wrong_credentials")
        new = client.post("/auth/login", json={**CREDENTIALS, "password": body["password"]}).json()
        change = {"current_password": body["password"], "new_password": "encore un autre"}
        assert client.post("/auth/password/change", json=change, headers=bearer(new)).status_code == 204


def test_a_wrong_bearer_is_refused_where_none_is_needed(live: LiveIris) -> None:
    for path in ("/auth/register", "/auth/login", "/auth/secure-session", "/auth/verify", "/auth/password/forgot"):
        answer = httpx.post(
            f"{live.url}{path}",
            json={**CREDENTIALS, "token": "x"},
            headers={**page(live), "Authorization": "Bearer a.b.c"},
        )
        assert answer.status_code == 401, path


def test_a_key_acts_within_its_scopes(live: LiveIris) -> None:
    made = asyncio.run(live.runtime.directory.create_app("Partenaire", organisation="Partenaire"))
    keys = live.runtime.accounts.api_keys
    _, reading = asyncio.run(keys.create(made.app.publishable_key, name="lecture", scopes=["chat:read"]))
    sent = {"Authorization": f"Bearer {reading}", "X-Iris-User": "client-1"}
    with live.client(sent) as client:
        assert client.get("/v1/threads").status_code == 200
        for method, path, scope in (
            ("POST", "/v1/chat", "chat:write"),
            ("DELETE", "/v1/threads/t_1", "chat:write"),
            ("GET", "/auth/profile", "profile:read"),
            ("GET", "/auth/sessions", "account:read"),
        ):
            answer = client.request(method, path, json={"message": "Bonjour"} if method == "POST" else None)
            assert (answer.status_code, answer.json()["code"], answer.json()["scope"]) == (403, "missing_scope", scope)
    with live.client({"Authorization": f"Bearer {made.api_key}", "X-Iris-User": "client-1"}) as client:
        assert client.get("/auth/profile").json()["kind"] == "user"
        assert client.delete("/auth/sessions").status_code == 403


def test_every_route_of_a_person_needs_a_scope_that_exists(live: LiveIris) -> None:
    for route in routes(live.runtime):
        if rules_of(route)[0] in (person, of_person):
            for method in route.methods or ():
                assert scope_of([str(tag) for tag in route.tags], method) in PERSON_SCOPES, (method, route.path)
    assert scope_of([], "GET") not in PERSON_SCOPES
    assert set(NOUNS.values()) == {"chat"}


def test_an_administrator_reads_the_audit_of_the_organisation(live: LiveIris) -> None:
    session = account(live)
    keys = live.runtime.accounts.api_keys
    key, secret = asyncio.run(keys.create("pk_demo", name="audit", scopes=["admin:read"]))
    _, writing = asyncio.run(keys.create("pk_demo", name="write", scopes=["admin:write"]))
    _, plain = asyncio.run(keys.create("pk_demo", name="app", scopes=["chat:read"]))
    with httpx.Client(base_url=live.url) as client:
        for headers, status in (
            ({}, 401),
            ({"Authorization": "Bearer sk_nobody"}, 401),
            (bearer(session), 403),
            ({"Authorization": f"Bearer {plain}", "X-Iris-User": "c"}, 403),
            ({"Authorization": f"Bearer {writing}"}, 403),
        ):
            assert client.get("/v1/admin/audit", headers=headers).status_code == status
        client.headers["Authorization"] = f"Bearer {secret}"
        events = client.get("/v1/admin/audit", params={"limit": 500}).json()["events"]
        assert {"Registered", "EmailVerified", "KeyCreated"} <= {event["type"] for event in events}
        assert EMAIL not in str(events)
        later = client.get("/v1/admin/audit", params={"after": events[-1]["position"]}).json()["events"]
        assert ("AdminRead", f"key:{key.id}") in [(event["type"], event["actor"]) for event in later]


def test_a_path_names_oneself_the_apps_person_or_nobody(live: LiveIris) -> None:
    router = live.app.router

    async def who(actor: OfPerson) -> dict[str, str]:
        return {"user_id": actor.user_id, "kind": actor.kind}

    for method in ("GET", "POST"):
        router.add_api_route("/of/{user_id}", who, methods=[method], tags=["profile"])
    made = asyncio.run(live.runtime.directory.create_app("Partenaire", organisation="Partenaire"))
    key = made.app.publishable_key
    _, admin = asyncio.run(live.runtime.accounts.api_keys.create(key, name="admin", scopes=["admin:read"]))
    theirs = asyncio.run(live.runtime.directory.authenticate(made.api_key, on_behalf_of="client-1")).user_id
    visitor = httpx.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).json()
    own, app, administrator = (
        bearer(visitor),
        {"Authorization": f"Bearer {made.api_key}"},
        {"Authorization": f"Bearer {admin}"},
    )
    for headers, named, status, found in (
        (own, "me", 200, visitor["user_id"]),
        (own, visitor["user_id"], 200, visitor["user_id"]),
        (own, theirs, 404, None),
        (own, "u_nobody", 404, None),
        (app, theirs, 200, theirs),
        ({**app, "X-Iris-User": "client-1"}, "me", 200, theirs),
        ({**app, "X-Iris-User": "client-1"}, theirs, 200, theirs),
        ({**app, "X-Iris-User": "client-2"}, theirs, 404, None),
        (app, "me", 422, None),
        (app, visitor["user_id"], 404, None),
        (administrator, theirs, 200, theirs),
        (administrator, visitor["user_id"], 404, None),
        (administrator, "me", 403, None),
        ({}, theirs, 401, None),
    ):
        answer = httpx.get(f"{live.url}/of/{named}", headers=headers)
        assert (answer.status_code, answer.json().get("user_id")) == (status, found), (headers, named)
    assert httpx.post(f"{live.url}/of/{theirs}", headers=app).status_code == 200
    assert httpx.post(f"{live.url}/of/{theirs}", headers=administrator).json()["code"] == "missing_scope"


GIVEN = {"/r/{token}"}
"""Links that are made to be given: each opens one report, ends, and can be taken back."""


def test_no_secret_is_in_a_path_or_a_query(live: LiveIris) -> None:
    for route in routes(live.runtime):
        if route.path in GIVEN:
            continue
        names = {field.name for field in (*route.dependant.path_params, *route.dependant.query_params)}
        assert not names & {"token", "password", "refresh_token", "secret", "email", "code"}, route.path
    assert {anyone, newcomer, holder} <= {rule for route in routes(live.runtime) for rule in rules_of(route)}
