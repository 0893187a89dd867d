"""Settings: the only place that reads the environment."""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from agents.models import ModelSettings
from agents.runtime import RuntimeSettings

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _names(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """Every setting, with the environment names that operators already use accepted beside `IRIS_*`."""

    model_config = SettingsConfigDict(env_prefix="IRIS_", extra="ignore", populate_by_name=True, env_ignore_empty=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8003, ge=0, le=65535)
    home: Path = Path(".iris")
    environment: Literal["development", "production"] = Field(
        default="development", validation_alias=_names("IRIS_ENVIRONMENT", "ENVIRONMENT")
    )
    database_url: str | None = Field(default=None, validation_alias=_names("IRIS_DATABASE_URL", "DATABASE_URL"))
    master_key: SecretStr | None = None
    token_secret: SecretStr | None = Field(default=None, validation_alias=_names("IRIS_TOKEN_SECRET", "JWT_SECRET_KEY"))
    allowed_origins: str = Field(default="", validation_alias=_names("IRIS_ALLOWED_ORIGINS", "ALLOWED_ORIGINS"))
    address: Literal["tu", "vous"] = "vous"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    model: str | None = None
    model_router: str | None = None
    model_writer: str | None = None
    model_extractor: str | None = None
    model_judge: str | None = None
    model_base_url: str | None = None
    google_api_key: SecretStr | None = Field(
        default=None, validation_alias=_names("IRIS_GOOGLE_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY")
    )
    google_base_url: str | None = None
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=_names("IRIS_OPENAI_API_KEY", "OPENAI_API_KEY")
    )
    model_timeout_s: float = Field(
        default=30.0, gt=0, validation_alias=_names("IRIS_MODEL_TIMEOUT_S", "MAX_RESPONSE_TIME")
    )

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine reaches the server."""
        return self.host in LOOPBACK

    @property
    def origins(self) -> list[str]:
        """The origins that browsers may call from."""
        return [origin.strip() for origin in self.allowed_origins.split(",") if origin.strip()]

    def models(self) -> ModelSettings:
        """The part that `agents.models` reads."""
        return ModelSettings(
            model=self.model,
            router=self.model_router,
            writer=self.model_writer,
            extractor=self.model_extractor,
            judge=self.model_judge,
            base_url=self.model_base_url,
            google_api_key=self.google_api_key,
            google_base_url=self.google_base_url,
            openai_api_key=self.openai_api_key,
            timeout_s=self.model_timeout_s,
        )

    def runtime(self) -> RuntimeSettings:
        """The part that the runtime is built from. The demo app is open on loopback only, never in production."""
        return RuntimeSettings(
            home=self.home,
            database_url=self.database_url,
            master_key=self.master_key,
            token_secret=self.token_secret,
            models=self.models(),
            address=self.address,
            demo=self.on_loopback and self.environment != "production",
        )
