"""Roles to model ids. Pure: a configuration is checked here before any provider is imported."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from agents.models.settings import ModelSettings
from agents.spec import Role
from tools.errors import UnknownModel

Provider = Literal["guided", "google_genai", "openai", "python"]
Mode = Literal["model", "guided"]

ROLES: tuple[Role, ...] = get_args(Role)
GEMINI = "gemini-flash-latest"
"""Google's alias for its current fast model: what runs when a key is all that is configured."""
FORMS = "guided, google_genai:<model>, openai:<model> or python:<module>:<factory>"

_FACTORY = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
_NAME = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class ModelId:
    """One model: who provides it and what it is called there."""

    provider: Provider
    name: str = ""

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}" if self.name else self.provider

    @property
    def mode(self) -> Mode:
        """`guided` for the embedded model, `model` for every other."""
        return "guided" if self.provider == "guided" else "model"


GUIDED = ModelId("guided")


def chain_of(settings: ModelSettings, role: Role) -> tuple[ModelId, ...]:
    """The models that serve `role`, in the order they are tried; the last is always guided.

    Without any setting: Gemini when there is a Google key, else guided alone. Raises UnknownModel.
    """
    own = {
        "router": settings.router,
        "writer": settings.writer,
        "extractor": settings.extractor,
        "judge": settings.judge,
    }[role]
    if own:
        return _parse(f"IRIS_MODEL_{role.upper()}", own)
    if settings.model:
        return _parse("IRIS_MODEL", settings.model)
    if settings.google_api_key is not None:
        return (ModelId("google_genai", GEMINI), GUIDED)
    return (GUIDED,)


def _parse(setting: str, value: str) -> tuple[ModelId, ...]:
    chain = [_model_id(setting, part.strip()) for part in value.split(",")]
    if GUIDED in chain[:-1]:
        raise UnknownModel(f"{setting}={value!r}: guided always answers, so it comes last", setting=setting)
    return tuple(dict.fromkeys([*chain, GUIDED]))


def _model_id(setting: str, value: str) -> ModelId:
    # A model name may hold colons of its own (`openai:qwen3:8b`), so only the first one separates.
    provider, _, name = value.partition(":")
    match provider:
        case "guided" if not name:
            return GUIDED
        case "google_genai" | "openai" if _NAME.fullmatch(name):
            return ModelId(provider, name)
        case "python" if _FACTORY.fullmatch(name):
            return ModelId(provider, name)
        case _:
            raise UnknownModel(f"{setting}: {value!r} is not a model; accepted: {FORMS}", setting=setting)
