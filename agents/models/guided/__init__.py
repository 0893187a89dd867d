"""Guided mode: the embedded chat model, without key or network."""

from agents.models.guided.chat import GuidedChatModel

__all__ = ["GuidedChatModel"]
