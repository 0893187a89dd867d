import subprocess
import sys

import pytest
from pydantic import SecretStr

from agents.models import ModelId, ModelSettings, build_models
from agents.models.roles import ROLES, chain_of
from tools.errors import UnknownModel

GEMINI = ModelId("google_genai", "gemini-flash-latest")
GUIDED = ModelId("guided")
KEY = SecretStr("key")


def test_without_settings_every_role_is_guided() -> None:
    assert {chain_of(ModelSettings(), role) for role in ROLES} == {(GUIDED,)}


def test_a_google_key_makes_gemini_the_default() -> None:
    assert chain_of(ModelSettings(google_api_key=KEY), "writer") == (GEMINI, GUIDED)


def test_one_setting_serves_every_role_and_a_role_may_have_its_own() -> None:
    settings = ModelSettings(model="openai:qwen3", judge="google_genai:gemini-2.5-pro")
    assert chain_of(settings, "router") == (ModelId("openai", "qwen3"), GUIDED)
    assert chain_of(settings, "judge") == (ModelId("google_genai", "gemini-2.5-pro"), GUIDED)


def test_a_chain_is_tried_from_left_to_right_and_always_ends_in_guided_mode() -> None:
    settings = ModelSettings(model=" openai:qwen3:8b , google_genai:gemini-flash-latest")
    assert chain_of(settings, "writer") == (ModelId("openai", "qwen3:8b"), GEMINI, GUIDED)
    assert chain_of(ModelSettings(model="openai:qwen3,guided"), "writer")[1:] == (GUIDED,)


def test_guided_can_be_asked_for_although_there_is_a_key() -> None:
    assert chain_of(ModelSettings(model="guided", google_api_key=KEY), "writer") == (GUIDED,)


@pytest.mark.parametrize(
    "value",
    ["gpt-4", "google_genai:", "openai", "openai:a b", "guided:x", "python:module", "python:a.b:c.d", "a,,b", ","],
)
def test_an_unknown_form_is_refused_with_its_setting_its_value_and_what_is_accepted(value: str) -> None:
    with pytest.raises(UnknownModel, match="IRIS_MODEL_WRITER") as refusal:
        chain_of(ModelSettings(writer=value), "writer")
    assert "google_genai:<model>" in str(refusal.value)
    assert repr(value.split(",")[0].strip()) in str(refusal.value) or "''" in str(refusal.value)


def test_nothing_may_follow_guided() -> None:
    with pytest.raises(UnknownModel, match="comes last"):
        chain_of(ModelSettings(model="guided,openai:qwen3"), "writer")


def test_names_read_as_they_are_written_in_the_settings() -> None:
    models = build_models(ModelSettings(model="openai:qwen3", base_url="http://127.0.0.1:1/v1"))
    assert models.names("router") == ("openai:qwen3", "guided")
    assert models.mode == "model"


def test_the_mode_is_guided_when_the_writer_is() -> None:
    assert build_models(ModelSettings(google_api_key=KEY, writer="guided")).mode == "guided"


def test_a_model_without_its_key_is_left_out_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    models = build_models(ModelSettings(model="google_genai:gemini-2.5-flash,openai:gpt-5"))
    assert models.names("writer") == ("guided",)
    assert models.mode == "guided"
    assert "google_genai:gemini-2.5-flash is left out" in caplog.text


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("python:no_such_module_anywhere:make", "cannot import"),
        ("python:tests.fakes.chat_model:nothing", "no callable 'nothing'"),
    ],
)
def test_a_python_factory_that_cannot_be_found_stops_the_start(name: str, problem: str) -> None:
    with pytest.raises(UnknownModel, match=problem):
        build_models(ModelSettings(model=name))


def test_building_imports_no_provider() -> None:
    code = (
        "import sys\n"
        "from agents.models import ModelSettings, build_models\n"
        "build_models(ModelSettings(model='openai:a,google_genai:b', base_url='http://x/v1', google_api_key='k'))\n"
        "heavy = {'langchain_google_genai', 'google.genai', 'langchain_openai', 'openai', 'agents.models.guided'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
