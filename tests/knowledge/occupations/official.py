"""Small files in the shapes of the official ones, written for the tests."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from knowledge.occupations import Imported, import_files

TODAY = date(2026, 11, 21)
Row = Sequence[str | float]

V3: Mapping[str, Sequence[Row]] = {
    "referentiel_code_rome": [
        ("code_rome", "code_fiche_em", "code_ogr", "libelle_rome", "statut"),
        ("A1101", "1", "10", "Conduite d''engins agricoles", "1"),
        ("J1501", "2", "11", "Soins d''hygiène", "1"),
    ],
    "referentiel_appellation": [
        ("code_ogr", "libelle_appellation_long", "libelle_appellation_court", "code_rome", "statut"),
        ("100", "Conducteur / Conductrice d''engins agricoles", "", "A1101", "1"),
        ("101", "Tractoriste", "", "A1101", "1"),
        ("102", "Aide-soignant / Aide-soignante", "", "J1501", "1"),
        ("103", "Gouacheur / Gouacheuse en films", "", "L1510", "1"),
    ],
    "coherence_item": [
        ("code_rome", "code_ogr"),
        ("A1101", "200"),
        ("A1101", "201"),
        ("J1501", "201"),
        ("J1501", "202"),
        ("J1501", "999"),
    ],
    "liens_rome_referentiels": [
        ("code_rome", "code_ogr", "code_ref_rubrique", "code_type_referentiel"),
        ("A1101", "100", "4", "4"),
        ("A1101", "200", "9", "2"),
    ],
    "rubrique_mobilite": [
        ("code_rome", "code_rome_cible", "code_appellation_source", "code_type_mobilite", "libelle_type_mobilite"),
        ("A1101", "J1501", "", "2", "Evolution"),
        ("A1101", "J1501", "100", "1", "Proche"),
        ("J1501", "A1101", "", "2", "Evolution"),
        ("J1501", "Z9999", "", "1", "Proche"),
    ],
    "referentiel_code_rome_riasec": [
        ("code_rome", "riasec_majeur", "riasec_mineur"),
        ("A1101", "R", "I"),
        ("J1501", "S", ""),
        ("L1510", "A", "R"),
    ],
    "texte": [
        ("code_rome", "position_libelle_txt", "code_type_texte", "libelle_texte", "libelle_type_texte"),
        ("A1101", "1", "1", "Peut aussi réparer.", "definition"),
        ("A1101", "0", "1", "Conduit des engins dans l''exploitation.", "definition"),
        ("A1101", "0", "2", "Accessible avec un CAP.", "acces_a_em"),
        ("A1101", "0", "3", "L''activité s''exerce en horaires décalés.", "cond_exercice_activite"),
    ],
    "referentiel_competence": [
        ("code_ogr", "libelle_competence", "code_type_competence", "statut"),
        ("201", "Règles d''hygiène", "1", "1"),
    ],
    "referentiel_env_travail": [
        ("code_ogr", "libelle_env_travail", "code_type_section_env_trav", "libelle_type_section_env_trav", "statut"),
        ("202", "Travail de nuit", "3", "CONDITIONS", "1"),
    ],
}
V3_LABELS: Sequence[Row] = [
    ("code_ogr", "libelle", "code_type_referentiel"),
    ("200", "Conduire l''engin", "2"),
    ("201", "Règles d''Étable", "1"),
]
V4: Mapping[str, Sequence[Row]] = {
    "referentiel_code_rome": [
        (
            *("code_rome", "code_fiche_metier", "code_ogr", "libelle_rome", "transition_eco", "transition_num"),
            *("emploi_reglemente", "emploi_cadre", "code_rome_parent"),
        ),
        ("A1101", "1", "10", "Conducteur / Conductrice d'engins agricoles", "Emploi Blanc", "N", "N", "", "A1101"),
        ("A1102", "2", "11", "Débardeur / Débardeuse", "Emploi stratégique pour …", "O", "N", "N", "A1101"),
        ("J1501", "3", "12", "Aide-soignant / Aide-soignante", "Emploi Vert", "N", "O", "N", "J1501"),
    ],
    "referentiel_appellation": [
        ("code_ogr", "libelle_appellation_long", "libelle_appellation_court", "code_rome", "code_rome_parent"),
        ("100", "Conducteur / Conductrice d'engins agricoles", "", "A1101", "A1101"),
        ("101", "Tractoriste", "", "A1101", "A1101"),
        ("110", "Débardeur / Débardeuse", "", "A1102", "A1101"),
        ("102", "Aide-soignant / Aide-soignante", "", "J1501", "J1501"),
    ],
}
V4_LINKS: Mapping[str, Sequence[Row]] = {
    "liens_rome_referentiels": [
        ("code_rome", "code_ogr", "code_compo_bloc", "code_rubrique"),
        ("A1101", "300", "5", "1"),
        ("A1102", "301", "5", "3"),
        ("J1501", "302", "6", "1"),
        ("J1501", "102", "4", "1"),
    ],
    "referentiel_competence": [("code_ogr", "libelle_competence", "cat_comp"), ("300", "Labourer une parcelle", "")],
    "referentiel_savoir": [("code_ogr_savoir", "libelle_savoir"), ("301", "Essences d'arbres")],
    "referentiel_contexte_travail": [("code_ogr_contexte", "libelle_contexte"), ("302", "Station debout")],
    "rubrique_mobilite": [
        ("code_rome", "code_rome_cible", "numero_ordre"),
        ("A1101", "A1102", "1"),
        ("A1102", "J1501", "1"),
    ],
    "referentiel_code_rome_riasec": [("code_rome", "riasec_majeur", "riasec_mineur"), ("A1102", "R", "E")],
    "texte": [
        ("code_rome", "code_compo_bloc", "libelle_type_texte", "position_phrase", "libelle_texte"),
        ("A1102", "3", "definition", "1", "Sort le bois de la forêt."),
        ("A1102", "4", "acces_metier", "1", "Sans diplôme."),
    ],
}
ISCO: Sequence[Row] = [
    ("Code ROME", "Libellé codes ROME", "ISCO08 14SI4", "Code ISCO08", "Libellé codes ISCO08"),
    ("A1101", "Conduite", 8341.0, 8341.0, "Conducteurs"),
    ("J1501", "Soins", 5321.0, 5321.0, "Aides-soignants"),
    ("K1701", "Défense", 0.0, 310.0, "Militaires"),
    ("K1702", "Défense", 0.0, "?", "Militaires"),
]
ILO_GROUP = ("mean_score_2025", "SD_2025", "potential25")
ILO_TASKS: Sequence[Row] = [
    ("label4d", "ISCO_08", "Title", "taskID", "Task_ISCO", "score_2025", *ILO_GROUP),
    ("", "5321", "Health Care Assistants", 1.0, "Washing patients;", 0.1, 0.2, 0.05, "Not Exposed"),
    ("", "5321", "Health Care Assistants", 2.0, "Keeping records.", 0.3, 0.2, 0.05, "Not Exposed"),
    ("", "8341", "Drivers", 1.0, "Driving tractors", 1.4, 0.2, 0.05, "Not Exposed"),
]
ILO: Sequence[Row] = [("ISCO_08", "Title", *ILO_GROUP), ("5321", "Health Care Assistants", 0.2, 0.05, "Not Exposed")]
NESTA: Sequence[Row] = [
    ("isco_code", "isco_unit_group", "risk", "prevalence", "risk_category"),
    ("5321", "Healthcare assistants", 2.9, 0.4, "Low risk"),
    ("8341", "Drivers", "n/a", 0.4, "Low risk"),
]
ESCO: Mapping[str, Sequence[Row]] = {
    "occupations_fr": [
        ("conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels"),
        ("Occupation", "http://esco/o1", "5321", "aide-soignant/aide-soignante", "auxiliaire de soins\naide en Ehpad"),
        ("Occupation", "http://esco/o2", "8341", "débardeur/débardeuse", "tractoriste"),
        ("Occupation", "", "8341", "sans adresse", ""),
    ],
    "skills_fr": [
        ("conceptType", "conceptUri", "skillType", "preferredLabel", "altLabels"),
        ("KnowledgeSkillCompetence", "http://esco/s1", "skill/competence", "laver une personne", ""),
    ],
    "occupationSkillRelations_fr": [
        ("occupationUri", "relationType", "skillType", "skillUri"),
        ("http://esco/o1", "essential", "skill/competence", "http://esco/s1"),
        ("http://esco/o1", "optional", "skill/competence", "http://esco/s9"),
    ],
}


def text(rows: Iterable[Row], separator: str = ",", *, quoted: bool = True) -> str:
    """Rows as a CSV file, every cell between quotes as in the official ones."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(rows)
    return out.getvalue()


