"""Whatever the API's own description allows, and what it forbids: 2,000 calls, and no defect."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import hypothesis
import pytest
import schemathesis.openapi
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.python import asgi
from schemathesis.schemas import APIOperation

from agents.runtime import Runtime
from server.app import create_app
from server.http import HttpSettings
from tests.server.samples import lifted
from tools.accounts import DEMO_KEY

Operation = APIOperation[Any, Any, Any, Any]
Sent = Case[Operation]

EXAMPLES = 2000
ROUNDS = 3
"""What has few cases runs out of them; the others are asked again."""
SAID = {"type": "text", "text": "Bonjour"}
SECONDS = 5.0
"""For one answer; a stream is left earlier, after its first twenty events."""


class Started:
    """The app with its runtime started by ASGI's lifespan, as schemathesis does for what it calls in process."""

    def __init__(self, iris: Runtime) -> None:
        self.iris = iris
        app = create_app(iris, http=HttpSettings(hosts=(asgi.HOST,)), limits=lifted())
        self.app = cast(asgi.ASGIApp, app)

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        """Answer a request, or start and stop."""
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        await receive()
        await self.iris.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.iris.stop()
        await send({"type": "lifespan.shutdown.complete"})


@dataclass(slots=True)
class Caller:
    """A visitor with a conversation and a file, who comes again as somebody new once they are signed out."""

    app: asgi.ASGIApp
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    token: str = ""
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """The token, and what a page of Iris sends with a write."""
        return {
            "Authorization": f"Bearer {self.token}",
            "Origin": f"http://{asgi.HOST}",
            "X-Iris-CSRF": "1",
        }

    def arrive(self) -> None:
        """Become a new visitor."""
        with asgi.get_client(self.app, max_stream_events=10_000) as client:
            made = client.post("/v1/visitors", json={"app": DEMO_KEY}).json()
            self.token = made["token"]
            client.headers["Authorization"] = f"Bearer {self.token}"
            said = client.post("/v1/chat", json={"message": "Bonjour"})
            thread = said.headers["X-Iris-Thread-Id"]
            messages = client.get(f"/v1/threads/{thread}/messages").json()["messages"]
            bought = client.post("/luna/energy/purchase", json={"pack_id": "cafe_luna"}).json()
            spoken: Any = {"section": "languages", "values": {"language": "breton"}}
            item = client.post("/v1/profile/items", json=spoken).json()["item"]
            begun = client.post("/luna/aube/assessment/start", json={"said": "caissière"}).json()["assessment"]
            kept = client.post(f"/luna/aube/report/{begun}/share", json={"level": 1, "format": "json"}).json()
            paid = urlsplit(bought["url"]).path
            client.post(f"{paid}/pay")
            self.ids = {
                "thread_id": thread,
                "threadId": thread,
                "run_id": said.headers["X-Iris-Run-Id"],
                "message_id": messages[-1]["id"],
                "file_id": client.post("/v1/files", files={"file": ("a.txt", b"Bonjour")}).json()["id"],
                "item_id": item["id"],
                "assessment_id": begun,
                "share_id": kept["id"],
                "token": kept["path"].rpartition("/")[2],
                "purpose": "newsletter",
                "app": DEMO_KEY,
                "email": "camille@example.org",
                "refresh_token": made["refresh_token"],
                "user_id": "me",
                "order_id": bought["order"]["order_id"],
                "object_id": paid.rpartition("/")[2],
                "pack_id": "cafe_luna",
                "plan_id": "premium",
                "action": "quick_advice",
                "type": "OfferViewed",
                "model": "iris",
                "messages": [{"id": "1", "role": "user", "content": "Bonjour", "parts": [SAID]}],
            }

    def call(self, case: Sent, *, own: bool) -> None:
        """Send a case, with ids of the caller's own things in place of those it names if it shall reach them."""
        case.headers.update(self.headers)
        if own:
            case.path_parameters = self._mine(case.path_parameters or {})
            case.body = self._mine(case.body) if isinstance(case.body, dict) else case.body
        answer = case.call(timeout=SECONDS)
        assert answer.status_code < 500, (case.as_curl_command(), answer.text)
        self.answers[case.operation.label, answer.status_code] += 1
        if answer.status_code == 401:
            self.arrive()

    def _mine(self, named: dict[str, Any]) -> dict[str, Any]:
        return {name: self.ids.get(name, value) for name, value in named.items()}


@pytest.fixture
def caller(build: Callable[..., Runtime]) -> Iterator[Caller]:
    """A visitor of an app in process, which is stopped afterwards."""
    calling = Caller(Started(build()))
    calling.arrive()
    yield calling
    asgi.shutdown_lifespans()


def fuzz(operation: Operation, caller: Caller, examples: int, seed: int) -> None:
    """Call an operation with as many cases at most: such as its description allows, and such as it forbids."""
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode])

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(cases, st.booleans())
    def run(case: Sent, own: bool) -> None:
        caller.call(case, own=own)

    run()


@pytest.mark.slow
def test_two_thousand_calls_find_no_defect(caller: Caller) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", caller.app)
    operations: list[Operation] = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    for seed in range(ROUNDS):
        missing = EXAMPLES - caller.answers.total()
        for operation in operations:
            fuzz(operation, caller, max(1, missing // len(operations) + 1), seed)
            if operation.method == "delete":
                caller.arrive()
    assert caller.answers.total() >= EXAMPLES
    reached = {label for label, status in caller.answers if status < 300}
    assert {label for label, _ in caller.answers} == {operation.label for operation in operations}
    never = sorted({operation.label for operation in operations} - reached)
    assert len(reached) > 0.7 * len(operations), f"never reached (give Caller.ids what they name): {never}"
