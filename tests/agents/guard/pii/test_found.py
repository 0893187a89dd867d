"""What is found, case by case."""

import pytest

from agents.guard.pii import Detector, KnownName, is_common_word


def seen(detector: Detector, text: str, *known: KnownName) -> list[tuple[str, str]]:
    return [(found.kind, text[found.start : found.end]) for found in detector.find(text, known)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Écrivez à karim.benali+cv@mail.exemple.fr.", ("EMAIL", "karim.benali+cv@mail.exemple.fr")),
        ("mon mail : zoé.lefèvre@exemple.fr, merci", ("EMAIL", "zoé.lefèvre@exemple.fr")),
        ("prenom.nom (at) domaine (point) fr", ("EMAIL", "prenom.nom (at) domaine (point) fr")),
        ("karim point benali arobase gmail point com", ("EMAIL", "karim point benali arobase gmail point com")),
        ("marie @ gmail . com", ("EMAIL", "marie @ gmail . com")),
        ("mr dupont m'a dit", ("LAST_NAME", "dupont")),
        ("mon chef thomas était là", ("FIRST_NAME", "thomas")),
        ("tél 06 12 34 56 78", ("PHONE", "06 12 34 56 78")),
        ("+33 (0)6 12 34 56 78", ("PHONE", "+33 (0)6 12 34 56 78")),
        ("0033612345678 svp", ("PHONE", "0033612345678")),
        ("06.12.34.56.78.", ("PHONE", "06.12.34.56.78")),
        ("au 0693 12 34 56", ("PHONE", "0693 12 34 56")),
        ("+262 692 12 34 56", ("PHONE", "+262 692 12 34 56")),
        ("+32 470 12 34 56", ("PHONE", "+32 470 12 34 56")),
        ("00 212 6 12 34 56 78", ("PHONE", "00 212 6 12 34 56 78")),
        ("NIR 2 85 03 2A 123 456 12", ("NIR", "2 85 03 2A 123 456 12")),
        ("185057800608491", ("NIR", "185057800608491")),
        ("SIREN 732 829 321", ("SIREN", "732 829 321")),
        ("RCS Lyon 732829320", ("SIREN", "732829320")),
        ("356 000 000 00048", ("SIRET", "356 000 000 00048")),
        ("GB82 WEST 1234 5698 7654 32 merci", ("IBAN", "GB82 WEST 1234 5698 7654 32")),
        ("carte 2223 0031 2200 3222", ("CARD", "2223 0031 2200 3222")),
        ("6759649826438453", ("CARD", "6759649826438453")),
        ("depuis 192.168.12.7.", ("IP", "192.168.12.7")),
        ("adresse 2001:db8::ff00:42:8329", ("IP", "2001:db8::ff00:42:8329")),
        ("linkedin.com/in/karim-benali.", ("URL", "linkedin.com/in/karim-benali")),
        ("mon site : www.mes-meubles.fr", ("URL", "www.mes-meubles.fr")),
        ("https://karim-benali.fr", ("URL", "https://karim-benali.fr")),
        (
            "née le douze mars mille neuf cent quatre-vingt-cinq",
            ("DATE_OF_BIRTH", "douze mars mille neuf cent quatre-vingt-cinq"),
        ),
        ("Né(e) le : 12/03/1985", ("DATE_OF_BIRTH", "12/03/1985")),
        ("born on March 3rd, 1990", ("DATE_OF_BIRTH", "March 3rd, 1990")),
        ("12 bis rue de la République, 69002 Lyon", ("ADDRESS", "12 bis rue de la République, 69002 Lyon")),
        ("route de Thônes, 74000 Annecy", ("ADDRESS", "route de Thônes, 74000 Annecy")),
        ("BP 12, 97400 Saint-Denis", ("ADDRESS", "BP 12, 97400 Saint-Denis")),
        ("lieu-dit Les Oliviers", ("ADDRESS", "lieu-dit Les Oliviers")),
        ("résidence Les Lilas, bâtiment B", ("ADDRESS", "résidence Les Lilas, bâtiment B")),
        ("j'habite 12 rue victor hugo 69100 villeurbanne", ("ADDRESS", "12 rue victor hugo 69100 villeurbanne")),
        ("ma voiture AB-123-CD", ("PLATE", "AB-123-CD")),
        ("immatriculée 123 ABC 69", ("PLATE", "123 ABC 69")),
        ("je m'appelle karim et j'ai 30 ans", ("FIRST_NAME", "karim")),
        ("Mme Petit m'a reçue", ("LAST_NAME", "Petit")),
        ("avec Jean-Pierre El Amrani hier", ("PERSON", "Jean-Pierre El Amrani")),
        ("M. Willem van der Berg", ("PERSON", "Willem van der Berg")),
        ("Candidature de DUPONT Karim", ("PERSON", "DUPONT Karim")),
        ("I'm Sean O'Connor, a cook", ("PERSON", "Sean O'Connor")),
        ("Je suis Marie-Laure de La Tour.", ("PERSON", "Marie-Laure de La Tour")),
        ("ma collègue Aminata N'Diaye", ("PERSON", "Aminata N'Diaye")),
        ("avec Nguyen Thi Lan", ("PERSON", "Nguyen Thi Lan")),
        ("mon fils Mehdi Ben Ali", ("PERSON", "Mehdi Ben Ali")),
        ("Merci à M. Pierre Fabre, mon voisin", ("PERSON", "Pierre Fabre")),
    ],
)
def test_it_is_found_and_nothing_more(detector: Detector, text: str, expected: tuple[str, str]) -> None:
    assert seen(detector, text) == [expected]


