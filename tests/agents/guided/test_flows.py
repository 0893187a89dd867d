"""Flows: found by being there, checked at load."""

from pathlib import Path

import pytest

from agents.models.guided.cues import load_cues
from agents.models.guided.flows import load_flows
from agents.models.guided.kit import load_kit
from agents.models.guided.readers import load_readers
from agents.voice import load_voice

KINDS = {"job", "wish", "constraint", "skill", "training", "situation", "other", None}


def test_every_flow_remembers_under_a_known_kind() -> None:
    flows = load_kit().flows
    assert {step.remember for flow in flows.values() for step in flow.steps} <= KINDS
    assert {flow.agent for flow in flows.values()} == {"aube", "cv", "letters", "coach"}


def test_the_languages_hear_the_same_intents() -> None:
    french, english = load_cues("fr"), load_cues("en")
    assert [intent.name for intent in french.intents] == [intent.name for intent in english.intents]
    assert set(french.lists) == set(english.lists)


@pytest.mark.parametrize(
    ("declared", "mistake"),
    [
        ("x = ", "Invalid value"),
        ("steps = []", "at least 1 item"),
        ('[[steps]]\nname = "a"\nremind = "job"', "remind"),
        ('[[steps]]\nname = "a"\nread = "palm"', "no reader is called 'palm'"),
        ('[[steps]]\nname = "a"', "no fr words for"),
    ],
)
def test_a_mistake_names_its_file(tmp_path: Path, declared: str, mistake: str) -> None:
    (tmp_path / "baker").mkdir()
    (tmp_path / "baker" / "bread.toml").write_text(declared, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"(?s)bread\.toml.*{mistake}"):
        load_flows(load_voice(), load_readers(), tmp_path)


def test_a_cue_that_is_not_a_word_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "fr.toml").write_text('[intents]\n[lists]\nyes = ["…"]', encoding="utf-8")
    with pytest.raises(ValueError, match=r"fr\.toml: yes"):
        load_cues("fr", tmp_path)


def test_an_intent_says_whole_or_anywhere(tmp_path: Path) -> None:
    (tmp_path / "fr.toml").write_text('[intents.bye]\nsomewhere = ["salut"]\n[lists]\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"fr\.toml: bye"):
        load_cues("fr", tmp_path)
