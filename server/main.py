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
app.add_typer(db, name="db")
app.add_typer(knowledge, name="knowledge")
app.add_typer(evaluation, name="eval")
app.add_typer(apps, name="app")

T = TypeVar("T")


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


@db.command()
def upgrade() -> None:
    """Bring the database to the schema of this version."""
    from server.maintenance import upgrade_database

    typer.echo(_run(upgrade_database))


@knowledge.command("list")
def list_packs() -> None:
    """The packs and how many passages each has."""
    from server.maintenance import list_knowledge

    typer.echo(_guarded(list_knowledge))


@knowledge.command()
def ingest(folder: Annotated[Path | None, typer.Argument(help="A pack of your own.")] = None) -> None:
    """Put the packs in the index; what did not change is left alone."""
    from server.maintenance import ingest_knowledge

    typer.echo(_run(lambda: ingest_knowledge(folder)))


@knowledge.command()
def search(question: str, limit: Annotated[int, typer.Option(min=1, max=20)] = 4) -> None:
    """Ask the index what `look_up` would find."""
    from server.maintenance import search_knowledge

    typer.echo(_run(lambda: search_knowledge(question, limit)))


@evaluation.command("run")
def run_evaluation(
    suite: str,
    output: Annotated[Path | None, typer.Option("--json", help="Write the results here.")] = None,
    hide_held_out: Annotated[bool, typer.Option(help="Show no held-out message.")] = False,
) -> None:
    """Run a suite; exit code 0: passed, 1: not, 2: the suite is wrong."""
    from evals.command import run_named
    from server.settings import Settings

    code, report = _run(lambda: run_named(suite, output, Settings().models(), hide_held_out=hide_held_out))
    typer.echo(report)
    raise typer.Exit(code)


@evaluation.command("list")
def list_suites() -> None:
    """The suites."""
    from evals.command import list_named

    typer.echo(list_named())


@apps.command("create")
def create_app(name: str, organisation: Annotated[str, typer.Option()] = "Iris") -> None:
    """Make an app; its secrets are shown once, here."""
    from server.maintenance import create_app as create

    typer.echo(_run(lambda: create(name, organisation)))


@apps.command("list")
def list_apps() -> None:
    """The apps in force."""
    from server.maintenance import list_apps as listing

    typer.echo(_run(listing))


def _run(work: Callable[[], Coroutine[None, None, T]]) -> T:
    return _guarded(lambda: asyncio.run(work()))


def _guarded(work: Callable[[], T]) -> T:
    from server.maintenance import Refusals, explain

    try:
        return work()
    except Refusals as error:
        _die(explain(error))


def _die(message: str) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(2)
