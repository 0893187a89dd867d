"""HTTP at the edge: headers, hosts, bodies, policies of pages, whom a proxy speaks for."""

import json
import logging
import re
import socket
import time
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import Request
from fastapi.responses import HTMLResponse
from hypothesis import given
from hypothesis import strategies as st

from agents.runtime import Runtime
from server.addresses import Proxies, household
from server.app import create_app
from server.bodies import DEEPEST, depth
from server.http import HttpSettings
from tests.fakes.iris import LiveIris

JSON = {"Content-Type": "application/json"}


def in_process(runtime: Runtime, http: HttpSettings | None = None) -> httpx.AsyncClient:
    """A client of an app with a page, a route that fails and one that waits, without a network."""
    app = create_app(runtime, http=http)

    @app.get("/page")
    async def page(request: Request) -> HTMLResponse:
        if "framed" in request.query_params:
            request.scope["frame_ancestors"] = ["https://partner.example"]
        return HTMLResponse(f'<script nonce="{request.scope["csp_nonce"]}">1</script>')

    @app.get("/defect")
    async def defect() -> None:
        raise RuntimeError("je suis un secret")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("203.0.113.9", 1))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


async def bearer(client: httpx.AsyncClient) -> dict[str, str]:
    made = await client.post("/v1/visitors", json={"app": "pk_demo"})
    return {"Authorization": f"Bearer {made.json()['token']}"}


async def test_every_answer_carries_the_headers_whatever_it_is(iris: Runtime) -> None:
    async with in_process(iris) as client:
        private = await client.get("/v1/threads", headers=await bearer(client))
        answers = [
            private,
            await client.get("/health"),
            await client.get("/nowhere"),
            await client.get("/v1/threads"),
            await client.get("/defect"),
            await client.get("/health", headers={"Host": "evil.example"}),
            await client.post("/v1/chat", content=b"x" * 2_000_000, headers=JSON),
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 401, 500, 421, 413]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        # Whether anybody is there, any page may ask; the first health is answered, the second is of another host.
        shared = answer is answers[1]
        assert answer.headers["cross-origin-resource-policy"] == ("cross-origin" if shared else "same-origin")
        assert "geolocation=()" in answer.headers["permissions-policy"]
        assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])
        assert "strict-transport-security" not in answer.headers
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["request_id"] == answer.headers["x-request-id"]
            assert not answer.json()["detail"].startswith("errors.")
    assert "secret" not in answers[4].text


async def test_https_is_insisted_on_where_people_use_it(iris: Runtime) -> None:
    async with in_process(iris, HttpSettings(https=True)) as client:
        assert "max-age=63072000" in (await client.get("/health")).headers["strict-transport-security"]
    proxied = HttpSettings(proxies=Proxies.of(("203.0.113.0/24",)))
    async with in_process(iris, proxied) as client:
        answer = await client.get("/health", headers={"X-Forwarded-Proto": "https"})
        assert "strict-transport-security" in answer.headers
    async with in_process(iris) as client:
        answer = await client.get("/health", headers={"X-Forwarded-Proto": "https"})
        assert "strict-transport-security" not in answer.headers


