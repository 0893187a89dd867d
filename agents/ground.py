"""The ground that everything stands on: the folder, the master key, the database, the clock, keys, events, files."""

import base64
import hashlib
from dataclasses import dataclass

from pydantic import SecretStr

from agents.registry import build_registry
from agents.settings import RuntimeSettings
from tools.clock import DatabaseClock
from tools.events import EventStore
from tools.events.checkpoints import Copy, Signer
from tools.events.sealing import Sealer
from tools.files import Files
from tools.storage import Database, Home, KeyRing, database_at, key_of

CHECKPOINTS = "checkpoints.jsonl"
"""In the folder: the copy of the checkpoints outside the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is there before any noun of the domain."""

    home: Home
    material: bytes
    """Of the master key."""
    database: Database
    clock: DatabaseClock
    keys: KeyRing
    events: EventStore
    sealer: Sealer
    files: Files

    def derived(self, use: str) -> bytes:
        """32 bytes for one use, from the master key."""
        return _derived(use, self.material)


def lay_ground(settings: RuntimeSettings) -> Ground:
    """Open the folder and name the database, which is opened at the start. Raises Misconfigured, DatabaseUnreadable."""
    home = Home(settings.home)
    home.open()
    material = _material(settings.master_key) or home.secret("master")
    database = database_at(settings.database_url or f"sqlite:///{home.path.absolute() / 'iris.db'}")
    clock = DatabaseClock(database.now)
    keys = KeyRing(database, key_of(material))
    registry = build_registry()
    return Ground(
        home=home,
        material=material,
        database=database,
        clock=clock,
        keys=keys,
        events=EventStore(database, keys, clock, registry),
        sealer=Sealer(
            database=database,
            clock=clock,
            signer=Signer.of(_derived("checkpoints", material)),
            copy=Copy(home.path / CHECKPOINTS),
            shared=registry.shared(),
        ),
        files=Files(database, keys, clock),
    )


def _derived(use: str, material: bytes) -> bytes:
    return hashlib.sha256(use.encode() + material).digest()


def _material(key: SecretStr | None) -> bytes | None:
    """32 bytes from a secret: base64 of 32 bytes as it is, any other text through SHA-256."""
    if key is None:
        return None
    text = key.get_secret_value()
    try:
        decoded = base64.b64decode(text, validate=True)
    except ValueError:
        decoded = b""
    return decoded if len(decoded) == 32 else hashlib.sha256(text.encode()).digest()
