"""Attacks on a real server: limits hold, nothing leaks, and others are served meanwhile.

What one part alone withstands is shown where that part is tested: `test_auth` (fixation, writes from other pages),
`test_route_matrix` (tokens, origins, scopes), `test_bad_input` (reuse of refresh tokens), `test_connections` (a
thousand connections, slow and endless heads), `test_http` (deep JSON, slow bodies), `test_files` (bombs, paths as
names).
"""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from agents.runtime import Runtime
from server.bodies import MOST_VALUES, commas
from server.http import HttpSettings
from server.limits import Limits, LimitSettings
from tests.fakes.iris import LiveIris
from tests.server.samples import run_input
from tests.server.test_auth import CREDENTIALS, account, bearer, carrying, page
from tests.server.test_connections import address, neighbour
from tests.server.test_files import send
from tests.tools.files import documents

JSON = {"Content-Type": "application/json"}
GET = b"GET /v1/agents HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = b"POST /v1/visitors HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@pytest.fixture
def guarded(build: Callable[..., Runtime]) -> Iterator[LiveIris]:
    """A server where four attempts on an account from an address, seven in all, and twelve of an address are many."""
    rates = LimitSettings(login="4/15 minutes", login_account="7/15 minutes", login_address="12/15 minutes")
    with LiveIris(build(), limits=Limits(rates, secret=b"s" * 32)) as live:
        yield live


@contextlib.contextmanager
def served_meanwhile(live: LiveIris) -> Iterator[None]:
    """Somebody at another address asks again and again, and never waits for two seconds."""
    waits: list[float] = []
    done = threading.Event()

    def ask() -> None:
        with neighbour() as other:
            headers = bearer(other.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).json())
            while not done.is_set() or not waits:
                began = time.monotonic()
                assert other.get(f"{live.url}/v1/threads", headers=headers).status_code == 200
                waits.append(time.monotonic() - began)
                done.wait(0.02)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield
    finally:
        done.set()
        asking.join(10)
    assert waits
    assert max(waits) < 2


def attempt(live: LiveIris, client: httpx.Client, email: str, password: str) -> tuple[int, str]:
    body = {**CREDENTIALS, "email": email, "password": password}
    answer = client.post(f"{live.url}/auth/login", json=body)
    return answer.status_code, answer.json().get("scope", "")


def test_one_address_that_tries_many_accounts_is_stopped_and_others_sign_in(guarded: LiveIris) -> None:
    account(guarded)
    with neighbour() as attacker, httpx.Client() as person:
        answers = [attempt(guarded, attacker, f"p{n}@example.org", "Printemps2026!") for n in range(20)]
        assert answers[:12] == [(401, "")] * 12
        assert answers[12:] == [(429, "login_address")] * 8
        # Not even with the right password from there.
        assert attempt(guarded, attacker, CREDENTIALS["email"], CREDENTIALS["password"])[0] == 429
        assert attempt(guarded, person, CREDENTIALS["email"], CREDENTIALS["password"])[0] == 200


def test_many_addresses_that_try_one_account_are_stopped_and_others_sign_in(guarded: LiveIris) -> None:
    account(guarded)
    account(guarded, "voisine@example.org")
    answers = []
    for n in range(2, 10):
        transport = httpx.HTTPTransport(local_address=f"127.0.0.{n}")
        with httpx.Client(transport=transport) as attacker:
            # An address in other letters is the same account.
            email = CREDENTIALS["email"] if n % 2 else f" {CREDENTIALS['email'].upper()}"
            answers.append(attempt(guarded, attacker, email, f"essai numéro {n}"))
    assert answers == [(401, "")] * 7 + [(429, "login_account")]
    with httpx.Client() as person:
        assert attempt(guarded, person, "voisine@example.org", CREDENTIALS["password"])[0] == 200


def test_who_tries_an_account_keeps_its_owner_out_of_nothing(guarded: LiveIris) -> None:
    account(guarded)
    email, password = CREDENTIALS["email"], CREDENTIALS["password"]
    with neighbour() as attacker, httpx.Client() as person:
        answers = [attempt(guarded, attacker, email, f"essai numéro {n}") for n in range(10)]
        assert answers == [(401, "")] * 4 + [(429, "login")] * 6
        # What succeeds is given back: more often than either limit allows.
        assert [attempt(guarded, person, email, password)[0] for _ in range(8)] == [200] * 8


def test_letters_cannot_be_asked_for_without_end(guarded: LiveIris) -> None:
    account(guarded)
    asked = {"email": CREDENTIALS["email"], "app": "pk_demo"}
    statuses = [httpx.post(f"{guarded.url}/auth/password/forgot", json=asked).status_code for _ in range(6)]
    assert statuses == [202] * 4 + [429] * 2
    with neighbour() as person:
        assert person.post(f"{guarded.url}/auth/password/forgot", json=asked).status_code == 202


