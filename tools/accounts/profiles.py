"""Profiles: who a person says they are."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import orjson
from sqlalchemy import Connection, select, update

from tools.accounts.models import HintsOf, PersonName, Profile
from tools.accounts.people import email_place, find_person, name_of, name_place
from tools.actor import UserId
from tools.errors import NotFound
from tools.storage import Database, KeyRing
from tools.storage.schema import accounts, people, registrations


@dataclass(frozen=True, slots=True)
class Profiles:
    """What people say of themselves for every app of their organisation."""

    database: Database
    keys: KeyRing
    hints: HintsOf

    async def of(self, user_id: UserId) -> Profile:
        """The person's profile; raises NotFound, Erased."""
        key = await self.keys.of(user_id)

        def work(connection: Connection) -> Profile:
            person = connection.execute(select(people).where(people.c.id == user_id)).first()
            if person is None:
                raise NotFound(f"person {user_id!r}")
            sealed, verified = _address(connection, user_id)
            return Profile(
                user_id=user_id,
                kind=person.kind,
                email=None if sealed is None else key.open_text(sealed, email_place(user_id)),
                verified=verified,
                name=name_of(person, key),
                locale=person.locale,
                address=person.address,
                hints=self.hints(connection, user_id),
            )

        return await self.database.read(work)

    async def change(self, user_id: UserId, changes: Mapping[str, str | None]) -> Profile:
        """Set what is given and leave the rest; None takes a value away. Raises NotFound, Erased.

        `changes` are of first_name, last_name, civility, locale and address.
        """
        key = await self.keys.of(user_id)

        def work(connection: Connection) -> None:
            person = find_person(connection, user_id)
            if person is None:
                raise NotFound(f"person {user_id!r}")
            name = replace(name_of(person, key), **{f: v for f, v in changes.items() if f not in ("locale", "address")})  # type: ignore[arg-type]
            columns: dict[str, object] = {f: v for f, v in changes.items() if f in ("locale", "address")}
            columns["profile"] = key.seal(orjson.dumps(asdict(name)), name_place(user_id))
            connection.execute(update(people).where(people.c.id == user_id).values(columns))

        await self.database.write(work)
        return await self.of(user_id)

    async def names(self, user_id: UserId) -> tuple[PersonName, ...]:
        """The names that the person is known by; empty when none was given. Raises Erased."""
        key = await self.keys.of(user_id)
        query = select(people).where(people.c.id == user_id)
        row = await self.database.read(lambda c: c.execute(query).first())
        name = PersonName() if row is None else name_of(row, key)
        return (name,) if name.first_name or name.last_name else ()


def _address(connection: Connection, user_id: UserId) -> tuple[bytes | None, bool]:
    """The person's address, sealed, and whether it is confirmed."""
    for table, verified in ((accounts, True), (registrations, False)):
        sealed = connection.execute(select(table.c.email).where(table.c.user_id == user_id)).scalar()
        if sealed is not None:
            return sealed, verified
    return None, False
