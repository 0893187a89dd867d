"""Every type of event that the code appends is declared, and says what it holds."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.registry import build_registry
from tools.errors import InvalidArguments
from tools.events import EventType, NewEvent
from tools.events.client_events import CLIENT_EVENTS

ROOT = Path(__file__).parents[3]
REGISTRY = build_registry()

IRREGULAR = {
    "Forgotten",
    "Found",
    "Given",
    "Held",
    "Lost",
    "Paid",
    "Read",
    "Repaid",
    "Sent",
    "Spent",
    "Withdrawn",
    "Won",
}
DYNAMIC = {
    "agents/runs/ending.py": {"note.type"},
    "agents/desk.py": {"note.type"},
    "agents/runs/moving.py": {"e.type"},
    "tools/privacy/consents.py": {"event.type"},
    "server/routers/events.py": {"body.type"},
    "tools/events/audit.py": {"type"},
    "tools/billing/rows.py": {"type"},
    "tools/energy/events.py": {"fact.__class__.__name__"},
}
"""Where a type is taken from an event, a note or a request: those are checked when they are appended."""


def files() -> Iterator[tuple[str, ast.Module]]:
    for package in ("agents", "tools", "server"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "node_modules" not in path.parts and "versions" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def constants() -> dict[str, str]:
    """Names in capitals that stand for a string, over all modules."""
    found: dict[str, str] = {}
    for _, tree in files():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    pairs = (
                        zip(target.elts, node.value.elts, strict=False)
                        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                        else [(target, node.value)]
                    )
                    for name, value in pairs:
                        if (
                            isinstance(name, ast.Name)
                            and isinstance(value, ast.Constant)
                            and isinstance(value.value, str)
                        ):
                            found[name.id] = value.value
    return found


def named(tree: ast.Module) -> Iterator[ast.expr]:
    """What stands where a type of event does: in NewEvent(...), first in note(...), second in note_in(...).

    And what looks like one, wherever it is passed: a noun may have a function of its own that appends.
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "NewEvent":
            given = [keyword.value for keyword in node.keywords if keyword.arg == "type"] or node.args[:1]
        elif called == "note":
            given = node.args[:1]
        elif called == "note_in":
            given = node.args[1:2]
        else:
            given = [each for each in node.args if isinstance(each, ast.Constant) and looks_like_one(each.value)]
        yield from given


def looks_like_one(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"([A-Z][a-z]+)+([A-Z][a-z]*ed|Paid|Won|Lost)", value) is not None


def leaves(expression: ast.expr, tree: ast.Module) -> Iterator[ast.expr]:
    """The expressions that it may be: branches of a condition, elements of a tuple, what a local name was given."""
    if isinstance(expression, ast.IfExp):
        yield from leaves(expression.body, tree)
        yield from leaves(expression.orelse, tree)
    elif isinstance(expression, ast.Tuple):
        for element in expression.elts:
            yield from leaves(element, tree)
    elif isinstance(expression, ast.Subscript):
        yield from leaves(expression.value, tree)
    elif isinstance(expression, ast.Name) and not expression.id.isupper():
        given = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == expression.id for target in node.targets)
        ]
        for value in given:
            yield from leaves(value, tree)
        if not given:
            yield expression
    else:
        yield expression


def test_whatever_is_appended_is_declared() -> None:
    known, undeclared, used = constants(), [], set()
    for path, tree in files():
        for expression in named(tree):
            for leaf in leaves(expression, tree):
                if isinstance(leaf, ast.Constant):
                    type = str(leaf.value)
                elif isinstance(leaf, ast.Name) and leaf.id in known:
                    type = known[leaf.id]
                else:
                    if ast.unparse(leaf) not in DYNAMIC.get(path, set()):
                        undeclared.append(f"{path}:{leaf.lineno}: {ast.unparse(leaf)}")
                    continue
                used.add(type)
                if type not in REGISTRY.types:
                    undeclared.append(f"{path}:{leaf.lineno}: {type}")
    assert undeclared == []
    assert {"FactRemembered", "ConsentGiven", "ObjectionRaised", "MessageBlocked", "SignedIn", "MessageRated"} <= used


@pytest.mark.parametrize("each", list(REGISTRY), ids=lambda each: str(each.name))
def test_each_type_gives_a_schema_and_a_past_participle(each: EventType) -> None:
    for model in (each.data, each.private):
        if model is not None:
            schema = model.model_json_schema()
            assert json.loads(json.dumps(schema))["type"] == "object"
            assert schema.get("additionalProperties") is not True, "what is not declared is refused"
    words = re.findall("[A-Z][a-z]+", each.name)
    assert "".join(words) == each.name
    assert any(word.endswith("ed") or word in IRREGULAR for word in words), "an event is a past participle"
    assert len(each.name) <= 64


@pytest.mark.parametrize("each", CLIENT_EVENTS, ids=lambda each: str(each.name))
def test_what_clients_record_holds_no_words_in_clear(each: EventType) -> None:
    assert each.client
    for name, field in each.data.model_json_schema()["properties"].items():
        for choice in field.get("anyOf", [field]):
            assert choice.get("type") != "string" or {"enum", "format"} & set(choice) or name == "rome", name


def test_a_client_event_is_taken_with_its_note_and_without_an_address() -> None:
    said = {"offer_id": "fr:123-ABC", "note": "Croisé les doigts"}
    data = {"rome": "D1102", "on": "2026-11-20", "channel": "email"}
    REGISTRY.check(NewEvent(type="ApplicationSent", data=data, private=said))
    for wrong in ("jean@example.org", "chez Jean", ""):
        with pytest.raises(InvalidArguments, match="ApplicationSent"):
            REGISTRY.check(NewEvent(type="ApplicationSent", data={}, private={"offer_id": wrong}))
    with pytest.raises(InvalidArguments, match="500"):
        REGISTRY.check(NewEvent(type="StepCompleted", private={"step_id": "1", "note": "x" * 501}))


@pytest.mark.parametrize("name", ["offer_id", "training_id", "document_id", "step_id", "plan_id", "note"])
@pytest.mark.parametrize("each", CLIENT_EVENTS, ids=lambda each: str(each.name))
def test_an_id_of_an_apps_own_is_never_in_clear(each: EventType, name: str) -> None:
    needed = {"kind": "cv"} if "kind" in each.data.model_fields else {}
    REGISTRY.check(NewEvent(type=each.name, data=needed))
    with pytest.raises(InvalidArguments, match=name):
        REGISTRY.check(NewEvent(type=each.name, data={**needed, name: "Marie-Dupont-0612345678"}))


@pytest.mark.parametrize("day", ["0001-01-01", "1949-12-31", "2100-01-01", "9999-12-31", "demain", 5])
def test_a_day_is_one_of_somebodys_life(day: object) -> None:
    with pytest.raises(InvalidArguments, match="on"):
        REGISTRY.check(NewEvent(type="StepCompleted", data={"on": day}))
    REGISTRY.check(NewEvent(type="StepCompleted", data={"on": "2026-11-20"}))
