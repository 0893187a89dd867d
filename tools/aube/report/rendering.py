"""A report as PDF (Typst, PDF/UA-1) and as JSON.

The report is data for the template, never a part of it: nothing that it says is run. No file but the template is
read, no package and no font of the machine is used.
"""

import asyncio
from pathlib import Path

import orjson
import pypdfium2  # type: ignore[import-untyped]
import typst

from tools.aube.report.models import Report
from tools.errors import Unavailable

TEMPLATE = Path(__file__).with_name("template.typ")
SECONDS = 20.0
SIZES = ("10", "9.25", "8.5", "7.75", "7")
"""Of the letters, in points: level 2 takes the first one with which it fits on a page."""


class ReportUnwritable(Unavailable):
    """The PDF could not be made, or not in time."""

    code = "report_unwritable"
    advice = "Ask for the report as JSON, or try again in a moment."


async def as_pdf(report: Report, *, seconds: float = SECONDS) -> bytes:
    """The report as a tagged A4 PDF; raises ReportUnwritable after so many seconds, or when Typst refuses."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(compile_pdf, report), seconds)
    except TimeoutError as error:
        raise ReportUnwritable(f"not done in {seconds} s") from error


def compile_pdf(report: Report) -> bytes:
    """The same, on this thread."""
    for size in SIZES if report.level == 2 else SIZES[:1]:
        made = _compiled(report, size)
        if report.level != 2 or _pages(made) == 1:
            break
    return made


def as_json(report: Report) -> bytes:
    """The report as JSON, indented; drawings are in it as words."""
    data = report.model_dump(mode="json")
    for section in data["sections"]:
        for block in section["blocks"]:
            block.pop("svg", None)
    return orjson.dumps(data, option=orjson.OPT_INDENT_2)


def _compiled(report: Report, size: str) -> bytes:
    try:
        made = typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            sys_inputs={"report": report.model_dump_json(), "size": size},
            ignore_system_fonts=True,
            pdf_standards="ua-1",
            timestamp=0,
        )
    except typst.TypstError as error:
        raise ReportUnwritable(f"typst: {error.message}") from error
    assert isinstance(made, bytes)
    return made


def _pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
