"""`GET /v1/app`: what a page begins with, for the pages of its app."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from agents.runtime import Runtime
from server.limits import Limits, LimitSettings
from tests.fakes.iris import LiveIris
from tools.accounts.closing import revoke_app
from tools.accounts.defaults import set_defaults
from tools.accounts.origins import set_origins

SITE, OTHER = "https://site.example", "https://other.example"
NOTHING: dict[str, object] = {"agent": None, "locale": None, "theme": None, "welcome": None, "suggestions": []}


@pytest.fixture
def site(live: LiveIris) -> str:
    """The publishable key of an app of one site, with every default."""

    async def make() -> str:
        iris = live.runtime
        made = await iris.directory.create_app("Site", organisation="Site")
        key = made.app.publishable_key
        await set_origins(iris.database, key, [SITE])
        told: dict[str, str | list[str] | None] = {"agent": "aube", "locale": "en", "theme": "dark", "welcome": "Hello"}
        await set_defaults(iris.database, key, {**told, "suggestions": ["My rights?"]})
        return key

    return asyncio.run(make())


def ask(live: LiveIris, key: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{live.url}/v1/app", params={"key": key}, headers=headers)


def test_an_app_without_defaults_leaves_all_to_iris(live: LiveIris) -> None:
    answer = ask(live, "pk_demo")
    assert (answer.status_code, answer.json()) == (200, NOTHING)


def test_a_page_reads_the_defaults_of_its_app(live: LiveIris, site: str) -> None:
    answer = ask(live, site, Origin=SITE)
    assert answer.json() == {
        "agent": "aube",
        "locale": "en",
        "theme": "dark",
        "welcome": "Hello",
        "suggestions": ["My rights?"],
    }
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "Origin" in answer.headers["vary"]


def test_a_page_of_another_origin_reads_nothing(live: LiveIris, site: str) -> None:
    refused = ask(live, site, Origin=OTHER)
    assert (refused.status_code, refused.json()["code"]) == (403, "origin_refused")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("fr", "Cette application Iris n’existe pas, ou a été fermée. Prévenez l’éditeur du site."),
        ("en", "This Iris application does not exist, or has been closed. Please tell whoever runs the site."),
    ],
)
def test_an_app_that_is_closed_or_unknown_is_not_found_in_words(
    live: LiveIris, site: str, locale: str, words: str
) -> None:
    asyncio.run(revoke_app(live.runtime.database, site, live.runtime.clock.now()))
    for key in (site, "pk_unknown", "nonsense"):
        refused = ask(live, key, **{"Accept-Language": locale})
        assert (refused.status_code, refused.json()["code"], refused.json()["detail"]) == (404, "not_found", words)
        assert refused.headers["cache-control"] == "no-store"
        visit = httpx.post(f"{live.url}/v1/visitors", json={"app": key}, headers={"Accept-Language": locale})
        assert (visit.status_code, visit.json()["detail"]) == (404, words)


def test_a_key_that_no_app_can_have_is_an_invalid_argument(live: LiveIris) -> None:
    for key in ("", "pk_\x00", "x" * 65):
        assert ask(live, key).json()["code"] == "invalid_arguments"


def test_who_asks_too_often_waits(build: Callable[..., Runtime]) -> None:
    limits = Limits(LimitSettings(address="3/minute"), secret=b"s" * 32)
    with LiveIris(build(), limits=limits) as live:
        codes = [ask(live, key).status_code for key in ("pk_demo", "pk_x", "pk_demo", "pk_demo")]
    assert codes == [200, 404, 200, 429]
