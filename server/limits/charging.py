"""Limits: what is asked for is charged before it happens, and what was not used is given back."""

import hmac
import math
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from limits import RateLimitItem
from limits.aio.strategies import FixedWindowRateLimiter
from pydantic import SecretStr

from server.limits.counters import LocalCounters, UnansweredError
from server.limits.rates import COSTLY, SCOPES, SMALL, LimitSettings, Scope
from tools.clock import unix_time
from tools.errors import TooManyRequests

if TYPE_CHECKING:
    from server.limits.shared import SharedCounters

Answer = TypeVar("Answer")

STREAM_WAIT_S = 5
"""When to ask again for a stream: nobody knows when one of the others ends."""


class Limits:
    """The limits of a house. What they count by (addresses, e-mails, ids) is kept as a keyed hash only."""

    def __init__(
        self,
        settings: LimitSettings,
        *,
        secret: bytes,
        redis_url: SecretStr | None = None,
        prefix: str = "iris",
        processes: int = 1,
    ) -> None:
        """`secret` keys the hashes; processes that share a Redis share it. `processes` divides the small buckets."""
        self.settings = settings
        self._secret = secret
        self._whole = {scope: settings.item(scope) for scope in SCOPES}
        self._alone = {
            scope: settings.item(scope, SMALL * processes) if scope in COSTLY else self._whole[scope]
            for scope in SCOPES
        }
        self._local = {scope: FixedWindowRateLimiter(LocalCounters()) for scope in SCOPES}
        self._streams: Counter[str] = Counter()
        self._shared = _shared(redis_url, prefix) if redis_url else None

    @property
    def shared(self) -> bool:
        """Whether several processes count together."""
        return self._shared is not None

    async def charge(self, scope: Scope, *identifiers: str, cost: int = 1) -> None:
        """Count `cost` (requests, bytes or tokens); raises TooManyRequests with `retry_after` in seconds."""
        key = self._key(scope, identifiers)
        wait = await self._on(scope, lambda strategy, item: _hit(strategy, item, key, cost))
        if wait is not None:
            raise TooManyRequests(f"the limit {scope!r} is reached", retry_after=wait, scope=scope)

    async def refund(self, scope: Scope, *identifiers: str, cost: int = 1) -> None:
        """Give back what was charged and not used; never more than what the window has counted."""
        key = self._key(scope, identifiers)
        await self._on(scope, lambda strategy, item: _give_back(strategy, item, key, cost))

    async def settle(self, scope: Scope, *identifiers: str, charged: int, used: int) -> None:
        """Put the real usage in place of the estimate; refuses nothing."""
        if used < charged:
            await self.refund(scope, *identifiers, cost=charged - used)
        elif used > charged:
            key = self._key(scope, identifiers)
            await self._on(scope, lambda strategy, item: strategy.hit(item, key, cost=used - charged))

    @asynccontextmanager
    async def stream(self, user_id: str) -> AsyncIterator[None]:
        """Hold one of the person's streams; raises TooManyRequests when they are all open."""
        key, ticket, most = self._key("streams", (user_id,)), secrets.token_hex(8), self.settings.streams
        if self._streams[key] >= most:
            raise _too_many_streams()
        self._streams[key] += 1
        try:
            if self._shared is not None:
                with suppress(UnansweredError):
                    if not await self._shared.enter(key, ticket, most):
                        raise _too_many_streams()
            yield
        finally:
            self._streams[key] -= 1
            if not self._streams[key]:
                del self._streams[key]
            if self._shared is not None:
                with suppress(UnansweredError):
                    await self._shared.leave(key, ticket)

    async def reachable(self) -> bool:
        """Whether Redis answers; True without one."""
        if self._shared is None:
            return True
        try:
            return bool(await self._shared.ask(self._shared.strategy.storage.check))
        except UnansweredError:
            return False

    async def close(self) -> None:
        """Close the connections to Redis."""
        if self._shared is not None:
            await self._shared.close()

    async def _on(
        self, scope: Scope, work: Callable[[FixedWindowRateLimiter, RateLimitItem], Awaitable[Answer]]
    ) -> Answer:
        if self._shared is None:
            return await work(self._local[scope], self._whole[scope])
        strategy = self._shared.strategy
        try:
            return await self._shared.ask(lambda: work(strategy, self._whole[scope]))
        except UnansweredError:
            return await work(self._local[scope], self._alone[scope])

    def _key(self, scope: str, identifiers: tuple[str, ...]) -> str:
        said = "\0".join((scope, *identifiers))
        return f"{scope}:{hmac.new(self._secret, said.encode(errors='replace'), 'sha256').hexdigest()[:32]}"


def _shared(url: SecretStr, prefix: str) -> "SharedCounters":
    # The client of Redis takes 0.6 s to import: only where there is one.
    module = import_module("server.limits.shared")
    counters: SharedCounters = module.SharedCounters(url=url.get_secret_value(), prefix=prefix)
    return counters


def _too_many_streams() -> TooManyRequests:
    return TooManyRequests("too many open streams", retry_after=STREAM_WAIT_S, scope="streams")


async def _hit(strategy: FixedWindowRateLimiter, item: RateLimitItem, key: str, cost: int) -> int | None:
    """None, or in how many seconds to come again."""
    if await strategy.hit(item, key, cost=cost):
        return None
    if cost > 1:
        # What was refused was not used: something smaller may still fit.
        await _give_back(strategy, item, key, cost)
    window = await strategy.get_window_stats(item, key)
    return max(1, math.ceil(window.reset_time - unix_time()))


async def _give_back(strategy: FixedWindowRateLimiter, item: RateLimitItem, key: str, cost: int) -> None:
    name = item.key_for(key)
    # A window that has ended meanwhile has nothing to give back; a new one must not begin below zero.
    counted = await strategy.storage.get(name)
    if counted > 0:
        await strategy.storage.incr(name, item.get_expiry(), -min(cost, counted))
