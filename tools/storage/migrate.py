"""Migrations: bring a database to the schema of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from tools.errors import DatabaseUnreadable
from tools.storage.database import Database

FOLDER = Path(__file__).parent / "migrations"


async def upgrade(database: Database) -> str:
    """Apply what is missing, in one transaction; returns the revision. Raises DatabaseUnreadable on a newer database."""

    def work(connection: Connection) -> str:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        head = ScriptDirectory.from_config(config).get_current_head() or ""
        current = MigrationContext.configure(connection).get_current_revision()
        if current != head:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise DatabaseUnreadable(f"the database is at {current!r}, which this version does not know") from error
        return head

    return await database.write(work)
