"""Holds: points are set aside, then spent, given back or expired, once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.tools.energy.conftest import Bank
from tools.actor import UserId
from tools.energy import (
    LARGEST,
    HoldEnded,
    InsufficientEnergy,
    NotRefundable,
    UnknownAction,
)
from tools.errors import Erased, IdempotencyMismatch, InvalidArguments, NotFound
from tools.storage.schema import events, holds, lots, wallets


async def test_a_hold_sets_points_aside_and_its_capture_spends_them(bank: Bank) -> None:
    await bank.grant(20)
    hold, change = await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h", agent="coach")
    assert (hold.state, hold.amount, hold.basis, hold.agent) == ("held", 5, "energy", "coach")
    assert (change.available, change.held, change.change, change.action) == (15, 5, -5, "quick_advice")
    spent, after = await bank.ledger.capture(bank.user_id, "h")
    assert (spent.state, spent.captured) == ("captured", 5)
    assert (after.available, after.held, after.change) == (15, 0, 0)


async def test_the_same_hold_twice_is_one_hold(bank: Bank) -> None:
    await bank.grant(20)
    first, _ = await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h")
    again, change = await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h")
    assert again == first
    assert change.change == 0
    assert await bank.has() == (15, 5, 0)
    with pytest.raises(IdempotencyMismatch):
        await bank.ledger.hold(bank.user_id, "write_letter", hold_id="h")


async def test_a_capture_takes_at_most_what_was_held_and_the_rest_returns(bank: Bank) -> None:
    await bank.grant(40)
    await bank.ledger.hold(bank.user_id, "mirror_match", hold_id="h")
    for wrong in (31, -1, LARGEST + 1, 2.5, True, "5"):
        with pytest.raises(InvalidArguments):
            await bank.ledger.capture(bank.user_id, "h", wrong)  # type: ignore[arg-type]
    hold, change = await bank.ledger.capture(bank.user_id, "h", 12)
    assert (hold.captured, change.available, change.held, change.change) == (12, 28, 0, 18)


async def test_what_ended_does_not_end_again(bank: Bank) -> None:
    await bank.grant(40)
    for name in ("captured", "released", "expired"):
        await bank.ledger.hold(bank.user_id, "quick_advice", hold_id=name)
    first = await bank.ledger.capture(bank.user_id, "captured")
    await bank.ledger.release(bank.user_id, "released", reason="failed")
    bank.clock.advance(minutes=20)
    assert await bank.ledger.sweep() >= 1
    assert await bank.has() == (35, 0, 0)

    assert (await bank.ledger.capture(bank.user_id, "captured"))[0] == first[0]
    assert (await bank.ledger.release(bank.user_id, "released", reason="again"))[0].state == "released"
    assert (await bank.ledger.release(bank.user_id, "expired", reason="late"))[0].state == "expired"
    with pytest.raises(HoldEnded):
        await bank.ledger.release(bank.user_id, "captured", reason="late")
    with pytest.raises(HoldEnded):
        await bank.ledger.capture(bank.user_id, "captured", 1)
    with pytest.raises(HoldEnded):
        await bank.ledger.capture(bank.user_id, "released")
    assert await bank.has() == (35, 0, 0)


async def test_too_few_points_hold_nothing_and_say_which_pack_covers_them(bank: Bank) -> None:
    await bank.grant(3)
    with pytest.raises(InsufficientEnergy) as refused:
        await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h")
    assert refused.value.details == {
        "energy_required": 5,
        "energy_available": 3,
        "required_pack": "cafe_luna",
        "action": "quick_advice",
    }
    with pytest.raises(InsufficientEnergy) as larger:
        await bank.ledger.hold(bank.user_id, "simulate_interview", hold_id="h")
    assert larger.value.details["required_pack"] == "croissant_luna"
    assert await bank.has() == (3, 0, 0)
    assert [kind for kind, *_ in await bank.changes()] == ["credit"]


async def test_an_unknown_action_is_told_with_the_list(bank: Bank) -> None:
    with pytest.raises(UnknownAction) as refused:
        await bank.ledger.hold(bank.user_id, "fly", hold_id="h")
    known = refused.value.details["known"]
    assert isinstance(known, list)
    assert "quick_advice" in known
    with pytest.raises(UnknownAction):
        await bank.ledger.quote(bank.user_id, "fly")
    with pytest.raises(InvalidArguments):
        await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h" * 121)


async def test_nobody_ends_the_hold_of_somebody_else(bank: Bank) -> None:
    await bank.grant(10)
    await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h")
    for other in (UserId("u_2"), UserId("")):
        with pytest.raises(NotFound):
            await bank.ledger.capture(other, "h")
        with pytest.raises(NotFound):
            await bank.ledger.release(other, "h", reason="failed")
        with pytest.raises(NotFound):
            await bank.ledger.refund(other, "h", actor="app:a", command="r")


async def test_points_that_expire_soonest_are_spent_first(bank: Bank) -> None:
    now = bank.clock.now()
    await bank.grant(5, "for ever")
    bank.clock.advance(seconds=1)
    for name, days in (("late", 30), ("soon", 3), ("sooner", 2)):
        await bank.ledger.credit(bank.user_id, 5, origin="bonus", command=name, expires_at=now + timedelta(days=days))
    await bank.grant(5, "for ever, later")
    order = [lot.expires_at for lot in (await bank.ledger.balance(bank.user_id)).lots]
    assert order == [now + timedelta(days=days) for days in (2, 3, 30)] + [None, None]
    hold, _ = await bank.ledger.hold(bank.user_id, "optimize_cv", hold_id="h")
    left = {lot.expires_at: lot.remaining for lot in (await bank.ledger.balance(bank.user_id)).lots}
    assert left == {now + timedelta(days=30): 3, None: 5}
    assert [points for _, points in hold.taken] == [5, 5, 2]
    # Of two that are alike the older one comes first.
    await bank.ledger.capture(bank.user_id, "h")
    hold, _ = await bank.ledger.hold(bank.user_id, "format_letter", hold_id="h2")
    assert [points for _, points in hold.taken] == [3, 5]
    assert [lot.created_at for lot in (await bank.ledger.balance(bank.user_id)).lots] == [now + timedelta(seconds=1)]


async def test_what_returns_of_a_capture_was_to_expire_last(bank: Bank) -> None:
    now = bank.clock.now()
    await bank.ledger.credit(bank.user_id, 10, origin="bonus", command="b", expires_at=now + timedelta(days=1))
    await bank.grant(20)
    await bank.ledger.hold(bank.user_id, "mirror_match", hold_id="h")
    await bank.ledger.capture(bank.user_id, "h", 15)
    (lot,) = (await bank.ledger.balance(bank.user_id)).lots
    assert (lot.origin, lot.remaining) == ("grant", 15)


async def test_a_lot_that_expired_while_it_was_held_takes_its_points_with_it(bank: Bank) -> None:
    soon = bank.clock.now() + timedelta(minutes=5)
    await bank.ledger.credit(bank.user_id, 3, origin="bonus", command="b", expires_at=soon)
    await bank.grant(4)
    await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h")
    bank.clock.advance(minutes=6)
    await bank.ledger.sweep()
    assert await bank.has() == (2, 5, 0)
    _, change = await bank.ledger.release(bank.user_id, "h", reason="failed")
    assert (change.available, change.held, change.change) == (4, 0, 2)


async def test_points_expire_without_a_sweep_too(bank: Bank) -> None:
    soon = bank.clock.now() + timedelta(days=1)
    await bank.ledger.credit(bank.user_id, 30, origin="welcome", command="w", expires_at=soon)
    await bank.grant(4)
    bank.clock.advance(days=1)
    assert await bank.has() == (4, 0, 0)
    assert (await bank.ledger.quote(bank.user_id, "quick_advice")).shortfall == 1
    with pytest.raises(InsufficientEnergy) as refused:
        await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h")
    assert refused.value.details["energy_available"] == 4
    assert await bank.ledger.sweep() >= 1
    assert await bank.ledger.sweep() == 0
    assert await bank.changes() == [("credit", 30, 30), ("credit", 4, 34), ("expiry", -30, 4)]


async def test_points_last_as_long_as_their_origin_says(bank: Bank) -> None:
    year = bank.clock.now() + timedelta(days=365)
    for origin in ("purchase", "bonus", "welcome", "grant"):
        await bank.ledger.credit(bank.user_id, 1, origin=origin, command=origin)
    found = {lot.origin: lot.expires_at for lot in (await bank.ledger.balance(bank.user_id)).lots}
    assert found == {"purchase": None, "bonus": year, "welcome": year, "grant": None}


async def test_a_hold_that_nobody_ends_expires(bank: Bank) -> None:
    await bank.grant(5)
    hold, _ = await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h")
    assert hold.expires_at - hold.created_at == timedelta(minutes=15)
    bank.clock.advance(minutes=15)
    await bank.ledger.sweep()
    assert await bank.has() == (5, 0, 0)
    assert await bank.changes() == [("credit", 5, 5), ("hold", -5, 0), ("expiry", 5, 5)]


async def test_a_late_capture_takes_the_points_again(bank: Bank) -> None:
    await bank.grant(12)
    await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h")
    bank.clock.advance(minutes=16)
    await bank.ledger.sweep()
    hold, change = await bank.ledger.capture(bank.user_id, "h")
    assert (hold.state, hold.captured, change.available, change.held, change.change) == ("captured", 5, 7, 0, -5)
    assert (await bank.ledger.capture(bank.user_id, "h"))[0] == hold
    assert await bank.has() == (7, 0, 0)
    assert (await bank.ledger.refund(bank.user_id, hold.id, actor="app:a", command="r")).available == 12
    with pytest.raises(NotRefundable):
        await bank.ledger.refund(bank.user_id, "h", actor="app:a", command="r2")


async def test_a_late_capture_of_points_that_are_gone_is_the_houses_loss_and_told(bank: Bank) -> None:
    await bank.grant(5)
    await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h")
    bank.clock.advance(minutes=16)
    await bank.ledger.sweep()
    await bank.ledger.consume(bank.user_id, "spot_correction", key="k", actor="app:a")
    for _ in range(2):
        hold, change = await bank.ledger.capture(bank.user_id, "h")
        assert (hold.state, hold.captured, change.available) == ("lost", 0, 0)
    assert (await bank.changes())[-1] == ("lost", 0, 0)
    with pytest.raises(HoldEnded):
        await bank.ledger.release(bank.user_id, "h", reason="failed")


async def test_a_late_capture_of_what_was_included_counts_again(bank: Bank) -> None:
    await bank.ledger.hold(bank.user_id, "write_letter", hold_id="h")
    assert (await bank.ledger.balance(bank.user_id)).included["letters"] == 2
    bank.clock.advance(minutes=16)
    await bank.ledger.sweep()
    assert (await bank.ledger.balance(bank.user_id)).included["letters"] == 3
    hold, _ = await bank.ledger.capture(bank.user_id, "h")
    assert (hold.basis, hold.captured, hold.state) == ("included", 0, "captured")
    assert (await bank.ledger.balance(bank.user_id)).included["letters"] == 2


async def test_consuming_holds_and_spends_once_for_a_key(bank: Bank) -> None:
    await bank.grant(20)
    first, change = await bank.ledger.consume(bank.user_id, "quick_advice", key="k", actor="app:a")
    assert (first.state, first.captured, change.change) == ("captured", 5, -5)
    again, change = await bank.ledger.consume(bank.user_id, "quick_advice", key="k", actor="app:a")
    assert (again, change.change) == (first, 0)
    with pytest.raises(IdempotencyMismatch):
        await bank.ledger.consume(bank.user_id, "write_letter", key="k", actor="app:a")
    await bank.ledger.consume(bank.user_id, "quick_advice", key="k2", actor="app:a")
    assert await bank.has() == (10, 0, 0)
    with pytest.raises(InsufficientEnergy):
        await bank.ledger.consume(bank.user_id, "mirror_match", key="k3", actor="app:a")


@pytest.mark.parametrize("wrong", [0, -1, LARGEST + 1, 2.5, True, "5", None])
async def test_only_a_sane_number_of_points_is_credited(bank: Bank, wrong: object) -> None:
    with pytest.raises(InvalidArguments):
        await bank.ledger.credit(bank.user_id, wrong, origin="grant", command="c")  # type: ignore[arg-type]
    with pytest.raises(InvalidArguments):
        await bank.ledger.credit(bank.user_id, 5, origin="refund", command="c")
    assert await bank.has() == (0, 0, 0)


async def test_a_wallet_that_is_closed_leaves_no_row_and_takes_nothing_more(bank: Bank) -> None:
    await bank.grant(20)
    await bank.ledger.consume(bank.user_id, "quick_advice", key="k", actor="app:a")
    await bank.do(lambda c: bank.ledger.open_conversation_in(c, bank.user_id, "t_1"))
    assert await bank.do(lambda c: bank.ledger.close_in(c, bank.user_id)) == 4
    for table in (wallets, lots, holds):
        mine = select(func.count()).select_from(table).where(table.c.user_id == bank.user_id)
        assert await bank.database.read(lambda c, mine=mine: c.execute(mine).scalar()) == 0  # type: ignore[misc]
    with pytest.raises(Erased):
        await bank.grant(5, "after")
    assert await bank.do(lambda c: bank.ledger.close_in(c, bank.user_id)) == 0
    types = select(events.c.type).where(events.c.user_id == bank.user_id).order_by(events.c.position.desc())
    assert (await bank.database.read(lambda c: c.execute(types).scalars().first())) == "WalletClosed"
    await bank.do(bank.ledger.rebuild_in)
    assert await bank.has() == (0, 0, 0)


async def test_who_is_erased_without_a_wallet_gets_none_afterwards(bank: Bank) -> None:
    for _ in range(2):
        assert await bank.do(lambda c: bank.ledger.close_in(c, bank.user_id)) == 0
    types = select(events.c.type).where(events.c.user_id == bank.user_id)
    assert list(await bank.database.read(lambda c: c.execute(types).scalars().all())) == ["WalletClosed"]
    await bank.do(bank.ledger.rebuild_in)
    with pytest.raises(Erased):
        await bank.grant(5, "after")
    assert await bank.has() == (0, 0, 0)
    assert await bank.ledger.violations() == []


async def test_what_is_rebuilt_is_what_was_there_to_the_byte(bank: Bank) -> None:
    await bank.buy(25, "o_1")
    await bank.ledger.hold(bank.user_id, "write_letter", hold_id="a")
    await bank.ledger.hold(bank.user_id, "optimize_cv", hold_id="b", agent="cv")
    await bank.ledger.capture(bank.user_id, "b", 3)
    await bank.ledger.set_tier(bank.user_id, "PREMIUM", None, source="s", command="t")
    await bank.do(lambda c: bank.ledger.open_conversation_in(c, bank.user_id, "t_1"))

    async def rows() -> list[object]:
        tables = (wallets, lots, holds)
        queries = [select(table).order_by(*table.primary_key) for table in tables]
        return [await bank.database.read(lambda c, q=q: c.execute(q).all()) for q in queries]  # type: ignore[misc]

    before = await rows()
    await bank.do(lambda c: c.execute(lots.delete()))
    assert len(await bank.ledger.violations()) > 0
    assert await bank.do(bank.ledger.rebuild_in) >= 1
    assert await rows() == before
