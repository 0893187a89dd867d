"""Personal data as people really type it: wrapped, misspelt, in lower case, in other countries' ways."""

import pytest

from agents.guard.pii import Detector, KnownName
from tests.agents.guard.pii.test_any_text import test_time_is_in_proportion_to_the_text as in_proportion
from tests.agents.guard.pii.test_found import seen


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("06 12 34\n56 78", "PHONE"),
        ("+33 6 12 34 56\n78", "PHONE"),
        ("2 85 03 69 123\n456 12", "NIR"),
        ("732 829 320\n00074", "SIRET"),
        ("4970 1012\n3456 7893", "CARD"),
        ("FR76 3000 6000 0112\n3456 7890 189", "IBAN"),
        ("FR76 3000 6000 0112 \n 3456 7890 189", "IBAN"),
        ("nolwenn.legoff\n@exemple.fr", "EMAIL"),
        ("nolwenn.\nlegoff@exemple.fr", "EMAIL"),
        ("x@exem-\nple.fr", "EMAIL"),
        ("x@exemple\n.fr", "EMAIL"),
    ],
)
def test_one_line_break_hides_nothing(detector: Detector, text: str, kind: str) -> None:
    assert seen(detector, f"Voici : {text} merci") == [(kind, text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("06 12 34 56 78\n06 98 76 54 32", ["06 12 34 56 78", "06 98 76 54 32"]),
        ("+33 6 12 34 56 78\n12 rue des Lilas", ["+33 6 12 34 56 78", "12 rue des Lilas"]),
        ("tel 06 12 34 56 78\n2 enfants", ["06 12 34 56 78"]),
        ("732829320\n552100554", ["732829320", "552100554"]),
        ("06 12 34\n\n56 78", []),
        ("écris à x@exemple.fr.\nmerci", ["x@exemple.fr"]),
        ("budget 120 000\n450 000\n300 000", []),
    ],
)
def test_complete_lines_stay_apart(detector: Detector, text: str, parts: list[str]) -> None:
    assert [text[found.start : found.end] for found in detector.find(text)] == parts


@pytest.mark.parametrize(
    ("before", "date"),
    [
        ("Né le: ", "12/03/1984"),
        ("née le:", "12/03/1984"),
        ("Né le:", "12/03/1984"),
        ("Né(e) le: ", "12/03/1984"),
        ("née à Brest le ", "12/03/1984"),
        ("née un ", "12 mars 1984"),
        ("née en ", "mars 1984"),
        ("je suis du ", "12 mars 1984"),
        ("42 ans (", "12/03/1984"),
        ("geboren am ", "12. März 1984"),
        ("nacida el ", "12 de marzo de 1984"),
        ("nato il ", "12 marzo 1984"),
    ],
)
def test_dates_of_birth_are_found_however_announced(detector: Detector, before: str, date: str) -> None:
    assert seen(detector, before + date) == [("DATE_OF_BIRTH", date)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("moi c'est nolwenn le goff", "nolwenn le goff"),
        ("je suis nolwenn le goff, 43 ans", "nolwenn le goff"),
        ("i am john smith", "john smith"),
        ("i'm sarah connor", "sarah connor"),
        ("je mappelle karim", "karim"),
        ("je m appelle nolwenn", "nolwenn"),
        ("jmappelle karim", "karim"),
        ("jm'appelle karim", "karim"),
        ("moi cest karim", "karim"),
        ("jsuis karim", "karim"),
        ("my name's karim", "karim"),
        ("name is tom hardy", "tom hardy"),
        ("ich heiße klaus meyer", "klaus meyer"),
        ("mi chiamo laura rossi", "laura rossi"),
        ("me llamo ana lopez", "ana lopez"),
        ("née Lefèvre", "Lefèvre"),
        ("M.Dupont", "Dupont"),
        ("M.DUPONT", "DUPONT"),
        ("Mme.Dupont", "Dupont"),
        ("Cordialement\nnolwenn le goff", "nolwenn le goff"),
        ("cdt nolwenn", "nolwenn"),
        ("mon ex rachid", "rachid"),
        ("A G N I E S Z K A", "A G N I E S Z K A"),
        ("bintou sissoko", "bintou sissoko"),
        ("Bintou Sissoko", "Bintou Sissoko"),
        ("CV_Sophie_Martin.pdf", "Sophie_Martin"),
        ("CV-Sophie-Martin-2026.pdf", "Sophie-Martin"),
        ("sophie.martin.cv.pdf", "sophie.martin"),
        ("MARTIN_Sophie_CV.docx", "MARTIN_Sophie"),
    ],
)
def test_names_are_found_as_they_are_typed(detector: Detector, text: str, name: str) -> None:
    assert [text[found.start : found.end] for found in detector.find(text)] == [name]