FORMS: dict[str, dict[str, Any]] = {
    "a form": {"data": {"first_name": "x"}},
    "a form with a file": {"files": {"first_name": ("a.txt", b"x")}},
    "JSON as plain text": {"content": b'{"first_name": "x"}', "headers": {"Content-Type": "text/plain"}},
    "JSON without a type": {"content": b'{"first_name": "x"}'},
    "JSON as a form": {
        "content": b"{}",
        "headers": {"Content-Type": "application/x-www-form-urlencoded; application/json"},
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_what_a_form_of_another_site_can_send_is_not_read(live: LiveIris, form: str) -> None:
    """Forms send no preflight: without JSON's media type, nothing is read, with or without a cookie."""
    made = httpx.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).json()
    held = {"Cookie": carrying(httpx.post(f"{live.url}/auth/secure-session", headers={**page(live), **bearer(made)}))}
    sent = FORMS[form]
    for origin in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
        for method, path in (("PATCH", "/auth/profile"), ("POST", "/v1/chat"), ("POST", "/privacy/erase")):
            headers = {**sent.get("headers", {}), **held, **origin}
            answer = httpx.request(method, f"{live.url}{path}", **{**sent, "headers": headers})
            assert answer.status_code in (403, 415), (path, origin, answer.text)
    assert httpx.get(f"{live.url}/auth/profile", headers=held).json()["first_name"] is None


def deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


HOSTILE: dict[str, tuple[bytes, int]] = {
    "100,000 levels": (deep(100_000), 400),
    "levels behind an escaped quote, in UTF-16": (('{"a":"\\"","b":' + "[" * 90_000).encode("utf-16"), 400),
    "half a million values": (json.dumps(run_input("t", "r")).encode()[:-2] + b",1" * 480_000 + b"]}", 400),
    "100,000 members": (b'{"message":"x"' + b"".join(b',"k%d":1' % n for n in range(90_000)) + b"}", 400),
    "a number of 900,000 digits": (b'{"message":' + b"9" * 900_000 + b"}", 400),
    "a number beyond all": (b'{"message":1e999999}', 422),
    "not a number": (b'{"message":NaN,"thread_id":-Infinity}', 422),
    "a name twice, the last one wrong": (b'{"message":"Bonjour","message":7}', 422),
    "a name twice, the last one unknown": (b'{"agent":"coach","agent":"nobody","message":"Bonjour"}', 404),
    "half a letter": (b'{"message":"\\ud800"}', 422),
    "half a letter as a name": (b'{"message":"x","\\ud800":1}', 422),
    "raw half a letter": (b'{"message":"\xed\xa0\x80"}', 422),
    "a raw zero": (b'{"message":"a\0b"}', 400),
    "UTF-16": ('{"message":"Bonjour"}'.encode("utf-16"), 400),
    "UTF-32": ('{"message":"Bonjour"}'.encode("utf-32"), 400),
    "900,000 backslashes": (b'{"message":"' + b"\\" * 900_000, 400),
}


def test_hostile_json_is_refused_at_once_and_others_are_served(live: LiveIris) -> None:
    with live.client() as client, served_meanwhile(live):
        for path in ("/v1/chat", "/v1/runs"):
            for what, (body, status) in HOSTILE.items():
                began = time.monotonic()
                answer = client.post(path, content=body, headers=JSON)
                assert time.monotonic() - began < 2, (path, what)
                assert answer.status_code == status or (path == "/v1/runs" and answer.status_code == 422), (
                    what,
                    answer.text,
                )
                assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("media", ["application/csp-report", "application/reports+json", "application/json"])
def test_a_report_of_a_browser_is_no_way_around(live: LiveIris, media: str) -> None:
    bodies = (b"[" * 15_000, deep(1500), b'{"csp-report":' + b"9" * 15_000 + b"}", b"\xff", "[]".encode("utf-16"))
    for body in bodies:
        answer = httpx.post(f"{live.url}/v1/csp-reports", content=body, headers={"Content-Type": media})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request"), body[:20]


def test_commas_in_strings_are_no_values() -> None:
    assert commas(json.dumps(["," * 50_000, '",' * 500]).encode()) == 1
    assert commas(b"[" + b"1," * MOST_VALUES + b"1]") == MOST_VALUES
    assert commas(b"[" + b"1," * (MOST_VALUES + 1) + b"1]") == MOST_VALUES + 1


def test_slow_bodies_are_given_up_and_others_are_served(build: Callable[..., Runtime]) -> None:
    head = POST + b"Content-Length: 900\r\n\r\n"
    http = HttpSettings(body_s=2.5, head_s=2.5, connections=200)
    with LiveIris(build(), http=http) as live, contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(address(live), timeout=10)) for _ in range(60)]
        with served_meanwhile(live):
            for each in slow[:40]:
                each.sendall(head)
            for each in slow[40:]:
                each.sendall(head[:30])
            for _ in range(4):
                for each in slow:
                    with contextlib.suppress(OSError):
                        each.sendall(b"a")
                time.sleep(1)
        for each in slow[:40]:
            assert each.recv(12) == b"HTTP/1.1 408"
        for each in slow[40:]:
            with contextlib.suppress(ConnectionError):
                assert each.recv(12) == b""


