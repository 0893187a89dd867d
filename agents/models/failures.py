"""Exceptions to reasons. Pure; reads the types that every provider shares, imports no provider."""

import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
from langchain_core.exceptions import (
    ContextOverflowError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelInvalidRequestError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
    ModelRateLimitError,
    ModelTimeoutError,
)

from agents.models.pieces import Reason
from agents.models.roles import ModelId
from tools.errors import UnknownModel

log = logging.getLogger(__name__)

RETRYABLE: frozenset[Reason] = frozenset({"rate_limited", "server_error", "connection"})
"""Worth another attempt, as long as no word has flowed."""

UNHEALTHY: frozenset[Reason] = RETRYABLE | {"timeout", "bad_credentials", "cut"}
"""What the breaker counts. The others depend on what was asked: one person's messages must not cut everybody off."""

_BY_TYPE: tuple[tuple[type[BaseException], Reason], ...] = (
    (ModelRateLimitError, "rate_limited"),
    (ModelAuthenticationError, "bad_credentials"),
    (ModelPermissionDeniedError, "bad_credentials"),
    (ContextOverflowError, "refused"),
    (ModelInvalidRequestError, "refused"),
    (ModelNotFoundError, "refused"),
    (ModelTimeoutError, "timeout"),
    (ModelConnectionError, "connection"),
    (ModelAPIError, "server_error"),
    (httpx.ConnectTimeout, "connection"),
    (httpx.PoolTimeout, "connection"),
    (httpx.TimeoutException, "timeout"),
    (httpx.TransportError, "connection"),
    (TimeoutError, "timeout"),
    (ConnectionError, "connection"),
    (UnknownModel, "refused"),
    # What this side cannot build or read: it says nothing about the provider's health.
    (ValueError, "malformed"),
    (TypeError, "malformed"),
    (LookupError, "malformed"),
    (AttributeError, "malformed"),
    (NotImplementedError, "malformed"),
)
_NO_CHUNK = "No generation chunks were returned"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a model was given up."""

    reason: Reason
    wait_s: float | None = None
    """Seconds that the provider asks to wait before another attempt (None: it does not say)."""
    known: bool = True
    """Whether the error is one that providers raise in ordinary trouble; the frames of others are logged."""


def diagnose(error: BaseException) -> Failure:
    """What `error` or its first telling cause means; an error that nobody knows is a `server_error`."""
    causes = list(_causes(error))
    response = next((found for cause in causes if (found := _response_of(cause)) is not None), None)
    details = _details_of(response)
    if any(detail.get("reason") == "API_KEY_INVALID" for detail in details):
        return Failure("bad_credentials")
    for cause in causes:
        # langchain-core raises a bare ValueError when a stream ends before its first chunk.
        if type(cause) is ValueError and str(cause) == _NO_CHUNK:
            return Failure("empty")
        for known, reason in _BY_TYPE:
            if isinstance(cause, known):
                return Failure(reason, _wait_s(response, details), known=reason != "malformed")
    return Failure(_by_status(response), _wait_s(response, details), known=response is not None)


def report(model: ModelId, failure: Failure, error: Exception | None = None) -> None:
    """Log a failure with the frames it came through.

    Never the text of the error: providers quote what was sent and what came back, and that is what people wrote.
    """
    kinds = " <- ".join(type(cause).__name__ for cause in _causes(error)) if error is not None else "no error raised"
    log.warning("model %s failed: %s (%s)", model, failure.reason, kinds)
    if error is not None:
        frames = "".join(traceback.format_tb(error.__traceback__))
        log.log(logging.DEBUG if failure.known else logging.WARNING, "it came through:\n%s", frames)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__


def _response_of(error: BaseException) -> httpx.Response | None:
    response = getattr(error, "response", None)
    return response if isinstance(response, httpx.Response) else None


def _details_of(response: httpx.Response | None) -> list[dict[str, object]]:
    """Google's `error.details`: where it tells why a request is refused and when to come back."""
    if response is None:
        return []
    try:
        body = response.json()
    except (ValueError, httpx.ResponseNotRead):
        return []
    body = body[0] if isinstance(body, list) and body else body
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    return [detail for detail in details if isinstance(detail, dict)] if isinstance(details, list) else []


def _wait_s(response: httpx.Response | None, details: list[dict[str, object]]) -> float | None:
    if response is None:
        return None
    asked = [response.headers.get("retry-after", "")]
    asked += [str(detail["retryDelay"]).removesuffix("s") for detail in details if "retryDelay" in detail]
    waits = [float(value) for value in asked if value.replace(".", "", 1).isdecimal()]
    return max(waits, default=None)


def _by_status(response: httpx.Response | None) -> Reason:
    match response.status_code if response is not None else 500:
        case 401 | 403:
            return "bad_credentials"
        case 408:
            return "timeout"
        case 429:
            return "rate_limited"
        case status if 400 <= status < 500:
            return "refused"
        case _:
            return "server_error"
