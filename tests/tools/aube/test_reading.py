"""From what people type to the options of a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.aube.items import load_items
from tools.aube.models import SKIPPED, Item
from tools.aube.reading import read_options

HOURS, TRAINING, PHYSICAL, SATURDAY = (load_items()[name] for name in ("hours", "training", "physical", "saturday"))


@pytest.mark.parametrize(
    ("item", "text", "options"),
    [
        (HOURS, "1 et 3", ("nights", "early")),
        (HOURS, "la nuit", ("nights",)),
        (HOURS, "Pas la nuit ni le week-end svp", ("nights", "weekends")),
        (HOURS, "tout me va", ()),
        (HOURS, "aucun", ()),
        (HOURS, "weekends", ("weekends",)),
        (TRAINING, "quelques mois", ("months",)),
        (TRAINING, "Quelques semaines", ("weeks",)),
        (TRAINING, "4", ("year",)),
        (TRAINING, "un an environ je pense", ("year",)),
        (TRAINING, "pas plus d'un an", ("year",)),
        (TRAINING, "not more than one year", ("year",)),
        (TRAINING, "2 ans ça me va", ("any",)),
        (HOURS, "pas la nuit, et pas le dimanche", ("nights", "weekends")),
        (TRAINING, "peu importe", (SKIPPED,)),
        (PHYSICAL, "non", ("no",)),
        (PHYSICAL, "a eviter", ("no",)),
        (PHYSICAL, "Oui, j’aime bouger", ("yes",)),
        (SATURDAY, "réparer", ("R",)),
        (SATURDAY, "je préfère l'écouter", ("S",)),
        (SATURDAY, "je ne sais pas", (SKIPPED,)),
        (SATURDAY, "passer", (SKIPPED,)),
        (SATURDAY, "sell", ("E",)),
    ],
)
def test_what_people_type_is_understood(item: Item, text: str, options: tuple[str, ...]) -> None:
    assert read_options(text, item.options, many=item.many) == options


@pytest.mark.parametrize(
    ("item", "text"),
    [(TRAINING, "bonjour"), (SATURDAY, "1 et 2"), (SATURDAY, "9"), (HOURS, ""), (SATURDAY, "12 rue des Lilas")],
)
def test_what_names_no_option_is_asked_again(item: Item, text: str) -> None:
    assert read_options(text, item.options, many=item.many) is None


@given(text=st.text(max_size=300), item=st.sampled_from(list(load_items().values())))
def test_any_text_gives_options_of_the_item_or_nothing(text: str, item: Item) -> None:
    found = read_options(text, item.options, many=item.many)
    assert found is None or set(found) <= {option.id for option in item.options} | {SKIPPED}
    assert found is None or item.many or len(found) <= 1


@pytest.mark.parametrize("item", load_items().values(), ids=lambda item: item.id)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_option_is_understood_by_its_label_its_number_and_its_id(item: Item, language: str) -> None:
    for number, option in enumerate(item.options, start=1):
        for said in (option.text[language], option.text[language].upper(), str(number), option.id):
            assert read_options(said, item.options, many=item.many) == (option.id,), said
