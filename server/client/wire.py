"""How a call goes on the wire with httpx: what the two drivers share."""

import ssl
from collections.abc import Mapping
from typing import TypedDict

import httpx

from .calls import Call
from .errors import Reply
from .identity import Fixed, Identity
from .patience import Patience

NETWORK_FAILURES = (httpx.NetworkError, httpx.TimeoutException, httpx.RemoteProtocolError, httpx.ProxyError)
"""The failures after which trying again may help; others are mistakes of the caller's."""


class HttpOptions(TypedDict):
    """What an httpx client is made with."""

    base_url: httpx.URL
    timeout: httpx.Timeout
    trust_env: bool
    verify: ssl.SSLContext | bool


def http_options(base_url: str, patience: Patience) -> HttpOptions:
    """The options for a server; raises ValueError when the address is not one.

    A server on this machine is never called through a proxy of the environment.
    """
    url = httpx.URL(base_url)
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(f"{base_url!r} is not the address of a server, such as http://127.0.0.1:8003")
    return HttpOptions(
        base_url=url,
        timeout=httpx.Timeout(patience.silence_s, connect=patience.connect_s),
        # Without TLS no certificate is read: loading the authorities takes 0.1 s.
        verify=True if url.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        trust_env=url.host not in ("localhost", "127.0.0.1", "::1"),
    )


def headers_of(call: Call[object], identity: Identity, bearer: str | None, locale: str) -> Mapping[str, str]:
    """The headers of a call; the bearer is never in an address, where logs would keep it."""
    headers = {"Accept": "application/json", "Accept-Language": locale, "User-Agent": "iris-client", **call.headers}
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
        if isinstance(identity, Fixed) and identity.user is not None:
            headers["X-Iris-User"] = identity.user
    return headers


def reply_of(response: httpx.Response) -> Reply:
    """A response whose body was read."""
    return Reply(status=response.status_code, headers=response.headers, body=response.content)