async def test_a_page_has_a_nonce_of_its_own_and_says_who_may_frame_it(iris: Runtime) -> None:
    async with in_process(iris, HttpSettings(origins=("https://iris.example",))) as client:
        answers = [await client.get("/page") for _ in range(2)]
        framed = await client.get("/page?framed")
    policies = [answer.headers["content-security-policy"] for answer in answers]
    nonces = [answer.text.split('"')[1] for answer in answers]
    assert nonces[0] != nonces[1]
    for policy, nonce in zip(policies, nonces, strict=True):
        directives = dict(part.partition(" ")[::2] for part in policy.split("; "))
        assert directives["default-src"] == "'none'"
        assert directives["script-src"] == f"'self' 'nonce-{nonce}'"
        assert directives["style-src"] == f"'self' 'nonce-{nonce}'"
        assert directives["require-trusted-types-for"] == "'script'"
        assert directives["object-src"] == directives["base-uri"] == "'none'"
        assert directives["frame-ancestors"] == "https://iris.example"
        assert directives["report-uri"] == "/v1/csp-reports"
    assert "frame-ancestors https://partner.example;" in framed.headers["content-security-policy"]
    async with in_process(iris) as client:
        assert "frame-ancestors 'none'" in (await client.get("/page")).headers["content-security-policy"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8003", 200),
        ("[::1]:8003", 200),
        ("LOCALHOST", 200),
        ("iris.example", 200),
        ("evil.example", 421),
        ("iris.example.evil.example", 421),
        ("iris.example@evil.example", 421),
        ("iris.example:99999999", 421),
        ("", 421),
    ],
)
async def test_only_its_own_names_are_answered(iris: Runtime, host: str, status: int) -> None:
    async with in_process(iris, HttpSettings(hosts=("127.0.0.1", "localhost", "::1", "iris.example"))) as client:
        answer = await client.get("/health", headers={"Host": host})
    assert answer.status_code == status
    if status == 421:
        assert answer.json()["code"] == "unknown_host"


async def test_a_body_that_is_not_json_is_refused_where_json_is_read(iris: Runtime) -> None:
    async with in_process(iris) as client:
        for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
            answer = await client.post("/v1/visitors", content=b'{"app": "pk_demo"}', headers={"Content-Type": media})
            assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type"), media
        charset = {"Content-Type": "application/json; charset=utf-8"}
        assert (await client.post("/v1/visitors", content=b'{"app": "pk_demo"}', headers=charset)).status_code == 201
        answer = await client.post(
            "/v1/files", files={"file": ("a.txt", b"Mon CV. " * 200_000)}, headers=await bearer(client)
        )
        assert answer.status_code != 415, answer.text
        assert (await client.post("/v1/files", json={})).status_code == 415


async def test_a_body_over_its_limit_is_a_problem_document_however_it_comes(iris: Runtime) -> None:
    begin = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'

    async def drop_by_drop(whole: bytes) -> AsyncIterator[bytes]:
        for at in range(0, len(whole), 100_000):
            yield whole[at : at + 100_000]

    async with in_process(iris) as client:
        client.headers.update(await bearer(client))
        for path, media, body, told in (
            ("/v1/chat", "application/json", b'{"message": "' + b"a" * 8_000_000, ("too_large", 1_000_000)),
            ("/v1/files", "multipart/form-data; boundary=x", begin + b"a" * 8_000_000, ("file_too_large", 5)),
        ):
            headers = {"Content-Type": media}
            answer = await client.post(path, content=body, headers=headers)
            assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (413, *told)
            answer = await client.post(path, content=drop_by_drop(body), headers=headers)
            assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (413, *told)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"message":' * 50_000 + b"1" + b"}" * 50_000,
        b"[" * 900_000,
        b'{"a":' * 150_000,
        b'"' + b'\\"' * 450_000,
        b"[[" + b'"\\",' * 200_000,
    ],
    ids=["lists", "objects", "open lists", "open objects", "open string", "open strings"],
)
async def test_json_that_nests_or_never_ends_is_refused_at_once(iris: Runtime, body: bytes) -> None:
    async with in_process(iris) as client:
        began = time.perf_counter()
        answer = await client.post("/v1/visitors", content=body, headers=JSON)
        assert time.perf_counter() - began < 2
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_the_depth_of_json_does_not_count_what_is_in_strings() -> None:
    assert depth(json.dumps(["[" * 500, '\\"[{', {"a": "]}" * 300}]).encode()) == 2
    assert depth(b"[]" * 400) == 1
    assert depth(b"[" * DEEPEST + b"]" * DEEPEST) == DEEPEST
    assert depth(b"[" * (DEEPEST + 1)) == DEEPEST + 1


nested = st.recursive(
    st.none() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.text(max_size=4), inner, max_size=20),
    max_leaves=120,
)


