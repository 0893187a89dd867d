"""What is found in a message by plain rules."""

import pytest

from agents.models.guided.readers import cv_text, job, position


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Je suis aide-soignante et je veux changer de métier", "aide-soignante"),
        ("je suis une aide à domicile depuis 3 ans", "aide à domicile"),
        ("Bonjour, je suis chef de projet dans l'informatique", "chef de projet"),
        ("je travaille comme soudeur, j'en ai marre", "soudeur"),
        ("J’étais assistante de direction chez un notaire", "assistante de direction"),
        ("mon métier actuel est comptable", "comptable"),
        ("vendeuse depuis huit ans", "vendeuse"),
        ("je suis femme de ménage", "femme de ménage"),
        ("je suis un peu perdue", None),
        ("je suis fatiguée", None),
        ("je suis une femme de 45 ans", None),
        ("je suis en reconversion", None),
        ("je suis au chômage depuis mars", None),
        ("je suis heureuse", None),
        ("je suis demandeur d'emploi", None),
        ("", None),
    ],
)
def test_the_job_in_french(text: str, expected: str | None) -> None:
    reading = job.read(text, "fr")
    assert (reading["value"] if reading else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("I'm a nurse", "nurse"), ("I work as a truck driver in Lyon", "truck driver"), ("I am tired", None)],
)
def test_the_job_in_english(text: str, expected: str | None) -> None:
    reading = job.read(text, "en")
    assert (reading["value"] if reading else None) == expected


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("une lettre pour un poste de conducteur de bus à Lyon", "fr", "conducteur de bus"),
        ("pour devenir infirmière", "fr", "infirmière"),
        ("une lettre", "fr", None),
        ("a letter to become a gardener", "en", "gardener"),
    ],
)
def test_the_position(text: str, locale: str, expected: str | None) -> None:
    reading = position.read(text, locale)
    assert (reading["value"] if reading else None) == expected


def test_a_text_that_is_not_a_cv_is_not_read() -> None:
    assert cv_text.read("Je cherche un travail. " * 40, "fr") is None
    assert cv_text.read("court", "fr") is None


def test_hidden_contact_details_are_seen() -> None:
    text = "<EMAIL_1>\n<PHONE_1>\nFormation\nCompétences\n" + "accueil et caisse\n" * 30
    reading = cv_text.read(text, "fr")
    assert reading
    assert (reading["email"], reading["phone"], reading["sections"]) == (True, True, ("training", "skills"))
