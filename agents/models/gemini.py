"""Gemini through its REST API. Imported at first use: the SDK takes seconds and 35 MB."""

from langchain_core.language_models import BaseChatModel
from langchain_google_genai import ChatGoogleGenerativeAI

from agents.models.connections import Connections, ThroughClient
from agents.models.settings import ModelSettings


def open_model(name: str, settings: ModelSettings, connections: Connections) -> BaseChatModel:
    """The Gemini model `name`.

    The SDK's own timeout stays unset: it would travel as X-Server-Timeout, a deadline for the whole answer. Its own
    transport is replaced: aiohttp, where it is installed, waits 1 to 10 s and tries again whatever `max_retries` says.
    """
    return ChatGoogleGenerativeAI(
        model=name,
        google_api_key=settings.google_api_key,
        base_url=settings.google_base_url,
        vertexai=False,
        temperature=None,
        max_retries=1,
        client_args={
            "transport": ThroughClient(connections.client),
            # Under two names, so that the SDK loads no certificates of its own, 75 ms each.
            "verify": connections.tls,
            "ssl": connections.tls,
        },
    )
