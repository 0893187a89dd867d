"""The events of a wallet: ids, enumerations and points; each says the balance after it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field

from tools.energy.models import Origin, Tier
from tools.events import EventData, EventType, NewEvent, Word
from tools.metering import Basis

Points = Annotated[int, Field(ge=0)]
Taken = tuple[tuple[Word, Points], ...]
"""Points by lot."""


class Fact(EventData):
    """What every event of a wallet says: points available and held after it."""

    available: Points = 0
    held: Points = 0


class EnergyCredited(Fact):
    """Points came in, as a new lot."""

    lot_id: Word
    points: Points
    origin: Origin
    order_id: Word | None = None
    expires_at: datetime | None = None


class EnergyHeld(Fact):
    """Points were set aside for an action; `amount` is 0 when it is included or unlimited."""

    hold_id: Word
    action: Word
    agent: Word | None = None
    price: Points
    amount: Points
    basis: Basis
    quota: Word | None = None
    period: Word | None = None
    taken: Taken = ()
    expires_at: datetime


class Ended(Fact):
    """A hold ended. `returned` went back to its lots; `expired` would have, had the lots not expired meanwhile."""

    hold_id: Word
    action: Word
    agent: Word | None = None
    basis: Basis
    amount: Points
    """Points that were spent; of an end without a spend, those that were held."""
    returned: Taken = ()
    expired: Points = 0


class EnergyCaptured(Ended):
    """The action was delivered: the points are spent."""


class EnergyReleased(Ended):
    """The action was not delivered, or is not charged."""

    reason: Word


class HoldExpired(Ended):
    """Nobody said in time what became of the action."""


class CaptureLost(Fact):
    """An action was delivered after its hold had expired, and the points were gone: the house bears it."""

    hold_id: Word
    action: Word
    agent: Word | None = None
    basis: Basis
    amount: Points


class LotExpired(Fact):
    """Points were not spent in time."""

    lot_id: Word
    origin: Origin
    points: Points


class EnergyRefunded(Fact):
    """A spend was given back, as a new lot."""

    hold_id: Word
    lot_id: Word
    action: Word
    points: Points
    expires_at: datetime | None = None


class EnergyClawedBack(Fact):
    """A payment was taken back: so many points were taken from lots, and the rest of them is owed."""

    order_id: Word
    reason: Word
    taken: Taken
    points: Points
    debt: Points


class DebtRepaid(Fact):
    """Points that came in, or back, settled what was owed."""

    taken: Taken
    points: Points


class EnergyRestored(Fact):
    """A payment that was taken back has come again: what was owed for it is cancelled, the rest is a new lot."""

    order_id: Word
    lot_id: Word
    points: Points
    cancelled: Points


class TierChanged(Fact):
    """A tier that `source` gives, until when (none: until it gives another); FREE: nothing. Each source by itself."""

    tier: Tier
    until: datetime | None
    source: Word


class QuotaUsed(Fact):
    """Something free that a monthly quota limits was done."""

    quota: Word
    period: Word


class ConversationOpened(Fact):
    """The first run of a thread on a Paris day."""

    thread_id: Word
    day: Word


class WalletClosed(Fact):
    """The person was erased: nothing follows."""


_SHARED: tuple[type[Fact], ...] = (
    EnergyCredited,
    EnergyHeld,
    EnergyCaptured,
    EnergyReleased,
    HoldExpired,
    LotExpired,
    EnergyRefunded,
    EnergyClawedBack,
    DebtRepaid,
    EnergyRestored,
    TierChanged,
)
_HOUSE: tuple[type[Fact], ...] = (CaptureLost, QuotaUsed, ConversationOpened, WalletClosed)

EVENTS: tuple[EventType, ...] = tuple(
    EventType(name=each.__name__, data=each, shared=each in _SHARED) for each in (*_SHARED, *_HOUSE)
)
_FACTS: Mapping[str, type[Fact]] = {each.__name__: each for each in (*_SHARED, *_HOUSE)}


def fact_of(type: str, data: Mapping[str, object]) -> Fact:
    """What a recorded event of a wallet says."""
    return _FACTS[type].model_validate(data)


def new_event(fact: Fact) -> NewEvent:
    """A fact to append."""
    return NewEvent(type=fact.__class__.__name__, data=fact.model_dump(mode="json"))
