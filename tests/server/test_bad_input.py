"""Bad input gets a clear error with a stable code, and loses nothing."""

import sqlite3
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.fakes.iris import LiveIris

RUN = {"threadId": "t", "runId": "r", "messages": [{"id": "1", "role": "user", "content": "Bonjour"}]}


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"message": ""}, 422, "invalid_arguments", "message"),
        ({"message": "   \n"}, 422, "invalid_arguments", "message"),
        ({}, 422, "invalid_arguments", "message"),
        ({"message": 12}, 422, "invalid_arguments", "message"),
        ({"message": "a " * 50_001}, 413, "message_too_long", None),
        ({"message": "x", "agent": "nobody"}, 404, "unknown_agent", None),
        ({"message": "x", "locale": "tlh"}, 422, "invalid_arguments", "locale"),
        ({"message": "x", "thread_id": "../etc"}, 422, "invalid_arguments", "thread_id"),
        ({"message": "x", "thread_id": "t_unknown"}, 404, "not_found", None),
        ({"message": "x", "user_id": "u_2"}, 422, "invalid_arguments", "user_id"),
    ],
)
def test_a_bad_chat_is_refused(live: LiveIris, body: Any, status: int, code: str, field: str | None) -> None:
    with live.client() as client:
        answer = client.post("/v1/chat", json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json().get("field") == field
        assert answer.json()["detail"]
        assert answer.json()["request_id"] == answer.headers["x-request-id"]
        assert client.get("/v1/threads").json()["threads"] == []


def test_a_message_of_the_longest_length_is_taken(live: LiveIris) -> None:
    with live.client() as client:
        assert client.post("/v1/chat", json={"message": "é" * 8000}).status_code == 200


@pytest.mark.parametrize("content", [b'{"message": "\xff\xfe"}', b"{", b"", b"[]", b"null", b'{"message": "\\ud800"}'])
def test_bytes_that_are_no_json_in_utf8_are_refused(live: LiveIris, content: bytes) -> None:
    with live.client() as client:
        answer = client.post("/v1/chat", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code in {400, 422}, answer.text
        assert answer.json()["code"] in {"bad_request", "invalid_arguments"}


def test_a_body_that_is_too_large_is_refused_with_and_without_its_length(live: LiveIris) -> None:
    with live.client() as client:
        big = b'{"message": "' + b"a" * 1_100_000 + b'"}'
        for content in (big, iter([big])):
            answer = client.post("/v1/chat", content=content, headers={"Content-Type": "application/json"})
            assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"threadId": None}, "threadId"),
        ({"threadId": "a b"}, "threadId"),
        ({"runId": "x" * 200}, "runId"),
        ({"messages": []}, "messages"),
        ({"messages": [{"id": "1", "role": "robot", "content": "x"}]}, "messages.0"),
        ({"messages": [{"id": "1", "role": "system", "content": "x"}]}, "messages"),
        ({"forwardedProps": {"iris": {"locale": "tlh"}}}, "forwardedProps.iris.locale"),
        ({"resume": [{"interruptId": "i", "status": "maybe"}]}, "resume.0.status"),
    ],
)
def test_a_malformed_run_input_names_the_field(live: LiveIris, change: dict[str, Any], field: str) -> None:
    with live.client() as client:
        answer = client.post("/v1/runs", json={**RUN, **change})
    assert answer.status_code == 422, answer.text
    assert answer.json()["field"] == field


def test_an_unknown_agent_of_a_run_is_404(live: LiveIris) -> None:
    with live.client() as client:
        answer = client.post("/v1/runs", json={**RUN, "forwardedProps": {"iris": {"agent": "nobody"}}})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_agent")


def test_an_interrupt_of_nobody_ends_in_a_run_error(live: LiveIris) -> None:
    with live.client() as client:
        answer = client.post("/v1/runs", json={**RUN, "resume": [{"interruptId": "i_x", "status": "cancelled"}]})
    assert '"RUN_ERROR"' in answer.text
    assert '"not_found"' in answer.text


