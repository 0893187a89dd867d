"""Money that goes back: refunds of spends, payments taken back, debts, and payments that come again."""

from datetime import timedelta

import pytest

from tests.tools.energy.conftest import Bank
from tools.energy import NotRefundable, WalletFrozen
from tools.errors import InvalidArguments, NotFound


async def claw(bank: Bank, points: int, order: str = "o_1", command: str = "cb") -> tuple[int, int]:
    return await bank.do(
        lambda c: bank.ledger.claw_back_in(c, bank.user_id, points, order_id=order, reason="refund", command=command)
    )


async def restore(bank: Bank, points: int, debt: int, order: str = "o_1", command: str = "won") -> None:
    await bank.do(
        lambda c: bank.ledger.give_back_in(c, bank.user_id, order_id=order, points=points, debt=debt, command=command)
    )


async def spend(bank: Bank, action: str, key: str) -> str:
    hold, _ = await bank.ledger.consume(bank.user_id, action, key=key, actor="app:a")
    return hold.id


async def test_a_credit_comes_once_for_a_command(bank: Bank) -> None:
    for _ in range(3):
        await bank.buy(25, "o_1")
    assert await bank.has() == (25, 0, 0)
    (lot,) = (await bank.ledger.balance(bank.user_id)).lots
    assert (lot.origin, lot.order_id) == ("purchase", "o_1")


async def test_a_spend_is_refunded_once(bank: Bank) -> None:
    await bank.grant(20)
    spent = await spend(bank, "format_letter", "k")
    change = await bank.ledger.refund(bank.user_id, spent, actor="app:a", command="r")
    assert (change.available, change.change, change.action) == (20, 8, "format_letter")
    again = await bank.ledger.refund(bank.user_id, spent, actor="app:a", command="r")
    assert (again.available, again.change) == (20, 0)
    with pytest.raises(NotRefundable):
        await bank.ledger.refund(bank.user_id, spent, actor="app:a", command="r2")
    with pytest.raises(NotFound):
        await bank.ledger.refund(bank.user_id, "h_none", actor="app:a", command="r3")
    assert (await bank.ledger.analytics(bank.user_id)).spent == 0


@pytest.mark.parametrize(
    ("lots", "days"),
    [
        ([(8, 300)], 300),
        ([(4, 60), (4, 300)], 300),
        ([(4, 60), (4, None)], None),
        # Nobody gets points back that are gone tomorrow.
        ([(8, 2)], 30),
    ],
)
async def test_what_is_refunded_expires_with_the_points_that_were_spent(
    bank: Bank, lots: list[tuple[int, int | None]], days: int | None
) -> None:
    now = bank.clock.now()
    for points, kept in lots:
        ends = None if kept is None else now + timedelta(days=kept)
        await bank.ledger.credit(bank.user_id, points, origin="grant", command=f"c{kept}", expires_at=ends)
    spent = await spend(bank, "format_letter", "k")
    await bank.ledger.refund(bank.user_id, spent, actor="app:a", command="r")
    (lot,) = (await bank.ledger.balance(bank.user_id)).lots
    assert (lot.origin, lot.remaining) == ("refund", 8)
    assert lot.expires_at == (None if days is None else now + timedelta(days=days))


async def test_only_what_was_spent_is_refunded(bank: Bank) -> None:
    await bank.grant(30)
    await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="held")
    await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="released")
    await bank.ledger.release(bank.user_id, "released", reason="failed")
    included = await spend(bank, "write_letter", "k")
    for hold_id in ("held", "released", included):
        with pytest.raises(NotRefundable):
            await bank.ledger.refund(bank.user_id, hold_id, actor="app:a", command=f"r:{hold_id}")
    assert await bank.has() == (25, 5, 0)


async def test_a_partial_spend_is_refunded_as_far_as_it_was_spent(bank: Bank) -> None:
    await bank.grant(30)
    await bank.ledger.hold(bank.user_id, "mirror_match", hold_id="h")
    await bank.ledger.capture(bank.user_id, "h", 11)
    change = await bank.ledger.refund(bank.user_id, "h", actor="app:a", command="r")
    assert (change.available, change.change) == (30, 11)


