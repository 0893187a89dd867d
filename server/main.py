"""The `iris` command. What each subcommand needs is imported when it runs: `iris --help` answers at once."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

app = typer.Typer(help="Iris accompanies career changes.", no_args_is_help=True, pretty_exceptions_enable=False)
db = typer.Typer(help="The database.", no_args_is_help=True)
knowledge = typer.Typer(help="The knowledge packs.", no_args_is_help=True)
evaluation = typer.Typer(help="How good Iris is.", no_args_is_help=True)
apps = typer.Typer(help="The apps that embed Iris.", no_args_is_help=True)
keys = typer.Typer(help="The API keys of apps and administrators.", no_args_is_help=True)
energy = typer.Typer(help="People's energy.", no_args_is_help=True)
billing = typer.Typer(help="What people buy.", no_args_is_help=True)
events = typer.Typer(help="The event store.", no_args_is_help=True)
occupations = typer.Typer(help="What Iris knows of occupations.", no_args_is_help=True)
privacy = typer.Typer(help="Personal data: the documents of the law, and people's rights.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(knowledge, name="knowledge")
app.add_typer(occupations, name="occupations")
app.add_typer(evaluation, name="eval")
app.add_typer(apps, name="app")
app.add_typer(keys, name="key")
app.add_typer(privacy, name="privacy")
app.add_typer(energy, name="energy")
app.add_typer(billing, name="billing")
app.add_typer(events, name="events")

T = TypeVar("T")
PublishableKey = Annotated[str, typer.Argument(metavar="APP", help="The app's publishable key.")]


@app.command()
def serve() -> None:
    """Start the server (IRIS_HOST, IRIS_PORT, IRIS_HOME; every setting is in the README)."""
    from server.serving import serve as start

    _guarded(start)


@app.command()
def chat(
    url: Annotated[str, typer.Option(help="The server.")] = "http://127.0.0.1:8003",
    app_key: Annotated[str, typer.Option("--app", help="The app's publishable key.")] = "pk_demo",
    locale: Annotated[str, typer.Option(help="fr or en.")] = "fr",
) -> None:
    """Talk with Iris in the terminal."""
    from server.terminal import run_chat

    raise typer.Exit(run_chat(url, app_key, locale))


@app.command()
def doctor() -> None:
    """Check the configuration; exit code 1 when something is wrong. In development, weaknesses are warnings."""
    from server.doctor import report
    from server.settings import Settings

    well, lines = _run(lambda: report(Settings()))
    typer.echo(lines)
    raise typer.Exit(0 if well else 1)


@db.command()
def upgrade() -> None:
    """Bring the database to the schema of this version."""
    from server.maintenance import upgrade_database

    typer.echo(_run(upgrade_database))


@knowledge.command("list")
def list_packs() -> None:
    """The packs and how many passages each has."""
    from server.knowledge_commands import list_packs as listing

    typer.echo(_guarded(listing))


@knowledge.command()
def ingest(folder: Annotated[Path | None, typer.Argument(help="A pack of your own.")] = None) -> None:
    """Put the packs in the index; what did not change is left alone."""
    from server.knowledge_commands import ingest_packs

    typer.echo(_run(lambda: ingest_packs(folder)))


@knowledge.command()
def search(question: str, limit: Annotated[int, typer.Option(min=1, max=20)] = 4) -> None:
    """Ask the index what `look_up` would find."""
    from server.knowledge_commands import search_packs

    typer.echo(_run(lambda: search_packs(question, limit)))


@occupations.command("import")
def import_occupations(
    path: Annotated[Path, typer.Argument(help="A file, a folder or a zip: ROME 3 or 4, ISCO, ILO, Nesta, ESCO.")],
    locale: Annotated[str, typer.Option(help="fr or en.")] = "fr",
) -> None:
    """Import official files in place of the starter set: all that the path holds, or nothing."""
    from server.maintenance import home
    from server.occupations_commands import import_occupations as load

    _end(_guarded(lambda: load(path, home(), locale)))


@occupations.command("status")
def occupations_status(locale: Annotated[str, typer.Option(help="fr or en.")] = "fr") -> None:
    """What is loaded: sources, releases, dates, licences and counts."""
    from server.maintenance import home
    from server.occupations_commands import occupations_status as status

    _end(_guarded(lambda: status(home(), locale)))


@evaluation.command("run")
def run_evaluation(
    suite: str,
    output: Annotated[Path | None, typer.Option("--json", help="Write the results here.")] = None,
    hide_held_out: Annotated[bool, typer.Option(help="Show no held-out message.")] = False,
) -> None:
    """Run a suite; exit code 0: passed, 1: not, 2: the suite is wrong."""
    from evals.command import run_named
    from server.settings import Settings

    settings = Settings()
    folder = settings.home / "occupations"
    code, report = _run(
        lambda: run_named(suite, output, settings.models(), occupations=folder, hide_held_out=hide_held_out)
    )
    typer.echo(report)
    raise typer.Exit(code)


@evaluation.command("list")
def list_suites() -> None:
    """The suites."""
    from evals.command import list_named

    typer.echo(list_named())


@apps.command("create")
def create_app(
    name: str,
    organisation: Annotated[str, typer.Option()] = "Iris",
    origin: Annotated[list[str] | None, typer.Option(help="A page's origin; may be repeated.")] = None,
) -> None:
    """Make an app; its secrets are shown once, here."""
    from server.app_commands import create

    typer.echo(_run(lambda: create(name, organisation, origin or []), 1))


@apps.command("list")
def list_apps() -> None:
    """The apps: key, name, origins, defaults, when they were made and closed; never a secret."""
    from server.app_commands import listing

    typer.echo(_run(listing, 1))


@apps.command("origins")
def app_origins(
    publishable_key: PublishableKey,
    origin: Annotated[list[str] | None, typer.Argument(help="https://… ; none: any that CORS lets through.")] = None,
) -> None:
    """Say from which pages browsers may call for an app, in place of those it had."""
    from server.app_commands import replace_origins

    typer.echo(_run(lambda: replace_origins(publishable_key, origin or []), 1))


@apps.command("set")
def set_app(
    publishable_key: PublishableKey,
    agent: Annotated[str | None, typer.Option(help="The specialist that conversations begin with.")] = None,
    locale: Annotated[str | None, typer.Option(help="fr, en, de or es.")] = None,
    address: Annotated[str | None, typer.Option(help="vous or tu.")] = None,
    theme: Annotated[str | None, typer.Option(help="auto, light or dark.")] = None,
    welcome: Annotated[str | None, typer.Option(help="The first words, 500 characters at most.")] = None,
    suggestion: Annotated[list[str] | None, typer.Option(help="May be repeated: 6 at most, of 120 characters.")] = None,
) -> None:
    """Set what an app's pages begin with; "" takes a default away, and what is not named stays."""
    from server.app_commands import change

    changes = {"agent": agent, "locale": locale, "address": address, "theme": theme, "welcome": welcome}
    typer.echo(_run(lambda: change(publishable_key, {**changes, "suggestions": suggestion or None}), 1))


