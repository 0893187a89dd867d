"""What each scope allows: generous to people, tight on what costs."""

from typing import Annotated, Literal, get_args

from limits import RateLimitItem, parse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Scope = Literal[
    "address",
    "visits",
    "login",
    "login_account",
    "login_address",
    "user",
    "messages",
    "uploads",
    "visitor_uploads",
    "upload_bytes",
    "tokens",
    "visitor_tokens",
    "visitor_conversations",
    "spends",
    "visitor_spends",
    "payments",
    "provider",
]
SCOPES: tuple[Scope, ...] = get_args(Scope)

COSTLY: frozenset[Scope] = frozenset(
    {
        "visits",
        "login",
        "login_account",
        "login_address",
        "uploads",
        "visitor_uploads",
        "upload_bytes",
        "tokens",
        "visitor_tokens",
        "visitor_conversations",
        "spends",
        "visitor_spends",
        "provider",
    }
)
"""While Redis does not answer, these have a small bucket in each process; the others their whole limit in each."""

SMALL = 4
"""A process that cannot ask Redis allows a quarter of a costly limit."""


def _rate(text: str) -> str:
    try:
        parse(text)
    except ValueError as error:
        raise ValueError("a number and a period, as 30/minute or 10/15 minutes") from error
    return text


Rate = Annotated[str, AfterValidator(_rate)]
"""A number and a period: `30/minute`, `10/15 minutes`, `500000/day`."""


class LimitSettings(BaseModel):
    """Each limit; a day is 24 hours from the first use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: Rate = "1200/minute"
    """Requests of one address through one app: a school or an office is one address."""
    visits: Rate = "120/hour"
    """New visitors of one address through one app: each brings an allowance of tokens of its own."""
    login: Rate = "10/15 minutes"
    """Attempts on one account from one address: who makes them keeps nobody else out."""
    login_account: Rate = "100/15 minutes"
    """Attempts on one account, from wherever."""
    login_address: Rate = "60/15 minutes"
    """Attempts from one address, whatever the account."""
    user: Rate = "300/minute"
    """Requests of one person."""
    messages: Rate = "30/minute"
    """Messages in one thread; conversations that a person begins."""
    streams: int = Field(default=8, ge=1)
    """Streams that one person has open at once."""
    uploads: Rate = "30/hour"
    visitor_uploads: Rate = "300/hour"
    """Of all visitors of one address through one app."""
    upload_bytes: Rate = "100000000/day"
    tokens: Rate = "500000/day"
    """Tokens of a model for one person: beyond, guided mode answers."""
    visitor_tokens: Rate = "2000000/day"
    """The same for all visitors of one address through one app."""
    visitor_conversations: Rate = "60/day"
    """Conversations that all visitors of one address through one app begin."""
    spends: Rate = "30/hour"
    """Proposals, and what spends energy or money."""
    visitor_spends: Rate = "120/day"
    """What spends energy, of all visitors of one address through one app; buying is not counted here."""
    payments: Rate = "600/hour"
    """Questions of one person whether a payment has arrived: their page asks every few seconds."""
    provider: Rate = "20000000/day"
    """Tokens of a model for the whole house."""
    turn_tokens: int = Field(default=8000, ge=1)
    """What a turn is expected to use: charged when it begins, settled when it ends."""

    def item(self, scope: Scope, share: int = 1) -> RateLimitItem:
        """The rate of a scope, or of one process of `share`: at least 1."""
        rates: dict[str, str] = self.model_dump()
        whole = parse(rates[scope])
        return type(whole)(max(1, whole.amount // share), whole.multiples, namespace=scope)
