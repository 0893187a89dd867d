import random

import pytest

from agents.guard.speech import Speech
from agents.guard.tripwire import Tripped, Tripwire
from tests.agents.guard.exfiltration import FORMS, TWELVE, Exfiltration, leaks
from tests.agents.guard.people import ALTERED, EMAIL, GIVEN, cut, policy, text, vault


def speech(tripwire: Tripwire | None = None) -> Speech:
    return Speech(vault(), policy(), tripwire)


def test_a_stream_says_what_the_whole_says_in_5000_chunkings() -> None:
    chance = random.Random(20262)
    known, links = vault(), policy()
    mismatches = []
    for _ in range(5000):
        written = text(chance)
        if chance.random() < 0.1:
            written = chance.choice(FORMS).write(chance.choice(ALTERED)) + written
        stream = Speech(known, links)
        said = "".join(stream.hear(piece) for piece in cut(written, chance)) + stream.finish()
        if said != stream.canonical:
            mismatches.append((written, said, stream.canonical))
        assert stream.raw == written
    assert mismatches == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("token", ALTERED)
def test_no_value_leaves_in_what_is_said(form: Exfiltration, token: str) -> None:
    chance = random.Random(form.name + token)
    written = form.write(token)
    for _ in range(5):
        stream = speech()
        said = "".join(stream.hear(piece) for piece in cut(written, chance)) + stream.finish()
        assert not leaks(EMAIL, said)
        assert not leaks(EMAIL, stream.canonical)
        # Some alterations make the placeholder a part of the address, or separate it.
        assert stream.refusals or token != "<EMAIL_1>"


@pytest.mark.parametrize("form", TWELVE, ids=lambda form: form.name)
def test_no_token_of_the_classic_forms_is_said_at_all(form: Exfiltration) -> None:
    stream = speech()
    said = stream.hear(form.write("<EMAIL_1>")) + stream.finish()
    # The words of a link are prose once its address is gone.
    assert EMAIL not in said or form.name == "markdown_link"


def test_ordinary_prose_passes_at_once() -> None:
    stream = speech()
    for piece in (
        "Bonj",
        "our, ",
        "voici",
        " vos",
        " pistes",
        " : l’",
        "alternance",
        " 🙂",
        " (CDI)",
        " 12",
        " *à* ",
        "…",
    ):
        assert stream.hear(piece) == piece
    assert stream.finish() == ""
    assert not stream.touched


def test_little_is_held_back_before_a_placeholder_and_after() -> None:
    stream = speech()
    assert stream.hear("Écrivez à <EMA") == "Écrivez à "
    assert stream.hear("IL_1") == ""
    assert stream.hear(">,") == ""
    assert stream.hear(" puis d") == f"{EMAIL}, puis "
    assert stream.hear("e l") == "de l"
    assert stream.hear("a P") == "a "
    assert stream.hear("ologne") == "Pologne"


def test_a_link_is_held_back_until_it_is_judged() -> None:
    stream = speech()
    assert stream.hear("Voir [l’off") == "Voir "
    assert stream.hear(f"re]({GIVEN}") == ""
    assert stream.hear(") ") == f"[l’offre]({GIVEN}) "
    assert stream.hear("et [une autre](https://evil.tld/x), ") == "et une autre, "
    assert stream.finish() == ""
    assert stream.refusals == ("link_not_given",)


def test_an_open_bracket_does_not_hold_a_message_back_for_ever() -> None:
    stream = speech()
    said = stream.hear("[" + "mot " * 160)
    assert said.startswith("[mot mot")


def test_a_url_that_is_given_later_is_in_the_canonical_text_only() -> None:
    links = policy()
    stream = Speech(vault(), links)
    said = stream.hear("Voir https://francetravail.fr/b pour la suite.")
    assert links.allow("https://francetravail.fr/b")
    assert said + stream.finish() == "Voir [lien retiré] pour la suite."
    assert stream.canonical == "Voir https://francetravail.fr/b pour la suite."


def test_what_was_touched_is_known() -> None:
    for written in ("<EMAIL_1>", f"[a]({GIVEN})", GIVEN, "<b>x</b>", "![a](x)", "<PHONE_9>", "a ](b)"):
        stream = speech()
        stream.hear(written)
        stream.finish()
        assert stream.touched, written


def test_the_tripwire_comes_first() -> None:
    stream = speech(Tripwire("0123456789abcdef", ""))
    stream.hear("voici : 01234567")
    with pytest.raises(Tripped, match="canary"):
        stream.hear("89ab cdef")


def test_the_hidden_word_is_that_of_the_language() -> None:
    stream = Speech(vault(), policy(), hidden_word="[hidden]")
    assert stream.hear("Hello <EMAIL_9> ") == "Hello [hidden] "
