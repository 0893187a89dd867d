"""What the `iris` command does besides serving: the database, the packs, the apps."""

from pathlib import Path

from pydantic import ValidationError

from agents.runtime import Runtime, build_runtime
from knowledge import HashingEmbedder, IndexUnavailable, PackError, builtin_packs, ingest, load_pack
from knowledge.chroma import ChromaIndex
from server.settings import Settings
from tools.errors import IrisError
from tools.storage import upgrade

Refusals = (IrisError, PackError, IndexUnavailable, ValidationError)
"""What a command may be refused with; anything else is a defect and shows its traceback."""


def explain(error: BaseException) -> str:
    """What went wrong and what to do, in lines for a terminal."""
    if isinstance(error, ValidationError):
        lines = [
            f"IRIS_{'.'.join(map(str, e['loc'])).upper().removeprefix('IRIS_')}: {e['msg']}" for e in error.errors()
        ]
        return "\n".join(lines)
    advice = f"\n{error.advice}" if isinstance(error, IrisError) else ""
    return f"{error}{advice}"


async def upgrade_database() -> str:
    """Migrate; returns the revision."""
    runtime = build_runtime(Settings().runtime())
    await runtime.database.open()
    try:
        return f"database at revision {await upgrade(runtime.database)}"
    finally:
        await runtime.database.close()


async def create_app(name: str, organisation: str) -> str:
    """Make an app; returns its keys."""
    runtime = await _with_database()
    try:
        made = await runtime.directory.create_app(name, organisation=organisation)
    finally:
        await runtime.database.close()
    return (
        f"publishable key  {made.app.publishable_key}\n"
        f"API key          {made.api_key}\n"
        f"signing secret   {made.signing_secret}\n"
        "Keep the last two on your server: they are not shown again."
    )


async def list_apps() -> str:
    """The apps in force, a line each."""
    runtime = await _with_database()
    try:
        apps = await runtime.directory.list_apps()
    finally:
        await runtime.database.close()
    return "\n".join(f"{app.publishable_key}  {app.name}" for app in apps) or "no app yet: iris app create NAME"


def list_knowledge() -> str:
    """The built-in packs, a line each."""
    return "\n".join(
        f"{pack.name}  {pack.version}  {pack.locale}  {len(pack.passages)} passages  {pack.title}"
        for pack in builtin_packs()
    )


async def ingest_knowledge(folder: Path | None) -> str:
    """Put the built-in packs, and one of your own, in the index."""
    packs = [*builtin_packs(), *([load_pack(folder)] if folder else [])]
    index = await _index()
    try:
        report = await ingest(packs, index)
    finally:
        await index.close()
    return f"{report.added} added, {report.updated} updated, {report.removed} removed, {report.unchanged} unchanged"


async def search_knowledge(question: str, limit: int) -> str:
    """What `look_up` would find, with scores."""
    index = await _index()
    try:
        await ingest(builtin_packs(), index)
        hits = await index.search(question, limit=limit)
    finally:
        await index.close()
    lines = [
        f"{hit.score:.2f}  {hit.passage.title}\n      {hit.passage.source}, {hit.passage.checked_on}: {hit.passage.url}"
        for hit in hits
    ]
    return "\n".join(lines) or "nothing relevant"


async def _index() -> ChromaIndex:
    home = Settings().home
    home.mkdir(parents=True, exist_ok=True)
    return await ChromaIndex.open(home / "chroma", HashingEmbedder())


async def _with_database() -> Runtime:
    runtime = build_runtime(Settings().runtime())
    await runtime.database.open()
    await upgrade(runtime.database)
    return runtime
