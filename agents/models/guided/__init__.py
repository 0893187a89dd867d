"""Guided mode: the embedded chat model, without key or network."""

from agents.models.guided.chat import GuidedChatModel
from agents.models.guided.kit import locale_of

__all__ = ["GuidedChatModel", "locale_of"]
