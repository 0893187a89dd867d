"""The audit of energy: its invariants, checked, and its projections, folded again from the events."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, bindparam, func, select, union_all

import tools.energy.wallets as wallets
from tools.actor import UserId
from tools.energy.events import CaptureLost, Ended, EnergyRefunded, HoldExpired, fact_of
from tools.energy.projection import State, apply
from tools.events import EventStore, RecordedEvent, person_stream
from tools.storage.schema import events
from tools.storage.schema import wallets as wallet_rows

TOGETHER = 200
"""Wallets read at once."""

# From one person to the next by the index of each table: cheaper than the distinct ones of all events.
_EACH = union_all(
    *(
        select(func.min(table.c.user_id).label("user_id")).where(table.c.user_id > bindparam("last"))
        for table in (events, wallet_rows)
    )
).subquery()
_NEXT = select(func.min(_EACH.c.user_id))


def rebuild(connection: Connection, store: EventStore) -> int:
    """Drop every wallet and fold it again; returns how many there are."""
    wallets.remove(connection)
    rebuilt = 0
    for user_id in _people(connection):
        state = State(user_id)
        for event in store.read_in(connection, user_id, person_stream("wallet", user_id), None):
            apply(state, event)
        wallets.save(connection, State(user_id), state)
        rebuilt += state.wallet is not None
    return rebuilt


def violations(connection: Connection, store: EventStore) -> list[str]:
    """What does not hold, wallet by wallet."""
    found: list[str] = []
    for some in _batches(_people(connection)):
        for user_id, state in wallets.load_all(connection, some).items():
            recorded = store.read_in(connection, user_id, person_stream("wallet", user_id), None)
            problems = [*_of_state(state), *_of_stream(recorded, state)]
            found += [f"wallet {user_id}: {problem}" for problem in problems]
    return found


def _people(connection: Connection) -> Iterator[UserId]:
    """Everybody of whom there are events, or a wallet (without events it would be a mistake)."""
    last = ""
    while (last := connection.execute(_NEXT, {"last": last}).scalar() or "") != "":
        yield UserId(last)


def _batches(people: Iterator[UserId]) -> Iterator[Sequence[UserId]]:
    while some := list(islice(people, TOGETHER)):
        yield some


def _of_state(state: State) -> Iterator[str]:
    """What does not add up in the rows of a wallet."""
    wallet = state.wallet
    if wallet is None:
        if state.lots or state.holds or state.used or state.conversations:
            yield "rows without a wallet"
        return
    came = wallet.granted + wallet.bought + wallet.restored
    went = wallet.available + wallet.held + wallet.spent + wallet.expired + wallet.clawed_back
    if came != went:
        yield f"{came} points came in, {went} are accounted for"
    if (inside := sum(lot.remaining for lot in state.lots.values())) != wallet.available:
        yield f"{wallet.available} points are available, {inside} are in lots"
    if (held := sum(hold.amount for hold in state.holds.values() if hold.state == "held")) != wallet.held:
        yield f"{wallet.held} points are held, {held} by holds"
    if wallet.debt and wallet.available:
        yield f"{wallet.debt} points are owed while {wallet.available} are available"
    names = ("available", "held", "debt", "spent", "expired", "clawed_back")
    yield from (f"{name} is below 0" for name in names if getattr(wallet, name) < 0)
    yield from _of_rows(state)


def _of_rows(state: State) -> Iterator[str]:
    for lot in state.lots.values():
        if not 0 <= lot.remaining <= lot.amount:
            yield f"lot {lot.id} has {lot.remaining} of {lot.amount} points"
    for hold in state.holds.values():
        if not 0 <= hold.captured <= hold.amount or sum(points for _, points in hold.taken) != hold.amount:
            yield f"hold {hold.id} took {hold.taken!r} for {hold.amount}, spent {hold.captured}"
    yield from (
        f"{quota} in {period} was used {used} times" for (quota, period), used in state.used.items() if used < 0
    )


def _of_stream(recorded: Sequence[RecordedEvent], state: State) -> Iterator[str]:
    """Where the stream contradicts itself, or the rows."""
    folded, ends, refunds, expired = State(state.user_id), Counter[str](), Counter[str](), set[str]()
    for event in recorded:
        fact = fact_of(event.type, event.data)
        if isinstance(fact, Ended):
            ends[fact.hold_id] += 1
        if isinstance(fact, HoldExpired):
            expired.add(fact.hold_id)
        if isinstance(fact, EnergyRefunded):
            refunds[fact.hold_id] += 1
        if isinstance(fact, CaptureLost) and fact.hold_id not in expired:
            yield f"hold {fact.hold_id} was lost without having expired"
        apply(folded, event)
        wallet = folded.wallet
        if wallet is not None and (fact.available, fact.held) != (wallet.available, wallet.held):
            yield f"{event.type} at {event.version} says {fact.available} and {fact.held} held, not what it leaves"
    yield from (f"hold {hold_id} ended {times} times" for hold_id, times in ends.items() if times > 1)
    yield from (f"hold {hold_id} was refunded {times} times" for hold_id, times in refunds.items() if times > 1)
    for name in ("wallet", "lots", "holds", "used", "conversations"):
        if getattr(folded, name) != getattr(state, name):
            yield f"{name}: the rows are not what the events say"
