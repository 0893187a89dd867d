"""What the `iris energy` command does: an operator gives points or a tier, and looks at a wallet."""

from datetime import timedelta
from typing import get_args

from sqlalchemy import Connection, select

from agents.runtime import Runtime
from server.privacy_commands import OPERATOR, opened
from tools.actor import UserId, new_id
from tools.energy import LARGEST, Balance, Tier
from tools.errors import InvalidArguments, NotFound
from tools.storage.schema import people

CLOSED = "closed"


async def grant(user_id: str, points: int, key: str | None) -> str:
    """Give points; the same `key` twice gives them once. Raises NotFound, InvalidArguments."""
    if not 0 < points <= LARGEST:
        raise InvalidArguments(f"1 to {LARGEST} points", field="points")
    async with opened() as iris:
        person = await _person(iris, user_id)
        command = f"operator:{key or new_id('cmd')}"
        change = await iris.energy.credit(person, points, origin="grant", command=command, actor=OPERATOR)
    return f"{change.change} points given: {user_id} has {change.available}"


async def set_tier(user_id: str, tier: str, days: int | None) -> str:
    """Give a tier for so many days, or until another one. Raises NotFound, InvalidArguments."""
    known: dict[str, Tier] = {each: each for each in get_args(Tier)}
    if (given := known.get(tier.upper())) is None:
        raise InvalidArguments(f"a tier is one of {', '.join(known)}", field="tier")
    async with opened() as iris:
        person = await _person(iris, user_id)
        until = None if days is None else iris.clock.now() + timedelta(days=days)
        await iris.energy.set_tier(person, given, until, source=OPERATOR, command=f"operator:{new_id('cmd')}")
    return f"{user_id} is {given} {'until another tier' if until is None else f'until {until:%Y-%m-%d %H:%M} UTC'}"


async def show(user_id: str, lines: int) -> str:
    """A wallet and its last movements. Raises NotFound."""
    async with opened() as iris:
        person = await _person(iris, user_id)
        balance = await iris.energy.balance(person)
        moves = await iris.energy.statement(person, limit=lines)
    told = [
        f"{move.at:%Y-%m-%d %H:%M}  {move.kind:<9} {move.change:>+8}  {move.available:>8}"
        f"  {move.action or move.origin or ''}".rstrip()
        for move in moves
    ]
    return "\n".join([_summary(balance), *told])


def _summary(balance: Balance) -> str:
    debt = f", {balance.debt} owed" if balance.debt else ""
    until = "" if balance.tier_until is None else f" until {balance.tier_until:%Y-%m-%d}"
    return f"{balance.available} points, {balance.held} held{debt}; {balance.tier}{until}"


async def _person(iris: Runtime, user_id: str) -> UserId:
    def known(connection: Connection) -> bool:
        query = select(people.c.id).where(people.c.id == user_id, people.c.kind != CLOSED)
        return connection.execute(query).first() is not None

    if not await iris.database.read(known):
        raise NotFound(f"no person {user_id!r}")
    return UserId(user_id)
