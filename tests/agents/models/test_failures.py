import httpx
import pytest
from langchain_core.exceptions import ModelRateLimitError

from agents.models.failures import RETRYABLE, UNHEALTHY, diagnose
from tools.errors import UnknownModel


class ProviderError(Exception):
    """As SDKs raise them: an exception that carries the response."""

    def __init__(self, status: int, **content: object) -> None:
        super().__init__("what the person wrote")
        self.response = httpx.Response(status, request=httpx.Request("POST", "http://x"), **content)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "refused"),
        (401, "bad_credentials"),
        (403, "bad_credentials"),
        (404, "refused"),
        (408, "timeout"),
        (429, "rate_limited"),
        (500, "server_error"),
        (503, "server_error"),
    ],
)
def test_an_http_status_tells_the_reason(status: int, reason: str) -> None:
    assert diagnose(ProviderError(status)).reason == reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TimeoutError(), "timeout"),
        (httpx.ReadTimeout("x"), "timeout"),
        (httpx.ConnectTimeout("x"), "connection"),
        (httpx.ConnectError("x"), "connection"),
        (httpx.RemoteProtocolError("x"), "connection"),
        (ConnectionResetError(), "connection"),
        (ValueError("x"), "malformed"),
        (ValueError("No generation chunks were returned"), "empty"),
        (UnknownModel("x"), "refused"),
        (RuntimeError("x"), "server_error"),
    ],
)
def test_an_exception_tells_the_reason(error: Exception, reason: str) -> None:
    assert diagnose(error).reason == reason


def test_the_cause_tells_when_the_error_itself_does_not() -> None:
    error = RuntimeError("wrapped")
    error.__cause__ = httpx.ReadTimeout("x")
    assert diagnose(error).reason == "timeout"


def test_retry_after_is_read_through_the_causes() -> None:
    error = ModelRateLimitError("slow down")
    error.__cause__ = ProviderError(429, headers={"Retry-After": "1.5"})
    assert diagnose(error).wait_s == 1.5


def test_a_retry_after_that_is_a_date_is_ignored() -> None:
    assert diagnose(ProviderError(503, headers={"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"})).wait_s is None


def test_googles_retry_delay_is_read_from_the_body() -> None:
    body = {"error": {"details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "13s"}]}}
    assert diagnose(ProviderError(429, json=body)).wait_s == 13.0


def test_what_one_person_asks_never_opens_the_breaker_for_everybody() -> None:
    assert UNHEALTHY.isdisjoint({"safety", "empty", "malformed", "refused"})
    assert RETRYABLE == {"rate_limited", "server_error", "connection"}
