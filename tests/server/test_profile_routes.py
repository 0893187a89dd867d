"""The profile over HTTP, on each database: the person's own form, their corrections, their JSON Resume."""

import io
import json
import zipfile
from typing import Any

import httpx
import pytest

from agents.runtime import Runtime
from tests.fakes.iris import LiveIris
from tests.server.test_privacy import iris as iris
from tests.tools.profile.making import EXAMPLES

FRENCH = {"Accept-Language": "fr"}


def add(client: httpx.Client, section: str, values: dict[str, Any], **more: Any) -> httpx.Response:
    return client.post("/v1/profile/items", json={"section": section, "values": values, **more}, headers=FRENCH)


def test_a_person_fills_corrects_confirms_and_takes_out_their_profile(iris: Runtime) -> None:
    with LiveIris(iris) as live, live.client() as me, live.client() as other:
        assert me.get("/v1/profile").json() == {"items": [], "facts": [], "private_notes": [], "doubts": []}
        for section, values in EXAMPLES.items():
            answer = add(me, section, values)
            assert answer.status_code == 201, answer.text
            assert answer.headers["cache-control"] == "no-store"
            assert answer.json()["item"]["values"] == values
        item = me.get("/v1/profile").json()["items"][0]
        assert (item["section"], item["origin"]["kind"], item["confirmed_at"]) == ("work", "form", None)
        path = f"/v1/profile/items/{item['id']}"
        changed = me.patch(path, json={"values": {"endDate": "2013"}}, headers=FRENCH).json()
        assert changed["doubts"][0]["text"].startswith("Soudeuse TIG")
        assert changed["item"]["history"][0]["values"] == EXAMPLES["work"]
        assert changed["item"]["history"][0]["corrected_by"].startswith("visitor:u_")
        assert me.post(f"{path}/confirm").json()["item"]["confirmed_at"] is not None
        replaced = me.put(path, json={"values": {"position": "cariste"}}).json()["item"]
        assert (replaced["values"], replaced["confirmed_at"]) == ({"position": "cariste"}, None)
        assert len(replaced["history"]) == 2
        assert other.get("/v1/profile").json()["items"] == []
        assert other.patch(path, json={"values": {"position": "x"}}).status_code == 404
        resume = me.get("/v1/profile/resume.json").json()
        assert resume["work"] == [{"position": "cariste"}]
        moved = other.post("/v1/profile/resume.json", json=resume).json()
        assert moved["read"] == len(EXAMPLES)
        assert {each["origin"]["kind"] for each in moved["profile"]["items"]} == {"read"}
        made = zipfile.ZipFile(io.BytesIO(me.post("/privacy/export", headers=FRENCH).content))
        assert [row["position"] for row in json.loads(made.read("profile/corrections.json"))] == ["Soudeuse TIG"] * 2
        assert "soudure TIG" in made.read("profile/items.csv").decode()
        removed = me.delete(path, headers=FRENCH).json()
        assert "n’utilise plus" in removed["note"]
        assert me.delete(path).json()["code"] == "not_found"
        assert len(me.get("/v1/profile").json()["items"]) == len(EXAMPLES) - 1


def test_the_same_key_adds_once(live: LiveIris) -> None:
    with live.client() as me:
        body = {"section": "skills", "values": {"name": "tri"}}
        first, again = (me.post("/v1/profile/items", json=body, headers={"Idempotency-Key": "k"}) for _ in range(2))
        assert first.json() == again.json()
        assert len(me.get("/v1/profile").json()["items"]) == 1


