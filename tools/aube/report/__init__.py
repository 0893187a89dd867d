"""The « Trust by design » report: what a list stands on, in one line, on one page, or whole."""

from tools.aube.report.building import build_report
from tools.aube.report.models import Level, Report, SeenLine, Shown, WrittenLine
from tools.aube.report.rendering import ReportUnwritable, as_json, as_pdf

__all__ = [
    "Level",
    "Report",
    "ReportUnwritable",
    "SeenLine",
    "Shown",
    "WrittenLine",
    "as_json",
    "as_pdf",
    "build_report",
]
