import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.guard.folding import words
from agents.guard.masking import Span, replaced
from agents.guard.pii.found import Found, Gender, Kind, KnownName
from agents.guard.restore import restore
from agents.guard.vault import Vault
from tests.agents.guard.people import ALTERED, COMMON, EMAIL, empty, found, vault


def learn(known: Vault, *values: tuple[str, Kind]) -> list[str]:
    """What each value is masked with, alone."""
    return [known.mask(value, [found(value, value, kind)]) for value, kind in values]


def test_a_value_has_a_label_and_a_number() -> None:
    text = "Je suis Karim Benali, karim@exemple.fr, 06 12 34 56 78, ou awa@exemple.fr."
    known = empty()
    masked = known.mask(
        text,
        [
            found(text, "Karim Benali", "PERSON", gender="m"),
            found(text, "awa@exemple.fr", "EMAIL"),
            found(text, "karim@exemple.fr", "EMAIL"),
            found(text, "06 12 34 56 78", "PHONE"),
        ],
    )
    assert masked == "Je suis <PERSON_M_1>, <EMAIL_1>, <PHONE_1>, ou <EMAIL_2>."
    assert restore(known, masked).text == text


def test_the_parts_of_a_name_share_its_number() -> None:
    known = empty()
    text = "Karim Benali"
    known.mask(text, [found(text, text, "PERSON", gender="m")])
    assert known.mask("Karim, M. Benali, BENALI Karim et karim benali", ()) == (
        "<FIRST_NAME_M_1>, M. <LAST_NAME_1>, <PERSON_M_1> et <PERSON_M_1>"
    )


def test_a_full_name_completes_the_part_that_is_known() -> None:
    known = empty()
    assert learn(known, ("Karim", "FIRST_NAME"), ("Karim Benali", "PERSON"), ("Benali", "LAST_NAME")) == [
        "<FIRST_NAME_1>",
        "<PERSON_1>",
        "<LAST_NAME_1>",
    ]
    assert learn(known, ("Karim Diallo", "PERSON"), ("Awa Benali", "PERSON")) == ["<PERSON_2>", "<PERSON_3>"]
    assert known.names() == [
        KnownName(first_name="Karim", last_name="Benali"),
        KnownName(first_name="Karim", last_name="Diallo"),
        KnownName(first_name="Awa", last_name="Benali"),
    ]


def test_a_gender_that_is_learnt_later_is_written_from_then_on() -> None:
    known = empty()
    genders: tuple[Gender | None, ...] = (None, "f", None)
    masked = [known.mask("Dominique", [found("Dominique", "Dominique", "FIRST_NAME", gender=g)]) for g in genders]
    assert masked == ["<FIRST_NAME_1>", "<FIRST_NAME_F_1>", "<FIRST_NAME_F_1>"]
    assert {restore(known, each).text for each in masked} == {"Dominique"}


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("EMAIL", "Karim@Exemple.fr", "karim@exemple.FR"),
        ("PHONE", "06 12 34 56 78", "+33612345678"),
        ("PHONE", "+33 (0)6 12 34 56 78", "0033 6 12 34 56 78"),
        ("PHONE", "06.12.34.56.78", "0612345678"),
        ("PHONE", "+49 151 23456789", "004915123456789"),
        ("IBAN", "FR76 3000 6000 0112 3456 7890 189", "fr7630006000011234567890189"),
        ("NIR", "2 84 05 2A 123 456 78", "284052A12345678"),
        ("SIRET", "732 829 320 00074", "73282932000074"),
        ("FIRST_NAME", "Éloïse", "ELOISE"),
        ("LAST_NAME", "Le Goff", "LE-GOFF"),
        ("PERSON", "Éloïse Müller", "eloise muller"),
        ("ADDRESS", "12, rue de l’Église", "12 RUE DE L'EGLISE"),
        ("DATE_OF_BIRTH", "12/03/1990", "12.03.1990"),
        ("URL", "https://www.moi.fr/cv", "moi.fr/cv/"),
        ("PLATE", "AB-123-CD", "ab 123 cd"),
    ],
)
def test_two_writings_of_a_value_have_one_number(kind: Kind, first: str, second: str) -> None:
    known = empty()
    masked = learn(known, (first, kind), (second, kind))
    assert masked[0] == masked[1]
    assert known.mask(f"ici {second}, là {first}.", ()) == f"ici {masked[0]}, là {masked[0]}."
    assert restore(known, masked[1]).text == first


def test_a_name_is_given_back_in_title_case_once_it_was_seen_so() -> None:
    known = empty()
    learn(known, ("KARIM BENALI", "PERSON"))
    assert restore(known, "<PERSON_1>").text == "KARIM BENALI"
    learn(known, ("Karim Benali", "PERSON"), ("karim benali", "PERSON"))
    assert restore(known, "<PERSON_1> <FIRST_NAME_1> <LAST_NAME_1>").text == "Karim Benali Karim Benali"


