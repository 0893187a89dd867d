"""What people read: their balance, their statement page by page, what was spent on what, and what Iris tells of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from knowledge import HashingEmbedder, MemoryIndex
from tests.tools.energy.conftest import Bank
from tools.energy import Balance, Ledger, get_energy
from tools.energy.operations import Energy, NoArguments
from tools.errors import InvalidArguments, MissingScope, NotFound
from tools.metering import FreeMeter, Meter
from tools.operation import ToolContext
from tools.reading import MemoryFiles
from tools.writing import ScriptedWriter


async def test_a_wallet_that_nothing_happened_to_is_empty(bank: Bank) -> None:
    balance = await bank.ledger.balance(bank.user_id)
    assert balance == Balance(included={"letters": 3, "journal": 20}, conversations_left=5)
    assert await bank.ledger.statement(bank.user_id) == []
    told = await bank.ledger.analytics(bank.user_id)
    assert (told.days, told.spent, dict(told.by_day)) == (30, 0, {})
    quote = await bank.ledger.quote(bank.user_id, "quick_advice")
    assert (quote.charge, quote.available, quote.shortfall) == (5, 0, 5)


async def test_every_movement_says_the_balance_after_it(bank: Bank) -> None:
    await bank.buy(25, "o_1")
    await bank.ledger.hold(bank.user_id, "optimize_cv", hold_id="h", agent="cv")
    await bank.ledger.capture(bank.user_id, "h", 10)
    await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h2")
    await bank.ledger.release(bank.user_id, "h2", reason="failed")
    await bank.ledger.refund(bank.user_id, "h", actor="app:a", command="r")
    lines = list(reversed(await bank.ledger.statement(bank.user_id)))
    assert [(line.kind, line.change, line.available, line.held) for line in lines] == [
        ("credit", 25, 25, 0),
        ("hold", -12, 13, 12),
        ("spend", 2, 15, 0),
        ("hold", -5, 10, 5),
        ("release", 5, 15, 0),
        ("refund", 10, 25, 0),
    ]
    assert (lines[0].origin, lines[0].order_id) == ("purchase", "o_1")
    assert (lines[1].action, lines[1].agent, lines[1].hold_id, lines[1].basis) == ("optimize_cv", "cv", "h", "energy")
    assert (lines[5].hold_id, lines[5].action) == ("h", "optimize_cv")
    # Nothing is unexplained between two lines.
    for one, next_one in pairwise(lines):
        assert one.available + next_one.change == next_one.available


async def test_a_statement_is_read_page_by_page_without_gap_or_repetition(bank: Bank) -> None:
    for n in range(7):
        await bank.grant(n + 1, f"g{n}")
        await bank.do(lambda c, n=n: bank.ledger.open_conversation_in(c, bank.user_id, f"t{n % 5}"))  # type: ignore[misc]
    pages, before = [], None
    while page := await bank.ledger.statement(bank.user_id, before=before, limit=3):
        pages.append([line.change for line in page])
        before = page[-1].id
    assert pages == [[7, 6, 5], [4, 3, 2], [1]]
    with pytest.raises(NotFound):
        await bank.ledger.statement(bank.user_id, before="none")
    for limit in (0, -1, 201):
        with pytest.raises(InvalidArguments):
            await bank.ledger.statement(bank.user_id, limit=limit)


async def test_what_was_spent_is_told_by_paris_day_by_action_and_by_agent(bank: Bank) -> None:
    await bank.grant(200)
    ledger: Ledger = bank.ledger

    async def spend(at: datetime, action: str, agent: str | None) -> None:
        bank.clock.at = at
        await ledger.consume(bank.user_id, action, key=f"{at}{action}{agent}", actor="app:a", agent=agent)

    await spend(datetime(2026, 11, 20, 22, 59, tzinfo=UTC), "quick_advice", "coach")
    await spend(datetime(2026, 11, 20, 23, 0, tzinfo=UTC), "quick_advice", None)
    await spend(datetime(2026, 11, 21, 12, 0, tzinfo=UTC), "optimize_cv", "cv")
    await spend(datetime(2026, 11, 21, 12, 1, tzinfo=UTC), "write_letter", "letters")
    bank.clock.at = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    told = await ledger.analytics(bank.user_id)
    assert told.spent == 22
    assert dict(told.by_day) == {"2026-11-20": 5, "2026-11-21": 17}
    assert dict(told.by_action) == {"optimize_cv": 12, "quick_advice": 10, "write_letter": 0}
    assert dict(told.by_agent) == {"": 5, "coach": 5, "cv": 12, "letters": 0}
    assert dict(told.times) == {"optimize_cv": 1, "quick_advice": 2, "write_letter": 1}
    assert (await ledger.analytics(bank.user_id, days=2)).spent == 17
    assert (await ledger.analytics(bank.user_id, days=1)).spent == 0
    for days in (0, -1, 367):
        with pytest.raises(InvalidArguments):
            await ledger.analytics(bank.user_id, days=days)


@pytest.mark.parametrize(
    ("spent_at", "read_at", "within"),
    [
        # Paris puts its clocks back on 2026-10-25 at 03:00: that day has 25 hours.
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 22, 30, tzinfo=UTC), True),
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), datetime(2026, 10, 25, 22, 30, tzinfo=UTC), False),
        # And forward on 2026-03-29 at 02:00: 23 hours.
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), datetime(2026, 3, 29, 21, 30, tzinfo=UTC), True),
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), datetime(2026, 3, 29, 21, 30, tzinfo=UTC), False),
    ],
)
async def test_a_day_of_23_or_25_hours_is_one_day(
    bank: Bank, spent_at: datetime, read_at: datetime, within: bool
) -> None:
    bank.clock.at = spent_at - timedelta(hours=1)
    await bank.grant(20)
    bank.clock.at = spent_at
    await bank.ledger.consume(bank.user_id, "quick_advice", key="k", actor="app:a")
    bank.clock.at = read_at
    assert (await bank.ledger.analytics(bank.user_id, days=1)).spent == (5 if within else 0)


def context_of(bank: Bank, meter: Meter, locale: str = "fr") -> ToolContext:
    return ToolContext(
        actor=bank.actor,
        clock=bank.clock,
        events=bank.ledger.events,
        knowledge=MemoryIndex(HashingEmbedder()),
        writer=ScriptedWriter(),
        files=MemoryFiles(),
        meter=meter,
        key="k",
        locale=locale,
    )


async def test_iris_tells_what_is_left_what_things_cost_and_what_happened(bank: Bank) -> None:
    await bank.buy(25, "o_1")
    for n in range(3):
        await bank.ledger.consume(bank.user_id, "quick_advice", key=f"k{n}", actor="app:a")
    await bank.ledger.hold(bank.user_id, "write_letter", hold_id="h")
    told = await get_energy(context_of(bank, bank.metering, "en"), NoArguments())
    assert (told.available, told.held, told.debt, told.tier, told.unlimited) == (10, 0, 0, "FREE", False)
    assert [(each.what, each.left) for each in told.included] == [("cover letters", 2), ("journal entries", 20)]
    assert told.conversations_left == 5
    assert ("Quick advice", 5) in [(each.title, each.points) for each in told.prices]
    assert [(line.kind, line.change, line.title) for line in told.last[:3]] == [
        ("hold", 0, "Cover letter"),
        ("spend", 0, "Quick advice"),
        ("hold", -5, "Quick advice"),
    ]
    assert len(told.last) == 5
    french = await get_energy(context_of(bank, bank.metering), NoArguments())
    assert french.included[0].what == "lettres de motivation"


async def test_nobody_is_told_the_price_of_what_cannot_be_done_here(bank: Bank) -> None:
    meter = replace(bank.metering, offered=frozenset({"quick_advice", "write_letter"}))
    told = await get_energy(context_of(bank, meter), NoArguments())
    assert [each.action for each in told.prices] == ["quick_advice", "write_letter"]
    assert [each.what for each in told.included] == ["lettres de motivation"]


async def test_where_nothing_costs_anything_iris_says_so(bank: Bank) -> None:
    told = await get_energy(context_of(bank, FreeMeter()), NoArguments())
    assert told == Energy(available=0, held=0, debt=0, tier="UNLIMITED", unlimited=True)


async def test_energy_is_told_to_who_may_read_it(bank: Bank) -> None:
    context = context_of(bank, bank.metering)
    blind = replace(context, actor=replace(context.actor, scopes=frozenset()))
    with pytest.raises(MissingScope):
        await get_energy(blind, NoArguments())
