"""A full disk refuses the run and leaves what was there intact."""

import sqlite3
from collections.abc import Callable

from sqlalchemy import event

from agents.runtime import Runtime
from tests.fakes.iris import LiveIris
from tools.storage import SqliteDatabase


def test_a_full_disk_refuses_the_run_and_keeps_what_was_there(build: Callable[..., Runtime]) -> None:
    iris = build()
    assert isinstance(iris.database, SqliteDatabase)

    @event.listens_for(iris.database._writer, "connect")
    def _limit(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 30}")

    with LiveIris(iris) as live, live.client() as client:
        client.post("/v1/chat", json={"message": "Bonjour"}).raise_for_status()
        before = client.get("/v1/threads").json()["threads"][-1]
        answers = [client.post("/v1/chat", json={"message": "é" * 8000}) for _ in range(12)]
        refused = answers[-1]
        assert (refused.status_code, refused.json()["code"]) == (507, "storage_full")
        assert client.get(f"/v1/threads/{before['id']}").json() == before
        assert len(client.get(f"/v1/threads/{before['id']}/messages").json()["messages"]) >= 2
        assert client.get("/health").status_code == 200
        # A run that began while there was room ends with a terminal event all the same.
        ends = [answer.text.rsplit("data: ", 1)[1] for answer in answers if answer.status_code == 200]
        assert all('"RUN_FINISHED"' in end or '"storage_full"' in end for end in ends)
