"""The people, composed: accounts over the ground, and what each person is called."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from agents.ground import Ground
from agents.guard.pii.found import Gender, KnownName
from agents.runs.moving import Moving
from agents.settings import RuntimeSettings
from tools.accounts import (
    Accounts,
    Hints,
    OutboxPost,
    Post,
    SmtpPost,
    TokenSecrets,
    Welcome,
    build_accounts,
    no_welcome,
)
from tools.actor import UserId
from tools.events import Audit
from tools.privacy import Consents
from tools.storage import key_of

OUTBOX = "outbox"
"""The folder of letters in `home`, where no mail server is given."""


def accounts_on(
    ground: Ground,
    settings: RuntimeSettings,
    *,
    welcome: Welcome = no_welcome,
    tier: Callable[[Connection, UserId], str] = lambda _, __: "FREE",
) -> Accounts:
    """The accounts of a house. `tier` tells a person's, inside the caller's unit of work."""
    consents = Consents(ground.events)
    secrets = settings.token_secret.get_secret_value() if settings.token_secret else ground.home.secret("tokens").hex()
    post: Post = OutboxPost(ground.home.path / OUTBOX, settings.mail_from)
    if settings.smtp_url is not None:
        post = SmtpPost.of_url(settings.smtp_url.get_secret_value(), settings.mail_from)
    return build_accounts(
        database=ground.database,
        keys=ground.keys,
        clock=ground.clock,
        audit=Audit(ground.events),
        master=key_of(ground.material),
        pepper=ground.derived("people"),
        secrets=TokenSecrets.parse(secrets),
        post=post,
        public_url=settings.public_url,
        moves=(Moving(ground.events), ground.files.move_in, consents.move_in),
        hints=lambda connection, user_id: Hints(
            tier=tier(connection, user_id), consents=consents.given_in(connection, user_id)
        ),
        welcome=welcome,
        demo=settings.demo,
    )


async def names_of(accounts: Accounts, user_id: UserId) -> Sequence[KnownName]:
    """What a person is called, for the masking of names."""
    genders: dict[str | None, Gender] = {"madame": "f", "monsieur": "m"}
    return [
        KnownName(first_name=name.first_name, last_name=name.last_name, gender=genders.get(name.civility))
        for name in await accounts.profiles.names(user_id)
    ]
