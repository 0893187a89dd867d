"""A spending process is killed, again and again: nothing that it acknowledged is lost, nothing else is charged."""

import os
import random
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Row, select

from tests.fakes.spender import POINTS, spend
from tests.fakes.treasury import Treasury, check
from tools.storage.schema import deliverables, holds

KILLS = int(os.environ.get("IRIS_KILLS", "8"))  # noqa: TID251
KEYS_A_LIFE = 100
SECRET = secrets.token_bytes(32)


@dataclass
class Lives:
    """The lives of a process that spends under one key after the other."""

    url: str
    dice: random.Random
    asked: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)

    def live(self, retry: Sequence[str]) -> None:
        """One life: what was not acknowledged is asked again, then new keys, until the kill."""
        command = [sys.executable, "-m", "tests.fakes.spender", self.url, SECRET.hex(), "u_1"]
        fresh = [f"k{len(self.asked) + n:06}" for n in range(KEYS_A_LIFE)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            process.stdin.write("".join(f"{key}\n" for key in [*retry, *fresh]))
            process.stdin.flush()
            # The kill comes a moment after an acknowledgement, anywhere in what follows it.
            told = [process.stdout.readline().strip() for _ in range(self.dice.randint(1, 8))]
            time.sleep(self.dice.uniform(0, 0.02))
            process.kill()
            told += process.stdout.read().splitlines()
        for line in told:
            outcome, _, key = line.partition(" ")
            (self.done if outcome == "done" else self.busy).add(key)
        # It works in order: of the new ones at most one more than it told was begun.
        begun = sum(1 for line in told if line.split()[1] in set(fresh)) + 1
        self.asked += fresh[:begun]


async def test_what_a_killed_process_acknowledged_is_there_and_nothing_else_is_charged(database_url: str) -> None:
    treasury = await Treasury.open(database_url, SECRET)
    credit = 1_000_000
    user_id = await treasury.person("u_1", credit)
    lives = Lives(database_url, random.Random(7))
    for _ in range(KILLS):
        # What is busy stays so until its hold expires.
        lives.live([key for key in lives.asked if key not in lives.done | lives.busy])
    assert len(lives.done) > KILLS

    captured = {hold.id: hold for hold in await _holds(treasury) if hold.state == "captured"}
    saved = await _delivered(treasury)
    assert lives.done <= saved
    # Charged is exactly what is delivered, acknowledged or not.
    assert len(captured) == len(saved)
    await check(treasury)

    later = await treasury.later(SECRET, minutes=30)
    await later.ledger.sweep()
    balance = await later.ledger.balance(user_id)
    assert (balance.available, balance.held) == (credit - POINTS * len(saved), 0)

    for key in lives.asked:
        assert await spend(later, user_id, key) == f"done {key}"
    balance = await later.ledger.balance(user_id)
    assert (balance.available, balance.held) == (credit - POINTS * len(lives.asked), 0)
    await check(later)
    await treasury.close()


async def _holds(treasury: Treasury) -> Sequence[Row[tuple[object, ...]]]:
    return await treasury.database.read(lambda c: c.execute(select(holds)).all())


async def _delivered(treasury: Treasury) -> set[str]:
    query = select(deliverables.c.key).where(deliverables.c.result.is_not(None))
    return set(await treasury.database.read(lambda c: c.execute(query).scalars().all()))
