"""The ROME of France Travail, versions 3 and 4: codes, titles, skills, moves, interests and texts."""

import re
from collections import defaultdict

from knowledge.occupations.errors import OccupationsError, Wording
from knowledge.occupations.importers.findings import Findings
from knowledge.occupations.importers.recognition import Found
from knowledge.occupations.importers.tables import Table
from knowledge.occupations.models import RIASEC
from knowledge.occupations.titles import split_title, splits_cleanly

_CODE = re.compile(r"[A-N]\d{4}")
_FLAGS = ("transition_eco", "transition_num", "emploi_reglemente", "emploi_cadre")
_ECOLOGICAL = {"Emploi Vert": "green", "Emploi Brun": "brown"}
_LABELS = (
    ("libelle_savoir", "knowledge"),
    ("libelle_activite", "know_how"),
    ("libelle_env_travail", "setting"),
    ("libelle_contexte_travail", "setting"),
    ("libelle_contexte", "setting"),
)
_ITEMS = {"1": "knowledge", "2": "know_how", "5": "setting"}
"""Kinds of `code_type_referentiel`."""
_TEXTS = {"definition": "definition", "acces": "access", "cond": "conditions"}
_MOVES = {"1": "near", "2": "next", "": "near"}
"""Kinds of `code_type_mobilite`; version 4 gives none."""


def read_rome(found: Found) -> Findings:
    """Normalised rows: occupation, title, skill, links, move, text. Raises OccupationsError."""
    findings = Findings()
    for role, fr in (("codes", "les codes (code_rome, libelle_rome)"), ("titles", "les appellations")):
        if not found.of(role):
            raise OccupationsError("incomplete", f"ROME : il manque {fr}.", f"ROME: the table of {role} is missing.")
    codes = _codes(found, findings)
    interests = _riasec(found, findings)
    titles = _titles(found, findings, codes, interests)
    for code in sorted(interests.keys() - codes.keys() & titles.keys()):
        codes[code] = [*split(titles[code][0]), code, "", "", "", ""]
        findings.notes.append(
            Wording(f"{code} : code sans libellé, nommé par son appellation", f"{code}: no label, named by its title")
        )
    for code, (masculine, feminine, parent, *flags) in sorted(codes.items()):
        findings.add("occupation", code, masculine, feminine, parent, interests.get(code, ""), *flags)
    for code, labels in titles.items():
        for label in labels:
            findings.add("title", code, *split(label))
    _skills(found, findings, codes)
    _moves(found, findings, codes)
    _texts(found, findings, codes)
    return findings


def split(label: str) -> tuple[str, str]:
    """The masculine and the feminine of a label."""
    title = split_title(label)
    return title.masculine, title.feminine


def unquoted(text: str) -> str:
    """Version 3 doubles its apostrophes."""
    return text.replace("''", "'")


def _valid(findings: Findings, table: Table, line: int, code: str) -> bool:
    if _CODE.fullmatch(code):
        return True
    findings.reject(table, line, f"{code!r} n'est pas un code ROME", f"{code!r} is no ROME code")
    return False


def _codes(found: Found, findings: Findings) -> dict[str, list[str]]:
    """By code: the label's two forms, the parent, and the flags."""
    codes: dict[str, list[str]] = {}
    extra = ("code_rome_parent",) if found.kind == "rome_v4" else ()
    for table in [one for one in found.of("codes") if set(extra) <= set(one.columns)] or found.of("codes"):
        for line, (code, label, *rest) in findings.read(table, "code_rome", "libelle_rome", *extra, optional=_FLAGS):
            if not _valid(findings, table, line, code):
                continue
            if not label:
                findings.reject(table, line, f"{code} : sans libellé", f"{code}: no label")
                continue
            parent = rest[0] if extra and _CODE.fullmatch(rest[0]) else code
            ecological, *flags = rest[-len(_FLAGS) :]
            colour = _ECOLOGICAL.get(ecological, "strategic" if "strat" in ecological else "")
            codes[code] = [*split(unquoted(label)), parent, colour, *flags]
    if not codes:
        raise OccupationsError("empty", "ROME : aucun code à lire.", "ROME: no code to read.")
    return codes


def _riasec(found: Found, findings: Findings) -> dict[str, str]:
    interests: dict[str, str] = {}
    for table in found.of("riasec"):
        for line, (code, major, minor) in findings.read(table, "code_rome", "riasec_majeur", "riasec_mineur"):
            if not _valid(findings, table, line, code):
                continue
            letters = major + (minor if minor != major else "")
            if not major or any(letter not in RIASEC for letter in letters):
                findings.reject(table, line, f"{letters!r} n'est pas du RIASEC", f"{letters!r} is not RIASEC")
                continue
            interests[code] = letters
    return interests


