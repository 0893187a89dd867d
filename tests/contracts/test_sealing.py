"""The sealer, on SQLite and PostgreSQL: one order without gaps, chained and signed."""

import asyncio
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from tests.contracts.conftest import Ground, seal_all
from tools.actor import OrganisationId, UserId
from tools.clock import FixedClock
from tools.errors import InvalidArguments
from tools.events import Append, EventStore, EventType, NewEvent, Registry
from tools.events.checkpoints import Copy, Signer
from tools.events.registry import EventData
from tools.events.rules import GENESIS, seal
from tools.events.sealing import Sealer
from tools.events.verification import verify
from tools.storage.schema import checkpoints, events, seals, unsealed


class Nothing(EventData):
    """Empty."""


def noted(user_id: UserId, command: str, *, stream: str = "s-1", type: str = "Noted") -> Append:
    return Append(user_id=user_id, stream=stream, events=(NewEvent(type=type),), command=command, actor="test")


async def test_events_are_sealed_in_order_without_gaps(ground: Ground, sealer: Sealer) -> None:
    for index in range(5):
        await ground.events.append(noted(ground.user_id, f"c{index}", stream=f"s-{index % 2}"))
    assert await ground.events.sealed() == []
    assert await seal_all(sealer) == 5
    await ground.events.append(noted(ground.user_id, "c5"))
    assert await seal_all(sealer) == 1
    read = await ground.events.sealed()
    assert [each.seq for each in read] == [1, 2, 3, 4, 5, 6]
    assert [each.event.position for each in read] == sorted(each.event.position for each in read)
    assert await sealer.seal() == 0
    assert await sealer.lag() == 0


async def test_a_seal_covers_the_one_before_and_the_event(ground: Ground, sealer: Sealer) -> None:
    recorded = [(await ground.events.append(noted(ground.user_id, f"c{index}")))[0] for index in range(2)]
    await seal_all(sealer)
    first = seal(GENESIS, 1, recorded[0].hash, None)
    hashes = await ground.database.read(lambda c: list(c.execute(select(seals.c.hash).order_by(seals.c.seq)).scalars()))
    assert [bytes(each) for each in hashes] == [first, seal(first, 2, recorded[1].hash, None)]


async def test_what_waits_is_known_with_its_age(ground: Ground) -> None:
    clock = FixedClock(ground.clock.now())
    sealer = Sealer(database=ground.database, clock=clock, signer=Signer.of(b"c" * 32))
    events_then = EventStore(ground.database, ground.keys, clock)
    await events_then.append(noted(ground.user_id, "c1"))
    clock.advance(seconds=90)
    assert await sealer.lag() == 90


async def test_reading_page_by_page_gives_everything_once(ground: Ground, sealer: Sealer) -> None:
    for index in range(7):
        await ground.events.append(noted(ground.user_id, f"c{index}"))
    await seal_all(sealer)
    read, after = [], 0
    while page := await ground.events.sealed(after=after, limit=3):
        read += [each.seq for each in page]
        after = page[-1].seq
    assert read == list(range(1, 8))


async def test_an_app_reads_what_is_shared_of_its_organisation_and_nothing_private(
    ground: Ground, sealer: Sealer
) -> None:
    registry = Registry.of(
        [
            EventType(name="Told", data=Nothing, private=Nothing, shared=True),
            EventType(name="AlsoTold", data=Nothing, shared=True),
            EventType(name="Kept", data=Nothing),
        ]
    )
    store = EventStore(ground.database, ground.keys, ground.clock, registry)
    sealer.shared = registry.shared()
    ours, theirs = await ground.member("u_ours", "org_1"), await ground.member("u_theirs", "org_2")
    for index, (user_id, type) in enumerate(
        [(ours, "Told"), (ours, "Kept"), (theirs, "Told"), (ours, "AlsoTold"), (ground.user_id, "Told")]
    ):
        new = NewEvent(type=type, private={} if index == 0 else None)
        await store.append(
            Append(user_id=user_id, stream=f"s-{user_id}", events=(new,), command=f"c{index}", actor="test")
        )
    await seal_all(sealer)
    mine = OrganisationId("org_1")
    read = await store.of_organisation(mine)
    assert [(each.seq, each.event.type, each.event.user_id) for each in read] == [
        (1, "Told", "u_ours"),
        (4, "AlsoTold", "u_ours"),
    ]
    assert all(each.event.private is None for each in read)
    assert [each.seq for each in await store.of_organisation(mine, after=1)] == [4]
    assert [each.seq for each in await store.of_organisation(mine, types=["Told"])] == [1]
    assert [each.seq for each in await store.of_organisation(mine, limit=1)] == [1]
    assert await store.of_organisation(OrganisationId("org_3")) == []
    with pytest.raises(InvalidArguments) as refused:
        await store.of_organisation(mine, types=["Kept"])
    assert refused.value.details["known"] == ["AlsoTold", "Told"]


