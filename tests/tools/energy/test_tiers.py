"""The truth table: what each action costs on each tier, with each month's use, and what a tier lacks."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.tools.energy.conftest import Bank
from tools.actor import UserId
from tools.energy import InsufficientEnergy, Tier, load_catalogue
from tools.energy.models import GivenTier, Lot, Wallet
from tools.energy.pricing import paris_day, paris_month, quote, teaser, tier_of
from tools.energy.projection import State
from tools.errors import InvalidArguments
from tools.metering import Basis

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CATALOGUE = load_catalogue()

QUOTAS = {"write_letter": "letters", "analyze_cv": "cv_analyses", "simulate_interview": "interviews"}
LIMITS: dict[Tier, dict[str, int]] = {
    "FREE": {"letters": 3},
    "PREMIUM": {"letters": 50, "cv_analyses": 10, "interviews": 10},
}
EVERY_TIER: tuple[Tier, ...] = ("FREE", "PREMIUM", "UNLIMITED", "ENTERPRISE")


def wallet_of(tier: Tier, points: int, **used: int) -> State:
    given = (GivenTier(source="s", tier=tier, until=None),)
    state = State(
        UserId("u_1"),
        Wallet(version=1, available=points, granted=points, tiers=given, created_at=NOW, updated_at=NOW),
    )
    state.used = {(quota, paris_month(NOW)): times for quota, times in used.items()}
    state.lots["l"] = Lot(id="l", origin="grant", amount=points, remaining=points, expires_at=None, created_at=NOW)
    return state


def rows() -> list[tuple[Tier, str, int, Basis]]:
    """Tier, action, uses of its quota this month, basis: as ARCHITECTURE.md 5 has it."""
    table: list[tuple[Tier, str, int, Basis]] = []
    for action in CATALOGUE.actions:
        table += [("UNLIMITED", action, 1000, "unlimited"), ("ENTERPRISE", action, 1000, "unlimited")]
        for tier, limits in LIMITS.items():
            limit = limits.get(QUOTAS.get(action, ""))
            if limit is None:
                table.append((tier, action, 0, "energy"))
            else:
                table += [(tier, action, 0, "included"), (tier, action, limit - 1, "included")]
                table += [(tier, action, limit, "energy"), (tier, action, limit + 1, "energy")]
    return table


@pytest.mark.parametrize(("tier", "action", "used", "basis"), rows())
@pytest.mark.parametrize("points", [0, 4, 1000])
def test_an_action_is_charged_as_the_tier_says(tier: Tier, action: str, used: int, basis: Basis, points: int) -> None:
    state = wallet_of(tier, points, **{QUOTAS.get(action, "none"): used})
    told = quote(state, CATALOGUE, action, NOW)
    price = CATALOGUE.actions[action].points
    charge = price if basis == "energy" else 0
    assert (told.basis, told.price, told.charge, told.available) == (basis, price, charge, points)
    assert told.shortfall == max(0, charge - points)
    # An action of ten points or more asks first in a conversation; what is not deducted never does.
    assert told.asks_first is (charge >= 10)


@pytest.mark.parametrize("tier", EVERY_TIER)
@pytest.mark.parametrize("feature", sorted(CATALOGUE.features))
def test_what_a_tier_lacks_is_shown_as_a_teaser(tier: Tier, feature: str) -> None:
    since: dict[str, tuple[Tier, ...]] = {
        "basic_templates": EVERY_TIER,
        "premium_templates": EVERY_TIER[1:],
        "journal_analytics": EVERY_TIER[1:],
        "rich_context": EVERY_TIER[1:],
        "everything": EVERY_TIER[2:],
        "api_keys": EVERY_TIER[3:],
        "analytics": EVERY_TIER[3:],
    }
    shown = teaser(CATALOGUE, tier, feature, "de")
    assert shown == (None if tier in since[feature] else CATALOGUE.features[feature]["de"])


@pytest.mark.parametrize(
    ("tier", "until", "now_is"),
    [
        ("PREMIUM", None, "PREMIUM"),
        ("PREMIUM", NOW + timedelta(seconds=1), "PREMIUM"),
        ("PREMIUM", NOW, "FREE"),
        ("UNLIMITED", NOW - timedelta(days=1), "FREE"),
        ("FREE", None, "FREE"),
    ],
)
def test_a_tier_ends_when_it_was_said_to(tier: Tier, until: datetime | None, now_is: Tier) -> None:
    given = (GivenTier(source="s", tier=tier, until=until),)
    state = State(UserId("u"), Wallet(tiers=given, created_at=NOW, updated_at=NOW))
    assert tier_of(state, NOW) == now_is


@pytest.mark.parametrize("action", sorted(CATALOGUE.actions))
async def test_unlimited_takes_nothing_and_every_action_still_writes_its_events(bank: Bank, action: str) -> None:
    await bank.ledger.set_tier(bank.user_id, "UNLIMITED", None, source="sub", command="tier")
    told = await bank.ledger.quote(bank.user_id, action)
    assert (told.charge, told.shortfall, told.basis) == (0, 0, "unlimited")
    await bank.ledger.hold(bank.user_id, action, hold_id="h")
    hold, change = await bank.ledger.capture(bank.user_id, "h")
    assert (hold.basis, hold.price, hold.captured) == ("unlimited", CATALOGUE.actions[action].points, 0)
    assert (change.available, change.held) == (0, 0)
    lines = await bank.ledger.statement(bank.user_id)
    assert [(line.kind, line.action) for line in lines] == [("spend", action), ("hold", action), ("tier", None)]
    assert (await bank.ledger.analytics(bank.user_id)).times == {action: 1}


async def test_what_the_month_includes_is_used_before_energy(bank: Bank) -> None:
    await bank.grant(20)
    for n in range(4):
        hold, _ = await bank.ledger.consume(bank.user_id, "write_letter", key=f"k{n}", actor="app:a")
        assert (hold.basis, hold.captured) == (("included", 0) if n < 3 else ("energy", 15))
    with pytest.raises(InsufficientEnergy):
        await bank.ledger.consume(bank.user_id, "write_letter", key="k4", actor="app:a")
    balance = await bank.ledger.balance(bank.user_id)
    assert (balance.available, balance.included["letters"]) == (5, 0)


async def test_what_was_not_delivered_does_not_count_in_the_month(bank: Bank) -> None:
    for n in range(3):
        await bank.ledger.hold(bank.user_id, "write_letter", hold_id=f"h{n}")
    with pytest.raises(InsufficientEnergy):
        await bank.ledger.hold(bank.user_id, "write_letter", hold_id="h3")
    await bank.ledger.release(bank.user_id, "h0", reason="failed")
    assert (await bank.ledger.balance(bank.user_id)).included["letters"] == 1
    hold, _ = await bank.ledger.hold(bank.user_id, "write_letter", hold_id="h3")
    assert hold.basis == "included"
    bank.clock.advance(minutes=15)
    await bank.ledger.sweep()
    assert (await bank.ledger.balance(bank.user_id)).included["letters"] == 3


async def test_a_month_begins_at_midnight_in_paris(bank: Bank) -> None:
    bank.clock.at = datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)
    for n in range(3):
        await bank.ledger.consume(bank.user_id, "write_letter", key=f"k{n}", actor="app:a")
    assert (await bank.ledger.quote(bank.user_id, "write_letter")).basis == "energy"
    # What is held in November and ends in December counts in November.
    await bank.ledger.set_tier(bank.user_id, "PREMIUM", None, source="s", command="t")
    await bank.ledger.hold(bank.user_id, "write_letter", hold_id="h")
    bank.clock.advance(seconds=1)
    assert (await bank.ledger.quote(bank.user_id, "write_letter")).basis == "included"
    await bank.ledger.release(bank.user_id, "h", reason="failed")
    assert (await bank.ledger.balance(bank.user_id)).included["letters"] == 50


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 20, 22, 59, tzinfo=UTC), "2026-11-20"),
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), "2026-11-21"),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), "2026-07-01"),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), "2026-07-02"),
        # The nights of 23 and of 25 hours.
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), "2026-03-29"),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "2026-03-29"),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "2026-03-30"),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), "2026-10-26"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-01-01"),
    ],
)
def test_a_day_is_a_day_in_paris(at: datetime, day: str) -> None:
    assert paris_day(at) == day
    assert paris_month(at) == day[:7]


async def test_a_free_day_has_five_conversations_however_long_they_are(bank: Bank) -> None:
    async def opens(thread: str) -> bool:
        return await bank.do(lambda c: bank.ledger.open_conversation_in(c, bank.user_id, thread))

    assert (await bank.ledger.balance(bank.user_id)).conversations_left == 5
    assert [await opens(f"t{n}") for n in range(6)] == [True] * 5 + [False]
    assert await opens("t2")
    assert (await bank.ledger.balance(bank.user_id)).conversations_left == 0
    # 09:00 UTC is 10:00 in Paris: the next day is fourteen hours away.
    bank.clock.advance(hours=13, minutes=59)
    assert not await opens("t5")
    bank.clock.advance(minutes=1)
    assert await opens("t2")
    assert (await bank.ledger.balance(bank.user_id)).conversations_left == 4


@pytest.mark.parametrize("tier", EVERY_TIER[1:])
async def test_a_paid_day_has_no_limit_of_conversations(bank: Bank, tier: Tier) -> None:
    await bank.ledger.set_tier(bank.user_id, tier, None, source="s", command="t")
    for n in range(8):
        assert await bank.do(lambda c, n=n: bank.ledger.open_conversation_in(c, bank.user_id, f"t{n}"))  # type: ignore[misc]
    assert (await bank.ledger.balance(bank.user_id)).conversations_left is None


async def test_journal_entries_are_free_and_counted(bank: Bank) -> None:
    async def writes(command: str) -> bool:
        return await bank.do(lambda c: bank.ledger.use_quota_in(c, bank.user_id, "journal", command=command))

    assert [await writes(f"j{n}") for n in range(21)] == [True] * 20 + [False]
    assert await writes("j3")
    assert (await bank.ledger.balance(bank.user_id)).included["journal"] == 0
    await bank.ledger.set_tier(bank.user_id, "PREMIUM", None, source="s", command="t")
    assert await writes("j20")
    assert (await bank.ledger.balance(bank.user_id)).included["journal"] is None
    with pytest.raises(InvalidArguments):
        await bank.do(lambda c: bank.ledger.use_quota_in(c, bank.user_id, "none", command="x"))


async def test_the_tier_is_the_one_at_the_moment_of_the_hold(bank: Bank) -> None:
    until = bank.clock.now() + timedelta(days=1)
    await bank.ledger.set_tier(bank.user_id, "UNLIMITED", until, source="sub", command="on")
    balance = await bank.ledger.balance(bank.user_id)
    assert (balance.tier, balance.tier_until, balance.unlimited) == ("UNLIMITED", until, True)
    assert set(balance.included.values()) == {None}
    await bank.ledger.hold(bank.user_id, "mirror_match", hold_id="h")
    bank.clock.advance(days=1)
    balance = await bank.ledger.balance(bank.user_id)
    assert (balance.tier, balance.tier_until, balance.unlimited) == ("FREE", None, False)
    # What began unlimited ends unlimited.
    hold, _ = await bank.ledger.capture(bank.user_id, "h")
    assert (hold.basis, hold.captured) == ("unlimited", 0)
    with pytest.raises(InsufficientEnergy):
        await bank.ledger.hold(bank.user_id, "mirror_match", hold_id="h2")


async def test_a_tier_is_given_once_for_a_command(bank: Bank) -> None:
    await bank.ledger.set_tier(bank.user_id, "PREMIUM", None, source="sub", command="on")
    await bank.ledger.set_tier(bank.user_id, "FREE", None, source="sub", command="off")
    await bank.ledger.set_tier(bank.user_id, "PREMIUM", None, source="sub", command="on")
    assert (await bank.ledger.balance(bank.user_id)).tier == "FREE"
    assert await bank.database.read(lambda c: bank.ledger.tier_in(c, bank.user_id)) == "FREE"


async def test_the_highest_tier_that_something_gives_is_the_persons(bank: Bank) -> None:
    soon, later = bank.clock.now() + timedelta(days=7), bank.clock.now() + timedelta(days=30)

    async def tier(now: Tier, until: datetime | None) -> None:
        balance = await bank.ledger.balance(bank.user_id)
        assert (balance.tier, balance.tier_until) == (now, until)

    async def give(tier: Tier, until: datetime | None, source: str, command: str) -> None:
        await bank.ledger.set_tier(bank.user_id, tier, until, source=source, command=command)

    await give("UNLIMITED", soon, "operator", "1")
    await give("PREMIUM", later, "ord_1", "2")
    await tier("UNLIMITED", soon)
    await give("PREMIUM", None, "ord_2", "3")
    await give("FREE", None, "ord_1", "4")
    await tier("UNLIMITED", soon)
    bank.clock.advance(days=8)
    await tier("PREMIUM", None)
    await give("FREE", None, "ord_2", "5")
    await tier("FREE", None)
    assert await bank.ledger.violations() == []
