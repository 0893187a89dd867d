"""The export: whole, the same in JSON and CSV, and inert in a spreadsheet."""

import csv
import io
from datetime import date

import pytest

from tests.tools.aube.answered import NOW, numbers
from tests.tools.aube.test_transparency import CASES, told
from tools.aube.exporting import BOM, Export, FactLine, as_csv, as_json
from tools.aube.holding import fact_lines
from tools.aube.models import Depth
from tools.profile import Fact, Profile

FACTS = (FactLine(id="f", text="=SUM(A1)", origin="dit", on=date(2026, 1, 2), confirmed=True),)


def export(case: tuple[str, str, Depth, int]) -> Export:
    """The export of a case."""
    return Export(made_at="2026-11-21T00:00:00+00:00", facts=FACTS, transparency=told(*case)[2])


def table(case: tuple[str, str, Depth, int]) -> list[dict[str, str]]:
    """The CSV, read again."""
    text = as_csv(export(case)).decode()
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM)), delimiter=";"))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_csv_has_every_number_of_the_json(case: tuple[str, str, Depth, int]) -> None:
    whole = export(case)
    assert Export.model_validate_json(as_json(whole)) == whole
    rows = table(case)
    cells = {cell for row in rows for cell in row.values()}
    counts = {row["text"] for row in rows if row["section"] == "interest"}
    for at, value in numbers(whole.transparency.model_dump(mode="json")):
        if at[-1] in ("chosen", "offered"):
            assert any(str(value) in each.split(" / ") for each in counts)
        elif (
            at[0] not in ("version", "depth", "considered", "excluded")
            and "letters" not in at
            and at[::2] != ("interests", "weight")
        ):
            assert str(value) in cells, at


def test_the_csv_has_answers_facts_matches_reasons_parts_and_sources() -> None:
    case = CASES[-1]
    rows, transparency = table(case), told(*case)[2]
    sections = {row["section"] for row in rows}
    assert {"answer", "fact", "match", "reason", "part", "source", "rule", "exposure", "missing"} <= sections
    assert sum(row["section"] == "answer" for row in rows) == len(transparency.answers)
    assert sum(row["section"] == "source" for row in rows) == len(transparency.sources)
    for match in transparency.matches:
        assert sum(row["section"] == "reason" and row["about"] == match.code for row in rows) == len(match.reasons)


def test_nothing_in_it_is_computed_by_a_spreadsheet() -> None:
    rows = table(CASES[3])
    assert all(not cell.startswith(("=", "+", "-", "@")) or _number(cell) for row in rows for cell in row.values())
    assert "'=SUM(A1)" in {row["text"] for row in rows}


def _number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "", 1).isdigit()


def test_facts_say_where_they_come_from() -> None:
    [line] = fact_lines(Profile(facts=(Fact(id="e", kind="wish", text="changer d'air", said_at=NOW),)), "fr")
    assert (line.text, line.origin, line.on) == ("changer d'air", "dit dans une conversation", NOW.date())
