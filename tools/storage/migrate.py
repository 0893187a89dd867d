"""Migrations: bring a database to the schema of this version."""

import re
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from tools.errors import DatabaseUnreadable
from tools.storage.database import Database

FOLDER = Path(__file__).parent / "migrations"

_REVISION = re.compile(r"^revision = ['\"](\w+)['\"]", re.MULTILINE)


async def upgrade(database: Database) -> str:
    """Apply what is missing in one transaction; returns the revision. Raises DatabaseUnreadable on a newer schema."""

    def work(connection: Connection) -> str:
        known = revisions()
        current = revision_of(connection)
        if current is not None and current not in known:
            raise DatabaseUnreadable(f"the database is at revision {current!r}, which this version does not know")
        if current != known[-1]:
            # Alembic takes half a second to import, and most starts find nothing to do.
            import_module("tools.storage.alembic_upgrade").run(connection, FOLDER)
        return known[-1]

    return await database.write(work)


def revisions() -> list[str]:
    """The revisions in order; their files are numbered."""
    files = sorted((FOLDER / "versions").glob("[0-9]*.py"))
    return [match.group(1) for file in files if (match := _REVISION.search(file.read_text("utf-8")))]


def revision_of(connection: Connection) -> str | None:
    """The revision that a database is at; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()
