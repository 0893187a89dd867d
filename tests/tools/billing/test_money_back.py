"""Refunds and disputes: points follow the money, exactly, in whatever order it is told."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.billing.conftest import Till
from tools.billing import EventParked
from tools.billing.rules import split, taken_back

PRICE, POINTS = 2499, 300
REFUNDS: tuple[tuple[int, ...], ...] = ((), (2499,), (1000,), (1000, 500))
SPENT = (0, 6)
OUTCOMES = (None, "won", "lost", "open")


def _cases() -> Iterator[tuple[tuple[int, ...], int, str | None]]:
    for refunds, spent, outcome in product(REFUNDS, SPENT, OUTCOMES):
        # Nothing is left to ask back of what was given back in full.
        if sum(refunds) < PRICE or outcome is None:
            yield refunds, spent, outcome


async def _spend(till: Till, times: int) -> int:
    for number in range(times):
        await till.ledger.consume(till.actor.user_id, "audit_profile", key=f"spend{number}", actor="iris")
    return times * 45


async def _case(till: Till, refunds: tuple[int, ...], spent: int, outcome: str | None, chaos: dict[str, Any]) -> None:
    payment = await till.bought("luna", key="k")
    charge = till.stripe.charge_of(str(payment.order.session_id))["id"]
    used = await _spend(till, spent)
    for amount in refunds:
        till.stripe.refund(charge, amount)
        await till.deliver(**chaos)
    left = PRICE - sum(refunds)
    if outcome is not None:
        dispute = till.stripe.dispute(charge, amount=left)["id"]
        await till.deliver(**chaos)
        if outcome == "won":
            till.stripe.win(dispute)
        if outcome == "lost":
            till.stripe.lose(dispute)
    await till.deliver(**chaos)
    await till.deliver(rounds=3)
    gone = sum(refunds) + (left if outcome in ("lost", "open") else 0)
    due = taken_back(POINTS, PRICE, gone)
    case = (refunds, spent, outcome)
    balance = await till.ledger.balance(till.actor.user_id)
    assert balance.available - balance.debt == POINTS - used - due, case
    assert balance.available == 0 or balance.debt == 0, case
    order = await till.billing.order(till.actor, payment.order.id)
    assert (order.refunded, order.clawed_back) == (sum(refunds), due), case
    assert order.dispute == {"open": "opened"}.get(str(outcome), outcome), case


LATE: dict[str, Any] = {"duplicate": 2, "shuffle": True, "delay": 0.6, "seed": 2, "concurrent": True}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "chaos"),
    [
        (0, {}),
        (1, {"duplicate": 2, "shuffle": True, "seed": 1}),
        (0, LATE),
        (1, {"duplicate": 3, "shuffle": True, "delay": 1.0, "seed": 3, "concurrent": True}),
    ],
    ids=["in order", "shuffled", "late", "all at the end"],
)
async def test_points_follow_the_money_in_every_case(till: Till, part: int, chaos: dict[str, Any]) -> None:
    # Each case in two of the four ways: a webhook is some ten round trips.
    for number, case in enumerate(list(_cases())[part::2]):
        await _case(await till.person(f"u_case{number}"), *case, chaos)
    await till.agrees()


@pytest.mark.slow
async def test_points_follow_the_money_on_either_database(each_till: Till) -> None:
    for number, case in enumerate(list(_cases())[::3]):
        await _case(await each_till.person(f"u_case{number}"), *case, LATE)
    await each_till.agrees()


async def test_a_full_refund_takes_the_first_bonus_too(till: Till) -> None:
    payment = await till.bought()
    charge = till.stripe.charge_of(str(payment.order.session_id))["id"]
    till.stripe.refund(charge, 100)
    await till.deliver()
    assert await till.available() == 28 - 28 * 100 // 299
    till.stripe.refund(charge)
    await till.deliver()
    assert await till.available() == 0
    await till.bought(key="k2")
    assert await till.available() == 25
    await till.agrees()


async def test_an_inquiry_takes_nothing_until_it_becomes_a_dispute(till: Till) -> None:
    payment = await till.bought()
    charge = till.stripe.charge_of(str(payment.order.session_id))["id"]
    asked = till.stripe.dispute(charge, status="warning_needs_response")["id"]
    assert set(await till.deliver()) == {200}
    assert await till.available() == 28
    assert "DisputeOpened" not in await till.told()
    till.stripe.escalate(asked)
    await till.deliver()
    assert await till.available() == 0
    till.stripe.win(asked)
    await till.deliver(duplicate=3, shuffle=True)
    assert await till.available() == 28
    assert [each for each in await till.told() if each.startswith("Dispute")] == ["DisputeOpened", "DisputeWon"]
    await till.agrees()


async def test_a_refund_after_a_dispute_that_was_won_takes_once(till: Till) -> None:
    payment = await till.bought("luna")
    charge = till.stripe.charge_of(str(payment.order.session_id))["id"]
    dispute = till.stripe.dispute(charge)["id"]
    await till.deliver()
    assert await till.available() == 0
    till.stripe.win(dispute)
    till.stripe.refund(charge, 1250)
    await till.deliver(shuffle=True, seed=5)
    assert await till.available() == 300 - 300 * 1250 // 2499
    await till.agrees()


async def test_a_dispute_that_was_won_restores_what_was_spent_as_debt_and_bought_since(till: Till) -> None:
    payment = await till.bought("luna")
    charge = till.stripe.charge_of(str(payment.order.session_id))["id"]
    used = await _spend(till, 6)
    dispute = till.stripe.dispute(charge)["id"]
    await till.deliver()
    assert (await till.available(), await till.debt()) == (0, used)
    await till.bought("cafe_luna", key="k2")
    assert (await till.available(), await till.debt()) == (0, used - 25)
    till.stripe.win(dispute)
    await till.deliver()
    assert (await till.available(), await till.debt()) == (300 - used + 25, 0)
    await till.agrees()


async def test_a_refund_that_is_told_before_the_payment_was_worked_on_settles_both(till: Till) -> None:
    payment = await till.bought("luna", told=False)
    charge = till.stripe.charge_of(str(payment.order.session_id))["id"]
    till.stripe.refund(charge, 1000)
    (told,) = till.stripe.events_of("charge.refunded")
    assert await till.send(told) == 200
    assert await till.available() == 300 - 300 * 1000 // 2499
    await till.deliver()
    assert await till.available() == 300 - 300 * 1000 // 2499
    assert await till.told() == ["OrderPlaced", "OrderPaid", "OrderRefunded"]


async def test_a_worker_killed_while_it_takes_points_back_takes_them_once(each_till: Till) -> None:
    till = each_till
    payment = await till.bought("luna")
    charge = till.stripe.charge_of(str(payment.order.session_id))["id"]
    for step in ("taken back", "refund written", "refund told", "settled", "inbox handled", "event handled"):
        till.stripe.refund(charge, 100)
        event = till.stripe.events_of("charge.refunded")[-1]
        till.failpoints.deadly = step
        assert await till.send(event) == 500
        assert await till.send(event) == 200
    assert await till.available() == 300 - taken_back(300, 2499, 600)
    dispute = till.stripe.dispute(charge, amount=1899)["id"]
    till.failpoints.deadly = "dispute told"
    await till.deliver(rounds=2)
    assert await till.available() == 0
    till.stripe.win(dispute)
    till.failpoints.deadly = "given back"
    await till.deliver(rounds=2)
    assert await till.available() == 300 - taken_back(300, 2499, 600)
    await till.agrees()


async def test_a_refund_that_the_bank_could_not_make_gives_the_points_back(each_till: Till) -> None:
    till = each_till
    payment = await till.bought("luna")
    charge = till.stripe.charge_of(str(payment.order.session_id))["id"]
    used = await _spend(till, 6)
    refund = till.stripe.refund(charge)["id"]
    await till.deliver()
    assert (await till.available(), await till.debt()) == (0, used)
    till.stripe.fail_refund(refund)
    assert set(await till.deliver(duplicate=3, shuffle=True, seed=2)) == {200}
    assert (await till.available(), await till.debt()) == (300 - used, 0)
    order = await till.billing.order(till.actor, payment.order.id)
    assert (order.refunded, order.clawed_back) == (0, 0)
    assert (await till.told())[2:] == ["OrderRefunded", "RefundFailed"]
    # The same sum again, and it arrives.
    till.stripe.refund(charge)
    await till.deliver(duplicate=2)
    assert (await till.available(), await till.debt()) == (0, used)
    assert (await till.told())[2:] == ["OrderRefunded", "RefundFailed", "OrderRefunded"]
    await till.agrees()


async def test_of_two_refunds_the_one_that_failed_comes_back(till: Till) -> None:
    payment = await till.bought("luna")
    charge = till.stripe.charge_of(str(payment.order.session_id))["id"]
    first = till.stripe.refund(charge, 1000)["id"]
    till.stripe.refund(charge, 500)
    await till.deliver(shuffle=True)
    till.stripe.fail_refund(first)
    await till.deliver(shuffle=True, duplicate=2)
    assert await till.available() == 300 - taken_back(300, PRICE, 500)
    await till.agrees()


async def test_a_refund_that_failed_before_it_was_known_takes_nothing(till: Till) -> None:
    payment = await till.bought("luna")
    refund = till.stripe.refund(till.stripe.charge_of(str(payment.order.session_id))["id"], 1000)["id"]
    till.stripe.fail_refund(refund)
    assert set(await till.deliver(shuffle=True, duplicate=2)) == {200}
    assert await till.available() == 300
    assert await till.told() == ["OrderPlaced", "OrderPaid"]
    await till.agrees()


async def test_an_older_look_at_a_charge_does_not_undo_what_followed(till: Till) -> None:
    payment = await till.bought("luna")
    charge = till.stripe.charge_of(str(payment.order.session_id))["id"]
    refund = till.stripe.refund(charge, 1000)["id"]
    before = await till.billing._inbox.look(till.gateway, charge)
    await till.deliver()
    till.clock.advance(seconds=5)
    till.stripe.fail_refund(refund)
    failed = await till.billing._inbox.look(till.gateway, refund)
    await till.deliver()
    till.clock.advance(seconds=5)
    till.stripe.refund(charge, 400)
    await till.deliver()
    settle = till.billing._inbox.fulfilment.settle_in
    for old in (before, failed):
        with pytest.raises(EventParked):
            await till.database.write(lambda c, old=old: settle(c, till.gateway, old))  # type: ignore[misc]
    assert await till.available() == 300 - taken_back(300, PRICE, 400)
    await till.agrees()


async def test_a_months_refund_that_failed_restores_the_tier(till: Till) -> None:
    payment = await till.billing.subscribe(till.actor, "luna_unlimited", key="k")
    subscription = till.stripe.pay(str(payment.order.session_id))["subscription"]
    await till.deliver()
    refund = till.stripe.refund(till.stripe.charge_of(subscription)["id"])["id"]
    await till.deliver()
    assert (await till.ledger.balance(till.actor.user_id)).tier == "FREE"
    till.stripe.fail_refund(refund)
    await till.deliver()
    assert (await till.ledger.balance(till.actor.user_id)).tier == "UNLIMITED"
    await till.agrees()


@given(st.integers(0, 5000), st.integers(1, 100_000), st.lists(st.integers(0, 100_000), max_size=6))
def test_points_taken_back_grow_with_the_money_to_all_of_them(points: int, amount: int, gone: list[int]) -> None:
    steps = [taken_back(points, amount, each) for each in sorted(gone)]
    assert steps == sorted(steps)
    assert all(0 <= each <= points for each in steps)
    assert taken_back(points, amount, amount) == points


@given(st.integers(0, 500), st.integers(0, 1000))
def test_what_comes_back_cancels_the_debt_first(debt: int, back: int) -> None:
    restored, cancelled = split(debt, back)
    assert restored + cancelled == back
    assert 0 <= cancelled <= debt
    assert restored >= 0
    assert cancelled == debt or restored == 0
