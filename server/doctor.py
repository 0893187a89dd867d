"""The doctor: what is weak in a configuration, all of it at once."""

import platform
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection, inspect, select

from agents.books import faults
from agents.models import build_models
from agents.runtime import build_runtime
from server.http import LOOPBACK
from server.limits import Limits
from server.settings import Settings
from tools.accounts import DEMO_KEY
from tools.clock import DatabaseClock
from tools.energy import load_catalogue
from tools.storage import database_at, revision_of
from tools.storage.migrate import revisions
from tools.storage.schema import apps

WIDEST = {4: 8, 6: 32}
"""Bits: the widest network of proxies, by version of IP. Strangers in a wider one would choose their address."""

Answer = TypeVar("Answer")

SANDBOX = ("sk_test_", "rk_test_")
"""How Stripe's keys begin that move no money."""

SHORTEST_SECRET = 32
"""Characters: 128 bits in hexadecimal, which is what signs and seals elsewhere in this house at least."""
FEWEST_DIFFERENT = 10
KNOWN_SECRETS = ("changeme", "change-me", "change_me", "secret", "password", "motdepasse", "default", "example", "test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakness:
    """A setting that is weak, and what to do."""

    name: str
    remedy: str


def weaknesses(settings: Settings) -> list[Weakness]:
    """Everything that the settings and the files of IRIS_HOME have against production."""
    return [weakness for check in CHECKS for weakness in check(settings)]


async def examine(settings: Settings) -> list[Weakness]:
    """The same, and what the database has against it; raises DatabaseUnreadable."""
    found = weaknesses(settings)
    if await _asked(settings, _has_demo):
        remedy = "the demo app is in the database: close it with `iris app revoke pk_demo`"
        found.append(Weakness(name="pk_demo", remedy=remedy))
    return found


async def report(settings: Settings) -> tuple[bool, str]:
    """Whether all is well, and the lines that `iris doctor` prints; raises DatabaseUnreadable, CatalogueError."""
    catalogue = load_catalogue(settings.catalogue)
    revision = await _asked(settings, revision_of)
    redis = await _redis(settings)
    found = await examine(settings)
    unlisted = await _asked(settings, _without_origins) or []
    models = build_models(settings.models())
    kind = "PostgreSQL" if settings.database_url else "SQLite"
    grave = settings.environment == "production"
    wrong, lag = await _books(settings) if revision == revisions()[-1] else ([], 0.0)
    lines = [
        f"Iris        {version('iris-platform')}, Python {platform.python_version()}, {settings.environment}",
        f"database    {kind}, {f'revision {revision}' if revision else 'empty'}",
        f"models      {'guided, no key' if models.mode == 'guided' else ', '.join(models.names('writer'))}",
        f"limits      {'in memory' if redis is None else 'Redis answers' if redis else 'Redis does not answer'}",
        f"mail        {'a folder' if settings.smtp_url is None else 'SMTP'}, from {settings.mail_from}",
        f"prices      {catalogue.name}, {len(catalogue.actions)} actions, {len(catalogue.packs)} packs",
        f"payment     {_payment(settings)}",
        f"events      the sealer is {lag:.0f} s behind",
        *(f"{'wrong':<11} {line}" for line in wrong),
        *(f"{'refused' if grave else 'warning':<11} {each.name}: {each.remedy}" for each in found),
        *(
            f"{'warning':<11} {key}: without origins it is called by the pages of every app that has some: "
            f"`iris app origins {key} https://…`"
            for key in unlisted
        ),
    ]
    if not found:
        lines.append("Ready for production.")
    elif not grave:
        lines.append("Fine for development; with ENVIRONMENT=production Iris would not start.")
    return redis is not False and not wrong and not (grave and found), "\n".join(lines)


async def _books(settings: Settings) -> tuple[list[str], float]:
    """What does not add up in the ledger, in what was paid, and in the events; and how long one waits for its seal."""
    iris = build_runtime(settings.runtime())
    await iris.database.open()
    try:
        if isinstance(iris.clock, DatabaseClock):
            await iris.clock.set()
        return await faults(iris.energy, iris.sealer, iris.billing), await iris.sealer.lag()
    finally:
        await iris.database.close()


async def _asked(settings: Settings, question: Callable[[Connection], Answer]) -> Answer | None:
    """What the database answers; None when there is none yet, and none is made."""
    if settings.database_url is None and not (settings.home / "iris.db").exists():
        return None
    database = database_at(settings.database_url or f"sqlite:///{settings.home.absolute() / 'iris.db'}")
    await database.open()
    try:
        return await database.read(question)
    finally:
        await database.close()


async def _redis(settings: Settings) -> bool | None:
    if settings.redis_url is None:
        return None
    limits = Limits(settings.limits, secret=b"", redis_url=settings.redis_url)
    try:
        return await limits.reachable()
    finally:
        await limits.close()


def _secrets(settings: Settings) -> Iterator[Weakness]:
    given = {"IRIS_MASTER_KEY": settings.master_key, "IRIS_TOKEN_SECRET": settings.token_secret}
    for name, secret in given.items():
        # Token secrets rotate: the one that signs first, the former ones after it.
        values = secret.get_secret_value().split(",") if secret else [""]
        for fault in filter(None, map(_fault, values)):
            yield Weakness(name=name, remedy=f"{fault}: set it to what `openssl rand -base64 32` prints")
    if settings.master_key is not None and settings.master_key == settings.token_secret:
        yield Weakness(name="IRIS_TOKEN_SECRET", remedy="it is the master key: one secret for each")


def _fault(value: str) -> str | None:
    value = value.strip()
    if not value:
        return "missing"
    if any(known in value.lower() for known in KNOWN_SECRETS):
        return "a known word"
    if len(value) < SHORTEST_SECRET:
        return f"shorter than {SHORTEST_SECRET} characters"
    return "too few different characters" if len(set(value)) < FEWEST_DIFFERENT else None


def _reach(settings: Settings) -> Iterator[Weakness]:
    public = urlsplit(settings.public_url or "")
    if public.scheme != "https" or not public.hostname:
        yield Weakness(name="IRIS_PUBLIC_URL", remedy="set it to the https:// address that people use")
    if not settings.allowed_hosts and not public.hostname:
        yield Weakness(name="IRIS_ALLOWED_HOSTS", remedy="name the hosts that this server answers to")
    if settings.on_loopback and not settings.trusted_proxies:
        remedy = "Iris listens on loopback, behind a proxy: name it (127.0.0.1), or everybody has the same address"
        yield Weakness(name="IRIS_TRUSTED_PROXIES", remedy=remedy)
    for network in settings.http().proxies.networks:
        if network.prefixlen < WIDEST[network.version]:
            remedy = f"{network} believes strangers about their address: name your proxies alone"
            yield Weakness(name="IRIS_TRUSTED_PROXIES", remedy=remedy)


def _origins(settings: Settings) -> Iterator[Weakness]:
    for origin in settings.origins:
        if "*" in origin:
            yield Weakness(name="IRIS_ALLOWED_ORIGINS", remedy="a wildcard lets every site in: list the origins")
        elif not origin.startswith("https://"):
            yield Weakness(name="IRIS_ALLOWED_ORIGINS", remedy=f"{origin} is not https://")
        elif urlsplit(origin).hostname in LOOPBACK:
            yield Weakness(name="IRIS_ALLOWED_ORIGINS", remedy=f"{origin} is on each visitor's own machine")


def _files(settings: Settings) -> Iterator[Weakness]:
    # A folder that others cannot enter protects all that is in it; secrets are closed by themselves as well.
    for path in (settings.home, *sorted(settings.home.glob("*.key"))):
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Weakness(name=str(path), remedy=f"others on this machine can read it: chmod -R go= {settings.home}")


def _processes(settings: Settings) -> Iterator[Weakness]:
    if settings.processes == 1:
        return
    if not (settings.database_url or "").startswith("postgres"):
        yield Weakness(name="IRIS_DATABASE_URL", remedy="several processes need PostgreSQL: SQLite has one writer")
    if settings.redis_url is None:
        yield Weakness(name="IRIS_REDIS_URL", remedy="several processes count limits apart: set a Redis")


def _mail(settings: Settings) -> Iterator[Weakness]:
    if settings.smtp_url is None:
        remedy = "letters stay in a folder: set smtp://user:password@host:587, or nobody can confirm an address"
        yield Weakness(name="IRIS_SMTP_URL", remedy=remedy)
    elif settings.mail_from.rstrip(">").endswith("@localhost"):
        yield Weakness(name="IRIS_MAIL_FROM", remedy="letters come from localhost: set the sender's address")


def _payments(settings: Settings) -> Iterator[Weakness]:
    if settings.stripe_secret_key is None:
        return
    if settings.stripe_secret_key.get_secret_value().strip().startswith(SANDBOX):
        yield Weakness(name="STRIPE_SECRET_KEY", remedy="a key of Stripe's sandbox takes no money: set the live one")
    if settings.stripe_webhook_secret is None:
        remedy = "without it nothing that is paid is credited: set the signing secret of the webhook (whsec_…)"
        yield Weakness(name="STRIPE_WEBHOOK_SECRET", remedy=remedy)


def _payment(settings: Settings) -> str:
    """How people pay. That they cannot is no reason not to start."""
    billing = settings.billing()
    if billing.secret_key is not None:
        return "Stripe" if billing.livemode else "Stripe, in its own sandbox: no money moves"
    return "the sandbox: no money moves" if billing.sandbox else "off, nobody can buy: set STRIPE_SECRET_KEY"


def _logs(settings: Settings) -> Iterator[Weakness]:
    if settings.log_level == "debug":
        yield Weakness(name="IRIS_LOG_LEVEL", remedy="debug writes what libraries see: use info")


CHECKS: tuple[Callable[[Settings], Iterator[Weakness]], ...] = (
    _secrets,
    _reach,
    _origins,
    _files,
    _processes,
    _mail,
    _payments,
    _logs,
)
"""Each finds weaknesses in the settings; a part that brings settings of its own adds a check here."""


def _has_demo(connection: Connection) -> bool:
    if not inspect(connection).has_table(apps.name):
        return False
    query = select(apps.c.id).where(apps.c.publishable_key == DEMO_KEY, apps.c.revoked_at.is_(None))
    return connection.execute(query).first() is not None


def _without_origins(connection: Connection) -> list[str]:
    """The apps in force that have no origin while others do; the demo app belongs to the pages of this machine."""
    if not inspect(connection).has_table(apps.name):
        return []
    query = select(apps.c.publishable_key, apps.c.origins).where(apps.c.revoked_at.is_(None))
    rows = connection.execute(query.where(apps.c.publishable_key != DEMO_KEY).order_by(apps.c.created_at)).all()
    return [row.publishable_key for row in rows if not row.origins] if any(row.origins for row in rows) else []
