"""The `iris` process: started, killed, refused to start."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.bench.processes import free_port
from tests.fakes.iris import parse, text_of

IRIS = str(Path(sys.executable).parent / "iris")
SLOW_MODEL = "python:tests.bench.fake_model:make"


def environment(home: Path, **more: str) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if "API_KEY" not in key}  # noqa: TID251
    root = str(Path(__file__).parents[2])
    return {**clean, "IRIS_HOME": str(home), "PYTHONPATH": root, "IRIS_LOG_LEVEL": "warning", **more}


@contextmanager
def serving(home: Path, **more: str) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    """`iris serve` in a process of its own, and a client of it."""
    port = free_port()
    process = subprocess.Popen(
        [IRIS, "serve"], env=environment(home, IRIS_PORT=str(port), **more), stdout=subprocess.DEVNULL
    )
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
    try:
        for _ in range(600):
            try:
                client.get("/health")
                break
            except httpx.TransportError:
                assert process.poll() is None
                time.sleep(0.1)
        yield process, client
    finally:
        client.close()
        process.kill()
        process.wait()


def enter(client: httpx.Client) -> None:
    token = client.post("/v1/visitors", json={"app": "pk_demo"}).json()["token"]
    client.headers["Authorization"] = f"Bearer {token}"


@pytest.mark.slow
def test_a_killed_server_leaves_a_closed_log_and_a_free_thread(tmp_path: Path) -> None:
    with serving(tmp_path, IRIS_MODEL=SLOW_MODEL) as (process, client):
        enter(client)
        token = client.headers["Authorization"]
        with client.stream("POST", "/v1/chat", json={"message": "Bonjour", "agent": "guide"}) as answer:
            run, thread = answer.headers["X-Iris-Run-Id"], answer.headers["X-Iris-Thread-Id"]
            seen = b""
            for chunk in answer.iter_raw():
                seen += chunk
                if len(parse(seen[: seen.rfind(b"\n\n") + 2])) > 25:
                    break
            process.send_signal(signal.SIGKILL)
            process.wait()
    last_seen = parse(seen[: seen.rfind(b"\n\n") + 2])[-1]["seq"]
    with serving(tmp_path, IRIS_MODEL=SLOW_MODEL) as (_, client):
        client.headers["Authorization"] = token
        rest = parse(client.get(f"/v1/runs/{run}/events", headers={"Last-Event-ID": str(last_seen)}).content)
        assert [(e["type"], e["code"]) for e in rest] == [("RUN_ERROR", "server_restart")]
        assert rest[0]["seq"] > last_seen
        whole = parse(client.get(f"/v1/runs/{run}/events", params={"after": 0}).content)
        assert (whole[0]["type"], whole[-1]["code"]) == ("RUN_STARTED", "server_restart")
        history = client.get(f"/v1/threads/{thread}/messages").json()["messages"]
        assert (history[0]["content"], history[1]["status"]) == ("Bonjour", "partial")
        assert history[1]["content"] == text_of(whole)
        again = client.post("/v1/chat", json={"message": "Encore", "thread_id": thread, "agent": "guide"})
        assert parse(again.content)[-1]["outcome"] == {"type": "success"}


def refused(home: Path, *command: str, **more: str) -> str:
    done = subprocess.run(
        [IRIS, *(command or ("serve",))], env=environment(home, **more), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_corrupt_database_refuses_the_start_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "iris.db").write_bytes(b"this is no database" * 100)
    message = refused(tmp_path, "db", "upgrade")
    assert str(tmp_path / "iris.db") in message
    assert "backup" in message
    served = refused(tmp_path, "serve", IRIS_PORT="0")
    assert str(tmp_path / "iris.db") in served


def test_a_port_in_use_refuses_the_start(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        message = refused(tmp_path, IRIS_PORT=port)
    assert port in message
    assert "IRIS_PORT" in message


def test_an_unknown_model_refuses_the_start(tmp_path: Path) -> None:
    message = refused(tmp_path, IRIS_MODEL="gpt9000", IRIS_PORT="0")
    assert "gpt9000" in message
    assert "google_genai:" in message


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    assert "IRIS_PORT" in refused(tmp_path, IRIS_PORT="many")


@pytest.mark.slow
def test_two_servers_on_one_home_are_refused(tmp_path: Path) -> None:
    with serving(tmp_path):
        assert str(tmp_path) in refused(tmp_path, IRIS_PORT="0")


def test_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    subprocess.run([IRIS, "db", "upgrade"], env=environment(tmp_path / "home"), check=True, capture_output=True)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "home").glob("*.key")}
    assert modes == {"master.key": 0o600, "tokens.key": 0o600}
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_another_master_key_refuses_the_start(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, client):
        enter(client)
    message = refused(tmp_path, IRIS_MASTER_KEY="another", IRIS_PORT="0")
    assert "IRIS_MASTER_KEY" in message


def test_no_word_of_a_conversation_is_in_the_clear_on_disk(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, client):
        enter(client)
        answer = client.post("/v1/chat", json={"message": "Je suis Zéphyrine, chaudronnière à Vierzon"})
        assert answer.status_code == 200
    everything = b"".join(
        path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "chroma" not in str(path)
    )
    assert "Zéphyrine".encode() not in everything
    assert b"chaudronn" not in everything
    rows = sqlite3.connect(tmp_path / "iris.db").execute("select count(*) from messages").fetchone()
    assert rows[0] >= 2
