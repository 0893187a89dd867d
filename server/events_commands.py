"""What the `iris events` command does: verify the event store, rebuild what is folded from it, sign where it stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agents.registry import projections
from agents.runtime import Runtime, build_runtime
from server.settings import Settings
from tools.clock import DatabaseClock
from tools.events import BrokenChain
from tools.events.rebuilding import Rebuilt, rebuild
from tools.events.verification import verify
from tools.storage import upgrade


async def verify_events() -> tuple[bool, str]:
    """Whether every event, seal and checkpoint is as it was written, and what to tell."""
    async with _opened() as iris:
        sealer = iris.sealer
        try:
            found = await verify(iris.database, sealer.signer, sealer.copy)
        except BrokenChain as broken:
            return False, f"{broken}\n{broken.advice}"
    return True, (
        f"{found.events} events in {found.streams} streams, {found.seals} sealed, {found.waiting} waiting\n"
        f"{found.checkpoints} signed checkpoints, {found.copied} of them outside the database\n"
        "all is as it was written"
    )


async def rebuild_projections() -> tuple[bool, str]:
    """Drop every projection and rebuild it from the events; whether it was the same, and what to tell.

    Raises Misconfigured while a server runs on the same SQLite database.
    """
    async with _opened(alone=True) as iris:
        tables = await rebuild(iris.database, projections(iris.energy))
    return all(table.same for table in tables), "\n".join(_line(table) for table in tables) or "no projection"


async def sign_checkpoint() -> str:
    """Seal what waits and sign where the chain stands; returns the checkpoint, to keep elsewhere."""
    async with _opened() as iris:
        signed = await iris.sealer.checkpoint()
    if signed is None:
        return "no event yet"
    return (
        f"seal       {signed.seq}\n"
        f"hash       {signed.hash.hex()}\n"
        f"signature  {signed.signature.hex()}\n"
        f"key        {signed.key_id}\n"
        f"at         {signed.at.isoformat()}\n"
        "Keep this elsewhere: who can write to the database cannot write it again."
    )


def _line(table: Rebuilt) -> str:
    if table.same:
        return f"{table.table}: {table.after} rows, as they were"
    return f"{table.table}: DIFFERENT, {table.before} rows before, {table.after} now"


@asynccontextmanager
async def _opened(*, alone: bool = False) -> AsyncIterator[Runtime]:
    """A runtime with its database open; `alone`: on SQLite, with no server beside it."""
    iris = build_runtime(Settings().runtime())
    if alone and iris.database.dialect == "sqlite":
        iris.home.lock()
    try:
        await iris.database.open()
        await upgrade(iris.database)
        if isinstance(iris.clock, DatabaseClock):
            await iris.clock.set()
        yield iris
    finally:
        await iris.database.close()
        iris.home.unlock()
