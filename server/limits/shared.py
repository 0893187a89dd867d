"""Counters that every process shares: Redis, behind a breaker. Imported only where Redis is set: it takes 0.6 s."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from server.limits.counters import UnansweredError

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

ANSWER_S = 0.25
"""Redis has so long for an answer."""
SLOW_S = 0.1
"""An answer this late is the last one asked for a while: a request must not wait so long several times."""
REST_S = 2.0
"""How long a Redis that did not answer is left alone."""
LEASE_S = 330
"""A slot that a dead process held is free again after so long; no stream lasts longer."""

ENTER = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
"""


@dataclass(slots=True)
class SharedCounters:
    """Counters that every process shares, in Redis.

    No retry: redis-py's own would wait for seconds. A failure opens the breaker; while it is open nobody waits, and
    one request in two seconds asks again.
    """

    url: str
    prefix: str = "iris"
    client: Redis = field(init=False)
    strategy: FixedWindowRateLimiter = field(init=False)
    _enter: AsyncScript = field(init=False)
    _failing: bool = False
    _rest_until: float = 0.0

    def __post_init__(self) -> None:
        self.client = Redis.from_url(
            self.url,
            socket_timeout=ANSWER_S,
            socket_connect_timeout=ANSWER_S,
            retry=Retry(NoBackoff(), 0),
            decode_responses=False,
        )
        storage = RedisStorage(
            f"async+{self.url}",
            implementation="redispy",
            key_prefix=self.prefix,
            connection_pool=self.client.connection_pool,  # type: ignore[arg-type]
        )
        self.strategy = FixedWindowRateLimiter(storage)
        self._enter = self.client.register_script(ENTER)

    async def ask(self, question: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer within 250 ms; raises UnansweredError."""
        began = time.monotonic()
        if began < self._rest_until:
            raise UnansweredError
        if self._failing:
            # Only this one asks again; the others go on without.
            self._rest_until = began + REST_S
        try:
            async with asyncio.timeout(ANSWER_S):
                answer = await question()
        except (RedisError, OSError, TimeoutError) as error:
            self._rest(error)
            raise UnansweredError from error
        if time.monotonic() - began > SLOW_S:
            self._rest(None)
        elif self._failing:
            self._failing, self._rest_until = False, 0.0
            log.info("limits: Redis answers again")
        return answer

    async def enter(self, key: str, ticket: str, most: int) -> bool:
        """Take one of `most` slots; False when all are taken. Raises UnansweredError."""
        name = f"{self.prefix}:{key}"
        return bool(await self.ask(lambda: self._enter(keys=[name], args=[ticket, most, LEASE_S])))

    async def leave(self, key: str, ticket: str) -> None:
        """Give a slot back; raises UnansweredError."""
        await self.ask(lambda: self.client.zrem(f"{self.prefix}:{key}", ticket))

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()
        await self.client.connection_pool.disconnect()

    def _rest(self, error: BaseException | None) -> None:
        if not self._failing:
            log.warning("limits: Redis does not answer (%s); each process counts alone", type(error).__name__)
        self._failing, self._rest_until = True, time.monotonic() + REST_S
