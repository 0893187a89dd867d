"""Logs tell what happened and where, never what a person said."""

import json
import logging
import sys
import time
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from structlog.contextvars import bind_contextvars, clear_contextvars

from server.logs import PrivateFormatter, formatter
from server.redaction import redact
from tests.fakes.iris import LiveIris


class Age(BaseModel):
    age: int


def test_the_text_of_an_exception_stays_out_of_the_log() -> None:
    try:
        try:
            Age.model_validate({"age": "je suis séropositif"})
        except ValidationError as error:
            raise RuntimeError("j’habite à Vierzon") from error
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "run r_1 failed", (), sys.exc_info())
    line = PrivateFormatter("%(message)s").format(record)
    assert "run r_1 failed" in line
    assert "RuntimeError" in line
    assert "ValidationError" in line
    assert "test_logs.py" in line
    assert "séropositif" not in line
    assert "Vierzon" not in line


def line_of(*, pretty: bool = False, **extra: Any) -> str:
    record = logging.LogRecord("iris.access", logging.INFO, __file__, 1, "request", (), None)
    record.__dict__.update(extra)
    return formatter(pretty=pretty).format(record)


def test_a_line_is_json_with_who_when_and_in_which_request() -> None:
    bind_contextvars(request_id="00ff00ff00ff00ff")
    try:
        line = json.loads(line_of(method="GET", route="/v1/threads/{thread_id}", status=200, ms=1.5, path="/v1/t_1"))
    finally:
        clear_contextvars()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "iris.access",
        "request_id": "00ff00ff00ff00ff",
        "method": "GET",
        "route": "/v1/threads/{thread_id}",
        "status": 200,
        "ms": 1.5,
    }
    assert "request" in line_of(pretty=True)


@pytest.mark.parametrize("pretty", [False, True])
def test_a_line_of_json_shows_no_text_of_an_exception(pretty: bool) -> None:
    try:
        raise ValueError("j’habite à Vierzon")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "mail to %s failed", ("a@b.fr",), sys.exc_info())
    line = formatter(pretty=pretty).format(record)
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert "Vierzon" not in line
    assert "a@b.fr" not in line
    assert "[e-mail]" in line


@pytest.mark.parametrize(
    ("text", "secret", "mark"),
    [
        ("from zoé.martin+cv@exemple.fr today", "exemple.fr", "[e-mail]"),
        ("call 06 12 34 56 78.", "34 56", "[phone]"),
        ("call 0612345678", "0612345678", "[phone]"),
        ("call +33 6 12 34 56 78", "12 34", "[phone]"),
        ("call +262 692 12 34 56", "692", "[phone]"),
        ("iban FR76 3000 6000 0112 3456 7890 189", "3000 6000", "[iban]"),
        ("iban DE89370400440532013000", "3704", "[iban]"),
        ("nir 1 85 05 78 006 084 91", "006 084", "[nir]"),
        ("nir 285052A00608436", "285052A", "[nir]"),
        ("Authorization: Bearer abc.def-ghi", "abc.def", "[token]"),
        ("key sk_live_abcdefgh123", "abcdefgh", "[token]"),
        ("rt_" + "a" * 43, "aaaa", "[token]"),
        ("eyJhbGciOi.eyJzdWIiOiJ1.c2lnbmF0dXJl", "eyJzdWIi", "[token]"),
    ],
)
def test_the_redactor_takes_out_what_should_not_have_been_there(text: str, secret: str, mark: str) -> None:
    assert mark in redact(text)
    assert secret not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "run r_0123456789abcdef01234567 ended in 1234 ms",
        "2026-11-21 14:00:00 INFO",
        "limits: 20000000/day",
        "pk_demo",
        "migration 0004 -> 0005",
        "status 200",
        "/v1/threads/{thread_id}",
        "10.0.0.1 is a proxy",
        "RuntimeError",
    ],
)
def test_the_redactor_leaves_the_rest(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "piece",
    ["a", "a.", "a@", "eyJ", "eyJa.", "0", "06", "+33 ", "FR76 ", "Bearer ", "sk_", "1 85 05 ", "a@b.", "-", "@"],
)
def test_the_redactor_is_linear(piece: str) -> None:
    began = time.perf_counter()
    redact(piece * (100_000 // len(piece)))
    assert time.perf_counter() - began < 2


def test_a_request_is_one_line_that_names_no_one(live: LiveIris, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "iris.access"), live.client() as client:
        client.get("/v1/threads/t_secret/messages?after=1&note=zoe%40example.org")
        client.get("/nowhere/zoe")
        for _ in range(100):
            if len(caplog.records) >= 3:
                break
            time.sleep(0.02)
    lines = [json.loads(formatter(pretty=False).format(record)) for record in caplog.records]
    noted = [(line["method"], line["route"], line["status"]) for line in lines]
    assert ("GET", "/v1/threads/{thread_id}/messages", 404) in noted
    assert ("GET", "-", 404) in noted
    assert all(line["ms"] >= 0 for line in lines)
    everything = json.dumps(lines)
    for secret in ("t_secret", "zoe", "127.0.0.1"):
        assert secret not in everything
