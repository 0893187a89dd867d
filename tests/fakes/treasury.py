"""A ledger on its own, over any database: for processes that are killed, and for measures."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from agents.books import faults
from tools.actor import UserId
from tools.billing import Billing
from tools.billing.events import EVENTS as BILLING
from tools.clock import Clock, DatabaseClock, FixedClock
from tools.energy import EVENTS as ENERGY
from tools.energy import Ledger, Metering, load_catalogue
from tools.events import EventStore, Registry
from tools.events.checkpoints import Signer
from tools.events.sealing import Sealer
from tools.storage import Database, KeyRing, database_at, key_of, upgrade

SIGNER = Signer.of(b"c" * 32)


@dataclass(frozen=True, slots=True)
class Treasury:
    """A migrated database with a ledger over it."""

    database: Database
    keys: KeyRing
    ledger: Ledger
    billing: Billing
    metering: Metering
    sealer: Sealer

    @classmethod
    async def open(cls, url: str, secret: bytes, *, clock: Clock | None = None) -> Self:
        """Open, and migrate what is not yet."""
        database = database_at(url)
        await database.open()
        await upgrade(database)
        if clock is None:
            clock = DatabaseClock(database.now)
            await clock.set()
        return cls.over(database, secret, clock)

    @classmethod
    def over(cls, database: Database, secret: bytes, clock: Clock) -> Self:
        """A ledger over an open database."""
        keys = KeyRing(database, key_of(secret))
        ledger = Ledger(
            database=database,
            keys=keys,
            clock=clock,
            # As the product's, every append is checked; all of its types would take seconds to import at each start.
            events=EventStore(database, keys, clock, Registry.of(ENERGY, BILLING)),
            catalogue=load_catalogue(),
        )
        billing = Billing(database=database, clock=clock, events=ledger.events, ledger=ledger, gateway=None)
        sealer = Sealer(database=database, clock=clock, signer=SIGNER)
        return cls(database, keys, ledger, billing, Metering(ledger, keys), sealer)

    async def person(self, name: str, points: int) -> UserId:
        """A person who has so many points."""
        user_id = UserId(name)
        now = self.ledger.clock.now()
        await self.database.write(lambda c: self.keys.create(c, user_id, now))
        await self.ledger.credit(user_id, points, origin="grant", command=f"grant:{name}")
        return user_id

    async def later(self, secret: bytes, **delta: float) -> "Treasury":
        """The same database, some time later."""
        clock = FixedClock(await self.database.now() + timedelta(**delta))
        return Treasury.over(self.database, secret, clock)

    async def close(self) -> None:
        """Close the database."""
        await self.database.close()


class LedgerBrokenError(AssertionError):
    """An invariant does not hold."""


async def check(treasury: Treasury) -> None:
    """Raise LedgerBrokenError naming the invariants that do not hold; what can be sealed is."""
    await treasury.sealer.seal()
    if found := await faults(treasury.ledger, treasury.sealer, treasury.billing):
        raise LedgerBrokenError("; ".join(found))