@apps.command("rotate")
def rotate_app(
    publishable_key: PublishableKey,
    grace_minutes: Annotated[int, typer.Option(help="How long the old one goes on; 0: not at all.")] = 15,
) -> None:
    """Make a new signing secret, shown once, here. API keys have their own: iris key."""
    from server.app_commands import rotate

    typer.echo(_run(lambda: rotate(publishable_key, grace_minutes), 1))


@apps.command("revoke")
def revoke_app(publishable_key: PublishableKey) -> None:
    """Close an app: nobody comes through it any more."""
    from server.app_commands import close

    typer.echo(_run(lambda: close(publishable_key), 1))


@keys.command("create")
def create_key(
    publishable_key: PublishableKey,
    name: Annotated[str, typer.Option(help="What it is for.")] = "key",
    scope: Annotated[list[str] | None, typer.Option(help="May be repeated; none: all of them.")] = None,
    expires_days: Annotated[int | None, typer.Option(min=1, max=3650)] = None,
    admin: Annotated[bool, typer.Option("--admin", help="A key over the app's whole organisation.")] = False,
) -> None:
    """Make a key; its secret is shown once, here. To rotate: make one, put it in place, revoke the old one."""
    from server.maintenance import create_key as create

    typer.echo(_run(lambda: create(publishable_key, name, scope or [], expires_days, admin)))


@keys.command("list")
def list_keys(publishable_key: Annotated[str | None, typer.Argument(metavar="APP")] = None) -> None:
    """The keys in force, and when they were last used."""
    from server.maintenance import list_keys as listing

    typer.echo(_run(lambda: listing(publishable_key)))


@keys.command("revoke")
def revoke_key(key_id: str) -> None:
    """End a key."""
    from server.maintenance import revoke_key as revoke

    typer.echo(_run(lambda: revoke(key_id)))


@privacy.command("record")
def record_of_processing(locale: Annotated[str, typer.Option(help="fr or en.")] = "fr") -> None:
    """The record of processing activities (GDPR, Article 30), in Markdown."""
    from server.privacy_commands import print_record

    typer.echo(_run(lambda: print_record(locale)))


