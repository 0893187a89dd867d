"""Who calls: sessions begin, are renewed once when they expire, and are never used twice."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from server.client import Event, IrisApiError, IrisClient, RunFinished, Session, SyncIrisClient
from tests.server.client.conftest import CALM, Use, collect, until
from tests.server.client.fake_iris import RUN, FakeIris, Stream, problem

Talk = Callable[..., list[Event]]


def test_a_session_that_expires_is_renewed_once(use: Use) -> None:
    kept: list[Session | None] = []
    with FakeIris() as server:
        old = _visit(server)
        server.accounts.valid.clear()
        use(server.url, lambda client: client.threads(), session=old, on_session=kept.append)
        assert server.asked == ["GET /v1/threads", "POST /v1/visitors/refresh", "GET /v1/threads"]
    assert [session.token for session in kept if session] == ["token-2"]


def test_a_session_that_expires_before_a_message_sends_it_once_more_with_the_same_key(talk: Talk) -> None:
    with FakeIris() as server:
        old = _visit(server)
        server.accounts.valid.clear()
        assert isinstance(talk(server.url, session=old)[-1], RunFinished)
        sent = server.requests_to("POST /v1/chat")
        assert len({request.headers["idempotency-key"] for request in sent}) == 1
        assert [request.headers["authorization"] for request in sent] == ["Bearer token-1", "Bearer token-2"]


def test_a_session_that_expires_during_a_run_is_renewed_for_its_rest(talk: Talk) -> None:
    with FakeIris(Stream(4), problem(401, "unauthenticated")) as server:
        assert isinstance(talk(server.url)[-1], RunFinished)
        assert server.asked[2:] == [
            f"GET /v1/runs/{RUN}/events",
            "POST /v1/visitors/refresh",
            f"GET /v1/runs/{RUN}/events",
        ]


def test_a_session_that_cannot_be_renewed_is_forgotten(use: Use) -> None:
    kept: list[Session | None] = []
    with FakeIris() as server:
        old = _visit(server)
        server.accounts.valid.clear()
        server.accounts.refresh.clear()
        with pytest.raises(IrisApiError) as refused:
            use(server.url, lambda client: client.threads(), session=old, on_session=kept.append)
    assert refused.value.status == 401
    assert kept == [None]


async def test_calls_at_the_same_time_share_one_renewal() -> None:
    with FakeIris() as server:
        old = _visit(server)
        server.accounts.valid.clear()
        async with IrisClient(server.url, app="pk_demo", session=old) as client:
            await asyncio.gather(*(client.threads() for _ in range(8)))
        assert server.asked.count("POST /v1/visitors/refresh") == 1


async def test_a_renewal_outlives_the_call_that_needed_it() -> None:
    kept: list[Session | None] = []
    with FakeIris() as server:
        old = _visit(server)
        server.accounts.valid.clear()

        async def keep(session: Session | None) -> None:
            kept.append(session)

        async with IrisClient(server.url, app="pk_demo", session=old, on_session=keep) as client:
            asking = asyncio.create_task(client.threads())
            await until(lambda: bool(server.requests_to("POST /v1/visitors/refresh")))
            asking.cancel()
            await asyncio.wait({asking})
            assert asking.cancelled()
            await client.threads()
        assert server.asked.count("POST /v1/visitors/refresh") == 1
    assert len(kept) == 1


def test_threads_share_one_renewal() -> None:
    with FakeIris() as server:
        old = _visit(server)
        server.accounts.valid.clear()
        with SyncIrisClient(server.url, app="pk_demo", session=old) as client:
            threads = [threading.Thread(target=client.threads) for _ in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert server.asked.count("POST /v1/visitors/refresh") == 1


def test_a_signed_token_that_is_refused_is_asked_for_once_more(use: Use) -> None:
    with FakeIris() as server:
        server.accounts.valid.add("fresh")
        tokens = iter(["stale", "fresh"])
        assert use(server.url, lambda client: client.threads(), token=lambda: next(tokens))
        server.accounts.valid.clear()
        with pytest.raises(IrisApiError, match="unauthenticated"):
            use(server.url, lambda client: client.threads(), token=lambda: "stale")
        assert server.asked.count("GET /v1/threads") == 3


async def test_a_token_may_be_signed_elsewhere() -> None:
    with FakeIris() as server:
        server.accounts.valid.add("fresh")

        async def sign() -> str:
            await asyncio.sleep(0)
            return "fresh"

        async with IrisClient(server.url, token=sign, patience=CALM) as client:
            assert isinstance((await collect(client.chat("Bonjour")))[-1], RunFinished)


def test_an_async_token_is_refused_by_the_synchronous_client() -> None:
    async def sign() -> str:
        return "fresh"

    with FakeIris() as server, SyncIrisClient(server.url, token=sign) as client:
        with pytest.raises(TypeError, match="use IrisClient"):
            client.threads()


def test_a_fixed_token_is_sent_once(use: Use) -> None:
    with FakeIris() as server:
        with pytest.raises(IrisApiError, match="unauthenticated"):
            use(server.url, lambda client: client.threads(), token="stale")
        assert server.asked == ["GET /v1/threads"]


def test_an_api_key_acts_for_a_person(use: Use) -> None:
    with FakeIris() as server:
        server.accounts.valid.add("sk_1")
        use(server.url, lambda client: client.threads(), api_key="sk_1", user="person-7")
        assert server.requests[0].headers["x-iris-user"] == "person-7"


@pytest.mark.parametrize(
    "given",
    [{}, {"app": "pk_1", "token": "t"}, {"api_key": "sk_1"}, {"api_key": "sk_1", "user": "zoé"}],
)
def test_an_identity_is_exactly_one(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="="):
        SyncIrisClient("http://127.0.0.1:8003", **given)


@pytest.mark.parametrize("address", ["127.0.0.1:8003", "ftp://iris", "", "http://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        IrisClient(address, app="pk_demo")


def _visit(server: FakeIris) -> Session:
    kept: list[Session | None] = []
    with SyncIrisClient(server.url, app="pk_demo", on_session=kept.append) as client:
        client.threads()
    server.requests.clear()
    assert kept[0] is not None
    return kept[0]
