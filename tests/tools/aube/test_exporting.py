"""The export: whole, the same in JSON and CSV, and inert in a spreadsheet."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.aube.answered import NOW, numbers
from tests.tools.aube.test_transparency import CASES, told
from tools.aube.exporting import BOM, FORMULA, Export, FactLine, as_csv, as_json, inert
from tools.aube.holding import fact_lines
from tools.aube.models import Depth
from tools.profile import Fact, Profile

FACTS = (FactLine(id="f", text="=SUM(A1)", origin="dit", on=date(2026, 1, 2), confirmed=True),)


def export(case: tuple[str, str, Depth, int]) -> Export:
    """The export of a case."""
    return Export(made_at="2026-11-21T00:00:00+00:00", facts=FACTS, transparency=told(*case)[2])


def table(case: tuple[str, str, Depth, int]) -> list[dict[str, str]]:
    """The CSV of a case, read again."""
    return read(export(case))


def read(whole: Export) -> list[dict[str, str]]:
    """A CSV, read again."""
    text = as_csv(whole).decode()
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


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nothing_in_it_is_computed_by_a_spreadsheet_and_numbers_stay_numbers(
    case: tuple[str, str, Depth, int],
) -> None:
    for row in table(case):
        for name, cell in row.items():
            if name in ("value", "weight"):
                assert not cell or str(float(cell)) == cell or str(int(cell)) == cell
            else:
                assert not cell.startswith(FORMULA)
    assert "'=SUM(A1)" in {row["text"] for row in table(case)}


def test_what_is_below_zero_is_a_number() -> None:
    whole = export(CASES[0])
    match = whole.transparency.matches[0]
    part = match.parts[0].model_copy(update={"adds": -0.4})
    changed = match.model_copy(update={"parts": (part,)})
    told_so = whole.transparency.model_copy(update={"matches": (changed,)})
    assert "-0.4" in {row["value"] for row in read(whole.model_copy(update={"transparency": told_so}))}


@given(st.text(max_size=20) | st.floats(allow_nan=False) | st.integers() | st.none())
def test_numbers_are_told_from_text_by_their_type(cell: str | float | None) -> None:
    made = inert(cell)
    if isinstance(cell, str):
        assert made in (cell, f"'{cell}")
        assert not str(made).startswith(FORMULA)
    else:
        assert made == cell


def test_facts_say_where_they_come_from() -> None:
    [line] = fact_lines(Profile(facts=(Fact(id="e", kind="wish", text="changer d'air", said_at=NOW),)), "fr")
    assert (line.text, line.origin, line.on) == ("changer d'air", "dit dans une conversation", NOW.date())
