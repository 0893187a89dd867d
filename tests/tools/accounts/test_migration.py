"""What was there before accounts goes on: keys keep working, visitors stay signed in."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, text

from tests.tools.accounts.conftest import QuickHasher
from tools.accounts import KEY_SCOPES, OutboxPost, TokenSecrets, build_accounts
from tools.accounts.passwords import Passwords
from tools.accounts.rules import digest
from tools.actor import UserId
from tools.clock import FixedClock
from tools.errors import Unauthenticated
from tools.events import Audit, EventStore
from tools.storage import Database, Key, KeyRing, key_of, upgrade
from tools.storage.migrate import FOLDER


def to_the_first_revision(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


def what_was_there(connection: Connection, master: Key, keys: KeyRing, now: datetime) -> None:
    """An app, a visitor, a session that is open and one that is closed, in the tables of then."""

    def add(sql: str, **values: object) -> None:
        connection.execute(text(sql), values)

    at = now if connection.dialect.name == "postgresql" else now.strftime("%Y-%m-%d %H:%M:%S.%f")
    later = now + timedelta(days=89)
    expires = later if connection.dialect.name == "postgresql" else later.strftime("%Y-%m-%d %H:%M:%S.%f")
    add("INSERT INTO organisations VALUES ('org_1', 'Avant', :at)", at=at)
    add(
        "INSERT INTO apps (id, organisation_id, name, publishable_key, api_key_hash, signing_secret, created_at) "
        "VALUES ('app_1', 'org_1', 'Site', 'pk_site', :hash, :secret, :at)",
        hash=digest("sk_before"),
        secret=master.seal("x" * 40, "apps:app_1"),
        at=at,
    )
    add("INSERT INTO people (id, organisation_id, kind, created_at) VALUES ('u_1', 'org_1', 'visitor', :at)", at=at)
    keys.create(connection, UserId("u_1"), now)
    for token, family, revoked in (("rt_open", "f_open", None), ("rt_closed", "f_closed", at)):
        add(
            "INSERT INTO refresh_tokens (hash, family, user_id, app_id, expires_at, revoked_at) "
            "VALUES (:hash, :family, 'u_1', 'app_1', :expires, :revoked)",
            hash=digest(token),
            family=family,
            expires=expires,
            revoked=revoked,
        )


@pytest.mark.empty
async def test_keys_and_sessions_of_before_go_on(database: Database, tmp_path: Path) -> None:
    clock, master = FixedClock(), key_of(AESGCM.generate_key(256))
    keys, now = KeyRing(database, master), clock.now()
    await database.write(to_the_first_revision)

    await database.write(lambda c: what_was_there(c, master, keys, now))
    await upgrade(database)
    accounts = build_accounts(
        database=database,
        keys=keys,
        clock=clock,
        audit=Audit(EventStore(database, keys, clock)),
        master=master,
        pepper=b"pepper",
        secrets=TokenSecrets.parse("s" * 40),
        post=OutboxPost(tmp_path, "iris@example.org"),
        public_url="https://iris.example",
        passwords=Passwords(QuickHasher()),
    )
    actor = await accounts.directory.authenticate("sk_before", on_behalf_of="client-1")
    # A key keeps the scopes that it was made with: what came later is not in them.
    nouns = ("energy", "billing", "events", "coach", "aube")
    later = {f"{noun}:{deed}" for noun in nouns for deed in ("read", "write")}
    assert (actor.app_id, actor.scopes) == ("app_1", KEY_SCOPES - later)
    renewed = await accounts.directory.refresh("rt_open")
    assert (renewed.user_id, renewed.id) == ("u_1", "f_open")
    person = await accounts.directory.authenticate(renewed.token)
    line = (await accounts.sessions.of_person(person))[0]
    assert (line.created_at, line.device) == (now - timedelta(days=1), "")
    with pytest.raises(Unauthenticated):
        await accounts.directory.refresh("rt_closed")

    def violations(connection: Connection) -> list[object]:
        if connection.dialect.name != "sqlite":
            return []
        return list(connection.execute(text("PRAGMA foreign_key_check")))

    assert await database.read(violations) == []