@pytest.mark.parametrize(
    ("text", "last", "first"),
    [
        ("mon nom: benzid, prenom: karim", "benzid", "karim"),
        ("NOM TRAORE PRENOM AMINATA", "TRAORE", "AMINATA"),
        ("| Nom | Prénom |\n|---|---|\n| Traoré | Aminata |", "Traoré", "Aminata"),
    ],
)
def test_fields_side_by_side_are_two_parts(detector: Detector, text: str, last: str, first: str) -> None:
    assert seen(detector, text) == [("LAST_NAME", last), ("FIRST_NAME", first)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("06 - 12 - 34 - 56 - 78", ("PHONE", "06 - 12 - 34 - 56 - 78")),
        ("06 – 12 – 34 – 56 – 78", ("PHONE", "06 – 12 – 34 – 56 – 78")),
        ("06•12•34•56•78", ("PHONE", "06•12•34•56•78")),
        ("06,12,34,56,78", ("PHONE", "06,12,34,56,78")),
        ("(06) 12 34 56 78", ("PHONE", "(06) 12 34 56 78")),
        ("O6 12 34 56 78", ("PHONE", "O6 12 34 56 78")),
        ("mon tel c'est 6 12 34 56 78", ("PHONE", "6 12 34 56 78")),
        ("07700 900123", ("PHONE", "07700 900123")),
        ("phone: (415) 555-2671", ("PHONE", "(415) 555-2671")),
        ("móvil 612 345 678", ("PHONE", "612 345 678")),
        ("téléphone 732 829 320", ("PHONE", "732 829 320")),
        ("j'habite au 12 de la rue des Lilas", ("ADDRESS", "12 de la rue des Lilas")),
        ("impasse du moulin à Quimper", ("ADDRESS", "impasse du moulin à Quimper")),
        ("3 imp du moulin", ("ADDRESS", "3 imp du moulin")),
        ("12 av. Foch", ("ADDRESS", "12 av. Foch")),
        ("221B Baker Street, London NW1 6XE", ("ADDRESS", "221B Baker Street, London NW1 6XE")),
        ("Hauptstraße 12, 10115 Berlin", ("ADDRESS", "Hauptstraße 12, 10115 Berlin")),
        ("Calle Mayor 12, 28013 Madrid", ("ADDRESS", "Calle Mayor 12, 28013 Madrid")),
        ("12 rue Neuve, 1000 Bruxelles", ("ADDRESS", "12 rue Neuve, 1000 Bruxelles")),
        ("Rue du Rhône 12, 1204 Genève", ("ADDRESS", "Rue du Rhône 12, 1204 Genève")),
        ("instagram: nolwenn_lg29", ("URL", "nolwenn_lg29")),
        ("mon insta c'est nolwenn_lg", ("URL", "nolwenn_lg")),
        ("@nolwennlg", ("URL", "@nolwennlg")),
        ("mot de passe: Toto1234!", ("URL", "Toto1234!")),
        ("identifiant France Travail 7412589K", ("NIR", "7412589K")),
        ("numéro fiscal 1234567890123", ("NIR", "1234567890123")),
        ("NI number QQ 12 34 56 C", ("NIR", "QQ 12 34 56 C")),
        ("SSN 123-45-6789", ("NIR", "123-45-6789")),
        ("DNI 12345678Z", ("NIR", "12345678Z")),
        ("nolwenn legoff arobase gmail point com", ("EMAIL", "nolwenn legoff arobase gmail point com")),
        ("**nolwenn**.legoff@exemple.fr", ("EMAIL", "nolwenn**.legoff@exemple.fr")),
        ("x@exemple,fr", ("EMAIL", "x@exemple,fr")),
        ("x@exemple .fr", ("EMAIL", "x@exemple .fr")),
        ("écris à nolwenn@gmail, merci", ("EMAIL", "nolwenn@gmail")),
    ],
)
def test_numbers_places_and_addresses_are_found_as_they_are_typed(
    detector: Detector, text: str, expected: tuple[str, str]
) -> None:
    assert seen(detector, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "J'utilise Claude, Gemini", "D'accord", "Mes horaires : 06 00 14 00 22 00",
        "RNCP36804 RS5616 FR123", "Madame la Conseillère", "John Lewis", "Marks & Spencer", "Jules et Brice",
        "celle de Paul (la boulangerie)", "Rose de Noël", "Rose Bakery", "Plan Marshall", "Charles River",
        "Mont-de-Marsan Saint-Malo Sainte-Maxime", "Olivier, pommier", "06, 07, 08, 09, 10",
        "les départements 01, 02, 03, 04, 05", "de 06 - 2019 - 2020", "mot de passe oublié", "née à Paris",
        "le mot de passe est obligatoire", "mon insta est mort", "page facebook: 1200 abonnés", "@media print",
        "lettre_de_motivation.pdf", "<FIRST_NAME_1> et <PERSON_F_2>", "cordialement\nle directeur",
        "jsuis motivé", "moi c'est la vente", "C O M P E T E N C E S", "M.Sc en chimie", "aide soignante",
        "Je suis de mars 2024 à mai 2025 en poste",
    ],
)  # fmt: skip
def test_nothing_of_this_is_masked(detector: Detector, text: str) -> None:
    assert seen(detector, text) == []


def test_a_known_name_is_no_country_and_no_month(detector: Detector) -> None:
    known = KnownName(first_name="France", last_name="Mai")
    assert seen(detector, "France Travail m'aide, en France, au mois de mai, le 3 mai", known) == []
    assert seen(detector, "dites à France que Mai est là", known) == [("FIRST_NAME", "France"), ("LAST_NAME", "Mai")]


@pytest.mark.parametrize(
    "piece",
    [
        "06 12\n", "1\n", "nom a prenom ", "a_", "A_a", "a.pdf ", "a-b_c", "instagram: a1 ", "@ab ", "O6 ", "(06) ",
        "mdp: a1b2 ", "a\n.", "a@b-\n", "a@\n", "je suis karim le ", "A B ", "12 Baker ", "C/ Mayor ", "impasse du a ",
        "06 00 14 00 ", "née A ", "nom|prenom\n",
    ],
)  # fmt: skip
def test_time_stays_in_proportion(detector: Detector, piece: str) -> None:
    in_proportion(detector, piece)
