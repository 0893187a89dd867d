"""The reference data as a Catalogue, read straight from its files; skips without IRIS_REFERENCE_DATA."""

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from knowledge.occupations.models import (
    AiExposure,
    Automation,
    Catalogue,
    MobilityKind,
    Move,
    Occupation,
    Skill,
    SkillKind,
    Source,
    SourceKind,
    Task,
    Title,
)

V3 = "rome_v347/unix_{}_v347_utf8.csv"
V4 = "rome_v460/unix_{}_v460_utf8.csv"
KINDS: dict[str, SkillKind] = {"1": "knowledge", "2": "know_how", "5": "setting"}
MOVES: dict[str, MobilityKind] = {"1": "near", "2": "next"}
ILO = "exposure/Final_Scores_ISCO08_Gmyrek_et_al_2025.xlsx"


def folder() -> Path:
    """Where the reference data is; skips the test when it is nowhere."""
    named = os.environ.get("IRIS_REFERENCE_DATA")  # noqa: TID251
    if not named:
        pytest.skip("IRIS_REFERENCE_DATA is not set: the ROME files are not here")
    return Path(named)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV of the reference data, doubled quotes undone."""
    with (folder() / name).open(encoding="utf-8-sig") as file:
        return [{key: value.replace("''", "'") for key, value in row.items()} for row in csv.DictReader(file)]


@cache
def skills() -> dict[str, Skill]:
    """Every skill that an occupation of ROME v3 has, by its code."""
    kinds = {row["code_ogr"]: row["code_type_referentiel"] for row in rows(V3.format("liens_rome_referentiels"))}
    labels = {row["code_ogr"]: row["libelle"] for row in rows("rome_v347/item_labels.csv")}
    asked = {row["code_ogr"] for row in rows(V3.format("coherence_item"))}
    return {id: Skill(id, labels.get(id, ""), KINDS[kinds[id]]) for id in sorted(asked)}


@cache
def moves() -> tuple[Move, ...]:
    """The official mobilities between v3 codes, once each, « Proche » before « Évolution »."""
    listed = sorted(rows(V3.format("rubrique_mobilite")), key=lambda row: row["code_type_mobilite"])
    kinds: dict[tuple[str, str], MobilityKind] = {}
    for row in listed:
        if row["code_rome"] != row["code_rome_cible"]:
            kinds.setdefault((row["code_rome"], row["code_rome_cible"]), MOVES[row["code_type_mobilite"]])
    return tuple(Move(source, target, kind) for (source, target), kind in kinds.items())


@cache
def texts() -> dict[str, dict[str, list[str]]]:
    """The texts of ROME v3: code -> definition, acces_a_em, cond_exercice_activite -> paragraphs."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(V3.format("texte")):
        found[row["code_rome"]][row["libelle_type_texte"]].append(row["libelle_texte"])
    return found


@cache
def catalogue(release: int = 3) -> Catalogue:
    """ROME v3 (532 occupations) or ROME 4 (1,584, each with what its v3 parent has), with exposure and automation."""
    asked = defaultdict(list)
    for row in rows(V3.format("coherence_item")):
        asked[row["code_rome"]].append(row["code_ogr"])
    interests = {
        row["code_rome"]: row["riasec_majeur"] + row["riasec_mineur"]
        for row in rows(V3.format("referentiel_code_rome_riasec"))
    }
    isco = {row["Code ROME"]: row["Code ISCO08"].zfill(4) for row in rows("crosswalks/ft_rome_isco08.csv")}
    template = V4 if release == 4 else V3
    titles = defaultdict(list)
    for row in rows(template.format("referentiel_appellation")):
        titles[row["code_rome"]].append(Title(row["libelle_appellation_long"]))
    named = {row["code_rome"]: row for row in rows(template.format("referentiel_code_rome"))}
    occupations = {}
    for code in sorted(named if release == 4 else interests):
        row = named.get(code, {})
        parent = row.get("code_rome_parent") or code
        occupations[code] = Occupation(
            code=code,
            parent=parent,
            title=Title(row["libelle_rome"]) if row else titles[code][0],
            titles=tuple(titles[code]),
            skills=tuple(asked[parent]),
            riasec=interests.get(parent, ""),
            isco=isco.get(parent, ""),
            ecological="green" if row.get("transition_eco") == "Emploi Vert" else "",
            digital={"O": True, "N": False}.get(row.get("transition_num", "")),
        )
    return Catalogue(
        occupations=occupations,
        skills=skills(),
        moves=moves(),
        moves_from=("rome_v3",),
        exposure=dict(exposure()),
        automation=dict(automation()),
        sources=dict(sources()),
    )


def exposure() -> Iterator[tuple[str, AiExposure]]:
    """The ILO's scores by ISCO group, read from its workbook."""
    header, *lines = CalamineWorkbook.from_path(folder() / ILO).get_sheet_by_index(0).to_python()
    groups = defaultdict(list)
    for line in lines:
        row = dict(zip(map(str, header), line, strict=True))
        groups[str(row["ISCO_08"]).zfill(4)].append(row)
    for isco, tasks in groups.items():
        first = tasks[0]
        yield (
            isco,
            AiExposure(
                isco=isco,
                group=str(first["Title"]),
                mean=float(str(first["mean_score_2025"])),
                spread=float(str(first["SD_2025"])),
                gradient=str(first["potential25"]),
                tasks=tuple(Task(text=str(row["Task_ISCO"]), score=float(str(row["score_2025"]))) for row in tasks),
            ),
        )


def automation() -> Iterator[tuple[str, Automation]]:
    """Nesta's figures by ISCO group."""
    for row in rows("exposure/nesta_mcc_risk_ISCO_4digit.csv"):
        isco = row["isco_code"].zfill(4)
        yield (
            isco,
            Automation(
                isco=isco,
                group=row["isco_unit_group"],
                risk=float(row["risk"]),
                bottlenecks=float(row["prevalence"]),
                category=row["risk_category"],
            ),
        )


def sources() -> Iterator[tuple[SourceKind, Source]]:
    """As an import would record them."""
    named: tuple[tuple[SourceKind, str, str], ...] = (
        ("rome_v3", "France Travail, ROME v3.47", "3.47"),
        ("ilo", "ILO, Gmyrek et al. 2025", "2025"),
        ("nesta", "Nesta, Mapping Career Causeways", ""),
    )
    for kind, name, release in named:
        yield kind, Source(kind=kind, name=name, release=release, checked_on=date(2026, 11, 1), licence="test")
