"""Metering: whatever way the work ends, what is delivered is paid once and nothing else is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

import pytest
from pydantic import BaseModel
from sqlalchemy import Row, select

from tests.tools.energy.conftest import Bank
from tools.energy import Hold, InsufficientEnergy, Ledger, Metering, OperationInProgress, UnknownAction
from tools.errors import ConfirmationRequired, Gone, IdempotencyMismatch, InvalidArguments, StorageFull
from tools.metering import Priced
from tools.storage import Database, Work
from tools.storage.schema import deliverables, holds
from tools.writing import ScriptedWriter

T = TypeVar("T")


class Asked(BaseModel):
    """What is asked."""

    question: str


class Told(BaseModel):
    """What is delivered."""

    text: str
    points: list[str] = []


def call_of(bank: Bank, key: str = "k", question: str = "Que faire ?", *, degraded: bool = False) -> Priced:
    return Priced(
        actor=bank.actor,
        operation="advise",
        action="quick_advice",
        key=key,
        arguments=Asked(question=question),
        writer=ScriptedWriter(degraded=degraded),
        agent="coach",
    )


@dataclass
class Desk:
    """Work that says how often it was done."""

    outcome: Callable[[], Awaitable[Told]] | None = None
    text: str = "Un pas à la fois."
    done: int = 0

    async def __call__(self) -> Told:
        self.done += 1
        if self.outcome is not None:
            return await self.outcome()
        return Told(text=self.text)


async def run(bank: Bank, work: Desk, call: Priced | None = None) -> Told:
    return await bank.metering.metered(call or call_of(bank), Told, work)


async def row_of(bank: Bank, key: str = "k") -> Row[tuple[object, ...]] | None:
    query = select(deliverables).where(deliverables.c.user_id == bank.user_id, deliverables.c.key == key)
    return await bank.database.read(lambda c: c.execute(query).first())


async def ends(bank: Bank) -> list[str]:
    """How the person's holds ended, in order."""
    query = select(holds.c.state).where(holds.c.user_id == bank.user_id).order_by(holds.c.created_at, holds.c.id)
    return list(await bank.database.read(lambda c: c.execute(query).scalars().all()))


async def reasons(bank: Bank) -> list[str]:
    stream = await bank.ledger.events.read(bank.user_id, f"wallet-{bank.user_id}")
    return [str(event.data["reason"]) for event in stream if event.type == "EnergyReleased"]


async def test_what_is_delivered_is_paid_and_every_movement_is_told(bank: Bank) -> None:
    await bank.grant(20)
    work = Desk()
    assert (await run(bank, work)).text == work.text
    assert await bank.has() == (15, 0, 0)
    assert [(each.available, each.held, each.change, each.action) for each in bank.told] == [
        (15, 5, -5, "quick_advice"),
        (15, 0, 0, "quick_advice"),
    ]
    row = await row_of(bank)
    assert row is not None
    assert b"pas" not in bytes(row.result)
    assert (await bank.ledger.analytics(bank.user_id)).by_agent == {"coach": 5}


async def test_a_repeated_key_delivers_the_same_at_no_cost(bank: Bank) -> None:
    await bank.grant(20)
    work = Desk()
    first = await run(bank, work)
    work.text = "autre chose"
    assert await run(bank, work) == first
    assert work.done == 1
    assert await bank.has() == (15, 0, 0)
    assert len(bank.told) == 2


async def test_a_key_is_for_one_request(bank: Bank) -> None:
    await bank.grant(20)
    work = Desk()
    await run(bank, work)
    for other in (
        call_of(bank, question="Autre question ?"),
        replace(call_of(bank), operation="correct_text"),
        replace(call_of(bank), action="spot_correction"),
    ):
        with pytest.raises(IdempotencyMismatch):
            await run(bank, work, other)
    for key in ("", "k" * 201):
        with pytest.raises(InvalidArguments):
            await run(bank, work, call_of(bank, key))
    assert work.done == 1


async def test_a_refusal_leaves_nothing_under_the_key(bank: Bank) -> None:
    await bank.grant(3)
    work = Desk()
    for _ in range(2):
        with pytest.raises(InsufficientEnergy):
            await run(bank, work)
    with pytest.raises(UnknownAction):
        await run(bank, work, replace(call_of(bank), action="fly"))
    assert work.done == 0
    assert bank.told == []
    assert await row_of(bank) is None
    await bank.buy(25, "o_1")
    await run(bank, work)
    assert await bank.has() == (23, 0, 0)


