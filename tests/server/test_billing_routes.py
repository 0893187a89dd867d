"""The routes of billing: what is sold, how it is ordered and paid, and what a webhook is believed."""

import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update

from agents.runtime import Runtime
from server.app import create_app
from server.limits import Limits, LimitSettings
from tests.server.purses import Till, opened
from tools.billing import BillingSettings
from tools.billing.gateway import TOLERANCE, sign
from tools.storage.schema import inbox, proposals

SECRET = "whsec_of_the_tests"
OURS = "acct_ours"
CENTS: list[Any] = [-299, 0, 2.99, 299.5, 10**30, 10_000_001, "299", True, None]


@pytest.fixture
async def till(build: Callable[..., Runtime]) -> AsyncIterator[Till]:
    """Somebody who pays in the sandbox."""
    async with opened(build) as made:
        yield made


@pytest.fixture
async def stripe(build: Callable[..., Runtime]) -> AsyncIterator[Till]:
    """A house with Stripe's test key, whose webhooks only are called."""
    settings = BillingSettings.model_validate(
        {"secret_key": "sk_test_1", "webhook_secret": SECRET, "account": OURS, "api_base": "http://127.0.0.1:1"}
    )
    async with opened(build, billing=settings) as made:
        yield made


def event(**changes: Any) -> bytes:
    """An event of Stripe's, of a type that concerns us."""
    told = {
        "id": "evt_1",
        "object": "event",
        "type": "payment_intent.succeeded",
        "created": 1_790_000_000,
        "livemode": False,
        "data": {"object": {"id": "pi_1", "object": "payment_intent", "status": "succeeded", "amount": 299}},
    }
    return json.dumps({**told, **changes}).encode()


async def tell(till: Till, payload: bytes, signature: str | None) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    if signature is not None:
        headers["Stripe-Signature"] = signature
    return await till.http.post("/billing/webhook", content=payload, headers=headers)


def now(till: Till) -> int:
    return int(till.iris.clock.now().timestamp())


async def kept(till: Till) -> int:
    query = select(func.count()).select_from(inbox)
    return int(await till.iris.database.read(lambda c: c.execute(query).scalar_one()))


async def proposal(till: Till) -> str:
    return (await till.iris.billing.propose(await till.actor(), "cafe_luna")).id


async def test_the_price_list_is_there_for_everybody_in_their_language(till: Till) -> None:
    told = (await till.http.get("/billing/packs", headers={"Accept-Language": "de"})).json()
    assert {pack["id"]: (pack["amount"], pack["points"], pack["first_bonus"]) for pack in told["packs"]} == {
        "cafe_luna": (299, 25, 3),
        "croissant_luna": (699, 65, 0),
        "pizza_luna": (1299, 135, 0),
        "luna": (2499, 300, 0),
    }
    assert {plan["id"]: plan["amount"] for plan in told["plans"]} == {"premium": 999, "luna_unlimited": 2999}
    assert told["packs"][0]["title"] == "Luna-Kaffee"
    assert told["sandbox"] is True


async def test_a_proposal_is_confirmed_once_at_the_price_that_was_shown(till: Till) -> None:
    path = f"/billing/proposals/{await proposal(till)}/confirm"
    first = await till.post(path, {"amount": 299}, key="k")
    same = await till.post(path, {"amount": 299}, key="k")
    assert (first.status_code, same.status_code) == (200, 200)
    assert first.json()["order"]["order_id"] == same.json()["order"]["order_id"]
    replayed = await till.post(path, {"amount": 299}, key="another")
    assert (replayed.status_code, replayed.json()["code"]) == (409, "proposal_confirmed")
    assert replayed.json()["order_id"] == first.json()["order"]["order_id"]
    assert (await till.post(path, {"amount": 299})).status_code == 409


async def test_an_expired_proposal_is_gone(till: Till) -> None:
    offered = await proposal(till)
    past = till.iris.clock.now() - timedelta(seconds=1)
    await till.iris.database.write(
        lambda c: c.execute(update(proposals).where(proposals.c.id == offered).values(expires_at=past)).rowcount
    )
    answer = await till.post(f"/billing/proposals/{offered}/confirm", {"amount": 299})
    assert (answer.status_code, answer.json()["code"]) == (410, "proposal_expired")


async def test_another_price_is_refused_with_both(till: Till) -> None:
    offered = await proposal(till)
    answer = await till.post(f"/billing/proposals/{offered}/confirm", {"amount": 199})
    assert (answer.status_code, answer.json()["code"]) == (409, "price_changed")
    await till.iris.database.write(
        lambda c: c.execute(update(proposals).where(proposals.c.id == offered).values(amount=249)).rowcount
    )
    changed = await till.post(f"/billing/proposals/{offered}/confirm", {"amount": 249})
    assert (changed.status_code, changed.json()["code"]) == (409, "price_changed")
    assert (changed.json()["proposed"], changed.json()["current"]) == (249, 299)


@pytest.mark.parametrize("cents", CENTS)
async def test_odd_amounts_are_refused(till: Till, cents: Any) -> None:
    answer = await till.post(f"/billing/proposals/{await proposal(till)}/confirm", {"amount": cents})
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid_arguments", "amount")
    assert (await till.get("/billing/history/me")).json()["orders"] == []


