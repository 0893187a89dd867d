"""What people read of their wallet: balance, price of an action, statement, analytics."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select

import tools.energy.pricing as pricing
import tools.energy.wallets as wallets
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
    EnergyReleased,
    EnergyRestored,
    Fact,
    HoldExpired,
    LotExpired,
    QuotaUsed,
    TierChanged,
    WalletClosed,
    fact_of,
)
from tools.energy.models import Analytics, Balance, Catalogue, Kind, Movement
from tools.errors import InvalidArguments, NotFound
from tools.events import EventStore, person_stream
from tools.metering import Quote
from tools.storage.schema import events, holds

LONGEST_STATEMENT = 200
MOST_DAYS = 366

_MOVES_NOTHING = (ConversationOpened, QuotaUsed, WalletClosed)
_KINDS: dict[type[Fact], Kind] = {
    EnergyCredited: "credit",
    EnergyHeld: "hold",
    EnergyCaptured: "spend",
    EnergyReleased: "release",
    HoldExpired: "expiry",
    LotExpired: "expiry",
    CaptureLost: "lost",
    EnergyRefunded: "refund",
    EnergyClawedBack: "clawback",
    DebtRepaid: "clawback",
    EnergyRestored: "restore",
    TierChanged: "tier",
}

_LINES = (
    select(events.c.id, events.c.type, events.c.schema_version, events.c.data, events.c.at)
    .where(
        events.c.stream == bindparam("of_stream"),
        events.c.version < bindparam("version"),
        events.c.type.not_in([each.__name__ for each in _MOVES_NOTHING]),
    )
    .order_by(events.c.version.desc())
    .limit(bindparam("most"))
)
_VERSION = select(events.c.version).where(events.c.stream == bindparam("of_stream"), events.c.id == bindparam("event"))
_BEYOND = 2**31 - 1


def balance(connection: Connection, user_id: UserId, catalogue: Catalogue, now: datetime) -> Balance:
    """The wallet as its owner sees it: what has expired is gone, whether or not it was swept."""
    state = wallets.load(connection, user_id)
    wallets.add_month(connection, state, pricing.paris_month(now))
    wallets.add_day(connection, state, pricing.paris_day(now))
    given = pricing.given_tier(state, now)
    tier = pricing.tier_of(state, now)
    rules, wallet = catalogue.tiers[tier], state.wallet
    quotas = catalogue.quotas if rules.all_included else rules.included
    return Balance(
        available=pricing.spendable(state, now),
        held=wallet.held if wallet else 0,
        debt=wallet.debt if wallet else 0,
        tier=tier,
        tier_until=given.until if given else None,
        lots=tuple(pricing.living(state, now)),
        included={quota: pricing.left_of(state, rules, quota, now) for quota in quotas},
        conversations_left=pricing.conversations_left(state, rules, now),
        version=state.version,
    )


def quote(connection: Connection, user_id: UserId, catalogue: Catalogue, action: str, now: datetime) -> Quote:
    """What an action would cost now; raises UnknownAction."""
    quota = pricing.action_of(catalogue, action).quota
    state = wallets.load(connection, user_id, quota=quota or "", period=pricing.paris_month(now))
    return pricing.quote(state, catalogue, action, now)


def statement(
    connection: Connection, store: EventStore, user_id: UserId, before: str | None, limit: int
) -> list[Movement]:
    """Movements before one, the newest first; raises NotFound, InvalidArguments."""
    if not 1 <= limit <= LONGEST_STATEMENT:
        raise InvalidArguments(f"limit is from 1 to {LONGEST_STATEMENT}, not {limit!r}", field="limit")
    stream, version = person_stream("wallet", user_id), _BEYOND
    if before is not None:
        known = connection.execute(_VERSION, {"of_stream": stream, "event": before}).scalar()
        if known is None:
            raise NotFound(f"movement {before!r}", what="movement")
        version = known
    found: list[Movement] = []
    for row in connection.execute(_LINES, {"of_stream": stream, "version": version, "most": limit}):
        data = row.data
        if store.registry is not None:
            _, data = store.registry.upcast(row.type, row.schema_version, data)
        found.append(_movement(row.id, row.at, fact_of(row.type, data)))
    return found


def analytics(connection: Connection, user_id: UserId, days: int, now: datetime) -> Analytics:
    """What was spent in the last Paris days, today included; raises InvalidArguments."""
    if not 1 <= days <= MOST_DAYS:
        raise InvalidArguments(f"days is from 1 to {MOST_DAYS}, not {days!r}", field="days")
    midnight = now.astimezone(pricing.PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    # Local arithmetic: a day of 23 or 25 hours is one day.
    since = midnight - timedelta(days=days - 1)
    query = select(holds.c.captured, holds.c.action, holds.c.agent, holds.c.ended_at).where(
        holds.c.user_id == user_id,
        holds.c.state == "captured",
        holds.c.refunded.is_(False),
        holds.c.ended_at >= since,
    )
    by_day, by_action, by_agent, times = (Counter[str]() for _ in range(4))
    for row in connection.execute(query):
        by_day[pricing.paris_day(row.ended_at)] += row.captured
        by_action[row.action] += row.captured
        by_agent[row.agent or ""] += row.captured
        times[row.action] += 1
    return Analytics(
        days=days,
        spent=by_day.total(),
        by_day=dict(sorted(by_day.items())),
        by_action=dict(sorted(by_action.items())),
        by_agent=dict(sorted(by_agent.items())),
        times=dict(sorted(times.items())),
    )


def _movement(event: str, at: datetime, fact: Fact) -> Movement:
    told = fact.model_dump(include={"action", "agent", "hold_id", "order_id", "origin", "basis"})
    return Movement(
        id=event, at=at, kind=_KINDS[type(fact)], change=_change(fact), available=fact.available, held=fact.held, **told
    )


def _change(fact: Fact) -> int:
    match fact:
        case EnergyCredited() | EnergyRefunded() | EnergyRestored():
            return fact.points
        case EnergyClawedBack() | DebtRepaid() | LotExpired():
            return -fact.points
        case EnergyHeld():
            return -fact.amount
        case Ended():
            return sum(points for _, points in fact.returned)
    return 0
