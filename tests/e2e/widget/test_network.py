"""The network fails, the server is away, the page is reloaded: nothing is lost, nothing comes twice."""

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest
from playwright.sync_api import BrowserContext, Route, expect

from agents.runtime import Runtime
from tests.e2e.widget.screen import Screen
from tests.e2e.widget.weak_line import WeakLine
from tests.fakes.iris import LiveIris
from tests.fakes.scripted import ScriptedModel, Step

pytestmark = pytest.mark.service

Open = Callable[..., Screen]
Build = Callable[..., Runtime]

WORDS = [f"mot{number} " for number in range(60)]
WHOLE = "".join(WORDS).strip()


def slowly(words: list[str], seconds: float = 0.05) -> list[Step]:
    """A script that says words one after the other."""
    return [step for word in words for step in (word, seconds)]


@pytest.fixture
def slow(build: Build) -> LiveIris:
    """Iris, whose model takes three seconds to say sixty words."""
    return LiveIris(build(model=ScriptedModel(scripts=[slowly(WORDS)])))


def arrived(context: BrowserContext, url: str) -> Screen:
    """A person who has read the notice."""
    page = context.new_page()
    page.goto(url + "/?view=alone")
    screen = Screen(page)
    screen.agree()
    return screen


def begun(screen: Screen) -> None:
    """Wait until some of the answer is there."""
    expect(screen.page.locator(".message.assistant .bubble")).to_contain_text("mot5")


def test_a_reload_in_the_middle_of_an_answer(slow: LiveIris, new_context: Callable[..., BrowserContext]) -> None:
    with slow:
        screen = arrived(new_context(), slow.url)
        page = screen.page
        screen.write("Bonjour")
        begun(screen)
        page.reload()
        begun(screen)
        screen.rest()
        assert screen.texts() == ["Bonjour", WHOLE]


def test_the_line_is_down_for_five_seconds_in_the_middle_of_an_answer(
    slow: LiveIris, new_context: Callable[..., BrowserContext]
) -> None:
    with slow, WeakLine(slow.url) as line:
        screen = arrived(new_context(), line.url)
        page = screen.page
        screen.write("Bonjour")
        begun(screen)
        line.cut()
        expect(page.locator(".note.warn")).to_contain_text("Connexion perdue")
        time.sleep(5)
        line.mend()
        screen.rest()
        assert screen.texts() == ["Bonjour", WHOLE]
        expect(page.locator(".note.warn")).to_have_count(0)
        expect(page.locator(".trouble")).to_have_count(0)


def test_an_answer_is_stopped_and_what_was_said_stays(
    slow: LiveIris, new_context: Callable[..., BrowserContext]
) -> None:
    with slow:
        screen = arrived(new_context(), slow.url)
        page = screen.page
        screen.write("Bonjour")
        begun(screen)
        page.get_by_role("button", name="Arrêter la réponse").click()
        screen.rest()
        said = screen.texts()[1]
        assert WHOLE.startswith(said.rstrip())
        assert said != WHOLE
        expect(page.locator(".message.assistant .note")).to_have_text("Réponse interrompue")
        page.reload()
        expect(page.locator(".message.assistant .note")).to_have_text("Réponse interrompue")
        assert screen.texts()[1] == said


def test_the_server_is_away_when_the_page_opens(
    live: LiveIris, open_page: Open, new_context: Callable[..., BrowserContext]
) -> None:
    with WeakLine(live.url) as line:
        screen = arrived(new_context(), line.url)
        page = screen.page
        line.cut()
        screen.write("Bonjour, je suis soudeur")
        expect(page.locator(".trouble")).to_contain_text("Iris ne répond pas")
        expect(screen.asked).to_have_text("Bonjour, je suis soudeur")
        line.mend()
        page.get_by_role("button", name="Réessayer").click()
        screen.rest()
        expect(page.locator(".trouble")).to_have_count(0)
        expect(screen.asked).to_have_count(1)
        assert screen.said.count() >= 1


