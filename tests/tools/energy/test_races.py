"""Many at once: not a point too many, not one too few."""

import asyncio
from collections import Counter

from tests.tools.energy.conftest import Bank
from tools.energy import HoldEnded, InsufficientEnergy
from tools.errors import IrisError

SPENDERS = 200


async def test_spenders_of_different_sums_spend_no_point_too_many(bank: Bank) -> None:
    await bank.grant(100)

    async def spender(name: int) -> str:
        action = ("quick_advice", "format_letter")[name % 2]
        try:
            await bank.ledger.hold(bank.user_id, action, hold_id=f"h{name}")
            await bank.ledger.capture(bank.user_id, f"h{name}")
        except InsufficientEnergy:
            return "refused"
        return action

    told = Counter(await asyncio.gather(*map(spender, range(30))))
    spent = 5 * told["quick_advice"] + 8 * told["format_letter"]
    assert await bank.has() == (100 - spent, 0, 0)
    assert told["refused"] > 0
    # Nobody was refused what was there.
    assert 100 - spent < 8
    assert (await bank.ledger.analytics(bank.user_id)).spent == spent


async def test_two_hundred_spenders_spend_exactly_a_thousand_points(bank: Bank) -> None:
    await bank.grant(1000)

    async def spender(name: int) -> int:
        spent = 0
        for n in range(1 + name % 2):
            try:
                hold, _ = await bank.ledger.consume(bank.user_id, "quick_advice", key=f"{name}:{n}", actor="app:a")
            except InsufficientEnergy:
                continue
            spent += hold.captured
        return spent

    assert sum(await asyncio.gather(*map(spender, range(SPENDERS)))) == 1000
    assert await bank.has() == (0, 0, 0)
    assert (await bank.ledger.analytics(bank.user_id)).spent == 1000


async def test_a_hold_that_is_captured_and_swept_at_once_ends_once(bank: Bank) -> None:
    await bank.grant(100)
    for n in range(20):
        await bank.ledger.hold(bank.user_id, "quick_advice", hold_id=f"h{n}")
    bank.clock.advance(minutes=15)
    outcomes = await asyncio.gather(
        *(bank.ledger.capture(bank.user_id, f"h{n}") for n in range(10)),
        bank.ledger.sweep(),
        *(bank.ledger.capture(bank.user_id, f"h{n}") for n in range(20)),
        bank.ledger.sweep(),
        return_exceptions=True,
    )
    assert not [each for each in outcomes if isinstance(each, BaseException)]
    assert await bank.has() == (0, 0, 0)
    assert (await bank.ledger.analytics(bank.user_id)).spent == 100


async def test_a_hold_that_is_captured_and_released_at_once_ends_once(bank: Bank) -> None:
    await bank.grant(50)
    names = [f"h{n}" for n in range(10)]
    for name in names:
        await bank.ledger.hold(bank.user_id, "quick_advice", hold_id=name)

    async def end(name: str, how: str) -> str:
        try:
            if how == "capture":
                await bank.ledger.capture(bank.user_id, name)
            else:
                await bank.ledger.release(bank.user_id, name, reason="cancelled")
        except HoldEnded:
            return "ended"
        return how

    told = await asyncio.gather(*(end(name, how) for name in names for how in ("capture", "release", "release")))
    captured = told.count("capture")
    assert await bank.has() == (50 - 5 * captured, 0, 0)
    assert captured + told.count("ended") >= 10


async def test_one_command_that_comes_fifty_times_at_once_counts_once(bank: Bank) -> None:
    async def credit() -> int:
        change = await bank.ledger.credit(bank.user_id, 25, origin="purchase", command="order:o_1", order_id="o_1")
        return change.change

    assert sorted(await asyncio.gather(*(credit() for _ in range(50)))) == [0] * 49 + [25]
    hold, _ = await bank.ledger.consume(bank.user_id, "quick_advice", key="k", actor="app:a")

    async def refund(n: int) -> int:
        try:
            change = await bank.ledger.refund(bank.user_id, hold.id, actor="app:a", command=f"r{n % 5}")
        except IrisError:
            return 0
        return change.change

    assert sum(await asyncio.gather(*(refund(n) for n in range(25)))) == 5
    assert await bank.has() == (25, 0, 0)
