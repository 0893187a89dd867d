"""What people may ask about what is theirs, over HTTP: seen, taken out, taken back, erased."""

import asyncio
import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from sqlalchemy import inspect, select

from agents.runtime import Runtime
from tests.fakes.iris import LiveIris
from tests.fakes.scripted import ScriptedModel
from tests.fakes.spending import Till, teller_catalog
from tools.events import EventStore
from tools.storage import Database, Work, database_at
from tools.storage.schema import events, executions, interrupts, person_keys, run_log

T = TypeVar("T")

SAID = "Je m’appelle Maëlle Le Goff, je suis soudeuse à Brest"
WRITTEN = "CV de Maëlle Le Goff, 06 44 12 90 71, soudure TIG chez Navalys depuis 2014."
CANARIES = ("Maëlle", "06 44 12 90 71", "Navalys", "soudeuse à Brest", "Mon CV")
FRENCH = {"Accept-Language": "fr"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def iris(request: pytest.FixtureRequest, build: Callable[..., Runtime]) -> Runtime:
    """Iris on each database in turn."""
    if request.param == "sqlite":
        return build()
    return build(database_url=request.getfixturevalue("postgres_url"))


def test_a_person_takes_out_everything_then_erases_it(iris: Runtime, fresh_home: Path) -> None:
    with LiveIris(iris) as live, live.client() as me, live.client() as other:
        other.post("/v1/chat", json={"message": "Bonjour, je suis là"}).raise_for_status()
        me.post("/v1/chat", json={"message": SAID}).raise_for_status()
        me.post("/v1/files", files={"file": ("Mon CV.txt", WRITTEN.encode())}).raise_for_status()
        answer = me.post("/privacy/export", headers=FRENCH).raise_for_status()
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"].startswith('attachment; filename="iris-')
        made = zipfile.ZipFile(io.BytesIO(answer.content))
        assert made.testzip() is None
        texts = {name: made.read(name).decode("utf-8-sig") for name in made.namelist() if not name.endswith(".pdf")}
        assert SAID in texts["conversations/messages.json"]
        assert any(SAID in text for name, text in texts.items() if name.endswith(".md"))
        assert texts["documents/Mon CV.txt"] == WRITTEN
        assert "je suis là" not in "".join(texts.values())
        wrapped = keys_of(live)

        assert me.post("/privacy/erase", json={"confirm": "oui"}).json()["field"] == "confirm"
        receipt = me.post("/privacy/erase", json={"confirm": "effacer"}, headers=FRENCH).raise_for_status().json()

        assert receipt["completed"]
        assert {each["store"]: each["count"] for each in receipt["erased"]}["conversations"] >= 3
        assert "Votre clé de chiffrement est détruite" in receipt["text"]
        for method, path, body in (
            ("GET", "/v1/threads", None),
            ("POST", "/privacy/erase", {"confirm": "EFFACER"}),
            ("POST", "/privacy/export", None),
            ("GET", "/privacy", None),
        ):
            refused = me.request(method, path, json=body, headers=FRENCH)
            assert refused.status_code in (401, 410), path
        if refused.status_code == 410:
            assert "ont été effacées" in refused.json()["detail"]
        assert len(other.get("/v1/threads").json()["threads"]) == 1
        on_disk = b"".join(path.read_bytes() for path in fresh_home.rglob("*") if path.is_file())
        gone = [key for key in wrapped if key not in keys_of(live)]
        assert len(gone) == 1
        assert gone[0] not in on_disk
        assert not [word for word in CANARIES if word.encode() in on_disk]
        verify(live)


def test_every_table_file_and_stream_after_real_use_is_in_the_register(iris: Runtime, fresh_home: Path) -> None:
    with LiveIris(iris) as live, live.client() as me:
        thread = me.post("/v1/chat", json={"message": SAID}).raise_for_status().headers["X-Iris-Thread-Id"]
        message = me.get(f"/v1/threads/{thread}/messages").json()["messages"][-1]["id"]
        me.post(f"/v1/messages/{message}/feedback", json={"thumb": "up", "reason": "clair"}).raise_for_status()
        me.put("/privacy/consents/newsletter", json={"given": True}).raise_for_status()
        register = live.runtime.privacy.register
        tables = asked(live, lambda c: inspect(c).get_table_names())
        assert register.undeclared_tables(tables) == []
        assert register.undeclared_streams(streams(live)) == []
        assert register.undeclared_files([path.name for path in fresh_home.iterdir()]) == []


def test_what_a_person_thinks_is_theirs_to_take(live: LiveIris) -> None:
    with live.client() as me:
        thread = me.post("/v1/chat", json={"message": SAID}).raise_for_status().headers["X-Iris-Thread-Id"]
        message = me.get(f"/v1/threads/{thread}/messages").json()["messages"][-1]["id"]
        me.post(f"/v1/messages/{message}/feedback", json={"thumb": "down", "reason": "trop long"}).raise_for_status()
        given = {"json": {"score": 4, "reason": "clair"}, "headers": {"Idempotency-Key": "k1"}}
        for _ in range(2):
            me.post(f"/v1/threads/{thread}/feedback", **given).raise_for_status()  # type: ignore[arg-type]
        for score in (0, 6, "4", 4.5, None):
            assert me.post(f"/v1/threads/{thread}/feedback", json={"score": score}).status_code == 422
        made = zipfile.ZipFile(io.BytesIO(me.post("/privacy/export").raise_for_status().content))
    [thumb] = json.loads(made.read("feedback/thumbs.json"))
    [score] = json.loads(made.read("feedback/scores.json"))
    assert (thumb["thumb"], thumb["reason"]) == ("down", "trop long")
    assert (score["thread_id"], score["score"], score["reason"]) == (thread, 4, "clair")


def test_what_waits_for_an_answer_is_erased_too(build: Callable[..., Runtime]) -> None:
    model = ScriptedModel(scripts=[[{"call": "spend_points", "args": {"points": 50}}]])
    iris = build(model=model, catalog=teller_catalog(), operations=[Till().operation()])
    with LiveIris(iris) as live, live.client() as me:
        told = me.post("/v1/chat", json={"message": SAID, "agent": "teller"}).raise_for_status().text
        assert '"type":"interrupt"' in told
        assert asked(live, lambda c: len(c.execute(select(interrupts)).all())) == 1
        made = zipfile.ZipFile(io.BytesIO(me.post("/privacy/export").raise_for_status().content))
        assert "spend_points" in made.read("runs/questions.json").decode()
        me.post("/privacy/erase", json={"confirm": "BORRAR"}).raise_for_status()
        for table in (interrupts, executions, run_log):
            assert asked(live, lambda c, table=table: c.execute(select(table)).all()) == []  # type: ignore[misc]


def test_an_erasure_ends_what_is_being_written(build: Callable[..., Runtime]) -> None:
    model = ScriptedModel(scripts=[["Voici ", 20.0, "la suite."]])
    with LiveIris(build(model=model)) as live, live.client() as me:
        with me.stream("POST", "/v1/chat", json={"message": SAID}) as stream:
            lines = stream.iter_lines()
            next(lines)
            assert live.runtime.runs.active_count == 1
            erased = httpx.post(
                f"{live.url}/privacy/erase", json={"confirm": "ERASE"}, headers=dict(me.headers), timeout=30
            )
            assert erased.json()["completed"]
            assert live.runtime.runs.active_count == 0
            assert '"cancelled"' in "".join(lines)
        assert [stream for stream in streams(live) if stream.startswith("audit-u_")]


def test_of_many_erasures_at_once_one_gives_the_receipt(live: LiveIris) -> None:
    headers = live.visitor()

    def erase(_: int) -> int:
        return httpx.post(
            f"{live.url}/privacy/erase", json={"confirm": "ERASE"}, headers=headers, timeout=30
        ).status_code

    with ThreadPoolExecutor(6) as pool:
        codes = sorted(pool.map(erase, range(6)))
    assert codes[0] == 200
    assert set(codes[1:]) <= {401, 410}


def test_chatting_and_exporting_during_an_erasure_fail_kindly_or_end(live: LiveIris) -> None:
    headers = {**live.visitor(), **FRENCH}

    def ask(what: int) -> int:
        with httpx.Client(base_url=live.url, headers=headers, timeout=30) as me:
            if what == 5:
                return me.post("/privacy/erase", json={"confirm": "ERASE"}).status_code
            if what % 2:
                return me.post("/privacy/export").status_code
            return me.post("/v1/chat", json={"message": f"Bonjour {what}"}).status_code

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(ask, range(12)))
    assert codes[5] == 200
    assert set(codes) <= {200, 401, 409, 410}
    assert httpx.get(f"{live.url}/privacy", headers=headers).status_code in (401, 410)


