"""The files of people: kept sealed, read by operations, given back to their person alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from tools.actor import Actor, FileId, ThreadId, UserId
from tools.clock import Clock
from tools.errors import Erased, MessageTooLong, NotFound
from tools.extraction import tidy
from tools.files.models import FileLine, FilesFull, FileWithoutText, KeptFile
from tools.files.reading import Extractor
from tools.files.rules import (
    LONGEST_PASTE,
    MEDIA_TYPES,
    MOST_BYTES,
    MOST_FILES,
    clean_name,
    kind_of,
    new_file_id,
)
from tools.reading import FileText
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import files, person_keys

Found = TypeVar("Found")

_LINE = [column for column in files.c if column.name not in {"content", "text"}]
"""What a list reads: not the megabytes."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of people, under their keys."""

    database: Database
    keys: KeyRing
    clock: Clock
    extractor: Extractor = field(default_factory=Extractor)

    async def keep_upload(self, actor: Actor, name: str, data: bytes, thread_id: ThreadId | None = None) -> FileLine:
        """Keep a file, if it is one that Iris reads. It is what its bytes are, whatever it is called.

        Raises UnsupportedFile, FileTooLarge, FileRefused and its kin, FilesFull, Unavailable.
        """
        kind = kind_of(data)
        # Before a process is started for it; the write counts again.
        await self.database.read(lambda c: _make_room(c, actor.user_id, len(data)))
        read = await self.extractor.read(data, kind)
        charset = f"; charset={read.encoding}" if read.encoding else ""
        line = FileLine(
            id=new_file_id(),
            thread_id=thread_id,
            name=clean_name(name, kind),
            media_type=MEDIA_TYPES[kind] + charset,
            size=len(data),
            pages=read.pages,
            characters=len(read.text),
            cut=read.cut,
            origin="upload",
            created_at=self.clock.now(),
        )
        return await self._keep(actor.user_id, line, data, read.text)

    async def keep_paste(
        self, actor: Actor, text: str, thread_id: ThreadId | None = None, *, file_id: FileId | None = None
    ) -> FileLine:
        """Keep a text of up to 100,000 characters that was pasted in a conversation, as a file; its id may be chosen.

        Raises MessageTooLong, FileWithoutText, FilesFull.
        """
        if len(text) > LONGEST_PASTE:
            raise MessageTooLong(f"{len(text)} characters", limit=LONGEST_PASTE)
        tidied, cut = tidy(text)
        if not tidied:
            raise FileWithoutText("nothing visible was pasted")
        data = text.encode(errors="replace")
        line = FileLine(
            id=file_id or new_file_id(),
            thread_id=thread_id,
            name=clean_name("texte collé", "text"),
            media_type=f"{MEDIA_TYPES['text']}; charset=utf-8",
            size=len(data),
            pages=None,
            characters=len(tidied),
            cut=cut,
            origin="paste",
            created_at=self.clock.now(),
        )
        return await self._keep(actor.user_id, line, data, tidied)

    async def get(self, user_id: UserId, file_id: FileId) -> FileLine:
        """One file, without its content; raises NotFound, also when it is somebody else's."""
        key = await self.keys.of(user_id)
        query = select(*_LINE).where(files.c.user_id == user_id, files.c.id == file_id)
        row = await self.database.read(lambda c: c.execute(query).first())
        return _line(_existing(row, file_id), key)

    async def list(self, user_id: UserId) -> Sequence[FileLine]:
        """The person's files, the newest first."""
        key = await self.keys.of(user_id)
        query = select(*_LINE).where(files.c.user_id == user_id).order_by(files.c.created_at.desc(), files.c.id)
        return await self.database.read(lambda c: [_line(row, key) for row in c.execute(query)])

    async def text_of(self, user_id: UserId, file_id: FileId) -> FileText:
        """What the document says, for operations only; raises NotFound."""
        key = await self.keys.of(user_id)
        query = select(files.c.text, files.c.cut, files.c.pages).where(
            files.c.user_id == user_id, files.c.id == file_id
        )
        row = _existing(await self.database.read(lambda c: c.execute(query).first()), file_id)
        return FileText(text=key.open_text(row.text, f"files.text:{file_id}"), cut=row.cut, pages=row.pages)

    async def content_of(self, user_id: UserId, file_id: FileId) -> KeptFile:
        """The file as it came; raises NotFound."""
        key = await self.keys.of(user_id)
        query = select(files).where(files.c.user_id == user_id, files.c.id == file_id)
        row = await self.database.read(lambda c: c.execute(query).first())
        return _kept(_existing(row, file_id), key)

    async def attach(self, user_id: UserId, file_id: FileId, thread_id: ThreadId) -> None:
        """Say which conversation a file belongs to, where none is said yet."""
        free = files.c.thread_id.is_(None)
        query = update(files).where(files.c.user_id == user_id, files.c.id == file_id, free).values(thread_id=thread_id)
        await self.database.write(lambda c: c.execute(query) and None)

    async def delete(self, user_id: UserId, file_id: FileId) -> None:
        """Delete a file; raises NotFound."""
        query = delete(files).where(files.c.user_id == user_id, files.c.id == file_id)
        if await self.database.write(lambda c: c.execute(query).rowcount) == 0:
            raise NotFound(f"file {file_id!r}", what="file")

    async def export(self, user_id: UserId) -> Sequence[KeptFile]:
        """Everything that is kept of the person's files, oldest first."""
        key = await self.keys.of(user_id)
        query = select(files).where(files.c.user_id == user_id).order_by(files.c.created_at, files.c.id)
        return await self.database.read(lambda c: [_kept(row, key) for row in c.execute(query)])

    def erase_in(self, connection: Connection, user_id: UserId) -> None:
        """Erase the person's files in the transaction that erases the person."""
        connection.execute(delete(files).where(files.c.user_id == user_id))

    def move_in(self, connection: Connection, giver: UserId, old: Key, taker: UserId, new: Key, at: datetime) -> None:
        """Give one person's files to another, sealed anew, in the caller's unit of work."""
        mine = files.c.user_id == giver
        for (file_id,) in connection.execute(select(files.c.id).where(mine)).all():
            row = connection.execute(select(files).where(mine, files.c.id == file_id)).one()
            sealed = {
                column: new.seal(
                    old.open(getattr(row, column), f"files.{column}:{file_id}"), f"files.{column}:{file_id}"
                )
                for column in ("name", "content", "text")
            }
            connection.execute(update(files).where(mine, files.c.id == file_id).values(user_id=taker, **sealed))

    async def _keep(self, user_id: UserId, line: FileLine, data: bytes, text: str) -> FileLine:
        key = await self.keys.of(user_id)
        row = {
            "user_id": user_id,
            "id": line.id,
            "thread_id": line.thread_id,
            "name": key.seal(line.name, f"files.name:{line.id}"),
            "media_type": line.media_type,
            "size": line.size,
            "pages": line.pages,
            "characters": line.characters,
            "cut": line.cut,
            "origin": line.origin,
            "content": key.seal(data, f"files.content:{line.id}"),
            "text": key.seal(text, f"files.text:{line.id}"),
            "created_at": line.created_at,
        }

        def work(connection: Connection) -> None:
            # The row of the key is held: two uploads at once are counted one after the other, and none follows erasure.
            held = select(person_keys.c.wrapped).where(person_keys.c.user_id == user_id).with_for_update()
            if connection.execute(held).scalar() is None:
                raise Erased(f"no key for {user_id!r}")
            _make_room(connection, user_id, line.size)
            connection.execute(insert(files).values(row))

        await self.database.write(work)
        return line


def _make_room(connection: Connection, user_id: UserId, size: int) -> None:
    query = select(func.count(), func.coalesce(func.sum(files.c.size), 0)).where(files.c.user_id == user_id)
    count, total = connection.execute(query).one()
    if count >= MOST_FILES or total + size > MOST_BYTES:
        raise FilesFull(f"{count} files, {total} bytes", limit=MOST_FILES)


def _existing(row: Found | None, file_id: FileId) -> Found:
    if row is None:
        raise NotFound(f"file {file_id!r}", what="file")
    return row


def _line(row: Row[tuple[object, ...]], key: Key) -> FileLine:
    return FileLine(
        id=row.id,
        thread_id=row.thread_id,
        name=key.open_text(row.name, f"files.name:{row.id}"),
        media_type=row.media_type,
        size=row.size,
        pages=row.pages,
        characters=row.characters,
        cut=row.cut,
        origin=row.origin,
        created_at=row.created_at,
    )


def _kept(row: Row[tuple[object, ...]], key: Key) -> KeptFile:
    return KeptFile(line=_line(row, key), content=key.open(row.content, f"files.content:{row.id}"))
