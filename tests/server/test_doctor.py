"""The doctor: every weakness at once, and no start in production with one."""

import asyncio
import base64
import re
import secrets
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text, update

from agents.runtime import Runtime
from server.doctor import examine, report, weaknesses
from server.settings import Settings
from tests.server.samples import in_process
from tests.server.test_process import IRIS, environment, refused
from tools.accounts.closing import revoke_app
from tools.accounts.origins import set_origins
from tools.storage.migrate import revisions
from tools.storage.schema import wallets

ROOT = Path(__file__).parents[2]


def strong() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def sound(home: Path, **changes: object) -> Settings:
    """A configuration of production with nothing to say against, but for the changes."""
    home.mkdir(mode=0o700, exist_ok=True)
    given: dict[str, object] = {
        "home": home,
        "environment": "production",
        "host": "127.0.0.1",
        "master_key": strong(),
        "token_secret": strong(),
        "public_url": "https://iris.example",
        "trusted_proxies": "127.0.0.1",
        "smtp_url": "smtp://iris:secret@mail.example:587",
        "mail_from": "Iris <bonjour@iris.example>",
        "allowed_origins": "https://iris.example,https://www.iris.example",
    }
    return Settings(**{**given, **changes})  # type: ignore[arg-type]


def sound_over(iris: Runtime) -> Settings:
    """The same over a folder in use, with its own key: another one would not have signed its checkpoints."""
    return sound(iris.home.path, master_key=base64.b64encode(iris.home.secret("master")).decode())


def test_a_sound_configuration_has_no_weakness(tmp_path: Path) -> None:
    assert weaknesses(sound(tmp_path / "home")) == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"master_key": None}, "IRIS_MASTER_KEY"),
        ({"master_key": "short"}, "IRIS_MASTER_KEY"),
        ({"master_key": "changeme" * 8}, "IRIS_MASTER_KEY"),
        ({"token_secret": None}, "IRIS_TOKEN_SECRET"),
        ({"token_secret": "ab" * 32}, "IRIS_TOKEN_SECRET"),
        ({"token_secret": f"{strong()},old"}, "IRIS_TOKEN_SECRET"),
        ({"allowed_origins": "*"}, "IRIS_ALLOWED_ORIGINS"),
        ({"allowed_origins": "https://*.iris.example"}, "IRIS_ALLOWED_ORIGINS"),
        ({"allowed_origins": "http://iris.example"}, "IRIS_ALLOWED_ORIGINS"),
        ({"allowed_origins": "https://localhost:3000"}, "IRIS_ALLOWED_ORIGINS"),
        ({"public_url": "http://iris.example"}, "IRIS_PUBLIC_URL"),
        ({"public_url": None}, "IRIS_ALLOWED_HOSTS"),
        ({"trusted_proxies": ""}, "IRIS_TRUSTED_PROXIES"),
        ({"trusted_proxies": "127.0.0.1,0.0.0.0/0"}, "IRIS_TRUSTED_PROXIES"),
        ({"trusted_proxies": "::/0"}, "IRIS_TRUSTED_PROXIES"),
        ({"trusted_proxies": "8.0.0.0/7"}, "IRIS_TRUSTED_PROXIES"),
        ({"stripe_secret_key": "sk_test_51Habc"}, "STRIPE_SECRET_KEY"),
        ({"stripe_secret_key": "sk_live_51Habc"}, "STRIPE_WEBHOOK_SECRET"),
        ({"log_level": "debug"}, "IRIS_LOG_LEVEL"),
        ({"smtp_url": None}, "IRIS_SMTP_URL"),
        ({"mail_from": "Iris <iris@localhost>"}, "IRIS_MAIL_FROM"),
        ({"processes": 4}, "IRIS_DATABASE_URL"),
        ({"processes": 4, "database_url": "postgresql://db/iris"}, "IRIS_REDIS_URL"),
    ],
)
def test_each_weakness_is_found_by_name(tmp_path: Path, change: dict[str, object], name: str) -> None:
    found = weaknesses(sound(tmp_path / "home", **change))
    assert name in [weakness.name for weakness in found]
    assert all(weakness.remedy for weakness in found)


def test_what_is_as_it_should_be_is_no_weakness(tmp_path: Path) -> None:
    change: dict[str, object] = {
        "trusted_proxies": "10.0.0.0/8,fd00::/32,127.0.0.1",
        "stripe_secret_key": "sk_live_51",
        "stripe_webhook_secret": "whsec_1",
    }
    assert weaknesses(sound(tmp_path / "home", **change)) == []


