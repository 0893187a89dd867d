"""Who was welcomed: a mailbox has welcome points once, however its address is written, whoever was erased since."""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from tools.actor import UserId
from tools.privacy import ExportPart, Kept, KeptFor, PersonalStore, Words
from tools.storage.schema import events, welcomed

REMEMBERED = timedelta(days=365)
"""As long as welcome points last."""
DOTTED = ("gmail.com", "googlemail.com")
"""One provider's two names, where dots before the @ say nothing."""


def mailbox(email: str) -> str:
    """The mailbox that a plain address reaches: without a +tag and, at Gmail, without dots."""
    local, _, domain = email.rpartition("@")
    local = local.partition("+")[0] or local
    if domain in DOTTED:
        local, domain = local.replace(".", "") or local, DOTTED[0]
    return f"{local}@{domain}"


def first_welcome_in(connection: Connection, pepper: bytes, organisation_id: str, email: str, now: datetime) -> bool:
    """Whether the mailbox was never welcomed by the organisation; from now on it was.

    What is kept is a keyed digest that names nobody. Of two who come at once, one is the first.
    """
    digest = hmac.new(pepper, f"welcomed\0{organisation_id}\0{mailbox(email)}".encode(), "sha256").digest()
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    added = make(welcomed).values(digest=digest, at=now).on_conflict_do_nothing().returning(welcomed.c.digest)
    return connection.execute(added).first() is not None


def forget_in(connection: Connection, now: datetime) -> int:
    """Forget who was welcomed a year ago; returns how many."""
    return connection.execute(delete(welcomed).where(welcomed.c.at <= now - REMEMBERED)).rowcount


def welcome_store() -> PersonalStore:
    """The digests: nobody's row can be found, neither to export nor to erase it."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        return ExportPart()

    def had_account(connection: Connection, user_id: UserId) -> bool:
        query = exists().where(events.c.user_id == user_id, events.c.type == "Registered")
        return bool(connection.execute(select(query)).scalar_one())

    return PersonalStore(
        name="welcome",
        tables=(welcomed.name,),
        clear={"welcomed.digest": "a keyed hash of an address, of which no row says whose it is"},
        holds=Words(
            "Une empreinte illisible de l’adresse électronique d’un compte, sans identifiant, et la date à laquelle "
            "elle a reçu les points de bienvenue",
            "An unreadable digest of the e-mail address of an account, without identifier, and the date when it was "
            "given the welcome points",
        ),
        purpose=Words(
            "Donner les points de bienvenue une seule fois (lutte contre les abus)",
            "To give the welcome points once (against abuse)",
        ),
        legal_basis="legitimate_interest",
        kept_for=KeptFor(words=Words("Douze mois", "Twelve months"), limit=REMEMBERED),
        export=export,
        prune=forget_in,
        kept=Kept(
            what=Words(
                "L’empreinte illisible de l’adresse du compte, qui ne mène à personne sans la clé de la maison",
                "The unreadable digest of the account’s address: without the house’s key it leads to nobody",
            ),
            why=Words(
                "Que les points de bienvenue ne se reprennent pas après chaque effacement (article 6.1.f du RGPD)",
                "So that welcome points cannot be had anew after each erasure (GDPR, Article 6(1)(f))",
            ),
            until=REMEMBERED,
            when=had_account,
        ),
    )
