"""A small server that speaks Iris's protocol, and fails as it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from tests.fakes.serving import Received, ScriptedServer, SocketCut, Trickle

Body = dict[str, Any]

RUN, THREAD = "r1", "t1"
NOON = "2026-03-12T12:00:00+00:00"
SOURCE = {
    "title": "Le CPF de transition",
    "source": "Service-public",
    "url": "https://example.org/cpf",
    "checked_on": "2026-03-12",
}
CARD = {"id": "c1", "kind": "match", "version": 1, "data": {"score": 0.8}, "text": "Soudeuse : 80 %", "actions": []}


def told(run_id: str = RUN, outcome: Body | None = None) -> list[Body]:
    """The events of a run with something of everything, and two that no client knows."""
    return [
        {"type": "RUN_STARTED", "threadId": THREAD, "runId": run_id, "protocolVersion": "1.0"},
        {"type": "CUSTOM", "name": "iris.agent", "value": {"agent": "aube", "reason": "rules"}},
        {"type": "CUSTOM", "name": "iris.mode", "value": {"mode": "guided"}},
        {"type": "CUSTOM", "name": "iris.tomorrow", "value": 3},
        {"type": "TOOL_CALL_START", "toolCallId": "k1", "toolCallName": "look_up"},
        {"type": "TOOL_CALL_ARGS", "toolCallId": "k1", "delta": '{"query": "CPF"}'},
        {"type": "TOOL_CALL_END", "toolCallId": "k1"},
        {"type": "CUSTOM", "name": "iris.sources", "value": [SOURCE]},
        {"type": "TOOL_CALL_RESULT", "messageId": "r9", "toolCallId": "k1", "content": "{}", "role": "tool"},
        {"type": "TEXT_MESSAGE_START", "messageId": "m1", "role": "assistant"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m1", "delta": "Vous avez déjà "},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m1", "delta": "tenu bon : \n\nbravo\u2028 👏."},
        {"type": "CUSTOM", "name": "iris.card", "value": CARD},
        {"type": "TEXT_MESSAGE_END", "messageId": "m1"},
        {"type": "CUSTOM", "name": "iris.energy", "value": {"available": 25, "held": 0, "change": -5}},
        {"type": "STEP_TOMORROW", "stepName": "?"},
        {"type": "RUN_FINISHED", "threadId": THREAD, "runId": run_id, "outcome": outcome or {"type": "success"}},
    ]


WORDS = "Vous avez déjà tenu bon : \n\nbravo\u2028 👏."


def frame(number: int, body: Body) -> bytes:
    """One event as Iris sends it."""
    return b"id: %d\ndata: %b\n\n" % (number, json.dumps(body, ensure_ascii=False).encode())


def problem(status: int, code: str, headers: dict[str, str] | None = None, **more: object) -> Response:
    """A refusal as Iris words it."""
    body = {"title": code, "status": status, "detail": f"refusé : {code}", "code": code, "advice": "Réessayez.", **more}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def said(position: int, content: str, *, run_id: str = RUN, role: str = "assistant") -> Body:
    """A message of the history."""
    return {
        "id": f"m{position}",
        "role": role,
        "content": content,
        "agent": "aube" if role == "assistant" else None,
        "status": "complete",
        "run_id": run_id,
        "parent_id": None,
        "position": position,
        "created_at": NOON,
        "annexes": [],
    }


@dataclass(frozen=True, slots=True)
class Stream:
    """Serve a stream, and end it after so many events in its own way.

    `cut` breaks the answer off, `hang` says nothing more, `ping` says nothing but comments for a while and then
    goes on, `wait` goes on once the run is cancelled.
    """

    events: int = 10_000
    end: Literal["eof", "cut", "hang", "ping", "wait"] = "eof"


@dataclass(frozen=True, slots=True)
class Silent:
    """Never answer."""


class NoAnswer(Response):
    """Waits until the client leaves, without a byte."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


@dataclass
class Accounts:
    """Visitors: a token may be expired, a refresh token works once."""

    count: int = 0
    valid: set[str] = field(default_factory=set)
    refresh: set[str] = field(default_factory=set)

    def session(self) -> Response:
        """A new session."""
        self.count += 1
        token, refresh = f"token-{self.count}", f"refresh-{self.count}"
        self.valid.add(token)
        self.refresh.add(refresh)
        body = {"token": token, "refresh_token": refresh, "user_id": "u1", "expires_at": NOON}
        return JSONResponse(body, 201)


