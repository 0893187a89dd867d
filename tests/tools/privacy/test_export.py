"""Export: everything readable, one at a time, and honest about what is missing."""

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace

import orjson
import pytest
from sqlalchemy import Connection, insert, update

from tests.tools.privacy.conftest import House
from tools.accounts.people import email_place, insert_person, name_place
from tools.actor import UserId
from tools.errors import Erased, ExportInProgress
from tools.events import audit_stream
from tools.privacy import ExportPart
from tools.storage import Key
from tools.storage.schema import interrupts, messages, people, registrations, sessions, threads

SAID = '=HYPERLINK("http://x") Je m’appelle Maëlle Le Goff, 06 12 34 56 78'


def tell(connection: Connection, house: House, user_id: UserId, key: Key) -> None:
    """A conversation, a question that waits, a session, a registration, as the house stores them."""
    now = house.clock.now()
    times = {"created_at": now, "updated_at": now}
    title = key.seal("Projet: soins / Lens", "threads.title:t_1")
    vault = key.seal(b"{}", "threads.vault:t_1")
    connection.execute(
        insert(threads).values(user_id=user_id, id="t_1", app_id="a_1", title=title, vault=vault, **times)
    )
    for position, (role, text) in enumerate((("user", SAID), ("assistant", "Bonjour Maëlle.")), start=1):
        content = key.seal(orjson.dumps({"text": text, "masked": "[NOM_1]"}), f"messages:m_{position}")
        connection.execute(
            insert(messages).values(
                user_id=user_id,
                id=f"m_{position}",
                thread_id="t_1",
                position=position,
                run_id="r_1",
                role=role,
                status="complete",
                content=content,
                created_at=now,
            )
        )
    body = key.seal(orjson.dumps({"question": "Confirmer le virement ?"}), "interrupts:i_1")
    connection.execute(
        insert(interrupts).values(
            user_id=user_id,
            id="i_1",
            thread_id="t_1",
            execution_id="x_1",
            run_id="r_1",
            reason="confirm",
            body=body,
            status="open",
            expires_at=now,
        )
    )
    name = key.seal(orjson.dumps({"first_name": "Maëlle"}), name_place(user_id))
    connection.execute(update(people).where(people.c.id == user_id).values(profile=name))
    device = key.seal("Firefox, Linux", "sessions.device:s_1")
    connection.execute(
        insert(sessions).values(id="s_1", user_id=user_id, app_id="a_1", device=device, created_at=now, seen_at=now)
    )
    connection.execute(
        insert(registrations).values(
            user_id=user_id,
            organisation_id="o_1",
            app_id="a_1",
            email=key.seal("maelle@exemple.fr", email_place(user_id)),
            email_hash=b"h",
            password=key.seal("$argon2id$secret", "p"),
            locale="fr",
            expires_at=now,
        )
    )


async def somebody(house: House, name: str = "u_me") -> UserId:
    user_id = UserId(name)

    def work(connection: Connection) -> None:
        key = insert_person(connection, house.keys, user_id, "o_1", house.clock.now())
        tell(connection, house, user_id, key)

    await house.database.write(work)
    await house.remember(user_id, "ne veut plus travailler de nuit")
    await house.consents.decide(user_id, "newsletter", True, actor=f"visitor:{user_id}")
    return user_id


async def whole(pieces: AsyncIterator[bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join([piece async for piece in pieces])))


