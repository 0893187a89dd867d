"""The routes of energy: what is shown, who may spend and give back, what is refused."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from agents.runtime import Runtime
from tests.server.purses import Till, opened
from tools.energy import LARGEST

AMOUNTS = [-5, 0, 0.5, 1e30, LARGEST + 1, 2**63, "5", True, None, [5]]


@pytest.fixture
async def till(build: Callable[..., Runtime]) -> AsyncIterator[Till]:
    """Somebody with 20 points."""
    async with opened(build) as made:
        await made.give(20)
        yield made


async def test_a_person_sees_what_they_have_and_why(till: Till) -> None:
    app = await till.key()
    spent = (
        await till.post("/luna/energy/consume", {"action": "format_letter", "user_id": till.user_id}, headers=app)
    ).json()
    shown = (await till.get(f"/luna/energy/{till.user_id}")).json()
    assert (shown["energy_available"], shown["energy_held"], shown["debt"], shown["tier"]) == (12, 0, 0, "FREE")
    assert shown["unlimited"] is False
    assert shown["teasers"], "what the tier lacks is shown"
    assert all(teaser["text"] for teaser in shown["teasers"])
    assert (await till.get("/luna/energy/me")).json() == shown
    lines = (await till.get("/luna/energy/transactions/me")).json()["transactions"]
    assert lines[0]["energy_available"] == 12
    assert lines[-1]["change"] == 20
    assert sum(line["change"] for line in lines) == 12
    assert spent["transaction_id"] in [line["transaction_id"] for line in lines]
    told = (await till.get("/luna/energy/analytics/me", days=7)).json()
    assert (told["spent"], told["by_action"]) == (8, {"format_letter": 8})


async def test_the_statement_is_read_page_by_page_to_its_end(till: Till) -> None:
    app = await till.key()
    for number in range(4):
        body = {"action": "quick_advice", "user_id": till.user_id}
        assert (await till.post("/luna/energy/consume", body, headers=app, key=str(number))).status_code == 200
    whole = (await till.get("/luna/energy/transactions/me", limit=200)).json()["transactions"]
    seen: list[Any] = []
    page = (await till.get("/luna/energy/transactions/me", limit=2)).json()
    seen += page["transactions"]
    while page["next"] is not None:
        page = (await till.get("/luna/energy/transactions/me", limit=2, before=page["next"])).json()
        seen += page["transactions"]
    assert seen == whole
    assert len({line["id"] for line in seen}) == len(seen)


async def test_can_perform_answers_exactly_what_partners_rely_on(till: Till) -> None:
    answer = await till.post("/luna/energy/can-perform", {"action": "analyze_cv"})
    assert answer.json() == {"can_perform": False, "energy_required": 25, "energy_available": 20}
    await till.give(5)
    answer = await till.post("/luna/energy/can-perform", {"action": "analyze_cv"})
    assert answer.json() == {"can_perform": True, "energy_required": 25, "energy_available": 25}
    await till.iris.energy.set_tier(till.user_id, "UNLIMITED", None, source="tests", command="tier")
    answer = await till.post("/luna/energy/can-perform", {"action": "analyze_cv"})
    assert answer.json()["can_perform"] is True


async def test_check_tells_the_balance_and_what_an_action_would_cost(till: Till) -> None:
    answer = (await till.post("/luna/energy/check", {"action": "analyze_cv"})).json()
    assert answer["balance"]["energy_available"] == 20
    assert answer["quote"] == {
        "action": "analyze_cv",
        "price": 25,
        "charge": 25,
        "basis": "energy",
        "can_perform": False,
        "shortfall": 5,
    }
    assert (await till.post("/luna/energy/check", {"action": "write_letter"})).json()["quote"]["charge"] == 0
    assert (await till.post("/luna/energy/check")).json()["quote"] is None


async def test_too_little_energy_is_402_with_the_pack_that_covers_it(till: Till) -> None:
    app = await till.key()
    answer = await till.post("/luna/energy/consume", {"action": "analyze_cv", "user_id": till.user_id}, headers=app)
    told = answer.json()
    assert answer.status_code == 402
    assert (told["error"], told["code"]) == ("insufficient_energy", "insufficient_energy")
    assert (told["energy_required"], told["energy_available"], told["required_pack"]) == (25, 20, "cafe_luna")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await till.get("/luna/energy/me")).json()["energy_available"] == 20


async def test_a_key_spends_once_also_when_it_comes_ten_times_at_once(till: Till) -> None:
    app = await till.key()
    body = {"action": "quick_advice", "user_id": till.user_id}
    calls = [till.post("/luna/energy/consume", body, headers=app, key="k") for _ in range(10)]
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["transaction_id"] for answer in answers}) == 1
    assert (await till.get("/luna/energy/me")).json()["energy_available"] == 15
    other = await till.post(
        "/luna/energy/consume", {"action": "format_letter", "user_id": till.user_id}, headers=app, key="k"
    )
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    again = await till.post("/luna/energy/consume", body, headers=app)
    assert again.json()["energy_available"] == 10


async def test_the_same_key_of_two_people_is_two_spends(till: Till) -> None:
    app, other = await till.key(), await till.another()
    await till.give(20, other.user_id)
    for who in (till, other):
        body = {"action": "quick_advice", "user_id": who.user_id}
        assert (await till.post("/luna/energy/consume", body, headers=app, key="k")).status_code == 200
        assert (await who.get("/luna/energy/me")).json()["energy_available"] == 15


async def test_the_same_key_of_two_apps_of_one_organisation_is_two_spends(till: Till) -> None:
    made = await till.iris.directory.create_app("Seconde", organisation="Iris")
    assert made.app.organisation_id == (await till.actor()).organisation_id
    body = {"action": "quick_advice", "user_id": till.user_id}
    spent = []
    for headers in (await till.key(), {"Authorization": f"Bearer {made.api_key}"}):
        for _ in range(2):
            answer = await till.post("/luna/energy/consume", body, headers=headers, key="k")
            spent.append(answer.json()["transaction_id"])
    assert spent[0] == spent[1] != spent[2] == spent[3]
    assert (await till.get("/luna/energy/me")).json()["energy_available"] == 10


async def test_a_spend_is_given_back_once(till: Till) -> None:
    app = await till.key()
    spent = await till.post("/luna/energy/consume", {"action": "quick_advice", "user_id": till.user_id}, headers=app)
    body = {"transaction_id": spent.json()["transaction_id"], "user_id": till.user_id}
    given = await till.post("/luna/energy/refund", body, headers=app, key="k")
    assert (given.status_code, given.json()["energy_available"]) == (200, 20)
    again = await asyncio.gather(*(till.post("/luna/energy/refund", body, headers=app) for _ in range(3)))
    assert {(answer.status_code, answer.json()["code"]) for answer in again} == {(409, "not_refundable")}
    assert (await till.post("/luna/energy/refund", body, headers=app, key="k")).json() == given.json()
    none = await till.post("/luna/energy/refund", {**body, "transaction_id": "h_none"}, headers=app)
    assert (none.status_code, none.json()["code"]) == (404, "not_found")
    assert (await till.get("/luna/energy/me")).json()["energy_available"] == 20


async def test_a_person_neither_consumes_nor_refunds(till: Till) -> None:
    for path, body in (
        ("/luna/energy/consume", {"action": "quick_advice"}),
        ("/luna/energy/refund", {"transaction_id": "h_1"}),
    ):
        for named in ({}, {"user_id": till.user_id}):
            answer = await till.post(path, {**body, **named})
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_an_app_names_its_person_and_nobody_elses(till: Till) -> None:
    made = await till.iris.directory.create_app("Ailleurs", organisation="Ailleurs")
    stranger = {"Authorization": f"Bearer {made.api_key}"}
    body = {"action": "quick_advice", "user_id": till.user_id}
    assert (await till.post("/luna/energy/consume", body, headers=stranger)).status_code == 404
    both = await till.post("/luna/energy/consume", body, headers={**stranger, "X-Iris-User": "client-1"})
    assert both.status_code == 404, "the header and the body name two people"
    own = await till.post(
        "/luna/energy/consume", {"action": "quick_advice"}, headers={**stranger, "X-Iris-User": "client-1"}
    )
    assert own.status_code == 402
    nobody = await till.post("/luna/energy/consume", {"action": "quick_advice"}, headers=stranger)
    assert (nobody.status_code, nobody.json()["field"]) == (422, "X-Iris-User")
    for odd in (5, "", "a b", "\x00", "é", ["u"], "x" * 200):
        refused = await till.post("/luna/energy/consume", {**body, "user_id": odd}, headers=await till.key())
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_arguments"), odd


async def test_an_administrator_gives_back_and_reads(till: Till) -> None:
    app = await till.key()
    spent = await till.post("/luna/energy/consume", {"action": "quick_advice", "user_id": till.user_id}, headers=app)
    reading, writing = await till.key("admin:read"), await till.key("admin:write")
    body = {"transaction_id": spent.json()["transaction_id"], "user_id": till.user_id}
    assert (await till.get(f"/luna/energy/{till.user_id}", headers=reading)).status_code == 200
    refused = await till.post("/luna/energy/refund", body, headers=reading)
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert (await till.post("/luna/energy/refund", body, headers=writing)).status_code == 200


@pytest.mark.parametrize("path", ["", "transactions/", "analytics/"])
async def test_somebody_elses_wallet_is_not_found(till: Till, path: str) -> None:
    other = await till.another()
    for whose in (other.user_id, "u_nobody", "%00", "é"):
        answer = await till.get(f"/luna/energy/{path}{whose}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), whose


@pytest.mark.parametrize("amount", AMOUNTS)
async def test_nobody_says_an_amount(till: Till, amount: Any) -> None:
    """What an action costs is in the price list alone."""
    app = await till.key()
    for path, body in (
        ("consume", {"action": "quick_advice", "user_id": till.user_id, "amount": amount}),
        ("consume", {"action": "quick_advice", "user_id": till.user_id, "points": amount}),
        ("refund", {"transaction_id": "h_1", "user_id": till.user_id, "amount": amount}),
        ("purchase", {"pack_id": "cafe_luna", "amount": amount}),
        ("can-perform", {"action": "quick_advice", "amount": amount}),
    ):
        headers = app if path in ("consume", "refund") else None
        answer = await till.post(f"/luna/energy/{path}", body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_arguments"), (path, answer.text)
    assert (await till.get("/luna/energy/me")).json()["energy_available"] == 20


@pytest.mark.parametrize("days", [-1, 0, 0.5, 367, 10**30, "x"])
async def test_odd_pages_are_refused(till: Till, days: Any) -> None:
    assert (await till.get("/luna/energy/analytics/me", days=days)).status_code == 422
    limit = 201 if days == 367 else days
    assert (await till.get("/luna/energy/transactions/me", limit=limit)).status_code == 422


async def test_an_unknown_action_or_pack_lists_those_that_there_are(till: Till) -> None:
    app = await till.key()
    actions = {*till.iris.energy.catalogue.actions}
    for path, headers in (("consume", app), ("can-perform", None), ("check", None)):
        body = {"action": "win_the_lottery", **({"user_id": till.user_id} if headers else {})}
        answer = await till.post(f"/luna/energy/{path}", body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_action"), path
        assert set(answer.json()["known"]) == actions
    answer = await till.post("/luna/energy/purchase", {"pack_id": "champagne_luna"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_pack")
    assert {*till.iris.energy.catalogue.packs} <= set(answer.json()["known"])


async def test_a_purchase_is_a_pending_order_with_what_is_needed_to_pay(till: Till) -> None:
    first = await till.post("/luna/energy/purchase", {"pack_id": "cafe_luna"}, key="k")
    again = await till.post("/luna/energy/purchase", {"pack_id": "cafe_luna"}, key="k")
    told = first.json()
    assert first.status_code == 200
    assert (told["order"]["status"], told["order"]["amount"], told["order"]["points"]) == ("pending", 299, 25)
    assert told["sandbox"] is True
    assert told["order"]["sandbox"] is True
    assert told["url"]
    assert again.json()["order"]["order_id"] == told["order"]["order_id"]
    assert (await till.get("/luna/energy/me")).json()["energy_available"] == 20, "nothing is paid yet"
    other = await till.post("/luna/energy/purchase", {"pack_id": "pizza_luna"}, key="k")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
