"""How HTTP is guarded: origins, hosts, proxies, connections."""

from dataclasses import dataclass

from fastapi import Request

from server.addresses import Proxies

LOOPBACK = ("127.0.0.1", "::1", "localhost")
NO_PROXY = Proxies()


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """What the middleware and the connections hold to; `server/settings.py` fills it in from the environment."""

    origins: tuple[str, ...] = ()
    """Origins of every app; each app may have its own beside."""
    hosts: tuple[str, ...] = LOOPBACK
    """Names that this server answers to, without a port."""
    proxies: Proxies = NO_PROXY
    https: bool = False
    """Whether people reach it by HTTPS only."""
    security_contact: str = ""
    """Where security researchers write: `mailto:…` or `https://…`."""
    connections: int = 100
    """Open connections of one address; proxies that are trusted have no limit."""
    head_s: float = 10.0
    """Seconds for the request line and the headers."""
    body_s: float = 20.0
    """Seconds for a whole body; a file has six times as long."""


def http_of(request: Request) -> HttpSettings:
    """The settings that the app was made with."""
    settings: HttpSettings = request.app.state.http
    return settings
