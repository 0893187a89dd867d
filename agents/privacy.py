"""Privacy, composed: the register of every place that holds something of a person, and what works on it."""

from dataclasses import dataclass
from pathlib import Path

from agents.runs.lifecycle import Runs
from agents.runs.personal import conversation_stores, passing, stopping
from tools.accounts.personal import account_store, outbox_store
from tools.accounts.welcomed import welcome_store
from tools.aube.personal import aube_store
from tools.billing import Gateway
from tools.billing.personal import billing_store
from tools.clock import Clock
from tools.energy import Ledger
from tools.energy.personal import energy_store
from tools.events import Audit, EventStore
from tools.files import Files
from tools.files.personal import files_store
from tools.jobs import Job
from tools.narrative.personal import journey_store
from tools.privacy import (
    Consents,
    Erasure,
    Export,
    PrivacySettings,
    Register,
    Retention,
    Transient,
    Words,
    consents_store,
    erasures_store,
)
from tools.privacy.journal import events_store
from tools.profile import Facts
from tools.profile.personal import profile_store
from tools.storage import Database, KeyRing

IMPERSONAL_TABLES = {
    "organisations": "organisations: the names of firms",
    "apps": "the apps of organisations, with their secrets",
    "api_keys": "the keys of apps and administrators: hashes, and names that operators give",
    "unsealed": "positions of events that wait for their place in the one order",
    "seals": "the one order of events: positions, hashes, and the organisation whose apps may read",
    "checkpoints": "signatures over hashes",
    "inbox": "what the payment provider announced: ids of its objects, dates, never what they say",
    "watched": "ids of the provider's objects that differed, amounts and enumerations",
    "sandbox_objects": "what a provider would keep where none is connected: amounts and ids, no card, no name",
    "alembic_version": "the revision of the schema",
    "sqlite_sequence": "SQLite's counters",
}
IMPERSONAL_FILES = {
    "iris.db*": "the database, its log and its index: declared table by table",
    "chroma": "the knowledge index: public advice, nothing of anybody",
    "*.key": "the house's own secrets",
    "lock": "empty",
    "occupations": "the imported reference data on occupations: public, nothing of anybody",
    "checkpoints.jsonl": "the copy of the checkpoints: signatures over hashes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """Everything that people may ask about what is theirs."""

    register: Register
    consents: Consents
    facts: Facts
    export: Export
    erasure: Erasure
    retention: Retention

    def jobs(self) -> tuple[Job, ...]:
        """What holds the promises: other processes let go within seconds, what a crash left is finished."""
        return (
            Job(name="erasures", every=2, run=self.erasure.follow),
            Job(name="unfinished erasures", every=60, run=self.erasure.complete),
            Job(name="retention", every=6 * 3600, run=self.retention.run),
        )


def build_privacy(
    settings: PrivacySettings,
    *,
    database: Database,
    keys: KeyRing,
    clock: Clock,
    events: EventStore,
    files: Files,
    energy: Ledger,
    gateway: Gateway | None,
    runs: Runs,
    outbox: Path,
) -> Privacy:
    """Privacy over the parts of a runtime; `gateway` is the payment provider that knows its customers."""
    consents, audit = Consents(events), Audit(events)
    register = build_register(database, keys, events, files, energy, gateway, outbox)
    erasure = Erasure(
        database=database,
        keys=keys,
        audit=audit,
        clock=clock,
        register=register,
        stop=stopping(runs),
        settings=settings,
    )
    return Privacy(
        register=register,
        consents=consents,
        facts=Facts(events),
        export=Export(register=register, keys=keys, audit=audit, clock=clock),
        erasure=erasure,
        retention=Retention(database=database, clock=clock, register=register, erasure=erasure, settings=settings),
    )


def build_register(
    database: Database,
    keys: KeyRing,
    events: EventStore,
    files: Files,
    energy: Ledger,
    gateway: Gateway | None,
    outbox: Path,
) -> Register:
    """Every place that data rests in. A table or a folder that is missing here makes a test fail."""
    return Register(
        stores=(
            *conversation_stores(database, keys, events),
            profile_store(events),
            journey_store(events),
            aube_store(events),
            energy_store(energy),
            billing_store(database, gateway),
            files_store(files),
            consents_store(Consents(events)),
            account_store(database, keys),
            outbox_store(database, keys, outbox),
            welcome_store(),
            events_store(events),
            erasures_store(),
        ),
        transients=(*passing(), *_caches()),
        impersonal_tables=IMPERSONAL_TABLES,
        impersonal_files=IMPERSONAL_FILES,
    )


def _caches() -> tuple[Transient, ...]:
    return (
        Transient(
            name="keys",
            holds=Words("Votre clé de chiffrement, en usage", "Your encryption key, in use"),
            kept_for=Words(
                "En mémoire ; un effacement l’ôte aussitôt, et en quelques secondes dans les autres processus",
                "In memory; an erasure removes it at once, and within seconds in other processes",
            ),
        ),
        Transient(
            name="sessions",
            holds=Words("À qui est un jeton déjà vérifié", "Whose a token is that was checked already"),
            kept_for=Words("En mémoire, quelques secondes", "In memory, for a few seconds"),
        ),
        Transient(
            name="limits",
            holds=Words(
                "Des compteurs d’usage contre les abus, sous une empreinte de votre identifiant ou de votre adresse IP",
                "Counters of use against abuse, under a hash of your identifier or IP address",
            ),
            kept_for=Words("En mémoire ou dans Redis, un jour au plus", "In memory or in Redis, a day at most"),
        ),
    )