async def test_an_export_holds_everything_and_is_readable(house: House) -> None:
    me = await somebody(house)
    made = await whole(await house.export.begin(me, "fr", actor=f"visitor:{me}"))
    assert made.testzip() is None
    assert "VOS DONNÉES CHEZ IRIS" in made.read("lisez-moi.txt").decode()
    texts = {name: made.read(name).decode("utf-8-sig") for name in made.namelist()}
    for value, name in (
        ("Maëlle Le Goff, 06 12 34 56 78", "conversations/messages.json"),
        ("Maëlle Le Goff, 06 12 34 56 78", "conversations/2026-11-20 Projet_ soins _ Lens (t_1).md"),
        ("[NOM_1]", "conversations/messages.csv"),
        ("Confirmer le virement ?", "runs/questions.json"),
        ("ne veut plus travailler de nuit", "profile/facts.csv"),
        ("ne veut plus travailler de nuit", "events/events.json"),
        ("Lettre d’information", "consents/consents.csv"),
        ("maelle@exemple.fr", "account/registration.json"),
        ("Firefox, Linux", "account/sessions.csv"),
        ("Maëlle", "account/person.json"),
    ):
        assert value in texts[name], name
    assert "argon2id" not in "".join(texts.values())
    rows = list(csv.DictReader(io.StringIO(texts["conversations/messages.csv"]), delimiter=";"))
    assert rows[0]["text"] == f"'{SAID}"
    assert json.loads(texts["conversations/messages.json"])[0]["text"] == SAID
    [noted] = await house.events.read(me, audit_stream(me))
    assert (noted.type, noted.actor) == ("DataExported", f"visitor:{me}")


async def test_an_export_holds_nothing_of_anybody_else(house: House) -> None:
    await somebody(house)
    other = await house.person("u_other", canary="x")
    register = replace(
        house.register, stores=tuple(s for s in house.register.stores if s.name in ("events", "profile", "consents"))
    )
    made = await whole(await replace(house.export, register=register).begin(other, "en", actor="x"))
    everything = b"".join(made.read(name) for name in made.namelist()).decode()
    assert "YOUR DATA AT IRIS" in made.read("readme.txt").decode()
    assert "Maëlle" not in everything
    assert "travailler de nuit" not in everything


async def test_one_export_at_a_time(house: House) -> None:
    me, export = await somebody(house), house.export
    first = await export.begin(me, "fr", actor="x")
    with pytest.raises(ExportInProgress):
        await export.begin(me, "fr", actor="x")
    await whole(await export.begin(await somebody_else(house), "fr", actor="x"))
    await whole(first)
    await whole(await export.begin(me, "fr", actor="x"))


async def somebody_else(house: House) -> UserId:
    user_id = UserId("u_else")
    now = house.clock.now()
    await house.database.write(lambda c: insert_person(c, house.keys, user_id, "o_1", now) and None)
    return user_id


async def test_an_export_that_nobody_reads_lets_the_next_one_begin(house: House) -> None:
    me, export = await somebody(house), house.export
    unread = await export.begin(me, "fr", actor="x")
    del unread
    for _ in range(100):
        await asyncio.sleep(0)
    await whole(await export.begin(me, "fr", actor="x"))


async def test_an_erasure_during_an_export_leaves_a_zip_that_says_so(house: House) -> None:
    me = await somebody(house)
    pieces = await house.export.begin(me, "fr", actor="x")
    got = [await anext(pieces)]
    await house.erasure().erase(me)
    got += [piece async for piece in pieces]
    made = zipfile.ZipFile(io.BytesIO(b"".join(got)))
    assert made.testzip() is None
    assert "INCOMPLET.txt" in made.namelist()
    assert not any("Maëlle".encode() in made.read(name) for name in made.namelist())


async def test_who_is_erased_has_no_export(house: House) -> None:
    me = await somebody(house)
    await house.erasure().erase(me)
    with pytest.raises(Erased):
        await house.export.begin(me, "fr", actor="x")
    assert [event.type for event in await house.events.read(me, audit_stream(me))] == [
        "PersonErased",
        "SubjectErased",
    ]


async def test_a_store_that_gives_nothing_makes_no_file(house: House) -> None:
    async def nothing(user_id: UserId, locale: str) -> ExportPart:
        return ExportPart()

    me = await somebody_else(house)
    register = replace(house.register, stores=tuple(replace(s, export=nothing) for s in house.register.stores))
    made = await whole(await replace(house.export, register=register).begin(me, "de", actor="x"))
    assert made.namelist() == ["readme.txt"]
