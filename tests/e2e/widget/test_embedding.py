"""In somebody else's site: another origin, a hostile policy, an app of its own; and all that can be wrong with them."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
from playwright.sync_api import BrowserContext, Request, expect

from agents.runtime import Runtime
from server.routers import widget
from tests.e2e.widget.host_page import HostPage
from tests.e2e.widget.screen import Screen
from tests.fakes.iris import LiveIris
from tools.accounts import NewApp
from tools.accounts.closing import revoke_app
from tools.accounts.origins import set_origins

pytestmark = pytest.mark.service

Build = Callable[..., Runtime]
Contexts = Callable[..., BrowserContext]


def aside(work: Callable[..., Any], *given: object, **named: object) -> Any:
    """Run a coroutine in a thread of its own: Playwright holds the event loop of this one."""
    with ThreadPoolExecutor() as pool:
        return pool.submit(lambda: asyncio.run(work(*given, **named))).result()


def tag(live: LiveIris, app: str, *, integrity: str | None = None) -> str:
    """The line of the developers' page: an address that never changes, and its digest."""
    built = widget.build()[widget.SCRIPT]
    digest = built.integrity if integrity is None else integrity
    return (
        f'<script async src="{live.url}/widget/{built.address}" integrity="{digest}" crossorigin="anonymous" '
        f'data-iris-app="{app}"></script>'
    )


@pytest.fixture
def host(live: LiveIris) -> Iterator[HostPage]:
    """A site of another origin."""
    with HostPage(live.url) as page:
        yield page


@pytest.fixture
def app(live: LiveIris, host: HostPage) -> NewApp:
    """The site's app; it lists the site's origin, and the site includes the widget."""
    made: NewApp = aside(live.runtime.directory.create_app, "Site", organisation="Site")
    aside(set_origins, live.runtime.database, made.app.publishable_key, [host.url])
    host.tags = tag(live, made.app.publishable_key)
    return made


@pytest.fixture
def visit(host: HostPage, new_context: Contexts) -> Iterator[Callable[[], Screen]]:
    """Go to the site; what its console complains of, beyond refused requests, fails the test."""
    faults: list[str] = []

    def make() -> Screen:
        page = new_context().new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(host.url)
        return Screen(page)

    yield make
    assert faults == []


def begun(screen: Screen) -> Screen:
    """A person who has opened the panel and read the notice."""
    screen.open()
    screen.agree()
    return screen


def test_a_conversation_on_another_origin_under_a_policy_that_refuses_the_rest(
    live: LiveIris, host: HostPage, app: NewApp, new_context: Contexts, visit: Callable[[], Screen]
) -> None:
    context = new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    line, host.tags = host.tags, ""
    page.goto(host.url)
    before = set(page.evaluate("() => Object.getOwnPropertyNames(window)"))
    host.tags = line
    page.goto(host.url)
    screen = begun(Screen(page))
    answer = screen.say("Bonjour, je suis soudeur et je veux changer de métier")
    assert "soudeur" in answer.lower() or screen.said.count() > 0
    assert {url for url in asked if not url.startswith((live.url, host.url, "blob:", "data:"))} == set()
    assert context.cookies() == []
    assert set(page.evaluate("() => Object.getOwnPropertyNames(window)")) - before == {"Iris"}
    assert page.evaluate("() => document.body.querySelectorAll('iris-chat').length") == 1
    assert page.evaluate("() => document.head.querySelectorAll('style, link').length") == 0
    assert visit().page.locator(".launcher").is_visible()


def test_a_page_that_is_not_listed_is_told_so(
    live: LiveIris, host: HostPage, app: NewApp, visit: Callable[[], Screen]
) -> None:
    aside(set_origins, live.runtime.database, app.app.publishable_key, ["https://autre.example"])
    screen = visit()
    screen.open()
    expect(screen.page.locator(".trouble")).to_contain_text("Cette page n’est pas autorisée")
    expect(screen.page.get_by_role("heading", name="Un site")).to_be_visible()


