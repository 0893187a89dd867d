"""The report: three levels, PDF and JSON with the same words, data that stays data, one page when one page is asked."""

import json
import re
import threading
from datetime import date
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest

from tests.tools.aube.answered import NOW
from tests.tools.aube.test_cards import job_of, strings
from tests.tools.aube.test_transparency import CASES, told
from tools.aube.exporting import FactLine
from tools.aube.models import Assessment
from tools.aube.report import (
    Level,
    Report,
    ReportUnwritable,
    SeenLine,
    Shown,
    WrittenLine,
    as_json,
    as_pdf,
    build_report,
    rendering,
)
from tools.aube.tracing import ChangeLine, ReasonLine
from tools.aube.transparency import explain
from tools.aube.wording import wording_of

DAY = date(2026, 11, 21)
EVIL = '#read("/etc/passwd") #panic("x") $x$ <b>gras</b> *fort* _x_ @cite \\ "#" `code` // rien'
LONG = "anticonstitutionnellement" * 12
FACTS = (
    FactLine(id="1", text=EVIL, origin="dit", on=DAY, confirmed=True),
    FactLine(id="2", text=LONG, origin=LONG, on=None, confirmed=False),
)
SHOWN = Shown(
    written=(WrittenLine(text="Voilà trois pistes.", by="un-modele-1", on="20 novembre 2026"),),
    messages=(SeenLine(role="user", seen="Je suis [PERSON_1]"), SeenLine(role="assistant", seen=None)),
    facts=("cherche à [ADDRESS_1]",),
    summary="Résumé masqué",
    documents=("CV de [PERSON_1]",),
    hidden={"PERSON": 2, "EMAIL": 0},
)


def report(level: Level, case: Any = CASES[3]) -> Report:
    """A report with everything that it may hold."""
    return build_report(told(*case)[2], level, DAY, job=job_of(case), facts=FACTS, shown=SHOWN)


def words(pdf: bytes) -> tuple[int, str]:
    """Pages, and all text without spaces, hyphens and marks of where a line may end."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = "".join(page.get_textpage().get_text_range() for page in document)
        return len(document), squeezed(text)
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Text as it can be compared: a line may end anywhere, quotes may be curled."""
    return re.sub(r"[\s\u200b\u00ad\ufffe\x02-]+", "", text).replace("’", "'").replace("“", '"').replace("”", '"')


@pytest.mark.parametrize("case", [CASES[3], CASES[-2]], ids=str)
@pytest.mark.parametrize("level", [1, 2, 3])
async def test_the_pdf_says_all_that_the_json_says(level: Level, case: Any) -> None:
    made = report(level, case)
    pages, text = words(await as_pdf(made))
    plain = json.loads(as_json(made))
    for section in plain["sections"]:
        # What a picture says is in its description, and drawn.
        section["blocks"] = [block for block in section["blocks"] if block["kind"] != "picture"]
        for block in section["blocks"]:
            block.pop("kind")
    plain.pop("language")
    missing = [said for said in strings(plain) if squeezed(said).strip("…") not in text]
    # A line that a page break cuts has the foot of the page in it.
    assert len(missing) <= max(0, pages - 1) * 2, missing
    assert pages == 1 or level == 3


async def test_it_is_tagged_and_in_french() -> None:
    pdf = await as_pdf(report(3))
    assert b"/Lang (fr" in pdf or b"/Lang(fr" in pdf
    assert b"/MarkInfo" in pdf
    assert b"pdfuaid" in pdf
    assert b"/JavaScript" not in pdf


async def test_what_people_wrote_is_never_run() -> None:
    _, text = words(await as_pdf(report(3)))
    assert squeezed(EVIL) in text
    assert "root:" not in text


@pytest.mark.parametrize("word", ["mot", LONG])
async def test_level_two_fits_on_a_page_whatever_it_says(word: str) -> None:
    aube, assessment, transparency = told(*CASES[3])
    said = f"{word} " * 40
    reasons = (ReasonLine(part="skills", text=said, sources=()),) * 8
    fat = tuple(
        each.model_copy(update={"title": said[:150], "first_step": said, "reasons": reasons})
        for each in transparency.matches
    )
    changes = (ChangeLine(item="hours", text=said, enters=()),) * 6
    worst = transparency.model_copy(update={"matches": fat, "changes": changes})
    authors = tuple(WrittenLine(text="t", by=f"{word} {rank}", on="") for rank in range(9))
    assert words(await as_pdf(build_report(worst, 2, DAY, shown=Shown(written=authors))))[0] == 1
    english = explain(aube, assessment, wording_of("en"))
    assert words(await as_pdf(build_report(english, 2, DAY)))[0] == 1


async def test_no_word_leaves_the_page() -> None:
    document = pypdfium2.PdfDocument(await as_pdf(report(3)))
    try:
        for page in document:
            width, _ = page.get_size()
            text = page.get_textpage()
            for at in range(text.count_rects()):
                left, _, right, _ = text.get_rect(at)
                assert 0.06 * width <= left
                assert right <= 0.94 * width
    finally:
        document.close()


def test_each_level_says_more() -> None:
    one, two, three = (report(level) for level in (1, 2, 3))
    assert one.line == two.line == three.line
    assert one.sections == ()
    assert len(two.sections) < len(three.sections)
    transparency = told(*CASES[3])[2]
    said = " ".join(strings(three.model_dump(mode="json")))
    for answer in transparency.answers:
        assert answer.said in said
    for match in transparency.matches:
        assert match.title in one.line
        for part in match.parts:
            assert part.because in said
    for source in transparency.sources:
        assert source.name in said
    for rule in transparency.rules:
        assert rule.formula in said


def test_who_wrote_what_and_what_models_saw_is_told_at_level_three() -> None:
    said = " ".join(strings(report(3).model_dump(mode="json")))
    for each in ("un-modele-1", "Voilà trois pistes.", "Je suis [PERSON_1]", "Résumé masqué", "noms 2", "(non noté)"):
        assert each in said
    assert "Aucun modèle de langage n'a écrit une note" in said
    page = " ".join(strings(report(2).model_dump(mode="json")))
    assert "Textes de la conversation jointe : un-modele-1." in page
    assert "PERSON_1" not in page
    assert EVIL not in page


def test_without_answers_there_is_still_a_report() -> None:
    empty = explain(told(*CASES[0])[0], Assessment(id="as_0", depth=1, started_at=NOW), wording_of("fr"))
    for level in (1, 2, 3):
        made = build_report(empty, level, DAY)
        assert "aucune piste" in made.line
        assert rendering.compile_pdf(made).startswith(b"%PDF")


async def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    monkeypatch.setattr(rendering, "compile_pdf", lambda _: done.wait(10) and b"")
    with pytest.raises(ReportUnwritable):
        await as_pdf(report(1), seconds=0.01)
    done.set()


def test_what_typst_refuses_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    broken = tmp_path / "broken.typ"
    broken.write_text("#panic()")
    monkeypatch.setattr(rendering, "TEMPLATE", broken)
    with pytest.raises(ReportUnwritable) as refused:
        rendering.compile_pdf(report(1))
    assert refused.value.status == 503
