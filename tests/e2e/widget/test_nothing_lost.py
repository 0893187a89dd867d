"""What a person wrote, attached or decided is not lost, whatever fails; each failure is tried again for itself."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.e2e.widget.screen import Screen

pytestmark = pytest.mark.service

Open = Callable[..., Screen]


def failing(screen: Screen, path: str, *, method: str | None = None, times: int = 1, status: int = 503) -> list[Route]:
    """Answer a path as a server that is overloaded does, that often; gives the requests that it met."""
    met: list[Route] = []

    def handle(route: Route) -> None:
        if (method is None or route.request.method == method) and len(met) < times:
            met.append(route)
            body = json.dumps({"code": "invalid_arguments" if status == 422 else "unavailable"})
            route.fulfill(status=status, content_type="application/problem+json", body=body)
        else:
            route.fallback()

    screen.page.route(path, handle)
    return met


def again(screen: Screen) -> None:
    """Tap « Réessayer »."""
    screen.page.get_by_role("button", name="Réessayer").click()
    screen.rest()
    expect(screen.page.locator(".trouble")).to_have_count(0)


def begun(open_page: Open, *said: str) -> Screen:
    """A conversation."""
    screen = open_page()
    screen.agree()
    for text in said:
        screen.say(text)
    return screen


def test_a_rating_that_fails_is_tried_again_and_rewrites_nothing(open_page: Open) -> None:
    screen = begun(open_page, "Bonjour", "C’est quoi le CPF ?")
    before = screen.texts()
    met = failing(screen, "**/feedback")
    screen.page.get_by_role("button", name="Réponse utile").last.click()
    expect(screen.page.locator(".trouble")).to_be_visible()
    with screen.page.expect_response("**/feedback") as told:
        again(screen)
    assert (len(met), told.value.status) == (1, 204)
    screen.page.reload()
    screen.rest()
    expect(screen.asked).to_have_count(2)
    assert screen.texts() == before


def test_a_history_that_cannot_be_read_takes_no_word_away(open_page: Open) -> None:
    screen = begun(open_page, "Bonjour")
    failing(screen, "**/messages?*")
    screen.write("C’est quoi le CPF ?")
    screen.rest()
    expect(screen.page.locator(".trouble")).to_be_visible()
    expect(screen.asked.last).to_have_text("C’est quoi le CPF ?")
    again(screen)
    screen.page.reload()
    screen.rest()
    expect(screen.asked).to_have_text(["Bonjour", "C’est quoi le CPF ?"])


def test_a_conversation_that_does_not_load_is_loaded_by_trying_again(open_page: Open) -> None:
    screen = begun(open_page, "Bonjour")
    failing(screen, "**/messages?*")
    screen.page.reload()
    expect(screen.page.locator(".trouble")).to_be_visible()
    again(screen)
    expect(screen.asked).to_have_text(["Bonjour"])


def test_what_was_not_sent_goes_before_what_comes_next(open_page: Open) -> None:
    screen = begun(open_page, "Bonjour")
    failing(screen, "**/v1/chat", times=2, status=429)
    screen.write("Je suis soudeur")
    screen.rest()
    expect(screen.page.locator(".trouble")).to_be_visible()
    screen.page.locator("textarea").fill("Je veux changer")
    screen.page.locator("textarea").press("Enter")
    screen.rest()
    expect(screen.asked.last).to_have_text("Je suis soudeur")
    expect(screen.page.locator("textarea")).to_have_value("Je veux changer")
    screen.page.locator("textarea").press("Enter")
    screen.rest()
    screen.page.wait_for_function("() => document.querySelector('iris-chat').chat.history.length >= 6")
    expect(screen.asked).to_have_text(["Bonjour", "Je suis soudeur", "Je veux changer"])


def test_words_that_are_refused_for_what_they_are_make_place_for_others(open_page: Open) -> None:
    screen = begun(open_page, "Bonjour")
    failing(screen, "**/v1/chat", status=422)
    screen.write("Des mots refusés")
    screen.rest()
    expect(screen.page.locator(".trouble")).to_be_visible()
    screen.say("Je suis soudeur")
    expect(screen.page.locator(".trouble")).to_have_count(0)
    expect(screen.asked).to_have_text(["Bonjour", "Je suis soudeur"])


def test_a_document_that_is_on_its_way_goes_with_the_message(open_page: Open, tmp_path: Path) -> None:
    (tmp_path / "cv.txt").write_text("Soudeuse depuis 2009.", encoding="utf-8")
    screen = begun(open_page, "Bonjour")
    held: list[Route] = []
    screen.page.route("**/v1/files", lambda route: held.append(route))
    screen.page.locator("input[type=file]").set_input_files(tmp_path / "cv.txt")
    with screen.page.expect_request("**/v1/chat") as sent:
        screen.page.locator("textarea").fill("Relis mon CV")
        screen.page.locator("textarea").press("Enter")
        screen.page.wait_for_timeout(400)
        held[0].fallback()
    screen.rest()
    assert sent.value.post_data_json is not None
    assert len(sent.value.post_data_json["files"]) == 1
    expect(screen.asked.last).to_have_text("Relis mon CV")


def test_a_draft_outlives_the_other_screens_and_a_closed_panel(open_page: Open) -> None:
    screen = open_page("/embed-demo")
    screen.open()
    screen.agree()
    screen.page.locator("textarea").fill("Je voudrais…")
    screen.page.get_by_role("button", name="Réglages et données").click()
    screen.page.get_by_role("button", name="Retour à la conversation").click()
    expect(screen.page.locator("textarea")).to_have_value("Je voudrais…")
    screen.page.get_by_role("button", name="Réduire").click()
    screen.open()
    expect(screen.page.locator("textarea")).to_have_value("Je voudrais…")


def test_a_host_s_send_waits_for_the_conversation_of_before(open_page: Open) -> None:
    screen = open_page("/embed-demo")
    screen.open()
    screen.agree()
    screen.say("Bonjour")
    screen.page.get_by_role("button", name="Réduire").click()
    screen.page.reload()
    screen.page.wait_for_function("() => window.Iris")
    screen.page.evaluate("() => Iris.send('Je suis soudeur')")
    expect(screen.asked).to_have_text(["Bonjour", "Je suis soudeur"])
    screen.rest()
    expect(screen.said).not_to_have_count(1)


def test_a_choice_that_the_server_did_not_take_is_not_shown_as_taken(open_page: Open) -> None:
    screen = begun(open_page, "Bonjour")
    failing(screen, "**/privacy/consents/*", method="PUT")
    screen.page.get_by_role("button", name="Réglages et données").click()
    box = screen.page.locator(".consent input").first
    before = box.is_checked()
    box.click()
    expect(screen.page.locator("[role=alert]")).to_be_visible()
    assert box.is_checked() == before


def test_editing_ends_with_its_conversation(open_page: Open) -> None:
    screen = begun(open_page, "Bonjour")
    screen.page.get_by_role("button", name="Modifier ce message").click()
    screen.page.get_by_role("button", name="Nouvelle conversation").click()
    expect(screen.page.locator("textarea")).to_have_value("")
    screen.say("Je suis soudeur")
    expect(screen.page.locator(".trouble")).to_have_count(0)
    expect(screen.asked).to_have_text(["Je suis soudeur"])


def test_a_message_said_anew_in_one_tab_is_so_in_the_other(
    open_page: Open, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context()
    one = open_page(context=context)
    one.agree()
    one.say("Bonjour")
    one.say("C’est quoi le CPF ?")
    other = open_page(context=context)
    expect(other.asked).to_have_count(2)
    one.page.get_by_role("button", name="Modifier ce message").last.click()
    one.say("C’est quoi la VAE ?")
    other.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(other.asked).to_have_text(["Bonjour", "C’est quoi la VAE ?"])


def test_words_for_a_conversation_that_was_deleted_elsewhere_begin_another(
    open_page: Open, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context()
    one = open_page(context=context)
    one.agree()
    one.say("Bonjour")
    one.page.evaluate(
        """() => { const c = document.querySelector('iris-chat').chat;
        return c.http.json(`/v1/threads/${c.threadId}`, {method: 'DELETE'}) }"""
    )
    one.write("Je suis soudeur")
    one.rest()
    again(one)
    expect(one.asked).to_have_text(["Je suis soudeur"])
    assert one.said.count() >= 1


@pytest.mark.parametrize("kept", ["{}", '"a"', "not json", '{"token": 1, "refresh_token": 2, "expires_at": 3}'])
def test_a_session_that_is_none_makes_place_for_a_new_visitor(open_page: Open, kept: str) -> None:
    screen = open_page()
    screen.page.evaluate("kept => localStorage.setItem('iris:pk_demo:session', kept)", kept)
    screen.page.reload()
    screen.agree()
    screen.say("Bonjour")
    assert screen.said.count() >= 1


def test_a_language_that_there_is_not_changes_nothing(open_page: Open) -> None:
    screen = open_page()
    screen.page.evaluate("() => localStorage.setItem('iris:pk_demo:locale', 'xx')")
    screen.page.reload()
    screen.agree()
    screen.page.evaluate("() => Iris.setLocale('it')")
    assert "autre" not in screen.say("Bonjour")
    expect(screen.page.locator("textarea")).to_have_attribute("placeholder", "Écrivez à Iris…")


def test_without_the_file_of_a_language_there_is_french(open_page: Open) -> None:
    screen = open_page()
    screen.page.route("**/widget/en*.json", lambda route: route.abort())
    screen.agree()
    screen.page.evaluate("() => Iris.setLocale('en')")
    expect(screen.page.locator("textarea")).to_have_attribute("placeholder", "Écrivez à Iris…")


def test_another_pack_may_be_chosen(open_page: Open) -> None:
    screen = begun(open_page, "Bonjour")
    screen.page.locator(".tool.energy").click()
    pack = screen.page.locator(".pack").first
    name = pack.locator("span").first.inner_text()
    pack.click()
    expect(screen.page.locator(".payment")).to_contain_text(name)
    screen.page.get_by_role("button", name="Choisir autre chose").click()
    expect(screen.page.locator(".payment")).to_have_count(0)
    expect(screen.page.locator(".pack").first).to_be_visible()


def test_a_page_that_styles_everything_styles_nothing_in_here(open_page: Open) -> None:
    screen = open_page("/?view=alone")
    screen.agree()
    screen.page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync(`* { letter-spacing: 9px; text-transform: uppercase; white-space: nowrap;
          text-indent: 40px; line-height: 4 }`);
        document.adoptedStyleSheets = [sheet] }"""
    )
    look = screen.page.locator(".welcome").evaluate(
        "e => { const s = getComputedStyle(e); return [s.letterSpacing, s.textTransform, s.whiteSpace, s.textIndent] }"
    )
    assert look == ["normal", "none", "normal", "0px"]
