"""The runs of these tests live on SQLite and on PostgreSQL."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agents.runtime import Runtime
from knowledge import MemoryIndex
from tests.fakes.iris import make_runtime


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def build(request: pytest.FixtureRequest, tmp_path: Path, packs: MemoryIndex) -> Callable[..., Runtime]:
    """Make runtimes in one folder, on one database; each database in turn."""
    url: str | None = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    if url is None:
        request.getfixturevalue("fresh_home")

    def make(**parts: object) -> Runtime:
        given: dict[str, object] = {"home": tmp_path / "home", "knowledge": packs, "database_url": url, **parts}
        return make_runtime(**given)  # type: ignore[arg-type]

    return make
