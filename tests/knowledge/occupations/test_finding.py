"""From what a person says to an occupation: spoken French, roles, typos, other languages, nonsense."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import Part
from evals.occupations import FILES, measure, read_descriptions, shares
from evals.suite import SUITES
from knowledge import occupations
from knowledge.occupations import Catalogue, load_catalogue
from knowledge.occupations.finding import Finder
from knowledge.occupations.hearing import MOST_WORDS
from knowledge.occupations.importers import import_files
from tests.knowledge.occupations import reference

SUITE = SUITES / "occupations"


@pytest.fixture(scope="module")
def starter() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def finder(starter: Catalogue) -> Finder:
    return Finder(starter)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    """Over the full ROME."""
    home = tmp_path_factory.mktemp("home")
    for source in ("rome_v347", "rome_v460"):
        import_files(reference.folder() / source, home, today=date(2026, 11, 21))
    return Finder(load_catalogue(home))


def first(finder: Finder, text: str) -> str:
    return finder.find(text).candidates[0].code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("je bosse en Ehpad, je m'occupe des résidents, toilettes, repas", "J1501"),
        ("à l'usine Peugeot à la chaîne", "H2909"),
        ("dans un entrepôt Amazon, je prépare les colis", "N1103"),
        ("AESH dans une école", "K2113"),
        ("AS de nuit", "J1501"),
        ("je suis as en clinique", "J1501"),
        ("IDE en réanimation", "J1506"),
        ("je suis dans la compta", "M1203"),
        ("chauffeur de poids lourd", "N4101"),
        ("caissière chez Lidl", "D1505"),
        ("j'fais les lits à l'Ibis", "G1501"),
        ("prof de maths en collège", "K2107"),
        ("infirmier(e) en clinique", "J1506"),
        ("conseiller·ère dans une banque", "C1206"),
        ("JE SUIS CAISSIERE DEPUIS 12 ANS", "D1505"),
    ],
)
def test_people_are_understood_as_they_speak(finder: Finder, text: str, code: str) -> None:
    assert first(finder, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("infirmiaire", "J1506"),
        ("coifeuse", "D1202"),
        ("secrétère médicale", "M1609"),
        ("plonbier", "F1603"),
        ("boulangé", "D1102"),
        ("electrissien", "F1602"),
    ],
)
def test_a_misspelt_title_is_read(finder: Finder, text: str, code: str) -> None:
    assert first(finder, text) == code


@pytest.mark.parametrize("title", ["serveur", "serveuse", "Serveuse", "SERVEUR", "serveurs"])
def test_gender_number_and_capitals_change_nothing(finder: Finder, title: str) -> None:
    assert first(finder, title) == "G1803"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I work as a nurse", "J1506"),
        ("truck driver", "N4101"),
        ("Ich bin Krankenschwester", "J1506"),
        ("LKW-Fahrer", "N4101"),
    ],
)
def test_english_and_german_titles_are_known(finder: Finder, text: str, code: str) -> None:
    assert first(finder, text) == code


def test_the_job_of_now_comes_before_that_of_before(finder: Finder) -> None:
    found = finder.find("Avant j'étais coiffeuse, maintenant je suis caissière")
    roles = {candidate.code: candidate.role for candidate in found.candidates}
    assert found.candidates[0].code == "D1505"
    assert (roles["D1505"], roles["D1202"]) == ("current", "past")


def test_the_job_wished_for_is_told_apart(finder: Finder) -> None:
    found = finder.find("je suis serveuse mais je voudrais devenir infirmière")
    roles = {candidate.code: candidate.role for candidate in found.candidates}
    assert found.candidates[0].code == "G1803"
    assert roles["J1506"] == "wanted"


def test_a_job_of_before_is_the_source_when_there_is_no_other(finder: Finder) -> None:
    found = finder.find("J'ai été boulanger pendant 18 ans")
    assert (found.candidates[0].code, found.candidates[0].role) == ("D1102", "past")


def test_someone_else_s_job_is_not_the_person_s(finder: Finder) -> None:
    assert first(finder, "Mon père était maçon, moi je suis électricien") == "F1602"


@pytest.mark.parametrize(
    "text",
    [
        "je ne suis pas comptable",
        "je n'ai jamais été coiffeuse",
        "pas infirmière",
        "ich bin kein Koch",
        "mon mari est maçon",
        "mes parents sont agriculteurs",
        "Ma mère était couturière. Elle bossait chez Dior.",
        "je suis fille de boulanger",
    ],
)
def test_a_job_that_is_denied_or_someone_else_s_is_nobody_s_here(full: Finder, text: str) -> None:
    found = full.find(text)
    assert (found.candidates, found.sure, found.ask) == ((), False, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("je suis pas infirmière, je suis aide-soignante", "J1501"),
        ("je suis aide-soignante, pas infirmière", "J1501"),
        ("j'suis pas maçon mais plaquiste", "F1604"),
        ("ma mère était couturière, moi je suis à l'accueil d'un hôtel", "G1703"),
        ("fille de boulanger, je suis plombière", "F1603"),
        ("je suis plombier et mon frère est maçon", "F1603"),
        ("ma sœur est coiffeuse, elle adore ça, moi je suis plombière", "F1603"),
        ("mon mari a un salon où je suis coiffeuse", "D1202"),
    ],
)
def test_beside_it_the_person_s_own_job_is_heard(full: Finder, text: str, code: str) -> None:
    found = full.find(text)
    assert found.candidates[0].code == code
    assert found.candidates[0].role == "current"


def test_someone_else_s_job_is_kept_apart(full: Finder) -> None:
    found = full.find("ma femme est coiffeuse et moi je suis plombier")
    assert found.others[0].code == "D1202"
    assert "D1202" not in {candidate.code for candidate in found.candidates}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("je ne veux plus être caissière", "D1505"),
        ("je veux plus être caissière", "D1505"),
        ("je ne veux pas rester boulanger", "D1102"),
        ("je ne suis pas satisfaite de mon travail de comptable", "M1203"),
        ("je ne suis pas que comptable", "M1203"),
    ],
)
def test_a_job_that_is_no_longer_wanted_is_the_job_of_now(finder: Finder, text: str, code: str) -> None:
    found = finder.find(text)
    assert (found.candidates[0].code, found.candidates[0].role) == (code, "current")


BROAD = (
    "vendeuse|ouvrier|agent|commercial|employé|technicien|assistante|assistant|conseiller|chef d'équipe|opérateur"
    "|manager|responsable|fonctionnaire|consultant|chargé de mission|ouvrière en usine|je bosse dans les bureaux"
    "|vendeuse en magasin"
).split("|")


@pytest.mark.parametrize("text", BROAD)
def test_a_word_of_many_trades_is_asked_about(finder: Finder, full: Finder, text: str) -> None:
    for each in (finder, full):
        found = each.find(text)
        assert not found.sure
        assert found.ask


@pytest.mark.parametrize("text", ["vendeuse", "agent", "assistante", "conseiller", "employée", "ouvrier"])
def test_the_question_is_between_occupations_of_that_word_in_different_fields(full: Finder, text: str) -> None:
    found = full.find(text)
    first, second = found.ask
    assert first.code[:3] != second.code[:3]
    assert {candidate.matched for candidate in found.candidates} == {(text,)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("infirmière", "J1506"),
        ("boulanger", "D1102"),
        ("maçon", "F1703"),
        ("comptable", "M1203"),
        ("coiffeuse", "D1202"),
        ("facteur", "M1603"),
        ("vendeuse en boulangerie", "D1106"),
        ("je suis vendeuse dans une boutique de vêtements", "D1214"),
        ("assistante de direction", "M1604"),
        ("assistante sociale", "K1201"),
        ("agent de sécurité", "K2503"),
        ("secrétaire médicale", "M1609"),
    ],
)
def test_what_is_precise_stays_sure(finder: Finder, full: Finder, text: str, code: str) -> None:
    for each in (finder, full):
        found = each.find(text)
        assert (found.sure, found.candidates[0].code) == (True, code)


def test_a_verb_is_no_title(full: Finder) -> None:
    # « Guide », « garde », « contrôle » are titles too.
    assert first(full, "je garde des enfants chez moi") == "K1310"


def test_where_one_works_is_not_what_one_is(full: Finder) -> None:
    assert first(full, "secrétaire chez un cardiologue") == "M1609"


def test_two_jobs_are_both_there_and_neither_is_sure(finder: Finder) -> None:
    found = finder.find("aide-soignante la semaine et serveuse le week-end")
    assert {candidate.code for candidate in found.candidates[:3]} >= {"J1501", "G1803"}
    assert not found.sure


def test_it_asks_with_what_sets_the_first_two_apart(finder: Finder, starter: Catalogue) -> None:
    found = finder.find("je travaille dans un hôpital")
    assert not found.sure
    assert [choice.code for choice in found.ask] == [candidate.code for candidate in found.candidates[:2]]
    assert all(choice.about == starter.occupations[choice.code].summary for choice in found.ask)


def test_occupations_with_one_summary_are_told_apart_by_other_titles(starter: Catalogue) -> None:
    same = {code: replace(one, summary="Pareil.") for code, one in starter.occupations.items()}
    found = Finder(replace(starter, occupations=same)).find("je travaille dans un hôpital")
    assert len({choice.about for choice in found.ask}) == 2


def test_a_clear_answer_is_sure_and_asks_nothing(finder: Finder) -> None:
    found = finder.find("je suis aide-soignante en Ehpad")
    assert (found.sure, found.ask) == (True, ())


def test_the_person_s_own_words_are_given_back(finder: Finder) -> None:
    candidate = finder.find("J'suis Coifeuse à Roubaix").candidates[0]
    assert candidate.matched == ("Coifeuse",)
    assert candidate.how == "title"
    assert 0 < candidate.score < 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "???",
        "\0",
        "👩‍🔬",
        "azertyuiop",
        "bonjour",
        "je ne sais pas",
        "42",
        "je veux changer de métier",
        "Napoléon",
    ],
)
def test_nonsense_finds_nothing(full: Finder, text: str) -> None:
    found = full.find(text)
    assert (found.candidates, found.sure, found.ask) == ((), False, ())


UNREAL: tuple[str, ...] = ("dresseuse de licornes", "je suis dresseur de licornes", "dompteur de nuages", "astronaute")
UNREAL += ("chasseur de fantômes", "professeur de magie", "testeur de toboggans", "sans papiers", "je suis au RSA")


@pytest.mark.parametrize("text", UNREAL)
def test_a_job_that_does_not_exist_is_never_sure(finder: Finder, text: str) -> None:
    assert not finder.find(text).sure


@pytest.mark.parametrize("text", UNREAL)
def test_nor_is_it_on_the_full_rome(full: Finder, text: str) -> None:
    assert not full.find(text).sure


@pytest.mark.parametrize(
    "text", ["cariste de nuit", "je suis comptable de formation", "coiffeuse de quartier", "caissière de Carrefour"]
)
def test_what_says_nothing_of_the_trade_leaves_it_sure(finder: Finder, text: str) -> None:
    assert finder.find(text).sure


@pytest.mark.parametrize(
    "text",
    [
        "Ich bin Krankenschwester und möchte den Beruf wechseln",
        "Ich bin Krankenschwester und will kündigen",
        "je suis infirmière et je veux changer de métier",
    ],
)
def test_a_job_that_one_wants_to_leave_is_the_one_of_now(finder: Finder, text: str) -> None:
    found = finder.find(text)
    assert (found.sure, found.candidates[0].code, found.candidates[0].role) == (True, "J1506", "current")


def test_an_occupation_that_is_not_loaded_makes_nothing_sure(finder: Finder, starter: Catalogue) -> None:
    assert "J1104" not in starter.occupations
    assert not finder.find("sage-femme à l'hôpital").sure


def test_a_long_answer_is_read_up_to_a_point(finder: Finder) -> None:
    text = "je suis caissière chez Lidl " + "bla " * 5_000 + "je suis notaire"
    assert first(finder, text) == "D1505"
    assert first(finder, "bla " * (MOST_WORDS - 5) + "je suis caissière") == "D1505"
    assert finder.find("bla " * MOST_WORDS + "je suis caissière").candidates == ()


def test_no_more_candidates_than_asked(finder: Finder) -> None:
    assert [len(finder.find("je travaille à l'hôpital", limit=limit).candidates) for limit in (0, 1, 3)] == [0, 1, 3]


@given(st.text(max_size=300))
def test_no_text_raises(finder: Finder, text: str) -> None:
    found = finder.find(text)
    assert not (found.sure and found.ask)


@given(
    st.lists(
        st.sampled_from(
            "je suis plus pas ni mon mari j'étais ex avant AS as un une vendeuse agent chez Lidl".split()
            + "é è · / ( ) - ' … \n".split(" ")
        )
    )
)
def test_no_pile_of_its_own_words_raises(finder: Finder, words: list[str]) -> None:
    finder.find(" ".join(words))


@pytest.mark.parametrize("part", FILES)
def test_the_suite_is_reached_on_the_starter_set(finder: Finder, starter: Catalogue, part: Part) -> None:
    known = [each for each in read_descriptions(SUITE / FILES[part]) if each.codes & starter.occupations.keys()]
    right, near = shares(measure(finder.find, known))
    assert right >= 0.80
    assert near >= 0.92


@pytest.mark.parametrize(("part", "right", "near"), [(Part.DEV, 0.95, 0.98), (Part.HELD_OUT, 0.78, 0.87)])
def test_the_suite_on_the_full_rome(full: Finder, part: Part, right: float, near: float) -> None:
    asked = [each for each in read_descriptions(SUITE / FILES[part]) if each.codes]
    found = shares(measure(full.find, asked))
    assert found[0] >= right
    assert found[1] >= near


def test_every_code_of_the_words_and_of_the_suite_exists() -> None:
    known = {row["code_rome"] for row in reference.rows(reference.V4.format("referentiel_code_rome"))}
    folder = Path(occupations.__file__).parent
    tables = [tomllib.loads((folder / f"finding_{name}.toml").read_text("utf-8")) for name in ("words", "foreign")]
    named = {code for table in tables for rows in table.values() for code in rows}
    paths = [SUITE / name for name in FILES.values() if (SUITE / name).is_file()]
    suite = {code for path in paths for each in read_descriptions(path) for code in each.codes}
    assert named | suite <= known
