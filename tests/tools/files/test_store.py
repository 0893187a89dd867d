"""Files are kept sealed under their person's key, on both databases."""

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.contracts.conftest import Ground
from tests.tools.files import documents
from tests.tools.files.conftest import actor_of
from tools.actor import Actor, FileId, ThreadId
from tools.errors import Erased, MessageTooLong, NotFound
from tools.files import Files, FilesFull, FileWithoutText
from tools.storage.schema import files as table


async def test_a_file_is_kept_and_given_back_as_it_came(files: Files, nadia: Actor) -> None:
    data = documents.pdf(documents.CV)
    line = await files.keep_upload(nadia, "Mon CV.pdf", data, ThreadId("t_1"))
    assert (line.name, line.media_type, line.size, line.pages) == ("Mon CV.pdf", "application/pdf", len(data), 1)
    assert (line.origin, line.thread_id, line.cut) == ("upload", "t_1", False)
    assert await files.get(nadia.user_id, line.id) == line
    assert await files.list(nadia.user_id) == [line]
    assert (await files.content_of(nadia.user_id, line.id)).content == data
    text = await files.text_of(nadia.user_id, line.id)
    assert "Aide-soignante" in text.text
    assert (len(text.text), text.pages) == (line.characters, 1)


async def test_text_says_its_encoding(files: Files, nadia: Actor) -> None:
    line = await files.keep_upload(nadia, "notes", "Été".encode("utf-16"))
    assert (line.name, line.media_type) == ("notes.txt", "text/plain; charset=utf-16")


async def test_a_paste_becomes_a_file(files: Files, nadia: Actor) -> None:
    text = "Une ligne collée, avec des accents.\n" * 2500
    line = await files.keep_paste(nadia, text)
    assert (line.origin, line.name, line.cut) == ("paste", "texte collé.txt", True)
    assert (await files.content_of(nadia.user_id, line.id)).content == text.encode()
    with pytest.raises(MessageTooLong):
        await files.keep_paste(nadia, "a" * 100_001)
    with pytest.raises(FileWithoutText):
        await files.keep_paste(nadia, "\u200b" * 9000)


async def test_what_is_somebody_elses_is_not_found(files: Files, nadia: Actor, ground: Ground) -> None:
    line = await files.keep_paste(nadia, "Bonjour")
    other = await ground.person("u_2")
    for attempt in (files.get, files.text_of, files.content_of, files.delete):
        with pytest.raises(NotFound):
            await attempt(other, line.id)
    assert await files.list(other) == []
    assert await files.export(other) == []
    assert await files.get(nadia.user_id, line.id) == line


async def test_a_deleted_file_is_gone(files: Files, nadia: Actor) -> None:
    line = await files.keep_paste(nadia, "Bonjour")
    await files.delete(nadia.user_id, line.id)
    with pytest.raises(NotFound):
        await files.get(nadia.user_id, line.id)
    with pytest.raises(NotFound):
        await files.delete(nadia.user_id, FileId("f_never"))


async def test_everything_of_a_person_is_exported_and_erased(files: Files, nadia: Actor, ground: Ground) -> None:
    first = await files.keep_paste(nadia, "Un")
    second = await files.keep_upload(nadia, "deux.txt", b"Deux")
    other = actor_of(await ground.person("u_2"))
    kept = await files.keep_paste(other, "Trois")
    exported = {each.line.id: each.content for each in await files.export(nadia.user_id)}
    assert exported == {first.id: b"Un", second.id: b"Deux"}
    await ground.database.write(lambda c: files.erase_in(c, nadia.user_id))
    assert await files.list(nadia.user_id) == []
    assert await files.list(other.user_id) == [kept]


async def test_files_go_to_another_person_under_their_key(files: Files, nadia: Actor, ground: Ground) -> None:
    line = await files.keep_paste(nadia, "Bonjour")
    other = await ground.person("u_2")
    old, new = await ground.keys.of(nadia.user_id), await ground.keys.of(other)
    await ground.database.write(lambda c: files.move_in(c, nadia.user_id, old, other, new, ground.clock.now()))
    assert await files.list(nadia.user_id) == []
    assert await files.get(other, line.id) == line
    assert (await files.text_of(other, line.id)).text == "Bonjour"


async def test_no_file_is_kept_for_a_person_whose_key_was_destroyed(files: Files, nadia: Actor, ground: Ground) -> None:
    key = await ground.keys.of(nadia.user_id)
    await ground.database.write(lambda c: ground.keys.destroy(c, nadia.user_id, ground.clock.now()))
    # Another process may have the key in its memory still.
    ground.keys._cache[nadia.user_id] = key
    with pytest.raises(Erased):
        await files.keep_paste(nadia, "Bonjour")


async def test_there_is_room_for_fifty_files_and_sixty_megabytes(files: Files, nadia: Actor, ground: Ground) -> None:
    line = await files.keep_paste(nadia, "Bonjour")

    def fill(count: int, size: int) -> None:
        for number in range(count):
            made = dataclasses.replace(line, id=FileId(f"f_{size}_{number}"), size=size)
            rows.append(made)

    rows: list[object] = []
    fill(48, 10)
    original = (await ground.database.read(lambda c: c.execute(select(table)).one()))._asdict()
    await ground.database.write(
        lambda c: (
            c.execute(table.insert(), [{**original, "id": row.id, "size": row.size} for row in rows])  # type: ignore[attr-defined]
            and None
        )
    )
    await files.keep_upload(nadia, "la cinquantième", b"Bonjour")
    with pytest.raises(FilesFull):
        await files.keep_upload(nadia, "une de trop", b"Bonjour")
    await files.delete(nadia.user_id, line.id)
    await ground.database.write(lambda c: c.execute(table.update().values(size=59_999_000 // 49)) and None)
    with pytest.raises(FilesFull):
        await files.keep_paste(nadia, "a" * 5000)


async def test_nothing_of_a_file_is_in_clear_in_the_database(tmp_path: Path, files: Files, nadia: Actor) -> None:
    canary = "canari-9f31c7"
    await files.keep_upload(nadia, f"{canary}.txt", f"Je suis {canary} à Orléans".encode())
    await files.keep_paste(nadia, f"Collé : {canary}")
    written = contents(tmp_path)
    assert ("test.db" in written) == (files.database.dialect == "sqlite")
    rows = await files.database.read(lambda c: c.execute(select(table)).all())
    written["rows"] = repr([tuple(row) for row in rows]).encode()
    assert len(rows) == 2
    assert [name for name, content in written.items() if canary.encode() in content] == []


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder: the database and its write-ahead log."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
