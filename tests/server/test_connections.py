"""Connections: one address cannot hold the server, nor can whoever never says what they want."""

import contextlib
import resource
import socket
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from agents.runtime import Runtime
from server.addresses import Proxies
from server.connections import LARGEST_HEAD, Connections
from server.http import HttpSettings
from tests.bench.fake_model import make
from tests.fakes.iris import LiveIris

MANY = 1000
MOST = 20


@pytest.fixture
def crowded(build: Callable[..., Runtime]) -> Iterator[LiveIris]:
    """A server that lets 20 connections of an address be open, and waits a second for a request's head."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Both ends of a thousand connections are in this process.
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    with LiveIris(build(), http=HttpSettings(connections=MOST, head_s=1.0)) as live:
        yield live
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def address(live: LiveIris) -> tuple[str, int]:
    return "127.0.0.1", int(live.url.rsplit(":", 1)[1])


def neighbour() -> httpx.Client:
    """Somebody at another address."""
    return httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2"), timeout=5)


def is_open(connection: socket.socket) -> bool:
    try:
        connection.setblocking(False)
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_thousand_connections_of_one_address_leave_room_for_others(crowded: LiveIris) -> None:
    with contextlib.ExitStack() as stack, neighbour() as other:
        held = [
            stack.enter_context(socket.create_connection(address(crowded), timeout=5, source_address=("127.0.0.1", 0)))
            for _ in range(MANY)
        ]
        assert wait_for(lambda: sum(map(is_open, held)) <= MOST)
        began = time.monotonic()
        made = other.post(f"{crowded.url}/v1/visitors", json={"app": "pk_demo"})
        assert made.status_code == 201
        bearer = {"Authorization": f"Bearer {made.json()['token']}"}
        assert other.get(f"{crowded.url}/v1/threads", headers=bearer).status_code == 200
        assert time.monotonic() - began < 1
        # Those that say nothing are closed after a second, and the address may come again.
        assert wait_for(lambda: not any(map(is_open, held)))
        assert httpx.get(f"{crowded.url}/health").status_code == 200


def test_a_head_that_dribbles_is_given_up_however_often_a_byte_comes(crowded: LiveIris) -> None:
    with socket.create_connection(address(crowded), timeout=5) as slow:
        began = time.monotonic()
        with contextlib.suppress(OSError):
            slow.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            while time.monotonic() - began < 5:
                slow.sendall(b"X-Slow: 1\r\n")
                time.sleep(0.1)
        assert 0.8 < time.monotonic() - began < 3


def test_a_second_request_has_its_own_time_and_a_long_answer_is_not_cut(crowded: LiveIris) -> None:
    with socket.create_connection(address(crowded), timeout=5) as kept:
        for _ in range(3):
            kept.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            answer = kept.recv(65536)
            while not answer.endswith(b"}"):
                answer += kept.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
            time.sleep(0.5)
        kept.sendall(b"GET /hea")
        assert wait_for(lambda: not is_open(kept), 3)


def test_a_stream_lasts_longer_than_a_head_may_take(build: Callable[..., Runtime]) -> None:
    with LiveIris(build(model=make()), http=HttpSettings(head_s=0.2)) as live, live.client() as client:
        began = time.monotonic()
        answer = client.post("/v1/chat", json={"message": "Bonjour", "agent": "guide"})
        assert time.monotonic() - began > 0.3
        assert '"RUN_FINISHED"' in answer.text


def test_headers_without_end_are_refused(crowded: LiveIris) -> None:
    with socket.create_connection(address(crowded), timeout=5) as greedy, contextlib.suppress(OSError):
        greedy.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        for _ in range(50):
            greedy.sendall(b"X-A: " + b"a" * LARGEST_HEAD + b"\r\n")
            time.sleep(0.01)
        pytest.fail("three megabytes of headers were taken")
    assert httpx.get(f"{crowded.url}/health").status_code == 200


def test_a_large_body_is_no_long_head(crowded: LiveIris) -> None:
    answer = httpx.post(f"{crowded.url}/v1/visitors", json={"app": "pk_demo", "more": "a" * 500_000})
    assert answer.status_code in {201, 422}


def test_a_trusted_proxy_speaks_for_many() -> None:
    gate = Connections(HttpSettings(connections=2, proxies=Proxies.of(("10.0.0.0/8",))))
    assert [gate.enter("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert all(gate.enter("10.0.0.1") for _ in range(50))
    gate.leave("192.0.2.1")
    assert gate.enter("192.0.2.1")
    assert not gate.enter("192.0.2.1")
    for _ in range(2):
        gate.leave("192.0.2.1")
    assert "192.0.2.1" not in gate._open