def test_a_wildcard_is_no_host(tmp_path: Path) -> None:
    message = refused(tmp_path, IRIS_ALLOWED_HOSTS="iris.example,*", IRIS_PORT="0")
    assert "IRIS_ALLOWED_HOSTS" in message
    assert "name each host" in message


async def test_an_app_without_origins_beside_one_that_has_some_is_told(iris: Runtime) -> None:
    settings = sound_over(iris)
    await revoke_app(iris.database, "pk_demo", iris.clock.now())
    bare = (await iris.directory.create_app("Nue", organisation="Iris")).app.publishable_key
    assert bare not in (await report(settings))[1]
    listed = (await iris.directory.create_app("Site", organisation="Iris")).app.publishable_key
    await set_origins(iris.database, listed, ["https://site.example"])
    well, lines = await report(settings)
    assert well
    assert re.search(rf"^warning +{bare}: ", lines, re.MULTILINE)
    assert listed not in lines
    await revoke_app(iris.database, bare, iris.clock.now())
    assert "warning" not in (await report(settings))[1]


def test_one_secret_for_two_uses_is_found(tmp_path: Path) -> None:
    one = strong()
    found = weaknesses(sound(tmp_path / "home", master_key=one, token_secret=one))
    assert [weakness.name for weakness in found] == ["IRIS_TOKEN_SECRET"]


def test_files_that_others_can_read_are_found(tmp_path: Path) -> None:
    home = tmp_path / "home"
    settings = sound(home)
    key = home / "master.key"
    key.write_bytes(b"k" * 32)
    key.chmod(0o640)
    assert [weakness.name for weakness in weaknesses(settings)] == [str(key)]
    key.chmod(0o600)
    assert weaknesses(settings) == []
    home.chmod(0o755)
    assert [weakness.name for weakness in weaknesses(settings)] == [str(home)]


async def test_the_demo_app_in_the_database_is_found_until_it_is_closed(iris: Runtime) -> None:
    settings = sound_over(iris)
    assert [weakness.name for weakness in await examine(settings)] == ["pk_demo"]
    await revoke_app(iris.database, "pk_demo", iris.clock.now())
    assert await examine(settings) == []
    well, lines = await report(settings)
    assert well
    assert f"SQLite, revision {revisions()[-1]}" in lines
    assert lines.endswith("Ready for production.")


async def test_the_report_tells_versions_and_whether_redis_answers(tmp_path: Path) -> None:
    well, lines = await report(sound(tmp_path / "home"))
    assert well
    assert "SQLite, empty" in lines
    assert "guided, no key" in lines
    assert not (tmp_path / "home" / "iris.db").exists()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{nobody.getsockname()[1]}"
        well, lines = await report(sound(tmp_path / "home", redis_url=url))
    assert not well
    assert "Redis does not answer" in lines


def test_production_starts_on_nothing_weak_and_names_all_of_it(tmp_path: Path) -> None:
    message = refused(tmp_path, IRIS_ENVIRONMENT="production", IRIS_PORT="0", IRIS_ALLOWED_ORIGINS="*")
    for name in ("IRIS_MASTER_KEY", "IRIS_TOKEN_SECRET", "IRIS_ALLOWED_ORIGINS", "IRIS_PUBLIC_URL"):
        assert name in message, message
    assert "Try again" not in message
    assert "iris doctor" in message
    assert not (tmp_path / "iris.db").exists()


def test_the_sandbox_stands_in_for_stripe_on_this_machine_only(tmp_path: Path) -> None:
    here = Settings(home=tmp_path)
    assert here.billing().sandbox
    assert not Settings(home=tmp_path, host="0.0.0.0").billing().sandbox
    assert not Settings(home=tmp_path, environment="production").billing().sandbox
    for reached, sandbox in (("https://iris.example", False), ("http://localhost:8003", True), ("http://[::1]/", True)):
        behind = Settings(home=tmp_path, public_url=reached)
        assert behind.billing().sandbox is sandbox, reached
    with_key = Settings(home=tmp_path, stripe_secret_key=SecretStr("sk_test_1"))
    assert not with_key.billing().sandbox
    assert "sk_test_1" not in repr(with_key)


