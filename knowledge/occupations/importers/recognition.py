"""What a file is, decided from its columns: its name tells only its release."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.occupations.errors import OccupationsError, Wording
from knowledge.occupations.importers.files import members
from knowledge.occupations.importers.tables import Table, tables
from knowledge.occupations.models import SourceKind

_RELEASE = re.compile(r"_v([34])(\d{2})(?=[_.]|$)")

ROME = (
    ("codes", ("code_rome", "libelle_rome")),
    ("titles", ("code_rome", "libelle_appellation_long")),
    ("moves", ("code_rome", "code_rome_cible")),
    ("riasec", ("code_rome", "riasec_majeur")),
    ("texts", ("code_rome", "libelle_texte")),
    ("links", ("code_rome", "code_ogr")),
    ("labels", ("libelle_competence",)),
    ("labels", ("libelle_savoir",)),
    ("labels", ("libelle_activite",)),
    ("labels", ("libelle_env_travail",)),
    ("labels", ("libelle_contexte_travail",)),
    ("labels", ("libelle_contexte",)),
    ("labels", ("code_ogr", "libelle", "code_type_referentiel")),
)
"""What each table of the ROME holds, and the columns that show it; the first that fits."""
OTHERS: tuple[tuple[SourceKind, str, tuple[str, ...]], ...] = (
    ("rome_isco", "codes", ("Code ROME", "Code ISCO08")),
    ("ilo", "groups", ("ISCO_08", "mean_score_2025")),
    ("nesta", "groups", ("isco_code", "risk")),
    ("esco", "links", ("occupationUri", "skillUri")),
    ("esco", "occupations", ("conceptUri", "preferredLabel", "iscoGroup")),
    ("esco", "skills", ("conceptUri", "preferredLabel", "skillType")),
)
_PARENT = "code_rome_parent"


@dataclass(frozen=True, slots=True)
class Found:
    """Files of one source: the tables by what they hold, and the release ("" when no name tells it)."""

    kind: SourceKind
    release: str
    tables: tuple[tuple[str, Table], ...]

    def of(self, role: str) -> list[Table]:
        """The tables that hold this."""
        return [table for name, table in self.tables if name == role]


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised, a source once; and what was left aside, with the reason."""

    found: tuple[Found, ...]
    left_aside: tuple[tuple[str, Wording], ...]


def recognise(path: Path) -> Recognised:
    """What is under `path`: a file, a folder or a zip. Raises OccupationsError when nothing of it is known."""
    every: list[Table] = []
    aside: list[tuple[str, Wording]] = []
    for member in members(path):
        held = tables(member)
        known = [table for table in held if _role(table)]
        every += known
        if not known:
            aside.append((member.name, _unknown(held, member.data)))
    if not every:
        _refuse(path, aside)
    sources = [*_rome(every), *_others(every)]
    found = {kind: max(group, key=_richness) for kind, group in _by_kind(sources).items()}
    if not found:
        _refuse_incomplete(path)
    kept = {table.file for source in found.values() for _, table in source.tables}
    for file in dict.fromkeys(table.file for table in every):
        if file not in kept:
            aside.append((file, Wording("un autre jeu, plus complet, est là", "another, fuller set is there")))
    return Recognised(tuple(found.values()), tuple(aside))


def _role(table: Table) -> tuple[SourceKind | None, str] | None:
    """The source (None: the ROME, whatever its version) and what the table holds."""
    columns = set(table.columns)
    for kind, role, signature in OTHERS:
        if columns >= set(signature):
            return kind, role
    for role, signature in ROME:
        if columns >= set(signature) and _first_is(role, table.columns):
            return None, role
    return None


def _first_is(role: str, columns: Sequence[str]) -> bool:
    """Whether the first column is that of the table itself: others of the ROME's repeat codes and labels beside it."""
    match role:
        case "codes":
            return columns[0] == "code_rome"
        case "labels":
            return columns[0].startswith("code_ogr")
        case "links":
            return len(columns) == 2 or "code_compo_bloc" in columns or "code_ref_rubrique" in columns
    return True


