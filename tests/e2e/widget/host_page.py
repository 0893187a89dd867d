"""Somebody else's site: another origin, with a policy that refuses all but Iris."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

POLICY = (
    "default-src 'none'; script-src {iris}; connect-src {iris}; style-src 'none'; img-src 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)
PAGE = "<!doctype html><html lang='fr'><meta charset='utf-8'><title>Un site</title><h1>Un site</h1><main></main>{tags}"


class HostPage:
    """Serves one page on a free port of 127.0.0.1; `tags` is what its developer pasted."""

    def __init__(self, iris: str, tags: str = "") -> None:
        self.tags = tags
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = PAGE.format(tags=host.tags).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", POLICY.format(iris=iris))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Its origin."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
