"""What holds whatever people write."""

import asyncio
import json
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.models.guided.decide import decide
from agents.models.guided.focus import Focus, Place, read_focus
from agents.models.guided.kit import load_kit
from agents.models.guided.pieces import cut
from tests.agents.guided.forms import forms
from tests.agents.guided.talk import AGENTS, Talk

NAMES = st.sampled_from([row[0] for row in AGENTS])
SAYINGS = st.sampled_from(
    """bonjour|merci|oui|non|1|3|passer|je ne sais pas|exemple|pourquoi|pause|on reprend|recommencer|changer de sujet
    |aide|question précédente|résume|ok|au revoir|Je suis aide-soignante et je veux changer de métier|???||🙂|zzzz
    |Comment financer une formation ?|mon dos, et le bruit|aidez-moi à faire mon CV|une lettre|j'ai un entretien jeudi
    |je suis épuisée|c'est nul|quel métier pour moi ?|retenez que j'ai le permis|qui peut m'aider ?|2 ans
    |je préfère écrire un CV|in English please|en français|auf Deutsch|j'ai envie d'en finir|mes données ?
    |il manque le permis|passe-moi Aube|une autre lettre""".split("|")
)
MESSAGES = st.lists(st.one_of(SAYINGS, st.text(max_size=80)), min_size=1, max_size=12)


async def play(agent: str, locale: str, address: str, messages: list[str]) -> list[tuple[str, str]]:
    talk = Talk(agent=agent, locale=locale, address=address)
    return [(await talk.say(message), talk.focus) for message in messages]


@settings(max_examples=150, deadline=None)
@given(agent=NAMES, locale=st.sampled_from(["fr", "en", "de", "es"]), messages=MESSAGES)
def test_any_message_gets_an_answer_and_the_same_one_again(agent: str, locale: str, messages: list[str]) -> None:
    first = asyncio.run(play(agent, locale, "vous", messages))
    assert all(answer.strip() for answer, _ in first)
    assert first == asyncio.run(play(agent, locale, "vous", messages))


@settings(max_examples=150, deadline=None)
@given(agent=NAMES, address=st.sampled_from(["vous", "tu"]), messages=MESSAGES)
def test_the_form_of_address_never_changes_on_its_own(agent: str, address: str, messages: list[str]) -> None:
    for answer, focus in asyncio.run(play(agent, "fr", address, messages)):
        if (json.loads(focus) or {}).get("locale") in (None, "fr"):
            assert forms(answer) <= {address}, answer


@settings(max_examples=100, deadline=None)
@given(agent=NAMES, messages=MESSAGES)
def test_an_answer_is_never_the_one_before(agent: str, messages: list[str]) -> None:
    said = [answer for answer, _ in asyncio.run(play(agent, "fr", "vous", messages))]
    assert all(before != after for before, after in pairwise(said))


@given(st.text())
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(cut(text)) == text


PLACES = st.builds(
    Place,
    flow=st.text(min_size=1),
    step=st.text(min_size=1),
    answers=st.dictionaries(st.text(), st.text(), max_size=3),
)


@given(
    st.builds(
        Focus,
        place=st.none() | PLACES,
        paused=st.lists(PLACES, max_size=3).map(tuple),
        done=st.lists(st.text()).map(tuple),
        offer=st.lists(st.text()).map(tuple),
        said=st.text(),
        times=st.integers(0, 9),
        locale=st.sampled_from([None, "fr", "en", "de", "es"]),
        address=st.sampled_from([None, "vous", "tu"]),
    )
)
def test_the_focus_survives_json(focus: Focus) -> None:
    assert read_focus(json.loads(json.dumps(focus.to_json()))) == focus


@given(st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_a_focus_of_somebody_else_is_an_empty_one(value: object) -> None:
    assert read_focus(value) == Focus()


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["v", "flow", "step", "answers", "paused", "done", "offer", "times"]), st.just(1))
)
def test_a_damaged_focus_never_stops_a_conversation(value: dict[str, int]) -> None:
    focus = read_focus({**value, "v": 1})
    assert focus.paused == ()
    assert decide.__doc__
    assert load_kit().flows
