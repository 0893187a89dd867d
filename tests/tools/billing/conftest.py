"""A till: billing over a real database, the real SDK and a Stripe on 127.0.0.1."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr
from sqlalchemy import select

from agents.books import faults
from agents.registry import build_registry
from tests.fakes.stripe import Chaos, FakeStripe, Obj, Signed
from tools.actor import Actor, AppId, OrganisationId, UserId
from tools.billing import Billing, BillingSettings, EventParked, Payment, SignatureRefused
from tools.billing.stripe_gateway import StripeGateway
from tools.clock import FixedClock
from tools.energy import Ledger, load_catalogue
from tools.events import EventStore, person_stream
from tools.events.checkpoints import Signer
from tools.events.sealing import Sealer
from tools.storage import Database, KeyRing, database_at, key_of, upgrade
from tools.storage.schema import inbox

SECRET = "whsec_fake"
SIGNER = Signer.of(b"c" * 32)


class Killed(BaseException):
    """The process died here. No `except Exception` of ours would have caught that."""


@dataclass
class Failpoints:
    """Remembers the steps that were passed; dies at the nth passing of one when told to."""

    passed: list[str] = field(default_factory=list)
    deadly: str | None = None

    def __call__(self, step: str) -> None:
        self.passed.append(step)
        if step == self.deadly:
            self.deadly = None
            raise Killed(step)


def actor_of(name: str) -> Actor:
    return Actor(
        user_id=UserId(name), organisation_id=OrganisationId("o"), app_id=AppId("a"), scopes=frozenset(), kind="account"
    )


@dataclass
class Till:
    """Billing with what it stands on."""

    billing: Billing
    stripe: FakeStripe
    clock: FixedClock
    database: Database
    ledger: Ledger
    failpoints: Failpoints
    gateway: StripeGateway
    actor: Actor

    async def person(self, name: str) -> "Till":
        """The same till with another person at it."""
        user_id, now = UserId(name), self.clock.now()
        await self.database.write(lambda c: self.ledger.keys.create(c, user_id, now))
        return replace(self, actor=actor_of(name))

    async def door(self, payload: bytes, signature: str) -> int:
        """What the webhook route answers."""
        try:
            await self.billing.receive(payload, signature)
        except (EventParked, SignatureRefused) as refused:
            return refused.status
        except Killed:
            return 500
        return 200

    async def deliver(self, rounds: int = 1, **chaos: Any) -> list[int | None]:
        """Bring what is pending; the statuses."""
        made = await self.stripe.deliver(self.door, chaos=Chaos(**chaos), rounds=rounds)
        return [attempt.status for attempt in made]

    async def send(self, event: Obj, **how: Any) -> int:
        """Bring one event."""
        signed: Signed = self.stripe.signed(event, **how)
        return await self.stripe.send(signed, self.door)

    async def bought(self, pack: str = "cafe_luna", key: str = "k1", *, told: bool = True) -> Payment:
        """A pack, paid on Stripe's page; `told`: its webhooks have come."""
        payment = await self.billing.purchase(self.actor, pack, key=key)
        self.stripe.pay(str(payment.order.session_id))
        if told:
            await self.deliver()
        return payment

    async def available(self) -> int:
        return (await self.ledger.balance(self.actor.user_id)).available

    async def debt(self) -> int:
        return (await self.ledger.balance(self.actor.user_id)).debt

    async def told(self) -> list[str]:
        """The types of the person's billing events."""
        user_id = self.actor.user_id
        return [each.type for each in await self.billing.events.read(user_id, person_stream("billing", user_id))]

    async def parked(self) -> dict[str, str]:
        """The events that wait, with their reasons."""
        query = select(inbox.c.type, inbox.c.reason).where(inbox.c.state == "parked")
        return {row.type: row.reason for row in await self.database.read(lambda c: c.execute(query).all())}

    async def well(self) -> None:
        """Nothing is wrong."""
        sealer = Sealer(database=self.database, clock=self.clock, signer=SIGNER)
        await sealer.seal()
        assert await faults(self.ledger, sealer, self.billing) == []

    async def agrees(self) -> None:
        """Nothing is wrong, and Stripe says the same."""
        await self.well()
        assert (await self.billing.reconcile()).differences == ()


@pytest.fixture
def stripe() -> FakeStripe:
    return FakeStripe(clock=FixedClock(), secret=SECRET)


@pytest.fixture
async def till(stripe: FakeStripe, migrated: Path, tmp_path: Path) -> AsyncIterator[Till]:
    """A till on SQLite; after the test nothing may be wrong."""
    shutil.copy(migrated, tmp_path / "till.db")
    database = database_at(f"sqlite:///{tmp_path / 'till.db'}")
    await database.open()
    async with opened(database, stripe) as made:
        yield made
    await database.close()


@pytest.fixture
async def each_till(database: Database, stripe: FakeStripe) -> AsyncIterator[Till]:
    """A till on each database in turn; after the test nothing may be wrong."""
    await upgrade(database)
    async with opened(database, stripe) as made:
        yield made


@asynccontextmanager
async def opened(database: Database, stripe: FakeStripe) -> AsyncIterator[Till]:
    """A till over a migrated database and a Stripe."""
    clock = stripe.books.clock
    assert isinstance(clock, FixedClock)
    keys = KeyRing(database, key_of(AESGCM.generate_key(256)))
    events = EventStore(database, keys, clock, build_registry())
    ledger = Ledger(database=database, keys=keys, clock=clock, events=events, catalogue=load_catalogue())
    failpoints = Failpoints()
    with stripe:
        settings = BillingSettings(
            secret_key=SecretStr(stripe.key),
            publishable_key="pk_test_fake",
            webhook_secret=SecretStr(SECRET),
            api_base=stripe.url,
            account="acct_fake",
        )
        gateway = StripeGateway(settings)
        made = Till(
            billing=Billing(
                database=database, clock=clock, events=events, ledger=ledger, gateway=gateway, step=failpoints
            ),
            stripe=stripe,
            clock=clock,
            database=database,
            ledger=ledger,
            failpoints=failpoints,
            gateway=gateway,
            actor=actor_of("u_1"),
        )
        await made.person("u_1")
        yield made
        await made.well()
        await gateway.aclose()