async def test_a_payment_that_goes_back_takes_the_points_of_its_order_first(bank: Bank) -> None:
    # Of lots without an end the oldest is spent first.
    for order in ("o_0", "o_1"):
        await bank.buy(25, order)
        bank.clock.advance(seconds=1)
    await bank.grant(10)
    assert await claw(bank, 20) == (20, 0)
    left = {lot.order_id: lot.remaining for lot in (await bank.ledger.balance(bank.user_id)).lots}
    assert left == {None: 10, "o_0": 25, "o_1": 5}
    assert await claw(bank, 20) == (20, 0)
    assert await bank.has() == (40, 0, 0)
    # Beyond its own, the others', in the order in which they are spent.
    assert await claw(bank, 20, command="cb2") == (20, 0)
    left = {lot.order_id: lot.remaining for lot in (await bank.ledger.balance(bank.user_id)).lots}
    assert left == {"o_0": 10, None: 10}


async def test_what_was_spent_of_it_is_owed_and_freezes_the_wallet(bank: Bank) -> None:
    await bank.buy(25, "o_1")
    await spend(bank, "quick_advice", "k")
    assert await claw(bank, 25) == (20, 5)
    assert await bank.has() == (0, 0, 5)
    with pytest.raises(WalletFrozen) as refused:
        await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h")
    assert refused.value.details["debt"] == 5
    # What costs nothing goes on.
    hold, _ = await bank.ledger.hold(bank.user_id, "write_letter", hold_id="letter")
    assert hold.basis == "included"


async def test_points_that_come_in_repay_what_is_owed_first(bank: Bank) -> None:
    await bank.buy(25, "o_1")
    await spend(bank, "quick_advice", "k")
    await claw(bank, 25)
    await bank.grant(3)
    assert await bank.has() == (0, 0, 2)
    await bank.buy(25, "o_2")
    assert await bank.has() == (23, 0, 0)
    assert (await bank.changes())[-4:] == [
        ("credit", 3, 3),
        ("clawback", -3, 0),
        ("credit", 25, 25),
        ("clawback", -2, 23),
    ]


async def test_points_that_return_repay_what_is_owed_first(bank: Bank) -> None:
    await bank.buy(25, "o_1")
    await bank.ledger.hold(bank.user_id, "optimize_cv", hold_id="h")
    await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h2")
    assert await claw(bank, 25) == (8, 17)
    await bank.ledger.release(bank.user_id, "h2", reason="failed")
    assert await bank.has() == (0, 12, 12)
    hold, _ = await bank.ledger.capture(bank.user_id, "h", 2)
    assert hold.captured == 2
    assert await bank.has() == (0, 0, 2)
    await bank.ledger.refund(bank.user_id, "h", actor="app:a", command="r")
    assert await bank.has() == (0, 0, 0)


async def test_a_dispute_that_is_won_restores_exactly_what_was_taken(bank: Bank) -> None:
    await bank.buy(25, "o_1")
    await spend(bank, "quick_advice", "k")
    points, debt = await claw(bank, 25)
    for _ in range(2):
        await restore(bank, points, debt)
    assert await bank.has() == (20, 0, 0)
    assert await claw(bank, 20, command="cb2") == (20, 0)


async def test_what_of_a_debt_was_repaid_meanwhile_comes_back_as_points(bank: Bank) -> None:
    await bank.buy(25, "o_1")
    await spend(bank, "quick_advice", "k")
    points, debt = await claw(bank, 25)
    await bank.buy(3, "o_2")
    assert await bank.has() == (0, 0, 2)
    await restore(bank, points, debt)
    assert await bank.has() == (23, 0, 0)


async def test_two_debts_are_kept_apart_by_their_sums(bank: Bank) -> None:
    await bank.buy(5, "o_1")
    await bank.buy(8, "o_2")
    await spend(bank, "format_letter", "k")
    await spend(bank, "quick_advice", "k2")
    assert await claw(bank, 5, "o_1", "c1") == (0, 5)
    assert await claw(bank, 8, "o_2", "c2") == (0, 8)
    await restore(bank, 0, 5, "o_1", "w1")
    assert await bank.has() == (0, 0, 8)
    await bank.grant(10)
    assert await bank.has() == (2, 0, 0)
    await restore(bank, 0, 8, "o_2", "w2")
    assert await bank.has() == (10, 0, 0)


@pytest.mark.parametrize("points", [0, -1, 1.5, 10_000_000])
async def test_only_a_sane_number_of_points_is_taken_back(bank: Bank, points: object) -> None:
    await bank.buy(25, "o_1")
    with pytest.raises(InvalidArguments):
        await claw(bank, points)  # type: ignore[arg-type]
    with pytest.raises(InvalidArguments):
        await restore(bank, -1, 0)
    assert await bank.has() == (25, 0, 0)
