"""Any OpenAI-compatible server (OpenAI, Ollama, vLLM, llama.cpp). Imported at first use, for the SDK's cost."""

import httpx
from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from agents.models.connections import Connections
from agents.models.settings import ModelSettings


def open_model(name: str, settings: ModelSettings, connections: Connections) -> BaseChatModel:
    """The model `name` of the server at `settings.base_url`, which may want no key."""
    return ChatOpenAI(
        model=name,
        api_key=settings.openai_api_key or SecretStr("none"),
        base_url=settings.base_url,
        http_async_client=connections.client,
        http_client=httpx.Client(verify=connections.tls),
        max_retries=0,
        stream_usage=True,
        stream_chunk_timeout=None,
        use_responses_api=False,
    )
