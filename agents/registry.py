"""Every type of event of the house, and every projection of them, gathered from the nouns."""

from agents.runs.events import EVENTS as RUNS
from tools.accounts.events import EVENTS as ACCOUNTS
from tools.aube import EVENTS as AUBE
from tools.aube.sharing import EVENTS as SHARING
from tools.aube.trajectory import EVENTS as TRAJECTORY
from tools.billing.events import EVENTS as BILLING
from tools.energy import Ledger
from tools.energy.events import EVENTS as ENERGY
from tools.events.client_events import CLIENT_EVENTS
from tools.events.rebuilding import Projection
from tools.events.registry import Registry
from tools.privacy.events import EVENTS as PRIVACY
from tools.profile.events import EVENTS as PROFILE
from tools.storage.schema import conversations, holds, lots, quota_uses, wallets


def build_registry() -> Registry:
    """The registry; a new noun adds its line here. Raises ValueError on a name that is declared twice."""
    return Registry.of(ACCOUNTS, PROFILE, PRIVACY, RUNS, ENERGY, BILLING, AUBE, TRAJECTORY, SHARING, CLIENT_EVENTS)


def projections(energy: Ledger) -> tuple[Projection, ...]:
    """What `iris events rebuild` drops and makes again; a new projection adds its line here."""
    return (
        Projection(
            name="energy", tables=(wallets, lots, holds, quota_uses, conversations), rebuild_in=energy.rebuild_in
        ),
    )