def test_a_common_word_in_lower_case_is_no_name() -> None:
    known = empty()
    learn(known, ("Rose Petit", "PERSON"))
    assert known.mask("une rose, un petit pas, Rose, PETIT, rose petit, des roses, Roseraie", ()) == (
        "une rose, un petit pas, <FIRST_NAME_1>, <LAST_NAME_1>, <PERSON_1>, des roses, Roseraie"
    )


def test_names_apart_are_not_one_name() -> None:
    known = empty()
    learn(known, ("Karim Benali", "PERSON"))
    assert known.mask("Benali, Karim ; Karim. Benali\nKarim", ()) == (
        "<LAST_NAME_1>, <FIRST_NAME_1> ; <FIRST_NAME_1>. <LAST_NAME_1>\n<FIRST_NAME_1>"
    )


def test_decomposed_accents_change_nothing() -> None:
    known = empty()
    text = unicodedata.normalize("NFD", "É, Éloïse Müller écrit à éloïse.")
    name = unicodedata.normalize("NFD", "Éloïse Müller")
    assert known.mask(text, [found(text, name, "PERSON")]) == "É, <PERSON_1> écrit à <FIRST_NAME_1>."


@pytest.mark.parametrize(
    "typed",
    [
        *ALTERED,
        "＜EMAIL＿1＞",
        "<EM\u200bAIL_1>",
        "<\u200bEMAIL_\u20601>",
        "&lt; email \\_ 1 &gt;",
        "<EMAIL  1>",
        "<EMAIL_1",
        "[[EMAIL_1]]",
        "{ {EMAIL_1} }",
        "<email‐1>",
        "\\[EMAIL_1\\]",
        "<PERSON_F_1>",
        "‹EMAIL_1›",
    ],
)
def test_a_look_alike_never_restores(typed: str) -> None:
    known = vault()
    for text in (typed, f"Répète {typed}, merci.", f"<{typed}>", f"a{typed}b"):
        masked = known.mask(text, ())
        for sent in (masked, unicodedata.normalize("NFKC", masked), masked.upper(), masked.replace("\u200b", "")):
            restored = restore(known, sent).text
            assert EMAIL not in restored.lower()
            assert "Amina" not in restored
    assert known.mask("la norme ip-1, un fichier", ()) == "la norme ip-1, un fichier"


def test_overlaps_and_neighbours_are_each_numbered() -> None:
    text = "Awa Diallo Awa Ba a@b.fr c@d.fr"
    spans = [
        Found(start=0, end=10, kind="PERSON", first_name="Awa", last_name="Diallo"),
        Found(start=11, end=17, kind="PERSON", first_name="Awa", last_name="Ba"),
        Found(start=4, end=14, kind="ADDRESS"),
        Found(start=18, end=24, kind="EMAIL"),
        Found(start=25, end=31, kind="EMAIL"),
        Found(start=25, end=31, kind="EMAIL"),
        Found(start=27, end=31, kind="URL"),
        Found(start=24, end=25, kind="PLATE"),
    ]
    known = empty()
    masked = known.mask(text, spans)
    assert masked == "<PERSON_1><ADDRESS_1><PERSON_2> <EMAIL_1> <EMAIL_2>"


def test_every_span_is_replaced_by_its_own_words() -> None:
    same = [Span(0, 1, "<A_1>"), Span(2, 3, "<A_1>"), Span(3, 4, "<A_1>"), Span(4, 5, "<A_2>")]
    assert replaced("a bcd", same) == "<A_1> <A_1><A_1><A_2>"
    assert replaced("a bcd", []) == "a bcd"


def test_a_span_outside_the_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="no characters 3 to 9"):
        empty().mask("abc", [Found(start=3, end=9, kind="EMAIL")])


def test_the_vault_survives_its_dump() -> None:
    known = vault()
    assert known.changed
    again = Vault.load(known.dump(), common=COMMON.__contains__)
    assert not again.changed
    assert again.dump() == known.dump()
    assert again.mask("amina, nolwenn@exemple.fr", ()) == "<FIRST_NAME_F_1>, <EMAIL_1>"
    assert not again.changed
    learn(again, ("Marc", "FIRST_NAME"))
    assert again.changed


def test_what_is_no_vault_is_refused() -> None:
    strange = (b'{"values": {"SHOE": ["x"]}, "people": []}', b'{"values": {}, "people": [{"x": 1}]}')
    for data in (b"", b"{}", b"[]", *strange):
        with pytest.raises(ValueError, match=r".+"):
            Vault.load(data, common=COMMON.__contains__)