def rome_names(tables: Mapping[str, Sequence[Row]], release: str) -> dict[str, bytes]:
    """The CSV files of a release, under their official names."""
    return {f"unix_{name}_v{release}_utf8.csv": text(rows).encode() for name, rows in tables.items()}


def v3_files() -> dict[str, bytes]:
    """ROME v3.47, with the file that completes its labels."""
    return {**rome_names(V3, "347"), "item_labels.csv": text(V3_LABELS).encode()}


def v4_files(release: str = "460", *, links: bool = False) -> dict[str, bytes]:
    """ROME 4.0, with skills of its own or without."""
    return rome_names({**V4, **(V4_LINKS if links else {})}, release)


def esco_files() -> dict[str, bytes]:
    """ESCO's export in French."""
    return {f"{name}.csv": text(rows).encode() for name, rows in ESCO.items()}


def folder(path: Path, files: Mapping[str, bytes]) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    """A workbook with these sheets."""
    spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    names = list(enumerate(sheets, start=1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{spreadsheet}" xmlns:r="{relations}"><sheets>'
        + "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="s{n}"/>' for n, name in names)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="s{n}" Type="{relations}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in names
        )
        + "</Relationships>",
    }
    for number, name in names:
        rows = "".join(
            f'<row r="{line}">'
            + "".join(_cell(chr(65 + place), line, cell) for place, cell in enumerate(row))
            + "</row>"
            for line, row in enumerate(sheets[name], start=1)
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{spreadsheet}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return zipped({name: part.encode() for name, part in parts.items()})


def _cell(column: str, line: int, cell: str | float) -> str:
    if isinstance(cell, float):
        return f'<c r="{column}{line}"><v>{cell}</v></c>'
    return f'<c r="{column}{line}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def take(path: Path, shelf: Path) -> Imported:
    """Import, on a given day."""
    return import_files(path, shelf, today=TODAY)
