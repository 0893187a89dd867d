"""A small process that spends: a line of its input is a key to spend under, a line of its output is what became of it.

It is made to be killed: what it has acknowledged must be there afterwards, and what it has not must not be charged.
"""

import asyncio
import sys

from pydantic import BaseModel

from tests.fakes.treasury import Treasury
from tools.actor import Actor, AppId, OrganisationId, UserId
from tools.errors import IrisError
from tools.metering import Priced
from tools.writing import ScriptedWriter

ACTION, POINTS = "quick_advice", 5


class Asked(BaseModel):
    """What is asked for."""

    question: str


class Told(BaseModel):
    """What is delivered."""

    text: str


def spender(name: str) -> Actor:
    """A person who spends."""
    return Actor(
        user_id=UserId(name),
        organisation_id=OrganisationId("o_1"),
        app_id=AppId("a_1"),
        scopes=frozenset({"coach:write", "energy:read"}),
    )


async def spend(treasury: Treasury, user_id: UserId, key: str) -> str:
    """Run one priced operation under a key; returns what to say of it."""
    call = Priced(
        actor=spender(user_id),
        operation="advise",
        action=ACTION,
        key=key,
        arguments=Asked(question=key),
        writer=ScriptedWriter(),
    )

    async def work() -> Told:
        # As a model would, it takes a moment: a kill falls in the middle.
        await asyncio.sleep(0.001)
        return Told(text=f"advice for {key}")

    try:
        told = await treasury.metering.metered(call, Told, work)
    except IrisError as refusal:
        return f"{refusal.code} {key}"
    assert told.text == f"advice for {key}"
    return f"done {key}"


async def main(url: str, secret: str, user_id: str) -> None:
    """Spend under each key that comes in, one after the other."""
    treasury = await Treasury.open(url, bytes.fromhex(secret))
    loop = asyncio.get_running_loop()
    print("ready", flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(await spend(treasury, UserId(user_id), line.strip()), flush=True)
    await treasury.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
