"""Sweeping: what is over expires, wallet by wallet; one that cannot be swept keeps no other one waiting."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from tools.actor import UserId
from tools.errors import Unavailable

log = logging.getLogger(__name__)


async def sweep_each(
    due: Callable[[UserId], Awaitable[Sequence[UserId]]], sweep: Callable[[UserId], Awaitable[None]]
) -> int:
    """Sweep everybody whom `due` gives, in their order, after one of them; returns how many wallets were swept.

    Each is swept once, whatever is due again meanwhile: that is for the next time. Raises Unavailable.
    """
    swept, last = 0, UserId("")
    while people := await due(last):
        for user_id in people:
            try:
                await sweep(user_id)
            except Unavailable:
                raise
            except Exception:
                log.exception("energy: the wallet of %s cannot be swept", user_id)
            else:
                swept += 1
        last = people[-1]
    return swept
