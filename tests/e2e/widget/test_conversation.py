"""A person talks with Iris in the widget."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from agents.runtime import Runtime
from tests.e2e.widget.screen import Screen
from tests.fakes.iris import LiveIris
from tests.fakes.scripted import ScriptedModel, Step

pytestmark = pytest.mark.service

Open = Callable[..., Screen]


def test_a_whole_conversation_to_explained_occupations(open_page: Open, shots: Path) -> None:
    screen = open_page("/embed-demo")
    screen.open()
    expect(screen.page.locator(".notice")).to_contain_text("intelligence artificielle")
    screen.agree()
    screen.say("Je veux changer de métier, mais vers quoi ?")
    screen.say("je suis caissière en supermarché")
    taps = 0
    while screen.choices.count():
        screen.choices.nth(1).click()
        screen.rest()
        taps += 1
    assert 1 <= taps <= 4
    card = screen.page.locator(".card.matches")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Chargé")
    card.get_by_text("Lire en texte").first.click()
    screen.page.screenshot(path=shots / "matches-phone.png")
    screen.say("la 1")
    assert screen.texts()[0] == "Je veux changer de métier, mais vers quoi ?"


def test_suggestions_begin_a_conversation(open_page: Open) -> None:
    screen = open_page()
    screen.agree()
    topic = screen.page.locator(".topic").first
    words = topic.inner_text()
    topic.click()
    screen.rest()
    assert screen.asked.first.inner_text() == words
    expect(screen.page.locator(".topic")).to_have_count(0)


def test_a_reload_shows_the_same_conversation(open_page: Open) -> None:
    screen = open_page()
    screen.agree()
    screen.say("Bonjour, je suis soudeur")
    before = screen.texts()
    screen.page.reload()
    expect(screen.asked.first).to_have_text("Bonjour, je suis soudeur")
    screen.rest()
    assert screen.texts() == before
    expect(screen.page.locator(".notice")).to_have_count(0)


def test_a_message_is_edited_and_said_anew(open_page: Open) -> None:
    screen = open_page()
    screen.agree()
    screen.say("Bonjour")
    screen.say("Comment financer une formation ?")
    screen.page.get_by_role("button", name="Modifier ce message").last.click()
    expect(screen.page.locator("textarea")).to_have_value("Comment financer une formation ?")
    screen.say("C’est quoi le CPF ?")
    expect(screen.asked).to_have_text(["Bonjour", "C’est quoi le CPF ?"])
    before = screen.texts()
    screen.page.reload()
    expect(screen.asked).to_have_count(2)
    assert screen.texts() == before


def test_an_answer_shows_its_sources_and_takes_a_rating(open_page: Open) -> None:
    screen = open_page()
    screen.agree()
    screen.say("C’est quoi le CPF ?")
    screen.page.locator(".sources summary").click()
    link = screen.page.locator(".sources a").first
    expect(link).to_have_attribute("href", re.compile(r"^https://"))
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    screen.page.get_by_role("button", name="Réponse utile").click()
    screen.page.locator(".reason input").fill("Clair et court")
    with screen.page.expect_response("**/feedback") as answered:
        screen.page.locator(".reason button").click()
    assert answered.value.status == 204
    expect(screen.page.get_by_role("button", name="Réponse utile")).to_have_attribute("aria-pressed", "true")


def test_conversations_are_listed_opened_and_deleted(open_page: Open) -> None:
    screen = open_page()
    screen.agree()
    screen.say("Bonjour, première conversation")
    screen.page.get_by_role("button", name="Nouvelle conversation").click()
    expect(screen.asked).to_have_count(0)
    screen.say("Bonjour, seconde conversation")
    screen.page.get_by_role("button", name="Vos conversations").click()
    threads = screen.page.locator(".thread")
    expect(threads).to_have_count(2)
    screen.page.locator(".thread", has_text="première").click()
    expect(screen.asked.first).to_have_text("Bonjour, première conversation")
    screen.page.get_by_role("button", name="Vos conversations").click()
    screen.page.get_by_role("button", name="Supprimer la conversation «\u00a0Bonjour, première").click()
    screen.page.get_by_role("button", name="Supprimer la conversation", exact=True).click()
    expect(threads).to_have_count(1)
    screen.page.get_by_role("button", name="Retour à la conversation").click()
    expect(screen.asked).to_have_count(0)


def test_a_document_is_attached_and_sent(open_page: Open, tmp_path: Path) -> None:
    note = tmp_path / "mon-cv.txt"
    note.write_text("EXPÉRIENCE\nSoudeur, Chantiers du Nord, 2015 - 2024\nFORMATION\nCAP 2014", encoding="utf-8")
    screen = open_page()
    screen.agree()
    screen.page.locator("input[type=file]").set_input_files(note)
    expect(screen.page.locator(".uploads")).to_contain_text("prêt à envoyer")
    screen.say("Que penses-tu de mon CV ?")
    expect(screen.page.locator(".message.user .file")).to_have_text("mon-cv.txt")
    expect(screen.page.locator(".uploads")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("photo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64, "PDF"), ("grand.txt", b"a" * 6_000_000, "5 Mo")],
    ids=["unsupported", "too large"],
)
def test_a_document_that_cannot_be_taken_says_why(
    open_page: Open, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    screen = open_page()
    screen.agree()
    screen.page.locator("input[type=file]").set_input_files(tmp_path / name)
    line = screen.page.locator(".uploads .warn")
    expect(line).to_contain_text(words)
    line.get_by_role("button").click()
    expect(screen.page.locator(".uploads")).to_have_count(0)


def test_energy_is_bought_in_the_sandbox_and_the_answer_goes_on(
    open_page: Open, live: LiveIris, new_context: Callable[..., BrowserContext], shots: Path
) -> None:
    context = new_context()
    screen = open_page(context=context)
    screen.agree()
    screen.say("Donne-moi un conseil pour en parler à mon chef")
    for _ in range(3):
        if screen.page.locator(".interrupt").count():
            break
        screen.say("Comment annoncer mon départ à mon chef ?")
    interrupt = screen.page.locator(".interrupt")
    expect(interrupt).to_contain_text("2,99")
    screen.page.screenshot(path=shots / "energy-phone.png")
    interrupt.locator(".pack").first.click()
    screen.page.get_by_role("button", name="J’ai payé").click()
    expect(interrupt).to_contain_text("pas encore confirmé")
    link = interrupt.get_by_role("link", name="Ouvrir la page de paiement")
    # The page's address is the one that people reach this server by: here, a port that was free.
    paying = context.new_page()
    paying.goto(live.url + urlsplit(link.get_attribute("href") or "").path)
    paying.get_by_role("button", name="Payer").click()
    expect(paying.locator("body")).to_contain_text("C’est payé")
    paying.close()
    screen.page.get_by_role("button", name="J’ai payé").click()
    screen.rest()
    expect(screen.page.locator(".interrupt")).to_have_count(0)
    assert screen.said.count() >= 1
    expect(screen.page.get_by_role("button", name="Énergie")).to_contain_text("23")


def test_what_waits_for_an_answer_still_waits_after_a_reload(open_page: Open) -> None:
    screen = open_page()
    screen.agree()
    screen.say("Donne-moi un conseil : comment annoncer mon départ à mon chef ?")
    if not screen.page.locator(".interrupt").count():
        screen.say("Comment annoncer mon départ à mon chef ?")
    expect(screen.page.locator(".interrupt")).to_be_visible()
    screen.page.reload()
    expect(screen.page.locator(".interrupt")).to_be_visible()
    screen.page.get_by_role("button", name="Pas maintenant").click()
    screen.rest()
    expect(screen.page.locator(".interrupt")).to_have_count(0)


def test_two_tabs_show_one_conversation(open_page: Open, new_context: Callable[..., BrowserContext]) -> None:
    context = new_context()
    first = open_page(context=context)
    first.agree()
    first.say("Bonjour, je suis soudeur")
    second = open_page(context=context)
    expect(second.asked.first).to_have_text("Bonjour, je suis soudeur")
    second.say("C’est quoi le CPF ?")
    first.page.bring_to_front()
    expect(first.asked.last).to_have_text("C’est quoi le CPF ?")
    assert first.texts() == second.texts()


def test_language_and_display_are_chosen_and_kept(open_page: Open) -> None:
    screen = open_page()
    screen.agree()
    screen.page.get_by_role("button", name="Réglages et données").click()
    screen.page.get_by_label("Langue").select_option("en")
    screen.page.get_by_label("Appearance").or_(screen.page.get_by_label("Display")).or_(
        screen.page.locator("select").nth(1)
    ).first.select_option("dark")
    screen.page.reload()
    expect(screen.page.locator("textarea")).to_have_attribute("placeholder", re.compile("Iris"))
    expect(screen.page.locator(".panel")).to_have_attribute("lang", "en")
    assert screen.of("theme") == "dark"


def test_what_the_model_saw_is_shown(open_page: Open) -> None:
    screen = open_page()
    screen.agree()
    screen.say("Bonjour, mon adresse est paul.martin@example.org")
    screen.page.get_by_role("button", name="Réglages et données").click()
    screen.page.get_by_role("button", name="Ce que le modèle a vu").click()
    seen = screen.page.locator("dl.seen.user").first
    expect(seen.locator("dd").first).to_contain_text("paul.martin@example.org")
    expect(seen.locator("dd").last).not_to_contain_text("paul.martin")


def test_everything_is_erased_on_the_word_of_the_person(open_page: Open, live: LiveIris) -> None:
    screen = open_page()
    screen.agree()
    screen.say("Bonjour, je suis soudeur")
    screen.page.get_by_role("button", name="Réglages et données").click()
    screen.page.get_by_role("button", name="Effacer mes données").click()
    screen.page.get_by_label("Pour confirmer").fill("effacer s’il te plaît")
    screen.page.get_by_role("button", name="Tout effacer").click()
    expect(screen.page.locator(".warn")).to_be_visible()
    screen.page.get_by_label("Pour confirmer").fill("EFFACER")
    screen.page.get_by_role("button", name="Tout effacer").click()
    expect(screen.page.get_by_role("status")).to_contain_text("Reçu")
    screen.page.reload()
    expect(screen.page.locator(".welcome")).to_be_visible()
    expect(screen.asked).to_have_count(0)


def test_the_conversation_is_downloaded(open_page: Open, tmp_path: Path) -> None:
    screen = open_page()
    screen.agree()
    screen.say("C’est quoi le CPF ?")
    screen.page.get_by_role("button", name="Réglages et données").click()
    with screen.page.expect_download() as got:
        screen.page.get_by_role("button", name="Télécharger la conversation").click()
    got.value.save_as(tmp_path / "iris.txt")
    text = (tmp_path / "iris.txt").read_text(encoding="utf-8")
    assert text.startswith("Vous, ")
    assert "C’est quoi le CPF ?" in text
    assert "formation" in text


def test_a_conversation_is_scored_once_and_never_over_a_question(open_page: Open, live: LiveIris) -> None:
    screen = open_page()
    screen.agree()
    score = screen.page.locator(".score")
    for question in [
        "Bonjour",
        "C’est quoi le CPF ?",
        "C’est quoi la VAE ?",
        "Merci",
        "C’est quoi un bilan de compétences ?",
    ]:
        screen.say(question)
        expect(score).to_have_count(0)
    screen.say("C’est quoi le CEP ?")
    expect(score).to_be_visible()
    with screen.page.expect_response("**/feedback") as told:
        score.get_by_role("button", name="4 sur 5").click()
    assert (told.value.status, told.value.request.post_data_json) == (204, {"score": 4})
    expect(score).to_have_count(0)
    screen.say("C’est quoi un OPCO ?")
    expect(score).to_have_count(0)
    screen.page.reload()
    expect(screen.said).not_to_have_count(0)
    expect(score).to_have_count(0)


def test_who_does_not_want_to_be_asked_is_not_asked_again(open_page: Open) -> None:
    screen = open_page()
    screen.agree()
    for _ in range(6):
        screen.say("C’est quoi le CPF ?")
    screen.page.locator(".score").get_by_role("button", name="Pas maintenant").click()
    expect(screen.page.locator("textarea")).to_be_focused()
    screen.page.reload()
    expect(screen.said).not_to_have_count(0)
    expect(screen.page.locator(".score")).to_have_count(0)


def test_a_long_answer_is_read_from_its_beginning(open_page: Open) -> None:
    screen = open_page()
    screen.agree()
    screen.say("Bonjour")
    screen.say("C’est quoi le CEP ?")
    seen = "e => e.getBoundingClientRect().top"
    top = screen.page.locator(".list").evaluate(seen)
    expect(screen.page.locator(".latest")).to_be_visible()
    assert 0 <= screen.asked.last.evaluate(seen) - top < 60
    assert screen.said.last.evaluate(seen) - top < 200
    screen.page.locator(".latest").click()
    expect(screen.page.locator(".latest")).to_have_count(0)
    assert screen.page.locator(".list").evaluate("e => e.scrollHeight - e.scrollTop - e.clientHeight") < 2


def test_who_scrolls_while_an_answer_comes_stays_where_they_read(
    build: Callable[..., Runtime], new_context: Callable[..., BrowserContext]
) -> None:
    words: list[Step] = [step for number in range(80) for step in (f"Une ligne, la {number}.\n\n", 0.03)]
    with LiveIris(build(model=ScriptedModel(scripts=[words]))) as live:
        page = new_context().new_page()
        page.goto(live.url + "/?view=alone")
        screen = Screen(page)
        screen.agree()
        screen.write("Bonjour")
        expect(screen.said.last).to_contain_text("la 40")
        box = page.locator(".list").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 50, box["y"] + 100)
        page.mouse.wheel(0, 300)
        page.wait_for_timeout(200)
        read = page.get_by_text("Une ligne, la 20.")
        place = read.evaluate("e => e.getBoundingClientRect().top")
        expect(screen.said.last).to_contain_text("la 79")
        screen.rest()
        assert abs(read.evaluate("e => e.getBoundingClientRect().top") - place) < 2
