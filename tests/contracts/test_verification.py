"""Verification, on SQLite and PostgreSQL: whatever is changed behind the store's back is named."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.contracts.conftest import Ground, seal_all
from tools.clock import FixedClock
from tools.events import Append, BrokenChain, NewEvent
from tools.events.checkpoints import Copy, Signer
from tools.events.sealing import Sealer
from tools.events.verification import Verified, verify

UNGUARD = {
    "sqlite": ["DROP TRIGGER events_no_UPDATE", "DROP TRIGGER events_no_DELETE", "DROP TRIGGER events_unsealed"],
    "postgresql": ["DROP TRIGGER events_guard ON events", "DROP TRIGGER events_outbox ON events"],
}


async def run(ground: Ground, *statements: str) -> None:
    """Somebody writes to the database by hand."""
    for statement in statements:
        await ground.database.write(lambda c, statement=statement: c.execute(text(statement)) and None)  # type: ignore[misc]


async def note(ground: Ground, *streams: str) -> None:
    for stream in streams:
        new = NewEvent(type="Noted", data={"n": 1}, private={"text": "secret"})
        command = f"c-{await ground.events.verify(stream)}"
        await ground.events.append(
            Append(user_id=ground.user_id, stream=stream, events=(new,), command=command, actor="test")
        )


@pytest.fixture
async def history(ground: Ground, sealer: Sealer) -> Ground:
    """Six events of two streams, sealed and signed twice; one more waits; the triggers are gone."""
    await note(ground, "s-1", "s-2", "s-1")
    await seal_all(sealer)
    await sealer.checkpoint()
    await note(ground, "s-1", "s-2", "s-1")
    await seal_all(sealer)
    await sealer.checkpoint()
    await note(ground, "s-2")
    await run(ground, *UNGUARD[ground.database.dialect])
    return ground


async def broken(ground: Ground, sealer: Sealer) -> BrokenChain:
    with pytest.raises(BrokenChain) as found:
        await verify(ground.database, sealer.signer, sealer.copy)
    return found.value


async def test_what_nobody_touched_verifies(history: Ground, sealer: Sealer) -> None:
    found = await verify(history.database, sealer.signer, sealer.copy)
    assert (found.streams, found.events, found.seals, found.waiting) == (2, 7, 6, 1)
    assert found.checkpoints == found.copied >= 2


async def test_an_empty_store_verifies(ground: Ground, sealer: Sealer) -> None:
    found = await verify(ground.database, sealer.signer, sealer.copy)
    assert found == Verified(streams=0, events=0, seals=0, waiting=0, checkpoints=0, copied=0)


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("UPDATE events SET type='X' WHERE stream='s-1' AND version=2", "stream 's-1' differs at version 2"),
        ("UPDATE events SET data='{\"n\": 2}' WHERE stream='s-2' AND version=1", "stream 's-2' differs at version 1"),
        ("UPDATE events SET user_id='u_2' WHERE stream='s-2' AND version=2", "stream 's-2' differs at version 2"),
        ("UPDATE events SET private=NULL WHERE stream='s-1' AND version=4", "stream 's-1' differs at version 4"),
        ("UPDATE events SET hash=previous_hash WHERE stream='s-1' AND version=3", "stream 's-1' differs at version 3"),
        ("DELETE FROM events WHERE stream='s-1' AND version=2", "stream 's-1' differs at version 2"),
        ("DELETE FROM events WHERE stream='s-1' AND version=4", "seal 6: its event, at position 6, is gone"),
        ("DELETE FROM events WHERE position=7", "position 7 is gone before it was sealed"),
        ("DELETE FROM unsealed", "the event at position 7 is neither sealed nor waiting"),
        ("DELETE FROM seals WHERE seq=2", "seal 2 is missing"),
        ("DELETE FROM seals WHERE seq=6", "the event at position 6 is neither sealed nor waiting"),
        ("UPDATE seals SET position=99 WHERE seq=4", "seal 4: its event, at position 99, is gone"),
        ("UPDATE seals SET hash=(SELECT hash FROM events WHERE position=1) WHERE seq=5", "seal 5 differs"),
        ("UPDATE seals SET organisation_id='org_2' WHERE seq=4", "seal 4 differs"),
        (
            "UPDATE checkpoints SET at=(SELECT at FROM events WHERE position=1) WHERE seq=6",
            "the checkpoint at seal 6 is not signed by this house",
        ),
        ("UPDATE checkpoints SET key_id='x' WHERE seq=3", "at seal 3 is not signed by this house: it names the key x"),
        ("UPDATE checkpoints SET hash=signature WHERE seq=3", "the checkpoint at seal 3 is not signed by this house"),
        ("UPDATE checkpoints SET signature=hash WHERE seq=6", "the checkpoint at seal 6 is not signed by this house"),
        ("INSERT INTO unsealed (position, stream) VALUES (3, 's-1')", "position 3 is sealed and waits to be"),
    ],
)
async def test_what_is_changed_by_hand_is_named(history: Ground, sealer: Sealer, statement: str, names: str) -> None:
    await run(history, statement)
    assert names in str(await broken(history, sealer))


async def test_an_event_put_in_by_hand_is_named(history: Ground, sealer: Sealer) -> None:
    await run(
        history,
        "INSERT INTO events (id, stream, version, type, schema_version, user_id, actor, data, causation_id, at, "
        "previous_hash, hash) "
        "SELECT 'forged', stream, 5, type, schema_version, user_id, actor, data, causation_id, at, "
        "hash, hash FROM events WHERE stream='s-1' AND version=4",
    )
    assert "stream 's-1' differs at version 5" in str(await broken(history, sealer))


async def test_two_events_that_changed_places_are_named(history: Ground, sealer: Sealer) -> None:
    await run(
        history,
        "UPDATE seals SET position=-1 WHERE seq=1",
        "UPDATE seals SET position=1 WHERE seq=2",
        "UPDATE seals SET position=2 WHERE seq=1",
    )
    assert "seal 1 differs" in str(await broken(history, sealer))


async def cut(ground: Ground) -> None:
    """Remove the end without a trace in the database: everything after seal 3."""
    await run(
        ground,
        "DELETE FROM unsealed",
        "DELETE FROM seals WHERE seq > 3",
        "DELETE FROM checkpoints WHERE seq > 3",
        "DELETE FROM events WHERE position > 3",
    )


async def test_an_end_that_was_cut_off_is_seen_by_the_copy_alone(history: Ground, sealer: Sealer) -> None:
    await cut(history)
    assert (await verify(history.database, sealer.signer)).seals == 3
    assert "checkpoints.jsonl: the checkpoint at seal 6 has no seal" in str(await broken(history, sealer))


async def test_an_end_that_was_cut_off_with_the_copy_is_seen_by_what_the_copy_lacks(
    history: Ground, sealer: Sealer
) -> None:
    assert sealer.copy is not None
    await cut(history)
    sealer.copy.path.unlink()
    assert "checkpoints.jsonl ends at seal 0, the checkpoints of the database at seal 3" in str(
        await broken(history, sealer)
    )


async def test_an_end_that_was_written_anew_is_seen_by_the_copy_alone(history: Ground, sealer: Sealer) -> None:
    await cut(history)
    await note(history, "s-9", "s-9", "s-9", "s-9")
    await run(history, "INSERT INTO unsealed (position, stream) SELECT position, stream FROM events WHERE stream='s-9'")
    await seal_all(sealer)
    await sealer.checkpoint()
    assert (await verify(history.database, sealer.signer)).seals == 7
    assert "checkpoints.jsonl: the checkpoint at seal 6 is of another history" in str(await broken(history, sealer))


async def test_who_writes_everything_anew_lacks_the_key(history: Ground, sealer: Sealer, tmp_path: Path) -> None:
    await run(history, "DELETE FROM checkpoints")
    forger = Sealer(
        database=history.database,
        clock=history.clock,
        signer=Signer.of(b"f" * 32),
        copy=Copy(tmp_path / "forged.jsonl"),
    )
    await forger.checkpoint()
    found = await broken(history, sealer)
    assert f"not signed by this house: it names the key {forger.signer.key_id}" in str(found)


@pytest.mark.parametrize(
    ("damage", "names"),
    [
        (lambda text: text.replace('"seq":3', '"seq":2'), "the checkpoint at seal 2 is not signed"),
        (lambda text: "not json\n" + text, "checkpoints.jsonl:1 is no checkpoint"),
        (lambda text: text.replace('"hash":', '"hush":'), "checkpoints.jsonl:1 is no checkpoint"),
    ],
)
async def test_a_copy_that_was_changed_is_named(history: Ground, sealer: Sealer, damage: object, names: str) -> None:
    assert sealer.copy is not None
    assert callable(damage)
    sealer.copy.path.write_text(damage(sealer.copy.path.read_text()))
    assert names in str(await broken(history, sealer))


async def test_a_line_that_a_crash_cut_is_none_until_the_sealer_writes_it_again(
    history: Ground, sealer: Sealer
) -> None:
    assert sealer.copy is not None
    content = sealer.copy.path.read_bytes()
    sealer.copy.path.write_bytes(content[:-9])
    assert "checkpoints.jsonl ends at seal 3" in str(await broken(history, sealer))
    again = Sealer(database=history.database, clock=history.clock, signer=sealer.signer, copy=sealer.copy)
    await again.seal()
    found = await verify(history.database, sealer.signer, sealer.copy)
    assert found.copied == found.checkpoints


async def test_a_checkpoint_says_who_signed_it() -> None:
    signer = Signer.of(b"a" * 32)
    made = signer.sign(5, b"h" * 32, FixedClock().now())
    signer.check(made, "here")
    for other in (
        replace(made, seq=6),
        replace(made, hash=b"i" * 32),
        replace(made, at=made.at + timedelta(microseconds=1)),
        replace(made, key_id="x"),
    ):
        with pytest.raises(BrokenChain, match="here: the checkpoint"):
            signer.check(other, "here")
    with pytest.raises(BrokenChain):
        Signer.of(b"b" * 32).check(made, "here")
