"""The routes of the trajectory: planned once for its price, asked when unsure, changed and taken away for nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from agents.runtime import Runtime
from tests.server.purses import Till, opened

ROUTE = "/luna/aube/trajectory"
BODY = {"current": "caissière", "target": "secrétaire médicale"}


@pytest.fixture
async def till(build: Callable[..., Runtime]) -> AsyncIterator[Till]:
    """Somebody with 60 points."""
    async with opened(build) as made:
        await made.give(60)
        yield made


async def left(till: Till) -> int:
    return int((await till.get("/luna/energy/me")).json()["energy_available"])


async def change(till: Till, trajectory: str, **what: object) -> httpx.Response:
    headers = {**till.bearer, "Accept-Language": "fr"}
    return await till.http.patch(f"{ROUTE}/{trajectory}/steps", json=what, headers=headers)


async def test_planning_costs_its_price_once_and_changing_nothing(till: Till) -> None:
    first, again = await till.post(ROUTE, BODY, key="k"), await till.post(ROUTE, BODY, key="k")
    assert first.status_code == 200, first.text
    made = first.json()
    assert again.json() == made
    assert await left(till) == 10
    changed = await change(till, made["trajectory"], action="drop", step="fund")
    assert changed.status_code == 200, changed.text
    assert changed.json()["version"] == 2
    assert (await till.get(f"{ROUTE}/{made['trajectory']}", version=1)).json()["steps"] == made["steps"]
    assert await left(till) == 10
    assert made["introduction"].startswith("Voici un chemin possible")


async def test_what_is_not_sure_is_asked_with_candidates_and_costs_nothing(till: Till) -> None:
    refused = await till.post(ROUTE, {**BODY, "target": "travailler avec des enfants"})
    assert (refused.status_code, refused.json()["code"]) == (422, "unclear_occupation")
    assert refused.json()["field"] == "target"
    assert all(each["code"] and each["title"] for each in refused.json()["candidates"])
    assert await left(till) == 60


async def test_the_order_is_kept_with_a_reason(till: Till) -> None:
    made = (await till.post(ROUTE, {"current": "aide-soignante", "target": "infirmière"})).json()
    refused = await change(till, made["trajectory"], action="move", step="start", to=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "step_needed")
    assert (refused.json()["step"], refused.json()["before"]) == ("start", "apply")
    compulsory = await change(till, made["trajectory"], action="drop", step="train")
    assert (compulsory.status_code, compulsory.json()["code"]) == (409, "step_required")


@pytest.mark.parametrize(("format", "kind"), [("json", "json"), ("md", "markdown"), ("csv", "csv")])
async def test_it_is_taken_away_as_a_file(till: Till, format: str, kind: str) -> None:
    made = (await till.post(ROUTE, BODY)).json()
    sent = await till.get(f"{ROUTE}/{made['trajectory']}/export", format=format)
    assert sent.status_code == 200
    assert kind in sent.headers["content-type"]
    assert f"{made['trajectory']}-v1.{format}" in sent.headers["content-disposition"]
    assert sent.content


async def test_it_is_a_card_that_is_drawn_in_the_person_s_language(till: Till) -> None:
    made = (await till.post(ROUTE, BODY)).json()
    await change(till, made["trajectory"], action="done", step="ask")
    card = (await till.get(f"{ROUTE}/{made['trajectory']}/card")).json()
    assert (card["kind"], card["data"]["id"], card["data"]["version"]) == ("trajectory", made["trajectory"], 2)
    assert [step["id"] for step in card["data"]["steps"]] == [step["id"] for step in made["steps"]]
    drawn = await till.get(f"{ROUTE}/{made['trajectory']}/card.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert "c'est fait" in drawn.text
    sent = {**till.bearer, "Accept-Language": "en", "If-None-Match": drawn.headers["etag"]}
    english = await till.http.get(f"{ROUTE}/{made['trajectory']}/card.svg", headers=sent)
    assert english.status_code == 200
    assert "Train" in english.text
    first = await till.get(f"{ROUTE}/{made['trajectory']}/card", version=1)
    assert first.json()["data"]["steps"][0]["done"] is False


async def test_somebody_elses_is_not_found_and_too_little_energy_plans_nothing(till: Till) -> None:
    made = (await till.post(ROUTE, BODY)).json()
    other = await till.another()
    assert (await other.get(f"{ROUTE}/{made['trajectory']}")).status_code == 404
    for part in ("export", "card", "card.svg"):
        assert (await other.get(f"{ROUTE}/{made['trajectory']}/{part}")).status_code == 404
    assert (await change(other, made["trajectory"], action="drop", step="fund")).status_code == 404
    short = await other.post(ROUTE, BODY)
    assert (short.status_code, short.json()["code"]) == (402, "insufficient_energy")
    assert (await other.get(f"{ROUTE}/{made['trajectory']}")).status_code == 404


async def test_ten_changes_at_once_lose_none_that_is_answered(till: Till) -> None:
    made = (await till.post(ROUTE, BODY)).json()["trajectory"]
    sent = await asyncio.gather(*(change(till, made, action="add", title=f"Étape {n}") for n in range(10)))
    kept = [each.json() for each in sent if each.status_code == 200]
    assert {each.status_code for each in sent} <= {200, 409}
    now: Any = (await till.get(f"{ROUTE}/{made}")).json()
    assert now["version"] == 1 + len(kept)
    assert len([step for step in now["steps"] if step["kind"] == "own"]) == len(kept)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"target": ""},
        {"target": "x", "current": 3},
        {**BODY, "user_id": "u"},
        {**BODY, "situation": "riche"},
        {**BODY, "target": "x" * 301},
    ],
)
async def test_bad_bodies_are_refused(till: Till, body: dict[str, object]) -> None:
    assert (await till.post(ROUTE, body)).status_code == 422
    assert await left(till) == 60