def test_what_is_private_is_refused_with_the_reason_and_kept_apart_for_who_insists(live: LiveIris) -> None:
    with live.client() as me:
        refused = add(me, "work", {"position": "soudeuse", "birthDate": "1980-01-01"})
        assert (refused.status_code, refused.json()["code"]) == (422, "private_matter")
        assert (refused.json()["field"], refused.json()["what"]) == ("values.birthDate", "age")
        assert "lien direct avec l’emploi" in refused.json()["detail"]
        kept = add(me, "work", {"summary": "mariée, deux enfants"}, insist=True).json()["item"]
        assert (kept["section"], kept["values"]["matter"]) == ("private_notes", "family")
        known = me.get("/v1/profile").json()
        assert (known["items"], len(known["private_notes"])) == ([], 1)
        assert "mari" not in me.get("/v1/profile/resume.json").text
        assert me.get("/v1/profile/resume.json").json()["meta"]["iris"] == {"items": []}
        made = zipfile.ZipFile(io.BytesIO(me.post("/privacy/export").content))
        assert "deux enfants" in made.read("profile/private_notes.json").decode()


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({}, 422, "invalid_arguments", "section"),
        ({"section": "moods", "values": {}}, 422, "invalid_arguments", "section"),
        ({"section": "work", "values": []}, 422, "invalid_arguments", "values"),
        ({"section": "work", "values": {}}, 422, "invalid_arguments", "values.position"),
        ({"section": "work", "values": {"position": "a", "x": 1}}, 422, "invalid_arguments", "values.x"),
        ({"section": "work", "values": {"position": "a"}, "user_id": "u"}, 422, "invalid_arguments", "user_id"),
        ({"section": "work", "values": {"position": "a", "startDate": "2014-99"}}, 422, "invalid_arguments",
         "values.startDate"),
        ({"section": "work", "values": {"position": "a\ud800"}}, 422, "invalid_arguments", "values"),
        ({"section": "skills", "values": {"name": "a", "keywords": ["b" * 150] * 40}}, 413, "item_too_long", "values"),
    ],
)  # fmt: skip
def test_a_bad_item_is_refused(live: LiveIris, body: Any, status: int, code: str, field: str) -> None:
    with live.client() as me:
        answer = me.post("/v1/profile/items", content=json.dumps(body), headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        assert answer.json()["field"] == field
        assert not answer.json()["detail"].startswith("errors.")
        assert me.get("/v1/profile").json()["items"] == []


def test_a_bad_resume_is_refused_by_its_path_and_nothing_of_it_is_kept(live: LiveIris) -> None:
    with live.client() as me:
        document = {"skills": [{"name": "tri"}], "work": [{"position": "a"}, {"position": "b", "startDate": "2014/03"}]}
        answer = me.post("/v1/profile/resume.json", json=document)
        assert (answer.status_code, answer.json()["field"]) == (422, "work.1.startDate")
        assert me.post("/v1/profile/resume.json", json=[]).status_code == 422
        full = me.post("/v1/profile/resume.json", json={"skills": [{"name": f"n° {n}"} for n in range(5000)]})
        assert (full.status_code, full.json()["code"], full.json()["limit"]) == (409, "profile_full", 500)
        unknown = me.post("/v1/profile/resume.json", json={}, params={"file": "f_nobody"})
        assert unknown.status_code == 404
        assert me.get("/v1/profile").json()["items"] == []
        left = me.post("/v1/profile/resume.json", json={"basics": {"image": "me.jpg"}, "awards": [{"title": "Or"}]})
        told = left.json()["left_out"]
        assert [(each["path"], each["why"], each["what"]) for each in told] == [
            ("basics.image", "private_matter", "photo"),
            ("awards", "not_in_profile", None),
        ]
        assert "une photo" in told[0]["text"]


def test_what_is_told_in_a_conversation_is_in_the_profile_too(live: LiveIris) -> None:
    with live.client() as me:
        me.post("/v1/chat", json={"message": "Retenez que j’ai le permis B"}).raise_for_status()
        [fact] = me.get("/v1/profile").json()["facts"]
        assert "permis B" in fact["text"]
        [same] = me.get("/privacy/facts").json()["facts"]
        assert same["id"] == fact["id"]
