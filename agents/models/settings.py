"""What an operator may decide about models; `server/settings.py` fills it in."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class ModelSettings(BaseModel):
    """Which models serve which role, and how long Iris waits for them. Reads no environment itself.

    `model` serves every role; `router`, `writer`, `extractor` and `judge` override it for one. Each is a
    comma-separated chain, tried from left to right: `openai:qwen3,google_genai:gemini-flash-latest`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str | None = None
    router: str | None = None
    writer: str | None = None
    extractor: str | None = None
    judge: str | None = None
    base_url: str | None = None
    """The OpenAI-compatible server (Ollama, vLLM, llama.cpp); None is OpenAI's own."""
    google_api_key: SecretStr | None = None
    openai_api_key: SecretStr | None = None
    google_base_url: str | None = None
    """A proxy or a test server that speaks Gemini's REST API; None is Google's own."""
    timeout_s: float = Field(default=30.0, gt=0)
    """Seconds a model has for its first word, retries included; then seconds of silence between two words."""
    retries: int = Field(default=2, ge=0)
    """New attempts of one model after 429, 5xx or a lost connection, as long as no word has flowed."""
    backoff_s: float = Field(default=0.4, ge=0)
    """Seconds before the first new attempt; doubles each time, with jitter."""
    longest_wait_s: float = Field(default=5.0, ge=0)
    """The longest Retry-After that is honoured, in seconds; a longer one moves the chain on."""
    breaker_failures: int = Field(default=3, ge=1)
    """Failed calls in a row after which a model is left alone."""
    breaker_open_s: float = Field(default=30.0, ge=0)
    """Seconds during which it is left alone, before one call tries it again."""