SMUGGLED = {
    "a length and chunks": POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET,
    "chunks and a length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n" + GET,
    "two lengths": POST + b'Content-Length: 17\r\nContent-Length: 2\r\n\r\n{"app":"pk_demo"}' + GET,
    "a length below zero": POST + b"Content-Length: -1\r\n\r\n{}" + GET,
    "a length with a sign": POST + b"Content-Length: +2\r\n\r\n{}" + GET,
    "another encoding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + GET,
    "chunks that are not the last": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + GET,
    "a space before the colon": POST + b"Transfer-Encoding : chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + GET,
    "a folded line": POST + b"X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n" + GET,
    "lines of one letter": GET.replace(b"\r\n", b"\n") + GET,
    "a line in the size of a chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n2;a\nb\r\n{}\r\n0\r\n\r\n" + GET,
    "a size beyond all": POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 17 + b"\r\n{}\r\n0\r\n\r\n" + GET,
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n" + GET,
}


@pytest.mark.parametrize("what", SMUGGLED)
def test_a_request_with_two_readings_is_refused_and_its_connection_closed(live: LiveIris, what: str) -> None:
    """RFC 9112, 6.3 and 11.2: whatever stands behind it is no request."""
    with socket.create_connection(address(live), timeout=5) as smuggler:
        smuggler.sendall(SMUGGLED[what])
        answer = b"".join(iter(lambda: smuggler.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"agents" not in answer


@pytest.mark.parametrize("second", [b"evil.example", b"127.0.0.1", b"localhost"])
def test_two_hosts_are_none(live: LiveIris, second: bytes) -> None:
    lines = [b"Host: 127.0.0.1", b"Host: " + second]
    for order in (lines, lines[::-1]):
        with socket.create_connection(address(live), timeout=5) as caller:
            caller.sendall(b"\r\n".join([b"GET /health HTTP/1.1", *order, b"Connection: close", b"", b""]))
            assert b"".join(iter(lambda: caller.recv(65536), b"")).startswith(b"HTTP/1.1 421 ")


PATHS = (
    "%2e%2e%2firis.db",
    "..%2f..%2f..%2fetc%2fpasswd",
    "..%5c..%5ctokens.key",
    "%252e%252e%252fmaster.key",
    "%00",
    "t_1%00.key",
    "%ff",
    "%ed%a0%80",
    "a%0d%0aX-Evil:%201",
    "%E2%80%A6",
    "a" * 20_000,
    "' OR 1=1 --",
    "%25n%25s",
)


def test_an_id_is_never_a_path(live: LiveIris) -> None:
    with live.client() as client:
        for path in PATHS:
            for method, where in (
                ("GET", "/v1/threads/{}"),
                ("DELETE", "/v1/threads/{}"),
                ("GET", "/v1/files/{}"),
                ("GET", "/v1/files/{}/content"),
                ("GET", "/v1/runs/{}/events"),
                ("DELETE", "/privacy/facts/{}"),
                ("GET", "/{}"),
                ("GET", "/.well-known/{}"),
            ):
                answer = client.request(method, where.format(path))
                assert answer.status_code in (404, 405, 422), (where, path, answer.status_code)
                assert answer.headers["content-type"] == "application/problem+json"
                assert "x-evil" not in answer.headers
        assert client.get("/v1/threads").status_code == 200


LAUGHS = (
    '<!DOCTYPE l [<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)
PIXELS = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (65_500).to_bytes(4, "big") * 2 + b"\x08\x06\0\0\0" + b"\0" * 4
BOMBS: dict[str, Callable[[], bytes]] = {
    "a package of overlapping parts": lambda: documents.overlapping(200, 20_000_000),
    "a package within a package": lambda: documents.archive({"a.zip": documents.archive({"b": b"\0" * 50_000_000})}),
    "a document of entities": lambda: documents.package(before=LAUGHS, body="&l9;"),
    "an image of a billion points": lambda: PIXELS,
    "an image in a document": lambda: documents.package(more={"word/media/a.png": PIXELS + b"\0" * 40_000_000}),
    "compressed text": lambda: b"\x1f\x8b\x08" + b"\0" * 1000,
}


def test_bombs_of_every_sort_are_refused_and_others_are_served(live: LiveIris) -> None:
    made = {what: bomb() for what, bomb in BOMBS.items()}
    with live.client() as client, served_meanwhile(live):
        for what, data in made.items():
            began = time.monotonic()
            answer = send(client, data)
            assert answer.status_code in (415, 422), (what, answer.text)
            assert time.monotonic() - began < 10, what
        assert client.get("/v1/files").json() == {"files": []}


def test_a_form_of_a_thousand_parts_is_refused(live: LiveIris) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n{}\r\na\r\n'
    for body in (part.format("") * 1000, part.format("X: y\r\n" * 5000), part.format(f"X: {'y' * 500_000}\r\n")):
        with live.client({**live.visitor(), "Content-Type": "multipart/form-data; boundary=x"}) as client:
            answer = client.post("/v1/files", content=f"{body}--x--\r\n".encode())
            assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
