"""Accounts, built once from their parts."""

from dataclasses import dataclass

from sqlalchemy import Connection

from tools.accounts.correspondence import Correspondence
from tools.accounts.directory import Directory
from tools.accounts.keys import ApiKeys
from tools.accounts.login import Login
from tools.accounts.models import Hints, HintsOf, Move, Welcome
from tools.accounts.oversight import Oversight
from tools.accounts.passwords import Passwords
from tools.accounts.post import Post
from tools.accounts.profiles import Profiles
from tools.accounts.recovery import Recovery
from tools.accounts.registration import Registration
from tools.accounts.sessions import Sessions
from tools.accounts.tokens import TokenSecrets
from tools.actor import UserId
from tools.clock import Clock
from tools.events import Audit
from tools.storage import Database, Key, KeyRing


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Everything about who is who."""

    directory: Directory
    sessions: Sessions
    api_keys: ApiKeys
    registration: Registration
    login: Login
    recovery: Recovery
    profiles: Profiles
    correspondence: Correspondence
    oversight: Oversight
    passwords: Passwords

    async def prune(self) -> None:
        """Delete sessions, registrations and links that are of no more use."""
        await self.sessions.prune()
        await self.registration.prune()
        await self.recovery.prune()


def no_hints(_: Connection, __: UserId) -> Hints:
    """What tokens say while nothing else is known of a person."""
    return Hints()


def no_welcome(_: Connection, __: UserId) -> None:
    """Nothing is given to a new account."""


def build_accounts(
    *,
    database: Database,
    keys: KeyRing,
    clock: Clock,
    audit: Audit,
    master: Key,
    pepper: bytes,
    secrets: TokenSecrets,
    post: Post,
    public_url: str,
    moves: tuple[Move, ...] = (),
    hints: HintsOf = no_hints,
    welcome: Welcome = no_welcome,
    demo: bool = False,
    passwords: Passwords | None = None,
) -> Accounts:
    """Put the parts together.

    `moves` give a visitor's things to the account they sign in to; `welcome` greets a verified account.
    """
    passwords = passwords or Passwords()
    sessions = Sessions(database, keys, clock, audit, secrets, pepper, hints, demo)
    api_keys = ApiKeys(database, clock, audit)
    directory = Directory(database, keys, master, clock, sessions, api_keys, pepper, demo)
    letters = Correspondence(database, keys, clock, post, public_url.rstrip("/"))
    return Accounts(
        directory=directory,
        sessions=sessions,
        api_keys=api_keys,
        registration=Registration(
            database, keys, clock, audit, directory, sessions, passwords, letters, pepper, welcome
        ),
        login=Login(database, keys, clock, audit, directory, sessions, passwords, pepper, moves),
        recovery=Recovery(database, keys, clock, audit, directory, sessions, passwords, letters, pepper),
        profiles=Profiles(database, keys, hints),
        correspondence=letters,
        oversight=Oversight(database, audit),
        passwords=passwords,
    )