def _rome(every: Iterable[Table]) -> list[Found]:
    """The sets of the ROME: by folder, then by the release in the names; a file without one belongs to each."""
    folders: defaultdict[str, list[tuple[str, Table]]] = defaultdict(list)
    for table in every:
        if (role := _role(table)) and role[0] is None:
            folders[table.folder].append((role[1], table))
    sets: list[Found] = []
    for held in folders.values():
        releases = {_release(table) for _, table in held}
        for release in releases - {""} or {""}:
            own = tuple((role, table) for role, table in held if _release(table) in ("", release))
            if {role for role, _ in own} & {"codes", "titles"}:
                modern = any(_PARENT in table.columns for _, table in own)
                sets.append(Found("rome_v4" if modern else "rome_v3", release, own))
    return sets


def _others(every: Iterable[Table]) -> list[Found]:
    singles: list[Found] = []
    esco: defaultdict[str, list[tuple[str, Table]]] = defaultdict(list)
    for table in every:
        match _role(table):
            case ("esco", role):
                esco[table.folder].append((role, table))
            case (("rome_isco" | "ilo" | "nesta") as kind, role):
                singles.append(Found(kind, {"ilo": "2025", "nesta": "2020"}.get(kind, ""), ((role, table),)))
    return [*singles, *(Found("esco", "", tuple(held)) for held in esco.values())]


def _by_kind(sources: Iterable[Found]) -> dict[SourceKind, list[Found]]:
    groups: defaultdict[SourceKind, list[Found]] = defaultdict(list)
    for source in sources:
        groups[source.kind].append(source)
    return groups


def _richness(source: Found) -> tuple[str, int, int]:
    """The latest release first, then the most columns (the ILO's workbook has the tasks), then the longest."""
    return (
        source.release,
        sum(len(table.columns) for _, table in source.tables),
        sum(len(table.data) for _, table in source.tables),
    )


def _release(table: Table) -> str:
    named = _RELEASE.search(table.file.rsplit("/", 1)[-1])
    return f"{named[1]}.{named[2]}" if named else ""


def _unknown(held: Sequence[Table], data: bytes) -> Wording:
    if not data.strip():
        return Wording("fichier vide", "empty file")
    near = max(
        ((set(table.columns) & set(signature), signature) for table in held for signature in _signatures()),
        key=lambda pair: len(pair[0]) / len(pair[1]),
        default=(set(), ()),
    )
    if near[0]:
        missing = ", ".join(name for name in near[1] if name not in near[0])
        return Wording(f"il manque la colonne {missing}", f"the column {missing} is missing")
    return Wording("format inconnu", "unknown format")


def _signatures() -> list[tuple[str, ...]]:
    return [signature for _, signature in ROME] + [signature for _, _, signature in OTHERS]


def _refuse(path: Path, aside: Sequence[tuple[str, Wording]]) -> None:
    name, reason = aside[0]
    if len(aside) == 1 and reason.fr == "fichier vide":
        raise OccupationsError("empty", f"{name} : le fichier est vide.", f"{name}: the file is empty.")
    if len(aside) == 1 and reason.fr.startswith("il manque"):
        raise OccupationsError("columns", f"{name} : {reason.fr}.", f"{name}: {reason.en}.")
    raise OccupationsError(
        "unrecognised",
        f"{path} : rien de connu ici ({name} : {reason.fr}). Sont attendus : ROME 3 ou 4 (CSV ou zip), table "
        "ROME-ISCO, classeur de l'OIT, CSV de Nesta, CSV d'ESCO.",
        f"{path}: nothing known here ({name}: {reason.en}). Expected: ROME 3 or 4 (CSV or zip), ROME-ISCO table, ILO "
        "workbook, Nesta CSV, ESCO CSV.",
    )


def _refuse_incomplete(path: Path) -> None:
    raise OccupationsError(
        "incomplete",
        f"{path} : un morceau du ROME seulement. Donnez le dossier ou le zip entier (codes et appellations au moins).",
        f"{path}: only a part of the ROME. Give the whole folder or zip (codes and titles at least).",
    )
