"""Fixtures: both databases, a runtime with real parts, a real server."""

import asyncio
import os
import shutil
import socket
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
from httpx import create_ssl_context

from agents.runtime import Runtime
from knowledge import HashingEmbedder, MemoryIndex, builtin_packs, ingest
from tests.fakes.cluster import cluster, programs
from tests.fakes.iris import LiveIris, make_runtime
from tools.storage import Database, database_at, upgrade

POSTGRES = os.environ.get("IRIS_TEST_POSTGRES")  # noqa: TID251
IN_CI = os.environ.get("CI") == "1"  # noqa: TID251
WITHOUT = os.environ.get("IRIS_WITHOUT")  # noqa: TID251


def needs(available: bool, what: str) -> None:
    """Skip where a service is absent; on CI, fail instead, unless CI itself says that it goes without."""
    if not available and IN_CI and what != WITHOUT:
        pytest.fail(f"{what} is needed on CI")
    if not available:
        pytest.skip(f"{what} is not here")


def _reachable(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="session", autouse=True)
def one_trust_store() -> Iterator[None]:
    """Each client of httpx reads the list of all certificate authorities, 25 ms: one reading does for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("httpx._transports.default.create_ssl_context", cache(create_ssl_context))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server: IRIS_TEST_POSTGRES, else one of this process's own, else what listens on this machine.

    One of its own, for what others write keeps nobody waiting there, and databases are made in no time.
    """
    if POSTGRES is None and programs() is not None:
        with cluster(lasting=False) as own:
            yield own.url
        return
    needs(POSTGRES is not None or _reachable("127.0.0.1", 5432), "PostgreSQL on 127.0.0.1:5432")
    yield POSTGRES or "postgresql://127.0.0.1:5432/test"


@contextmanager
def fresh_database(postgres: str, template: str = "template1") -> Iterator[str]:
    """The address of a database of its own; gone at the end."""
    name = f"iris_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield postgres.rsplit("/", 1)[0] + f"/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> Iterator[str]:
    """A PostgreSQL database at the present schema: copying it is faster than migrating again."""
    with fresh_database(postgres) as url:
        asyncio.run(migrate(url))
        yield url


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, postgres: str) -> Iterator[str]:
    """A database of its own on the PostgreSQL server, at the present schema unless the test is marked `empty`."""
    migrated = None if _is_empty(request) else request.getfixturevalue("migrated_postgres")
    with fresh_database(postgres, migrated.rsplit("/", 1)[1] if migrated else "template1") as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each database in turn, at the present schema unless the test is marked `empty`."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
        return url
    if not _is_empty(request):
        shutil.copy(request.getfixturevalue("migrated"), tmp_path / "test.db")
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database."""
    opened = database_at(database_url)
    await opened.open()
    yield opened
    await opened.close()


def _is_empty(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("empty") is not None


async def migrate(url: str) -> None:
    """Bring a database to the present schema."""
    database = database_at(url)
    await database.open()
    await upgrade(database)
    # Of SQLite only the file is copied: what its log of writes holds must be in it.
    assert await database.scrub()
    await database.close()


@pytest.fixture(scope="session")
def packs() -> MemoryIndex:
    """The built-in packs, in memory."""
    index = MemoryIndex(HashingEmbedder())
    asyncio.run(ingest(builtin_packs(), index))
    return index


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at the present schema: copying it is faster than migrating again."""
    path = tmp_path_factory.mktemp("migrated") / "iris.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def fresh_home(tmp_path: Path, migrated: Path) -> Path:
    """A folder of state with an empty database at the present schema."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    shutil.copy(migrated, home / "iris.db")
    return home


@pytest.fixture
def build(fresh_home: Path, packs: MemoryIndex) -> Callable[..., Runtime]:
    """Make runtimes in one folder; keyword arguments as `make_runtime` takes them."""

    def make(**parts: object) -> Runtime:
        parts.setdefault("home", fresh_home)
        parts.setdefault("knowledge", packs)
        return make_runtime(**parts)  # type: ignore[arg-type]

    return make


@pytest.fixture
async def iris(build: Callable[..., Runtime]) -> AsyncIterator[Runtime]:
    """A started runtime in guided mode."""
    runtime = build()
    await runtime.start()
    yield runtime
    await runtime.stop()


@pytest.fixture
def live(build: Callable[..., Runtime]) -> Iterator[LiveIris]:
    """Iris behind a real uvicorn, in guided mode."""
    with LiveIris(build()) as running:
        yield running
