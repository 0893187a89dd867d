"""A run is received exactly, once and in order, whatever happens to the connection."""

import asyncio
import json
import threading
from collections.abc import Callable

import pytest
from starlette.responses import HTMLResponse, Response

from server.client import (
    Event,
    IrisApiError,
    IrisClient,
    NotIris,
    Patience,
    Recovered,
    RunFinished,
    SyncIrisClient,
    TextDelta,
    Unreachable,
)
from server.client.events import decode
from tests.server.client.conftest import CALM, QUICK, Use, collect, until
from tests.server.client.cutting_proxy import CuttingProxy
from tests.server.client.fake_iris import RUN, THREAD, WORDS, FakeIris, Silent, Stream, problem, said, told

Talk = Callable[..., list[Event]]

WHOLE = [event for number, body in enumerate(told(), 1) for event in decode(number, json.dumps(body))]
CUTS = range(len(told()))


def test_an_answer_without_trouble_is_received_whole(talk: Talk) -> None:
    with FakeIris() as server:
        assert talk(server.url) == WHOLE
        assert server.asked == ["POST /v1/visitors", "POST /v1/chat"]


@pytest.mark.parametrize("end", ["eof", "cut"])
def test_a_stream_that_ends_anywhere_is_resumed_exactly(talk: Talk, end: str) -> None:
    for cut in CUTS:
        with FakeIris(Stream(cut, end)) as server:  # type: ignore[arg-type]
            assert talk(server.url) == WHOLE
            assert server.asked.count("POST /v1/chat") == 1
            resumed = server.requests_to(f"GET /v1/runs/{RUN}/events")
            assert [request.headers["last-event-id"] for request in resumed] == [str(cut)]


def test_a_stream_that_ends_after_every_event_is_resumed_exactly(talk: Talk) -> None:
    with FakeIris(*(Stream(1, "eof") for _ in CUTS)) as server:
        assert talk(server.url) == WHOLE
        assert len(server.requests_to(f"GET /v1/runs/{RUN}/events")) == len(CUTS) - 1


