"""What the `iris app` command does: apps made, listed, set, rotated, closed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from agents.voice import LOCALES
from server.privacy_commands import opened
from tools.accounts import AppLine
from tools.accounts.closing import revoke_app
from tools.accounts.defaults import Default, checked, set_defaults
from tools.accounts.origins import normal_origin, set_origins
from tools.errors import InvalidArguments

LONGEST_NAME = 200
LONGEST_GRACE = 7 * 24 * 60
"""Minutes: who must put a secret in place has a week."""


async def create(name: str, organisation: str, origins: Sequence[str] = ()) -> str:
    """Make an app; returns its keys. Raises InvalidArguments."""
    for field, text in (("name", name), ("organisation", organisation)):
        if not 1 <= len(text.strip()) <= LONGEST_NAME or not text.isprintable():
            raise InvalidArguments(f"{field}: 1 to {LONGEST_NAME} characters", field=field)
    listed = [normal_origin(origin) for origin in origins]
    async with opened() as iris:
        made = await iris.directory.create_app(name.strip(), organisation=organisation.strip())
        await set_origins(iris.database, made.app.publishable_key, listed)
    return (
        f"publishable key  {made.app.publishable_key}\n"
        f"first API key    {made.api_key}\n"
        f"signing secret   {made.signing_secret}\n"
        "Keep the last two on your server: they are not shown again."
    )


async def listing() -> str:
    """Every app: a line, and lines below it for what it has. No secret."""
    async with opened() as iris:
        lines, now = await iris.directory.list_apps(), iris.clock.now()
        every = [_told(line, old=line.previous_until is not None and now < line.previous_until) for line in lines]
    return "\n".join(every) or "no app yet: iris app create NAME"


async def replace_origins(publishable_key: str, origins: Sequence[str]) -> str:
    """Put an app's origins in place of those it had; returns them, a line each. Raises InvalidArguments, NotFound."""
    async with opened() as iris:
        listed = await set_origins(iris.database, publishable_key, origins)
    return "\n".join(listed) or "no origin: any page that CORS lets through"


async def change(publishable_key: str, changes: Mapping[str, Default | None]) -> str:
    """Set these defaults of an app, an empty one taken away and None left as it is; returns what it has then.

    Raises InvalidArguments, NotFound.
    """
    said = {name: value for name, value in changes.items() if value is not None}
    if not said:
        raise InvalidArguments("nothing to set: --agent, --locale, --address, --theme, --welcome or --suggestion")
    async with opened() as iris:
        agents = [agent.name for agent in iris.catalog]
        kept = {name: checked(name, value, agents=agents, locales=LOCALES) for name, value in said.items()}
        await set_defaults(iris.database, publishable_key, kept)
        lines = await iris.directory.list_apps()
        [line] = [each for each in lines if each.app.publishable_key == publishable_key]
    return f"{_told(line, old=False)}\nIn force within five seconds."


async def rotate(publishable_key: str, grace_minutes: int) -> str:
    """A new signing secret; returns it. Raises InvalidArguments, NotFound."""
    if not 0 <= grace_minutes <= LONGEST_GRACE:
        raise InvalidArguments(f"--grace-minutes: 0 to {LONGEST_GRACE}", field="grace-minutes")
    async with opened() as iris:
        secret = await iris.directory.rotate(publishable_key, grace=timedelta(minutes=grace_minutes))
    old = f"The old one goes on for {grace_minutes} minutes." if grace_minutes else "The old one has ended."
    return f"signing secret   {secret}\n{old} Keep the new one on your server: it is not shown again."


async def close(publishable_key: str) -> str:
    """Close an app; returns what to tell. Raises NotFound."""
    async with opened() as iris:
        await revoke_app(iris.database, publishable_key, await iris.database.now())
    return f"{publishable_key} is closed"


def _told(line: AppLine, *, old: bool) -> str:
    app = line.app
    named = {
        "origins": " ".join(line.origins),
        "agent": app.default_agent,
        "locale": app.locale,
        "address": app.address,
        "theme": app.theme,
        "welcome": app.welcome,
        "suggestions": " | ".join(app.suggestions),
        "created": f"{line.created_at:%Y-%m-%d}",
        "rotated": f"the old signing secret goes on until {line.previous_until:%Y-%m-%d %H:%M} UTC" if old else None,
        "revoked": line.revoked_at and f"{line.revoked_at:%Y-%m-%d}",
    }
    below = [f"  {name:<12} {value}" for name, value in named.items() if value]
    return "\n".join([f"{app.publishable_key}  {app.name}", *below])
