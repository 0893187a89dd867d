"""Export: everything that is held about a person, readable, as a zip that is sent while it is made."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from tools.actor import UserId
from tools.clock import Clock
from tools.errors import ExportInProgress, IrisError
from tools.events import Audit
from tools.privacy.archive import Archive, as_csv, as_json, safe_name
from tools.privacy.pages import readme
from tools.privacy.register import ExportPart, PersonalStore, Register, Row
from tools.storage import KeyRing

log = logging.getLogger(__name__)

DATA_EXPORTED = "DataExported"

READ_ME = {"fr": "lisez-moi.txt"}
CUT_SHORT = {
    "fr": ("INCOMPLET.txt", "Cet export s’est arrêté avant la fin : vous pouvez le demander à nouveau.\n"),
    "en": ("INCOMPLETE.txt", "This export stopped before its end: you can ask for it again.\n"),
}


@dataclass(slots=True, kw_only=True)
class Export:
    """Gives people everything that is theirs."""

    register: Register
    keys: KeyRing
    audit: Audit
    clock: Clock
    _running: set[UserId] = field(default_factory=set)

    async def begin(self, user_id: UserId, locale: str, *, actor: str) -> AsyncIterator[bytes]:
        """Start an export; the zip comes in pieces, one store in memory at a time.

        Raises ExportInProgress while another one of the person's runs in this process, and Erased.
        """
        if user_id in self._running:
            raise ExportInProgress(f"an export of {user_id!r} is running")
        pieces = self._pieces(user_id, "fr" if locale == "fr" else "en", actor)
        # The first piece is made now: refusals come before the answer begins, and what has begun is always tidied up.
        first = await anext(pieces)
        return _with_first(first, pieces)

    async def _pieces(self, user_id: UserId, locale: str, actor: str) -> AsyncIterator[bytes]:
        self._running.add(user_id)
        try:
            await self.keys.of(user_id)
            await self.audit.note(DATA_EXPORTED, user_id=user_id, actor=actor)
            now = self.clock.now()
            archive = Archive(now)
            text = readme(self.register, locale, now)
            yield archive.add(READ_ME.get(locale, "readme.txt"), text.encode())
            try:
                for store in self.register.stores:
                    part = await store.export(user_id, locale)
                    async for piece in _store(archive, store, part, locale):
                        yield piece
            except IrisError as error:
                # Erased while it was read, or a file that is gone: the zip stays readable, and says that it is not all.
                log.warning("export: cut short (%s)", error.code)
                name, words = CUT_SHORT[locale]
                yield archive.add(name, words.encode())
            yield archive.close()
        finally:
            self._running.discard(user_id)


async def _with_first(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


async def _store(archive: Archive, store: PersonalStore, part: ExportPart, locale: str) -> AsyncIterator[bytes]:
    """The files of one store. Writing and compressing them takes a while: a thread does it."""
    for name, rows in part.lists.items():
        yield await asyncio.to_thread(_list, archive, f"{store.name}/{name}", rows, locale)
    for name, text in part.texts.items():
        yield await asyncio.to_thread(archive.add, f"{store.name}/{safe_name(name)}", text.encode())
    for document in part.documents:
        content = await document.read()
        yield await asyncio.to_thread(archive.add, f"{store.name}/{safe_name(document.name)}", content)


def _list(archive: Archive, path: str, rows: Sequence[Row], locale: str) -> bytes:
    return archive.add(f"{path}.json", as_json(rows)) + archive.add(f"{path}.csv", as_csv(rows, locale))
