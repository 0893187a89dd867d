"""What billing is built from."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr


class BillingSettings(BaseModel):
    """How people pay; `server/settings.py` fills it in from the environment."""

    model_config = ConfigDict(frozen=True)

    secret_key: SecretStr | None = None
    """Of Stripe (`sk_` or `rk_`); None: no payment, or the sandbox."""
    publishable_key: str | None = None
    webhook_secret: SecretStr | None = None
    account: str | None = None
    """Our own Stripe account (`acct_`); events of any other are parked."""
    api_base: str | None = None
    """Another address of Stripe's API, for tests."""
    timeout: float = 20
    """Seconds that the provider has to answer."""
    sandbox: bool = False
    """Whether purchases can be tried without a provider: on loopback only, never in production."""
    public_url: str = "http://127.0.0.1:8003"
    """Where people come back to after paying."""
    catalogue: Path | None = None
    """Another price list than the built-in one."""

    @property
    def livemode(self) -> bool:
        """Whether real money moves: what the key says of itself."""
        return self.secret_key is not None and "_live_" in self.secret_key.get_secret_value()
