"""People in the caller's unit of work: made, found, closed."""

import hmac
from datetime import datetime

import orjson
from sqlalchemy import Connection, Row, delete, insert, select, update

from tools.accounts.models import PersonName
from tools.actor import UserId
from tools.storage import Key, KeyRing
from tools.storage.schema import (
    account_letters,
    account_links,
    accounts,
    people,
    refresh_tokens,
    registrations,
    sessions,
)

CLOSED = "closed"
"""The kind of a person who is no more: moved to an account, or erased."""


def reference_hash(pepper: bytes, organisation_id: str, reference: str) -> bytes:
    """What an app's own reference is found by: it may be an e-mail address, and is never read back."""
    return hmac.new(pepper, f"{organisation_id}\0{reference}".encode(), "sha256").digest()


def insert_person(
    connection: Connection,
    keys: KeyRing,
    user_id: UserId,
    organisation_id: str,
    now: datetime,
    *,
    kind: str = "visitor",
    reference: bytes | None = None,
) -> Key:
    """Make a person with their key."""
    connection.execute(
        insert(people).values(
            id=user_id, organisation_id=organisation_id, kind=kind, external_ref=reference, created_at=now
        )
    )
    return keys.create(connection, user_id, now)


def find_person(connection: Connection, user_id: UserId) -> Row[tuple[object, ...]] | None:
    """The person's record, locked until the unit of work ends."""
    return connection.execute(select(people).where(people.c.id == user_id).with_for_update()).first()


def find_account(connection: Connection, organisation_id: str, hashed: bytes) -> Row[tuple[object, ...]] | None:
    """The account of an address, by its hash."""
    query = select(accounts).where(accounts.c.organisation_id == organisation_id, accounts.c.email_hash == hashed)
    return connection.execute(query).first()


def lock_account(connection: Connection, user_id: UserId) -> Row[tuple[object, ...]] | None:
    """The person's account, locked until the unit of work ends."""
    return connection.execute(select(accounts).where(accounts.c.user_id == user_id).with_for_update()).first()


def close_person(connection: Connection, user_id: UserId) -> None:
    """Delete what accounts hold of a person; the record stays, closed and without reference."""
    for table in (account_letters, account_links, registrations, refresh_tokens, sessions, accounts):
        connection.execute(delete(table).where(table.c.user_id == user_id))
    connection.execute(
        update(people)
        .where(people.c.id == user_id)
        .values(kind=CLOSED, external_ref=None, profile=None, locale=None, address=None)
    )


def name_of(row: Row[tuple[object, ...]], key: Key) -> PersonName:
    """The name in a person's record."""
    if row.profile is None:
        return PersonName()
    return PersonName(**orjson.loads(key.open(row.profile, name_place(row.id))))


def name_place(user_id: str) -> str:
    """What the sealing of a name is bound to."""
    return f"people.profile:{user_id}"


def email_place(user_id: str) -> str:
    """What the sealing of an address is bound to, in an account and in the registration that it comes from."""
    return f"accounts.email:{user_id}"


def password_place(user_id: str) -> str:
    """What the sealing of a password's hash is bound to, likewise."""
    return f"accounts.password:{user_id}"
