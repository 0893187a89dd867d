"""Aube by REST: from a job to three occupations in five answers, corrected, deepened, and nobody else's."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from xml.etree import ElementTree

import pytest

from agents.runtime import Runtime
from knowledge.occupations import load_catalogue
from tests.server.purses import Till, opened

LONG = " ".join(each.summary for each in load_catalogue(None).occupations.values())
"""Everything at once: some 4,000 words."""
START, UPDATE = "/luna/aube/assessment/start", "/luna/aube/assessment/update"
CARDS = "/luna/aube/cards"
KINDS = ("interests", "exposure", "matches", "bridge")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
async def till(build: Callable[..., Runtime]) -> AsyncIterator[Till]:
    async with opened(build) as made:
        yield made


def long(matches: list[dict[str, Any]]) -> int:
    """How many take a training."""
    return sum(match["training"] not in ("", "pas de formation exigée") for match in matches)


async def finish(till: Till, said: str, depth: int = 1) -> Any:
    """Tap the first option of every question; the last answer."""
    step = (await till.post(START, {"said": said, "depth": depth})).json()
    for _ in range(20):
        if step["question"] is None:
            return step
        choices = step["question"]["choices"]
        body = {"options": [choices[0]["id"]]} if choices else {"answer": "J'ai formé une nouvelle collègue."}
        step = (await till.post(UPDATE, body)).json()
    raise AssertionError("it never ends")


async def test_five_answers_give_three_explained_occupations(till: Till) -> None:
    begun = await till.post(START, {"said": "je suis caissière chez Carrefour"})
    assert begun.status_code == 201
    assert begun.json()["question"]["number"] == 2, "the job was plain"
    done = await finish(till, "je suis caissière chez Carrefour")
    assert len(done["ideas"]) == 3
    for idea in done["ideas"]:
        assert idea["reasons"]
        assert idea["title"] in done["text"]
    assert "ce n'est pas un test" in done["text"]


async def test_the_list_is_explained_whole(till: Till) -> None:
    done = await finish(till, "aide-soignante", depth=2)
    listed = (await till.post("/luna/aube/recommendations/last")).json()
    assert listed["complete"] is True
    assert listed["assessment"] == done["assessment"]
    assert [match["code"] for match in listed["matches"]] == [idea["code"] for idea in done["ideas"]]
    assert (await till.post(f"/luna/aube/recommendations/{done['assessment']}")).json() == listed
    for match in listed["matches"]:
        assert match["score"] == pytest.approx(
            sum(each["amount"] * each["weight"] for each in match["parts"]), abs=2e-4
        )


async def test_correcting_an_answer_computes_again_and_asks_nothing_again(till: Till) -> None:
    await finish(till, "aide-soignante", depth=2)
    before = (await till.post("/luna/aube/recommendations/last")).json()["matches"]
    corrected = await till.post(UPDATE, {"item": "training", "options": ["any"]})
    assert corrected.status_code == 200
    after = (await till.post("/luna/aube/recommendations/last")).json()["matches"]
    assert long(after) > long(before)
    withdrawn = await till.post(UPDATE, {"withdraw": "training"})
    assert withdrawn.status_code == 200


async def test_it_goes_deeper_and_the_same_key_answers_once(till: Till) -> None:
    await finish(till, "préparateur de commandes")
    deeper = (await till.post(UPDATE, {"depth": 2})).json()
    assert (deeper["depth"], deeper["question"]["item"]) == (2, "skills")
    chosen = {"options": [deeper["question"]["choices"][0]["id"]]}
    once = await till.post(UPDATE, chosen, key="k1")
    again = await till.post(UPDATE, {**chosen, "item": "skills"}, key="k1")
    assert once.json()["question"] == again.json()["question"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"options": ["nights"], "item": "unheard"}, 404),
        ({"options": ["moon"], "item": "hours"}, 422),
        ({"options": ["no", "yes"], "item": "physical"}, 422),
        ({"withdraw": "hours"}, 404),
        ({"depth": 4}, 422),
        ({"age": 50}, 422),
        ({"options": ["x"] * 41}, 422),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(till: Till, body: dict[str, object], status: int) -> None:
    begun = (await till.post(START, {"said": "caissière"})).json()
    refused = await till.post(UPDATE, body)
    assert refused.status_code == status, refused.text
    assert (await till.post(UPDATE, {})).json()["question"] == begun["question"]


@pytest.mark.parametrize("answer", ["", "???", LONG, "42", "licorne volante", "\u202e\u0000é"])
async def test_an_absurd_answer_is_asked_again_in_clear_words(till: Till, answer: str) -> None:
    begun = (await till.post(START, {})).json()
    assert begun["question"]["item"] == "job"
    step = await till.post(UPDATE, {"answer": answer})
    assert step.status_code in (200, 422), step.text
    if step.status_code == 200:
        assert step.json()["text"]
    for _ in range(12):
        last = await till.post(UPDATE, {"answer": "passer"})
    assert last.json()["text"], "whoever passes everything is told so"


@pytest.mark.parametrize(("language", "words"), [("fr", "trop long"), ("en", "too long")])
@pytest.mark.parametrize(("route", "field"), [(START, "said"), (UPDATE, "answer")])
async def test_a_long_answer_is_read_and_one_that_is_too_long_is_told_the_limit(
    till: Till, route: str, field: str, language: str, words: str
) -> None:
    await till.post(START, {})
    headers = {**till.bearer, "Accept-Language": language}
    refused = await till.http.post(route, json={field: "é" * 60_001}, headers=headers)
    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (413, "message_too_long", 60_000)
    assert words in refused.json()["detail"]
    assert "60" in refused.json()["detail"]
    assert (await till.post(UPDATE, {})).json()["question"]["item"] == "job"
    looked = await till.post("/luna/aube/occupations/look", {"job": "Je suis caissière. " + "Et voilà. " * 5_000})
    assert looked.json()["title"] == "Hôte de caisse / Hôtesse de caisse"
    read = await till.post(route, {field: "Je suis caissière. " + "Et voilà. " * 5_000})
    assert read.status_code in (200, 201), read.text
    assert read.json()["question"]["item"] not in ("job", "which")


async def test_nobody_sees_somebody_else_s(till: Till) -> None:
    done = await finish(till, "caissière")
    other = await till.another()
    refused = await other.post(f"/luna/aube/recommendations/{done['assessment']}")
    assert refused.status_code == 404
    assert (await other.post("/luna/aube/recommendations/last")).status_code == 404


async def test_in_english(till: Till) -> None:
    sent = {**till.bearer, "Accept-Language": "en"}
    step = await till.http.post(START, json={"said": "I am a cashier"}, headers=sent)
    assert step.json()["question"]["text"].endswith("?")
    assert " " in step.json()["question"]["choices"][0]["text"]


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_card_is_typed_told_and_drawn(till: Till, kind: str) -> None:
    done = await finish(till, "aide-soignante", depth=2)
    card = (await till.get(f"{CARDS}/last/{kind}")).json()
    assert set(card) == {"id", "kind", "version", "data", "text", "actions"}
    assert (card["kind"], card["version"]) == (kind, 1)
    assert (await till.get(f"{CARDS}/{done['assessment']}/{kind}")).json() == card
    drawn = await till.get(f"{CARDS}/last/{kind}.svg")
    assert drawn.status_code == 200, drawn.text
    root = ElementTree.fromstring(drawn.text)
    told = [root.findtext(f"{SVG}{name}") for name in ("title", "desc")]
    assert f"{told[0]}\n{told[1]}" == card["text"]


async def test_a_drawing_runs_nothing_and_is_kept_for_its_person_alone(till: Till) -> None:
    await finish(till, "caissière")
    path = f"{CARDS}/last/interests.svg"
    first = await till.get(path)
    headers = first.headers
    assert headers["content-type"].startswith("image/svg+xml")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert headers["cache-control"] == "private, no-cache"
    assert {"Accept-Language", "Authorization", "Cookie"} <= set(headers["vary"].split(", "))
    known = {**till.bearer, "If-None-Match": headers["etag"]}
    again = await till.http.get(path, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    english = await till.http.get(path, headers={**known, "Accept-Language": "en"})
    assert (english.status_code, english.headers["content-language"]) == (200, "en")
    assert 'lang="en"' in english.text
    assert "The six interests" in english.text


async def test_the_skills_of_another_occupation_of_the_list_are_opened_by_its_code(till: Till) -> None:
    done = await finish(till, "aide-soignante", depth=2)
    codes = [idea["code"] for idea in done["ideas"]]
    opened = [(await till.get(f"{CARDS}/last/bridge", occupation=code)).json()["data"]["code"] for code in codes]
    assert opened == codes
    assert (await till.get(f"{CARDS}/last/bridge")).json()["data"]["code"] == codes[0]
    refused = await till.get(f"{CARDS}/last/bridge", occupation="Z9999")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("ending", ["", ".svg"])
async def test_no_card_without_an_assessment_nor_of_an_unknown_kind_nor_of_somebody_else(
    till: Till, ending: str
) -> None:
    before = await till.get(f"{CARDS}/last/interests{ending}")
    assert (before.status_code, before.json()["code"]) == (404, "not_found")
    assert "Aube" in before.json()["detail"]
    done = await finish(till, "caissière")
    for kind in ("trajectory", "horoscope"):
        unknown = await till.get(f"{CARDS}/last/{kind}{ending}")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_card")
        assert unknown.json()["known"] == list(KINDS)
    other = await till.another()
    assert (await other.get(f"{CARDS}/{done['assessment']}/interests{ending}")).status_code == 404


async def test_before_any_answer_the_list_has_no_skills_to_show(till: Till) -> None:
    await till.post(START, {})
    assert (await till.get(f"{CARDS}/last/matches")).json()["data"]["matches"] == []
    assert (await till.get(f"{CARDS}/last/bridge")).status_code == 404
