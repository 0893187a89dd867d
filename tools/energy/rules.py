"""Pure rules of energy. No I/O, no clock, no settings."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tools.energy.errors import HoldEnded, InsufficientEnergy, NotRefundable, WalletFrozen
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
    EnergyReleased,
    EnergyRestored,
    Fact,
    HoldExpired,
    LotExpired,
    QuotaUsed,
    Taken,
    TierChanged,
    WalletClosed,
    new_event,
)
from tools.energy.models import LARGEST, Catalogue, Hold, Lot, Origin, Tier
from tools.energy.pricing import (
    conversations_left,
    left_of,
    living,
    paris_day,
    paris_month,
    quote,
    required_pack,
    spendable,
    tier_of,
)
from tools.energy.projection import State, apply_fact
from tools.errors import ConfirmationRequired, InvalidArguments
from tools.events import NewEvent

HOLD_LASTS = timedelta(minutes=15)
"""Longer than any operation: what is held longer was left behind."""
REFUND_LASTS = timedelta(days=30)
"""The time that is left, at least, to spend what a refund gives back."""
LONGEST_ID = 120


@dataclass(slots=True)
class Draft:
    """A decision in the making: the wallet as its facts would leave it, and the events so far."""

    state: State
    now: datetime
    events: list[NewEvent] = field(default_factory=list)

    def add(self, fact: Fact) -> None:
        """Let a fact happen."""
        apply_fact(self.state, fact, self.state.version + 1, self.now)
        after = {"available": self.available, "held": self.state.wallet.held if self.state.wallet else 0}
        self.events.append(new_event(fact.model_copy(update=after)))

    @property
    def available(self) -> int:
        """Points in lots, those included that have expired and were not yet swept."""
        return self.state.wallet.available if self.state.wallet else 0

    @property
    def debt(self) -> int:
        """Points that are owed."""
        return self.state.wallet.debt if self.state.wallet else 0


def derived_id(kind: str, *parts: str) -> str:
    """An opaque id that is the same for the same parts."""
    return f"{kind}_{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"


def ending(hold_id: str) -> str:
    """The command that ends a hold, whichever way: the event store takes a command once."""
    return f"end:{hold_id}"


def whole(points: int, field: str = "points", *, least: int = 1) -> int:
    """Points that are a whole number, neither too few nor absurdly many; raises InvalidArguments."""
    if isinstance(points, bool) or not isinstance(points, int) or not least <= points <= LARGEST:
        raise InvalidArguments(f"{field} is a whole number from {least} to {LARGEST}, not {points!r}", field=field)
    return points


def burn(lots: Iterable[Lot], points: int) -> Taken:
    """So many points from lots in this order, or as many as there are."""
    taken: list[tuple[str, int]] = []
    for lot in lots:
        if points and (part := min(points, lot.remaining)):
            taken.append((lot.id, part))
            points -= part
    return tuple(taken)


def decide_hold(
    draft: Draft,
    catalogue: Catalogue,
    action: str,
    hold_id: str,
    agent: str | None = None,
    *,
    at_most: int | None = None,
) -> None:
    """Set an action's points aside; raises UnknownAction, WalletFrozen, InsufficientEnergy, ConfirmationRequired."""
    if not 0 < len(hold_id) <= LONGEST_ID:
        raise InvalidArguments(f"the id of a hold has 1 to {LONGEST_ID} characters", field="hold_id")
    asked = quote(draft.state, catalogue, action, draft.now)
    require(draft, catalogue, asked.charge, action)
    if at_most is not None and asked.charge > at_most:
        # What the month included when the person was asked, or nobody was, is used up since.
        raise ConfirmationRequired(f"{action!r} costs {asked.charge} points, {at_most} were agreed to", action=action)
    included = asked.basis == "included"
    draft.add(
        EnergyHeld(
            hold_id=hold_id,
            action=action,
            agent=agent,
            price=asked.price,
            amount=asked.charge,
            basis=asked.basis,
            quota=catalogue.actions[action].quota if included else None,
            period=paris_month(draft.now) if included else None,
            taken=burn(living(draft.state, draft.now), asked.charge),
            expires_at=draft.now + HOLD_LASTS,
        )
    )