def test_a_connection_that_is_reset_at_any_byte_is_resumed_exactly(talk: Talk) -> None:
    with FakeIris() as server:
        with CuttingProxy(server.url) as proxy:
            assert talk(proxy.url) == WHOLE
        # The last frame is left alone: who has it does not read further, and notices no reset.
        for cut in range(1, proxy.passed - 150, 127):
            with CuttingProxy(server.url, cut, cut // 2) as proxy:
                assert talk(proxy.url) == WHOLE
                assert proxy.resets > 0


def test_a_silent_stream_is_left_and_resumed(talk: Talk) -> None:
    with FakeIris(Stream(5, "hang"), Stream(0, "hang")) as server:
        assert talk(server.url, patience=QUICK) == WHOLE
        assert server.asked.count("POST /v1/chat") == 1


def test_comments_keep_a_silent_stream_alive(talk: Talk) -> None:
    with FakeIris(Stream(5, "ping")) as server:
        assert talk(server.url, patience=QUICK) == WHOLE
        assert server.asked[-1] == "POST /v1/chat"


def test_a_message_without_any_answer_is_sent_again_with_the_same_key(talk: Talk) -> None:
    with FakeIris(Silent(), Stream(3, "eof")) as server:
        assert talk(server.url, patience=QUICK) == WHOLE
        sent = server.requests_to("POST /v1/chat")
        assert len(sent) == 2
        assert len({request.headers["idempotency-key"] for request in sent}) == 1
        assert len(server.keys) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_resume_that_is_refused_for_a_while_is_tried_again(talk: Talk, status: int) -> None:
    with FakeIris(Stream(4), problem(status, "unavailable"), problem(status, "unavailable")) as server:
        assert talk(server.url) == WHOLE


@pytest.mark.parametrize("status", [409, 429, 500, 503])
def test_a_message_that_is_refused_is_not_sent_again(talk: Talk, status: int) -> None:
    with FakeIris(problem(status, "run_conflict", run_id="r7", retry_after=2)) as server:
        with pytest.raises(IrisApiError) as refused:
            talk(server.url)
        assert server.asked.count("POST /v1/chat") == 1
    assert (refused.value.status, refused.value.code) == (status, "run_conflict")
    assert refused.value.details == {"run_id": "r7"}
    assert refused.value.retry_after == 2.0
    assert refused.value.advice == "Réessayez."


def test_a_server_that_stays_away_is_given_up(talk: Talk) -> None:
    with FakeIris(Stream(4), *(Stream(0) for _ in range(9))) as server:
        with pytest.raises(Unreachable) as lost:
            talk(server.url)
        assert (lost.value.run_id, lost.value.last_id) == (RUN, 4)
        assert len(server.requests_to(f"GET /v1/runs/{RUN}/events")) == CALM.attempts


def test_a_refusal_that_lasts_is_told(talk: Talk) -> None:
    with FakeIris(Stream(4), *(problem(503, "unavailable") for _ in range(9))) as server:
        with pytest.raises(IrisApiError, match="unavailable"):
            talk(server.url)


def test_a_wait_that_is_too_long_is_left_to_the_caller(talk: Talk) -> None:
    with FakeIris(Stream(4), problem(503, "unavailable", {"Retry-After": "3600"})) as server:
        with pytest.raises(IrisApiError) as refused:
            talk(server.url)
    assert refused.value.retry_after == 3600.0


@pytest.mark.parametrize("gone", [Response(status_code=204), problem(410, "log_expired")])
def test_a_log_that_is_gone_is_replaced_by_the_history(talk: Talk, gone: Response) -> None:
    with FakeIris(Stream(11), gone) as server:
        server.messages = [said(n, "avant", run_id="r0") for n in range(1, 701)]
        server.messages += [said(701, "Bonjour", role="user"), said(702, WORDS)]
        events = talk(server.url)
        assert len(server.requests_to(f"GET /v1/threads/{THREAD}/messages")) == 2
    received, last = events[:-1], events[-1]
    assert received == [event for event in WHOLE if event.sequence <= 11]
    assert isinstance(last, Recovered)
    assert [message.content for message in last.messages] == [WORDS]


def test_a_person_whose_data_was_erased_gets_no_history(talk: Talk) -> None:
    with FakeIris(Stream(4), problem(410, "erased")) as server:
        with pytest.raises(IrisApiError, match="erased"):
            talk(server.url)


def test_a_page_of_a_proxy_is_not_an_answer(talk: Talk) -> None:
    with FakeIris(HTMLResponse("<h1>Portail Wi-Fi</h1>")) as server:
        with pytest.raises(NotIris, match="text/html"):
            talk(server.url)


def test_following_a_run_begins_where_it_is_asked(use: Use) -> None:
    with FakeIris(Stream(3), Stream(2)) as server:
        events = use(server.url, lambda client: client.follow(RUN, after=6))
        assert events == [event for event in WHOLE if event.sequence > 6]


def test_following_a_run_whose_end_is_known_gives_nothing(use: Use) -> None:
    with FakeIris() as server:
        assert use(server.url, lambda client: client.follow(RUN, after=len(told()))) == []


def test_following_an_expired_run_is_refused(use: Use) -> None:
    with FakeIris(problem(410, "log_expired")) as server:
        with pytest.raises(IrisApiError, match="log_expired"):
            use(server.url, lambda client: client.follow(RUN))


async def test_stopping_ends_the_run_with_what_was_said() -> None:
    with FakeIris(Stream(11, "wait")) as server:
        async with IrisClient(server.url, app="pk_demo", patience=CALM) as client:
            run = client.chat("Bonjour")
            events = []
            async for event in run:
                events.append(event)
                if isinstance(event, TextDelta):
                    assert await run.stop()
    assert events[-1] == RunFinished(sequence=99, outcome="cancelled")


async def test_a_stop_before_the_first_answer_is_kept_until_there_is_one() -> None:
    with FakeIris(Stream(11, "wait")) as server:
        async with IrisClient(server.url, app="pk_demo", patience=CALM) as client:
            run = client.chat("Bonjour")
            assert await run.stop()
            assert [event async for event in run][-1] == RunFinished(sequence=99, outcome="cancelled")


def test_stopping_from_another_thread() -> None:
    with FakeIris(Stream(11, "wait")) as server:
        with SyncIrisClient(server.url, app="pk_demo", patience=CALM) as client:
            run = client.chat("Bonjour")
            next(run)
            stopping = threading.Thread(target=run.stop)
            stopping.start()
            assert list(run)[-1] == RunFinished(sequence=99, outcome="cancelled")
            stopping.join()


async def test_a_wait_that_is_cancelled_loses_nothing() -> None:
    with FakeIris(*(Stream(2, "hang") for _ in range(4))) as server:
        async with IrisClient(server.url, app="pk_demo", patience=CALM) as client:
            run, events = client.chat("Bonjour"), list[Event]()
            while not (events and isinstance(events[-1], RunFinished)):
                try:
                    events.append(await asyncio.wait_for(anext(run), 0.1))
                except TimeoutError:
                    continue
    assert events == WHOLE


async def test_a_run_that_is_closed_while_it_is_read_ends_there() -> None:
    with FakeIris(Stream(2, "hang")) as server:
        async with IrisClient(server.url, app="pk_demo", patience=CALM) as client:
            run = client.chat("Bonjour")
            reading = asyncio.create_task(collect(run))
            await until(lambda: run.last_id == 2)
            await run.aclose()
            assert await reading == WHOLE[:2]
        assert server.asked.count(f"GET /v1/runs/{RUN}/events") == 0


async def test_leaving_early_lets_go_of_the_connection() -> None:
    with FakeIris(Stream(5, "hang")) as server:
        async with IrisClient(server.url, app="pk_demo", patience=CALM) as client:
            async with client.chat("Bonjour") as run:
                await anext(run)
            assert [event async for event in run] == []
            await until(lambda: server.disconnects == 1)


def test_the_words_of_a_run(use: Use) -> None:
    with FakeIris(Stream(11)) as server:
        assert use(server.url, lambda client: client.chat("Bonjour").text()) == WORDS


def test_backoff_doubles_up_to_a_limit() -> None:
    patience = Patience(backoff_s=0.25, longest_backoff_s=5.0)
    assert [patience.backoff(n, lambda: 1.0) for n in (1, 2, 3, 6, 5000)] == [0.25, 0.5, 1.0, 5.0, 5.0]
    assert patience.backoff(3, lambda: 0.0) == 0.5
