"""Pure rules of prices: what an action costs this person now, what their tier gives, which pack covers the rest."""

from datetime import datetime
from math import inf
from typing import get_args
from zoneinfo import ZoneInfo

from tools.energy.errors import UnknownAction
from tools.energy.models import Action, Catalogue, GivenTier, Lot, Tier, TierRules
from tools.energy.projection import State
from tools.metering import Basis, Quote

PARIS = ZoneInfo("Europe/Paris")
TIERS: tuple[Tier, ...] = get_args(Tier)
"""From the lowest to the highest."""


def paris_day(at: datetime) -> str:
    """The day in Paris, as 2026-11-21."""
    return at.astimezone(PARIS).date().isoformat()


def paris_month(at: datetime) -> str:
    """The month in Paris, as 2026-11."""
    return paris_day(at)[:7]


def tier_of(state: State, now: datetime) -> Tier:
    """The person's tier at this moment."""
    given = given_tier(state, now)
    return given.tier if given else "FREE"


def given_tier(state: State, now: datetime) -> GivenTier | None:
    """The highest tier that something gives now; of equal ones, the one that lasts longest."""
    living = [each for each in state.wallet.tiers if each.until is None or each.until > now] if state.wallet else []
    return max(living, key=_worth, default=None)


def _worth(given: GivenTier) -> tuple[int, float]:
    return TIERS.index(given.tier), inf if given.until is None else given.until.timestamp()


def action_of(catalogue: Catalogue, action: str) -> Action:
    """A line of the price list; raises UnknownAction with the list."""
    if (found := catalogue.actions.get(action)) is None:
        raise UnknownAction(f"no action {action!r}", field="action", known=sorted(catalogue.actions))
    return found


def basis_of(state: State, rules: TierRules, action: Action, now: datetime) -> Basis:
    """How an action is charged now: it is unlimited, one of those that the month includes, or it costs energy."""
    if rules.all_included:
        return "unlimited"
    if action.quota is not None and left_of(state, rules, action.quota, now) != 0:
        return "included"
    return "energy"


def left_of(state: State, rules: TierRules, quota: str, now: datetime) -> int | None:
    """What the month still includes of a quota; None: no limit."""
    if rules.all_included:
        return None
    limit = rules.included.get(quota, 0)
    return None if limit is None else max(0, limit - state.used.get((quota, paris_month(now)), 0))


def conversations_left(state: State, rules: TierRules, now: datetime) -> int | None:
    """Conversations that may begin today; None: no limit."""
    if rules.conversations_a_day is None:
        return None
    return max(0, rules.conversations_a_day - sum(day == paris_day(now) for day, _ in state.conversations))


def living(state: State, now: datetime) -> list[Lot]:
    """Lots that may be spent from, in the order in which they are."""
    return sorted((lot for lot in state.lots.values() if lot.alive(now)), key=lambda lot: lot.rank)


def spendable(state: State, now: datetime) -> int:
    """Points that could be spent now, whether or not what has expired was swept."""
    return sum(lot.remaining for lot in state.lots.values() if lot.alive(now))


def quote(state: State, catalogue: Catalogue, action: str, now: datetime) -> Quote:
    """What an action would cost now; raises UnknownAction."""
    line = action_of(catalogue, action)
    basis = basis_of(state, catalogue.tiers[tier_of(state, now)], line, now)
    charge = line.points if basis == "energy" else 0
    return Quote(
        action=action,
        price=line.points,
        charge=charge,
        basis=basis,
        available=spendable(state, now),
        held=state.wallet.held if state.wallet else 0,
        asks_first=charge >= catalogue.confirm_from,
        unasked=catalogue.confirm_from - 1,
        debt=state.wallet.debt if state.wallet else 0,
    )


def required_pack(catalogue: Catalogue, shortfall: int) -> str | None:
    """The cheapest pack that covers a shortfall, the largest one when none does; None when there is no pack."""
    covering = [pack for pack in catalogue.packs.values() if pack.points >= shortfall]
    if covering:
        return min(covering, key=lambda pack: (pack.amount, pack.points)).id
    return max(catalogue.packs.values(), key=lambda pack: pack.points).id if catalogue.packs else None


def teaser(catalogue: Catalogue, tier: Tier, feature: str, locale: str) -> str | None:
    """What a feature would give, without its content; None when the tier has it."""
    if feature in catalogue.tiers[tier].features:
        return None
    texts = catalogue.features[feature]
    return texts.get(locale, texts["fr"])
