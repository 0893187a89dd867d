"""Tables by ISCO-08 group: the ROME's link to it, the ILO's exposure, Nesta's automation."""

import re

from knowledge.occupations.importers.findings import Findings
from knowledge.occupations.importers.recognition import Found
from knowledge.occupations.importers.tables import Table

_ROME = re.compile(r"[A-N]\d{4}")


def read_rome_isco(found: Found) -> Findings:
    """Rows « isco »: ROME v3 code, ISCO-08 unit group. Raises OccupationsError."""
    findings = Findings()
    for table in found.of("codes"):
        for line, (code, group) in findings.read(table, "Code ROME", "Code ISCO08"):
            if not _ROME.fullmatch(code):
                findings.reject(table, line, f"{code!r} n'est pas un code ROME", f"{code!r} is no ROME code")
            elif isco := _isco(findings, table, line, group):
                findings.add("isco", code, isco)
    return findings


def read_ilo(found: Found) -> Findings:
    """Rows « group » (ISCO, title, mean, spread, gradient) and « task » (ISCO, text, score); scores are 0 to 1."""
    findings = Findings()
    seen: dict[str, list[str]] = {}
    needed = ("ISCO_08", "Title", "mean_score_2025", "SD_2025", "potential25")
    for table in found.of("groups"):
        for line, (code, title, mean, spread, gradient, text, score) in findings.read(
            table, *needed, optional=("Task_ISCO", "score_2025")
        ):
            tasks = "Task_ISCO" in table.columns
            if not (isco := _isco(findings, table, line, code)) or not _within(
                findings, table, line, (mean, spread, *([score] if tasks else [])), 1
            ):
                continue
            group = seen.setdefault(isco, [title, mean, spread, gradient])
            if group != [title, mean, spread, gradient]:
                findings.reject(table, line, f"{isco} : deux moyennes", f"{isco}: two means")
                continue
            if tasks and text:
                findings.add("task", isco, text.strip(" ;."), score)
    for isco, cells in seen.items():
        findings.add("group", isco, *cells)
    return findings


def read_nesta(found: Found) -> Findings:
    """Rows « automation »: ISCO, title, risk (0 and more), prevalence of bottlenecks (0 to 1), category."""
    findings = Findings()
    seen: set[str] = set()
    needed = ("isco_code", "isco_unit_group", "risk", "prevalence", "risk_category")
    for table in found.of("groups"):
        for line, (code, title, risk, prevalence, category) in findings.read(table, *needed):
            if not (isco := _isco(findings, table, line, code)):
                continue
            if isco in seen:
                findings.reject(table, line, f"{isco} : déjà vu", f"{isco}: seen before")
            elif _within(findings, table, line, (risk,), 1000) and _within(findings, table, line, (prevalence,), 1):
                seen.add(isco)
                findings.add("automation", isco, title, risk, prevalence, category)
    return findings


def _isco(findings: Findings, table: Table, line: int, text: str) -> str:
    """Four digits (spreadsheets lose the first zero of the armed forces'); "" when it is no unit group."""
    code = text.removesuffix(".0").zfill(4)
    if re.fullmatch(r"\d{4}", code) and code != "0000":
        return code
    findings.reject(table, line, f"{text!r} n'est pas un groupe CITP-08", f"{text!r} is no ISCO-08 unit group")
    return ""


def _within(findings: Findings, table: Table, line: int, texts: tuple[str, ...], most: float) -> bool:
    for text in texts:
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value <= most:
            findings.reject(table, line, f"{text!r} n'est pas entre 0 et {most:g}", f"{text!r} is not in 0 to {most:g}")
            return False
    return True
