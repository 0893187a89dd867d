"""The page on which people pay in play: what it says, what its buttons do, who may press them."""

import re
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import SecretStr

from agents.runtime import Runtime
from server.routers.sandbox import WORDS
from tests.fakes.iris import LiveIris
from tests.server.purses import Till, opened
from tools.billing import BillingSettings


@pytest.fixture
async def till(build: Callable[..., Runtime]) -> AsyncIterator[Till]:
    """Somebody who pays in the sandbox."""
    async with opened(build) as made:
        yield made


async def page_of(till: Till, product: str = "cafe_luna", locale: str = "fr") -> str:
    """The path of the page of a new order."""
    payment = await till.iris.billing.purchase(await till.actor(), product, key=f"k:{product}:{locale}", locale=locale)
    assert payment.url is not None
    return urlsplit(payment.url).path


async def points(till: Till) -> int:
    return (await till.iris.energy.balance(till.user_id)).available


async def test_the_page_says_what_is_bought_and_that_nothing_is_paid(till: Till) -> None:
    answer = await till.http.get(await page_of(till), headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    # The order's language goes before the browser's.
    assert answer.headers["content-language"] == "fr"
    for word in ("sand", "open", "pay", "refuse", "explained"):
        assert WORDS["fr"][word] in answer.text
    assert "2,99\N{NO-BREAK SPACE}€" in answer.text
    assert "Caf" in answer.text
    assert "par mois" not in answer.text
    plan = await till.http.get(await page_of(till, "luna_unlimited", "en"))
    assert plan.headers["content-language"] == "en"
    assert "€29.99 a month" in plan.text


async def test_the_page_is_what_the_policy_allows(till: Till) -> None:
    answer = await till.http.get(await page_of(till))
    policy = answer.headers["content-security-policy"]
    nonces = set(re.findall(r'nonce="([^"]+)"', answer.text))
    assert nonces == set(re.findall(r"'nonce-([^']+)'", policy))
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert "form-action 'self'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert not re.findall(r"""(?:src|href)=["'](?!data:)""", answer.text)


async def test_who_pays_has_the_points_once(till: Till) -> None:
    path = await page_of(till)
    for _ in range(2):
        answer = await till.http.post(f"{path}/pay")
        assert (answer.status_code, answer.headers["location"]) == (303, path)
    shown = await till.http.get(path)
    assert WORDS["fr"]["paid"] in shown.text
    assert "Retournez à votre conversation" in shown.text
    assert WORDS["fr"]["sand"] in shown.text
    assert "<button" not in shown.text
    assert await points(till) == 28
    await till.http.post(f"{path}/refuse")
    assert await points(till) == 28


async def test_who_refuses_buys_nothing_and_the_page_is_closed(till: Till) -> None:
    path = await page_of(till, "luna", "en")
    for deed in ("refuse", "pay"):
        assert (await till.http.post(f"{path}/{deed}")).status_code == 303
    shown = await till.http.get(path)
    assert WORDS["en"]["closed"] in shown.text
    assert await points(till) == 0


async def test_a_page_that_nobody_made_is_not_there(till: Till) -> None:
    for method in ("GET", "POST"):
        path = "/billing/sandbox/cs_sandbox_guessed" + ("/pay" if method == "POST" else "")
        answer = await till.http.request(method, path)
        assert answer.status_code == 404
        assert WORDS["fr"]["gone"] in answer.text
    customer = await till.iris.billing.gateway.customer(till.user_id)  # type: ignore[union-attr]
    assert (await till.http.get(f"/billing/sandbox/{customer}")).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_only_this_page_may_send_its_form(till: Till, headers: dict[str, str], status: int) -> None:
    answer = await till.http.post(f"{await page_of(till)}/pay", headers=headers)
    assert answer.status_code == status
    assert await points(till) == (28 if status == 303 else 0)


async def test_what_a_title_holds_is_not_html(till: Till) -> None:
    gateway = till.iris.billing.gateway
    assert gateway is not None
    order = (await till.iris.billing.purchase(await till.actor(), "luna", flow="intent", key="k")).order
    opened_page = await gateway.checkout(order, title="<img src=x>$sand", customer="cus_1", locale="fr")
    shown = await till.http.get(f"/billing/sandbox/{opened_page.id}")
    assert "&lt;img src=x&gt;$sand" in shown.text


async def test_where_stripe_is_connected_there_is_no_sandbox(build: Callable[..., Runtime]) -> None:
    settings = BillingSettings(secret_key=SecretStr("sk_test_1"), api_base="http://127.0.0.1:1")
    async with opened(build, billing=settings) as till:
        assert (await till.http.get("/billing/sandbox/cs_sandbox_any")).status_code == 404


def test_the_two_languages_say_the_same_things() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()


def test_the_whole_journey_on_a_real_server(live: LiveIris) -> None:
    with live.client() as person:
        offered = person.post(
            "/luna/energy/purchase", json={"pack_id": "cafe_luna"}, headers={"Idempotency-Key": "k"}
        ).raise_for_status()
        path = urlsplit(_address(offered.json())).path
        with httpx.Client(base_url=live.url, follow_redirects=True) as browser:
            assert WORDS["fr"]["sand"] in browser.get(path).raise_for_status().text
            origin = {"Origin": live.url, "Sec-Fetch-Site": "same-origin"}
            done = browser.post(f"{path}/pay", headers=origin).raise_for_status()
            assert WORDS["fr"]["paid"] in done.text
        assert person.get("/luna/energy/me").raise_for_status().json()["energy_available"] == 28


def _address(payment: dict[str, object]) -> str:
    return str(payment["url"])
