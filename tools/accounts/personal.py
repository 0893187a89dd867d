"""What accounts keep about people: who they are to Iris, their key, their sessions."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from email.parser import BytesHeaderParser
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, exists, func, select

from tools.accounts.models import REFRESH_LIFE
from tools.accounts.people import close_person, email_place, name_place
from tools.accounts.rules import plain_email
from tools.actor import UserId
from tools.errors import Erased
from tools.privacy import Document, ExportPart, Kept, KeptFor, PersonalStore, Words
from tools.privacy.rows import rows_of
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import (
    account_letters,
    account_links,
    accounts,
    people,
    person_keys,
    refresh_tokens,
    registrations,
    sessions,
)

OWN = (account_letters, account_links, registrations, accounts, sessions, refresh_tokens)
"""The tables that an erasure empties; of a person only a closed record stays."""

CLEAR = {
    "people.kind": "visitor, user, account or closed",
    "people.external_ref": "a keyed hash of the reference of the person's app",
    "people.locale": "a language",
    "people.address": "tu or vous",
    "person_keys.wrapped": "the person's key, wrapped by the master key",
    "accounts.email_hash": "a keyed hash, to find the account by",
    "registrations.email_hash": "a keyed hash, to find the registration by",
    "registrations.locale": "a language",
    "account_links.hash": "a hash of random bits",
    "account_links.purpose": "an enumeration",
    "account_letters.purpose": "an enumeration",
    "account_letters.email_hash": "a keyed hash, to find the account by",
    "account_letters.locale": "a language",
    "refresh_tokens.hash": "a hash of random bits",
}


CLOSED_RECORD = Kept(
    what=Words(
        "Un dossier fermé et vide : un identifiant qui ne mène plus à personne, et la date de destruction de votre clé",
        "A closed, empty record: an identifier that leads to nobody any more, and the date when your key was destroyed",
    ),
    why=Words("Refuser les jetons encore en circulation", "To refuse the tokens that are still in circulation"),
)


def account_store(database: Database, keys: KeyRing) -> PersonalStore:
    """The person, their account if they have one, their key and their sessions."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        key = await keys.of(user_id)
        return await database.read(lambda connection: ExportPart(lists=_lists(connection, user_id, key)))

    def erase(connection: Connection, user_id: UserId, now: datetime) -> int:
        held = sum(
            connection.execute(select(func.count()).select_from(table).where(table.c.user_id == user_id)).scalar_one()
            for table in OWN
        )
        close_person(connection, user_id)
        return held

    def active_since(moment: datetime) -> ColumnElement[bool]:
        return exists().where(sessions.c.user_id == people.c.id, sessions.c.seen_at > moment)

    return PersonalStore(
        name="account",
        tables=(people.name, person_keys.name, *(table.name for table in OWN)),
        clear=CLEAR,
        holds=Words(
            "Votre compte : identifiant, nom et adresse électronique si vous les avez donnés, mot de passe sous une "
            "forme illisible, appareils connectés, clé de chiffrement",
            "Your account: identifier, name and e-mail address if you gave them, password in an unreadable form, "
            "connected devices, encryption key",
        ),
        purpose=Words("Vous reconnaître d’une fois sur l’autre", "To recognise you from one visit to the next"),
        legal_basis="contract",
        kept_for=KeptFor(
            words=Words(
                "Jusqu’à l’effacement ; une session que rien ne renouvelle : quatre-vingt-dix jours",
                "Until erasure; a session that nothing renews: ninety days",
            ),
            limit=REFRESH_LIFE,
        ),
        export=export,
        erase=erase,
        active_since=active_since,
        kept=CLOSED_RECORD,
    )


def outbox_store(database: Database, keys: KeyRing, folder: Path) -> PersonalStore:
    """The letters that rest in the outbox folder, where no mail server is set up."""

    async def mine(user_id: UserId) -> list[Path]:
        email = await _email(database, keys, user_id)
        return [] if email is None else await asyncio.to_thread(lambda: list(_letters_to(folder, email)))

    async def export(user_id: UserId, locale: str) -> ExportPart:
        return ExportPart(documents=[_document(letter) for letter in await mine(user_id)])

    async def erase_first(user_id: UserId) -> int:
        letters = await mine(user_id)
        for letter in letters:
            letter.unlink(missing_ok=True)
        return len(letters)

    return PersonalStore(
        name="outbox",
        folders=("outbox",),
        holds=Words(
            "Les courriels qui vous sont destinés, tant qu’ils attendent de partir",
            "The e-mails addressed to you, while they wait to leave",
        ),
        purpose=Words(
            "Confirmer une adresse, choisir un nouveau mot de passe", "To confirm an address, to set a new password"
        ),
        legal_basis="contract",
        kept_for=KeptFor(
            words=Words(
                "Jusqu’à leur envoi, ou jusqu’à l’effacement de vos données",
                "Until they are sent, or until your data is erased",
            )
        ),
        export=export,
        erase_first=erase_first,
    )


def _lists(connection: Connection, user_id: UserId, key: Key) -> dict[str, list[dict[str, object]]]:
    name = {"profile": lambda row: key.open_text(row.profile, name_place(row.id))}
    email = {"email": lambda row: key.open_text(row.email, email_place(row.user_id))}
    device = {"device": lambda row: key.open_text(row.device, f"sessions.device:{row.id}")}
    return {
        "person": rows_of(connection, people, user_id, sealed=name),
        "account": rows_of(connection, accounts, user_id, sealed=email),
        "registration": rows_of(connection, registrations, user_id, sealed=email),
        "sessions": rows_of(connection, sessions, user_id, sealed=device),
        "renewals": rows_of(connection, refresh_tokens, user_id),
        "letters": rows_of(connection, account_letters, user_id),
        "links": rows_of(connection, account_links, user_id),
    }


async def _email(database: Database, keys: KeyRing, user_id: UserId) -> str | None:
    """The person's address, confirmed or not."""
    queries = [select(table.c.email).where(table.c.user_id == user_id) for table in (accounts, registrations)]
    found = await database.read(lambda c: [value for query in queries for value in c.execute(query).scalars()])
    if not found:
        return None
    try:
        return plain_email((await keys.of(user_id)).open_text(found[0], email_place(user_id)))
    except Erased:
        return None


def _letters_to(folder: Path, email: str) -> Iterator[Path]:
    parser = BytesHeaderParser()
    for letter in sorted(folder.glob("*.eml")):
        if plain_email(str(parser.parsebytes(letter.read_bytes())["To"])) == email:
            yield letter


def _document(letter: Path) -> Document:
    async def read() -> bytes:
        return await asyncio.to_thread(letter.read_bytes)

    return Document(name=letter.name, read=read)
