"""Limits: what is over is refused, what was not used is given back, and a dead Redis opens no door and stops nobody."""

import asyncio
import contextlib
import socket
import time
import uuid
from collections.abc import AsyncIterator

import pytest
import redis
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from server.limits import Limits, LimitSettings, TokenQuota
from server.limits.counters import MOST_KEYS, LocalCounters
from server.limits.quota import VISITS_FROM
from server.limits.rates import COSTLY, SCOPES, Scope
from server.limits.shared import REST_S
from tests.conftest import needs
from tools.actor import UserId
from tools.errors import TooManyRequests

REDIS = "redis://127.0.0.1:6379/0"
SMALL = LimitSettings(
    **{scope: "8/minute" for scope in SCOPES if scope not in ("tokens", "provider")},
    tokens="1000/day",
    provider="2500/day",
    turn_tokens=400,
    streams=2,
)


def redis_is_here() -> bool:
    try:
        socket.create_connection(("127.0.0.1", 6379), timeout=1).close()
    except OSError:
        return False
    return True


@contextlib.asynccontextmanager
async def limits_at(url: str | None = None, prefix: str = "unused", **more: int) -> AsyncIterator[Limits]:
    made = Limits(SMALL, secret=b"s" * 32, redis_url=SecretStr(url) if url else None, prefix=prefix, **more)
    yield made
    await made.close()


@pytest.fixture
def prefix() -> str:
    """A name of its own in the Redis that every test shares."""
    return f"iris-test-{uuid.uuid4().hex}"


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.service)])
async def limits(request: pytest.FixtureRequest, prefix: str) -> AsyncIterator[Limits]:
    """Limits on each storage in turn."""
    if request.param == "redis":
        needs(redis_is_here(), "Redis on 127.0.0.1:6379")
    async with limits_at(REDIS if request.param == "redis" else None, prefix) as made:
        yield made


async def used(limits: Limits, scope: Scope, *identifiers: str, most: int = 100) -> int:
    """How many more charges of 1 are let through."""
    for count in range(most):
        try:
            await limits.charge(scope, *identifiers)
        except TooManyRequests:
            return count
    return most


@pytest.mark.parametrize("scope", [scope for scope in SCOPES if scope not in ("tokens", "provider")])
async def test_each_scope_refuses_what_is_over_and_says_when_to_come_again(limits: Limits, scope: Scope) -> None:
    assert await used(limits, scope, "u_1", "t_1") == 8
    with pytest.raises(TooManyRequests) as refused:
        await limits.charge(scope, "u_1", "t_1")
    assert refused.value.details["scope"] == scope
    assert 1 <= int(str(refused.value.details["retry_after"])) <= 60
    await limits.charge(scope, "u_2", "t_1")


async def test_identifiers_do_not_run_into_each_other(limits: Limits) -> None:
    assert await used(limits, "messages", "ab", "c") == 8
    assert await used(limits, "messages", "a", "bc") == 8


async def test_a_cost_that_does_not_fit_is_refused_and_a_smaller_one_still_fits(limits: Limits) -> None:
    await limits.charge("tokens", "u", cost=700)
    with pytest.raises(TooManyRequests):
        await limits.charge("tokens", "u", cost=400)
    await limits.charge("tokens", "u", cost=300)
    with pytest.raises(TooManyRequests):
        await limits.charge("tokens", "u")


async def test_a_refund_gives_back_what_was_charged_and_never_more(limits: Limits) -> None:
    await limits.charge("uploads", "u", cost=5)
    await limits.refund("uploads", "u", cost=3)
    assert await used(limits, "uploads", "u") == 6
    await limits.refund("uploads", "u", cost=1000)
    assert await used(limits, "uploads", "u") == 8
    await limits.refund("uploads", "nobody", cost=5)
    assert await used(limits, "uploads", "nobody") == 8