@given(nested)
def test_the_depth_of_json_is_what_a_reader_finds(value: object) -> None:
    def deep(each: object) -> int:
        if isinstance(each, dict):
            each = list(each.values())
        return 1 + max(map(deep, each), default=0) if isinstance(each, list) else 0

    found = depth(json.dumps(value).encode())
    assert found == deep(value) or deep(value) <= found <= DEEPEST


def test_a_body_that_dribbles_is_given_up(build: Callable[..., Runtime]) -> None:
    with LiveIris(build(), http=HttpSettings(body_s=0.5)) as live:
        host, port = live.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as slow:
            slow.sendall(
                b"POST /v1/visitors HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                b"Content-Length: 18\r\n\r\n{"
            )
            began = time.monotonic()
            answer = b"".join(iter(lambda: slow.recv(65536), b""))
            assert time.monotonic() - began < 3
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b'"code":"request_timeout"' in answer
        assert httpx.get(f"{live.url}/health").status_code == 200


async def test_security_txt_says_where_to_write_and_until_when(iris: Runtime) -> None:
    async with in_process(iris, HttpSettings(security_contact="mailto:security@iris.example")) as client:
        answer = await client.get("/.well-known/security.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    fields = dict(line.split(": ", 1) for line in answer.text.strip().splitlines())
    assert fields["Contact"] == "mailto:security@iris.example"
    assert fields["Preferred-Languages"].startswith("fr")
    year = int(fields["Expires"][:4])
    assert fields["Expires"] > iris.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert year - iris.clock.now().year <= 1
    async with in_process(iris) as client:
        assert (await client.get("/.well-known/security.txt")).status_code == 404


async def test_a_report_of_a_browser_is_noted_without_an_address(
    iris: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    old = {"csp-report": {"effective-directive": "script-src", "blocked-uri": "https://evil.example/x?mail=a@b.fr"}}
    new = [{"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "https://pic.example/z"}}]
    odd = [1, {"body": {"effectiveDirective": "x\ny", "blockedURL": "http://[bad"}}, None]
    async with in_process(iris) as client:
        with caplog.at_level(logging.WARNING, "server.routers.security"):
            for media, body in (("csp-report", old), ("reports+json", new), ("reports+json", odd)):
                headers = {"Content-Type": f"application/{media}"}
                answer = await client.post("/v1/csp-reports", content=json.dumps(body), headers=headers)
                assert answer.status_code == 204
        bad = await client.post("/v1/csp-reports", content=b"{" * 9, headers={"Content-Type": "application/csp-report"})
        huge = await client.post(
            "/v1/csp-reports", content=b" " * 20_000, headers={"Content-Type": "application/csp-report"}
        )
    assert (bad.status_code, huge.status_code) == (400, 413)
    said = [record.getMessage() for record in caplog.records]
    assert said[:2] == [
        "a page's policy refused script-src from evil.example",
        "a page's policy refused img-src from pic.example",
    ]
    assert "a@b.fr" not in caplog.text
    assert "\ny" not in "".join(said)


@pytest.mark.parametrize(
    ("peer", "told", "client"),
    [
        ("203.0.113.1", "198.51.100.7", "203.0.113.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7, nonsense, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.3", "10.0.0.3"),
    ],
)
def test_who_asks_is_believed_from_a_trusted_proxy_only(peer: str, told: str, client: str) -> None:
    scope = {"type": "http", "client": (peer, 1), "headers": [(b"x-forwarded-for", told.encode())]}
    assert Proxies.of(("10.0.0.0/8",)).client(scope) == client


def test_an_address_is_a_household() -> None:
    assert household("2001:db8:1:2:3:4:5:6") == household("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert household("2001:db8:1:3::9") != household("2001:db8:1:2::9")
    assert household("::ffff:192.0.2.1") == household("192.0.2.1") == "192.0.2.1"
    with pytest.raises(ValueError, match="not-an-address"):
        Proxies.of(("not-an-address",))


async def test_a_monitor_asks_without_a_body(iris: Runtime) -> None:
    async with in_process(iris) as client:
        answer = await client.head("/health")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert (await client.head("/v1/agents")).status_code == 405
