"""A suite: a folder with suite.toml (what it measures, when it passes) and cases.csv."""

import hashlib
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from evals.cases import Case, read_cases
from evals.mistakes import Mistake, SuiteError

SUITES = Path(__file__).parent / "suites"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """What to run and when it passes: `pass_at` (0..1) is the accuracy that every part must reach.

    `digest` is the SHA-256 of cases.csv: two results compare only when it is the same.
    """

    name: str
    title: str
    description: str
    target: str
    pass_at: float
    digest: str
    cases: tuple[Case, ...]


class _Columns(BaseModel):
    """What each column of cases.csv holds, in words, for who opens the folder."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    message: Text
    expected: Text
    part: Text
    note: Text


class _Declaration(BaseModel):
    """suite.toml."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    title: Text
    description: Text
    target: Text
    pass_at: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    columns: _Columns


def find_suites(root: Path = SUITES) -> tuple[Path, ...]:
    """Return the suite folders in `root`, by name: every folder but those whose name starts with `_` or `.`.

    Raises SuiteError for a folder without suite.toml: a suite that nobody runs would look like one that passes.
    """
    folders = sorted(path for path in root.iterdir() if path.is_dir() and path.name[0] not in "_.")
    missing = [Mistake(folder / "suite.toml", None, "missing") for folder in folders if not _declared(folder)]
    if missing:
        raise SuiteError(*missing)
    return tuple(folders)


def load_suite(folder: Path, *, labels: Collection[str]) -> Suite:
    """Read and check the suite in `folder`; `labels` are the values that a case may expect.

    Raises SuiteError, each mistake with its file and line (see `evals.cases.read_cases` for those of cases.csv).
    """
    declaration = _declaration(folder / "suite.toml")
    cases_path = folder / "cases.csv"
    cases = read_cases(cases_path, labels)
    return Suite(
        name=folder.name,
        title=declaration.title,
        description=declaration.description,
        target=declaration.target,
        pass_at=declaration.pass_at,
        digest=hashlib.sha256(cases_path.read_bytes()).hexdigest(),
        cases=cases,
    )


def _declared(folder: Path) -> bool:
    return (folder / "suite.toml").is_file()


def _declaration(path: Path) -> _Declaration:
    try:
        text = path.read_bytes().decode("utf-8")
        return _Declaration.model_validate(_parsed(path, text))
    except OSError as error:
        raise SuiteError(Mistake(path, None, f"cannot be read: {error.strerror}")) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SuiteError(Mistake(path, line, "not UTF-8")) from error
    except ValidationError as error:
        mistakes = []
        for detail in error.errors(include_url=False):
            keys = [str(key) for key in detail["loc"]]
            mistakes.append(Mistake(path, _line_of(text, keys), f"{'.'.join(keys)}: {detail['msg']}"))
        raise SuiteError(*mistakes) from error


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # Python 3.11 tells the line in the message only.
        found = re.search(r"at line (\d+)", str(error))
        raise SuiteError(Mistake(path, int(found[1]) if found else None, f"not TOML: {error}")) from error


def _line_of(text: str, keys: list[str]) -> int | None:
    """Return the line that sets the innermost of `keys` that the text names, from 1."""
    for key in reversed(keys):
        found = re.search(rf"^\s*(?:\[\s*{re.escape(key)}\s*\]|{re.escape(key)}\s*=)", text, re.MULTILINE)
        if found:
            return text.count("\n", 0, found.end()) + 1
    return None
