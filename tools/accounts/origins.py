"""Origins: from which pages a browser may call for an app."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import select, update

from tools.errors import InvalidArguments, NotFound
from tools.storage import Database
from tools.storage.schema import apps

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MOST = 50


def normal_origin(text: str) -> str:
    """`https://site.example` or `https://site.example:8443`, as browsers send it; http on loopback only.

    Raises InvalidArguments.
    """
    try:
        parts = urlsplit(text.strip().lower().rstrip("/"))
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    bare = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    if not host or not secure or not bare or not host.isascii() or any(c in host for c in "*,;' \""):
        raise InvalidArguments(f"{text!r} is no origin: https://host, and a port if it has one", field="origins")
    name = f"[{host}]" if ":" in host else host
    usual = port is None or port == {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{name}" + ("" if usual else f":{port}")


async def set_origins(database: Database, publishable_key: str, origins: Sequence[str]) -> tuple[str, ...]:
    """Put these origins in place of those the app had; none: any page that CORS lets through.

    Raises InvalidArguments, NotFound.
    """
    listed = tuple(dict.fromkeys(normal_origin(each) for each in origins))
    if len(listed) > MOST:
        raise InvalidArguments(f"an app has at most {MOST} origins", field="origins")
    change = (
        update(apps)
        .where(apps.c.publishable_key == publishable_key, apps.c.revoked_at.is_(None))
        .values(origins=list(listed) or None)
    )
    if not await database.write(lambda connection: connection.execute(change).rowcount):
        raise NotFound("no such app")
    return listed


async def origins_by_app(database: Database) -> dict[str, tuple[str, ...]]:
    """The origins of every app in force that has some, by its publishable key."""
    query = select(apps.c.publishable_key, apps.c.origins).where(
        apps.c.revoked_at.is_(None), apps.c.origins.is_not(None)
    )
    rows = await database.read(lambda connection: connection.execute(query).all())
    return {row.publishable_key: tuple(row.origins) for row in rows if row.origins}
