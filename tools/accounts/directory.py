"""The directory: apps, the people behind references, visitors, and whose a bearer is."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from tools.accounts.cache import Cache
from tools.accounts.keys import PREFIX, ApiKeys
from tools.accounts.models import (
    ADMIN_SCOPES,
    CACHED,
    DEMO_KEY,
    KEY_SCOPES,
    PERSON_SCOPES,
    ApiKey,
    App,
    AppLine,
    NewApp,
    Session,
)
from tools.accounts.people import CLOSED, insert_person, reference_hash
from tools.accounts.sessions import Sessions
from tools.accounts.tokens import read_issuer, read_signed
from tools.actor import Actor, AppId, OrganisationId, UserId, new_id
from tools.clock import Clock
from tools.errors import InvalidArguments, MissingScope, NotFound, Unauthenticated
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import apps, organisations, people


@dataclass(slots=True)
class Directory:
    """Who is who. `master` seals what must be read again."""

    database: Database
    keys: KeyRing
    master: Key
    clock: Clock
    sessions: Sessions
    api_keys: ApiKeys
    pepper: bytes
    """Hashed with what apps call their people; it comes from the master key, and never changes."""
    demo: bool = False
    """Whether the demo app exists: only on a server that nobody else can reach."""
    _apps: Cache[AppId, App] = field(default_factory=Cache)
    _people: Cache[tuple[AppId, str], UserId] = field(default_factory=Cache)

    async def create_app(self, name: str, *, organisation: str, publishable_key: str | None = None) -> NewApp:
        """Make an app with a first API key, and its organisation when it has no app yet.

        The secrets are shown once, here.
        """
        now = self.clock.now()
        app_id, secret = AppId(new_id("app")), secrets.token_urlsafe(32)
        key = publishable_key or f"pk_{secrets.token_hex(12)}"

        def work(connection: Connection) -> NewApp:
            owner = connection.execute(select(organisations.c.id).where(organisations.c.name == organisation)).scalar()
            if owner is None:
                owner = new_id("org")
                connection.execute(insert(organisations).values(id=owner, name=organisation, created_at=now))
            row = connection.execute(
                insert(apps)
                .values(
                    id=app_id,
                    organisation_id=owner,
                    name=name,
                    publishable_key=key,
                    signing_secret=self.master.seal(secret, f"apps:{app_id}"),
                    created_at=now,
                )
                .returning(apps)
            ).one()
            _, api_key = self.api_keys.create_in(connection, app_id, name, KEY_SCOPES, now)
            return NewApp(app=_app(row), api_key=api_key, signing_secret=secret)

        return await self.database.write(work)

    async def list_apps(self) -> list[AppLine]:
        """Every app by name, those that are closed too."""
        query = select(apps).order_by(apps.c.name, apps.c.created_at)
        return await self.database.read(lambda c: [_line(row) for row in c.execute(query)])

    async def rotate(self, publishable_key: str, *, grace: timedelta) -> str:
        """A new signing secret, shown once, here; the old one goes on for `grace`, and any older one ends.

        Raises NotFound.
        """
        now, secret = self.clock.now(), secrets.token_urlsafe(32)
        theirs = select(apps).where(apps.c.publishable_key == publishable_key, apps.c.revoked_at.is_(None))

        def work(connection: Connection) -> None:
            row = connection.execute(theirs.with_for_update()).first()
            if row is None:
                raise NotFound(f"no app {publishable_key!r}")
            fresh = {
                "signing_secret": self.master.seal(secret, f"apps:{row.id}"),
                "previous_secret": row.signing_secret if grace else None,
                "previous_until": now + grace if grace else None,
            }
            connection.execute(update(apps).where(apps.c.id == row.id).values(fresh))
            minutes = int(grace.total_seconds() // 60)
            self.api_keys.audit.note_in(connection, "SecretRotated", app_id=row.id, grace_minutes=minutes)

        await self.database.write(work)
        return secret

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
        if (known := self._apps.get(actor.app_id, now)) is not None:
            return known
        app = _app(await self._app_row(apps.c.id == actor.app_id))
        self._apps.keep(actor.app_id, app, now + CACHED)
        return app

    async def visit(self, publishable_key: str, *, device: str = "") -> Session:
        """A new visitor of an app, with a session; raises NotFound."""
        app, now = await self.app(publishable_key), self.clock.now()
        user_id = UserId(new_id("u"))

        def work(connection: Connection) -> Session:
            key = insert_person(connection, self.keys, user_id, app.organisation_id, now)
            return self.sessions.open_in(connection, user_id, app.id, key, now, device)

        return await self.database.write(work)

    async def refresh(self, refresh_token: str) -> Session:
        """A session, renewed; see Sessions.refresh."""
        return await self.sessions.refresh(refresh_token)

    async def authenticate(
        self, bearer: str, *, on_behalf_of: str | None = None, person: UserId | None = None, origin: str | None = None
    ) -> Actor:
        """The actor of a bearer: Iris's own token, a token signed by an app's backend, or an API key.

        An API key acts for the person that `on_behalf_of` names (the app's own reference), or for `person` (Iris's id)
        of its organisation. `origin`: of the page that calls. Raises Unauthenticated, NotFound.
        """
        if bearer.startswith(PREFIX):
            return await self._by_api_key(await self.api_keys.of(bearer), on_behalf_of, person)
        if self.sessions.knows(bearer):
            return await self.sessions.actor(bearer)
        issuer = read_issuer(bearer)
        if issuer.startswith("pk_"):
            return await self._by_signed_token(bearer, issuer, origin)
        return await self.sessions.actor(bearer)

    async def key_of(self, bearer: str, scope: str) -> ApiKey:
        """The key that a bearer is, for nobody in particular; raises Unauthenticated, MissingScope.

        A scope of administrators is no app's, and the other way round.
        """
        if not bearer.startswith(PREFIX):
            await self.authenticate(bearer)
            raise MissingScope(f"only a key with {scope!r} may do this", scope=scope)
        key = await self.api_keys.of(bearer)
        await self._open_app(apps.c.id == key.app_id)
        if scope not in key.scopes:
            raise MissingScope(f"the key lacks {scope!r}", scope=scope)
        return key

    async def _by_api_key(self, key: ApiKey, reference: str | None, person: UserId | None) -> Actor:
        app = await self._open_app(apps.c.id == key.app_id)
        admin = bool(key.scopes & ADMIN_SCOPES)
        if admin and person is None:
            raise MissingScope("an administrator's key acts for nobody here")
        if reference and not admin:
            return await self._person(app, reference, key.scopes, kind="app")
        if person is None:
            raise InvalidArguments("an API key acts for a person: name them in X-Iris-User", field="X-Iris-User")
        query = select(people.c.id).where(
            people.c.id == person, people.c.organisation_id == key.organisation_id, people.c.kind != CLOSED
        )
        if await self.database.read(lambda c: c.execute(query).scalar()) is None:
            raise NotFound(f"person {person!r}")
        return Actor(
            user_id=person,
            organisation_id=app.organisation_id,
            app_id=app.id,
            scopes=_admin_reach(key.scopes) if admin else PERSON_SCOPES & key.scopes,
            kind="admin" if admin else "app",
        )

    async def _by_signed_token(self, token: str, publishable_key: str, origin: str | None) -> Actor:
        try:
            row = await self._app_row(apps.c.publishable_key == publishable_key)
        except NotFound as error:
            raise Unauthenticated("unknown app") from error
        now, sealed = self.clock.now(), [row.signing_secret]
        if row.previous_until is not None and now < row.previous_until:
            sealed.append(row.previous_secret)
        accepted = [self.master.open_text(each, f"apps:{row.id}") for each in sealed]
        reference = read_signed(token, accepted, now, issuer=publishable_key, origin=origin)
        return await self._person(_app(row), reference, KEY_SCOPES)

    async def _person(self, app: App, reference: str, scopes: frozenset[str], *, kind: str = "user") -> Actor:
        if not 1 <= len(reference) <= 200:
            raise InvalidArguments("a person's reference has 1 to 200 characters", field="sub")
        now = self.clock.now()
        user_id = self._people.get((app.id, reference), now)
        if user_id is None:
            user_id = await self._find_or_create(app, reference)
            self._people.keep((app.id, reference), user_id, now + CACHED)
        return Actor(
            user_id=user_id,
            organisation_id=app.organisation_id,
            app_id=app.id,
            scopes=PERSON_SCOPES & scopes,
            kind=kind,
        )

    async def _find_or_create(self, app: App, reference: str) -> UserId:
        hashed = reference_hash(self.pepper, app.organisation_id, reference)
        query = select(people.c.id).where(
            people.c.organisation_id == app.organisation_id, people.c.external_ref == hashed
        )
        if (known := await self.database.read(lambda c: c.execute(query).scalar())) is not None:
            return UserId(known)

        def work(connection: Connection) -> UserId:
            if (meanwhile := connection.execute(query).scalar()) is not None:
                return UserId(meanwhile)
            user_id, now = UserId(new_id("u")), self.clock.now()
            insert_person(connection, self.keys, user_id, app.organisation_id, now, kind="user", reference=hashed)
            return user_id

        try:
            return await self.database.write(work)
        except IntegrityError:
            # Another request of the same person was first.
            return UserId(await self.database.read(lambda c: c.execute(query).scalar_one()))

    async def _open_app(self, condition: ColumnElement[bool]) -> App:
        try:
            return _app(await self._app_row(condition))
        except NotFound as error:
            raise Unauthenticated("the app of this key is closed") from error

    async def _app_row(self, condition: ColumnElement[bool]) -> Row[tuple[object, ...]]:
        query = select(apps).where(condition, apps.c.revoked_at.is_(None))
        row = await self.database.read(lambda c: c.execute(query).first())
        if row is None or (row.publishable_key == DEMO_KEY and not self.demo):
            raise NotFound("no such app", what="app")
        return row


def _admin_reach(scopes: frozenset[str]) -> frozenset[str]:
    """What an administrator may do with what is a person's: read, or all."""
    if "admin:write" in scopes:
        return PERSON_SCOPES | scopes
    return frozenset(scope for scope in PERSON_SCOPES if scope.endswith(":read")) | scopes


def _app(row: Row[tuple[object, ...]]) -> App:
    return App(
        id=AppId(row.id),
        organisation_id=OrganisationId(row.organisation_id),
        name=row.name,
        publishable_key=row.publishable_key,
        default_agent=row.default_agent,
        locale=row.locale,
        address=row.address,
        theme=row.theme,
        welcome=row.welcome,
        suggestions=tuple(row.suggestions or ()),
    )


def _line(row: Row[tuple[object, ...]]) -> AppLine:
    return AppLine(
        app=_app(row),
        origins=tuple(row.origins or ()),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        previous_until=row.previous_until,
    )
