"""The routes of events: what clients record, what a person reads, an app's cursor, the narrative."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from agents.runtime import Runtime
from tests.server.purses import Till, opened
from tools.accounts.models import KEY_SCOPES
from tools.accounts.people import close_person

SENT = {"type": "ApplicationSent", "data": {"channel": "email"}, "private": {"offer_id": "offre-12"}}


@pytest.fixture
async def till(build: Callable[..., Runtime]) -> AsyncIterator[Till]:
    """Somebody on their way."""
    async with opened(build) as made:
        yield made


async def sealed(till: Till) -> None:
    """Everything that happened so far is in the one order."""
    last = (await till.iris.events.of_person(till.user_id))[-1].position
    for _ in range(400):
        if any(each.event.position == last for each in await till.iris.events.sealed()):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the sealer did not come by")


async def test_what_a_client_records_is_in_the_persons_events_and_narrative(till: Till) -> None:
    recorded = await till.post("/luna/events", {**SENT, "private": {"note": "Chez Biocoop, à Nolwenn Le Goff"}})
    assert recorded.status_code == 201
    await sealed(till)
    await sealed(till)
    page = (await till.get("/luna/events/me")).json()["events"]
    [event] = [each for each in page if each["type"] == "ApplicationSent"]
    assert event == {**recorded.json(), "seq": event["seq"]}
    assert event["private"] == {"note": "Chez Biocoop, à Nolwenn Le Goff"}
    story = (await till.get(f"/luna/narrative/{till.user_id}")).json()
    assert story["position"] >= event["position"]
    assert event["id"] in str(story["chapters"])
    german = await till.http.get("/luna/narrative/me", headers={**till.bearer, "Accept-Language": "en"})
    assert german.json()["locale"] == "en"


async def test_an_event_with_a_key_is_recorded_once(till: Till) -> None:
    first, again = [await till.post("/luna/events", SENT, key="k") for _ in range(2)]
    assert first.json() == again.json()
    other = await till.post("/luna/events", {**SENT, "private": {"offer_id": "offre-13"}}, key="k")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    await sealed(till)
    await sealed(till)
    page = (await till.get("/luna/events/me")).json()["events"]
    assert [each["type"] for each in page].count("ApplicationSent") == 1
    await till.post("/luna/events", SENT)
    await sealed(till)
    await sealed(till)
    page = (await till.get("/luna/events/me")).json()["events"]
    assert [each["type"] for each in page].count("ApplicationSent") == 2


async def test_who_reads_their_events_page_by_page_goes_on_where_they_were(till: Till) -> None:
    for _ in range(3):
        await till.post("/luna/events", SENT)
    await sealed(till)
    seen, after = [], 0
    while (page := (await till.get("/luna/events/me", after=after, limit=2)).json())["events"]:
        assert page["next"] == page["events"][-1]["seq"] > after
        seen += page["events"]
        after = page["next"]
    assert page["next"] == after
    assert len({each["id"] for each in seen}) == len(seen)
    assert [each["type"] for each in seen].count("ApplicationSent") == 3


@pytest.mark.parametrize("type", ["EnergyCredited", "FactRemembered", "Nothing", "applicationsent", "x" * 64])
async def test_what_clients_may_not_record_is_refused_with_what_they_may(till: Till, type: str) -> None:
    answer = await till.post("/luna/events", {"type": type, "data": {}})
    client = sorted(each.name for each in till.iris.events.registry or () if each.client)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_event")
    assert answer.json()["known"] == client
    assert "ApplicationSent" in client


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"offer_id": "offre-12"}},
        {"private": {"offer_id": "Nolwenn Le Goff"}},
        {"private": {"offer_id": "a@b.fr"}},
        {"private": {"offer_id": 12}},
        {"data": {"salary": 30_000}},
        {"data": {"channel": "pigeon"}},
        {"data": {"on": "9999-12-31"}},
        {"private": {"offer_id": "\ud800"}},
        {"data": []},
        {"private": {"offer_id": "o" * 20_000}},
        {"private": {"note": "x" * 501}},
        {"private": {"diary": "x"}},
        {"user_id": "u_2"},
        {"type": ""},
        {"type": 5},
    ],
)
async def test_an_event_that_is_not_as_its_type_says_is_refused(till: Till, change: dict[str, Any]) -> None:
    body = {**SENT, **change}
    raw = json.dumps(body)
    answer = await till.http.post(
        "/luna/events", content=raw, headers={**till.bearer, "Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_arguments"), answer.text
    assert (await till.get("/luna/events/me")).json()["events"] == []


async def test_an_app_reads_what_happened_to_its_people_by_its_cursor(till: Till) -> None:
    other = await till.another()
    for who, trade in ((till, "D1102"), (other, "D1103"), (till, "D1104")):
        body = {**SENT, "data": {"rome": trade}, "private": {"offer_id": "offre-12", "note": "mes mots"}}
        assert (await who.post("/luna/events", body)).status_code == 201
    elsewhere = await till.iris.directory.create_app("Ailleurs", organisation="Ailleurs")
    await till.give(10)
    await sealed(till)
    key = await till.key()
    seen: list[Any] = []
    after = 0
    while True:
        page = (await till.get("/luna/events", headers=key, after=after, limit=2)).json()
        if not page["events"]:
            break
        seen += page["events"]
        assert page["next"] == page["events"][-1]["seq"]
        after = page["next"]
    mine = [each for each in seen if each["type"] == "ApplicationSent"]
    assert [(each["user_id"], each["data"]["rome"]) for each in mine] == [
        (till.user_id, "D1102"),
        (other.user_id, "D1103"),
        (till.user_id, "D1104"),
    ]
    assert "mes mots" not in str(seen)
    assert "offre-12" not in str(seen)
    assert [each["seq"] for each in seen] == sorted(each["seq"] for each in seen)
    shared = {each.name for each in till.iris.events.registry or () if each.shared}
    assert {each["type"] for each in seen} <= shared
    only = (await till.get("/luna/events", headers=key, types="ApplicationSent")).json()["events"]
    assert only == mine
    theirs = {"Authorization": f"Bearer {elsewhere.api_key}"}
    assert (await till.get("/luna/events", headers=theirs)).json() == {"events": [], "next": 0}


async def test_the_cursor_is_an_apps_within_its_scopes(till: Till) -> None:
    person = await till.get("/luna/events")
    assert (person.status_code, person.json()["code"]) == (403, "missing_scope")
    lacking = await till.get("/luna/events", headers=await till.key(*(KEY_SCOPES - {"events:read"})))
    assert (lacking.status_code, lacking.json()["code"]) == (403, "missing_scope")
    assert (await till.get("/luna/events", headers=await till.key("admin:read"))).status_code == 403
    assert (await till.get("/luna/events", headers={})).status_code == 401
    key = await till.key("events:read")
    unknown = await till.get("/luna/events", headers=key, types="FactRemembered")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_event")
    assert "ApplicationSent" in unknown.json()["known"]
    for after in (-1, "x", 2**63):
        assert (await till.get("/luna/events", headers=key, after=after)).status_code == 422


async def test_nobody_reads_the_events_or_the_path_of_another(till: Till) -> None:
    other = await till.another()
    for path in (f"/luna/events/{other.user_id}", f"/luna/narrative/{other.user_id}"):
        answer = await till.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert (await till.get(path, headers=await till.key())).status_code == 200


async def test_of_who_is_erased_apps_are_told_that_and_nothing_else(till: Till) -> None:
    other = await till.another()
    for who in (till, other):
        assert (await who.post("/luna/events", SENT)).status_code == 201
    await sealed(till)
    await sealed(other)
    key = await till.key()

    async def told(after: int = 0) -> list[tuple[str, str]]:
        page = (await till.get("/luna/events", headers=key, after=after)).json()["events"]
        return [(each["user_id"], each["type"]) for each in page]

    assert await told() == [(till.user_id, "ApplicationSent"), (other.user_id, "ApplicationSent")]
    known = (await till.get("/luna/events", headers=key)).json()["next"]
    assert (await other.post("/privacy/erase", {"confirm": "EFFACER"})).status_code == 200
    assert (other.user_id, "ApplicationSent") not in await told(), "at once, before the sealer came by"
    await sealed(other)
    assert await told(known) == [(other.user_id, "PersonErased")], "who is up to date hears of it"
    assert await told() == [(till.user_id, "ApplicationSent"), (other.user_id, "PersonErased")]
    [event] = (await till.get("/luna/events", headers=key, types="PersonErased")).json()["events"]
    assert event["data"] == {}


async def test_the_path_of_a_visitor_who_has_an_account_now_is_told_once(till: Till) -> None:
    assert (await till.post("/luna/events", SENT)).status_code == 201
    await sealed(till)
    organisation = (await till.actor()).organisation_id
    assert len(await till.iris.events.of_organisation(organisation)) == 1
    await till.iris.database.write(lambda c: close_person(c, till.user_id))
    assert await till.iris.events.of_organisation(organisation) == []