def test_a_wrong_key_lowers_the_score_and_hides_the_number_all_the_same(detector: Detector) -> None:
    (right,) = detector.find("185057800608491")
    (wrong,) = detector.find("185057800608492")
    assert (right.kind, wrong.kind) == ("NIR", "NIR")
    assert wrong.score < right.score


def test_nine_digits_with_a_wrong_key_are_masked_only_behind_their_label(detector: Detector) -> None:
    assert seen(detector, "dossier 732829321") == []
    assert seen(detector, "SIREN : 732829321") == [("SIREN", "732829321")]


def test_a_person_has_parts_and_a_gender(detector: Detector) -> None:
    (madame,) = detector.find("Bonjour Madame Claire DUPONT")
    assert (madame.first_name, madame.last_name, madame.gender) == ("Claire", "DUPONT", "f")
    (reversed_name,) = detector.find("dossier de BENALI Karim")
    assert (reversed_name.first_name, reversed_name.last_name, reversed_name.gender) == ("Karim", "BENALI", "m")
    (compound,) = detector.find("Je m'appelle Jean-Baptiste Le Gall")
    assert (compound.first_name, compound.last_name, compound.gender) == ("Jean-Baptiste", "Le Gall", "m")
    (monsieur,) = detector.find("avec M. Xhaka")
    assert (monsieur.kind, monsieur.last_name, monsieur.gender) == ("LAST_NAME", "Xhaka", "m")


def test_a_sentence_is_not_eaten_by_the_name_in_it(detector: Detector) -> None:
    assert seen(detector, "Contactez Karim Benali. Demain Fatou Diallo viendra.") == [
        ("PERSON", "Karim Benali"),
        ("PERSON", "Fatou Diallo"),
    ]


def test_known_names_are_found_in_any_case_and_without_accents(detector: Detector) -> None:
    known = KnownName(first_name="Zoë", last_name="Le Goff", gender="f")
    assert seen(detector, "zoe aime ça, dit mme LE-GOFF", known) == [("FIRST_NAME", "zoe"), ("LAST_NAME", "LE-GOFF")]
    assert seen(detector, "signé le goff zoë", known) == [("PERSON", "le goff zoë")]
    assert seen(detector, "zoevis legoffre", known) == []


def test_a_known_name_that_is_a_word_is_left_alone_in_lower_case(detector: Detector) -> None:
    known = KnownName(last_name="Petit")
    assert seen(detector, "un petit atelier", known) == []
    assert seen(detector, "l'atelier Petit", known) == [("LAST_NAME", "Petit")]


@pytest.mark.parametrize(
    "word", ["petit", "rose", "marchand", "boulanger", "leger", "léger", "travail", "the", "maisons"]
)
def test_ordinary_words_are_known(word: str) -> None:
    assert is_common_word(word)


@pytest.mark.parametrize("word", ["diallo", "benali", "kowalski", "nguyen", "karim", "dupont", "le goff"])
def test_names_are_no_ordinary_words(word: str) -> None:
    assert not is_common_word(word)
