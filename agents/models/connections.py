"""HTTP for every provider: one TLS context, the environment's proxies, a limit on silence."""

import ssl
from contextvars import ContextVar, Token
from dataclasses import dataclass
from functools import cache

import httpx


class Responses:
    """The responses that open inside `with responses:`, to be closed for certain when the call is left.

    Closing LangChain's stream is not enough: google-genai's HttpResponse and its iterator refer to each other, so
    that Gemini goes on writing, at our cost, until the garbage collector comes.
    """

    def __init__(self) -> None:
        self._opened: list[httpx.Response] = []

    def __enter__(self) -> None:
        self._token: Token[Responses | None] = _RECORDING.set(self)

    def __exit__(self, *_: object) -> None:
        _RECORDING.reset(self._token)

    def record(self, response: httpx.Response) -> None:
        """Remember `response`."""
        self._opened.append(response)

    async def aclose(self) -> None:
        """Close what is still open."""
        for response in self._opened:
            await response.aclose()


_RECORDING: ContextVar[Responses | None] = ContextVar("iris_responses", default=None)


@dataclass(frozen=True, slots=True)
class Connections:
    """What every provider sends through; whoever opened it closes `client`."""

    client: httpx.AsyncClient
    tls: ssl.SSLContext
    """For the synchronous clients that SDKs insist on building: loading the certificates takes each 50 ms."""


def open_connections(timeout_s: float) -> Connections:
    """Connections whose reads may be silent for `timeout_s` seconds; a stream may last longer than that."""
    tls = _tls()
    client = httpx.AsyncClient(
        verify=tls,
        timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, 10.0)),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=50),
        event_hooks={"response": [_record]},
    )
    return Connections(client, tls)


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


async def _record(response: httpx.Response) -> None:
    if (recording := _RECORDING.get()) is not None:
        recording.record(response)


class ThroughClient(httpx.AsyncBaseTransport):
    """A transport that sends through a client, for an SDK that builds its own client around a transport."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send with the client's own timeouts: the SDK asks for none at all."""
        request.extensions["timeout"] = self._client.timeout.as_dict()
        return await self._client.send(request, stream=True)

    def close(self) -> None:
        """Nothing: the SDK's synchronous client holds this transport too, and the client is not its own."""

    async def aclose(self) -> None:
        """Nothing: whoever opened the client closes it."""
