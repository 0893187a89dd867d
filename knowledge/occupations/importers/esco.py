"""ESCO's export in French: occupations with their other labels, skills, and the links between them."""

from knowledge.occupations.errors import OccupationsError
from knowledge.occupations.importers.findings import Findings
from knowledge.occupations.importers.recognition import Found
from knowledge.occupations.titles import split_title

_CONCEPT = "http"


def read_esco(found: Found) -> Findings:
    """Rows « occupation » (address, ISCO group, titles in two forms …), « skill » (address, type, label), and « link »
    (both addresses, relation). Raises OccupationsError.
    """
    if not found.of("occupations"):
        raise OccupationsError(
            "incomplete", "ESCO : il manque les métiers (occupations_fr.csv).", "ESCO: occupations_fr.csv is missing."
        )
    findings = Findings()
    occupations = _occupations(found, findings)
    skills = _skills(found, findings)
    for table in found.of("links"):
        for line, (occupation, skill, relation) in findings.read(table, "occupationUri", "skillUri", "relationType"):
            if occupation not in occupations or (skills and skill not in skills):
                findings.reject(table, line, "métier ou compétence inconnus", "unknown occupation or skill")
                continue
            findings.add("link", occupation, skill, relation)
    return findings


def _occupations(found: Found, findings: Findings) -> set[str]:
    known: set[str] = set()
    for table in found.of("occupations"):
        needed = ("conceptUri", "iscoGroup", "preferredLabel", "altLabels")
        for line, (uri, isco, label, others) in findings.read(table, *needed):
            if not uri.startswith(_CONCEPT) or not label:
                findings.reject(table, line, "sans adresse ou sans libellé", "no address or no label")
                continue
            known.add(uri)
            labels = dict.fromkeys([label, *(other.strip() for other in others.splitlines() if other.strip())])
            titles = (split_title(text, tight=True) for text in labels)
            findings.add("occupation", uri, isco, *(form for one in titles for form in (one.masculine, one.feminine)))
    return known


def _skills(found: Found, findings: Findings) -> set[str]:
    known: set[str] = set()
    for table in found.of("skills"):
        for line, (uri, kind, label) in findings.read(table, "conceptUri", "skillType", "preferredLabel"):
            if not uri.startswith(_CONCEPT) or not label:
                findings.reject(table, line, "sans adresse ou sans libellé", "no address or no label")
                continue
            known.add(uri)
            findings.add("skill", uri, kind, label)
    return known