def require(draft: Draft, catalogue: Catalogue, charge: int, action: str) -> None:
    """Raise WalletFrozen or InsufficientEnergy when the points cannot be taken."""
    available = spendable(draft.state, draft.now)
    if charge and draft.debt:
        raise WalletFrozen(f"{draft.debt} points are owed", debt=draft.debt, action=action)
    if charge > available:
        raise InsufficientEnergy(
            f"{action!r} needs {charge} points, {available} are there",
            energy_required=charge,
            energy_available=available,
            required_pack=required_pack(catalogue, charge - available),
            action=action,
        )


def decide_spend(draft: Draft, catalogue: Catalogue, action: str, hold_id: str, agent: str | None = None) -> None:
    """Hold and spend in one go; raises as `decide_hold` does."""
    decide_hold(draft, catalogue, action, hold_id, agent)
    decide_capture(draft, draft.state.holds[hold_id])


def decide_capture(draft: Draft, hold: Hold, amount: int | None = None) -> None:
    """Spend what was held, or less: the rest returns to its lots. Raises HoldEnded, InvalidArguments."""
    spent = hold.amount if amount is None else whole(amount, "amount", least=0)
    if spent > hold.amount:
        raise InvalidArguments(f"{hold.amount} points were held, not {spent}", field="amount")
    _end(draft, hold, EnergyCaptured, spent=spent)


def decide_late_capture(draft: Draft, hold: Hold, again: str, amount: int | None = None) -> None:
    """Take the points of an expired hold again, as another hold, and spend them; what is gone is lost to the house."""
    wanted = hold.amount if amount is None else min(whole(amount, "amount", least=0), hold.amount)
    if wanted and (draft.debt or spendable(draft.state, draft.now) < wanted):
        draft.add(CaptureLost(hold_id=hold.id, action=hold.action, agent=hold.agent, basis=hold.basis, amount=wanted))
        return
    draft.add(
        EnergyHeld(
            hold_id=again,
            action=hold.action,
            agent=hold.agent,
            price=hold.price,
            amount=wanted,
            basis=hold.basis,
            quota=hold.quota,
            period=hold.period,
            taken=burn(living(draft.state, draft.now), wanted),
            expires_at=draft.now + HOLD_LASTS,
        )
    )
    decide_capture(draft, draft.state.holds[again])


def decide_release(draft: Draft, hold: Hold, reason: str) -> None:
    """Give everything back; raises HoldEnded."""
    _end(draft, hold, EnergyReleased, reason=reason)


def decide_expiry(draft: Draft, hold: Hold) -> None:
    """Give everything back because nobody said what became of it; raises HoldEnded."""
    _end(draft, hold, HoldExpired)


def _end(draft: Draft, hold: Hold, how: type[Ended], *, spent: int | None = None, **more: str) -> None:
    """End a hold, once: what is not spent goes back to its lots. Raises HoldEnded."""
    must_be_held(hold)
    returned, expired = _back(draft, hold, spent or 0)
    common = {"hold_id": hold.id, "action": hold.action, "agent": hold.agent, "basis": hold.basis}
    amount = hold.amount if spent is None else spent
    draft.add(how.model_validate({**common, "amount": amount, "returned": returned, "expired": expired, **more}))
    settle(draft)


def must_be_held(hold: Hold) -> None:
    """Raise HoldEnded when the hold has ended: it does so once."""
    if hold.state != "held":
        raise HoldEnded(f"hold {hold.id!r} was {hold.state}", state=hold.state)


def _back(draft: Draft, hold: Hold, kept: int) -> tuple[Taken, int]:
    """What goes back to which lots when so many points are kept, and what cannot, its lots having expired."""
    returned: list[tuple[str, int]] = []
    expired = 0
    for lot_id, points in hold.taken:
        # What was taken first is spent first: it expires soonest.
        back = points - min(points, kept)
        kept -= points - back
        lot = draft.state.lots[lot_id] if back else None
        if lot is not None and lot.expires_at is not None and lot.expires_at <= draft.now:
            expired += back
        elif lot is not None:
            returned.append((lot_id, back))
    return tuple(returned), expired


def settle(draft: Draft) -> None:
    """Let what is available repay what is owed."""
    if draft.debt and (taken := burn(living(draft.state, draft.now), draft.debt)):
        draft.add(DebtRepaid(taken=taken, points=sum(points for _, points in taken)))


def due_lots(state: State, now: datetime) -> list[Lot]:
    """Lots whose points have expired."""
    return [lot for lot in state.lots.values() if lot.remaining and not lot.alive(now)]


