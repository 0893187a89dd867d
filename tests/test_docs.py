"""What the documents show is run."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.runtime import Runtime
from agents.spec import AgentSpec
from tests.fakes.iris import LiveIris
from tools.errors import IrisError

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_readme_is_short_and_talks_by_line_25() -> None:
    lines = README.splitlines()
    assert len(lines) <= 150
    assert any("/v1/chat" in line for line in lines[:25])


def test_the_commands_of_the_makefile_are_there() -> None:
    [commands, *_] = blocks(README, "sh")
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^make (\w+)", commands, re.MULTILINE)
    assert targets == ["run", "test"]
    assert all(f"  {target} " in listed for target in (*targets, "check", "bench", "lock"))


def test_the_shell_blocks_of_the_readme_work(live: LiveIris, tmp_path: Path) -> None:
    script = "\n".join(blocks(README, "sh")[1:])
    script = script.replace("http://127.0.0.1:8003", live.url).replace(
        ".venv/bin/iris", str(Path(sys.executable).parent / "iris")
    )
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
        env={
            **os.environ,  # noqa: TID251
            "IRIS_HOME": str(tmp_path / "home"),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",  # noqa: TID251
        },
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert '"agent":"aube"' in done.stdout
    assert "RUN_FINISHED" in done.stdout
    assert "CPF" in done.stdout
    assert "publishable key" in done.stdout


def test_the_agent_of_the_readme_is_one() -> None:
    [source] = blocks(README, "python")
    made: dict[str, object] = {}
    exec(source, made)  # The document is ours.
    assert isinstance(made["AGENT"], AgentSpec)


def test_the_python_client_of_the_protocol_page_works(live: LiveIris, capsys: pytest.CaptureFixture[str]) -> None:
    [source] = blocks(PROTOCOL, "python")
    exec(source.replace("http://127.0.0.1:8003", live.url), {})
    assert "aide-soignante" in capsys.readouterr().out


def test_every_error_code_is_documented() -> None:
    def codes(kind: type[IrisError]) -> set[str]:
        return {kind.code} | {code for below in kind.__subclasses__() for code in codes(below)}

    internal = {"misconfigured", "unknown_model", "database_unreadable", "payment_required"}
    missing = {code for code in codes(IrisError) - internal if f"`{code}`" not in PROTOCOL}
    assert missing == set()


def test_a_reason_of_every_rule_is_documented(build: Callable[..., Runtime]) -> None:
    for reason in ("explicit", "app", "focus", "rules", "continuity", "model", "best", "hand_over", "distress"):
        assert f"`{reason}`" in PROTOCOL
