"""Settings: the only place that reads the environment."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agents.models import ModelSettings
from agents.settings import RuntimeSettings
from server.addresses import Proxies
from server.http import LOOPBACK, HttpSettings
from server.limits import LimitSettings
from tools.billing.settings import BillingSettings
from tools.privacy import PrivacySettings


def _names(*names: str) -> AliasChoices:
    return AliasChoices(*names)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


class Settings(BaseSettings):
    """Every setting, with the environment names that operators already use accepted beside `IRIS_*`."""

    model_config = SettingsConfigDict(
        env_prefix="IRIS_",
        env_nested_delimiter="__",
        extra="ignore",
        populate_by_name=True,
        env_ignore_empty=True,
    )

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
    allowed_hosts: str = ""
    public_url: str | None = None
    """Where people reach Iris: `https://iris.example`."""
    smtp_url: SecretStr | None = None
    """Where letters leave: `smtp://user:password@host:587` (STARTTLS) or `smtps://…`; none: a folder in `home`."""
    mail_from: str = "Iris <iris@localhost>"
    trusted_proxies: str = ""
    security_contact: str = ""
    stripe_secret_key: SecretStr | None = Field(
        default=None, validation_alias=_names("IRIS_STRIPE_SECRET_KEY", "STRIPE_SECRET_KEY")
    )
    """None: the sandbox on a development machine, elsewhere no payment."""
    stripe_publishable_key: str | None = Field(
        default=None, validation_alias=_names("IRIS_STRIPE_PUBLISHABLE_KEY", "STRIPE_PUBLISHABLE_KEY")
    )
    stripe_webhook_secret: SecretStr | None = Field(
        default=None, validation_alias=_names("IRIS_STRIPE_WEBHOOK_SECRET", "STRIPE_WEBHOOK_SECRET")
    )
    stripe_account: str | None = None
    """Our own account (`acct_…`): what any other one sends is parked."""
    catalogue: Path | None = None
    """Another price list than the built-in one."""
    redis_url: SecretStr | None = Field(default=None, validation_alias=_names("IRIS_REDIS_URL", "REDIS_URL"))
    processes: int = Field(default=1, ge=1, validation_alias=_names("IRIS_PROCESSES", "WEB_CONCURRENCY"))
    """How many Iris processes share the database."""
    limits: LimitSettings = LimitSettings()
    privacy: PrivacySettings = PrivacySettings()
    """`IRIS_PRIVACY__CONTROLLER`, `IRIS_PRIVACY__BACKUPS_KEPT_DAYS`..."""
    connections_per_address: int | None = Field(default=None, ge=1)
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

    names_model: str | None = None

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine reaches the server."""
        return self.host in LOOPBACK

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        Proxies.of(_listed(text))
        return text

    @field_validator("allowed_hosts")
    @classmethod
    def _no_wildcard(cls, text: str) -> str:
        if "*" in text:
            raise ValueError("name each host: with a wildcard Iris would answer to any name")
        return text

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins that browsers may call from, for every app."""
        return tuple(origin.rstrip("/").lower() for origin in _listed(self.allowed_origins))

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names that this server answers to: this machine's, the public URL's, those that were added."""
        public = urlsplit(self.public_url or "").hostname
        return (*LOOPBACK, self.host, *((public,) if public else ()), *_listed(self.allowed_hosts))

    @property
    def alone(self) -> bool:
        """A development machine: everybody who asks has the same address."""
        return self.on_loopback and self.environment == "development"

    def limits_in_force(self) -> LimitSettings:
        """The limits; on a development machine those of an address hardly hold, unless they are set."""
        lifted = {
            "address": "60000/minute",
            "visits": "60000/hour",
            "visitor_uploads": "60000/hour",
            "visitor_tokens": "2000000000/day",
            "visitor_conversations": "60000/day",
            "visitor_spends": "60000/day",
        }
        free = {name: rate for name, rate in lifted.items() if name not in self.limits.model_fields_set}
        return self.limits.model_copy(update=free) if self.alone else self.limits

    def http(self) -> HttpSettings:
        """The part that the middleware and the connections hold to."""
        return HttpSettings(
            origins=self.origins,
            hosts=self.hosts,
            proxies=Proxies.of(_listed(self.trusted_proxies)),
            https=(self.public_url or "").lower().startswith("https://"),
            security_contact=self.security_contact,
            connections=self.connections_per_address or (1000 if self.alone else 100),
        )

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

    @property
    def reached_at(self) -> str:
        """Where people reach Iris."""
        return self.public_url or f"http://{self.host}:{self.port}"

    def billing(self) -> BillingSettings:
        """The part that `tools.billing` reads. The sandbox replaces Stripe where only this machine reaches Iris, by
        whatever address, and never in production.
        """
        private = self.on_loopback and (self.public_url is None or urlsplit(self.public_url).hostname in LOOPBACK)
        return BillingSettings(
            secret_key=self.stripe_secret_key,
            publishable_key=self.stripe_publishable_key,
            webhook_secret=self.stripe_webhook_secret,
            account=self.stripe_account,
            sandbox=self.stripe_secret_key is None and private and self.environment != "production",
            public_url=self.reached_at,
            catalogue=self.catalogue,
        )

    def runtime(self) -> RuntimeSettings:
        """The part that the runtime is built from. The demo app is open on loopback only, never in production."""
        return RuntimeSettings(
            home=self.home,
            database_url=self.database_url,
            master_key=self.master_key,
            token_secret=self.token_secret,
            models=self.models(),
            names_model=self.names_model,
            public_url=self.reached_at,
            smtp_url=self.smtp_url,
            mail_from=self.mail_from,
            address=self.address,
            privacy=self.privacy,
            billing=self.billing(),
            demo=self.on_loopback and self.environment != "production",
        )
