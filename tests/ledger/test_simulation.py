"""Seeded stories of clock, model, provider and crashes; a seed that failed once is kept."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import false, insert, select
from sqlalchemy.exc import SQLAlchemyError

from tests.ledger.inline import InlineDatabase
from tests.ledger.simulation import World
from tools.billing import EventParked, Gateway
from tools.billing.inbox import Inbox
from tools.billing.objects import Notice
from tools.energy import Hold, metering, rules
from tools.errors import IrisError
from tools.storage.schema import deliverables

SEEDS = int(os.environ.get("IRIS_SEEDS", "50"))  # noqa: TID251
STEPS = 80
FOUND: tuple[int, ...] = ()
"""Seeds that failed once."""


@pytest.mark.parametrize("part", range(2))
async def test_whatever_happens_the_ledger_is_whole_at_the_end(migrated: Path, part: int) -> None:
    for seed in [*FOUND, *range(SEEDS)][part::2]:
        disk = InlineDatabase(migrated)
        world = World(seed, disk)
        await world.run(STEPS)
        faults = await world.faults()
        await disk.close()
        assert faults == [], f"seed {seed}: {world.told}"


def _no_balance_check(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "require", lambda draft, catalogue, charge, action: None)


def _no_idempotency(patch: pytest.MonkeyPatch) -> None:
    fresh = count()
    patch.setattr(rules, "derived_id", lambda kind, *parts: f"{kind}_{next(fresh)}")
    patch.setattr(metering, "_FIND", select(deliverables).where(false()))
    patch.setattr(metering, "_ADD", insert(deliverables).prefix_with("OR REPLACE"))


def _double_capture(patch: pytest.MonkeyPatch) -> None:
    once = rules.decide_capture

    def twice(draft: rules.Draft, hold: Hold, amount: int | None = None) -> None:
        once(draft, hold, amount)
        once(draft, hold, amount)

    patch.setattr(rules, "decide_capture", twice)


def _refund_twice(patch: pytest.MonkeyPatch) -> None:
    once = rules.decide_refund
    patch.setattr(rules, "decide_refund", lambda draft, hold, lot: once(draft, replace(hold, refunded=False), lot))


def _swallowed_webhook(patch: pytest.MonkeyPatch) -> None:
    honest = Inbox.take

    async def swallow(self: Inbox, gateway: Gateway, notice: Notice) -> None:
        with suppress(EventParked):
            await honest(self, gateway, notice)
            return
        await self.database.write(lambda c: self._handled(c, notice, "ignored"))

    patch.setattr(Inbox, "take", swallow)


@pytest.mark.parametrize(
    "plant", [_no_balance_check, _no_idempotency, _double_capture, _refund_twice, _swallowed_webhook]
)
async def test_a_planted_bug_is_found(
    migrated: Path, monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    plant(monkeypatch)
    for seed in range(12):
        world = World(seed, InlineDatabase(migrated))
        try:
            await world.run(STEPS)
            found = await world.faults()
        except (IrisError, SQLAlchemyError, ValidationError, AssertionError) as error:
            found = [repr(error)]
        if found:
            return
    pytest.fail("nobody noticed")
