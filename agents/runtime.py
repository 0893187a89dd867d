"""The composition root: everything is built here once, and handed to the server and to evaluations."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import langsmith

from agents.access import Access
from agents.career import Career, build_career
from agents.catalog import Catalog, builtin_catalog
from agents.commerce import Commerce, build_commerce
from agents.desk import Desk
from agents.ground import Ground, lay_ground
from agents.guard.edge import Guard, build_guard
from agents.models import Models, build_models
from agents.orchestration.graph import Orchestrator
from agents.orchestration.handover import orchestration_operations
from agents.orchestration.lexical import LexicalRouter
from agents.orchestration.state import House
from agents.orchestration.summary import Summariser
from agents.people import OUTBOX, accounts_on, names_of
from agents.privacy import Privacy, build_privacy
from agents.retrieval import LateRetriever, open_index
from agents.runs.admission import Admission, Quota, Unlimited
from agents.runs.feedback import Feedback
from agents.runs.history import Unit
from agents.runs.lifecycle import Runs
from agents.runs.threads import Threads
from agents.settings import RuntimeSettings
from agents.voice import Voice, load_voice
from knowledge import Retriever, builtin_packs
from tools.accounts import Accounts, Directory
from tools.billing import Billing
from tools.clock import Clock, DatabaseClock
from tools.coach import advise
from tools.energy import Ledger
from tools.events import Audit, EventStore, person_stream
from tools.events.sealing import Sealer
from tools.files import Files, read_file
from tools.jobs import Job, JobRunner
from tools.lookup import look_up
from tools.narrative import Narrative
from tools.operation import AnyOperation
from tools.privacy import Consents
from tools.profile import (
    Profiles,
    correct_profile_item,
    get_profile,
    profile,
    remember,
    remove_profile_item,
    save_profile_item,
)
from tools.profile.sections import Target, Work
from tools.storage import Database, Home, KeyRing, upgrade

log = logging.getLogger(__name__)

_ADDRESS = re.compile(r"https://[^\s)\]\"'<>]+")


# Without a repr: it would tell all that is known, and asyncio makes one of what a task returns.
@dataclass(slots=True, kw_only=True, repr=False)
class Runtime:
    """Iris, ready to be started."""

    settings: RuntimeSettings
    home: Home
    database: Database
    keys: KeyRing
    clock: Clock
    accounts: Accounts
    events: EventStore
    sealer: Sealer
    files: Files
    threads: Threads
    feedback: Feedback
    commerce: Commerce
    career: Career
    house: House
    desk: Desk
    runs: Runs
    privacy: Privacy
    jobs: JobRunner
    guard: Guard
    _late: LateRetriever | None = None

    @property
    def directory(self) -> Directory:
        """The apps and the people behind bearers."""
        return self.accounts.directory

    @property
    def catalog(self) -> Catalog:
        """The specialists."""
        return self.house.catalog

    @property
    def energy(self) -> Ledger:
        """The wallets."""
        return self.commerce.energy

    @property
    def billing(self) -> Billing:
        """Orders and payments."""
        return self.commerce.billing

    @property
    def narrative(self) -> Narrative:
        """People's paths."""
        return self.commerce.narrative

    @property
    def profiles(self) -> Profiles:
        """What people said of their path."""
        return Profiles(self.events, self.clock)

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
        await self.commerce.close()
        self.guard.close()
        self.accounts.passwords.close()
        await self.database.close()
        self.home.unlock()


def build_house(
    ground: Ground,
    commerce: Commerce,
    career: Career,
    catalog: Catalog,
    models: Models,
    knowledge: Retriever,
    operations: Sequence[AnyOperation],
) -> House:
    """What every turn shares; `operations` are added to the house's own."""
    own: tuple[AnyOperation, ...] = (look_up, remember, read_file, advise, *commerce.operations(), *career.operations())
    of_profile = (get_profile, save_profile_item, correct_profile_item, remove_profile_item)
    every = (*own, *of_profile, *orchestration_operations(catalog), *operations)
    return House(
        catalog=catalog,
        operations={each.name: each for each in every},
        models=models,
        voice=load_voice(),
        knowledge=knowledge,
        events=ground.events,
        files=ground.files,
        clock=ground.clock,
        router=_router(catalog),
        # Nobody is told the price of what cannot be done here.
        meter=partial(commerce.meter, offered=frozenset(each.action for each in every if each.action)),
        prices=commerce.prices,
        sandbox=commerce.sandbox,
    )


