"""Passwords: argon2id in a bounded pool of threads."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from tools.accounts.rules import plain_password
from tools.errors import Unavailable

T = TypeVar("T")

THREADS = 2
WAITING = 32
"""Computations at work or in the queue at most: about half a second of work for two processors."""

NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$p1zVbciqjIX1X1VtCY8kyg$P6HC4R46RCxT+uOTpbiGLqGecu5BsgHXEeniNCxY9Rc"
"""The hash of 32 random bytes that nobody kept: an unknown address costs what a known one does."""


def argon2id() -> Argon2Hasher:
    """19 MiB, two passes, one lane: the OWASP minimum, 35 ms on one core of 2026."""
    return Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Passwords:
    """Hashes and verifies passwords, so many at a time; memory is threads x 19 MiB."""

    def __init__(self, hasher: Argon2Hasher | None = None, *, waiting: int = WAITING) -> None:
        self._hash = PasswordHash((hasher or argon2id(),))
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="iris-password")
        self._places = threading.BoundedSemaphore(waiting)

    async def hash(self, password: str) -> str:
        """The hash of a password; raises Unavailable when too many wait."""
        return await self._compute(lambda: self._hash.hash(plain_password(password)))

    async def verify(self, password: str, hashed: str | None) -> tuple[bool, str | None]:
        """Whether it is the password of a hash, and its new hash when the parameters have changed.

        None, for somebody unknown, takes the same time and is never right. Raises Unavailable.
        """
        right, renewed = await self._compute(
            lambda: self._hash.verify_and_update(plain_password(password), hashed or NOBODY)
        )
        return (right, renewed) if hashed is not None else (False, None)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _compute(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise Unavailable("too many passwords at once", retry_after=2)
        future = self._pool.submit(work)
        # A place is taken until the thread is done, whether or not its caller is still there.
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)
