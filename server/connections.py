"""Connections: how many one address may hold open, and how long it may take to say what it wants."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from server.addresses import household
from server.http import HttpSettings

LARGEST_HEAD = 64 * 1024
"""Bytes of a request line with its headers; the parser itself has no limit."""


@dataclass(slots=True)
class Connections:
    """The open connections of a server, by address."""

    http: HttpSettings
    _open: Counter[str] = field(default_factory=Counter)

    def enter(self, peer: str) -> bool:
        """Count a connection; False when its address has as many as it may."""
        address = household(peer)
        if self._open[address] >= self.http.connections and not self.http.proxies.trusts(peer):
            return False
        self._open[address] += 1
        return True

    def leave(self, peer: str) -> None:
        """A connection is closed."""
        address = household(peer)
        self._open[address] -= 1
        if self._open[address] <= 0:
            del self._open[address]

    def protocol(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> "GuardedProtocol":
        """A connection's protocol, as uvicorn makes one."""
        return GuardedProtocol(self, config, server_state, app_state, _loop)


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP, which waits for the head of a request only so long, and turns away what is too much."""

    def __init__(
        self,
        gate: Connections,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._gate = gate
        self._peer: str | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._in_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, or close it at once."""
        address = transport.get_extra_info("peername")
        peer = str(address[0]) if isinstance(address, tuple) else ""
        if not self._gate.enter(peer):
            self.transport = transport
            transport.abort()
            return
        self._peer = peer
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it out."""
        if self._peer is not None:
            self._gate.leave(self._peer)
            self._peer = None
        self._head_came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read; bytes that begin another request have their own time."""
        if self.cycle is None or self.cycle.response_complete:
            self._expect_head()
        super().data_received(data)
        if self._deadline is not None and not self._in_body:
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD:
                self.transport.abort()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._head_came()
        self._in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is there, maybe long after its answer was sent: a body that is refused has as long as a head."""
        self._head_came()
        self._in_body = False
        super().on_message_complete()

    def _expect_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self._gate.http.head_s, self._too_slow)

    def _head_came(self) -> None:
        self._head_bytes = 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        self.transport.abort()