@privacy.command("dpia")
def impact_assessment(locale: Annotated[str, typer.Option(help="fr or en.")] = "fr") -> None:
    """A draft of the impact assessment (GDPR, Article 35), in Markdown."""
    from server.privacy_commands import print_assessment

    typer.echo(_run(lambda: print_assessment(locale)))


@privacy.command("erase")
def erase_person(
    user_id: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    locale: Annotated[str, typer.Option(help="fr or en.")] = "fr",
) -> None:
    """Erase a person, for ever; prints the receipt."""
    from server.privacy_commands import erase

    if not yes:
        typer.confirm(f"Erase {user_id} for ever?", abort=True)
    typer.echo(_run(lambda: erase(user_id, locale)))


@privacy.command("export")
def export_person(user_id: str, file: Path, locale: Annotated[str, typer.Option(help="fr or en.")] = "fr") -> None:
    """Write everything that is held about a person to a zip file that only its owner can read."""
    from server.privacy_commands import export

    typer.echo(_run(lambda: export(user_id, file, locale)))


@energy.command("grant")
def grant_energy(
    user_id: str,
    points: Annotated[int, typer.Argument(min=1, max=1_000_000)],
    key: Annotated[str | None, typer.Option(help="The same key twice gives once.")] = None,
) -> None:
    """Give points to a person."""
    from server.energy_commands import grant

    typer.echo(_run(lambda: grant(user_id, points, key)))


@energy.command("tier")
def set_tier(
    user_id: str,
    tier: Annotated[str, typer.Argument(help="FREE, PREMIUM, UNLIMITED or ENTERPRISE.")],
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="None: until another one.")] = None,
) -> None:
    """Give a person a tier."""
    from server.energy_commands import set_tier as give

    typer.echo(_run(lambda: give(user_id, tier, days)))


@energy.command("show")
def show_energy(user_id: str, lines: Annotated[int, typer.Option(min=1, max=200)] = 20) -> None:
    """A person's balance and the last movements."""
    from server.energy_commands import show

    typer.echo(_run(lambda: show(user_id, lines)))


@events.command("verify")
def verify_events() -> None:
    """Recompute every chain, seal and checkpoint; exit code 1 names the first that differs."""
    from server.events_commands import verify_events as verify

    _verdict(_run(verify))


@billing.command("reconcile")
def reconcile_payments(
    days: Annotated[int | None, typer.Option(min=1, max=29, help="How far back; else from the last time on.")] = None,
) -> None:
    """Compare the payment provider with the ledger, both ways; exit code 1 and the ids when something differs."""
    from server.billing_commands import reconcile

    _verdict(_run(lambda: reconcile(days)))


@billing.command("parked")
def parked_payments() -> None:
    """What waits for an operator: events of the provider that cannot be worked on, objects that differ."""
    from server.billing_commands import parked

    typer.echo(_run(parked))


@billing.command("replay")
def replay_payment(event_id: Annotated[str, typer.Argument(metavar="EVENT")]) -> None:
    """Try an event that waits again, now; exit code 1 when it goes on waiting."""
    from server.billing_commands import replay

    _verdict(_run(lambda: replay(event_id)))


@billing.command("dismiss")
def dismiss_payment(matter: Annotated[str, typer.Argument(metavar="ID", help="Of an event, or an object.")]) -> None:
    """Let an event that waits, or an object that differs, be as it is. It is noted in the audit."""
    from server.billing_commands import dismiss

    typer.echo(_run(lambda: dismiss(matter)))


@events.command("rebuild")
def rebuild_projections() -> None:
    """Drop every projection and rebuild it from the events; exit code 1 when it was not the same. Stop SQLite's server
    first."""
    from server.events_commands import rebuild_projections as rebuild

    _verdict(_run(rebuild))


@events.command("checkpoint")
def sign_checkpoint() -> None:
    """Seal what waits, sign where the chain stands, and print it: keep it elsewhere."""
    from server.events_commands import sign_checkpoint as sign

    typer.echo(_run(sign))


def _verdict(outcome: tuple[bool, str]) -> NoReturn:
    well, lines = outcome
    typer.echo(lines)
    raise typer.Exit(0 if well else 1)


def _end(outcome: tuple[int, str]) -> NoReturn:
    code, lines = outcome
    typer.echo(lines, err=code != 0)
    raise typer.Exit(code)


def _run(work: Callable[[], Coroutine[None, None, T]], refused: int = 2) -> T:
    return _guarded(lambda: asyncio.run(work()), refused)


def _guarded(work: Callable[[], T], refused: int = 2) -> T:
    from server.maintenance import Refusals, explain

    try:
        return work()
    except Refusals as error:
        typer.echo(explain(error), err=True)
        sys.exit(refused)