def build_runtime(
    settings: RuntimeSettings,
    *,
    catalog: Catalog | None = None,
    operations: Sequence[AnyOperation] = (),
    models: Models | None = None,
    knowledge: Retriever | None = None,
    guard: Guard | None = None,
    quota: Quota | None = None,
) -> Runtime:
    """Build Iris. What is passed replaces what would be built; `operations` are added to the house's own.

    Raises Misconfigured, UnknownModel, DatabaseUnreadable.
    """
    # LangChain would send conversations to LangSmith where the environment asks for traces: nothing leaves.
    langsmith.configure(enabled=False)
    ground = lay_ground(settings)
    commerce = build_commerce(ground, settings.billing)
    accounts = accounts_on(ground, settings, welcome=commerce.welcome, tier=commerce.tier)
    career = build_career(ground)
    late = LateRetriever(lambda: open_index(ground.home.path / "chroma"))
    house = build_house(
        ground,
        commerce,
        career,
        catalog or builtin_catalog(),
        models or build_models(settings.models),
        knowledge or late,
        operations,
    )
    guard = guard or build_guard(
        urls=_addresses(house.voice), secret=ground.derived("canary"), names_model=settings.names_model
    )
    threads = Threads(ground.database, ground.keys, ground.clock)
    runs = _runs(ground, settings, house, guard, accounts, quota or Unlimited(), threads, commerce)
    privacy = _privacy(ground, settings, commerce, runs)
    return Runtime(
        settings=settings,
        home=ground.home,
        database=ground.database,
        keys=ground.keys,
        clock=ground.clock,
        accounts=accounts,
        events=ground.events,
        sealer=ground.sealer,
        files=ground.files,
        threads=threads,
        feedback=Feedback(threads, ground.events),
        commerce=commerce,
        career=career,
        house=house,
        desk=_desk(house, guard, accounts, runs),
        runs=runs,
        privacy=privacy,
        guard=guard,
        jobs=JobRunner((*_jobs(runs, ground, accounts), *privacy.jobs(), *commerce.jobs())),
        _late=late if knowledge is None else None,
    )


def _privacy(ground: Ground, settings: RuntimeSettings, commerce: Commerce, runs: Runs) -> Privacy:
    return build_privacy(
        settings.privacy,
        database=ground.database,
        keys=ground.keys,
        clock=ground.clock,
        events=ground.events,
        files=ground.files,
        energy=commerce.energy,
        gateway=commerce.billing.gateway,
        runs=runs,
        outbox=ground.home.path / OUTBOX,
    )


def _desk(house: House, guard: Guard, accounts: Accounts, runs: Runs) -> Desk:
    return Desk(
        house=house,
        guard=guard,
        quota=runs.quota,
        names=lambda user_id: names_of(accounts, user_id),
        audit=runs.audit,
    )


def _runs(
    ground: Ground,
    settings: RuntimeSettings,
    house: House,
    guard: Guard,
    accounts: Accounts,
    quota: Quota,
    threads: Threads,
    commerce: Commerce,
) -> Runs:
    admission = Admission(
        database=ground.database,
        keys=ground.keys,
        clock=ground.clock,
        guard=guard,
        recall=lambda unit: _recall(ground.events, unit),
        names=lambda user_id: names_of(accounts, user_id),
        say=house.voice.say,
    )
    return Runs(
        database=ground.database,
        keys=ground.keys,
        clock=ground.clock,
        execute=Orchestrator(house).execute,
        admission=admission,
        audit=Audit(ground.events),
        quota=Access(house.models, Consents(ground.events), quota),
        say=lambda code, locale: house.voice.say(f"errors.{code}", locale),
        address=settings.address,
        afterwards=Summariser(threads, house.models),
        converse=commerce.energy.open_conversation_in,
    )


@lru_cache(maxsize=8)
def _router(catalog: Catalog) -> LexicalRouter:
    """Fitting it takes 60 ms, and it is the same for every runtime over one catalog."""
    return LexicalRouter(list(catalog))


def _addresses(voice: Voice) -> frozenset[str]:
    """Every address that Iris's own texts and the sources of its packs give."""
    texts = [text for wording in voice.sources.values() for text in wording.values()]
    own = {url for text in texts for url in _ADDRESS.findall(text)}
    return frozenset(own | {passage.url for pack in builtin_packs() for passage in pack.passages})


def _recall(events: EventStore, unit: Unit) -> tuple[str, ...]:
    stream = person_stream("profile", unit.user_id)
    known = profile(events.read_in(unit.connection, unit.user_id, stream, unit.key))
    sure = [item.values for item in known.items if item.sure]
    jobs = [each.position for each in sure if isinstance(each, Work) and each.position and not each.end_date]
    aims = [each.title for each in sure if isinstance(each, Target)]
    told = [fact.text for fact in known.facts]
    # The job that goes on and was told last: a CV, a letter and the coach start from it.
    lines = [*(f"Métier : {job}" for job in jobs[-1:]), *(f"Métier visé : {title}" for title in aims)]
    return (*told, *(line for line in lines if line.casefold() not in {each.casefold() for each in told}))


def _jobs(runs: Runs, ground: Ground, accounts: Accounts) -> tuple[Job, ...]:
    async def prune() -> None:
        await runs.log.prune(ground.clock.now())
        await accounts.prune()

    return (
        Job(name="run-log", every=0.25, run=runs.flush),
        Job(name="heartbeat", every=5, run=runs.heartbeat),
        Job(name="clock", every=300, run=ground.clock.set),
        Job(name="seals", every=0.5, run=ground.sealer.seal),
        Job(name="letters", every=2, run=accounts.correspondence.send_due),
        Job(name="prune", every=3600, run=prune),
    )