def test_consents_are_seen_changed_and_told_in_the_persons_language(live: LiveIris) -> None:
    with live.client() as me:
        before = {c["purpose"]: c for c in me.get("/privacy/consents", headers=FRENCH).json()["consents"]}
        assert {name: c["given"] for name, c in before.items()} == {
            "external_model": True,
            "product_improvement": False,
            "newsletter": False,
        }
        assert "mode guidé" in before["external_model"]["text"].replace("\u00a0", " ")
        for given in (False, True):
            changed = me.put("/privacy/consents/external_model", json={"given": given}).raise_for_status().json()
            assert changed["given"] is given
        assert [change["given"] for change in changed["history"]] == [False, True]
        assert me.put("/privacy/consents/resale", json={"given": True}).status_code == 404
        assert me.put("/privacy/consents/newsletter", json={}).status_code == 422


def test_what_is_kept_is_told_in_words(live: LiveIris) -> None:
    with live.client() as me:
        french, english = (me.get("/privacy", headers={"Accept-Language": code}) for code in ("fr", "en"))
        assert french.headers["cache-control"] == "no-store"
        told = {store["name"]: store for store in french.json()["stores"]}
        assert told["conversations"]["holds"].startswith("Vos conversations")
        assert "6.1.b" in told["conversations"]["legal_basis"]
        assert len(english.json()["stores"]) == len(told)
        assert me.get("/privacy/facts").json() == {"facts": []}
        assert me.delete("/privacy/facts/e_1").status_code == 404


def keys_of(live: LiveIris) -> list[bytes]:
    """The wrapped keys of everybody."""
    query = select(person_keys.c.wrapped).where(person_keys.c.wrapped.is_not(None))
    return asked(live, lambda c: [bytes(key) for key in c.execute(query).scalars()])


def streams(live: LiveIris) -> list[str]:
    """The names of every stream."""
    return asked(live, lambda c: list(c.execute(select(events.c.stream).distinct()).scalars()))


def verify(live: LiveIris) -> None:
    """Recompute every chain."""

    async def work(database: Database) -> None:
        store = EventStore(database, live.runtime.keys, live.runtime.clock)
        for stream in await database.read(lambda c: list(c.execute(select(events.c.stream).distinct()).scalars())):
            await store.verify(stream)

    apart(live, work)


def asked(live: LiveIris, work: Work[T]) -> T:
    """What a unit of work reads."""
    return apart(live, lambda database: database.read(work))


def apart(live: LiveIris, work: Callable[[Database], Awaitable[T]]) -> T:
    """Something done on a connection of its own, in a loop of its own."""

    async def there() -> T:
        settings = live.runtime.settings
        database = database_at(settings.database_url or f"sqlite:///{settings.home / 'iris.db'}")
        await database.open()
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(there())