async def test_the_same_request_while_it_is_worked_on_is_told_so(bank: Bank) -> None:
    await bank.grant(20)
    begun, go = asyncio.Event(), asyncio.Event()

    async def slowly() -> Told:
        begun.set()
        await go.wait()
        return Told(text="fait")

    first = asyncio.create_task(run(bank, Desk(slowly)))
    await begun.wait()
    other = Desk()
    with pytest.raises(OperationInProgress):
        await run(bank, other)
    go.set()
    assert (await first).text == (await run(bank, other)).text == "fait"
    assert other.done == 0
    assert await bank.has() == (15, 0, 0)


async def raising(error: BaseException) -> Told:
    raise error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RuntimeError("provider 500 after tokens"), "failed"),
        (TimeoutError(), "timeout"),
        (InvalidArguments("no"), "failed"),
        (asyncio.CancelledError(), "cancelled"),
        (KeyboardInterrupt(), "failed"),
    ],
)
async def test_work_that_fails_gives_the_points_back_and_may_be_asked_again(
    bank: Bank, error: BaseException, reason: str
) -> None:
    await bank.grant(20)

    async def attempt() -> None:
        # Kept inside: pytest itself would stop at a KeyboardInterrupt.
        with pytest.raises(type(error)):
            await run(bank, Desk(lambda: raising(error)))

    await attempt()
    assert await bank.has() == (20, 0, 0)
    assert await ends(bank) == ["released"]
    assert await reasons(bank) == [reason]
    assert [each.change for each in bank.told] == [-5, 5]
    bank.clock.advance(seconds=1)
    await run(bank, Desk())
    assert await ends(bank) == ["released", "captured"]
    row = await row_of(bank)
    assert row is not None
    assert row.attempt == 2


@pytest.mark.parametrize("times", [1, 2, 5])
async def test_a_cancel_however_often_gives_the_points_back(bank: Bank, times: int) -> None:
    await bank.grant(20)
    begun = asyncio.Event()

    async def forever() -> Told:
        begun.set()
        await asyncio.Event().wait()
        return Told(text="")

    task = asyncio.create_task(run(bank, Desk(forever)))
    await begun.wait()
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await bank.has() == (20, 0, 0)
    assert await reasons(bank) == ["cancelled"]


@pytest.mark.parametrize("turns", range(0, 40, 3))
async def test_a_cancel_at_any_moment_leaves_no_hold(bank: Bank, turns: int) -> None:
    await bank.grant(20)

    async def briefly() -> Told:
        for _ in range(5):
            await asyncio.sleep(0)
        return Told(text="fait")

    task = asyncio.create_task(run(bank, Desk(briefly)))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    available, held, _ = await bank.has()
    row = await row_of(bank)
    delivered = row is not None and row.result is not None
    assert held == 0
    assert available == (15 if delivered else 20)
    # The key delivers, whatever was cut.
    assert (await run(bank, Desk())).text
    assert await bank.has() == (15, 0, 0)


async def test_what_guided_mode_wrote_for_a_failed_model_is_kept_and_not_charged(bank: Bank) -> None:
    await bank.grant(20)
    work = Desk()
    call = call_of(bank, degraded=True)
    told = await run(bank, work, call)
    assert await run(bank, work, call_of(bank)) == told
    assert work.done == 1
    assert await bank.has() == (20, 0, 0)
    assert await reasons(bank) == ["degraded"]


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_what_is_empty_is_not_charged(bank: Bank, text: str) -> None:
    await bank.grant(20)
    work = Desk(text=text)
    await run(bank, work)
    assert await bank.has() == (20, 0, 0)
    assert await reasons(bank) == ["empty"]
    work.text = "quelque chose"
    await run(bank, work)
    assert await bank.has() == (15, 0, 0)
    assert work.done == 2


async def test_work_that_outlasts_its_hold_is_paid_all_the_same(bank: Bank) -> None:
    await bank.grant(20)

    async def too_long() -> Told:
        bank.clock.advance(minutes=20)
        await bank.ledger.sweep()
        return Told(text="enfin")

    await run(bank, Desk(too_long))
    assert await bank.has() == (15, 0, 0)
    assert sorted(await ends(bank)) == ["captured", "expired"]
    row = await row_of(bank)
    assert row is not None
    hold = await bank.ledger.refund(bank.user_id, row.hold_id, actor="app:a", command="r")
    assert hold.available == 20


