"""Everybody can use the widget: rules checked by axe in every state, a journey without a mouse, what is told aloud."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from agents.runtime import Runtime
from tests.e2e.widget.screen import Screen
from tests.fakes.iris import LiveIris
from tests.fakes.scripted import ScriptedModel

pytestmark = pytest.mark.service

Open = Callable[..., Screen]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def violations(node_modules: Path) -> Callable[[Page], list[str]]:
    """What axe finds wrong in a page, one line each."""
    source = (node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")

    def run(page: Page) -> list[str]:
        # By evaluation, which the page's policy does not concern: a script tag would be refused.
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(source)
        # Transitions end first.
        page.wait_for_timeout(100)
        found: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: tags})", RULES)
        return [
            f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    return run


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "viewport", [{"width": 390, "height": 844}, {"width": 1280, "height": 800}], ids=["phone", "desk"]
)
def test_no_rule_is_broken_in_any_state(
    open_page: Open, violations: Callable[[Page], list[str]], shots: Path, theme: str, viewport: dict[str, int]
) -> None:
    screen = open_page("/", viewport=viewport, color_scheme=theme)
    page, name = screen.page, f"{theme}-{viewport['width']}"

    def check(state: str) -> None:
        page.screenshot(path=shots / f"{state}-{name}.png")
        assert violations(page) == [], state

    expect(page.locator(".topic").first).to_be_visible()
    check("welcome")
    screen.agree()
    screen.say("Je veux changer de métier, mais vers quoi ?")
    screen.say("je suis caissière en supermarché")
    check("question")
    for _ in range(5):
        if screen.choices.count():
            screen.choices.first.click()
            screen.rest()
    expect(page.locator(".card.matches")).to_be_visible()
    for fold in page.locator(".card.matches summary").all():
        fold.click()
    check("matches")
    for opener, state in (("Vos conversations", "threads"), ("Réglages et données", "settings"), ("Énergie", "energy")):
        page.get_by_role("button", name=opener).first.click()
        page.wait_for_load_state("networkidle")
        check(state)
        page.get_by_role("button", name="Retour à la conversation").click()
    page.get_by_role("button", name="Réglages et données").click()
    for opener, state in (("Ce que le modèle a vu", "seen"), ("Effacer mes données", "erase")):
        page.get_by_role("button", name=opener).click()
        page.wait_for_load_state("networkidle")
        check(state)
        page.get_by_role("button", name="Retour à la conversation").click()
        page.get_by_role("button", name="Réglages et données").click()
    page.get_by_role("button", name="Retour à la conversation").click()
    page.route("**/v1/chat", lambda route: route.fulfill(status=500, body="{}"))
    screen.write("Et maintenant ?")
    expect(page.locator(".trouble")).to_be_visible()
    check("trouble")


def test_embedded_no_rule_is_broken_open_or_closed(open_page: Open, violations: Callable[[Page], list[str]]) -> None:
    screen = open_page("/embed-demo")
    expect(screen.page.locator(".launcher")).to_be_visible()
    # The demo page itself is bare: only the widget is judged.
    assert [line for line in violations(screen.page) if "iris" in line or "launcher" in line] == []
    screen.open()
    expect(screen.page.locator(".topic").first).to_be_visible()
    assert [line for line in violations(screen.page) if "class=" in line] == []


def focused(page: Page) -> str:
    """The accessible name, or else the tag, of what has the focus inside the widget."""
    name: str = page.evaluate(
        """() => { const e = document.querySelector('iris-chat').shadowRoot.activeElement;
        return e ? (e.getAttribute('aria-label') || e.innerText || e.tagName).trim() : '' }"""
    )
    return name


def test_a_journey_without_a_mouse(open_page: Open) -> None:
    page = open_page("/embed-demo", viewport={"width": 1200, "height": 800}).page
    expect(page.locator(".launcher")).to_be_visible()
    while focused(page) != "Ouvrir la conversation avec Iris":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_be_focused()
    for _ in range(12):
        if focused(page) == "J’ai compris":
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.type("Je veux changer de métier, mais vers quoi ?")
    page.keyboard.press("Enter")
    expect(page.locator(".message.assistant .bubble")).to_have_count(1)
    expect(page.locator("textarea")).to_be_focused()
    Screen(page).rest()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_have_count(0)
    assert focused(page) == "Ouvrir la conversation avec Iris"


def test_on_a_phone_the_focus_stays_in_the_open_panel(open_page: Open) -> None:
    screen = open_page("/embed-demo")
    screen.open()
    screen.agree()
    seen = set()
    for _ in range(30):
        screen.page.keyboard.press("Tab")
        seen.add(focused(screen.page))
    assert "" not in seen
    assert {"Votre message", "Envoyer", "Réduire"} <= seen
    assert "Ouvrir la conversation avec Iris" not in seen
    expect(screen.page.locator(".panel")).to_have_attribute("aria-modal", "true")


def test_an_answer_is_told_aloud_by_sentences_and_never_by_words(
    build: Callable[..., Runtime], new_context: Callable[..., BrowserContext]
) -> None:
    words = "Bonjour à vous. Voici deux pistes : la soudure et la menuiserie. Laquelle vous tente ?"
    script = [step for word in words.split(" ") for step in (f"{word} ", 0.03)]
    with LiveIris(build(model=ScriptedModel(scripts=[script]))) as live:
        page = new_context().new_page()
        page.goto(live.url + "/?view=alone")
        screen = Screen(page)
        screen.agree()
        page.evaluate(
            """() => { window.told = [];
            const region = document.querySelector('iris-chat').shadowRoot.querySelector('[aria-live=polite]');
            new MutationObserver(() => window.told.push(region.textContent.trim()))
              .observe(region, {childList: true, characterData: true, subtree: true}) }"""
        )
        screen.say("Bonjour")
        told = [each for each in page.evaluate("window.told") if each]
        assert " ".join(told).replace("  ", " ") == words
        assert 2 <= len(told) <= 5
        expect(page.locator(".list")).to_have_attribute("aria-live", "off")


@pytest.mark.parametrize("given", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_what_the_system_asks_is_kept(open_page: Open, shots: Path, given: dict[str, str]) -> None:
    screen = open_page("/embed-demo", **given)
    screen.open()
    screen.agree()
    screen.write("Bonjour, je suis soudeur")
    moving = "() => document.querySelector('iris-chat').shadowRoot.getAnimations({subtree: true}).length"
    if "reduced_motion" in given:
        assert screen.page.evaluate(moving) == 0
    screen.rest()
    border = screen.page.locator(".round.main").evaluate("e => getComputedStyle(e).borderTopWidth")
    assert border == ("1px" if "forced_colors" in given else "0px")
    screen.page.screenshot(path=shots / f"{next(iter(given))}.png")


def test_at_two_hundred_per_cent_nothing_is_lost(open_page: Open, shots: Path) -> None:
    """A window of 1280 pixels zoomed twice has 640 CSS pixels; a phone zoomed twice, 195."""
    for width, height in ((640, 400), (320, 400)):
        screen = open_page("/embed-demo", viewport={"width": width, "height": height})
        screen.open()
        screen.agree()
        screen.say("Bonjour, je suis soudeur")
        page = screen.page
        page.screenshot(path=shots / f"zoom-{width}.png")
        expect(page.locator("textarea")).to_be_in_viewport(ratio=0.9)
        expect(page.get_by_role("button", name="Réduire")).to_be_in_viewport(ratio=0.9)
        wide = page.locator(".list").evaluate("e => e.scrollWidth - e.clientWidth")
        assert wide <= 0


@pytest.mark.parametrize(
    ("locale", "name"),
    [
        ("fr-FR", "Ouvrir la conversation avec Iris"),
        ("en-GB", "Open the conversation with Iris"),
        ("de-DE", "Gespräch mit Iris öffnen"),
        ("es-ES", "Abrir la conversación con Iris"),
    ],
)
def test_names_are_in_the_language_of_the_person(open_page: Open, locale: str, name: str) -> None:
    screen = open_page("/?view=alone", locale=locale)
    page = screen.page
    page.evaluate("() => { const e = document.querySelector('iris-chat'); e.mode = 'panel'; e.open = false }")
    page.get_by_role("button", name=name).click()
    expect(page.locator(".notice .main")).to_be_visible()
    unnamed = page.locator("iris-chat button").evaluate_all(
        "all => all.filter(e => !(e.getAttribute('aria-label') || e.innerText.trim())).length"
    )
    assert unnamed == 0
    expect(page.locator(".panel")).to_have_attribute("lang", locale[:2])


def test_a_page_that_reads_from_right_to_left(open_page: Open, shots: Path) -> None:
    screen = open_page("/embed-demo", viewport={"width": 1200, "height": 800})
    screen.page.evaluate("() => document.documentElement.setAttribute('dir', 'rtl')")
    screen.open()
    screen.agree()
    screen.say("Bonjour, je suis soudeur")
    box = screen.page.locator(".panel").bounding_box()
    assert box is not None
    assert box["x"] < 200
    send = screen.page.get_by_role("button", name="Envoyer").bounding_box()
    field = screen.page.locator("textarea").bounding_box()
    assert send is not None
    assert field is not None
    assert send["x"] < field["x"]
    screen.page.screenshot(path=shots / "right-to-left.png")
