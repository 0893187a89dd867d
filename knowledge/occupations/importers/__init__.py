"""Importers of the official files: what is given is recognised, checked, and put in force all at once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from knowledge.occupations.errors import OccupationsError, Wording
from knowledge.occupations.importers.esco import read_esco
from knowledge.occupations.importers.figures import read_ilo, read_nesta, read_rome_isco
from knowledge.occupations.importers.findings import Findings
from knowledge.occupations.importers.recognition import Found, recognise
from knowledge.occupations.importers.rome import read_rome
from knowledge.occupations.models import SourceKind
from knowledge.occupations.shelf import (
    FORMAT,
    Loaded,
    RejectedRow,
    clean,
    locked,
    read_manifest,
    write_manifest,
    write_rows,
)

__all__ = ["CREDITS", "Imported", "Outcome", "import_files", "recognise"]

Stage = Literal["looking", "reading", "writing", "done"]
Progress = Callable[[Stage, str, int, int], None]
"""Told at each step: the stage, the source, and how many sources of how many are done."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom a source is owed to."""

    name: str
    licence: str
    address: str


CREDITS: dict[SourceKind, Credit] = {
    "rome_v3": Credit(
        "France Travail, ROME v{release}",
        "Licence Ouverte",
        "https://www.francetravail.org/opendata/repertoire-operationnel-des-meti.html",
    ),
    "rome_v4": Credit(
        "France Travail, ROME 4.0 v{release}",
        "Licence Ouverte",
        "https://www.francetravail.org/opendata/repertoire-operationnel-des-meti.html",
    ),
    "rome_isco": Credit(
        "France Travail, correspondance ROME et ISCO-08",
        "open data",
        "https://www.francetravail.org/opendata/repertoire-operationnel-des-meti.html",
    ),
    "ilo": Credit(
        "Gmyrek et al. (2025), ILO, generative AI exposure by ISCO-08",
        "ILO: confirm before redistributing",
        "https://github.com/pgmyrek/2025_GenAI_scores_ISCO08",
    ),
    "nesta": Credit("Nesta, Mapping Career Causeways", "MIT", "https://github.com/nestauk/mapping-career-causeways"),
    "esco": Credit("European Commission, ESCO", "CC BY 4.0", "https://esco.ec.europa.eu"),
}
"""As SOURCES names them; what a publisher asks for is told beside each figure."""

_READERS: dict[SourceKind, Callable[[Found], Findings]] = {
    "rome_v3": read_rome,
    "rome_v4": read_rome,
    "rome_isco": read_rome_isco,
    "ilo": read_ilo,
    "nesta": read_nesta,
    "esco": read_esco,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a source; `unchanged` when the same content was loaded already."""

    loaded: Loaded
    notes: tuple[Wording, ...] = ()
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, and the files that it left aside, each with the reason."""

    outcomes: tuple[Outcome, ...]
    left_aside: tuple[tuple[str, Wording], ...]


def import_files(path: Path, folder: Path, *, today: date, progress: Progress = lambda *_: None) -> Imported:
    """Import what `path` holds (a file, a folder or a zip) into `folder`: all of it, or nothing.

    What was loaded stays in force until the end. Raises OccupationsError.
    """
    progress("looking", path.name, 0, 1)
    recognised = recognise(path)
    count = len(recognised.found)
    with locked(folder):
        before = read_manifest(folder)
        clean(folder, before)
        outcomes: list[Outcome] = []
        for number, found in enumerate(recognised.found):
            progress("reading", found.kind, number, count)
            outcomes.append(_imported(found, folder, before.sources.get(found.kind), today, progress, (number, count)))
        fresh = {outcome.loaded.kind: outcome.loaded for outcome in outcomes if not outcome.unchanged}
        if fresh:
            after = before.model_copy(update={"sources": {**before.sources, **fresh}})
            write_manifest(folder, after)
            progress("done", "", count, count)
            clean(folder, after)
    return Imported(tuple(outcomes), recognised.left_aside)


def _imported(
    found: Found,
    folder: Path,
    before: Loaded | None,
    today: date,
    progress: Progress,
    place: tuple[int, int],
) -> Outcome:
    digest = _digest(found)
    if before is not None and before.digest == digest:
        return Outcome(before, unchanged=True)
    findings = _READERS[found.kind](found)
    if not findings.rows:
        raise OccupationsError(
            "empty",
            f"{found.tables[0][1].file} : aucune ligne à importer.{_first(findings).fr}",
            f"{found.tables[0][1].file}: no row to import.{_first(findings).en}",
        )
    progress("writing", found.kind, *place)
    name, checksum = write_rows(folder, found.kind, findings.rows)
    credit = CREDITS[found.kind]
    loaded = Loaded(
        kind=found.kind,
        name=credit.name.format(release=found.release).removesuffix(" v"),
        release=found.release,
        imported_on=today,
        licence=credit.licence,
        address=credit.address,
        digest=digest,
        file=name,
        sum=checksum,
        counts=findings.counts,
        accepted=findings.accepted,
        rejected=findings.rejected,
        rejects=tuple(
            RejectedRow(file=row.file, line=row.line, fr=row.reason.fr, en=row.reason.en) for row in findings.rejects
        ),
    )
    return Outcome(loaded, tuple(dict.fromkeys(findings.notes)))


def _first(findings: Findings) -> Wording:
    if not findings.rejects:
        return Wording("", "")
    first = findings.rejects[0]
    return Wording(f" Ligne {first.line} : {first.reason.fr}.", f" Line {first.line}: {first.reason.en}.")


def _digest(found: Found) -> str:
    """Of the content, whatever the order and the names of the files; the release counts, a reader's version too."""
    pieces = sorted({hashlib.sha256(table.data).hexdigest() for _, table in found.tables})
    return hashlib.sha256("\n".join([found.kind, found.release, str(FORMAT), *pieces]).encode()).hexdigest()