def test_a_page_that_may_not_read_the_refusal_is_told_by_the_widget(build: Build, new_context: Contexts) -> None:
    # Without the demo app, a page of this machine is one as any other.
    with LiveIris(build(demo=False)) as live, HostPage(live.url) as host:
        made = aside(live.runtime.directory.create_app, "Site", organisation="Site")
        aside(set_origins, live.runtime.database, made.app.publishable_key, ["https://autre.example"])
        host.tags = tag(live, made.app.publishable_key)
        page = new_context().new_page()
        page.goto(host.url)
        Screen(page).open()
        expect(page.locator(".trouble")).to_contain_text("Iris n’est pas autorisée sur cette page")


def test_a_wrong_key_is_told_so(live: LiveIris, host: HostPage, app: NewApp, visit: Callable[[], Screen]) -> None:
    host.tags = tag(live, "pk_unknown")
    screen = visit()
    screen.open()
    expect(screen.page.locator(".trouble")).to_have_count(1)
    words = screen.page.locator(".trouble").inner_text()
    assert len(words) > 20
    assert "pk_" not in words


def test_who_comes_while_iris_is_away_may_try_again(
    live: LiveIris, app: NewApp, host: HostPage, new_context: Contexts
) -> None:
    page = new_context().new_page()
    page.route("**/v1/**", lambda route: route.abort())
    page.route("**/health", lambda route: route.abort())
    page.goto(host.url)
    screen = Screen(page)
    screen.open()
    expect(page.locator(".trouble")).to_contain_text("Iris ne répond pas")
    expect(page.locator(".topic")).to_have_count(0)
    page.unroute_all()
    page.get_by_role("button", name="Réessayer").click()
    expect(page.locator(".topic")).not_to_have_count(0)
    expect(page.locator(".trouble")).to_have_count(0)


def test_an_app_that_is_closed_in_the_middle_says_so_and_keeps_the_words(
    live: LiveIris, app: NewApp, visit: Callable[[], Screen]
) -> None:
    screen = begun(visit())
    screen.say("Bonjour")
    aside(revoke_app, live.runtime.database, app.app.publishable_key, live.runtime.clock.now())
    # The server knows of it within five seconds.
    time.sleep(5.5)
    screen.write("Je suis soudeur")
    screen.rest()
    expect(screen.page.locator(".trouble")).to_be_visible()
    assert len(screen.page.locator(".trouble").inner_text()) > 20
    expect(screen.asked.last).to_have_text("Je suis soudeur")


def test_a_script_that_is_not_the_one_does_not_run_and_the_site_is_whole(
    live: LiveIris, host: HostPage, app: NewApp, visit: Callable[[], Screen]
) -> None:
    host.tags = tag(live, app.app.publishable_key, integrity=f"sha384-{'A' * 64}")
    page = visit().page
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => window.Iris") is None
    assert page.locator("iris-chat").count() == 0
    expect(page.get_by_role("heading", name="Un site")).to_be_visible()


def test_twice_in_a_page_is_once(host: HostPage, app: NewApp, visit: Callable[[], Screen]) -> None:
    host.tags += host.tags
    screen = visit()
    expect(screen.page.locator(".launcher")).to_have_count(1)
    screen.page.wait_for_load_state("networkidle")
    expect(screen.page.locator("iris-chat")).to_have_count(1)
    begun(screen)


