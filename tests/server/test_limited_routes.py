"""Limits in front of a real server: no route forgets them, and a Redis that does not answer fails no request."""

import contextlib
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from agents.models import ModelSettings
from agents.runtime import Runtime
from server.app import create_app
from server.limits import Limits, LimitSettings, Scope, TokenQuota
from server.limits.counters import LocalCounters
from tests.bench.fake_model import make
from tests.fakes.gemini import FakeGemini
from tests.fakes.iris import LiveIris
from tests.fakes.replies import says
from tests.server.test_auth import account, bearer
from tests.server.test_files import send


@pytest.fixture
def live_with(build: Callable[..., Runtime]) -> Callable[[LimitSettings], LiveIris]:
    """A server with these limits."""
    return lambda given: LiveIris(build(), limits=Limits(given, secret=b"s" * 32))


def test_a_person_over_a_limit_gets_a_problem_document_before_any_stream(
    live_with: Callable[[LimitSettings], LiveIris],
) -> None:
    with live_with(LimitSettings(messages="2/minute")) as live, live.client() as client:
        thread = client.post("/v1/chat", json={"message": "Bonjour"}).headers["X-Iris-Thread-Id"]
        for _ in range(2):
            assert client.post("/v1/chat", json={"message": "Bonjour", "thread_id": thread}).status_code == 200
        refused = client.post("/v1/chat", json={"message": "Bonjour", "thread_id": thread})
        run = {"threadId": thread, "runId": "r", "messages": [{"id": "1", "role": "user", "content": "x"}]}
        assert client.post("/v1/runs", json=run).status_code == 429
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.json()["code"], refused.json()["scope"]) == ("rate_limited", "messages")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "attendre" in refused.json()["detail"]


def test_requests_of_a_person_and_of_an_address_are_counted_apart(
    live_with: Callable[[LimitSettings], LiveIris],
) -> None:
    with live_with(LimitSettings(user="3/minute", address="12/minute")) as live:
        with live.client() as one, live.client() as two:
            assert [one.get("/v1/threads").status_code for _ in range(4)] == [200, 200, 200, 429]
            assert one.get("/v1/threads").json()["scope"] == "user"
            assert two.get("/v1/threads").status_code == 200
        with httpx.Client(base_url=live.url, headers={"Authorization": "Bearer wrong"}) as guessing:
            answers = [guessing.get("/v1/threads").status_code for _ in range(15)]
        assert answers[:5] == [401] * 5
        assert answers[-1] == 429
        assert httpx.get(f"{live.url}/v1/agents").json()["scope"] == "address"


async def test_no_route_forgets_the_limits(iris: Runtime) -> None:
    app = create_app(iris, limits=Limits(LimitSettings(address="1/hour"), secret=b"s" * 32))
    transport = httpx.ASGITransport(app, client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert (await client.get("/health")).status_code == 200
        for path, methods in app.openapi()["paths"].items():
            for method in methods:
                form = {"files": {"file": ("a.txt", b"a")}} if path == "/v1/files" else {"json": {}}
                body: Any = {} if method in ("get", "delete") else form
                answer = await client.request(method.upper(), path.replace("{", "").replace("}", ""), **body)
                assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited"), (method, path)


def test_the_visitors_of_one_address_upload_together(live_with: Callable[[LimitSettings], LiveIris]) -> None:
    with live_with(LimitSettings(uploads="2/hour", visitor_uploads="3/hour")) as live:
        answers = []
        for _ in range(2):
            with live.client() as visitor:
                answers += [send(visitor, b"texte", "a.txt") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
        assert answers[-1].json()["scope"] == "visitor_uploads"
        session = account(live)
        with live.client(bearer(session)) as person:
            assert send(person, b"texte", "a.txt").status_code == 201


def test_the_visitors_of_one_address_share_the_days_tokens(build: Callable[..., Runtime]) -> None:
    rates = LimitSettings(turn_tokens=400, visitor_tokens="1000/day")
    limits = Limits(rates, secret=b"s" * 32)
    ask = {"message": "Bonjour", "agent": "guide"}
    with contextlib.ExitStack() as stack:
        fake = stack.enter_context(FakeGemini(says("Bonjour.")))
        models = ModelSettings.model_validate(
            {"google_api_key": "test", "google_base_url": fake.url, "backoff_s": 0.01, "retries": 0}
        )
        runtime = build(models=models, quota=TokenQuota(limits))
        live = stack.enter_context(LiveIris(runtime, limits=limits))
        session = account(live)
        quota = charged(limits)
        with live.client() as one:
            one.post("/v1/chat", json=ask)
        with live.client() as two:
            two.post("/v1/chat", json=ask)
        assert comes_true(lambda: quota("visitor_tokens") > 0)
        together = quota("visitor_tokens")
        with live.client(bearer(session)) as person:
            person.post("/v1/chat", json=ask)
        assert comes_true(lambda: quota("provider") > together)
        assert quota("visitor_tokens") == together


def charged(limits: Limits) -> Callable[[Scope], int]:
    """What a scope has counted, over all that it counts by."""

    def count(scope: Scope) -> int:
        storage = limits._local[scope].storage
        assert isinstance(storage, LocalCounters)
        return sum(number for number, _ in storage._windows.values())

    return count


def test_streams_are_held_until_they_end_or_their_reader_goes_away(
    build: Callable[..., Runtime],
) -> None:
    limits = Limits(LimitSettings(streams=2), secret=b"s" * 32)
    with LiveIris(build(model=make()), limits=limits) as live, live.client() as client:
        ask = {"message": "Bonjour", "agent": "guide"}
        with client.stream("POST", "/v1/chat", json=ask) as first:
            run = first.headers["X-Iris-Run-Id"]
            with client.stream("GET", f"/v1/runs/{run}/events") as second:
                assert second.status_code == 200
                refused = client.post("/v1/chat", json=ask)
                assert (refused.status_code, refused.json()["scope"]) == (429, "streams")
                assert int(refused.headers["retry-after"]) > 0
        # Both were left before their end.
        assert comes_true(lambda: not limits._streams)
        assert client.post("/v1/chat", json={"message": "Bonjour"}).status_code == 200
        assert comes_true(lambda: not limits._streams)


def comes_true(condition: Callable[[], bool]) -> bool:
    for _ in range(100):
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("kind", ["dead", "silent"])
def test_a_server_without_its_redis_serves_and_never_fails(build: Callable[..., Runtime], kind: str) -> None:
    with contextlib.ExitStack() as stack:
        hanging = stack.enter_context(socket.socket())
        hanging.bind(("127.0.0.1", 0))
        if kind == "silent":
            hanging.listen(50)
        url = SecretStr(f"redis://127.0.0.1:{hanging.getsockname()[1]}")
        live = stack.enter_context(LiveIris(build(), limits=Limits(LimitSettings(), secret=b"s" * 32, redis_url=url)))
        client = stack.enter_context(live.client())
        waits = []
        for _ in range(10):
            began = time.perf_counter()
            assert client.get("/v1/threads").status_code == 200
            waits.append(time.perf_counter() - began)
        assert client.post("/v1/chat", json={"message": "Bonjour"}).status_code == 200
        assert max(waits) < 0.6
        assert sorted(waits)[5] < 0.1
