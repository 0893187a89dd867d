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
from server.app import create_app
from tests.fakes.iris import LiveIris
from tools.energy import Catalogue, TierRules, load_catalogue
from tools.errors import IrisError
from tools.events.client_events import CLIENT_EVENTS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENERGY = (ROOT / "docs" / "energy.md").read_text(encoding="utf-8")
AUBE = (ROOT / "docs" / "aube.md").read_text(encoding="utf-8")
EMBEDDING = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
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


def test_the_shell_blocks_of_the_embedding_page_work(fresh_home: Path) -> None:
    create, rest = blocks(EMBEDDING, "sh")
    iris = str(Path(sys.executable).parent / "iris")
    script = f"PK=$({create.strip()} | sed -n 's/^publishable key *//p')\n{rest}".replace(".venv/bin/iris", iris)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=fresh_home,
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "IRIS_HOME": str(fresh_home)},  # noqa: TID251
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "Par où commencer" in done.stdout
    assert "goes on for 15 minutes" in done.stdout
    assert "is closed" in done.stdout


def test_the_embedding_page_says_all_that_the_widget_offers() -> None:
    source = ROOT / "server" / "widget" / "src"
    text = {path: path.read_text(encoding="utf-8") for path in source.rglob("*.ts")}
    entry, every = text[source / "main.ts"], "\n".join(text.values())
    methods = re.findall(r"^  (\w+): \(", entry, re.MULTILINE)
    assert {"open", "identify", "destroy"} <= set(methods)
    data = [
        re.sub(r"([A-Z])", lambda found: f"-{found[1].lower()}", name)
        for name in re.findall(r"\b(iris[A-Z]\w+)", entry)
    ]
    properties = set(re.findall(r"--iris-(?!dark-)[a-z-]+", text[source / "style.ts"]))
    parts = {part for found in re.findall(r'part="([a-z ]+)"', every) for part in found.split()}
    events = re.findall(r'(?:tell|happened)\("([a-z-]+)"', every)
    offered = [
        *(f"`{method}(" for method in methods),
        *(f"`data-{name}`" for name in data),
        *(f"`{name}`" for name in properties - {"--iris-"}),
        *(f"`{part}`" for part in parts),
        *(f"`iris:{name}`" for name in ("open", "close", *events)),
    ]
    assert [each for each in offered if each not in EMBEDDING.replace("`, `", "` `").replace(" `", " `")] == []


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

    internal = {"misconfigured", "unknown_model", "database_unreadable", "catalogue_error", "payment_required"}
    missing = {code for code in codes(IrisError) - internal if f"`{code}`" not in PROTOCOL}
    assert missing == set()


def test_a_reason_of_every_rule_is_documented(build: Callable[..., Runtime]) -> None:
    for reason in ("explicit", "app", "focus", "rules", "continuity", "model", "best", "hand_over", "distress"):
        assert f"`{reason}`" in PROTOCOL


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02} EUR"


def included(rules: TierRules) -> str:
    if rules.all_included:
        return "everything"
    return ", ".join(f"{name} without limit" if n is None else f"{n} {name}" for name, n in rules.included.items())


def price_rows(prices: Catalogue) -> list[str]:
    """Every row of the tables of docs/energy.md."""
    rows = [f"| `{action.id}` | {action.points} |" for action in prices.actions.values()]
    for pack in prices.packs.values():
        bonus = f", and {pack.first_bonus} on a first purchase" if pack.first_bonus else ""
        rows.append(f"| `{pack.id}` | {money(pack.amount)} | {pack.points}{bonus} |")
    rows += [f"| `{plan.id}` | {money(plan.amount)} | {plan.tier} |" for plan in prices.plans.values()]
    for tier, rules in prices.tiers.items():
        rows.append(f"| {tier} | {rules.conversations_a_day or 'no limit'} | {included(rules)} |")
    return rows


def test_the_prices_of_the_documents_are_those_of_the_catalogue() -> None:
    rows = price_rows(load_catalogue())
    assert [row for row in rows if row not in ENERGY.splitlines()] == []
    listed = re.findall(r"^\| (?:`[a-z_]+`|[A-Z]+) \|.*$", ENERGY, re.MULTILINE)
    assert sorted(listed) == sorted(rows), "the documents have a row that the catalogue has not"
    assert f"begins with {load_catalogue().welcome_points} points" in ENERGY


def test_the_events_that_clients_may_record_are_documented() -> None:
    assert {each.name for each in CLIENT_EVENTS if f"`{each.name}`" not in ENERGY} == set()


async def test_every_route_of_energy_payment_and_aube_is_documented(iris: Runtime) -> None:
    described = (ENERGY + AUBE).replace("{user_id}?", "{user_id} ").replace("…/{id}/export", "…/trajectory/{id}/export")
    described = described.replace("…/trajectory", "/luna/aube/trajectory")
    for path in create_app(iris).openapi()["paths"]:
        if path.startswith(("/luna", "/billing", "/r/")):
            assert re.sub(r"\{(?:order|proposal|assessment|trajectory)_id\}", "{id}", path) in described, path
