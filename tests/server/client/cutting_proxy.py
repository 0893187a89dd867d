"""A proxy that resets connections after so many bytes of the answer."""

import select
import socket
import struct
import threading
from typing import Self


class CuttingProxy:
    """Passes bytes between a client and a server; each connection is reset after the next number of `plan`."""

    def __init__(self, upstream: str, *plan: int) -> None:
        host, _, port = upstream.removeprefix("http://").partition(":")
        self._upstream = (host, int(port))
        self._plan = list(plan)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._relays: list[threading.Thread] = []
        self.resets = 0
        self.passed = 0
        """Bytes of the answers."""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        # Closing alone does not wake a thread that accepts.
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in (self._accepting, *self._relays):
            thread.join(timeout=5)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            left = self._plan.pop(0) if self._plan else None
            relay = threading.Thread(target=self._relay, args=(client, left), daemon=True)
            self._relays.append(relay)
            relay.start()

    def _relay(self, client: socket.socket, left: int | None) -> None:
        with client, socket.create_connection(self._upstream) as server:
            while True:
                # One thread for both directions: closing a socket that another one reads would send no reset.
                readable, _, _ = select.select([client, server], [], [])
                try:
                    for source in readable:
                        data = source.recv(65536)
                        if not data:
                            return
                        if source is client:
                            server.sendall(data)
                            continue
                        self.passed += len(data)
                        client.sendall(data if left is None else data[:left])
                        if left is not None and (left := left - len(data)) <= 0:
                            self.resets += 1
                            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                            return
                except OSError:
                    return
