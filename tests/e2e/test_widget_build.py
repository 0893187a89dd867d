"""The widget's own checks, on Node: its types, its rules, its tests, and a build that gives the committed bytes."""

import subprocess
from pathlib import Path

import pytest

from server.routers.widget import DIST
from tests.e2e.npm import NODE, install

pytestmark = [pytest.mark.service, pytest.mark.slow]

WIDGET = DIST.parent


def run(*arguments: str | Path) -> str:
    """Run something of the widget's packages; gives what it prints, fails with it."""
    install(WIDGET)
    done = subprocess.run([NODE, *arguments], cwd=WIDGET, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_committed_build_is_what_the_sources_give(tmp_path: Path) -> None:
    run("build.mjs", tmp_path / "dist")
    built = {path.name: path.read_bytes() for path in (tmp_path / "dist").iterdir()}
    assert built.keys() == {path.name for path in DIST.iterdir()}
    assert [name for name, content in built.items() if (DIST / name).read_bytes() != content] == []


@pytest.mark.parametrize(
    "tool",
    [("node_modules/typescript/bin/tsc", "--noEmit"), ("node_modules/eslint/bin/eslint.js", ".")],
    ids=["types", "rules"],
)
def test_the_sources_keep_the_rules(tool: tuple[str, ...]) -> None:
    run(*tool)


def test_the_parts_do_what_they_say() -> None:
    assert "passed" in run("node_modules/vitest/vitest.mjs", "run")
