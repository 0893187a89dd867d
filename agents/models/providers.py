"""Model ids to chat models; a provider's package is imported when its first model is opened."""

from importlib import import_module

from langchain_core.language_models import BaseChatModel

from agents.models.connections import Connections
from agents.models.roles import ModelId
from agents.models.settings import ModelSettings
from tools.errors import UnknownModel

# Imported by name, not by an import statement, for their start-up cost.
_MODULES = {"google_genai": "agents.models.gemini", "openai": "agents.models.openai_compatible"}
_GUIDED = "agents.models.guided"


def has_credentials(model: ModelId, settings: ModelSettings) -> bool:
    """Whether what `model` needs to be called is there; a server at `base_url` may need no key."""
    match model.provider:
        case "google_genai":
            return settings.google_api_key is not None
        case "openai":
            return settings.openai_api_key is not None or settings.base_url is not None
        case "guided" | "python":
            return True


def check(model: ModelId) -> None:
    """Raise UnknownModel when `model` is a python factory that cannot be imported. Imports no provider."""
    if model.provider != "python":
        return
    module, _, factory = model.name.partition(":")
    try:
        found = getattr(import_module(module), factory, None)
    except ImportError as error:
        raise UnknownModel(f"{str(model)!r}: cannot import {module!r}: {error}") from error
    if not callable(found):
        raise UnknownModel(f"{str(model)!r}: {module!r} has no callable {factory!r}")


def open_model(model: ModelId, settings: ModelSettings, connections: Connections) -> BaseChatModel:
    """Build the chat model; slow the first time (imports), so not for the event loop.

    Raises UnknownModel when a python factory does not give a chat model, and what the provider raises.
    """
    match model.provider:
        case "guided":
            opened = import_module(_GUIDED).GuidedChatModel()
        case "python":
            module, _, factory = model.name.partition(":")
            opened = getattr(import_module(module), factory)()
        case "google_genai" | "openai":
            opened = import_module(_MODULES[model.provider]).open_model(model.name, settings, connections)
    if not isinstance(opened, BaseChatModel):
        raise UnknownModel(f"{str(model)!r} gave {type(opened).__name__}, not a LangChain chat model")
    return opened
