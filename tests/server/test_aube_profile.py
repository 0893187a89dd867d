"""What Aube finds is in the profile, follows its answers, and leaves alone what the person wrote."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from agents.runtime import Runtime
from tests.server.purses import Till, opened
from tests.server.test_aube_routes import START, UPDATE, finish

Items = list[dict[str, Any]]


@pytest.fixture
async def till(build: Callable[..., Runtime]) -> AsyncIterator[Till]:
    async with opened(build) as made:
        yield made


async def kept(till: Till, section: str) -> Items:
    """The items of a section of the profile."""
    items: Items = (await till.get("/v1/profile")).json()["items"]
    return [each for each in items if each["section"] == section]


async def until(till: Till, item: str) -> dict[str, Any]:
    """Begin as a cashier, four minutes, and answer until a question is open."""
    step = (await till.post(START, {"said": "je suis caissière", "depth": 2})).json()
    while step["question"]["item"] != item:
        step = (await till.post(UPDATE, {"options": [step["question"]["choices"][0]["id"]]})).json()
    question: dict[str, Any] = step["question"]
    return question


async def test_the_job_is_in_the_profile_once_in_the_persons_form(till: Till) -> None:
    done = await finish(till, "je suis caissière")
    [job] = await kept(till, "work")
    assert job["values"] == {"position": "Caissière", "rome": "D1505"}
    assert (job["origin"]["kind"], job["origin"]["assessment"]) == ("assessed", done["assessment"])
    await till.post(UPDATE, {"item": "job", "answer": "caissière"})
    assert await kept(till, "work") == [job]


async def test_another_job_takes_its_place_and_withdrawing_it_takes_it_back(till: Till) -> None:
    await till.post(START, {"said": "je suis caissière"})
    await till.post(UPDATE, {"item": "job", "answer": "boulanger"})
    assert [each["values"]["position"] for each in await kept(till, "work")] == ["Boulanger"]
    await till.post(UPDATE, {"withdraw": "job"})
    await till.post(UPDATE, {"withdraw": "which"})
    assert await kept(till, "work") == []


async def test_a_job_that_the_person_told_stays_alone(till: Till) -> None:
    told = {"section": "work", "values": {"position": "hôtesse de caisse", "startDate": "2019"}}
    await till.post("/v1/profile/items", told)
    await finish(till, "je suis caissière")
    assert [each["values"] for each in await kept(till, "work")] == [told["values"]]


async def test_confirmed_skills_become_items_and_follow_the_answer(till: Till) -> None:
    question = await until(till, "skills")
    first, second, third = (each for each in question["choices"][:3])
    await till.post("/v1/profile/items", {"section": "skills", "values": {"name": third["text"]}})
    chosen = [first["id"], second["id"], third["id"]]
    await till.post(UPDATE, {"item": "skills", "options": chosen}, key="k")
    await till.post(UPDATE, {"item": "skills", "options": chosen}, key="k")
    await till.post(UPDATE, {"item": "skills", "options": chosen})
    skills = await kept(till, "skills")
    kinds = {each["values"]["name"]: each["origin"]["kind"] for each in skills}
    assert kinds == {third["text"]: "form", first["text"]: "assessed", second["text"]: "assessed"}
    await till.post(UPDATE, {"item": "skills", "options": [second["id"]]})
    assert [each["values"]["name"] for each in await kept(till, "skills")] == [third["text"], second["text"]]
    await till.post(UPDATE, {"withdraw": "skills"})
    assert [each["values"]["name"] for each in await kept(till, "skills")] == [third["text"]]


async def test_what_the_person_confirmed_corrected_or_removed_stays_so(till: Till) -> None:
    question = await until(till, "skills")
    ids = [each["id"] for each in question["choices"][:3]]
    await till.post(UPDATE, {"item": "skills", "options": ids})
    confirmed, corrected, removed = await kept(till, "skills")
    await till.post(f"/v1/profile/items/{confirmed['id']}/confirm", {})
    changed = {"values": {"name": "Tenir une caisse"}}
    await till.http.patch(f"/v1/profile/items/{corrected['id']}", json=changed, headers=till.bearer)
    await till.http.delete(f"/v1/profile/items/{removed['id']}", headers=till.bearer)
    await till.post(UPDATE, {"item": "hours", "options": ["skip"]})
    names = [confirmed["values"]["name"], "Tenir une caisse"]
    assert [each["values"]["name"] for each in await kept(till, "skills")] == names
    await till.post(UPDATE, {"withdraw": "skills"})
    assert [each["values"]["name"] for each in await kept(till, "skills")] == names