async def test_a_checkpoint_is_signed_at_first_then_every_ten_minutes_with_news(ground: Ground, tmp_path: Path) -> None:
    clock, copy = FixedClock(ground.clock.now()), Copy(tmp_path / "copy.jsonl")
    sealer = Sealer(database=ground.database, clock=clock, signer=Signer.of(b"c" * 32), copy=copy)

    async def signed() -> list[int]:
        rows = await ground.database.read(lambda c: list(c.execute(select(checkpoints.c.seq)).scalars()))
        assert [each.seq for each in copy.read()] == sorted(rows)
        return sorted(rows)

    await seal_all(sealer)
    assert await signed() == []
    for index, (minutes, expected) in enumerate([(0, [1]), (5, [1]), (6, [1, 3])]):
        await ground.events.append(noted(ground.user_id, f"c{index}"))
        # Sealed first, and signed after: a sealer that waits for other writers of the server would sign what it has.
        await seal_all(sealer)
        clock.advance(minutes=minutes)
        await sealer.seal()
        assert await signed() == expected
    clock.advance(minutes=60)
    assert await sealer.seal() == 0
    assert await signed() == [1, 3]
    # Two events of one transaction: of two, a sealer may see one first where the server has other writers.
    both = noted(ground.user_id, "c4")
    await ground.events.append(replace(both, events=both.events * 2))
    await seal_all(sealer)
    assert await signed() == [1, 3, 5]
    assert stat.S_IMODE(copy.path.stat().st_mode) == 0o600


async def test_a_thousand_seals_are_worth_a_checkpoint(ground: Ground, sealer: Sealer) -> None:
    await ground.events.append(noted(ground.user_id, "c0"))
    await seal_all(sealer)
    many = tuple(NewEvent(type="Noted") for _ in range(999))
    for command, told in (("c1", many), ("c2", (NewEvent(type="Noted"),))):
        await ground.events.append(
            Append(user_id=ground.user_id, stream="s-2", events=told, command=command, actor="test")
        )
        await seal_all(sealer)
    assert sealer.copy is not None
    assert [each.seq for each in sealer.copy.read()] == [1, 1001]


async def test_a_checkpoint_can_be_asked_for(ground: Ground, sealer: Sealer) -> None:
    assert await sealer.checkpoint() is None
    for index in range(2):
        await ground.events.append(noted(ground.user_id, f"c{index}"))
        await seal_all(sealer)
    made = await sealer.checkpoint()
    assert made is not None
    assert made.seq == 2
    assert await sealer.checkpoint() == made
    assert (await verify(ground.database, sealer.signer, sealer.copy)).copied == 2


async def test_what_a_crash_kept_from_the_copy_is_added_later(ground: Ground, sealer: Sealer) -> None:
    assert sealer.copy is not None
    for index in range(3):
        await ground.events.append(noted(ground.user_id, f"c{index}"))
        await sealer.checkpoint()
        await seal_all(sealer)
        await sealer.checkpoint()
    whole = sealer.copy.path.read_bytes()
    assert whole.count(b"\n") == 3
    sealer.copy.path.write_bytes(whole[: whole.index(b"\n") + 20])
    again = Sealer(database=ground.database, clock=ground.clock, signer=sealer.signer, copy=sealer.copy)
    await again.seal()
    assert sealer.copy.path.read_bytes() == whole


async def test_two_sealers_at_once_give_one_order(ground: Ground, sealer: Sealer) -> None:
    others = [Sealer(database=ground.database, clock=ground.clock, signer=sealer.signer) for _ in range(3)]
    for index in range(60):
        await ground.events.append(noted(ground.user_id, f"c{index}", stream=f"s-{index % 7}"))
    await asyncio.gather(*(seal_all(each) for each in (sealer, *others)))
    assert [each.seq for each in await ground.events.sealed()] == list(range(1, 61))
    assert (await verify(ground.database, sealer.signer)).seals == 60


async def test_events_restored_from_a_dump_are_sealed(ground: Ground, sealer: Sealer) -> None:
    # Another server had given ids that are far beyond the ones of this server; those of a migration have none.
    for index in range(3):
        await ground.events.append(noted(ground.user_id, f"c{index}"))
    there = select(func.min(unsealed.c.position)).scalar_subquery()
    await ground.database.write(lambda c: c.execute(update(unsealed).values(xid=2**62)) and None)
    await ground.database.write(
        lambda c: c.execute(update(unsealed).where(unsealed.c.position == there).values(xid=None)) and None
    )
    assert await sealer.seal() == 3


async def test_events_of_before_the_sealer_are_sealed(ground: Ground, sealer: Sealer) -> None:
    for index in range(3):
        await ground.events.append(noted(ground.user_id, f"c{index}"))
    await ground.database.write(lambda c: c.execute(text("DELETE FROM unsealed")) and None)
    await ground.database.write(
        lambda c: (
            c.execute(text("INSERT INTO unsealed (position, stream) SELECT position, stream FROM events")) and None
        )
    )
    assert await sealer.seal() == 3


async def test_after_an_erasure_everything_still_verifies(ground: Ground, sealer: Sealer) -> None:
    new = NewEvent(type="Noted", private={"text": "secret"})
    for command in ("c1", "c2"):
        await ground.events.append(
            Append(user_id=ground.user_id, stream="s-1", events=(new,), command=command, actor="test")
        )
        await sealer.checkpoint()
    await ground.database.write(lambda c: ground.keys.destroy(c, ground.user_id, ground.clock.now()))
    await seal_all(sealer)
    found = await verify(ground.database, sealer.signer, sealer.copy)
    assert (found.events, found.seals, found.waiting) == (2, 2, 0)
    count = await ground.database.read(lambda c: c.execute(select(func.count()).select_from(events)).scalar())
    assert count == 2