@pytest.mark.parametrize(
    ("language", "words"), [("fr-FR,fr;q=0.9", "trop long"), ("en", "too long"), ("xx", "trop long")]
)
def test_errors_speak_the_persons_language(live: LiveIris, language: str, words: str) -> None:
    with live.client() as client:
        answer = client.post("/v1/chat", json={"message": "a " * 60_000}, headers={"Accept-Language": language})
    assert words in answer.json()["detail"].lower()
    assert "100000" in answer.json()["detail"]


def test_what_does_not_exist_is_a_problem_document_too(live: LiveIris) -> None:
    with httpx.Client(base_url=live.url) as client:
        assert client.get("/nowhere").json()["code"] == "not_found"
        refused = client.put("/health")
        assert refused.json()["code"] == "method_not_allowed"
        assert not refused.json()["detail"].startswith("errors.")
        assert "GET" in refused.headers["allow"]


def test_an_unknown_app_has_no_visitors(live: LiveIris) -> None:
    with httpx.Client(base_url=live.url) as client:
        assert client.post("/v1/visitors", json={"app": "pk_nobody"}).status_code == 404


def test_a_refresh_token_works_once_and_a_late_second_use_closes_the_session(live: LiveIris) -> None:
    with httpx.Client(base_url=live.url) as client:
        first = client.post("/v1/visitors", json={"app": "pk_demo"}).json()
        old = {"refresh_token": first["refresh_token"]}
        second = client.post("/v1/visitors/refresh", json=old).json()
        assert second["user_id"] == first["user_id"]
        # Two tabs at once, or an answer that was lost on the way.
        assert client.post("/v1/visitors/refresh", json=old).status_code == 200
        long_ago = live.runtime.clock.now() - timedelta(minutes=5)
        with sqlite3.connect(live.runtime.home.path / "iris.db") as database:
            stamp = long_ago.replace(tzinfo=None).isoformat(" ")
            database.execute("UPDATE refresh_tokens SET used_at = ? WHERE used_at IS NOT NULL", [stamp])
        assert client.post("/v1/visitors/refresh", json=old).status_code == 401
        after = client.post("/v1/visitors/refresh", json={"refresh_token": second["refresh_token"]})
        assert after.status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/v1/threads?before=2020-01-01",
        "/v1/threads?before=2020-01-01T00:00:00",
        "/v1/threads?limit=0",
        "/v1/threads/t/messages?after=9223372036854775808",
        "/v1/runs/r/events?after=-1",
        "/v1/runs/r/events?after=9223372036854775808",
    ],
)
def test_odd_positions_and_dates_are_refused(live: LiveIris, path: str) -> None:
    with live.client() as client:
        assert client.get(path).status_code == 422, path
        for position in ("-1", "x", "9223372036854775808"):
            assert client.get("/v1/runs/r/events", headers={"Last-Event-ID": position}).status_code == 422


def test_nothing_is_left_of_a_run_that_was_read_whole_and_a_forgotten_log_is_gone(live: LiveIris) -> None:
    with live.client() as client:
        answer = client.post("/v1/chat", json={"message": "Bonjour"})
        run, last = answer.headers["X-Iris-Run-Id"], len(answer.text.strip().split("\n\n"))
        events = f"/v1/runs/{run}/events"
        assert client.get(events, headers={"Last-Event-ID": str(last)}).status_code == 204
        assert client.get(events, headers={"Last-Event-ID": str(last - 1)}).text.count("data: ") == 1
        live.runtime.runs._live.clear()
        assert client.get(events, params={"after": 0}).text == answer.text
        with sqlite3.connect(live.runtime.home.path / "iris.db") as database:
            database.execute("DELETE FROM run_log")
        gone = client.get(events)
        assert (gone.status_code, gone.json()["code"]) == (410, "log_expired")
