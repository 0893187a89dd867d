"""Sweeping: it ends, whatever the clocks say, and one wallet that fails keeps no other one waiting."""

import asyncio
from datetime import timedelta

from sqlalchemy import delete

from tests.tools.energy.conftest import Bank
from tools.actor import UserId
from tools.energy import wallets
from tools.storage.schema import lots


async def test_points_that_come_back_to_a_lot_that_was_swept_expire_in_their_turn(bank: Bank) -> None:
    until = bank.clock.now() + timedelta(minutes=10)
    await bank.ledger.credit(bank.user_id, 13, origin="welcome", command="w", expires_at=until)
    await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h")
    bank.clock.advance(minutes=10)
    assert await bank.ledger.sweep() == 1
    assert await bank.has() == (0, 5, 0)
    # Another process, whose clock is behind by an instant.
    bank.clock.advance(milliseconds=-10)
    await bank.ledger.release(bank.user_id, "h", reason="failed")
    assert await bank.has() == (5, 0, 0)
    bank.clock.advance(milliseconds=10)
    assert await asyncio.wait_for(bank.ledger.sweep(), 30) == 1
    assert await bank.has() == (0, 0, 0)
    assert [kind for kind, _, _ in await bank.changes()].count("expiry") == 2
    assert await bank.database.read(lambda c: wallets.due(c, bank.clock.now())) == []
    assert await bank.ledger.sweep() == 0


async def test_a_wallet_that_cannot_be_swept_keeps_no_other_one_waiting(bank: Bank) -> None:
    others = [UserId("u_"), UserId("u_zzz")]
    for user_id in (bank.user_id, *others):
        await bank.ledger.credit(user_id, 10, origin="grant", command="g")
        await bank.ledger.hold(user_id, "quick_advice", hold_id="h")
    bank.clock.advance(minutes=15)
    # Somebody's lot is gone from the rows: what their hold took cannot go back.
    await bank.do(lambda c: c.execute(delete(lots).where(lots.c.user_id == bank.user_id)).rowcount)
    assert await bank.ledger.sweep() == 2
    assert [(await bank.ledger.balance(user_id)).available for user_id in others] == [10, 10]
    assert (await bank.ledger.balance(bank.user_id)).held == 5
    await bank.do(bank.ledger.rebuild_in)
    assert await bank.ledger.sweep() == 1
    assert await bank.has() == (10, 0, 0)