async def test_work_that_outlasts_its_hold_while_another_began_is_not_paid_twice(bank: Bank) -> None:
    await bank.grant(20)
    second = Desk(text="le second")

    async def too_long() -> Told:
        bank.clock.advance(minutes=20)
        # The client had given up and asks again; nobody has swept.
        await run(bank, second)
        return Told(text="le premier")

    with pytest.raises(OperationInProgress):
        await run(bank, Desk(too_long))
    assert await bank.has() == (15, 0, 0)
    assert (await run(bank, Desk())).text == "le second"
    assert sorted(await ends(bank)) == ["captured", "expired"]


async def test_a_result_is_kept_for_thirty_days_and_then_gone(bank: Bank) -> None:
    await bank.grant(20)
    await run(bank, Desk())
    with pytest.raises(RuntimeError):
        await run(bank, Desk(lambda: raising(RuntimeError())), call_of(bank, "failed"))
    bank.clock.advance(days=29)
    await bank.metering.prune()
    await run(bank, Desk())
    bank.clock.advance(days=2)
    assert await bank.metering.prune() >= 1
    work = Desk()
    with pytest.raises(Gone):
        await run(bank, work)
    assert work.done == 0
    assert await row_of(bank, "failed") is None
    assert await bank.has() == (15, 0, 0)


@dataclass
class Brittle:
    """A database that refuses some of its writes, counted from 1."""

    inner: Database
    refused: set[int]
    writes: int = 0
    dialect: str = field(init=False)

    def __post_init__(self) -> None:
        self.dialect = self.inner.dialect

    async def open(self) -> None: ...
    async def close(self) -> None: ...

    async def read(self, work: Work[T]) -> T:
        return await self.inner.read(work)

    async def write(self, work: Work[T]) -> T:
        self.writes += 1
        if self.writes in self.refused:
            raise StorageFull("full")
        return await self.inner.write(work)

    async def now(self) -> datetime:
        return await self.inner.now()

    async def scrub(self, *tables: str) -> bool:
        return await self.inner.scrub(*tables)


@pytest.mark.parametrize(
    ("refused", "left"), [({1}, (20, 0, 0)), ({2}, (20, 0, 0)), ({2, 3}, (15, 5, 0))], ids=["open", "close", "both"]
)
async def test_a_full_disk_charges_nothing(bank: Bank, refused: set[int], left: tuple[int, int, int]) -> None:
    await bank.grant(20)
    ledger = bank.ledger
    brittle = Ledger(Brittle(bank.database, refused), bank.keys, bank.clock, ledger.events, ledger.catalogue)
    work = Desk()
    with pytest.raises(StorageFull):
        await Metering(brittle, bank.keys).metered(call_of(bank), Told, work)
    assert await bank.has() == left
    # What could not be given back at once comes back by the sweep.
    bank.clock.advance(minutes=15)
    await ledger.sweep()
    assert await bank.has() == (20, 0, 0)
    await run(bank, work)
    assert await bank.has() == (15, 0, 0)


async def test_many_copies_of_one_request_are_paid_once(bank: Bank) -> None:
    await bank.grant(100)
    work = Desk()
    told = await asyncio.gather(*(run(bank, work) for _ in range(30)), return_exceptions=True)
    assert work.done == 1
    assert all(isinstance(each, OperationInProgress | Told) for each in told)
    assert await bank.has() == (95, 0, 0)


async def test_what_was_held_can_be_told_from_what_is_over(bank: Bank) -> None:
    await bank.grant(20)
    hold: Hold = (await bank.ledger.hold(bank.user_id, "quick_advice", hold_id="h"))[0]
    assert hold.state == "held"
    assert await bank.do(lambda c: bank.ledger.is_held_in(c, bank.user_id, "h"))
    assert not await bank.do(lambda c: bank.ledger.is_held_in(c, bank.user_id, "none"))
    bank.clock.advance(minutes=15)
    assert not await bank.do(lambda c: bank.ledger.is_held_in(c, bank.user_id, "h"))
    assert await bank.has() == (20, 0, 0)


async def test_no_more_is_taken_than_was_agreed_to(bank: Bank) -> None:
    await bank.grant(60)
    for key in "ab":  # One letter is left in the month: the others cost 15 points.
        await bank.ledger.consume(bank.user_id, "write_letter", key=key, actor="app:a")
    calls = [replace(call_of(bank, f"call {n}"), action="write_letter", at_most=9) for n in range(3)]
    ended = await asyncio.gather(*(run(bank, Desk(), call) for call in calls), return_exceptions=True)
    one, _ = [call for call, each in zip(calls, ended, strict=True) if isinstance(each, ConfirmationRequired)]
    assert (await row_of(bank, one.key), await bank.has()) == (None, (60, 0, 0))
    await run(bank, Desk(), replace(one, at_most=15))
    assert await bank.has() == (45, 0, 0)
