"""Projection: one function applies an event to a wallet, live and when everything is rebuilt."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from tools.actor import UserId
from tools.energy.events import (
    CaptureLost,
    ConversationOpened,
    DebtRepaid,
    Ended,
    EnergyCaptured,
    EnergyClawedBack,
    EnergyCredited,
    EnergyHeld,
    EnergyRefunded,
    EnergyRestored,
    Fact,
    HoldExpired,
    LotExpired,
    QuotaUsed,
    Taken,
    TierChanged,
    WalletClosed,
    fact_of,
)
from tools.energy.models import GivenTier, Hold, HoldState, Lot, Origin, Wallet
from tools.events import RecordedEvent


@dataclass(slots=True)
class State:
    """A wallet in memory, with those of its rows that are needed, or all of them. Rows are frozen: copies are cheap."""

    user_id: UserId
    wallet: Wallet | None = None
    """None: nothing has happened yet, or it is closed."""
    lots: dict[str, Lot] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    used: dict[tuple[str, str], int] = field(default_factory=dict)
    """Uses, by quota and period."""
    conversations: set[tuple[str, str]] = field(default_factory=set)
    """Day and thread."""

    @property
    def version(self) -> int:
        """The version of the stream that this is the fold of."""
        return self.wallet.version if self.wallet else 0

    def copy(self) -> "State":
        """A state that may change while this one does not."""
        return State(
            self.user_id,
            self.wallet,
            dict(self.lots),
            dict(self.holds),
            dict(self.used),
            set(self.conversations),
        )


def apply(state: State, event: RecordedEvent) -> None:
    """Apply a recorded event of the wallet's stream."""
    apply_fact(state, fact_of(event.type, event.data), event.version, event.at)


def apply_fact(state: State, fact: Fact, version: int, at: datetime) -> None:
    """Apply a fact to a state that holds the rows that it touches."""
    if isinstance(fact, WalletClosed):
        state.wallet = None
        state.lots, state.holds, state.used, state.conversations = {}, {}, {}, set()
        return
    wallet = state.wallet or Wallet(created_at=at, updated_at=at)
    state.wallet = replace(_fold(state, wallet, fact, at), version=version, updated_at=at)


def _fold(state: State, wallet: Wallet, fact: Fact, at: datetime) -> Wallet:
    match fact:
        case EnergyHeld():
            return _held(state, wallet, fact, at)
        case Ended():
            return _ended(state, wallet, fact, at)
        case EnergyCredited() | EnergyRefunded() | EnergyRestored():
            return _credited(state, wallet, fact, at)
        case EnergyClawedBack() | DebtRepaid() | LotExpired():
            return _taken_away(state, wallet, fact)
        case CaptureLost():
            state.holds[fact.hold_id] = replace(state.holds[fact.hold_id], state="lost")
        case TierChanged():
            return replace(wallet, tiers=_tiers(wallet, fact, at))
        case QuotaUsed():
            _count(state, fact.quota, fact.period, 1)
        case ConversationOpened():
            state.conversations.add((fact.day, fact.thread_id))
        case _:
            raise ValueError(f"no wallet knows {fact!r}")
    return wallet


def _tiers(wallet: Wallet, fact: TierChanged, at: datetime) -> tuple[GivenTier, ...]:
    """What each source gives now: another one's stays as it is, what has ended is forgotten."""
    others = [each for each in wallet.tiers if each.source != fact.source and (each.until is None or each.until > at)]
    if fact.tier != "FREE":
        others.append(GivenTier(source=fact.source, tier=fact.tier, until=fact.until))
    return tuple(others)


