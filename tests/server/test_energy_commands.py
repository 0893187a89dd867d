"""`iris energy`: points and tiers by an operator, beside a server that runs."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server import energy_commands
from server.main import app
from tests.fakes.iris import LiveIris
from tools.errors import InvalidArguments, NotFound


@pytest.fixture(autouse=True)
def _same_home(monkeypatch: pytest.MonkeyPatch, fresh_home: Path) -> None:
    monkeypatch.setenv("IRIS_HOME", str(fresh_home))


def test_points_and_a_tier_are_given_and_shown(live: LiveIris) -> None:
    with live.client() as client:
        user_id = client.get("/auth/profile").json()["user_id"]
        for _ in range(2):
            asyncio.run(energy_commands.grant(user_id, 30, "geste"))
        assert client.get("/luna/energy/me").json()["energy_available"] == 30, "the same key gives once"
        asyncio.run(energy_commands.grant(user_id, 5, None))
        told = asyncio.run(energy_commands.set_tier(user_id, "premium", 30))
        assert "PREMIUM until" in told
        assert client.get("/luna/energy/me").json()["tier"] == "PREMIUM"
    shown = asyncio.run(energy_commands.show(user_id, 20))
    assert shown.startswith("35 points, 0 held; PREMIUM until")
    assert "+30" in shown


def test_nobody_gets_nothing(live: LiveIris) -> None:
    with pytest.raises(NotFound):
        asyncio.run(energy_commands.grant("u_nobody", 5, None))
    with pytest.raises(NotFound):
        asyncio.run(energy_commands.show("u_nobody", 5))
    for points in (0, -5, 1_000_001):
        with pytest.raises(InvalidArguments):
            asyncio.run(energy_commands.grant("u_nobody", points, None))
    with pytest.raises(InvalidArguments, match="FREE, PREMIUM"):
        asyncio.run(energy_commands.set_tier("u_nobody", "gold", None))


@pytest.mark.parametrize("points", ["-5", "0", "2.5", "1000001", "beaucoup"])
def test_odd_amounts_are_refused_by_the_command(points: str) -> None:
    refused = CliRunner().invoke(app, ["energy", "grant", "u_1", "--", points])
    assert refused.exit_code == 2
