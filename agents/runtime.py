"""The composition root: everything is built here once, and handed to the server and to evaluations."""

import asyncio
import base64
import gc
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

import langsmith
from pydantic import BaseModel, ConfigDict, SecretStr

from agents.catalog import Catalog, load_catalog
from agents.models import Models, ModelSettings, build_models
from agents.orchestration.graph import Orchestrator
from agents.orchestration.handover import orchestration_operations
from agents.orchestration.lexical import LexicalRouter
from agents.orchestration.state import House
from agents.orchestration.summary import Summariser
from agents.runs.feedback import Feedback
from agents.runs.history import Unit
from agents.runs.lifecycle import Runs
from agents.runs.threads import Threads
from agents.voice import Voice, load_voice
from knowledge import HashingEmbedder, Hit, IndexUnavailable, MemoryIndex, Retriever, builtin_packs, ingest
from tools.accounts import Directory
from tools.clock import Clock, DatabaseClock
from tools.events import EventStore, person_stream
from tools.jobs import Job, JobRunner
from tools.lookup import look_up
from tools.operation import AnyOperation
from tools.profile import facts, remember
from tools.storage import Database, Home, KeyRing, database_at, key_of, upgrade

log = logging.getLogger(__name__)


class RuntimeSettings(BaseModel):
    """What a runtime is built from; `server/settings.py` fills it in from the environment."""

    model_config = ConfigDict(frozen=True)

    home: Path
    database_url: str | None = None
    """None: `iris.db` in `home`."""
    master_key: SecretStr | None = None
    """Seals every person's key; None: generated in `home`."""
    token_secret: SecretStr | None = None
    models: ModelSettings = ModelSettings()
    address: Literal["tu", "vous"] = "vous"
    demo: bool = False
    """Whether the demo app `pk_demo` is open."""


@dataclass(slots=True)
class LateRetriever:
    """A retriever that loads after the server is ready; a search before that waits for it."""

    load: Callable[[], Awaitable[Retriever]]
    _loading: asyncio.Task[Retriever] | None = None

    def start(self) -> None:
        """Begin to load."""

        async def loading() -> Retriever:
            retriever = await self.load()
            gc.freeze()
            return retriever

        self._loading = asyncio.create_task(loading())

    async def search(self, query: str, *, limit: int = 4, locale: str | None = None) -> list[Hit]:
        if self._loading is None:
            self.start()
        assert self._loading is not None
        retriever = await asyncio.shield(self._loading)
        return await retriever.search(query, limit=limit, locale=locale)

    async def stop(self) -> None:
        """Give up loading."""
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.wait({self._loading})


@dataclass(slots=True, kw_only=True)
class Runtime:
    """Iris, ready to be started."""

    settings: RuntimeSettings
    home: Home
    database: Database
    keys: KeyRing
    clock: Clock
    directory: Directory
    events: EventStore
    threads: Threads
    feedback: Feedback
    house: House
    runs: Runs
    jobs: JobRunner
    _late: LateRetriever | None = None

    @property
    def catalog(self) -> Catalog:
        """The specialists."""
        return self.house.catalog

    @property
    def models(self) -> Models:
        """The models by role."""
        return self.house.models

    @property
    def voice(self) -> Voice:
        """The words of the interface."""
        return self.house.voice

    @property
    def knowledge(self) -> Retriever:
        """The knowledge packs."""
        return self.house.knowledge

    async def start(self) -> None:
        """Open the database, migrate it, close what a crash left open, begin the background jobs."""
        alone = self.database.dialect == "sqlite"
        if alone:
            self.home.lock()
        await self.database.open()
        await upgrade(self.database)
        if isinstance(self.clock, DatabaseClock):
            await self.clock.set()
        await self.keys.check()
        await self.runs.sweep(alone=alone)
        if self.settings.demo:
            await self.directory.open_demo()
        self.jobs.start()
        if self._late is not None:
            self._late.start()

    async def stop(self) -> None:
        """End the runs with what they have said, then close everything."""
        await self.runs.close()
        await self.jobs.stop()
        if self._late is not None:
            await self._late.stop()
        await self.models.aclose()
        await self.database.close()
        self.home.unlock()


