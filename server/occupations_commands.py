"""What the `iris occupations` command does: imports the official files, and tells what is loaded."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from knowledge.occupations import Imported, OccupationsError, import_files, load_catalogue, read_manifest
from knowledge.occupations.importers import Outcome, Stage
from knowledge.occupations.importers import Progress as Told
from knowledge.occupations.shelf import Loaded
from knowledge.occupations.starter import WRITTEN_ON
from tools.clock import unix_time

FOLDER = "occupations"
"""In IRIS_HOME."""
SHOWN = 8
"""Files left aside that are named; the others are counted."""

_STAGES: dict[Stage, tuple[str, str]] = {
    "looking": ("Je regarde {}", "Looking at {}"),
    "reading": ("Lecture : {}", "Reading {}"),
    "writing": ("Écriture : {}", "Writing {}"),
    "done": ("Fini", "Done"),
}
_COUNTED = {
    "occupation": ("métiers", "occupations"),
    "title": ("titres", "titles"),
    "skill": ("compétences", "skills"),
    "links": ("métiers avec compétences", "occupations with skills"),
    "link": ("liens", "links"),
    "move": ("mobilités", "moves"),
    "text": ("textes", "texts"),
    "isco": ("liens vers la CITP", "links to ISCO"),
    "group": ("groupes", "groups"),
    "task": ("tâches", "tasks"),
    "automation": ("groupes", "groups"),
}


def import_occupations(path: Path, home: Path, locale: str) -> tuple[int, str]:
    """Import a file, a folder or a zip into IRIS_HOME; returns the exit code (2: refused, as it was) and lines."""
    today = datetime.fromtimestamp(unix_time(), UTC).date()
    try:
        with _progress(locale) as told:
            imported = import_files(path, home / FOLDER, today=today, progress=told)
        catalogue = load_catalogue(home / FOLDER)
    except OccupationsError as error:
        return 2, error.wording.said(locale)
    total = _said(locale, "Chargés : {} métiers, {} compétences.", "Loaded: {} occupations, {} skills.")
    lines = [*_told(imported, locale), total.format(len(catalogue.occupations), len(catalogue.skills))]
    return 0, "\n".join(lines)


def occupations_status(home: Path, locale: str) -> tuple[int, str]:
    """What is loaded; the exit code is 2 when it is damaged."""
    folder = home / FOLDER
    try:
        manifest = read_manifest(folder)
        catalogue = load_catalogue(folder)
    except OccupationsError as error:
        return 2, error.wording.said(locale)
    counts = Counter(
        {
            _said(locale, "métiers", "occupations"): len(catalogue.occupations),
            _said(locale, "compétences", "skills"): len(catalogue.skills),
            _said(locale, "mobilités", "moves"): len(catalogue.moves),
            _said(locale, "métiers décrits à la main", "occupations described by hand"): sum(
                bool(one.said) for one in catalogue.occupations.values()
            ),
        }
    )
    lines = [_loaded(manifest.sources[kind], locale) for kind in sorted(manifest.sources)]
    if not manifest.sources.keys() & {"rome_v3", "rome_v4"}:
        told = _said(locale, "jeu de départ écrit pour Iris, {}", "starter set written for Iris, {}")
        lines.insert(0, told.format(WRITTEN_ON))
    return 0, "\n".join([*lines, _listed(counts)])


def _said(locale: str, fr: str, en: str) -> str:
    return en if locale.lower().startswith("en") else fr


@contextmanager
def _progress(locale: str) -> Iterator[Told]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def told(stage: Stage, what: str, done: int, total: int) -> None:
            bar.update(task, description=_said(locale, *_STAGES[stage]).format(what), completed=done, total=total)

        yield told


def _told(imported: Imported, locale: str) -> Iterator[str]:
    for outcome in imported.outcomes:
        yield from _outcome(outcome, locale)
    for name, reason in imported.left_aside[:SHOWN]:
        yield _said(locale, "laissé de côté : {} ({})", "left aside: {} ({})").format(name, reason.said(locale))
    if (more := len(imported.left_aside) - SHOWN) > 0:
        yield _said(locale, "… et {} autres fichiers laissés de côté", "… and {} more files left aside").format(more)


def _outcome(outcome: Outcome, locale: str) -> Iterator[str]:
    loaded = outcome.loaded
    yield _loaded(loaded, locale)
    if outcome.unchanged:
        yield _said(
            locale, "  déjà chargé à l'identique : rien ne change", "  loaded already, the same: nothing changes"
        )
        return
    yield _said(locale, "  {} lignes acceptées, {} rejetées", "  {} rows accepted, {} rejected").format(
        loaded.accepted, loaded.rejected
    )
    for row in loaded.rejects:
        yield f"    {row.file}, {_said(locale, 'ligne', 'line')} {row.line} : {_said(locale, row.fr, row.en)}"
    if (more := loaded.rejected - len(loaded.rejects)) > 0:
        yield _said(locale, "    … et {} autres", "    … and {} more").format(more)
    for note in outcome.notes:
        yield f"  {note.said(locale)}"


def _loaded(loaded: Loaded, locale: str) -> str:
    counts = Counter({_said(locale, *_COUNTED[what]): count for what, count in loaded.counts.items()})
    when = _said(locale, "importé le", "imported on")
    return f"{loaded.kind}  {loaded.name}  {when} {loaded.imported_on}  {loaded.licence}  ({_listed(counts)})"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.items())