async def test_somebody_elses_proposal_and_order_are_not_found(till: Till) -> None:
    offered, other = await proposal(till), await till.another()
    bought = (await till.post("/luna/energy/purchase", {"pack_id": "luna"})).json()["order"]["order_id"]
    answers = [
        await other.post(f"/billing/proposals/{offered}/confirm", {"amount": 299}),
        await other.post("/billing/confirm-payment", {"order_id": bought}),
        await other.get(f"/billing/orders/{bought}/receipt"),
        await other.get(f"/billing/history/{till.user_id}"),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 4


async def test_an_unknown_pack_or_plan_lists_those_that_there_are(till: Till) -> None:
    for path, body in (("create-intent", {"pack_id": "x"}), ("subscribe", {"plan_id": "x"})):
        answer = await till.post(f"/billing/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_pack")
        assert "premium" in answer.json()["known"]
    answer = await till.post("/billing/subscribe", {"plan_id": "cafe_luna"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_pack")


async def test_what_is_not_paid_credits_nothing(till: Till) -> None:
    bought = (await till.post("/billing/create-intent", {"pack_id": "luna"})).json()
    assert bought["client_secret"]
    answer = await till.post("/billing/confirm-payment", {"order_id": bought["order"]["order_id"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "order_unpaid")
    assert (await till.get("/luna/energy/me")).json()["energy_available"] == 0
    [line] = (await till.get("/billing/history/me")).json()["orders"]
    assert (line["status"], line["receipt"], line["sandbox"]) == ("pending", None, True)


async def test_who_has_no_plan_has_none_to_cancel(till: Till) -> None:
    answer = await till.post("/billing/cancel")
    assert answer.status_code == 404
    assert "abonnement" in answer.json()["detail"]


async def test_asking_for_a_payment_again_and_again_keeps_nobody_from_buying(till: Till) -> None:
    app = create_app(till.iris, limits=Limits(LimitSettings(visitor_spends="1/day"), secret=b"s" * 32))
    transport = httpx.ASGITransport(app, client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        here = replace(till, http=http)
        bought = (await here.post("/billing/create-intent", {"pack_id": "luna"}, key="k")).json()["order"]["order_id"]
        for _ in range(40):
            assert (await here.post("/billing/confirm-payment", {"order_id": bought})).status_code == 409
        for _ in range(29):
            again = await here.post("/billing/create-intent", {"pack_id": "luna"}, key="k")
            assert again.status_code == 200
        refused = await here.post("/luna/energy/purchase", {"pack_id": "luna"})
        assert (refused.status_code, refused.json()["scope"]) == (429, "spends")
        minutes = -(-refused.json()["retry_after"] // 60)
        assert f"{minutes} min" in refused.json()["detail"]


async def test_a_proposal_that_was_confirmed_says_where_its_page_is(till: Till) -> None:
    path = f"/billing/proposals/{await proposal(till)}/confirm"
    first = (await till.post(path, {"amount": 299}, key="k")).json()
    replayed = (await till.post(path, {"amount": 299}, key="another")).json()
    assert (replayed["code"], replayed["url"]) == ("proposal_confirmed", first["url"])


async def test_without_a_provider_nothing_is_sold_and_nothing_else_breaks(build: Callable[..., Runtime]) -> None:
    async with opened(build, billing=BillingSettings()) as till:
        told = (await till.http.get("/billing/packs")).json()
        assert (told["sandbox"], told["publishable_key"]) == (False, None)
        for path, body in (
            ("/luna/energy/purchase", {"pack_id": "cafe_luna"}),
            ("/billing/create-intent", {"pack_id": "cafe_luna"}),
            ("/billing/subscribe", {"plan_id": "premium"}),
        ):
            answer = await till.post(path, body)
            assert (answer.status_code, answer.json()["code"]) == (503, "payment_unavailable")
        refused = await tell(till, event(), sign(event(), SECRET, now(till)))
        assert refused.status_code == 503
        assert (await till.get("/luna/energy/me")).status_code == 200


async def test_a_webhook_that_nobody_signed_in_time_is_refused_and_logged(
    stripe: Till, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "tools.billing.inbox")
    payload, at, limit = event(), now(stripe), int(TOLERANCE.total_seconds())
    right = sign(payload, SECRET, at)
    wrong: dict[str, tuple[bytes, str | None]] = {
        "none": (payload, None),
        "empty": (payload, ""),
        "forged": (payload, sign(payload, "whsec_of_nobody", at)),
        "of another body": (event(id="evt_2"), right),
        "one byte more": (payload + b" ", right),
        "stale": (payload, sign(payload, SECRET, at - limit - 2)),
        "from the future": (payload, sign(payload, SECRET, at + limit + 60)),
        "of another day": (payload, right.replace(f"t={at}", f"t={at - 86_400}")),
        "two times": (payload, f"t={at},{right}"),
        "unreadable": (payload, "v1=zzz,t=yesterday"),
    }
    for what, (body, signature) in wrong.items():
        caplog.clear()
        answer = await tell(stripe, body, signature)
        assert (answer.status_code, answer.json()["code"]) == (400, "signature_refused"), what
        assert any(record.name == "tools.billing.inbox" for record in caplog.records), what
    assert await kept(stripe) == 0


async def test_an_event_of_another_account_or_mode_is_parked(stripe: Till) -> None:
    changes: list[dict[str, Any]] = [{"account": "acct_theirs"}, {"livemode": True}]
    for number, change in enumerate(changes):
        payload = event(id=f"evt_{number}", **change)
        answer = await tell(stripe, payload, sign(payload, SECRET, now(stripe)))
        assert (answer.status_code, answer.json()["code"]) == (503, "event_parked"), change
    assert await kept(stripe) == 2


async def test_a_webhook_is_no_larger_than_an_event(stripe: Till) -> None:
    payload = event(padding="x" * 600_000)
    answer = await tell(stripe, payload, sign(payload, SECRET, now(stripe)))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
