"""Conditions read from the texts of ROME v3."""

import pytest

from knowledge.occupations.conditions import derive
from knowledge.occupations.models import Conditions
from tests.knowledge.occupations import reference

# Code, hours, physical load, contact, training: as a person reads them in the sheet.
READ = [
    ("A1203", "seasonal", "high", "medium", "months"),
    ("A1412", "seasonal weekends", None, "medium", "none"),
    ("A1416", "nights weekends", None, "low", "months"),
    ("B1201", "", "high", "high", "months"),
    ("C1201", "weekends", "low", "medium", "year"),
    ("C1206", "weekends", "low", "high", "year"),
    ("D1207", "", None, "high", "months"),
    ("D1211", "early seasonal weekends", "medium", "high", "months"),
    ("D1404", "weekends", None, "high", None),
    ("D1507", "early nights weekends", "high", "low", "none"),
    ("E1104", "", None, "low", "year"),
    ("E1304", "nights shifts weekends", "high", "low", "none"),
    ("F1105", "weekends", "low", "low", "year"),
    ("F1602", "weekends", None, "medium", "months"),
    ("F1703", "weekends", "high", "medium", "months"),
    ("G1602", "evenings seasonal weekends", None, "medium", "months"),
    ("G1605", "evenings seasonal weekends", None, "low", "none"),
    ("G1701", "nights shifts weekends", None, "high", "months"),
    ("G1803", "evenings seasonal weekends", "medium", "high", "months"),
    ("H1209", "", "low", "medium", "year"),
    ("H2202", "early shifts", "high", "low", "months"),
    ("H2209", "", "low", "medium", "year"),
    ("H2913", "nights shifts weekends", "high", "medium", "months"),
    ("I1604", "nights weekends", "high", "medium", "months"),
    ("J1102", "early nights shifts weekends", None, "high", "years"),
    ("J1304", "early nights shifts weekends", None, "high", "years"),
    ("J1501", "early nights shifts weekends", None, "high", "years"),
    ("K1205", "", None, "high", "months"),
    ("K1302", "early nights shifts weekends", None, "high", "months"),
    ("K1304", "evenings weekends", None, "high", "none"),
    ("K1701", "nights weekends", "high", "medium", "none"),
    ("K2101", "", "low", "low", "years"),
    ("K2104", "nights weekends", None, "low", "year"),
    ("K2202", "", "medium", "medium", "none"),
    ("K2303", "early nights weekends", "high", None, "none"),
    ("M1403", "", "low", "low", "years"),
    ("N1102", "nights weekends", "high", "high", "none"),
    ("N1103", "early nights weekends", "high", "medium", "none"),
    ("N1105", "early nights shifts weekends", "high", "low", "none"),
    ("N4103", "evenings nights weekends", None, "high", "none"),
]


@pytest.mark.parametrize(("code", "hours", "physical", "contact", "training"), READ)
def test_a_sheet_is_read_as_a_person_reads_it(
    code: str, hours: str, physical: str | None, contact: str | None, training: str | None
) -> None:
    texts = reference.texts()[code]
    told = [*texts["cond_exercice_activite"], *texts["acces_a_em"]]
    found = derive(told, [], regulated=None, management=None)
    assert (" ".join(sorted(found.hours)), found.physical, found.contact, found.training) == (
        hours,
        physical,
        contact,
        training,
    )


def test_what_is_not_said_stays_unknown() -> None:
    assert derive(["L'activité varie."], [], regulated=None, management=None) == Conditions(source="rome_v3")
    assert derive([], [], regulated=True, management=False) == Conditions(
        source="rome_v3", regulated=True, management=False
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("L'activité s'exerce au domicile de particuliers.", "client_home"),
        ("L'activité s'effectue à l'extérieur.", "outdoors"),
        ("Elle implique des déplacements fréquents.", "road"),
        ("L'activité s'effectue en atelier.", "indoors"),
        ("Elle peut s'exercer en télétravail.", "remote"),
    ],
)
def test_a_place_is_recognised(text: str, place: str) -> None:
    assert derive([text], [], regulated=None, management=None).place == {place}


def test_the_home_of_the_worker_is_not_that_of_a_client() -> None:
    found = derive([], ["Au domicile de l'intervenant"], regulated=None, management=None)
    assert found.place == {"remote"}


def test_settings_count_as_texts() -> None:
    assert derive([], ["Travail de nuit"], regulated=None, management=None).hours == {"nights"}


@pytest.mark.parametrize(
    ("access", "training"),
    [
        ("Cet emploi/métier est accessible sans diplôme ni expérience professionnelle.", "none"),
        ("Cet emploi/métier est accessible avec un CAP/BEP en cuisine.", "months"),
        ("Cet emploi/métier est accessible avec un diplôme de niveau Bac+2 (BTS, DUT, ...).", "year"),
        ("Cet emploi/métier est accessible avec un Master en droit.", "years"),
        ("Il est accessible avec une expérience professionnelle sans diplôme particulier.", None),
        ("Un Master peut être demandé.", None),
    ],
)
def test_training_is_the_shortest_way_in(access: str, training: str | None) -> None:
    assert derive([access], [], regulated=None, management=None).training == training
