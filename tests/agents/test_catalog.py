"""The catalog: a specialist is a folder, and a mistake names its file."""

from pathlib import Path

import pytest

from agents.catalog import Briefing, Catalog, load_catalog
from agents.spec import AgentName
from tools.errors import Misconfigured, NotFound, UnknownAgent

AGENT = '''"""An agent of the tests."""

from agents.spec import AgentName, AgentSpec, Handles

AGENT = AgentSpec(
    name=AgentName("{name}"),
    title="{title}",
    does={{"fr": "Teste"}},
    handles=Handles(scope="Les tests.", examples={examples}, cues={cues}),
    operations=(),
)
'''


class Folder:
    """Writes specialists into a package of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.package = f"specialists_of_{root.name}".replace("-", "_")
        self.folder = root / self.package
        self.folder.mkdir()
        (self.folder / "__init__.py").touch()

    def add(self, folder: str, prompts: tuple[str, ...] = ("v1.md",), /, **said: str) -> Path:
        """Writes one specialist; `said` are fields of its AGENT, or `source`, all of agent.py."""
        place = self.folder / folder
        (place / "prompts").mkdir(parents=True)
        (place / "__init__.py").touch()
        fields = {"name": folder, "title": folder.title(), "examples": f"('bonjour {folder}',)", "cues": "()", **said}
        (place / "agent.py").write_text(said.get("source") or AGENT.format(**fields), encoding="utf-8")
        for prompt in prompts:
            (place / "prompts" / prompt).write_text(f"{prompt} dit {{{{ today }}}}", encoding="utf-8")
        return place

    def load(self) -> Catalog:
        return load_catalog(self.folder, self.package)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.syspath_prepend(tmp_path)
    return Folder(tmp_path)


def test_the_five_specialists_are_found_in_a_stable_order() -> None:
    catalog = load_catalog()
    assert [spec.name for spec in catalog] == ["aube", "coach", "cv", "guide", "letters"]
    assert len(catalog) == 5
    assert "cv" in catalog
    assert "baker" not in catalog


def test_every_specialist_can_look_up_remember_and_hand_over() -> None:
    for spec in load_catalog():
        assert {"look_up", "remember", "list_agents", "hand_over"} <= set(spec.operations)


def test_every_specialist_introduces_itself_in_four_languages_without_tu_or_vous() -> None:
    for spec in load_catalog():
        assert set(spec.does) == set(spec.suggestions) == {"fr", "en", "de", "es"}
        for suggestions in spec.suggestions.values():
            assert 3 <= len(suggestions) <= 4
            assert all(len(suggestion) <= 48 for suggestion in suggestions)
        french = f" {spec.does['fr']} {' '.join(spec.suggestions['fr'])} ".lower()
        assert not any(f" {word} " in french for word in ("tu", "vous", "votre", "vos", "ton", "ta", "tes"))


def test_an_unknown_agent_is_refused() -> None:
    catalog = load_catalog()
    with pytest.raises(UnknownAgent, match="baker"):
        catalog.get("baker")
    with pytest.raises(UnknownAgent):
        catalog.prompt("baker")


def test_colleagues_are_everyone_else() -> None:
    names = [colleague.name for colleague in load_catalog().colleagues("cv")]
    assert names == ["aube", "coach", "guide", "letters"]


def test_a_folder_is_a_specialist(house: Folder) -> None:
    house.add("baker")
    house.add("miller", ("v1.md", "v2.md", "v10.md"))
    catalog = house.load()
    assert [spec.name for spec in catalog] == ["baker", "miller"]
    assert catalog.get("baker").name == AgentName("baker")
    assert catalog.prompt("miller").version == 10
    assert catalog.prompt("miller", 2).render(Briefing(today="2025-11-20")) == "v2.md dit 2025-11-20"
    with pytest.raises(NotFound, match="v3"):
        catalog.prompt("miller", 3)


def test_an_empty_folder_is_refused(house: Folder) -> None:
    with pytest.raises(Misconfigured, match=r"no <name>/agent\.py"):
        house.load()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": "miller"}, "its folder 'baker'"),
        ({"examples": "()"}, "examples is empty"),
        ({"examples": "(' ',)"}, "examples is empty"),
        ({"title": " "}, "title and scope"),
        ({"source": "X = 1\n"}, "defines no AGENT"),
        ({"source": "AGENT = {'name': 'baker'}\n"}, "defines no AGENT"),
        ({"source": "from agents.spec import Nothing\n"}, "does not import"),
        ({"source": "AGENT = (\n"}, "does not import"),
        ({"source": "AGENT = AgentSpec()\n"}, "does not import"),
    ],
)
def test_a_mistake_in_agent_py_names_the_file(house: Folder, said: dict[str, str], why: str) -> None:
    place = house.add("baker", **said)
    with pytest.raises(Misconfigured, match=why) as refused:
        house.load()
    assert str(place / "agent.py") in str(refused.value)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("name", {"name": "baker"}),
        ("title", {"title": "BAKER"}),
        ("example", {"examples": "('Bonjour baker',)"}),
        ("cue", {"cues": "('pain',)"}),
    ],
)
def test_two_specialists_cannot_claim_the_same(house: Folder, what: str, said: dict[str, str]) -> None:
    first = house.add("baker", cues="('Pain',)")
    second = house.add("miller", **said)
    with pytest.raises(Misconfigured, match=what) as refused:
        house.load()
    assert str(first / "agent.py") in str(refused.value)
    assert str(second / "agent.py") in str(refused.value)


def test_a_prompt_is_needed(house: Folder) -> None:
    place = house.add("baker", ())
    with pytest.raises(Misconfigured, match=r"no prompt; write .*v1\.md") as refused:
        house.load()
    assert str(place / "prompts") in str(refused.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("  \n", "empty"),
        ("{% if %}", "TemplateSyntaxError"),
        ("{{ nobody_gave_this }}", "UndefinedError"),
        ('{% include "nowhere.md" %}', "TemplateNotFound"),
    ],
)
def test_a_prompt_that_cannot_be_rendered_stops_the_load(house: Folder, text: str, why: str) -> None:
    prompt = house.add("baker") / "prompts" / "v1.md"
    prompt.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured, match=why) as refused:
        house.load()
    assert str(prompt) in str(refused.value)


def test_a_prompt_file_has_a_version_for_a_name(house: Folder) -> None:
    house.add("baker", ("v1.md", "final.md"))
    with pytest.raises(Misconfigured, match=r"final\.md"):
        house.load()


def test_a_module_of_the_same_name_elsewhere_is_refused(house: Folder, tmp_path: Path) -> None:
    house.add("baker")
    house.load()
    copy = tmp_path / "elsewhere" / "baker"
    (copy / "prompts").mkdir(parents=True)
    (copy / "agent.py").touch()
    with pytest.raises(Misconfigured, match="another file"):
        load_catalog(tmp_path / "elsewhere", house.package)
