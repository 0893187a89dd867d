"""The rules of the house, as tests."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("agents", "tools", "knowledge", "server", "evals")

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MOCKS_PER_1000_LINES = 1.0

FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "base", "misc", "manager", "handler"}

BROAD_CATCHES = {
    "agents/orchestration/binding.py",
    "agents/runs/lifecycle.py",
    "agents/models/fallback.py",
    "agents/guard/edge.py",
    "server/errors.py",
    "tools/jobs.py",
    # An event of the provider that breaks something waits with a log line: those of other people go on.
    "tools/billing/inbox.py",
    # A wallet that cannot be swept is logged, and keeps no other one waiting.
    "tools/energy/sweeping.py",
    # A unit of work that fails must not take down the other ones of its group commit; it is raised to its caller.
    "tools/storage/database.py",
    "tools/storage/lanes.py",
}
"""The boundaries that ARCHITECTURE names (and the writer thread), where anything may be caught."""

LATE_IMPORTS = {
    # `iris --help` answers within a second: each subcommand imports what it needs.
    "server/main.py",
}


def sources(*folders: str) -> Iterator[tuple[str, ast.Module, str]]:
    """Path from the root, syntax tree and text of every Python file."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "node_modules" not in path.parts and "versions" not in path.parts:
                text = path.read_text(encoding="utf-8")
                yield str(path.relative_to(ROOT)), ast.parse(text), text


EVERYTHING = (*PACKAGES, "tests")


def test_no_file_is_longer_than_the_budget() -> None:
    long = {path: text.count("\n") for path, _, text in sources(*EVERYTHING) if text.count("\n") > LONGEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_the_budget() -> None:
    long = {
        f"{path}:{node.name}": node.end_lineno - node.lineno + 1
        for path, tree, _ in sources(*EVERYTHING)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}


def test_every_module_says_what_it_is_in_one_line() -> None:
    silent = [path for path, tree, _ in sources(*PACKAGES) if not ast.get_docstring(tree)]
    assert silent == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    found = [path for path, _, _ in sources(*EVERYTHING) if Path(path).stem in FORBIDDEN_NAMES]
    assert found == []


def test_nothing_is_imported_inside_a_function_except_by_the_command() -> None:
    late = {
        path
        for path, tree, _ in sources(*PACKAGES)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert late <= LATE_IMPORTS


def test_anything_is_caught_only_at_the_named_boundaries() -> None:
    broad = {
        path
        for path, tree, _ in sources(*PACKAGES)
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
        # Tidying up on the way out catches nothing.
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    }
    assert broad <= BROAD_CATCHES


def test_only_settings_and_the_clock_ask_the_machine() -> None:
    pattern = re.compile(r"datetime\.now|utcnow|os\.environ|os\.getenv|time\.time\(")
    asking = {path for path, _, text in sources(*PACKAGES) if pattern.search(text)}
    assert asking <= {"server/settings.py", "tools/clock.py"}


def test_mocks_are_rare() -> None:
    texts = [text for path, _, text in sources("tests") if path != "tests/test_house.py"]
    lines = sum(text.count("\n") for text in texts)
    mocks = sum(len(re.findall(r"unittest\.mock|MagicMock|AsyncMock", text)) for text in texts)
    assert mocks * 1000 <= MOCKS_PER_1000_LINES * lines


def test_no_operation_takes_an_identity() -> None:
    named = [
        f"{path}:{node.name}"
        for path, tree, _ in sources("tools", "agents")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "BaseModel" for base in node.bases)
        for field in node.body
        if isinstance(field, ast.AnnAssign) and ast.unparse(field.target) == "user_id"
    ]
    assert named == []


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_ours_alone(package: str) -> None:
    # An editable install lists no file, so that our own name may be missing here; another one must be.
    assert set(packages_distributions().get(package, ())) <= {"iris-platform"}
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin == str(ROOT / package / "__init__.py")


def test_no_nested_folder_has_the_name_of_a_package() -> None:
    # A client of the server, and the specialists of the tests, are no second `agents` or `tools`.
    nested = [
        str(folder.relative_to(ROOT))
        for package in PACKAGES
        for folder in (ROOT / package).rglob("*")
        if folder.is_dir() and folder.name in PACKAGES and "node_modules" not in folder.parts
    ]
    assert nested == []


def test_only_asgi_middleware_stands_before_streams() -> None:
    wrapping = [path for path, _, text in sources(*PACKAGES) if "BaseHTTPMiddleware" in text]
    assert wrapping == []


def test_locks_hold_hashes_and_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "openai-agents" not in text


def test_the_changelog_begins_with_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == version


def test_a_tree_of_imports_without_knots() -> None:
    graph = {_module(path): _imported(tree) for path, tree, _ in sources(*PACKAGES)}
    known = set(graph)
    edges = {module: {name for name in found if name in known and name != module} for module, found in graph.items()}
    while leaves := {module for module, found in edges.items() if not found}:
        edges = {module: found - leaves for module, found in edges.items() if module not in leaves}
    assert edges == {}


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found
