"""Storage: the database, the schema, the sealing of free text."""

from tools.storage.address import database_at
from tools.storage.database import Database, SqliteDatabase, Work
from tools.storage.home import Home
from tools.storage.lanes import Lanes
from tools.storage.migrate import revision_of, upgrade
from tools.storage.sealed import Key, KeyRing, key_of

__all__ = [
    "Database",
    "Home",
    "Key",
    "KeyRing",
    "Lanes",
    "SqliteDatabase",
    "Work",
    "database_at",
    "key_of",
    "revision_of",
    "upgrade",
]
