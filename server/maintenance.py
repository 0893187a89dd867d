"""What the `iris` command does besides serving: the database, the keys; and how it is refused."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from agents.runtime import Runtime, build_runtime
from knowledge import IndexUnavailable, PackError
from server.settings import Settings
from tools.accounts import ADMIN_SCOPES, KEY_SCOPES, ApiKey
from tools.errors import InvalidArguments, IrisError
from tools.storage import Home, upgrade

Refusals = (IrisError, PackError, IndexUnavailable, ValidationError)
"""What a command may be refused with; anything else is a defect and shows its traceback."""


def explain(error: BaseException) -> str:
    """What went wrong and what to do, in lines for a terminal."""
    if isinstance(error, ValidationError):
        lines = [
            f"IRIS_{'.'.join(map(str, e['loc'])).upper().removeprefix('IRIS_')}: {e['msg']}" for e in error.errors()
        ]
        return "\n".join(lines)
    advice = f"\n{error.advice}" if isinstance(error, IrisError) else ""
    return f"{error}{advice}"


def home() -> Path:
    """IRIS_HOME, made when it is not there. Raises Misconfigured."""
    folder = Home(Settings().home)
    folder.open()
    return folder.path


async def upgrade_database() -> str:
    """Migrate; returns the revision."""
    runtime = build_runtime(Settings().runtime())
    await runtime.database.open()
    try:
        return f"database at revision {await upgrade(runtime.database)}"
    finally:
        await runtime.database.close()


async def create_key(publishable_key: str, name: str, scopes: Sequence[str], days: int | None, admin: bool) -> str:
    """Make a key of an app; returns it. Without scopes: all that such a key may have."""
    granted = scopes or (ADMIN_SCOPES if admin else KEY_SCOPES)
    if admin != (set(granted) <= ADMIN_SCOPES):
        raise InvalidArguments("--admin goes with admin:read and admin:write, and with nothing else", field="scope")
    runtime = await _with_database()
    try:
        key, secret = await runtime.accounts.api_keys.create(
            publishable_key, name=name, scopes=granted, expires_days=days
        )
    finally:
        await runtime.database.close()
    return f"key      {key.id}\nsecret   {secret}\nscopes   {' '.join(sorted(key.scopes))}\nIt is not shown again."


async def list_keys(publishable_key: str | None) -> str:
    """The keys in force, a line each: never their secrets."""
    runtime = await _with_database()
    try:
        keys = await runtime.accounts.api_keys.of_app(publishable_key)
    finally:
        await runtime.database.close()
    return "\n".join(_key_line(key) for key in keys) or "no key: iris key create pk_…"


async def revoke_key(key_id: str) -> str:
    """End a key; returns what to tell."""
    runtime = await _with_database()
    try:
        await runtime.accounts.api_keys.revoke(key_id)
    finally:
        await runtime.database.close()
    return f"{key_id} is revoked: every process refuses it within five seconds"


def _key_line(key: ApiKey) -> str:
    used = "never used" if key.used_at is None else f"used {key.used_at:%Y-%m-%d %H} h"
    until = "" if key.expires_at is None else f"  until {key.expires_at:%Y-%m-%d}"
    return f"{key.id}  {key.publishable_key}  {key.name}  {' '.join(sorted(key.scopes))}  {used}{until}"


async def _with_database() -> Runtime:
    runtime = build_runtime(Settings().runtime())
    await runtime.database.open()
    await upgrade(runtime.database)
    return runtime
