"""The JavaScript clients of the end-to-end tests, on the Node that comes with the dev lock."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.npm import NODE, install

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The pinned npm packages of these tests."""
    return install(HERE)


@pytest.fixture
def agui(node_modules: Path) -> Callable[..., dict[str, Any]]:
    """Run `@ag-ui/client` on a server; gives its events, its messages and its error."""

    def run(url: str, headers: dict[str, str], **given: Any) -> dict[str, Any]:
        message = {"id": "u1", "role": "user", "content": given.pop("text", "Bonjour")}
        asked = {"url": f"{url}/v1/runs", "headers": headers, "messages": [message], "runId": "run-1", **given}
        asked.setdefault("threadId", "thread-1")
        return node("agui.mjs", asked)

    return run


@pytest.fixture
def openai_js(node_modules: Path) -> Callable[..., dict[str, Any]]:
    """Run OpenAI's JavaScript client on a server (`create`, `stream` or `leave`); gives its text, answer and error."""

    def run(url: str, headers: dict[str, str], how: str, **given: Any) -> dict[str, Any]:
        message = {"role": "user", "content": given.pop("text", "Bonjour")}
        return node("openai.mjs", {"url": url, "headers": headers, "how": how, "messages": [message], **given})

    return run


@pytest.fixture(params=["ai", "ai-v6"])
def ai_sdk(node_modules: Path, request: pytest.FixtureRequest) -> Callable[..., dict[str, Any]]:
    """Run each version of the AI SDK on a server (`send`, `leave` or `resume`); gives its chunks, message and error."""

    def run(url: str, headers: dict[str, str], how: str = "send", **given: Any) -> dict[str, Any]:
        parts = [{"type": "text", "text": given.pop("text", "Bonjour")}]
        messages = [{"id": "u1", "role": "user", "parts": parts}]
        asked = {"url": url, "headers": headers, "how": how, "messages": messages, "version": request.param, **given}
        return node("ai_sdk.mjs", {"id": "chat-1", **asked})

    return run


def node(script: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What a script prints, which gets its input as its argument and warns of nothing."""
    done = subprocess.run(
        [NODE, HERE / script, json.dumps(asked)], cwd=HERE, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr.lower(), done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