def _titles(
    found: Found, findings: Findings, codes: dict[str, list[str]], interests: dict[str, str]
) -> dict[str, list[str]]:
    titles: defaultdict[str, dict[str, None]] = defaultdict(dict)
    joined = 0
    for table in found.of("titles"):
        for line, (code, label) in findings.read(table, "code_rome", "libelle_appellation_long"):
            if not _valid(findings, table, line, code):
                continue
            if not label or (code not in codes and code not in interests):
                findings.reject(
                    table, line, f"{code} : code inconnu ou titre vide", f"{code}: unknown code or no title"
                )
                continue
            label = unquoted(label)
            joined += not splits_cleanly(split_title(label))
            titles[code][label] = None
    if joined:
        findings.notes.append(
            Wording(f"{joined} titres gardés d'un bloc (deux formes mal séparées)", f"{joined} titles kept unsplit")
        )
    return {code: list(labels) for code, labels in titles.items()}


def _labels(found: Found, findings: Findings) -> dict[str, tuple[str, str, str]]:
    """By code of item: label, kind, section. The list of all items comes last: it has the accents of capitals too."""
    labels: dict[str, tuple[str, str, str]] = {}
    for table in sorted(found.of("labels"), key=lambda held: "libelle" in held.columns):
        column, kind = next((pair for pair in _LABELS if pair[0] in table.columns), ("libelle_competence", ""))
        if "libelle" in table.columns:
            column = "libelle"
        kind = kind or ("know_how" if found.kind == "rome_v4" else "knowledge")
        optional = ("code_type_referentiel", "libelle_type_section_env_trav")
        for line, (item, label, item_type, section) in findings.read(
            table, table.columns[0], column, optional=optional
        ):
            if not item or not label:
                findings.reject(table, line, "sans code ou sans libellé", "no code or no label")
                continue
            known = labels.get(item, ("", kind, section))
            labels[item] = (unquoted(label), _ITEMS.get(item_type, kind), known[2])
    return labels


def _skills(found: Found, findings: Findings, codes: dict[str, list[str]]) -> None:
    labels = _labels(found, findings)
    # Version 3 has a table of two columns with nothing but skills; the other one holds titles too.
    narrow = [table for table in found.of("links") if len(table.columns) == 2]
    links: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for table in narrow or found.of("links"):
        for line, (code, item) in findings.read(table, "code_rome", "code_ogr"):
            if not _valid(findings, table, line, code):
                continue
            if code not in codes:
                findings.reject(table, line, f"{code} : code inconnu", f"{code}: unknown code")
            elif item in labels:
                links[code][item] = None
            elif narrow:
                findings.reject(table, line, f"{item} : compétence sans libellé", f"{item}: skill without a label")
    used = {item for items in links.values() for item in items}
    for item in sorted(used):
        findings.add("skill", item, *labels[item])
    for code, items in sorted(links.items()):
        findings.add("links", code, *items)
    if not links:
        findings.notes.append(Wording("sans liens entre métiers et compétences", "no links to skills"))


def _moves(found: Found, findings: Findings, codes: dict[str, list[str]]) -> None:
    moves: dict[tuple[str, str], str] = {}
    for table in found.of("moves"):
        optional = ("code_type_mobilite",)
        for line, (source, target, kind) in findings.read(table, "code_rome", "code_rome_cible", optional=optional):
            if source not in codes or target not in codes or kind not in _MOVES:
                findings.reject(
                    table, line, f"{source} vers {target} : code inconnu", f"{source} to {target}: unknown code"
                )
            elif source != target and moves.get((source, target)) != "near":
                moves[source, target] = _MOVES[kind]
        if "code_type_mobilite" not in table.columns:
            findings.notes.append(
                Wording(
                    "mobilités sans « proche » ni « évolution » : lues comme proches",
                    "moves without kind: read as near",
                )
            )
    for (source, target), kind in sorted(moves.items()):
        findings.add("move", source, target, kind)


def _texts(found: Found, findings: Findings, codes: dict[str, list[str]]) -> None:
    texts: list[tuple[str, str, int, str]] = []
    for table in found.of("texts"):
        optional = ("position_libelle_txt", "position_phrase")
        for line, (code, text, kind, *places) in findings.read(
            table, "code_rome", "libelle_texte", "libelle_type_texte", optional=optional
        ):
            known = next((name for start, name in _TEXTS.items() if kind.startswith(start)), "")
            if code not in codes or not known or not text:
                findings.reject(table, line, f"{code} : code ou texte inconnu", f"{code}: unknown code or text")
                continue
            place = next((place for place in places if place.isdecimal()), "0")
            texts.append((code, known, int(place), unquoted(text)))
    for code, kind, _, text in sorted(texts):
        findings.add("text", code, kind, text)
