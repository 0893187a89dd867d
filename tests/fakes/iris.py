"""Iris for tests: a runtime on real parts, a person to talk with it, a real server in a thread."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import orjson
from langchain_core.language_models import BaseChatModel

from agents.catalog import Catalog
from agents.guard.edge import Guard
from agents.models import ModelSettings, build_models
from agents.runs.admission import Quota
from agents.runs.turn import Ask, Started
from agents.runtime import Runtime, build_runtime
from agents.settings import RuntimeSettings
from knowledge import Retriever
from server.http import HttpSettings
from server.limits import Limits
from server.serving import server_of
from tests.fakes.serving import ScriptedServer
from tools.accounts import DEMO_KEY, App
from tools.actor import Actor, RunId, ThreadId
from tools.billing import BillingSettings
from tools.operation import AnyOperation

Event = dict[str, Any]


def make_runtime(
    *,
    home: Path,
    knowledge: Retriever,
    database_url: str | None = None,
    model: BaseChatModel | None = None,
    models: ModelSettings | None = None,
    catalog: Catalog | None = None,
    operations: Sequence[AnyOperation] = (),
    guard: Guard | None = None,
    quota: Quota | None = None,
    billing: BillingSettings | None = None,
    demo: bool = True,
) -> Runtime:
    """A runtime in `home`; `model` speaks in place of guided mode. People pay in the sandbox."""
    settings = RuntimeSettings(
        home=home,
        database_url=database_url,
        demo=demo,
        models=models or ModelSettings(),
        billing=billing or BillingSettings(sandbox=True),
    )
    return build_runtime(
        settings,
        catalog=catalog,
        operations=operations,
        models=build_models(settings.models, guided=model),
        knowledge=knowledge,
        guard=guard,
        quota=quota,
    )


@dataclass(slots=True)
class Visitor:
    """A person who talks with a started runtime, in process."""

    iris: Runtime
    actor: Actor
    app: App
    events: list[Event] = field(default_factory=list)

    @classmethod
    async def arrive(cls, iris: Runtime) -> "Visitor":
        """A new visitor of the demo app."""
        session = await iris.directory.visit(DEMO_KEY)
        actor = await iris.directory.authenticate(session.token)
        return cls(iris, actor, await iris.directory.app(DEMO_KEY))

    async def start(self, text: str, thread: str | None = None, **ask: Any) -> Started:
        """Send a message."""
        thread_id = None if thread is None else ThreadId(thread)
        return await self.iris.runs.start(
            self.actor, self.app, Ask(text=text, thread_id=thread_id, **{"adopt": True, **ask})
        )

    async def follow(self, run_id: str, after: int = 0) -> list[Event]:
        """Every event of a run, until it ends."""
        return [event async for event in self.tail(run_id, after)]

    async def tail(self, run_id: str, after: int = 0) -> AsyncIterator[Event]:
        """The events of a run as they come, each with its sequence number as `seq`."""
        frames = await self.iris.runs.tail(self.actor, RunId(run_id), after)
        assert frames is not None
        async for chunk in frames:
            for event in parse(chunk):
                yield event

    async def say(self, text: str, thread: str | None = None, **ask: Any) -> tuple[Started, list[Event]]:
        """Send a message and hear the answer to its end."""
        started = await self.start(text, thread, **ask)
        return started, await self.follow(started.run_id)


def parse(chunk: bytes) -> list[Event]:
    """The events of whole frames, each with its sequence number as `seq`."""
    events: list[Event] = []
    for piece in chunk.split(b"\n\n"):
        if piece and not piece.startswith(b":"):
            head, _, data = piece.partition(b"\ndata: ")
            events.append({**orjson.loads(data), "seq": int(head.removeprefix(b"id: "))})
    return events


def text_of(events: Sequence[Event]) -> str:
    """What the messages of a run say, together."""
    return "".join(event["delta"] for event in events if event["type"] == "TEXT_MESSAGE_CONTENT")


def custom(events: Sequence[Event], name: str) -> list[Any]:
    """The values of Iris's own events of a name."""
    return [event["value"] for event in events if event["type"] == "CUSTOM" and event["name"] == name]


class LiveIris:
    """Iris behind a real uvicorn on a free port of 127.0.0.1, in a thread of its own."""

    def __init__(self, runtime: Runtime, *, http: HttpSettings | None = None, limits: Limits | None = None) -> None:
        self.runtime = runtime
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._server = server_of(runtime, http=http, limits=limits)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._failure: BaseException | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    @property
    def app(self) -> Any:
        """The application that it serves."""
        return self._server.config.app

    def visitor(self) -> dict[str, str]:
        """The headers of a new visitor."""
        made = httpx.post(f"{self.url}/v1/visitors", json={"app": DEMO_KEY}).raise_for_status().json()
        return {"Authorization": f"Bearer {made['token']}"}

    def client(self, headers: dict[str, str] | None = None) -> httpx.Client:
        """A client of a new visitor, or with these headers."""
        return httpx.Client(base_url=self.url, headers=self.visitor() if headers is None else headers, timeout=30)

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = threading.Event()
        for _ in range(2000):
            if self._server.started:
                return self
            if not self._thread.is_alive():
                break
            deadline.wait(0.01)
        raise RuntimeError("Iris did not start")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=20)
        self._socket.close()


@asynccontextmanager
async def talking(build: Callable[..., Runtime], fake: ScriptedServer, **parts: Any) -> AsyncIterator[Visitor]:
    """A visitor of a started Iris that speaks through the real ChatGoogleGenerativeAI, on a fake Gemini."""
    settings = ModelSettings.model_validate(
        {"google_api_key": "test", "google_base_url": fake.url, "backoff_s": 0.01, "retries": 0}
    )
    iris = build(models=settings, **parts)
    await iris.start()
    try:
        yield await Visitor.arrive(iris)
    finally:
        await iris.stop()
