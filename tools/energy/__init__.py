"""Energy: wallets, holds, tiers and the price list."""

from tools.energy.catalogue import CatalogueError, load_catalogue
from tools.energy.errors import (
    HoldEnded,
    InsufficientEnergy,
    NotRefundable,
    OperationInProgress,
    UnknownAction,
    UnknownPack,
    WalletFrozen,
)
from tools.energy.events import EVENTS
from tools.energy.ledger import Ledger
from tools.energy.metering import Metering
from tools.energy.models import (
    LARGEST,
    Action,
    Analytics,
    Balance,
    Catalogue,
    Change,
    Hold,
    HoldState,
    Lot,
    Movement,
    Origin,
    Pack,
    Plan,
    Tier,
    TierRules,
)
from tools.energy.operations import get_energy

__all__ = [
    "EVENTS",
    "LARGEST",
    "Action",
    "Analytics",
    "Balance",
    "Catalogue",
    "CatalogueError",
    "Change",
    "Hold",
    "HoldEnded",
    "HoldState",
    "InsufficientEnergy",
    "Ledger",
    "Lot",
    "Metering",
    "Movement",
    "NotRefundable",
    "OperationInProgress",
    "Origin",
    "Pack",
    "Plan",
    "Tier",
    "TierRules",
    "UnknownAction",
    "UnknownPack",
    "WalletFrozen",
    "get_energy",
    "load_catalogue",
]