async def test_the_tokens_of_visitors_are_counted_by_their_address_too(limits: Limits) -> None:
    made = Limits(limits.settings.model_copy(update={"visitor_tokens": "900/day"}), secret=b"v" * 32)
    quota = TokenQuota(made)

    async def turn(visitor: str, address: str | None) -> str | None:
        VISITS_FROM.set(None if address is None else (address, "a_1"))
        # A run is a task of its own, begun in the request.
        return await asyncio.create_task(quota.open(UserId(visitor)))

    assert [await turn(f"v_{n}", "192.0.2.1") for n in range(3)] == [None, None, "budget"]
    # What was refused was charged to nobody.
    assert await used(made, "tokens", "v_2", most=1000) == 1000
    assert await turn("v_3", "192.0.2.2") is None
    assert await turn("u_1", None) is None
    VISITS_FROM.set(("192.0.2.1", "a_1"))
    await quota.close(UserId("v_0"), 0)
    assert await turn("v_4", "192.0.2.1") is None


async def test_tokens_are_settled_at_what_was_really_used(limits: Limits) -> None:
    quota, user = TokenQuota(limits), UserId("u")
    assert await quota.open(user) is None
    await quota.close(user, 100)
    assert await quota.open(user) is None
    await quota.close(user, 850)
    assert await quota.open(user) == "budget"
    assert await used(limits, "tokens", "u") == 50
    # The refused turn has cost the house nothing: 950 of 2500 are used.
    assert await quota.open(UserId("v")) is None
    assert await quota.open(UserId("w")) is None
    assert await quota.open(UserId("x")) is None
    assert await quota.open(UserId("y")) == "budget"
    await limits.charge("tokens", "y", cost=1000)


async def test_a_person_has_so_many_streams_open_at_once(limits: Limits) -> None:
    async with limits.stream("u"), limits.stream("u"):
        with pytest.raises(TooManyRequests) as refused:
            async with limits.stream("u"):
                pass
        assert refused.value.details["scope"] == "streams"
        async with limits.stream("v"):
            pass
    with contextlib.suppress(ZeroDivisionError):
        async with limits.stream("u"):
            raise ZeroDivisionError
    async with limits.stream("u"), limits.stream("u"):
        pass


@pytest.mark.service
async def test_processes_that_share_a_redis_count_together(prefix: str) -> None:
    needs(redis_is_here(), "Redis on 127.0.0.1:6379")
    async with limits_at(REDIS, prefix) as one, limits_at(REDIS, prefix) as two:
        for each in (one, two, one, two):
            await each.charge("uploads", "u", cost=2)
        assert await used(two, "uploads", "u") == 0
        async with one.stream("u"), two.stream("u"):
            for each in (one, two):
                with pytest.raises(TooManyRequests):
                    async with each.stream("u"):
                        pass
        async with one.stream("u"), one.stream("u"):
            pass


@pytest.mark.service
async def test_what_redis_keeps_names_nobody_and_ends_by_itself(prefix: str) -> None:
    needs(redis_is_here(), "Redis on 127.0.0.1:6379")
    said = ("zoe@example.org", "203.0.113.7", "u_42", "t_7")
    async with limits_at(REDIS, prefix) as limits:
        for scope in SCOPES:
            await limits.charge(scope, *said)
            await limits.refund(scope, *said)
        await limits.refund("uploads", "never charged", cost=3)
        await used(limits, "login", *said)
        client = redis.Redis.from_url(REDIS, decode_responses=True)
        async with limits.stream("u_42"):
            keys = list(client.scan_iter(f"{prefix}*", count=1000))
            lives = {key: client.ttl(key) for key in keys}
        client.close()
    assert len(keys) == len(SCOPES) + 1
    assert [key for key, seconds in lives.items() if not 0 < seconds <= 24 * 3600] == []
    assert [key for key in keys if any(part in key for part in said)] == []
    assert not any("@" in key for key in keys)


def dead_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.asynccontextmanager
async def silent_redis() -> AsyncIterator[tuple[int, list[int]]]:
    """A server that takes connections and never says anything; its port, and how many came."""
    came: list[int] = []
    done = asyncio.Event()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(1)
        await done.wait()
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1], came
    done.set()
    server.close()


