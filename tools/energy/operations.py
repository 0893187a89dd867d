"""The energy operations."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from tools.energy.metering import Metering
from tools.energy.models import Balance, Kind, Movement, Tier
from tools.energy.pricing import PARIS
from tools.operation import Effect, ToolContext, operation

LINES = 5


class NoArguments(BaseModel):
    """Nothing is asked."""


class Included(BaseModel):
    """What the month still includes; no `left`: without limit."""

    what: str
    left: int | None


class Price(BaseModel):
    """What an action costs, in points."""

    action: str
    title: str
    points: int


class Line(BaseModel):
    """A movement of points: `change` is what it did to the available ones."""

    on: date
    kind: Kind
    change: int
    available: int
    title: str | None = None


class Energy(BaseModel):
    """A person's energy, in points: what is available, what is set aside for work under way, what is owed."""

    available: int
    held: int
    debt: int
    tier: Tier
    unlimited: bool
    included: list[Included] = []
    conversations_left: int | None = None
    prices: list[Price] = []
    last: list[Line] = []


@operation(scope="energy:read", effect=Effect.READ)
async def get_energy(context: ToolContext, arguments: NoArguments) -> Energy:
    """Tell the person's energy (solde, points, crédits, forfait): points available and set aside, their tier, what
    this month still includes, what each action costs, and the last movements. Call it whenever they ask what they have
    left, what something costs or why their balance is what it is, and state only the figures that it returns. Never
    press them to buy."""
    meter = context.meter
    if not isinstance(meter, Metering):
        # Tests and evaluations: nothing costs anything.
        return Energy(available=0, held=0, debt=0, tier="UNLIMITED", unlimited=True)
    balance = await meter.ledger.balance(context.actor.user_id)
    lines = await meter.ledger.statement(context.actor.user_id, limit=LINES)
    return _told(balance, lines, meter, context.locale)


def _told(balance: Balance, lines: list[Movement], meter: Metering, locale: str) -> Energy:
    catalogue = meter.ledger.catalogue
    offered = [a for a in catalogue.actions.values() if meter.offered is None or a.id in meter.offered]
    quotas = {action.quota for action in offered}

    def said(titles: Mapping[str, str]) -> str:
        return titles.get(locale, titles["fr"])

    return Energy(
        available=balance.available,
        held=balance.held,
        debt=balance.debt,
        tier=balance.tier,
        unlimited=catalogue.tiers[balance.tier].all_included,
        included=[
            Included(what=said(catalogue.quotas[quota]), left=left)
            for quota, left in balance.included.items()
            if meter.offered is None or quota in quotas
        ],
        conversations_left=balance.conversations_left,
        prices=[Price(action=each.id, title=said(each.title), points=each.points) for each in offered],
        last=[
            Line(
                on=line.at.astimezone(PARIS).date(),
                kind=line.kind,
                change=line.change,
                available=line.available,
                title=said(action.title) if (action := catalogue.actions.get(line.action or "")) else None,
            )
            for line in lines
        ],
    )
