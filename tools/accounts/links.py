"""Links that a letter carries: a secret that works once, in the caller's unit of work."""

import secrets
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Row, delete, insert, select

from tools.accounts.errors import LinkInvalid
from tools.accounts.rules import digest
from tools.actor import UserId
from tools.storage.schema import account_links

Purpose = Literal["register", "reset"]

LIFE: dict[Purpose, timedelta] = {"register": timedelta(hours=24), "reset": timedelta(minutes=30)}
FRAGMENT: dict[Purpose, str] = {"register": "verifier", "reset": "reinitialiser"}
"""The word before the secret in the link; a fragment stays in the browser and is in no server's log."""


def make_link(connection: Connection, user_id: UserId, purpose: Purpose, public_url: str, now: datetime) -> str:
    """A fresh link; the older ones of the same purpose stop working."""
    secret = secrets.token_urlsafe(32)
    drop_links(connection, user_id, purpose)
    connection.execute(
        insert(account_links).values(
            hash=digest(secret), user_id=user_id, purpose=purpose, expires_at=now + LIFE[purpose]
        )
    )
    return f"{public_url}/compte#{FRAGMENT[purpose]}={secret}"


def find_link(connection: Connection, secret: str, purpose: Purpose, now: datetime) -> UserId:
    """Whose link it is; raises LinkInvalid."""
    row = connection.execute(select(account_links).where(account_links.c.hash == digest(secret))).first()
    return _owner(row, purpose, now)


def use_link(connection: Connection, secret: str, purpose: Purpose, now: datetime) -> UserId:
    """Use the link up: of two at once, one gets it. Raises LinkInvalid."""
    taken = delete(account_links).where(account_links.c.hash == digest(secret), account_links.c.purpose == purpose)
    return _owner(connection.execute(taken.returning(account_links)).first(), purpose, now)


def drop_links(connection: Connection, user_id: UserId, purpose: Purpose) -> None:
    """End a person's links of a purpose."""
    connection.execute(
        delete(account_links).where(account_links.c.user_id == user_id, account_links.c.purpose == purpose)
    )


def _owner(row: Row[tuple[object, ...]] | None, purpose: Purpose, now: datetime) -> UserId:
    if row is None or row.purpose != purpose or row.expires_at <= now:
        raise LinkInvalid("no such link")
    return UserId(row.user_id)
