"""Aube by REST: from a job to three occupations in five answers, corrected, deepened, and nobody else's."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from agents.runtime import Runtime
from knowledge.occupations import load_catalogue
from tests.server.purses import Till, opened

LONG = " ".join(each.summary for each in load_catalogue(None).occupations.values())
"""Everything at once: some 4,000 words."""
START, UPDATE = "/luna/aube/assessment/start", "/luna/aube/assessment/update"


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
