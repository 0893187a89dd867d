"""Uploads through a real server: what is kept, what is refused, and what never reaches the disk in clear."""

import tempfile
import threading
from pathlib import Path

import httpx
import pytest

from tests.fakes.iris import LiveIris
from tests.tools.files import documents
from tools.extraction import LARGEST_FILE

SECRET = "canari-4be1d0"


def send(client: httpx.Client, data: bytes, name: str = "cv.pdf", **form: str) -> httpx.Response:
    # The declared type is a lie on purpose: only the content counts.
    return client.post("/v1/files", files={"file": (name, data, "image/png")}, data=form)


def test_a_file_is_sent_listed_given_back_and_deleted(live: LiveIris) -> None:
    data = documents.pdf(documents.CV)
    with live.client() as client:
        answer = send(client, data, "../../CV de Nadia 🎉.pdf")
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert made["id"].startswith("f_")
        assert (made["name"], made["media_type"], made["size"]) == ("CV de Nadia 🎉.pdf", "application/pdf", len(data))
        assert (made["pages"], made["cut"], made["origin"], made["thread_id"]) == (1, False, "upload", None)
        assert client.get("/v1/files").json() == {"files": [made]}
        assert client.get(f"/v1/files/{made['id']}").json() == made
        content = client.get(f"/v1/files/{made['id']}/content")
        assert content.content == data
        assert content.headers["content-type"] == "application/pdf"
        assert content.headers["content-disposition"].startswith('attachment; filename="CV de Nadia .pdf"; filename*=')
        assert content.headers["x-content-type-options"] == "nosniff"
        assert content.headers["cache-control"] == "no-store"
        assert client.delete(f"/v1/files/{made['id']}").status_code == 204
        assert client.get("/v1/files").json() == {"files": []}
        for method, path in (("GET", ""), ("GET", "/content"), ("DELETE", "")):
            assert client.request(method, f"/v1/files/{made['id']}{path}").json()["code"] == "not_found"


def test_the_text_of_a_file_is_in_no_answer(live: LiveIris) -> None:
    with live.client() as client:
        made = send(client, f"Bonjour {SECRET}".encode(), "notes.txt").json()
        answers = [client.get("/v1/files"), client.get(f"/v1/files/{made['id']}")]
    assert not any(SECRET in answer.text for answer in answers)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "é" * 300 + ".pdf", "🎉.pdf", "a\u202ebc.pdf", " "]
)
def test_any_name_is_taken_and_none_is_a_path(live: LiveIris, name: str) -> None:
    with live.client() as client:
        made = send(client, documents.pdf("Bonjour"), name).json()
        content = client.get(f"/v1/files/{made['id']}/content")
    assert made["name"].endswith(".pdf")
    assert len(made["name"]) <= 120
    assert not set(made["name"]) & set("/\\\u202e")
    assert content.headers["content-disposition"].isascii()


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "file_without_text"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, 415, "unsupported_file"),
        (documents.package(main=documents.MACROS), 415, "unsupported_file"),
        (documents.encrypted_pdf(), 422, "file_encrypted"),
        (documents.pdf(*["Une page"] * 21), 422, "too_many_pages"),
        (b"%PDF-1.7 rien", 422, "file_unreadable"),
        (documents.package(more={"a": b"\x00" * 30_000_000}), 422, "unsafe_file"),
        (b"a" * (LARGEST_FILE + 1), 413, "file_too_large"),
    ],
    ids=["empty", "image", "macros", "encrypted", "pages", "corrupt", "bomb", "large"],
)
def test_a_refusal_has_its_code_and_its_words(live: LiveIris, data: bytes, status: int, code: str) -> None:
    with live.client() as client:
        said = set()
        for language in ("fr", "en", "de", "es"):
            answer = client.post("/v1/files", files={"file": ("x", data)}, headers={"Accept-Language": language})
            assert (answer.status_code, answer.json()["code"]) == (status, code)
            assert answer.json()["advice"]
            said.add(answer.json()["detail"])
        assert len(said) == 4
        assert not any("{limit}" in words or words.startswith("errors.") for words in said)
        assert client.get("/v1/files").json() == {"files": []}


@pytest.mark.parametrize("length_is_said", [True, False])
def test_a_body_that_is_much_too_large_is_refused_and_others_are_served(live: LiveIris, length_is_said: bool) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    body = head + b"a" * 20_000_000 + b"\r\n--x--\r\n"
    with live.client() as client:
        answer = client.post(
            "/v1/files",
            content=body if length_is_said else iter([body[i : i + 65_536] for i in range(0, len(body), 65_536)]),
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )
        assert answer.status_code == 413
        assert client.get("/v1/files").status_code == 200


