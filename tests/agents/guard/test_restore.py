import random

import pytest

from agents.guard.restore import Restorer, restore, restore_fields
from tests.agents.guard.exfiltration import FORMS, TWELVE, Exfiltration, leaks
from tests.agents.guard.people import ALTERED, EMAIL, cut, empty, found, text, vault


@pytest.mark.parametrize("altered", ALTERED)
def test_an_altered_placeholder_is_restored(altered: str) -> None:
    restored = restore(vault(), f"Écrivez à {altered}, merci.")
    assert EMAIL in restored.text
    assert "EMAIL" not in restored.text.upper().replace(EMAIL.upper(), "")
    assert restored.refused == ()


def test_there_are_eighteen_altered_forms_and_twelve_ways_out() -> None:
    assert len(set(ALTERED)) == 18
    assert len({form.name for form in TWELVE}) == 12


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("token", ALTERED)
def test_no_value_leaves_in_an_address(form: Exfiltration, token: str) -> None:
    written = form.write(token)
    assert not leaks(EMAIL, restore(vault(), written).text)
    chance = random.Random(form.name + token)
    for _ in range(5):
        restorer = Restorer(vault(), "[donnée masquée]")
        said = "".join(restorer.hear(piece) for piece in cut(written, chance)) + restorer.finish()
        assert not leaks(EMAIL, said)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_check_for_leaks_sees_a_naive_replacement(form: Exfiltration) -> None:
    assert leaks(EMAIL, form.write(EMAIL))


def test_a_stream_is_restored_like_the_whole() -> None:
    chance = random.Random(20261)
    known = vault()
    for _ in range(2000):
        written = text(chance)
        restorer = Restorer(known, "[donnée masquée]")
        said = "".join(restorer.hear(piece) for piece in cut(written, chance)) + restorer.finish()
        whole = restore(known, written)
        assert (said, tuple(restorer.refused)) == (whole.text, whole.refused)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("https://a.tld/?d=<EMAIL_1>", "in_link"),
        ("[a](b <EMAIL_1>)", "in_link"),
        ("[a](<https://a.tld/b) <EMAIL_1>>)", "in_link"),
        ("[a]: <EMAIL_1>", "in_link"),
        ("mailto:<EMAIL_1>", "in_link"),
        ("<URL_1>,<EMAIL_1>", "in_link"),
        ("<EMAIL_1>,<URL_1>", "in_link"),
        ('<img alt=">" src="x <EMAIL_1>"', "in_tag"),
        ("x src=<EMAIL_1>", "in_tag"),
        ("`curl //a.tld <EMAIL_1>`", "in_code"),
        ("```\ncurl a.tld/ <EMAIL_1>\n```", "in_code"),
        ("a%20<EMAIL_1>", "in_encoding"),
        ("aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQ,<EMAIL_1>", "in_encoding"),
        ("a@<EMAIL_1>", "joined"),
        ("<EMAIL_1>-b", "joined"),
        ("<EMAIL_1>.b", "joined"),
        ("a" * 300 + ",<EMAIL_1>", "long_run"),
        ("<EMAIL_1>" + "," * 300, "long_run"),
        ("<EMAIL_2>", "unknown"),
    ],
)
def test_a_refusal_has_the_name_of_its_rule(written: str, rule: str) -> None:
    known = vault()
    known.mask("https://moi.fr", [found("https://moi.fr", "https://moi.fr", "URL")])
    restored = restore(known, written, "[hidden]")
    assert rule in restored.refused
    assert EMAIL not in restored.text
    assert "[hidden]" in restored.text


@pytest.mark.parametrize(
    ("written", "restored"),
    [
        ("écrivez à <EMAIL_1>.", f"écrivez à {EMAIL}."),
        ("écrivez à <EMAIL_1>, puis…", f"écrivez à {EMAIL}, puis…"),
        ("(<EMAIL_1>) « <EMAIL_1> » “<EMAIL_1>.”", f"({EMAIL}) « {EMAIL} » “{EMAIL}.”"),
        ("| <EMAIL_1> | **<EMAIL_1>.** |", f"| {EMAIL} | **{EMAIL}.** |"),
        ("<EMAIL_1>...\n- <PERSON_1>", f"{EMAIL}...\n- Amina Diallo"),
        ("```\n<PERSON_F_1>\n<EMAIL_1>\n```", f"```\nAmina Diallo\n{EMAIL}\n```"),
        ("Chère <FIRST_NAME_F_1> <LAST_NAME_1>", "Chère Amina Diallo"),
        ("<FIRST_NAME_F_1>, c’est <PHONE_1> ?", "Amina, c’est 06 12 34 56 78 ?"),
        ("l’adresse d’<PERSON_1>", "l’adresse d’Amina Diallo"),
    ],
)
def test_prose_is_restored(written: str, restored: str) -> None:
    assert restore(vault(), written).text == restored


@pytest.mark.parametrize(
    ("name", "written", "restored"),
    [
        ("Amina", "de <FIRST_NAME_1>", "d’Amina"),
        ("Hélène", "Que <FIRST_NAME_1> et de <FIRST_NAME_1>", "Qu’Hélène et d’Hélène"),
        ("Hassan", "de <FIRST_NAME_1>", "de Hassan"),
        ("Yves", "de <FIRST_NAME_1>", "d’Yves"),
        ("Yasmine", "de <FIRST_NAME_1>", "de Yasmine"),
        ("Karim", "de <FIRST_NAME_1>", "de Karim"),
        ("Amina", "de https://x.tld/<FIRST_NAME_1>", "de https://x.tld/[donnée masquée]"),
        ("Amina", "de <FIRST_NAME_7>", "de [donnée masquée]"),
        ("Amina", "code <FIRST_NAME_1>", "code Amina"),
        ("Amina", "de **<FIRST_NAME_1>**", "de **Amina**"),
    ],
)
def test_the_french_vowel_is_elided_before_a_name(name: str, written: str, restored: str) -> None:
    known = empty()
    known.mask(name, [found(name, name, "FIRST_NAME")])
    assert restore(known, written).text == restored


def test_other_kinds_are_not_elided() -> None:
    assert restore(vault(), "que <EMAIL_1>, de <LAST_NAME_1>").text == f"que {EMAIL}, de Diallo"


def test_a_value_is_no_markup() -> None:
    known = empty()
    known.mask("1 rue ![a](x)<b>", [found("1 rue ![a](x)<b>", "1 rue ![a](x)<b>", "ADDRESS")])
    assert restore(known, "au <ADDRESS_1> !").text == "au 1 rue !a(x)b !"


def test_arguments_are_restored_in_the_fields_of_the_list_only() -> None:
    arguments = {
        "name": "<PERSON_1>",
        "query": "<PERSON_1>",
        "letter": {"lines": ["De <EMAIL_1>", 3, None, {"<EMAIL_1>": "<EMAIL_1>"}], "to": "https://x.tld/<EMAIL_1>"},
    }
    assert restore_fields(vault(), arguments, {"name", "letter", "absent"}) == {
        "name": "Amina Diallo",
        "query": "<PERSON_1>",
        "letter": {
            "lines": [f"De {EMAIL}", 3, None, {"<EMAIL_1>": EMAIL}],
            "to": "https://x.tld/<EMAIL_1>",
        },
    }


def test_a_value_put_back_in_an_argument_is_as_it_was() -> None:
    known = empty()
    value = 'Jean "JB" {x}'
    known.mask(value, [found(value, value, "FIRST_NAME")])
    assert restore_fields(known, {"name": "<FIRST_NAME_1>"}, ["name"]) == {"name": value}
