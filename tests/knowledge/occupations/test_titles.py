"""Titles: the forms of men and of women, one by one and over every appellation of the ROME."""

import pytest

from knowledge.occupations.titles import split_title, splits_cleanly
from tests.knowledge.occupations.reference import rows


@pytest.mark.parametrize(
    ("text", "masculine", "feminine"),
    [
        (
            "Conducteur / Conductrice d'engins agricoles",
            "Conducteur d'engins agricoles",
            "Conductrice d'engins agricoles",
        ),
        ("Infirmier coordinateur / Infirmière coordinatrice (IDEC)", None, "Infirmière coordinatrice (IDEC)"),
        ("Chef / Cheffe d'équipe", "Chef d'équipe", "Cheffe d'équipe"),
        ("Chauffeur-livreur / Chauffeuse-livreuse", "Chauffeur-livreur", "Chauffeuse-livreuse"),
        ("Vendeur / Vendeuse en boulangerie-pâtisserie", None, "Vendeuse en boulangerie-pâtisserie"),
        ("Technicien supérieur / Technicienne supérieure en chimie", "Technicien supérieur en chimie", None),
        ("Cariste chargeur/déchargeur / chargeuse/déchargeuse", None, "Cariste chargeuse/déchargeuse"),
        ("Artiste Plasticien / Plasticienne", "Artiste Plasticien", "Artiste Plasticienne"),
        (
            "Chargé / Chargée de clientèle principal / principale en immobilier",
            "Chargé de clientèle principal en immobilier",
            None,
        ),
        ("Agent / Agente de voirie manuel / manuelle", "Agent de voirie manuel", "Agente de voirie manuelle"),
        ("Sage-femme / Maïeuticien", "Maïeuticien", "Sage-femme"),
        ("Homme / Femme de ménage", "Homme de ménage", "Femme de ménage"),
        ("Barman / Barmaid", "Barman", "Barmaid"),
        ("Maître / Maîtresse d'hôtel", "Maître d'hôtel", "Maîtresse d'hôtel"),
        ("Pilote professionnel / Pilote professionnelle automobile", "Pilote professionnel automobile", None),
        ("Vendeur(se) à domicile", "Vendeur à domicile", "Vendeuse à domicile"),
        ("Employé(e) de rayon", "Employé de rayon", "Employée de rayon"),
        ("Infirmier(ère)", "Infirmier", "Infirmière"),
        ("Moniteur(trice) d'auto-école", "Moniteur d'auto-école", "Monitrice d'auto-école"),
        ("Assistant·e maternel·le", "Assistant maternel", "Assistante maternelle"),
        ("Educateur sportif / Educatrice sportive spécialisé(e)", "Educateur sportif spécialisé", None),
    ],
)
def test_two_forms_are_told_apart(text: str, masculine: str | None, feminine: str | None) -> None:
    title = split_title(text)
    assert title.masculine == (masculine or title.masculine)
    assert title.feminine == (feminine or title.feminine)
    assert len(title.forms) == 2
    assert splits_cleanly(title)


@pytest.mark.parametrize(
    "text",
    [
        "Secrétaire médicale",
        "Urgentiste",
        "Auxiliaire de Vie Sociale (AVS)",
        "Responsable d'atelier en production de papier/carton",
        "Pilote de chasse / transport / hélicoptère",
        "Lapidaire / Diamantaire",
        "",
        "/",
        " / ",
    ],
)
def test_what_is_one_form_is_left_whole(text: str) -> None:
    title = split_title(text)
    assert title.forms == (" ".join(text.split()),)


def test_a_tail_without_a_pair_is_shared() -> None:
    title = split_title("Chroniqueur / Chroniqueuse TV / Radio")
    assert title.forms == ("Chroniqueur TV / Radio", "Chroniqueuse TV / Radio")


def test_esco_writes_its_slashes_without_spaces() -> None:
    assert split_title("directeur de plateau/directrice de plateau", tight=True).forms == (
        "directeur de plateau",
        "directrice de plateau",
    )
    assert split_title("ouvrier/ouvrière agricole", tight=True).forms == ("ouvrier agricole", "ouvrière agricole")
    assert split_title("chef de quai réception/expédition", tight=True).forms == ("chef de quai réception/expédition",)


def test_nearly_every_appellation_of_the_rome_splits() -> None:
    for name in (
        "rome_v460/unix_referentiel_appellation_v460_utf8.csv",
        "rome_v347/unix_referentiel_appellation_v347_utf8.csv",
    ):
        labels = [row["libelle_appellation_long"] for row in rows(name)]
        doubled = [label for label in labels if " / " in label]
        titles = [split_title(label) for label in doubled]
        assert sum(splits_cleanly(title) and len(title.forms) == 2 for title in titles) >= 0.998 * len(doubled)
        for label, title in zip(doubled, titles, strict=True):
            lost = set(label.replace("’", "'").split()) - {"/"} - set(" ".join(title.forms).split())
            assert not lost or "(" in label