async def test_the_report_tells_how_people_pay(tmp_path: Path) -> None:
    well, lines = await report(sound(tmp_path / "home"))
    assert well, "payment that is off is no weakness"
    assert "payment     off" in lines
    assert "payment     the sandbox" in (await report(Settings(home=tmp_path / "other")))[1]
    stripe = sound(tmp_path / "home", stripe_secret_key="sk_live_1", stripe_webhook_secret="whsec_1")
    assert re.search(r"^payment +Stripe$", (await report(stripe))[1], re.MULTILINE)


async def test_books_that_do_not_add_up_are_told(iris: Runtime) -> None:
    person = (await iris.directory.visit("pk_demo")).user_id
    await iris.energy.credit(person, 30, origin="grant", command="g")
    settings = Settings(home=iris.home.path)
    assert (await report(settings))[0]
    await iris.database.write(lambda c: c.execute(update(wallets).values(available=31)).rowcount)
    well, lines = await report(settings)
    assert not well
    assert re.search(rf"^wrong +.*{person}", lines, re.MULTILINE)


async def test_the_deep_health_says_how_far_the_sealer_is_behind(iris: Runtime) -> None:
    async with in_process(iris) as http:
        await iris.directory.visit("pk_demo")
        said = (await http.get("/monitoring/health/v2")).json()
    assert said["dependencies"]["database"]["status"] == "up"
    assert 0 <= said["sealing_lag_s"] < 60


async def test_an_event_that_was_changed_by_hand_is_told(iris: Runtime) -> None:
    await iris.directory.visit("pk_demo")
    await iris.sealer.checkpoint()
    settings = Settings(home=iris.home.path)
    well, lines = await report(settings)
    assert well
    assert re.search(r"^events +the sealer is \d+ s behind$", lines, re.MULTILINE)
    for statement in ("DROP TRIGGER events_no_UPDATE", "UPDATE events SET actor = 'x' WHERE position = 1"):
        await iris.database.write(lambda c, statement=statement: c.execute(text(statement)) and None)  # type: ignore[misc]
    well, lines = await report(settings)
    assert not well
    assert re.search(r"^wrong +events: stream '.*' differs at version 1$", lines, re.MULTILINE)


@pytest.mark.parametrize("command", ["serve", "doctor"])
def test_a_mistake_in_the_price_list_stops_the_start_with_its_line(tmp_path: Path, command: str) -> None:
    listed = (ROOT / "tools" / "energy" / "catalogue.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "prices.toml"
    wrong.write_text(listed.replace("points = 25\n", "points = -25\n", 1), encoding="utf-8")
    line = listed[: listed.index("points = 25\n")].count("\n") + 1
    told = subprocess.run(
        [IRIS, command],
        env=environment(tmp_path, IRIS_CATALOGUE=str(wrong), IRIS_PORT="0"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.returncode == 2, told.stdout
    assert f"prices.toml:{line}:" in told.stderr
    assert "Traceback" not in told.stderr


def doctor(home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [IRIS, "doctor"], env=environment(home, **more), capture_output=True, text=True, timeout=60, cwd="/"
    )


def test_the_command_warns_in_development_and_fails_in_production(fresh_home: Path) -> None:
    here = doctor(fresh_home)
    assert here.returncode == 0, here.stderr
    assert "warning" in here.stdout
    there = doctor(fresh_home, ENVIRONMENT="production")
    assert there.returncode == 1
    assert "refused" in there.stdout
    assert "IRIS_MASTER_KEY" in there.stdout


def test_a_sound_configuration_starts_without_the_demo_app(build: Callable[..., Runtime], tmp_path: Path) -> None:
    settings = sound(tmp_path / "home")
    assert not settings.runtime().demo
    assert settings.http().https
    assert settings.http().connections == 100
    assert settings.limits_in_force().address == "1200/minute"
    development = Settings(home=tmp_path)
    assert development.limits_in_force().address == "60000/minute"
    assert development.http().connections == 1000
    assert asyncio.run(examine(settings)) == []


def test_limits_are_set_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IRIS_LIMITS__MESSAGES", "5/minute")
    monkeypatch.setenv("IRIS_LIMITS__ADDRESS", "7/minute")
    monkeypatch.setenv("REDIS_URL", "redis://cache/1")
    settings = Settings()
    assert (settings.limits_in_force().messages, settings.limits_in_force().address) == ("5/minute", "7/minute")
    assert settings.redis_url is not None
    assert "cache" not in repr(settings)
