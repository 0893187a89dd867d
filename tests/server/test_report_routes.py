"""Reports by REST: what the list stands on, for the person alone; links that anybody may open until they end."""

import csv
import io
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from agents.runtime import Runtime
from tests.server.purses import Till, opened
from tests.server.test_aube_routes import finish
from tools.aube.report import Report


@pytest.fixture
async def till(build: Callable[..., Runtime]) -> AsyncIterator[Till]:
    async with opened(build) as made:
        yield made


async def delete(till: Till, path: str) -> httpx.Response:
    """Delete, as the person."""
    return await till.http.delete(path, headers=till.bearer)


async def test_transparency_tells_what_the_list_is_made_of(till: Till) -> None:
    done = await finish(till, "aide-soignante", depth=2)
    got = await till.get(f"/luna/aube/transparency/{done['assessment']}")
    assert got.status_code == 200
    assert got.headers["cache-control"] == "no-store"
    told = got.json()
    listed = (await till.post("/luna/aube/recommendations/last")).json()["matches"]
    assert [(each["code"], each["score"]) for each in told["matches"]] == [
        (each["code"], each["score"]) for each in listed
    ]
    assert (await till.get("/luna/aube/transparency/last")).json() == told


async def test_the_export_is_json_or_csv(till: Till) -> None:
    await finish(till, "aide-soignante")
    whole = await till.get("/luna/aube/export/last")
    assert whole.json()["transparency"]["matches"]
    assert "attachment" in whole.headers["content-disposition"]
    table = (await till.get("/luna/aube/export/last", format="csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert {"answer", "match", "part", "source"} <= {row["section"] for row in rows}
    assert (await till.get("/luna/aube/export/last", format="xml")).status_code == 422


@pytest.mark.parametrize("level", [1, 2, 3])
async def test_the_report_has_three_levels_in_two_formats(till: Till, level: int) -> None:
    await finish(till, "aide-soignante", depth=2)
    pdf = await till.get("/luna/aube/report/last", level=level)
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["content-type"] == "application/pdf"
    plain = (await till.get("/luna/aube/report/last", level=level, format="json")).json()
    assert plain["level"] == level
    assert till.user_id not in str(plain)
    assert (await till.get("/luna/aube/report/last", level=4)).status_code == 422


async def test_level_three_tells_what_models_saw_of_a_conversation(till: Till) -> None:
    await finish(till, "aide-soignante")
    said = await till.post("/v1/chat", {"message": "Bonjour, je m'appelle Camille Durand"})
    assert said.status_code == 200
    plain = (
        await till.get("/luna/aube/report/last", level=3, format="json", thread_id=said.headers["x-iris-thread-id"])
    ).json()
    assert "Ce que les modèles ont vu" in [section["title"] for section in plain["sections"]]
    assert "en mode guidé, sans modèle" in str(plain)
    page = await till.get("/luna/aube/report/last", level=2, format="json", thread_id=said.headers["x-iris-thread-id"])
    assert "en mode guidé, sans modèle" in page.text
    messages = (await till.get(f"/v1/threads/{said.headers['x-iris-thread-id']}/messages")).json()["messages"]
    assert [each["model"] for each in messages] == [None, "guided"]
    assert "Camille" not in str(plain)
    assert (await till.get("/luna/aube/report/last", level=3, thread_id="t_nobody")).status_code == 404


async def test_a_link_opens_without_signing_in_until_it_is_taken_back(till: Till) -> None:
    done = await finish(till, "aide-soignante")
    base = f"/luna/aube/report/{done['assessment']}/share"
    made = await till.post(base, {"level": 2, "format": "json", "days": 3}, key="k")
    assert made.status_code == 201
    share = made.json()
    assert (await till.post(base, {"level": 2, "format": "json", "days": 3}, key="k")).json() == share
    assert (await till.get(base)).json() == {"shares": [share]}
    opened_by_anybody = await till.http.get(share["path"])
    assert opened_by_anybody.status_code == 200
    assert opened_by_anybody.headers["cache-control"] == "no-store"
    assert opened_by_anybody.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in opened_by_anybody.headers["x-robots-tag"]
    assert opened_by_anybody.json()["level"] == 2
    assert till.user_id not in opened_by_anybody.text + share["path"]
    assert (await delete(till, f"{base}/{share['id']}")).status_code == 204
    shut, wrong = await till.http.get(share["path"]), await till.http.get("/r/wrong")
    assert (shut.status_code, shut.json()["code"]) == (404, "report_link_invalid")
    own = {"instance": "", "request_id": ""}
    assert {**shut.json(), **own} == {**wrong.json(), **own}
    assert (await till.get(base)).json() == {"shares": []}


async def test_a_link_may_be_a_pdf_and_lives_thirty_days_at_most(till: Till) -> None:
    await finish(till, "aide-soignante")
    made = (await till.post("/luna/aube/report/last/share", {})).json()
    assert (await till.http.get(made["path"])).content.startswith(b"%PDF")
    for wrong in ({"days": 31}, {"days": 0}, {"level": 4}, {"format": "html"}, {"user_id": "u"}):
        assert (await till.post("/luna/aube/report/last/share", wrong)).status_code == 422


async def test_nobody_elses_assessment_is_told(till: Till) -> None:
    done = await finish(till, "aide-soignante")
    share = (await till.post(f"/luna/aube/report/{done['assessment']}/share", {})).json()
    other = await till.another()
    for path in ("transparency", "export", "report"):
        assert (await other.get(f"/luna/aube/{path}/{done['assessment']}")).status_code == 404
        assert (await till.http.get(f"/luna/aube/{path}/{done['assessment']}")).status_code == 401
    assert (await other.post(f"/luna/aube/report/{done['assessment']}/share", {})).status_code == 404
    await finish(other, "boulanger")
    assert (await delete(other, f"/luna/aube/report/last/share/{share['id']}")).status_code == 404
    assert (await till.http.get(share["path"])).status_code == 200


async def test_the_frozen_report_is_a_report(till: Till) -> None:
    await finish(till, "aide-soignante")
    await till.post("/luna/aube/report/last/share", {"level": 1, "format": "json"})
    [kept] = await till.iris.career.shares.of(till.user_id)
    assert isinstance(kept.report, Report)
    assert kept.report.sections == ()


async def test_sharing_ones_own_words_says_so(till: Till) -> None:
    await finish(till, "aide-soignante")
    base = "/luna/aube/report/last/share"
    plain = (await till.post(base, {})).json()
    assert (plain["level"], plain["warning"]) == (2, None)
    whole = (await till.post(base, {"level": 3, "format": "json"})).json()
    assert "les mots mêmes de la personne" in whole["warning"]
    assert [each["warning"] for each in (await till.get(base)).json()["shares"]] == [None, whole["warning"]]