@pytest.mark.parametrize("kind", ["dead", "silent"])
async def test_without_redis_costly_scopes_are_tight_and_the_rest_goes_on(kind: str) -> None:
    async with contextlib.AsyncExitStack() as stack:
        port = dead_port()
        if kind == "silent":
            port, _ = await stack.enter_async_context(silent_redis())
        limits = await stack.enter_async_context(limits_at(f"redis://127.0.0.1:{port}"))
        assert not await limits.reachable()
        for scope in SCOPES:
            if scope not in ("tokens", "provider"):
                assert await used(limits, scope, "u") == (2 if scope in COSTLY else 8), scope
        await limits.charge("tokens", "u", cost=250)
        with pytest.raises(TooManyRequests):
            await limits.charge("tokens", "u", cost=1)
        async with limits.stream("u"), limits.stream("u"):
            with pytest.raises(TooManyRequests):
                async with limits.stream("u"):
                    pass


async def test_a_silent_redis_costs_one_request_a_quarter_of_a_second_and_the_others_nothing() -> None:
    async with silent_redis() as (port, came), limits_at(f"redis://127.0.0.1:{port}") as limits:
        began = time.perf_counter()
        await limits.charge("address", "a")
        await limits.charge("user", "u")
        await limits.charge("messages", "u", "t")
        async with limits.stream("u"):
            pass
        assert time.perf_counter() - began < 0.4
        began = time.perf_counter()
        for each in range(200):
            await limits.charge("user", str(each))
        assert time.perf_counter() - began < 0.2
        assert len(came) == 1


@pytest.mark.service
async def test_when_redis_answers_again_it_is_asked_again(prefix: str) -> None:
    needs(redis_is_here(), "Redis on 127.0.0.1:6379")
    gate = dead_port()
    async with limits_at(f"redis://127.0.0.1:{gate}", prefix) as limits, limits_at(REDIS, prefix) as other:
        await limits.charge("uploads", "u")

        async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            inner, outer = await asyncio.open_connection("127.0.0.1", 6379)

            async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
                while data := await source.read(4096):
                    sink.write(data)
                sink.close()

            await asyncio.gather(copy(reader, outer), copy(inner, writer))

        server = await asyncio.start_server(pipe, "127.0.0.1", gate)
        await asyncio.sleep(REST_S + 0.1)
        await limits.charge("uploads", "u", cost=8)
        assert await used(other, "uploads", "u") == 0
        server.close()
        await limits.close()


async def test_several_processes_divide_the_small_buckets() -> None:
    async with limits_at(f"redis://127.0.0.1:{dead_port()}", processes=4) as limits:
        assert await used(limits, "login", "u") == 1


async def test_the_counters_of_a_process_are_bounded() -> None:
    counters = LocalCounters()
    began = time.perf_counter()
    for each in range(MOST_KEYS + 5000):
        await counters.incr(str(each), 3600)
    assert time.perf_counter() - began < 5
    assert len(counters._windows) <= MOST_KEYS
    assert await counters.get(str(MOST_KEYS + 4999)) == 1
    assert await counters.incr("short", 0) == 1
    assert await counters.incr("short", 0) == 1
    assert await counters.get("short") == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["charge", "refund"]), st.integers(1, 500)), max_size=40))
def test_no_order_of_charges_and_refunds_lets_more_through_than_the_limit(steps: list[tuple[str, int]]) -> None:
    async def play() -> None:
        limits, held = Limits(SMALL, secret=b"s" * 32), 0
        for step, cost in steps:
            if step == "refund":
                await limits.refund("tokens", "u", cost=cost)
                held = max(0, held - cost)
                continue
            try:
                await limits.charge("tokens", "u", cost=cost)
                held += cost
            except TooManyRequests:
                assert held + cost > 1000
            assert held <= 1000

    asyncio.run(play())


@pytest.mark.parametrize("rate", ["", "many", "3/fortnight", "-1/minute"])
def test_a_rate_that_is_none_is_refused_at_the_start(rate: str) -> None:
    with pytest.raises(ValidationError, match="30/minute"):
        LimitSettings(user=rate)