def test_a_file_of_five_megabytes_stays_in_memory_and_is_sealed_on_the_disk(
    live: LiveIris, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    rolled: list[object] = []
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", rolled.append)
    line = f"{SECRET} une ligne de texte\n".encode()
    data = (line * (LARGEST_FILE // len(line) + 1))[:LARGEST_FILE]
    with live.client() as client:
        made = send(client, data, f"{SECRET}.txt")
        assert made.status_code == 201, made.text
        assert made.json()["size"] == LARGEST_FILE
        assert made.json()["cut"] is True
        assert client.get(f"/v1/files/{made.json()['id']}/content").content == data
    assert rolled == []
    assert list(temporary.iterdir()) == []
    written = [path for path in live.runtime.home.path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in written)
    assert [path.name for path in written if SECRET.encode() in path.read_bytes()] == []


def test_a_request_that_is_no_upload_is_refused(live: LiveIris) -> None:
    with live.client() as client:
        multipart = {"Content-Type": "multipart/form-data; boundary=x"}
        for content, headers in (
            (b"", multipart),
            (b"--y\r\n", multipart),
            (b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nBonjour\r\n--x--\r\n', multipart),
            (b"Bonjour", {"Content-Type": "multipart/form-data"}),
            (b"{}", {"Content-Type": "application/json"}),
            (b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}),
        ):
            answer = client.post("/v1/files", content=content, headers=headers)
            assert answer.status_code in {400, 415, 422}, (content, answer.text)
            assert answer.json()["code"] in {"bad_request", "invalid_arguments", "unsupported_media_type"}
        form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nBonjour\r\n--x--\r\n'
        odd = {"Content-Type": "multipart/form-data; charset=undefined; boundary=x"}
        taken = client.post("/v1/files", content=form, headers=odd).json()
        assert client.delete(f"/v1/files/{taken['id']}").status_code == 204
        two = client.post("/v1/files", files=[("file", ("a", b"A")), ("file", ("b", b"B"))])
        assert two.json()["code"] == "bad_request"
        assert client.get("/v1/files").json() == {"files": []}


def test_a_file_of_a_conversation_goes_with_it(live: LiveIris) -> None:
    with live.client() as client, live.client() as other:
        thread = client.post("/v1/chat", json={"message": "Bonjour"}).headers["X-Iris-Thread-Id"]
        assert send(other, b"Bonjour", thread_id=thread).json()["code"] == "not_found"
        assert send(client, b"Bonjour", thread_id="../x").json()["field"] == "thread_id"
        kept = send(client, b"Bonjour").json()
        made = send(client, b"Bonjour", thread_id=thread).json()
        assert made["thread_id"] == thread
        assert len(client.get("/v1/files").json()["files"]) == 2
        assert client.delete(f"/v1/threads/{thread}").status_code == 204
        assert client.get("/v1/files").json() == {"files": [kept]}


def test_somebody_elses_file_does_not_exist(live: LiveIris) -> None:
    with live.client() as one, live.client() as two:
        made = send(one, documents.pdf(documents.CV)).json()
        for method, path in (("GET", ""), ("GET", "/content"), ("DELETE", "")):
            refused = two.request(method, f"/v1/files/{made['id']}{path}")
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        assert two.get("/v1/files").json() == {"files": []}
        assert one.get(f"/v1/files/{made['id']}").json() == made


def test_bombs_sent_together_leave_the_server_serving(live: LiveIris) -> None:
    bomb = documents.exploding_pdf(900)
    with live.client() as client:
        codes: list[str] = []
        sending = [threading.Thread(target=lambda: codes.append(send(client, bomb).json()["code"])) for _ in range(4)]
        for each in sending:
            each.start()
        assert httpx.get(f"{live.url}/health", timeout=2).status_code == 200
        for each in sending:
            each.join()
        assert codes == ["file_unreadable"] * 4
        assert send(client, b"Bonjour").status_code == 201


def test_a_document_of_a_message_is_read_in_guided_mode(live: LiveIris) -> None:
    with live.client() as client:
        made = send(client, documents.pdf(documents.CV)).json()
        said = client.post("/v1/chat", json={"message": f"Voici mon CV : {made['id']}", "agent": "cv"}).text
    assert "read_file" in said
    assert "10 ans" in said.replace("\\u00a0", " ").replace("\u00a0", " ").replace("\u202f", " ")
