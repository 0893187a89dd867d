"""A wallet that is closed stays closed, whoever asks again."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, func, select

from tests.tools.energy.conftest import Bank
from tools.errors import Erased
from tools.storage.schema import wallets

ASKING: dict[str, Callable[[Bank, Connection], object]] = {
    "the first credit again": lambda b, c: b.ledger.credit_in(c, b.user_id, 50, origin="grant", command="grant"),
    "another credit": lambda b, c: b.ledger.credit_in(c, b.user_id, 50, origin="grant", command="another"),
    "the same conversation": lambda b, c: b.ledger.open_conversation_in(c, b.user_id, "t1"),
    "another conversation": lambda b, c: b.ledger.open_conversation_in(c, b.user_id, "t2"),
    "the same tier": lambda b, c: b.ledger.set_tier_in(c, b.user_id, "PREMIUM", None, source="s", command="tier"),
}


@pytest.mark.parametrize("asked", sorted(ASKING))
async def test_a_closed_wallet_does_not_come_back(bank: Bank, asked: str) -> None:
    await bank.grant(50)
    await bank.do(lambda c: bank.ledger.open_conversation_in(c, bank.user_id, "t1"))
    await bank.ledger.set_tier(bank.user_id, "PREMIUM", None, source="s", command="tier")
    await bank.do(lambda c: bank.ledger.close_in(c, bank.user_id))
    with pytest.raises(Erased):
        await bank.do(lambda c: ASKING[asked](bank, c))
    assert await bank.has() == (0, 0, 0)
    mine = select(func.count()).select_from(wallets).where(wallets.c.user_id == bank.user_id)
    assert await bank.database.read(lambda c: c.execute(mine).scalar()) == 0


async def test_a_wallet_is_closed_once(bank: Bank) -> None:
    await bank.grant(50)
    assert await bank.do(lambda c: bank.ledger.close_in(c, bank.user_id)) > 0
    assert await bank.do(lambda c: bank.ledger.close_in(c, bank.user_id)) == 0
