"""Commerce, composed: energy, payment and the narrative over the ground."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module

from sqlalchemy import Connection

from agents.ground import Ground
from tools.actor import UserId
from tools.billing import Billing, BillingSettings, Gateway, billing_operations
from tools.billing.sandbox import SandboxGateway
from tools.energy import Catalogue, Change, Ledger, Metering, get_energy, load_catalogue
from tools.jobs import Job
from tools.narrative import Narrative
from tools.operation import AnyOperation


@dataclass(frozen=True, slots=True, kw_only=True)
class Commerce:
    """What people spend and pay, and what they made of it."""

    energy: Ledger
    billing: Billing
    narrative: Narrative

    @property
    def prices(self) -> Catalogue:
        """The one price list."""
        return self.energy.catalogue

    @property
    def sandbox(self) -> bool:
        """Whether nothing that is bought is really paid."""
        return self.billing.gateway is not None and self.billing.gateway.name == "sandbox"

    def operations(self) -> tuple[AnyOperation, ...]:
        """What specialists may do with them: look at the energy, offer a pack."""
        return (get_energy, *billing_operations(self.billing))

    def meter(self, tell: Callable[[Change], None], *, offered: frozenset[str] | None = None) -> Metering:
        """A meter that tells every movement; `offered` are the actions whose prices are told (None: all)."""
        return Metering(self.energy, self.energy.keys, tell, offered)

    def welcome(self, connection: Connection, user_id: UserId) -> None:
        """The points that a verified account begins with, once."""
        days = self.prices.welcome_days
        self.energy.credit_in(
            connection,
            user_id,
            self.prices.welcome_points,
            origin="welcome",
            command=f"welcome:{user_id}",
            expires_at=None if days is None else self.energy.clock.now() + timedelta(days=days),
        )

    def tier(self, connection: Connection, user_id: UserId) -> str:
        """The person's tier now."""
        return self.energy.tier_in(connection, user_id)

    async def close(self) -> None:
        """Close the connections to the payment provider."""
        if self.billing.gateway is not None:
            await self.billing.gateway.aclose()

    def jobs(self) -> tuple[Job, ...]:
        """What expires, what a webhook could not do yet, what no webhook brought."""
        return (
            Job(name="energy", every=15, run=self.energy.sweep),
            Job(name="deliverables", every=3600, run=self.meter(lambda _: None).prune),
            Job(name="inbox", every=5, run=self.billing.work),
            Job(name="reconciliation", every=3600, run=self.billing.check),
        )


def build_commerce(ground: Ground, settings: BillingSettings) -> Commerce:
    """Energy and payment by their settings; raises CatalogueError naming the line of a mistake, Misconfigured."""
    energy = Ledger(
        database=ground.database,
        keys=ground.keys,
        clock=ground.clock,
        events=ground.events,
        catalogue=load_catalogue(settings.catalogue),
    )
    billing = Billing(
        database=ground.database,
        clock=ground.clock,
        events=ground.events,
        ledger=energy,
        gateway=_gateway(ground, settings),
    )
    return Commerce(energy=energy, billing=billing, narrative=Narrative(ground.events))


def _gateway(ground: Ground, settings: BillingSettings) -> Gateway | None:
    if settings.secret_key is not None:
        # Stripe's library takes a third of a second to import: who sells nothing does not wait for it.
        made: Gateway = import_module("tools.billing.stripe_gateway").StripeGateway(settings)
        return made
    if settings.sandbox:
        return SandboxGateway(ground.database, ground.clock, settings, secret=ground.derived("sandbox"))
    return None
