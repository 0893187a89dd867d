"""What a runtime is built from."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, SecretStr

from agents.models import ModelSettings
from tools.billing import BillingSettings
from tools.privacy import PrivacySettings


class RuntimeSettings(BaseModel):
    """What a runtime is built from; `server/settings.py` fills it in from the environment."""

    model_config = ConfigDict(frozen=True)

    home: Path
    database_url: str | None = None
    """None: `iris.db` in `home`."""
    master_key: SecretStr | None = None
    """Seals every person's key; None: generated in `home`."""
    token_secret: SecretStr | None = None
    """Signs tokens; with commas, the first signs and all verify."""
    public_url: str = "http://127.0.0.1:8003"
    """Where people reach Iris; the links in letters begin with it."""
    smtp_url: SecretStr | None = None
    """None: letters rest in `outbox` in `home`."""
    mail_from: str = "Iris <iris@localhost>"
    models: ModelSettings = ModelSettings()
    names_model: str | None = None
    """An installed spaCy model that looks for names beside the built-in detector (extra `ner`)."""
    address: Literal["tu", "vous"] = "vous"
    demo: bool = False
    """Whether the demo app `pk_demo` is open."""
    privacy: PrivacySettings = PrivacySettings()
    billing: BillingSettings = BillingSettings()
