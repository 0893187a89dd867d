from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.words import LONGEST_WORD, Tokenizer, fold, split, unglued


@pytest.fixture(scope="module")
def french() -> Tokenizer:
    return Tokenizer("fr")


def terms(tokenizer: Tokenizer, text: str) -> set[str]:
    return {term for word in tokenizer.words(text) for term in word.terms}


@pytest.mark.parametrize(
    ("elided", "plain"),
    [
        ("l'employeur", "employeur"),
        ("l’employeur", "employeur"),
        ("d’ancienneté", "ancienneté"),
        ("jusqu'embauche", "embauche"),
        ("lorsqu’employé", "employé"),
        ("puisqu'indemnisé", "indemnisé"),
        ("s'inscrire", "inscrire"),
        ("qu’embaucher", "embaucher"),
    ],
)
def test_elided_and_plain_words_match(french: Tokenizer, elided: str, plain: str) -> None:
    assert french.words(elided) == french.words(plain)


@pytest.mark.parametrize(("accented", "bare"), [("formé", "forme"), ("DÉMISSION", "demission"), ("œuvre", "oeuvre")])
def test_accented_and_unaccented_words_share_a_term(french: Tokenizer, accented: str, bare: str) -> None:
    assert terms(french, accented) & terms(french, bare)


def test_decomposed_accents_are_the_same_word(french: Tokenizer) -> None:
    assert terms(french, "cho\u0302mage") == terms(french, "chômage")


def test_inflected_words_share_a_stem(french: Tokenizer) -> None:
    assert terms(french, "formations") == terms(french, "formation")


def test_a_word_with_an_inner_apostrophe_stays_whole(french: Tokenizer) -> None:
    assert terms(french, "prud’hommes") == terms(french, "prudhommes")


@pytest.mark.parametrize("acronym", ["CPF", "VAE", "CEP", "PTP", "AREF", "ARE", "RQTH"])
def test_an_acronym_is_one_term_in_capitals_or_not(french: Tokenizer, acronym: str) -> None:
    assert terms(french, f"mon {acronym}") == terms(french, acronym.lower()) == {acronym.lower()}


def test_an_unknown_word_in_capitals_is_not_stemmed(french: Tokenizer) -> None:
    assert terms(french, "la CARSAT répond") >= {"carsat"}
    assert terms(french, "les OPCOS") == {"opcos"}


def test_a_message_in_capitals_is_read_like_another(french: Tokenizer) -> None:
    assert terms(french, "JE VEUX CHANGER DE MÉTIER") == terms(french, "je veux changer de métier")


def test_stop_words_and_sms_small_words_are_left_out(french: Tokenizer) -> None:
    assert french.words("est-ce que je peux jveux pr c koi ?") == []


def test_words_keep_what_the_person_wrote(french: Tokenizer) -> None:
    assert [word.written for word in french.words("Mes Formations, l’école")] == ["Formations", "école"]


def test_english_is_stemmed_as_english() -> None:
    assert terms(Tokenizer("en-GB"), "training trainings") == {"train"}


def test_a_locale_without_a_stemmer_keeps_its_words() -> None:
    assert terms(Tokenizer("cs"), "kurzy práce") == {"kurzy", "prace"}


def test_an_elision_without_its_apostrophe_is_guessed() -> None:
    assert ("aider",) in list(unglued("maider"))
    assert ("touche",) in list(unglued("jtouche"))
    assert list(unglued("la")) == []


def test_two_words_run_together_are_guessed() -> None:
    assert ("cap", "emploi") in list(unglued("capemploi"))


@given(st.text())
def test_any_text_can_be_cut_into_words(text: str) -> None:
    tokenizer = Tokenizer("fr")
    words = tokenizer.words(text)
    assert words == tokenizer.words(text)
    assert all(word.terms and all(word.terms) for word in words)


@given(st.text())
def test_written_words_are_never_empty_nor_long(text: str) -> None:
    assert all(0 < len(word) <= LONGEST_WORD for word in split(text))


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