class FakeIris(ScriptedServer):
    """`plan` says what becomes of each request for a stream, in order; afterwards all goes well."""

    def __init__(self, *plan: Stream | Silent | Response) -> None:
        self.plan: list[Stream | Silent | Response] = list(plan)
        self.accounts = Accounts()
        self.logs: dict[str, list[Body]] = {RUN: told(), "r2": told("r2")}
        self.messages: list[Body] = [said(1, "Bonjour", role="user"), said(2, WORDS)]
        self.replies: dict[str, list[Response]] = {}
        """Answers that a path gives before its usual one."""
        self.keys: dict[str, str] = {}
        self.cancelled = asyncio.Event()
        super().__init__()

    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/v1/visitors", self._visit, methods=["POST"]),
            Route("/v1/visitors/refresh", self._refresh, methods=["POST"]),
            Route("/v1/chat", self._chat, methods=["POST"]),
            Route("/v1/runs/{id}/events", self._events),
            Route("/v1/runs/{id}/resume", self._resume, methods=["POST"]),
            Route("/{path:path}", self._plain, methods=["GET", "POST", "DELETE"]),
        ]

    @property
    def asked(self) -> list[str]:
        """The requests that were received, as `POST /v1/chat`."""
        return [request.path for request in self.requests]

    def requests_to(self, asked: str) -> list[Received]:
        """Those of one kind."""
        return [request for request in self.requests if request.path == asked]

    async def _visit(self, request: Request) -> Response:
        await self._note(request)
        return self.accounts.session()

    async def _refresh(self, request: Request) -> Response:
        token = (await self._note(request))["refresh_token"]
        if token not in self.accounts.refresh:
            return problem(401, "unauthenticated")
        self.accounts.refresh.remove(token)
        await asyncio.sleep(0.1)
        return self.accounts.session()

    async def _chat(self, request: Request) -> Response:
        return await self._begin(request, RUN)

    async def _resume(self, request: Request) -> Response:
        return await self._begin(request, "r2")

    async def _begin(self, request: Request, run_id: str) -> Response:
        await self._note(request)
        if not self._known(request):
            return problem(401, "unauthenticated")
        # What a key has started, it finds again.
        self.keys.setdefault(request.headers["idempotency-key"], run_id)
        return self._next(run_id, 0)

    async def _events(self, request: Request) -> Response:
        await self._note(request)
        if not self._known(request):
            return problem(401, "unauthenticated")
        return self._next(request.path_params["id"], int(request.headers["last-event-id"]))

    def _next(self, run_id: str, after: int) -> Response:
        step = self.plan.pop(0) if self.plan else Stream()
        match step:
            case Response():
                return step
            case Silent():
                return NoAnswer()
        if after >= len(self.logs[run_id]):
            return Response(status_code=204)
        answer = Trickle(self._frames(run_id, after, step), self)
        answer.headers["Location"] = f"/v1/runs/{run_id}/events"
        answer.headers["X-Iris-Run-Id"] = run_id
        answer.headers["X-Iris-Thread-Id"] = THREAD
        return answer

    async def _frames(self, run_id: str, after: int, step: Stream) -> AsyncIterator[bytes]:
        log = self.logs[run_id]
        for number, body in list(enumerate(log, 1))[after:][: step.events]:
            yield frame(number, body)
        match step.end:
            case "cut":
                raise SocketCut
            case "hang":
                await asyncio.sleep(60)
            case "ping":
                for _ in range(12):
                    await asyncio.sleep(0.05)
                    yield b": ping\n\n"
                async for each in self._frames(run_id, after + step.events, Stream()):
                    yield each
            case "wait":
                await self.cancelled.wait()
                yield frame(99, {**log[-1], "outcome": {"type": "cancelled"}})

    async def _plain(self, request: Request) -> Response:
        await self._note(request)
        path: str = request.scope["raw_path"].decode()
        if self.replies.get(path):
            return self.replies[path].pop(0)
        match [request.method, *path.split("/")[2:]]:
            case ["GET", "agents"]:
                return JSONResponse({"agents": [{"name": "aube", "title": "Aube, conseillère", "does": "écoute"}]})
            case ["GET", "topics"]:
                return JSONResponse({"topics": [{"agent": "aube", "message": "Je veux changer de métier"}]})
        if not self._known(request):
            return problem(401, "unauthenticated")
        match [request.method, *path.split("/")[2:]]:
            case ["POST", "runs", _, "cancel"]:
                self.cancelled.set()
                return JSONResponse({"run_id": RUN, "was_active": True})
            case ["GET", "threads"]:
                thread = {"id": THREAD, "title": "Bonjour", "agent": None, "created_at": NOON, "updated_at": NOON}
                return JSONResponse({"threads": [thread]})
            case ["GET", "threads", _, "messages"]:
                after, limit = int(request.query_params["after"]), int(request.query_params["limit"])
                return JSONResponse({"messages": [m for m in self.messages if m["position"] > after][:limit]})
            case ["GET", "threads", _, "active-run"] | ["DELETE", "threads", _] | ["POST", "messages", _, "feedback"]:
                return Response(status_code=204)
        return problem(404, "not_found")

    def _known(self, request: Request) -> bool:
        return request.headers.get("authorization", "").removeprefix("Bearer ") in self.accounts.valid

    async def _note(self, request: Request) -> Any:
        raw = await request.body()
        body = json.loads(raw) if raw else None
        self.requests.append(Received(f"{request.method} {request.url.path}", dict(request.headers), body))
        return body
