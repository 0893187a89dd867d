"""What is asked outside of a run, and what refusals look like."""

import socket
import sys
from datetime import UTC, datetime
from subprocess import run

import pytest
from starlette.responses import HTMLResponse, JSONResponse, Response

from server.client import Agent, Answer, IrisApiError, NotIris, RunFinished, Topic, Unreachable
from tests.server.client.conftest import Use
from tests.server.client.fake_iris import THREAD, FakeIris, Stream, problem, said


def test_agents_and_topics_need_no_identity(use: Use) -> None:
    with FakeIris() as server:
        agents = use(server.url, lambda client: client.agents())
        assert agents == (Agent(name="aube", title="Aube, conseillère", does="écoute"),)
        topics = use(server.url, lambda client: client.topics("en"))
        assert topics == (Topic(agent="aube", message="Je veux changer de métier"),)
        assert server.asked == ["GET /v1/agents", "GET /v1/topics"]


def test_threads_are_listed_with_their_times(use: Use) -> None:
    with FakeIris() as server:
        (thread,) = use(server.url, lambda client: client.threads(limit=3, before=datetime(2026, 3, 1, tzinfo=UTC)))
    assert (thread.id, thread.updated_at) == (THREAD, datetime(2026, 3, 12, 12, tzinfo=UTC))


def test_a_long_history_is_read_to_its_end(use: Use) -> None:
    with FakeIris() as server:
        server.messages = [said(position, f"message {position}") for position in range(1, 1203)]
        messages = use(server.url, lambda client: client.history(THREAD))
        assert [message.position for message in messages] == list(range(1, 1203))
        assert len(use(server.url, lambda client: client.history(THREAD, after=1200))) == 2


def test_feedback_deletion_and_active_run(use: Use) -> None:
    with FakeIris() as server:
        assert use(server.url, lambda client: client.feedback("m2", "up", "clair")) is None
        assert server.requests[-1].body == {"thumb": "up", "reason": "clair"}
        assert use(server.url, lambda client: client.delete_thread(THREAD)) is None
        assert use(server.url, lambda client: client.active_run(THREAD)) is None
        server.replies[f"/v1/threads/{THREAD}/active-run"] = [JSONResponse({"run_id": "r8"})]
        assert use(server.url, lambda client: client.active_run(THREAD)) == "r8"
        assert use(server.url, lambda client: client.stop("r8")) is True


def test_answers_resume_an_interrupted_run(use: Use) -> None:
    answers = [Answer(interrupt_id="i1", payload={"approved": True}), Answer(interrupt_id="i2", status="cancelled")]
    with FakeIris(Stream(2, "cut")) as server:
        events = use(server.url, lambda client: client.resume("r1", answers))
        assert isinstance(events[-1], RunFinished)
        (sent,) = server.requests_to("POST /v1/runs/r1/resume")
        assert sent.body == {
            "answers": [
                {"interrupt_id": "i1", "status": "resolved", "payload": {"approved": True}},
                {"interrupt_id": "i2", "status": "cancelled", "payload": None},
            ]
        }
        assert server.asked[-1] == "GET /v1/runs/r2/events"


@pytest.mark.parametrize("status", [429, 503])
def test_a_question_waits_as_long_as_it_is_told_once(use: Use, status: int) -> None:
    with FakeIris() as server:
        server.replies["/v1/agents"] = [problem(status, "rate_limited", {"Retry-After": "0.01"})]
        assert use(server.url, lambda client: client.agents())
        server.replies["/v1/agents"] = [problem(status, "rate_limited", {"Retry-After": "0.01"}) for _ in range(3)]
        with pytest.raises(IrisApiError) as refused:
            use(server.url, lambda client: client.agents())
        assert refused.value.retry_after == 0.01
        assert len(server.replies["/v1/agents"]) == 1


def test_a_refusal_without_a_delay_stands(use: Use) -> None:
    with FakeIris() as server:
        server.replies["/v1/agents"] = [problem(503, "unavailable"), problem(500, "internal")]
        with pytest.raises(IrisApiError, match="unavailable"):
            use(server.url, lambda client: client.agents())
        assert len(server.requests) == 1


def test_a_command_is_not_repeated_when_it_is_refused(use: Use) -> None:
    with FakeIris() as server:
        server.replies["/v1/messages/m2/feedback"] = [problem(429, "rate_limited", {"Retry-After": "0.01"})]
        with pytest.raises(IrisApiError, match="rate_limited"):
            use(server.url, lambda client: client.feedback("m2", "down"))


@pytest.mark.parametrize("answer", [HTMLResponse("<h1>Bad gateway</h1>", 502), Response(status_code=502)])
def test_the_page_of_a_proxy_is_a_refusal_too(use: Use, answer: Response) -> None:
    with FakeIris() as server:
        server.replies["/v1/agents"] = [answer]
        with pytest.raises(IrisApiError) as refused:
            use(server.url, lambda client: client.agents())
    assert (refused.value.code, refused.value.detail, refused.value.retry_after) == ("http_502", "", None)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"agents": 3}', b'{"agents": [{"name": 1}]}', b"\xff"])
def test_an_answer_that_is_not_iris_s_is_told_apart(use: Use, body: bytes) -> None:
    with FakeIris() as server:
        server.replies["/v1/agents"] = [Response(body)]
        with pytest.raises(NotIris):
            use(server.url, lambda client: client.agents())


def test_a_server_that_is_not_there_is_unreachable(use: Use) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(Unreachable):
        use(url, lambda client: client.agents())
    with pytest.raises(Unreachable):
        use(url, lambda client: client.chat("Bonjour"))


def test_ids_do_not_escape_their_place(use: Use) -> None:
    with FakeIris() as server:
        server.replies["/v1/threads/a%2F..%2Fb%3Fc/messages"] = [JSONResponse({"messages": []})]
        assert use(server.url, lambda client: client.history("a/../b?c")) == []


def test_the_client_needs_httpx_and_nothing_of_the_house() -> None:
    listing = "import sys, server.client; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = run([sys.executable, "-c", listing], capture_output=True, text=True, check=True).stdout.split()
    assert "httpx" in loaded
    assert not {"agents", "tools", "knowledge", "pydantic", "fastapi"} & set(loaded)
