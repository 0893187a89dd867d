"""What is not linked to the job is found; the words of a trade are not words about oneself."""

import pytest

from tools.profile.private import private_matter

REFUSED = {
    "photo": ["data:image/png;base64,AAAA", "ma photo est en pièce jointe"],
    "age": [
        "né le 12/03/1975",
        "Née en 1980 à Lens",
        "date de naissance : 1980",
        "âgée de 52 ans",
        "j’ai 45 ans",
        "j'ai 58 ans et je veux changer",
        "I am 45 years old",
        "born in 1980",
    ],
    "family": [
        "mariée",
        "je suis divorcé",
        "45 ans, marié, 2 enfants",
        "j’ai trois enfants",
        "deux enfants à charge",
        "mère de deux enfants",
        "mon mari est muté à Brest",
        "je suis enceinte",
        "en congé parental depuis 2024",
        "situation familiale : célibataire",
        "I have 2 kids",
    ],
    "nationality": [
        "de nationalité tunisienne",
        "Nationalité : française",
        "je suis française",
        "titre de séjour valable",
    ],
    "health": [
        "RQTH depuis 2019",
        "je suis handicapée",
        "je suis en situation de handicap",
        "reconnue travailleuse handicapée",
        "mon burn-out en 2022",
        "j’ai eu un cancer",
        "en arrêt maladie",
        "suite à un burn out",
        "je touche une pension d’invalidité",
    ],
    "beliefs": ["je suis musulmane", "je suis syndiqué", "ma religion"],
    "identity_number": ["2 80 03 62 123 456 12", "280036212345612", "numéro de sécurité sociale"],
}
KEPT = [
    "accompagnement de personnes handicapées",
    "éducatrice auprès d’enfants en situation de handicap",
    "aide-soignante en gériatrie, personnes âgées de plus de 80",
    "auxiliaire de vie, garde de trois enfants",
    "vendeuse en robes de mariée",
    "suivi de femmes enceintes à la maternité",
    "moniteur d’atelier pour travailleurs handicapés en ESAT",
    "bénévole à la Ligue contre le cancer",
    "conseillère conjugale et familiale",
    "photographe, retouche photo",
    "j’ai 20 ans d’expérience",
    "j’ai 15 ans dans la vente",
    "15 ans chez Navalys",
    "médiation familiale et nationalité des dossiers",
    "santé publique, prévention de la dépression",
    "assistante maternelle, enfants de 0 à 3 ans",
    "professeur de français",
    "cuisine marocaine et italienne",
    "anglais courant, arabe langue maternelle",
    "né de la fusion de deux ateliers",
    "téléphone 06 12 34 56 78, SIRET 123 456 789 00012",
    "Je suis un artisan",
    "mes clients et mon équipe",
]


@pytest.mark.parametrize(("matter", "text"), [(matter, text) for matter, texts in REFUSED.items() for text in texts])
def test_what_people_say_of_themselves_is_found(matter: str, text: str) -> None:
    found = private_matter({"position": "soudeuse", "highlights": ["bien", text]})
    assert found is not None
    assert (found.matter, found.field) == (matter, "highlights")


@pytest.mark.parametrize("text", KEPT)
def test_the_words_of_a_trade_are_kept(text: str) -> None:
    assert private_matter({"summary": text}) is None


@pytest.mark.parametrize(
    ("field", "matter"),
    [
        ("photo", "photo"),
        ("image", "photo"),
        ("birthDate", "age"),
        ("birth_date", "age"),
        ("maritalStatus", "family"),
        ("Nationality", "nationality"),
        ("disability", "health"),
        ("NIR", "identity_number"),
    ],
)
def test_a_field_that_says_so_is_found_by_its_name(field: str, matter: str) -> None:
    found = private_matter({field: "x"})
    assert found is not None
    assert found.matter == matter