def test_a_person_of_the_host_is_vouched_for_again_when_the_token_ends(
    app: NewApp, visit: Callable[[], Screen]
) -> None:
    made: list[int] = []

    def voucher() -> str:
        """The first one has ended on its way."""
        now = int(time.time()) - (0 if made else 900)
        made.append(now)
        claims = {"iss": app.app.publishable_key, "aud": "iris", "sub": "client-42", "iat": now, "exp": now + 300}
        return jwt.encode(claims, app.signing_secret, "HS256")

    screen = visit()
    screen.page.expose_function("voucher", voucher)
    screen.page.wait_for_function("() => window.Iris")
    screen.page.evaluate("() => Iris.identify(() => window.voucher())")
    begun(screen)
    refused: list[Request] = []
    screen.page.on("response", lambda answer: refused.append(answer.request) if answer.status == 401 else None)
    screen.say("Bonjour, je suis soudeur")
    expect(screen.page.locator(".trouble")).to_have_count(0)
    assert screen.said.count() >= 1
    assert len(made) == 2
    assert screen.page.evaluate("() => Object.keys(localStorage).filter((key) => key.endsWith(':session'))") == []


def test_a_voucher_that_fails_is_told_without_a_word_of_its_own(
    host: HostPage, app: NewApp, new_context: Contexts
) -> None:
    page = new_context().new_page()
    page.goto(host.url)
    page.wait_for_function("() => window.Iris")
    page.evaluate("() => Iris.identify(() => Promise.reject(new Error('secret of the host')))")
    screen = begun(Screen(page))
    screen.write("Bonjour")
    screen.rest()
    expect(page.locator(".trouble")).to_be_visible()
    assert "secret of the host" not in page.locator(".panel").inner_text()
    expect(screen.asked).to_have_text("Bonjour")


def test_the_window_of_its_own_shows_the_same_app(app: NewApp, new_context: Contexts, host: HostPage) -> None:
    # On a phone the panel is the whole screen already.
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(host.url)
    begun(Screen(page))
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Ouvrir dans une fenêtre").click()
    other = Screen(opened.value)
    other.agree()
    assert other.of("app") == app.app.publishable_key
    other.say("Bonjour")
    assert other.said.count() >= 1


def test_a_host_may_have_its_visitors_greeted_once(host: HostPage, app: NewApp, visit: Callable[[], Screen]) -> None:
    host.tags = host.tags.replace("<script ", "<script data-iris-greet='0.2' ")
    screen = visit()
    greeting = screen.page.locator(".greeting")
    expect(greeting).to_contain_text("Une question sur votre métier")
    assert screen.page.evaluate("() => document.activeElement === document.body")
    greeting.get_by_role("button", name="Fermer").click()
    expect(greeting).to_have_count(0)
    screen.page.reload()
    screen.page.wait_for_timeout(600)
    expect(greeting).to_have_count(0)


def test_a_greeting_opens_the_panel_and_a_host_that_asks_for_none_has_none(
    host: HostPage, app: NewApp, visit: Callable[[], Screen]
) -> None:
    quiet = visit()
    quiet.page.wait_for_timeout(400)
    expect(quiet.page.locator(".greeting")).to_have_count(0)
    host.tags = host.tags.replace("<script ", "<script data-iris-greet='0.1' ")
    screen = visit()
    screen.page.locator(".greeting").get_by_role("button", name="Bonjour").click()
    expect(screen.page.locator(".panel")).to_be_visible()
    expect(screen.page.locator(".greeting")).to_have_count(0)


def test_the_panel_leaves_the_keyboard_of_a_phone_its_place(app: NewApp, visit: Callable[[], Screen]) -> None:
    screen = begun(visit())
    # No keyboard comes up here: the browser is made to tell what one would leave.
    screen.page.evaluate(
        """() => {
          Object.defineProperty(visualViewport, "height", { value: 420, configurable: true });
          Object.defineProperty(visualViewport, "offsetTop", { value: 12, configurable: true });
          visualViewport.dispatchEvent(new Event("resize"));
        }"""
    )
    box = screen.page.locator(".panel").bounding_box()
    writing = screen.page.locator("textarea").bounding_box()
    assert box is not None
    assert writing is not None
    assert (round(box["y"]), round(box["height"])) == (12, 420)
    assert writing["y"] + writing["height"] <= 432