def test_the_counts_hold_no_value() -> None:
    known = vault()
    assert known.counts() == {"PERSON": 1, "EMAIL": 1, "PHONE": 1}


def test_two_vaults_share_nothing() -> None:
    first, second = vault(), empty()
    assert second.counts() == {}
    assert restore(second, "<EMAIL_1> <PERSON_F_1>").refused == ("unknown", "unknown")
    learn(second, ("awa@exemple.fr", "EMAIL"))
    assert restore(first, "<EMAIL_1>").text == EMAIL
    assert restore(second, "<EMAIL_1>").text == "awa@exemple.fr"


FIRST = st.sampled_from(["Karim", "Éloïse", "Jean-Pierre", "N’Golo", "Zoë", "Thị", "Øystein", "Фёдор"])
LAST = st.sampled_from(["Benali", "Le Goff", "Müller", "d’Arc", "Nguyễn", "Petit", "O’Neill", "Łukasz"])
DIGITS = st.text("0123456789", min_size=8, max_size=8)
VALUES: st.SearchStrategy[tuple[str, Kind]] = st.one_of(
    st.tuples(st.builds("{} {}".format, FIRST, LAST), st.just("PERSON")),
    st.tuples(FIRST, st.just("FIRST_NAME")),
    st.tuples(LAST, st.just("LAST_NAME")),
    st.tuples(st.builds("{}@exemple{}.fr".format, st.sampled_from("abcde"), st.integers(1, 9)), st.just("EMAIL")),
    st.tuples(DIGITS.map("06{}".format), st.just("PHONE")),
    st.tuples(DIGITS.map("732829{}".format), st.just("SIRET")),
    st.tuples(st.integers(1, 99).map("{} rue de l’Église".format), st.just("ADDRESS")),
)
WRITINGS: list[Callable[[str], str]] = [
    *(str, str.upper, str.lower, str.title),
    lambda text: unicodedata.normalize("NFD", text),
]
WRITTEN = st.sampled_from(WRITINGS)
FILLING = st.sampled_from([" et ", ", ", ". Voici ", " (", ") : ", "\n- ", " 🙂 ", " « l’offre » "])


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(st.tuples(VALUES, WRITTEN, FILLING), min_size=1, max_size=8))
def test_what_is_masked_shows_no_value_and_comes_back(
    parts: list[tuple[tuple[str, Kind], Callable[[str], str], str]],
) -> None:
    known, text = empty(), "Bonjour, "
    spans: list[Found] = []
    values: set[str] = set()
    for (value, kind), written, filling in parts:
        form = written(value)
        first, _, last = form.partition(" ") if kind == "PERSON" else ("", "", "")
        start, end = len(text), len(text) + len(form)
        spans.append(Found(start=start, end=end, kind=kind, first_name=first or None, last_name=last or None))
        text += form + filling
        values.add(words(unicodedata.normalize("NFC", value)))
    masked = known.mask(text, spans)
    said = f" {words(masked)} "
    assert [value for value in values if f" {value} " in said] == []
    restored = restore(known, masked)
    assert restored.refused == ()
    # Case, accents and the separators within numbers come back as first written.
    assert words(restored.text) == words(unicodedata.normalize("NFC", text))
    # Masked again, a name that was first met alone may stand under the person it has turned out to be.
    again = restore(known, known.mask(text, spans))
    assert (words(again.text), again.refused) == (words(restored.text), ())


def test_a_value_is_masked_wherever_it_comes_back() -> None:
    known = vault()
    text = "Nolwenn@Exemple.FR, xnolwenn@exemple.fr, 0612345678, +33 6 12 34 56 78, AMINA, Diallo-Sow, aMINA dIALLO"
    masked = known.mask(text, ())
    assert masked == ("<EMAIL_1>, x<EMAIL_1>, <PHONE_1>, <PHONE_1>, <FIRST_NAME_F_1>, <LAST_NAME_1>-Sow, <PERSON_F_1>")


def test_an_initial_is_not_looked_for() -> None:
    known = empty()
    assert learn(known, ("A Diallo", "PERSON")) == ["<PERSON_1>"]
    assert known.mask("A bientôt, A. Diallo", ()) == "A bientôt, A. <LAST_NAME_1>"


def test_a_known_name_that_is_a_country_or_a_month_is_left_in_well_known_phrases() -> None:
    known = empty()
    assert learn(known, ("France", "FIRST_NAME"), ("Mai", "LAST_NAME")) == ["<FIRST_NAME_1>", "<LAST_NAME_2>"]
    text = "France Travail, France VAE, France Compétences, en France, la France, de France, au mois de Mai"
    assert known.mask(text, ()) == text
    assert known.mask("France m'a dit que Mai viendra", ()) == "<FIRST_NAME_1> m'a dit que <LAST_NAME_2> viendra"
