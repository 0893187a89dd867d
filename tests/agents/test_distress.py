"""Distress: what is a sign, what is a figure of speech, and what is answered."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.orchestration import distress
from agents.orchestration.distress import Sign
from tests.agents.distress_calm import CALM
from tests.agents.distress_signs import AT_WORK, EMERGENCY, SUICIDE, VIOLENCE

SIGNS = (Sign("emergency", ""), Sign("suicide", ""), Sign("violence", ""), Sign("violence", "", at_work=True))
FORMS = {"fr": (r"\b(?:vous|votre|vos)\b", r"\b(?:tu|toi|te|ton|ta|tes)\b|\bt’")}


@pytest.mark.parametrize("message", SUICIDE)
def test_a_wish_to_die_or_to_hurt_oneself_is_a_sign(message: str) -> None:
    sign = distress.detect(message)
    assert sign is not None
    assert sign.kind == "suicide"
    assert sign.matched


@pytest.mark.parametrize("message", EMERGENCY)
def test_an_act_under_way_is_an_emergency(message: str) -> None:
    sign = distress.detect(message)
    assert sign is not None
    assert sign.kind == "emergency"


@pytest.mark.parametrize("message", AT_WORK)
def test_harassment_or_assault_at_work_is_violence_at_work(message: str) -> None:
    sign = distress.detect(message)
    assert sign is not None
    assert (sign.kind, sign.at_work) == ("violence", True)


@pytest.mark.parametrize("message", VIOLENCE)
def test_violence_or_danger_is_a_sign(message: str) -> None:
    sign = distress.detect(message)
    assert sign is not None
    assert sign.kind == "violence"
    assert sign.at_work == ("patron" in message)


@pytest.mark.parametrize("message", CALM)
def test_a_figure_of_speech_is_no_sign(message: str) -> None:
    assert distress.detect(message) is None


@pytest.mark.parametrize("message", [*EMERGENCY, *SUICIDE, *VIOLENCE, *AT_WORK])
def test_capitals_and_missing_accents_hide_no_sign(message: str) -> None:
    bare = message.upper().translate(str.maketrans("ÉÈÊÀÂÎÔÛÇÙ", "EEEAAIOUCU"))
    sign, as_written = distress.detect(bare), distress.detect(message)
    assert sign is not None
    assert as_written is not None
    assert sign.kind == as_written.kind


@pytest.mark.parametrize("message", CALM)
def test_capitals_and_missing_accents_make_no_sign(message: str) -> None:
    assert distress.detect(message.upper().translate(str.maketrans("ÉÈÊÀÂÎÔÛÇÙ", "EEEAAIOUCU"))) is None


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("je veux mourir", "fr"),
        ("au secours", "fr"),
        ("i want to kill myself", "en"),
        ("i took all my pills", "en"),
        ("my boss gropes me", "en"),
        ("ich will sterben", "de"),
        ("mi marido me pega", "es"),
    ],
)
def test_the_answer_is_in_the_language_of_the_message(message: str, language: str) -> None:
    sign = distress.detect(message)
    assert sign is not None
    assert sign.language == language
    assert distress.answer(sign, "fr", "tu") == distress.answer(sign._replace(language=None), language, "tu")
    assert distress.answer(sign, "en", "tu") == distress.answer(sign, "fr", "tu")


def test_a_sign_is_found_at_the_end_of_a_long_message() -> None:
    detour = "j'ai travaillé dix ans dans la même entreprise et on m'a dit que mon poste fermait. " * 80
    assert distress.detect(f"{detour} je veux mourir") == Sign("suicide", "veux mourir", "fr")


def test_an_idiom_does_not_hide_the_sign_beside_it() -> None:
    sign = distress.detect("quitter ce cdi c'est un suicide professionnel. de toute façon je veux en finir avec la vie")
    assert sign is not None
    assert sign.kind == "suicide"


def test_suicide_is_answered_before_violence() -> None:
    sign = distress.detect("mon mari me frappe. je veux mourir")
    assert sign is not None
    assert sign.kind == "suicide"


def test_an_emergency_is_answered_before_anything_else() -> None:
    sign = distress.detect("mon mari me frappe. je veux mourir. j'ai pris tous mes cachets")
    assert sign is not None
    assert sign.kind == "emergency"


@given(st.text(max_size=400))
def test_any_text_gets_one_stable_answer(message: str) -> None:
    assert distress.detect(message) == distress.detect(message)


@pytest.mark.parametrize("locale", ["fr", "en", "de", "es"])
@pytest.mark.parametrize("address", ["tu", "vous"])
def test_the_answer_to_suicide_gives_the_french_numbers(locale: str, address: str) -> None:
    text = distress.answer(Sign("suicide", ""), locale, address)
    for number in ("3114", "15", "112", "114"):
        assert f"**{number}**" in text or re.search(rf"\b{number}\b", text)
    assert "3919" not in text
    assert "?" not in text


@pytest.mark.parametrize("locale", ["fr", "en", "de", "es"])
@pytest.mark.parametrize("address", ["tu", "vous"])
def test_the_answer_to_violence_gives_the_numbers_for_violence(locale: str, address: str) -> None:
    text = distress.answer(Sign("violence", ""), locale, address)
    for number in ("17", "112", "114", "3919", "116 006"):
        assert number in text
    assert "3114" not in text
    assert "?" not in text


@pytest.mark.parametrize("locale", ["fr", "en", "de", "es"])
@pytest.mark.parametrize("address", ["tu", "vous"])
def test_the_answer_to_an_emergency_says_first_to_call_in_bold(locale: str, address: str) -> None:
    text = distress.answer(Sign("emergency", ""), locale, address)
    first = re.match(r"\*\*(.+?)\*\*", text)
    assert first is not None
    assert "15" in first[1]
    assert "112" in first[1]
    assert text.index("15") < text.index("3114")
    assert "114" in text
    assert "?" not in text


def test_the_answer_to_an_emergency_says_not_to_stay_alone_and_to_keep_the_packaging() -> None:
    text = distress.answer(Sign("emergency", ""), "fr", "tu")
    assert "même si tu te sens bien" in text
    assert text.index("reste pas sans personne") < text.index("garde les boîtes") < text.index("3114")


@pytest.mark.parametrize("locale", ["fr", "en", "de", "es"])
@pytest.mark.parametrize("address", ["tu", "vous"])
def test_the_answer_to_violence_at_work_says_who_can_act(locale: str, address: str) -> None:
    text = distress.answer(Sign("violence", "", at_work=True), locale, address)
    for help_ in ("17", "112", "114", "3919", "116 006", "médecin du travail", "inspection du travail"):
        assert help_ in text
    assert "médecin du travail" not in distress.answer(Sign("violence", ""), locale, address)
    assert "3114" not in text
    assert "?" not in text


@pytest.mark.parametrize("sign", SIGNS)
def test_the_answer_keeps_to_one_form_of_address(sign: Sign) -> None:
    polite, familiar = FORMS["fr"]
    assert re.search(polite, distress.answer(sign, "fr", "tu")) is None
    assert re.search(familiar, distress.answer(sign, "fr", "vous")) is None


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("locale", ["fr", "en", "de", "es"])
def test_the_answer_is_in_paragraphs(sign: Sign, locale: str) -> None:
    text = distress.answer(sign, locale, "vous")
    assert "\n\n\n" not in text
    assert re.search(r"[^\n]\n(?!\n|- )", text) is None


@pytest.mark.parametrize("sign", SIGNS)
def test_the_answer_is_short_says_it_is_an_ai_and_falls_back_on_french(sign: Sign) -> None:
    text = distress.answer(sign, "fr-FR", "vous")
    assert text == distress.answer(sign, "it", "vous")
    assert "IA" in text
    assert len(text.split()) < 160


def test_the_lists_are_long_enough_to_mean_something() -> None:
    assert len(SUICIDE) + len(VIOLENCE) >= 40
    assert len(CALM) >= 60
    assert not set(CALM) & {*EMERGENCY, *SUICIDE, *VIOLENCE, *AT_WORK}
