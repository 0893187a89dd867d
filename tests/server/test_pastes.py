"""Long pastes through the doors of chat: each becomes one document, once, with its conversation."""

from typing import Any

import pytest

from tests.fakes.iris import LiveIris, parse, text_of

PASTE = "Expérience professionnelle : aide-soignante à Brest. " * 200


def message(door: str, text: str, number: int = 1) -> dict[str, Any]:
    if door == "/v1/chat":
        return {"message": text}
    return {
        "threadId": f"t{number}",
        "runId": f"r{number}",
        "messages": [{"id": "m", "role": "user", "content": text}],
        "state": {},
        "tools": [],
        "context": [],
        "forwardedProps": {},
    }


@pytest.mark.parametrize("door", ["/v1/chat", "/v1/runs"])
def test_a_repeated_paste_is_kept_once(live: LiveIris, door: str) -> None:
    with live.client() as client:
        for _ in range(3):
            answer = client.post(door, json=message(door, PASTE), headers={"Idempotency-Key": "one"})
            assert parse(answer.content)[-1]["type"] == "RUN_FINISHED"
        kept = client.get("/v1/files").json()["files"]
        [thread] = client.get("/v1/threads").json()["threads"]
        messages = client.get(f"/v1/threads/{thread['id']}/messages").json()["messages"]
    assert [(each["origin"], each["thread_id"]) for each in kept] == [("paste", thread["id"])]
    assert "gardé comme document" in messages[0]["content"]
    assert messages[0]["annexes"][0]["name"] == "iris.files"


def test_a_paste_goes_with_its_conversation(live: LiveIris) -> None:
    with live.client() as client:
        answer = client.post("/v1/chat", json={"message": PASTE})
        assert "Document bien reçu" in text_of(parse(answer.content))
        client.delete(f"/v1/threads/{answer.headers['X-Iris-Thread-Id']}").raise_for_status()
        assert client.get("/v1/files").json()["files"] == []


def test_a_paste_whose_run_is_refused_is_not_kept(live: LiveIris) -> None:
    with live.client() as client:
        answer = client.post("/v1/chat", json={"message": PASTE, "thread_id": "t_unknown"})
        assert answer.status_code == 404
        assert client.get("/v1/files").json()["files"] == []


def test_the_privacy_view_shows_all_that_a_model_sees(live: LiveIris) -> None:
    with live.client() as client:
        client.post("/v1/chat", json={"message": "Retiens que je suis joignable à nolwenn@exemple.fr"})
        text = f"{PASTE} Contact : 06 12 34 56 78. Je m’appelle Nolwenn Le Goff."
        thread = client.post("/v1/chat", json={"message": text}).headers["X-Iris-Thread-Id"]
        client.post("/v1/chat", json={"message": "Mon IBAN : FR76 3000 6000 0112 3456 7890 189", "thread_id": thread})
        view = client.get(f"/v1/threads/{thread}/privacy").json()
        other = live.client()
        with other:
            assert other.get(f"/v1/threads/{thread}/privacy").status_code == 404
    [document] = view["documents"]
    assert "Contact : <PHONE_1>. Je m’appelle <PERSON_F_1>." in document["seen"]
    assert view["facts"] == ["je suis joignable à <EMAIL_1>"]
    last = [each for each in view["messages"] if each["role"] == "user"][-1]
    assert (last["content"], last["seen"]) == ("Mon IBAN : FR76 3000 6000 0112 3456 7890 189", "Mon IBAN : <IBAN_1>")
    assert view["hidden"] == {"PERSON": 1, "EMAIL": 1, "PHONE": 1, "IBAN": 1}
    assert "Nolwenn" not in str(view).replace(last["content"], "")
