"""`iris key`: made, listed without its secret, revoked."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.main import app


@pytest.fixture
def iris(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("IRIS_HOME", str(tmp_path))
    return CliRunner()


def field(output: str, name: str) -> str:
    """What stands after a name."""
    return next(line.removeprefix(name).strip() for line in output.splitlines() if line.startswith(name))


def test_a_key_is_made_listed_and_revoked(iris: CliRunner) -> None:
    made = iris.invoke(app, ["app", "create", "Site"]).output
    public, first = field(made, "publishable key"), field(made, "first API key")
    key = iris.invoke(
        app, ["key", "create", public, "--name", "lecture", "--scope", "chat:read", "--expires-days", "9"]
    )
    assert key.exit_code == 0, key.output
    assert field(key.output, "scopes") == "chat:read"
    admin = iris.invoke(app, ["key", "create", public, "--admin"]).output
    assert field(admin, "scopes") == "admin:read admin:write"
    listed = iris.invoke(app, ["key", "list", public]).output
    assert len(listed.splitlines()) == 3
    assert first not in listed
    assert field(key.output, "secret") not in listed
    assert "lecture  chat:read  never used  until" in listed
    assert iris.invoke(app, ["key", "revoke", field(key.output, "key")]).exit_code == 0
    assert "lecture" not in iris.invoke(app, ["key", "list"]).output


@pytest.mark.parametrize(
    "arguments",
    [
        ["pk_unknown"],
        ["PUBLIC", "--scope", "admin:read"],
        ["PUBLIC", "--admin", "--scope", "chat:read"],
        ["PUBLIC", "--scope", "account:write"],
    ],
)
def test_a_key_that_may_not_be_is_refused(iris: CliRunner, arguments: list[str]) -> None:
    public = field(iris.invoke(app, ["app", "create", "Site"]).output, "publishable key")
    refused = iris.invoke(app, ["key", "create", *(public if each == "PUBLIC" else each for each in arguments)])
    assert refused.exit_code == 2
    assert "sk_" not in refused.output
