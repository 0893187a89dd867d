"""Which database an address names."""

from importlib import import_module
from pathlib import Path
from typing import cast

from tools.errors import DatabaseUnreadable
from tools.storage.database import Database, SqliteDatabase


def database_at(url: str) -> Database:
    """The database of a URL: `sqlite:///path`, or any `postgres://` or `postgresql://` address."""
    scheme, _, rest = url.partition("://")
    if scheme.startswith("sqlite"):
        return SqliteDatabase(Path(rest.removeprefix("/")))
    if scheme.split("+")[0] in ("postgres", "postgresql"):
        # SQLAlchemy's asyncio part brings its ORM: half a second and 10 MB that SQLite does without.
        postgres = import_module("tools.storage.postgres")
        return cast(Database, postgres.PostgresDatabase(f"postgresql+psycopg://{rest}"))
    raise DatabaseUnreadable(f"DATABASE_URL: {scheme!r} is not supported; use sqlite:/// or postgresql://")
