"""The directory: apps and their keys, the people behind references, visitors and their sessions."""

import hmac
import secrets
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from tools.accounts.models import ACCESS_LIFE, DEMO_KEY, PERSON_SCOPES, REFRESH_LIFE, App, NewApp, Session
from tools.accounts.rules import digest, issue, new_id, read, read_issuer, read_signed
from tools.actor import Actor, AppId, OrganisationId, UserId
from tools.clock import Clock
from tools.errors import InvalidArguments, NotFound, Unauthenticated
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import apps, organisations, people, refresh_tokens

Known = TypeVar("Known")
Kept = TypeVar("Kept")

CACHED = 4096
APP_CACHED = timedelta(seconds=5)
"""How long a revoked app may go on."""
GRACE = timedelta(seconds=20)
"""A refresh token may come twice within this time."""


@dataclass(slots=True)
class Directory:
    """Who is who. `secret` signs Iris's own tokens; `master` seals what must be read again."""

    database: Database
    keys: KeyRing
    master: Key
    clock: Clock
    secret: str
    pepper: bytes
    """Hashed with what apps call their people; it comes from the master key, and never changes."""
    demo: bool = False
    """Whether the demo app exists: only on a server that nobody else can reach."""
    _apps: dict[AppId, tuple[App, datetime]] = field(default_factory=dict)
    _tokens: OrderedDict[str, tuple[Actor, float]] = field(default_factory=OrderedDict)
    """Tokens of our own that were checked already, and when they expire."""
    _people: OrderedDict[tuple[AppId, str], UserId] = field(default_factory=OrderedDict)

    async def create_app(self, name: str, *, organisation: str, publishable_key: str | None = None) -> NewApp:
        """Make an app, and its organisation when it has no app yet; the secrets are shown once, here."""
        now = self.clock.now()
        app_id, api_key, secret = new_id("app"), f"sk_{secrets.token_urlsafe(32)}", secrets.token_urlsafe(32)
        key = publishable_key or f"pk_{secrets.token_hex(12)}"

        def work(connection: Connection) -> Row[tuple[object, ...]]:
            owner = connection.execute(select(organisations.c.id).where(organisations.c.name == organisation)).scalar()
            if owner is None:
                owner = new_id("org")
                connection.execute(insert(organisations).values(id=owner, name=organisation, created_at=now))
            return connection.execute(
                insert(apps)
                .values(
                    id=app_id,
                    organisation_id=owner,
                    name=name,
                    publishable_key=key,
                    api_key_hash=digest(api_key),
                    signing_secret=self.master.seal(secret, f"apps:{app_id}"),
                    created_at=now,
                )
                .returning(apps)
            ).one()

        return NewApp(app=_app(await self.database.write(work)), api_key=api_key, signing_secret=secret)

    async def list_apps(self) -> list[App]:
        """Every app in force, by name."""
        query = select(apps).where(apps.c.revoked_at.is_(None)).order_by(apps.c.name)
        return await self.database.read(lambda c: [_app(row) for row in c.execute(query)])

    async def open_demo(self) -> App:
        """The demo app, made when it is missing; only for a server that nobody else can reach."""
        try:
            return await self.app(DEMO_KEY)
        except NotFound:
            with suppress(IntegrityError):
                await self.create_app("Iris, démonstration", organisation="Iris", publishable_key=DEMO_KEY)
            return await self.app(DEMO_KEY)

    async def app(self, publishable_key: str) -> App:
        """The app of a publishable key; raises NotFound."""
        return _app(await self._app_row(apps.c.publishable_key == publishable_key))

    async def app_of(self, actor: Actor) -> App:
        """The app that an actor comes through; raises NotFound once it is revoked."""
        now = self.clock.now()
        known = self._apps.get(actor.app_id)
        if known is not None and known[1] > now:
            return known[0]
        self._apps.pop(actor.app_id, None)
        app = _app(await self._app_row(apps.c.id == actor.app_id))
        self._apps[actor.app_id] = (app, now + APP_CACHED)
        return app

    async def visit(self, publishable_key: str) -> Session:
        """A new visitor of an app, with a session; raises NotFound."""
        app, now = await self.app(publishable_key), self.clock.now()
        user_id, refresh = UserId(new_id("u")), _refresh_token()

        def work(connection: Connection) -> None:
            self._insert_person(connection, user_id, app.organisation_id, "visitor", None)
            _insert_refresh(connection, refresh, new_id("f"), user_id, app.id, now + REFRESH_LIFE)

        await self.database.write(work)
        return self._session(user_id, app.organisation_id, app.id, refresh)

    async def refresh(self, refresh_token: str) -> Session:
        """A new session for an old refresh token, which stops working; raises Unauthenticated.

        A refresh token that comes again was stolen or copied, and its whole family is revoked; except at once, when
        two tabs renew together or an answer was lost on the way.
        """
        now, following = self.clock.now(), _refresh_token()
        hashed = digest(refresh_token)

        def work(connection: Connection) -> tuple[Row[tuple[object, ...]] | None, bool]:
            query = (
                select(refresh_tokens, people.c.organisation_id, apps.c.publishable_key)
                .join(people, people.c.id == refresh_tokens.c.user_id)
                .join(apps, apps.c.id == refresh_tokens.c.app_id)
                .where(refresh_tokens.c.hash == hashed, apps.c.revoked_at.is_(None))
                .with_for_update(of=refresh_tokens)
            )
            row = connection.execute(query).first()
            if row is None or row.revoked_at is not None or row.expires_at <= now or self._closed(row):
                return None, False
            if row.used_at is not None and now - row.used_at > GRACE:
                family = refresh_tokens.c.family == row.family
                connection.execute(update(refresh_tokens).where(family).values(revoked_at=now))
                return None, True
            if row.used_at is None:
                connection.execute(update(refresh_tokens).where(refresh_tokens.c.hash == hashed).values(used_at=now))
            _insert_refresh(connection, following, row.family, row.user_id, row.app_id, now + REFRESH_LIFE)
            return row, False

        row, reused = await self.database.write(work)
        if row is None:
            raise Unauthenticated("refresh token used twice: session closed" if reused else "refresh token refused")
        return self._session(row.user_id, row.organisation_id, row.app_id, following)

    async def authenticate(self, bearer: str, *, on_behalf_of: str | None = None) -> Actor:
        """The actor of a bearer: Iris's own token, a token signed by an app's backend, or an API key.

        An API key acts for the person that `on_behalf_of` names (the app's own reference).
        Raises Unauthenticated.
        """
        if bearer.startswith("sk_"):
            return await self._by_api_key(bearer, on_behalf_of)
        now = self.clock.now()
        if (known := self._tokens.get(bearer)) is not None and known[1] > now.timestamp():
            return known[0]
        issuer = read_issuer(bearer)
        if issuer.startswith("pk_"):
            return await self._by_signed_token(bearer, issuer)
        actor, expires_at = read(bearer, self.secret, now)
        _keep(self._tokens, bearer, (actor, expires_at))
        return actor

    async def _by_api_key(self, api_key: str, on_behalf_of: str | None) -> Actor:
        hashed = digest(api_key)
        try:
            row = await self._app_row(apps.c.api_key_hash == hashed)
        except NotFound as error:
            raise Unauthenticated("unknown API key") from error
        if not hmac.compare_digest(bytes(row.api_key_hash), hashed):
            raise Unauthenticated("unknown API key")
        if not on_behalf_of:
            raise InvalidArguments("an API key acts for a person: name them in X-Iris-User", field="X-Iris-User")
        return await self._person(_app(row), on_behalf_of)

    async def _by_signed_token(self, token: str, publishable_key: str) -> Actor:
        try:
            row = await self._app_row(apps.c.publishable_key == publishable_key)
        except NotFound as error:
            raise Unauthenticated("unknown app") from error
        secret = self.master.open_text(row.signing_secret, f"apps:{row.id}")
        return await self._person(_app(row), read_signed(token, secret, self.clock.now(), issuer=publishable_key))

    async def _person(self, app: App, reference: str) -> Actor:
        if not 1 <= len(reference) <= 200:
            raise InvalidArguments("a person's reference has 1 to 200 characters", field="sub")
        user_id = self._people.get((app.id, reference)) or await self._find_or_create(app, reference)
        _keep(self._people, (app.id, reference), user_id)
        return Actor(
            user_id=user_id,
            organisation_id=app.organisation_id,
            app_id=app.id,
            scopes=PERSON_SCOPES,
            kind="user",
        )

    async def _find_or_create(self, app: App, reference: str) -> UserId:
        # Hashed with the organisation: the reference may be an e-mail address, and is never read back.
        hashed = hmac.new(self.pepper, f"{app.organisation_id}\0{reference}".encode(), "sha256").digest()
        query = select(people.c.id).where(
            people.c.organisation_id == app.organisation_id, people.c.external_ref == hashed
        )
        if (known := await self.database.read(lambda c: c.execute(query).scalar())) is not None:
            return UserId(known)

        def work(connection: Connection) -> UserId:
            if (meanwhile := connection.execute(query).scalar()) is not None:
                return UserId(meanwhile)
            user_id = UserId(new_id("u"))
            self._insert_person(connection, user_id, app.organisation_id, "user", hashed)
            return user_id

        try:
            return await self.database.write(work)
        except IntegrityError:
            # Another request of the same person was first.
            return UserId(await self.database.read(lambda c: c.execute(query).scalar_one()))

    def _closed(self, app: Row[tuple[object, ...]]) -> bool:
        return bool(app.publishable_key == DEMO_KEY) and not self.demo

    async def _app_row(self, condition: object) -> Row[tuple[object, ...]]:
        query = select(apps).where(condition, apps.c.revoked_at.is_(None))  # type: ignore[arg-type]
        row = await self.database.read(lambda c: c.execute(query).first())
        if row is None or self._closed(row):
            raise NotFound("no such app")
        return row

    def _insert_person(
        self, connection: Connection, user_id: UserId, organisation: str, kind: str, reference: bytes | None
    ) -> None:
        now = self.clock.now()
        connection.execute(
            insert(people).values(
                id=user_id, organisation_id=organisation, kind=kind, external_ref=reference, created_at=now
            )
        )
        self.keys.create(connection, user_id, now)

    def _session(self, user_id: str, organisation: str, app_id: str, refresh: str) -> Session:
        actor = Actor(
            user_id=UserId(user_id),
            organisation_id=OrganisationId(organisation),
            app_id=AppId(app_id),
            scopes=PERSON_SCOPES,
        )
        now = self.clock.now()
        return Session(
            token=issue(actor, self.secret, now),
            refresh_token=refresh,
            user_id=actor.user_id,
            expires_at=now + ACCESS_LIFE,
        )


def _keep(cache: OrderedDict[Known, Kept], key: Known, value: Kept) -> None:
    cache[key] = value
    if len(cache) > CACHED:
        cache.popitem(last=False)


def _refresh_token() -> str:
    return f"rt_{secrets.token_urlsafe(32)}"


def _insert_refresh(
    connection: Connection, token: str, family: str, user_id: str, app_id: str, expires_at: object
) -> None:
    connection.execute(
        insert(refresh_tokens).values(
            hash=digest(token), family=family, user_id=user_id, app_id=app_id, expires_at=expires_at
        )
    )


def _app(row: Row[tuple[object, ...]]) -> App:
    return App(
        id=AppId(row.id),
        organisation_id=OrganisationId(row.organisation_id),
        name=row.name,
        publishable_key=row.publishable_key,
        default_agent=row.default_agent,
        locale=row.locale,
        address=row.address,
    )