def test_two_devices_of_one_account(live: LiveIris, new_context: Callable[..., BrowserContext]) -> None:
    """The host vouches for one person on both."""

    with ThreadPoolExecutor() as aside:
        # Playwright holds the event loop of this thread.
        made = aside.submit(asyncio.run, live.runtime.directory.create_app("Site", organisation="Site")).result()
    now = int(time.time())
    claims = {"iss": made.app.publishable_key, "aud": "iris", "sub": "client-42", "iat": now, "exp": now + 300}
    token = jwt.encode(claims, made.signing_secret, "HS256")

    def screen_of(context: BrowserContext) -> Screen:
        page = context.new_page()
        page.goto(f"{live.url}/?view=alone&app={made.app.publishable_key}")
        page.wait_for_function("() => window.Iris")
        page.evaluate("token => Iris.identify(async () => token)", token)
        return Screen(page)

    phone, laptop = screen_of(new_context()), screen_of(new_context())
    phone.agree()
    phone.say("Bonjour, je suis soudeur")
    laptop.agree()
    laptop.page.get_by_role("button", name="Vos conversations").click()
    laptop.page.locator(".thread").first.click()
    expect(laptop.asked).to_have_text("Bonjour, je suis soudeur")
    laptop.say("C’est quoi le CPF ?")
    phone.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(phone.asked).to_have_count(2)
    assert phone.texts() == laptop.texts()


def test_an_expired_token_is_renewed_in_silence(open_page: Open) -> None:
    screen = open_page()
    screen.agree()
    screen.say("Bonjour")
    refused: list[str] = []

    def once(route: Route) -> None:
        if not refused:
            refused.append(route.request.url)
            route.fulfill(
                status=401, content_type="application/problem+json", body=json.dumps({"code": "unauthenticated"})
            )
        else:
            route.continue_()

    screen.page.route("**/v1/chat", once)
    with screen.page.expect_response("**/v1/visitors/refresh") as renewed:
        screen.say("C’est quoi le CPF ?")
    assert renewed.value.status == 200
    expect(screen.page.locator(".trouble")).to_have_count(0)
    expect(screen.asked).to_have_count(2)


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (404, {"code": "not_found", "detail": "Cette application n’existe pas."}, "Cette application n’existe pas."),
        (
            403,
            {"code": "origin_refused", "detail": "Cette page n’est pas autorisée."},
            "Cette page n’est pas autorisée.",
        ),
        (429, {"code": "rate_limited", "detail": "C’est de nouveau possible dans 3 minutes."}, "dans 3 minutes"),
        (500, {"code": "internal", "detail": "Une erreur de notre côté."}, "Une erreur de notre côté."),
        (502, None, "Iris ne répond pas"),
    ],
)
def test_a_refusal_is_told_in_its_own_words_and_what_was_written_stays(
    open_page: Open, status: int, body: dict[str, str] | None, words: str
) -> None:
    screen = open_page()
    screen.agree()
    screen.page.route(
        "**/v1/chat",
        lambda route: route.fulfill(
            status=status, content_type="application/problem+json", body="" if body is None else json.dumps(body)
        ),
    )
    screen.write("Bonjour, je suis soudeur")
    expect(screen.page.locator(".trouble")).to_contain_text(words)
    expect(screen.asked).to_have_text("Bonjour, je suis soudeur")
    screen.page.unroute("**/v1/chat")
    screen.page.get_by_role("button", name="Réessayer").click()
    screen.rest()
    expect(screen.page.locator(".trouble")).to_have_count(0)
    expect(screen.asked).to_have_count(1)
    assert screen.said.count() >= 1


def test_an_answer_that_stops_coming_is_caught_up(open_page: Open) -> None:
    """The connection stays open and says nothing: the watchdog gives it up."""
    screen = open_page()
    screen.page.clock.install()
    screen.agree()
    hung: list[Route] = []
    screen.page.route("**/v1/chat", lambda route: hung.append(route) if not hung else route.continue_())
    with screen.page.expect_request("**/v1/chat"):
        screen.write("Bonjour, je suis soudeur")
    screen.page.clock.fast_forward(60_000)
    screen.page.clock.resume()
    screen.rest()
    assert screen.said.count() >= 1
    expect(screen.asked).to_have_count(1)
