"""PostgreSQL crashes and comes back in the middle of spending: the ledger is whole, and every answer was true."""

import asyncio
import random
import secrets

import pytest
from sqlalchemy import select

from tests.conftest import needs
from tests.fakes.cluster import Cluster, cluster, programs
from tests.fakes.spender import POINTS, spend
from tests.fakes.treasury import Treasury, check
from tools.actor import UserId
from tools.storage.schema import deliverables

SECRET = secrets.token_bytes(32)
SPENDERS, SPENDS, CRASHES = 12, 25, 3

pytestmark = pytest.mark.service


async def _spend_until_done(treasury: Treasury, user_id: UserId, key: str) -> str:
    """As a client does: the same key again while the database does not answer."""
    for _ in range(600):
        told = await spend(treasury, user_id, key)
        if not told.startswith("unavailable"):
            return told
        await asyncio.sleep(0.05)
    raise TimeoutError(key)


async def _crash(server: Cluster, times: int) -> None:
    loop = asyncio.get_running_loop()
    dice = random.Random(3)
    for _ in range(times):
        await asyncio.sleep(dice.uniform(0.1, 0.4))
        await loop.run_in_executor(None, server.stop)
        await loop.run_in_executor(None, server.start)


async def test_a_database_that_crashes_in_the_middle_loses_and_doubles_nothing() -> None:
    needs(programs() is not None, "PostgreSQL's programs")
    with cluster() as server:
        treasury = await Treasury.open(server.url, SECRET)
        people = [await treasury.person(f"u_{n}", 10_000) for n in range(SPENDERS)]

        async def load(user_id: UserId) -> list[str]:
            return [await _spend_until_done(treasury, user_id, f"{user_id}:{n}") for n in range(SPENDS)]

        told, _ = await asyncio.gather(asyncio.gather(*map(load, people)), _crash(server, CRASHES))
        said = [each for one in told for each in one]
        done = {each.removeprefix("done ") for each in said if each.startswith("done ")}
        # A hold whose work was cut is busy until it expires: nothing else may be said.
        assert {each.split()[0] for each in said} <= {"done", "operation_in_progress"}
        await check(treasury)

        later = await treasury.later(SECRET, minutes=30)
        await later.ledger.sweep()
        query = select(deliverables.c.key).where(deliverables.c.result.is_not(None))
        delivered = set(await treasury.database.read(lambda c: c.execute(query).scalars().all()))
        assert done <= delivered
        for user_id in people:
            balance = await later.ledger.balance(user_id)
            spent = POINTS * sum(1 for key in delivered if key.startswith(f"{user_id}:"))
            assert (balance.available, balance.held) == (10_000 - spent, 0)
        await check(later)
        await treasury.close()