def decide_lot_expiry(draft: Draft, lot: Lot) -> None:
    """Let what is left in a lot expire."""
    draft.add(LotExpired(lot_id=lot.id, origin=lot.origin, points=lot.remaining))


def decide_credit(
    draft: Draft,
    catalogue: Catalogue,
    points: int,
    *,
    origin: Origin,
    lot_id: str,
    order_id: str | None,
    expires_at: datetime | None,
) -> None:
    """Add points; what is owed is repaid first. Raises InvalidArguments."""
    if origin == "refund":
        raise InvalidArguments("a refund names the spend that it gives back", field="origin")
    lasting: Mapping[Origin, int | None] = {
        "purchase": catalogue.purchase_days,
        "bonus": catalogue.bonus_days,
        "welcome": catalogue.welcome_days,
    }
    days = lasting.get(origin)
    if expires_at is None and days is not None:
        expires_at = draft.now + timedelta(days=days)
    draft.add(
        EnergyCredited(lot_id=lot_id, points=whole(points), origin=origin, order_id=order_id, expires_at=expires_at)
    )
    settle(draft)


def decide_claw_back(draft: Draft, points: int, *, order_id: str, reason: str) -> tuple[int, int]:
    """Take the points of a payment back: from its lots, from others, and the rest becomes debt."""
    lots = sorted(living(draft.state, draft.now), key=lambda lot: (lot.order_id != order_id, lot.rank))
    taken = burn(lots, whole(points))
    got = sum(part for _, part in taken)
    draft.add(EnergyClawedBack(order_id=order_id, reason=reason, taken=taken, points=got, debt=points - got))
    return got, points - got


def decide_restore(draft: Draft, *, order_id: str, lot_id: str, points: int, debt: int) -> None:
    """Give back what a claw-back took: debt is cancelled, and what of it was repaid meanwhile comes back as points."""
    whole(points, least=0), whole(debt, "debt", least=0)
    cancelled = min(debt, draft.debt)
    draft.add(EnergyRestored(order_id=order_id, lot_id=lot_id, points=points + debt - cancelled, cancelled=cancelled))
    settle(draft)


def decide_refund(draft: Draft, hold: Hold, lot_id: str) -> None:
    """Give a spend back, once; raises NotRefundable. It expires with the last of the lots that it was taken from."""
    if hold.state != "captured" or hold.refunded or not hold.captured:
        raise NotRefundable(f"hold {hold.id!r} is {hold.state}, refunded: {hold.refunded}", hold_id=hold.id)
    draft.add(
        EnergyRefunded(
            hold_id=hold.id,
            lot_id=lot_id,
            action=hold.action,
            points=hold.captured,
            expires_at=_refund_expiry(draft, hold),
        )
    )
    settle(draft)


def _refund_expiry(draft: Draft, hold: Hold) -> datetime | None:
    ends = [draft.state.lots[lot_id].expires_at for lot_id, _ in hold.taken]
    known = [end for end in ends if end is not None]
    return max([*known, draft.now + REFUND_LASTS]) if len(known) == len(ends) else None


def decide_tier(draft: Draft, tier: Tier, until: datetime | None, source: str) -> None:
    """Let a source give a tier, until a moment or until it gives another; FREE: it gives nothing any more."""
    draft.add(TierChanged(tier=tier, until=until, source=source))


def decide_conversation(draft: Draft, catalogue: Catalogue, thread_id: str) -> bool:
    """Whether a run may begin on a thread today: it is one of today's conversations, or one more is allowed."""
    day = paris_day(draft.now)
    if (day, thread_id) in draft.state.conversations:
        return True
    rules = catalogue.tiers[tier_of(draft.state, draft.now)]
    if conversations_left(draft.state, rules, draft.now) == 0:
        return False
    draft.add(ConversationOpened(thread_id=thread_id, day=day))
    return True


def decide_quota(draft: Draft, catalogue: Catalogue, quota: str) -> bool:
    """Count something free that a monthly quota limits; False when the month's are used up."""
    if quota not in catalogue.quotas:
        raise InvalidArguments(f"no quota {quota!r}", field="quota", known=sorted(catalogue.quotas))
    rules = catalogue.tiers[tier_of(draft.state, draft.now)]
    if left_of(draft.state, rules, quota, draft.now) == 0:
        return False
    draft.add(QuotaUsed(quota=quota, period=paris_month(draft.now)))
    return True


def decide_closing(draft: Draft) -> None:
    """Close the wallet of a person who is erased."""
    draft.add(WalletClosed())
