"""`iris app`: made, listed without secrets, set, rotated, closed; what is wrong is said in a line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from server.main import app
from tests.server.test_keys_command import field


class Iris:
    """The command, on a house of its own."""

    def __call__(self, *command: str) -> Result:
        return CliRunner().invoke(app, ["app", *command])

    def made(self, name: str = "Site") -> str:
        """The publishable key of a new app."""
        return field(self("create", name).output, "publishable key")


@pytest.fixture
def iris(fresh_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iris:
    monkeypatch.setenv("IRIS_HOME", str(fresh_home))
    return Iris()


def test_an_app_is_listed_with_all_but_its_secrets(iris: Iris) -> None:
    made = iris("create", "Site", "--origin", "https://site.example").output
    key = field(made, "publishable key")
    iris.made("Autre")
    listed = iris("list").output
    assert [line.split()[1] for line in listed.splitlines() if line.startswith("pk_")] == ["Autre", "Site"]
    assert field(listed, "  origins") == "https://site.example"
    assert "created" in listed
    assert "revoked" not in listed
    for secret in ("first API key", "signing secret"):
        assert field(made, secret) not in listed
    assert iris("revoke", key).exit_code == 0
    assert "revoked" in iris("list").output


def test_defaults_are_set_and_taken_away(iris: Iris) -> None:
    key = iris.made()
    words = "Bienvenue chez nous\u202f!"
    done = iris(
        "set", key, "--agent", "aube", "--locale", "en", "--address", "tu", "--theme", "dark", "--welcome", words,
        "--suggestion", "Par où commencer\u202f?", "--suggestion", " Mon CPF ",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    listed = iris("list").output
    told = {name: field(listed, f"  {name}") for name in ("agent", "locale", "address", "theme", "welcome")}
    assert told == {"agent": "aube", "locale": "en", "address": "tu", "theme": "dark", "welcome": words}
    assert field(listed, "  suggestions") == "Par où commencer\u202f? | Mon CPF"
    assert iris("set", key, "--theme", "", "--suggestion", "").exit_code == 0
    listed = iris("list").output
    assert "theme" not in listed
    assert "suggestions" not in listed
    assert field(listed, "  welcome") == words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--theme", "pink"], "theme is one of auto, light, dark"),
        (["--locale", "it"], "locale is one of"),
        (["--agent", "nobody"], "agent is one of"),
        (["--address", "you"], "address is one of vous, tu"),
        (["--welcome", "x" * 501], "501 characters, at most 500"),
        (["--welcome", "a\x1b[2Jb"], "without control characters"),
        (["--suggestion", "x" * 121], "121 characters, at most 120"),
        ([part for n in range(7) for part in ("--suggestion", f"s{n}")], "at most 6 suggestions"),
        ([], "nothing to set"),
    ],
)
def test_a_default_that_may_not_be_is_refused_in_a_line(iris: Iris, arguments: list[str], words: str) -> None:
    key = iris.made()
    before = iris("list").output
    refused = iris("set", key, *arguments)
    assert refused.exit_code == 1
    assert words in refused.output
    assert "Traceback" not in refused.output
    assert iris("list").output == before


@pytest.mark.parametrize(
    "command",
    [
        ["set", "pk_unknown", "--theme", "dark"],
        ["rotate", "pk_unknown"],
        ["revoke", "pk_unknown"],
        ["origins", "pk_unknown", "https://site.example"],
        ["create", ""],
        ["create", "x" * 201],
        ["create", "Site", "--origin", "site.example"],
        ["rotate", "pk_unknown", "--grace-minutes", "-1"],
        ["rotate", "pk_unknown", "--grace-minutes", "99999999999"],
    ],
)
def test_what_is_wrong_is_said_and_ends_with_1(iris: Iris, command: list[str]) -> None:
    refused = iris(*command)
    assert refused.exit_code == 1
    assert refused.output.strip()
    assert "Traceback" not in refused.output


def test_a_rotation_shows_the_new_secret_once_and_says_until_when_the_old_one_goes_on(iris: Iris) -> None:
    made = iris("create", "Site").output
    key, old = field(made, "publishable key"), field(made, "signing secret")
    done = iris("rotate", key)
    new = field(done.output, "signing secret")
    assert new != old
    assert "goes on for 15 minutes" in done.output
    listed = iris("list").output
    assert "rotated" in listed
    assert new not in listed
    assert "has ended" in iris("rotate", key, "--grace-minutes", "0").output
    assert "rotated" not in iris("list").output