def build_house(
    catalog: Catalog,
    models: Models,
    events: EventStore,
    clock: Clock,
    knowledge: Retriever,
    operations: Sequence[AnyOperation],
) -> House:
    """What every turn shares; `operations` are added to the house's own."""
    every: tuple[AnyOperation, ...] = (look_up, remember, *orchestration_operations(catalog), *operations)
    return House(
        catalog=catalog,
        operations={each.name: each for each in every},
        models=models,
        voice=load_voice(),
        knowledge=knowledge,
        events=events,
        clock=clock,
        router=LexicalRouter(list(catalog)),
    )


def build_runtime(
    settings: RuntimeSettings,
    *,
    catalog: Catalog | None = None,
    operations: Sequence[AnyOperation] = (),
    models: Models | None = None,
    knowledge: Retriever | None = None,
) -> Runtime:
    """Build Iris. What is passed replaces what would be built; `operations` are added to the house's own.

    Raises Misconfigured, UnknownModel, DatabaseUnreadable.
    """
    # LangChain would send conversations to LangSmith where the environment asks for traces: nothing leaves.
    langsmith.configure(enabled=False)
    home = Home(settings.home)
    home.open()
    material = _material(settings.master_key) or home.secret("master")
    database = database_at(settings.database_url or f"sqlite:///{home.path.absolute() / 'iris.db'}")
    clock = DatabaseClock(database.now)
    keys = KeyRing(database, key_of(material))
    secret = settings.token_secret.get_secret_value() if settings.token_secret else home.secret("tokens").hex()
    events = EventStore(database, keys, clock)
    late = LateRetriever(lambda: open_index(home.path / "chroma"))
    house = build_house(
        catalog or load_catalog(),
        models or build_models(settings.models),
        events,
        clock,
        knowledge or late,
        operations,
    )
    threads = Threads(database, keys, clock)
    runs = Runs(
        database=database,
        keys=keys,
        clock=clock,
        execute=Orchestrator(house).execute,
        say=lambda code, locale: house.voice.say(f"errors.{code}", locale),
        address=settings.address,
        recall=lambda unit: _recall(events, unit),
        afterwards=Summariser(threads, house.models),
    )
    return Runtime(
        settings=settings,
        home=home,
        database=database,
        keys=keys,
        clock=clock,
        directory=_directory(settings, database, keys, clock, material, secret),
        events=events,
        threads=threads,
        feedback=Feedback(threads, events),
        house=house,
        runs=runs,
        jobs=JobRunner(_jobs(runs, clock)),
        _late=late if knowledge is None else None,
    )


def _directory(
    settings: RuntimeSettings, database: Database, keys: KeyRing, clock: Clock, material: bytes, secret: str
) -> Directory:
    return Directory(
        database,
        keys,
        key_of(material),
        clock,
        secret,
        pepper=hashlib.sha256(b"people" + material).digest(),
        demo=settings.demo,
    )


def _recall(events: EventStore, unit: Unit) -> tuple[str, ...]:
    stream = person_stream("profile", unit.user_id)
    return tuple(fact.text for fact in facts(events.read_in(unit.connection, unit.user_id, stream, unit.key)))


def _jobs(runs: Runs, clock: DatabaseClock) -> tuple[Job, ...]:
    async def prune() -> None:
        await runs.log.prune(clock.now())

    return (
        Job(name="run-log", every=0.25, run=runs.flush),
        Job(name="heartbeat", every=5, run=runs.heartbeat),
        Job(name="clock", every=300, run=clock.set),
        Job(name="prune", every=3600, run=prune),
    )


async def open_index(folder: Path) -> Retriever:
    """The packs in Chroma; in memory when its folder cannot be used, so that answers stay sourced."""
    embedder, packs = HashingEmbedder(), builtin_packs()
    try:
        # Importing Chroma takes seconds and 35 MB: it happens after the server is ready, in a thread.
        chroma = await asyncio.to_thread(import_module, "knowledge.chroma")
        index = await chroma.ChromaIndex.open(folder, embedder)
        await ingest(packs, index)
        return index  # type: ignore[no-any-return]
    except IndexUnavailable as error:
        log.error("knowledge: %s; serving the packs from memory", error)
        memory = MemoryIndex(embedder)
        await ingest(packs, memory)
        return memory


def _material(key: SecretStr | None) -> bytes | None:
    """32 bytes from a secret: base64 of 32 bytes as it is, any other text through SHA-256."""
    if key is None:
        return None
    text = key.get_secret_value()
    try:
        decoded = base64.b64decode(text, validate=True)
    except ValueError:
        decoded = b""
    return decoded if len(decoded) == 32 else hashlib.sha256(text.encode()).digest()
