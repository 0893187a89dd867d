"""Sealing: free text rests under a key per person, and that key under the master key."""

import os
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, insert, select, update

from tools.actor import UserId
from tools.errors import Erased, Misconfigured
from tools.storage.database import Database
from tools.storage.schema import person_keys
from tools.storage.schema.tables import Ciphertext

NONCE = 12
CACHED_KEYS = 4096


@dataclass(frozen=True, slots=True)
class Key:
    """An AES-256-GCM key. `place` (table, column, row) is authenticated: ciphertext moved elsewhere does not open."""

    cipher: AESGCM

    def seal(self, clear: str | bytes, place: str) -> Ciphertext:
        """Encrypt; strings as UTF-8."""
        nonce = os.urandom(NONCE)
        data = clear.encode() if isinstance(clear, str) else clear
        return Ciphertext(nonce + self.cipher.encrypt(nonce, data, place.encode()))

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt; raises Erased when the key or the place is another one."""
        try:
            return self.cipher.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
        except InvalidTag as error:
            raise Erased(f"{place}: this key does not open it") from error

    def open_text(self, sealed: bytes, place: str) -> str:
        """Decrypt UTF-8 text."""
        return self.open(sealed, place).decode()


def key_of(material: bytes) -> Key:
    """The key made of 32 bytes; raises Misconfigured for any other length."""
    if len(material) != 32:
        raise Misconfigured(f"a key has 32 bytes, not {len(material)}")
    return Key(AESGCM(material))


class KeyRing:
    """The keys of people: made with the person, cached while in use, destroyed by erasure."""

    def __init__(self, database: Database, master: Key) -> None:
        self._database = database
        self._master = master
        self._cache: OrderedDict[UserId, Key] = OrderedDict()
        self._forgotten: set[UserId] = set()

    async def of(self, user_id: UserId) -> Key:
        """The person's key; raises Erased when there is none (any more)."""
        if (known := self._cache.get(user_id)) is not None:
            self._cache.move_to_end(user_id)
            return known
        query = select(person_keys.c.wrapped).where(person_keys.c.user_id == user_id)
        wrapped = await self._database.read(lambda c: c.execute(query).scalar())
        if wrapped is None:
            raise Erased(f"no key for {user_id!r}")
        return self._keep(user_id, self._master.open(wrapped, f"person_keys:{user_id}"))

    async def check(self) -> None:
        """Open one person's key, if there is any; raises Misconfigured when the master key is another one's."""
        query = select(person_keys.c.user_id, person_keys.c.wrapped).where(person_keys.c.wrapped.is_not(None)).limit(1)
        row = await self._database.read(lambda c: c.execute(query).first())
        if row is None:
            return
        try:
            self._master.open(row.wrapped, f"person_keys:{row.user_id}")
        except Erased as error:
            raise Misconfigured(
                "the master key does not open this database: give IRIS_MASTER_KEY, or IRIS_HOME, as it was"
            ) from error

    def create(self, connection: Connection, user_id: UserId, at: datetime) -> Key:
        """Make the person's key in the transaction that makes the person."""
        material = AESGCM.generate_key(256)
        wrapped = self._master.seal(material, f"person_keys:{user_id}")
        connection.execute(insert(person_keys).values(user_id=user_id, wrapped=wrapped, created_at=at))
        return self._keep(user_id, material)

    def destroy(self, connection: Connection, user_id: UserId, at: datetime) -> None:
        """Erase the key: everything sealed under it stays unreadable for ever."""
        connection.execute(
            update(person_keys).where(person_keys.c.user_id == user_id).values(wrapped=None, destroyed_at=at)
        )
        self._cache.pop(user_id, None)

    def forget(self, user_id: UserId) -> None:
        """Let go of a destroyed key, once and for all: a reading that began before the erasure keeps nothing either."""
        self._forgotten.add(user_id)
        self._cache.pop(user_id, None)

    def _keep(self, user_id: UserId, material: bytes) -> Key:
        key = key_of(material)
        if user_id in self._forgotten:
            return key
        self._cache[user_id] = key
        if len(self._cache) > CACHED_KEYS:
            self._cache.popitem(last=False)
        return key
