"""The words of guided mode: both languages complete, both forms of address right."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from agents.voice import load_voice
from agents.voice.wording import compile_wording, load_wording
from tests.agents.guided.forms import forms

CV = {"words": 320, "years": ["2019", "2024"], "email": True, "phone": False, "age": True, "photo": False}
VALUES: dict[str, Any] = {
    "told": {"job": "soudeur", "target": "soudeur"},
    "known": {},
    "readings": {"text": {**CV, "sections": ("experience",), "missing": ("skills",)}},
    "recap": "- **Métier**\u00a0: «\u00a0soudeur\u00a0»",
    "answers": defaultdict(str, job="soudeur", why="bouger", strength_one="calme", question="Lequel\u202f?"),
    "answer": "soudeur",
    "about": "Le CPF",
    "name": "Service-Public.fr",
    "checked_on": "3 mars 2026",
    "in_force_since": "1er janvier 2026",
    "fact": "permis B",
    "said": "la nuit",
    "denied": "comptable",
    "topic": "horaires",
    "choice": "Le moins possible",
    "left": 4,
    "title": "Soudeur / Soudeuse",
    "target": "Soudeur / Soudeuse",
    "count": 3,
    "change": "",
    "idea": {"title": "Soudeur", "summary": "Soude.", "reasons": ["Déjà utile."], "missing": ["lire un plan"]},
    "job": "soudeur",
    "to": "Aube",
    "work": "faire le point",
    "label": "Métier",
    "what": "durée",
    "prices": [{"title": "Conseil rapide", "points": 5}],
    "energy": {"available": 12, "unlimited": False, "included": [{"what": "lettres", "left": 3}, {"what": "notes"}]},
    "result": {
        "kind": "cv",
        "words": 420,
        "pages": 2,
        "cut": True,
        "sections": ["experience", "interests"],
        "years_of_experience": 10,
        "advice": "Noter trois questions.",
        "available": 12,
        "held": 5,
        "debt": 3,
        "tier": "FREE",
        "text": "Le pack Café\u00a0: 2,99\u00a0€.",
        "introduction": "Voici le chemin.",
        "title": "De caissière à soudeuse",
        "duration": "six mois environ",
        "steps": [{"number": 1, "title": "Visiter un atelier", "done": True, "duration": "une semaine"}],
    },
}
FRENCH = sorted(load_wording("fr"))
"""Those named `cues` are what people say, not what Iris says."""


def test_english_says_everything_that_french_says() -> None:
    without_rank = [{re.sub(r"\.\d+$", "", name) for name in load_wording(locale)} for locale in ("fr", "en")]
    assert without_rank[0] == without_rank[1]


@pytest.mark.parametrize("name", [name for name in FRENCH if ".cues." not in name])
def test_french_words_keep_one_form_of_address(name: str) -> None:
    voice = load_voice()
    for address in ("vous", "tu"):
        text = voice.render(name, "fr", address=address, **VALUES)
        assert text
        assert forms(text) <= {address}, text


@pytest.mark.parametrize("name", FRENCH)
def test_french_words_have_french_typography(name: str) -> None:
    text = load_voice().render(name, "fr", **VALUES)
    assert "'" not in text
    assert not re.search(r" [?!;:»]|« ", text), text


@pytest.mark.parametrize("name", sorted(load_wording("en")))
def test_english_words_render(name: str) -> None:
    assert load_voice().render(name, "en", **VALUES)


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        load_voice().render("shared.hands", "fr")


def test_a_mistake_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "broken.toml").write_text("x = ", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.toml"):
        load_wording("fr", tmp_path)


def test_what_is_not_a_text_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "broken.toml").write_text("x = 3", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.toml: broken\.x"):
        load_wording("fr", tmp_path)


def test_a_tag_left_open_names_its_template() -> None:
    with pytest.raises(ValueError, match=r"aube\.hello"):
        compile_wording({"aube.hello": "{{ vous("})