def _held(state: State, wallet: Wallet, fact: EnergyHeld, at: datetime) -> Wallet:
    _shift(state, fact.taken, -1)
    _count(state, fact.quota, fact.period, 1)
    state.holds[fact.hold_id] = Hold(
        id=fact.hold_id,
        user_id=state.user_id,
        action=fact.action,
        agent=fact.agent,
        price=fact.price,
        amount=fact.amount,
        captured=0,
        basis=fact.basis,
        state="held",
        quota=fact.quota,
        period=fact.period,
        taken=fact.taken,
        refunded=False,
        created_at=at,
        expires_at=fact.expires_at,
        ended_at=None,
    )
    return replace(wallet, available=wallet.available - fact.amount, held=wallet.held + fact.amount)


def _ended(state: State, wallet: Wallet, fact: Ended, at: datetime) -> Wallet:
    hold = state.holds[fact.hold_id]
    captured = fact.amount if isinstance(fact, EnergyCaptured) else 0
    became: HoldState = "captured" if isinstance(fact, EnergyCaptured) else "released"
    if isinstance(fact, HoldExpired):
        became = "expired"
    if became != "captured":
        _count(state, hold.quota, hold.period, -1)
    _shift(state, fact.returned, 1)
    state.holds[hold.id] = replace(hold, state=became, captured=captured, ended_at=at)
    return replace(
        wallet,
        available=wallet.available + _sum(fact.returned),
        held=wallet.held - hold.amount,
        spent=wallet.spent + captured,
        expired=wallet.expired + fact.expired,
    )


def _credited(
    state: State, wallet: Wallet, fact: EnergyCredited | EnergyRefunded | EnergyRestored, at: datetime
) -> Wallet:
    available, restored = wallet.available + fact.points, wallet.restored + fact.points
    match fact:
        case EnergyCredited():
            _add_lot(state, fact, fact.origin, at, fact.order_id, fact.expires_at)
            if fact.origin == "purchase":
                return replace(wallet, available=available, bought=wallet.bought + fact.points)
            return replace(wallet, available=available, granted=wallet.granted + fact.points)
        case EnergyRefunded():
            _add_lot(state, fact, "refund", at, expires_at=fact.expires_at)
            state.holds[fact.hold_id] = replace(state.holds[fact.hold_id], refunded=True)
            return replace(wallet, available=available, restored=restored)
        case EnergyRestored():
            if fact.points:
                _add_lot(state, fact, "purchase", at, fact.order_id)
            return replace(wallet, available=available, restored=restored, debt=wallet.debt - fact.cancelled)


def _taken_away(state: State, wallet: Wallet, fact: EnergyClawedBack | DebtRepaid | LotExpired) -> Wallet:
    available = wallet.available - fact.points
    match fact:
        case LotExpired():
            _shift(state, ((fact.lot_id, fact.points),), -1)
            return replace(wallet, available=available, expired=wallet.expired + fact.points)
        case EnergyClawedBack():
            owed = wallet.debt + fact.debt
        case DebtRepaid():
            owed = wallet.debt - fact.points
    _shift(state, fact.taken, -1)
    return replace(wallet, available=available, debt=owed, clawed_back=wallet.clawed_back + fact.points)


def _add_lot(
    state: State,
    fact: EnergyCredited | EnergyRefunded | EnergyRestored,
    origin: Origin,
    at: datetime,
    order_id: str | None = None,
    expires_at: datetime | None = None,
) -> None:
    state.lots[fact.lot_id] = Lot(
        id=fact.lot_id,
        origin=origin,
        amount=fact.points,
        remaining=fact.points,
        expires_at=expires_at,
        order_id=order_id,
        created_at=at,
    )


def _shift(state: State, taken: Taken, sign: int) -> None:
    for lot_id, points in taken:
        lot = state.lots[lot_id]
        state.lots[lot_id] = replace(lot, remaining=lot.remaining + sign * points)


def _count(state: State, quota: str | None, period: str | None, uses: int) -> None:
    if quota is not None and period is not None:
        state.used[quota, period] = state.used.get((quota, period), 0) + uses


def _sum(taken: Taken) -> int:
    return sum(points for _, points in taken)
