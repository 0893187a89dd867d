"""Energy: points that people buy and actions cost. Amounts are whole points, prices are cents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tools.actor import UserId
from tools.metering import Basis

Tier = Literal["FREE", "PREMIUM", "UNLIMITED", "ENTERPRISE"]
Origin = Literal["purchase", "bonus", "welcome", "grant", "refund"]
Kind = Literal["credit", "hold", "spend", "release", "expiry", "refund", "clawback", "restore", "tier", "lost"]
HoldState = Literal["held", "captured", "released", "expired", "lost"]

LARGEST = 1_000_000
"""Points of one movement at most: beyond, it is a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A line of the price list, and the operations that it pays for. `quota` is the monthly one that may include it."""

    id: str
    points: int
    operations: tuple[str, ...]
    title: Mapping[str, str]
    quota: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What people buy once: points. `first_bonus` comes on top of a person's first purchase."""

    id: str
    title: Mapping[str, str]
    amount: int
    """Cents."""
    points: int
    first_bonus: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What people subscribe to by the month; it gives a tier."""

    id: str
    title: Mapping[str, str]
    amount: int
    """Cents a month."""
    tier: Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRules:
    """What a tier allows. None: no limit; `included` is by quota and month; `all_included`: nothing is deducted."""

    tier: Tier
    conversations_a_day: int | None
    included: Mapping[str, int | None]
    all_included: bool
    features: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The one place of prices, packs, plans and tiers."""

    name: str
    currency: str
    confirm_from: int
    """Points from which an action is asked for first in a conversation."""
    actions: Mapping[str, Action]
    packs: Mapping[str, Pack]
    plans: Mapping[str, Plan]
    tiers: Mapping[Tier, TierRules]
    features: Mapping[str, Mapping[str, str]]
    """What a feature would give, by locale: the text of its teaser."""
    quotas: Mapping[str, Mapping[str, str]]
    """What a quota counts, by locale."""
    welcome_points: int
    welcome_days: int | None
    bonus_days: int | None
    purchase_days: int | None
    """Days that points last, by origin; None: for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Points of one origin; those that expire soonest are spent first."""

    id: str
    origin: Origin
    amount: int
    remaining: int
    expires_at: datetime | None
    order_id: str | None = None
    created_at: datetime

    @property
    def rank(self) -> tuple[bool, float, datetime, str]:
        """Its place in the order in which points are spent: soonest expiring first, then oldest."""
        ends = self.expires_at
        return ends is None, 0.0 if ends is None else ends.timestamp(), self.created_at, self.id

    def alive(self, now: datetime) -> bool:
        """Whether it has points that may still be spent."""
        return self.remaining > 0 and (self.expires_at is None or self.expires_at > now)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenTier:
    """A tier and what gives it (an order, an operator), until a moment (None: until the same gives another)."""

    source: str
    tier: Tier
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """A row of `wallets`: the fold of a stream up to its `version`; the last six are sums over its whole life."""

    version: int = 0
    available: int = 0
    held: int = 0
    debt: int = 0
    tiers: tuple[GivenTier, ...] = ()
    """One of each source, above FREE: the person has the highest that has not ended."""
    granted: int = 0
    bought: int = 0
    restored: int = 0
    spent: int = 0
    expired: int = 0
    clawed_back: int = 0
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A person's wallet as they see it."""

    available: int = 0
    held: int = 0
    debt: int = 0
    tier: Tier = "FREE"
    tier_until: datetime | None = None
    lots: tuple[Lot, ...] = ()
    """Those with something left, in the order in which they are spent."""
    included: Mapping[str, int | None] = field(default_factory=dict)
    """What is left this month, by quota; None: no limit."""
    conversations_left: int | None = None
    """Conversations that may begin today; None: no limit."""
    version: int = 0

    @property
    def unlimited(self) -> bool:
        """Whether nothing is deducted."""
        return self.tier in ("UNLIMITED", "ENTERPRISE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Points set aside for an action, until it is captured, released or expired: once."""

    id: str
    user_id: UserId
    action: str
    price: int
    amount: int
    captured: int
    basis: Basis
    state: HoldState
    quota: str | None
    period: str | None
    """The quota that it counts in, and the Paris month (2026-11), when it is included."""
    agent: str | None
    taken: tuple[tuple[str, int], ...]
    """Points by lot, in the order in which they were taken."""
    refunded: bool
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One line of a person's statement: what moved, by how much, why, and the balance after it."""

    id: str
    """Of the event."""
    at: datetime
    kind: Kind
    change: int
    """Of what is available; 0 for a spend, whose points left with its hold."""
    available: int
    held: int
    action: str | None = None
    agent: str | None = None
    hold_id: str | None = None
    order_id: str | None = None
    origin: Origin | None = None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a run shows after every movement, as `iris.energy`."""

    available: int
    held: int
    change: int
    action: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analytics:
    """Points spent in the last `days`: by Paris day (2026-11-21), by action, by agent (empty: REST).

    What was refunded is not counted; what was included or unlimited counts 0, and is in `times`, by action.
    """

    days: int
    spent: int = 0
    by_day: Mapping[str, int] = field(default_factory=dict)
    by_action: Mapping[str, int] = field(default_factory=dict)
    by_agent: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
