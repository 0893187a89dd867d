"""Closing an app: nobody comes through it any more, within five seconds."""

from datetime import datetime

from sqlalchemy import update

from tools.errors import NotFound
from tools.storage import Database
from tools.storage.schema import apps


async def revoke_app(database: Database, publishable_key: str, at: datetime) -> None:
    """Close an app in force; its people keep what is theirs. Raises NotFound."""
    change = (
        update(apps).where(apps.c.publishable_key == publishable_key, apps.c.revoked_at.is_(None)).values(revoked_at=at)
    )
    if not await database.write(lambda connection: connection.execute(change).rowcount):
        raise NotFound("no such app")
