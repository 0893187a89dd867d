"""300 values of each kind, typed, pasted and uploaded: none in what the model is sent, nor in clear at rest."""

import logging
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from agents.runtime import Runtime
from tests.agents.guard.canaries import bytes_at_rest, in_bytes, leaked, sentences, values
from tests.fakes.gemini import FakeGemini
from tests.fakes.iris import talking, text_of
from tests.fakes.parrot import ParrotGemini
from tests.fakes.replies import Use, says, uses
from tests.fakes.spending import Till, teller_catalog
from tests.server.samples import in_process
from tools.accounts import DEMO_KEY
from tools.storage.schema import executions, run_log

Build = Callable[..., Runtime]

TOGETHER = 10
"""Sentences of every kind in one message."""


def told(fake: FakeGemini) -> str:
    return "\n".join(request.text for request in fake.requests)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.slow
async def test_what_is_typed_reaches_no_model_and_rests_sealed(
    build: Build, fresh_home: Path, logged: pytest.LogCaptureFixture
) -> None:
    made = values()
    rows = sentences(made)
    with ParrotGemini() as fake:
        async with talking(build, fake) as visitor:
            answers = []
            user = visitor.actor.user_id
            await visitor.iris.energy.set_tier(user, "PREMIUM", None, source="test", command="premium")
            while paragraph := " ".join(islice(rows, TOGETHER)):
                # A conversation each: a thread of 3,000 values is nobody's.
                _, events = await visitor.say(paragraph, agent="coach")
                answers.append(text_of(events))
            await visitor.iris.runs.settled()
            assert leaked(made, told(fake)) == []
            # The person reads what they wrote: every value of every kind.
            read = {
                kind: [value for _, value in leaked({kind: found}, " ".join(answers))] for kind, found in made.items()
            }
            assert {
                kind: sorted(set(made[kind]) - set(read[kind])) for kind in made if set(made[kind]) - set(read[kind])
            } == {}
            at_rest = {path.name: in_bytes(made, data) for path, data in bytes_at_rest(fresh_home)}
            assert {name: found for name, found in at_rest.items() if found} == {}
    assert in_bytes(made, logged.text.encode()) == []
    assert len(fake.requests) >= len(made["EMAIL"]) // TOGETHER


@pytest.mark.slow
@pytest.mark.parametrize("how", ["pasted", "uploaded"])
async def test_what_is_given_as_a_document_reaches_no_model_and_rests_sealed(
    build: Build, fresh_home: Path, logged: pytest.LogCaptureFixture, how: str
) -> None:
    made = values(seed=7)
    rows = list(sentences(made))
    with FakeGemini(says("Bien reçu.")) as fake:
        async with talking(build, fake) as visitor:
            files, actor = visitor.iris.files, visitor.actor
            for start in range(0, len(rows), 50):
                text = "Expérience professionnelle\n" + "\n".join(rows[start : start + 50])
                if how == "pasted":
                    line = await files.keep_paste(actor, text)
                else:
                    line = await files.keep_upload(actor, f"cv {made['PERSON'][start]}.txt", text.encode())
                fake.script = [uses(Use("read_file", {"file": line.id})), says("{}"), says("Bien lu.")]
                await visitor.say("Voici mon document", agent="cv")
            assert leaked(made, told(fake)) == []
            at_rest = {path.name: in_bytes(made, data) for path, data in bytes_at_rest(fresh_home)}
            assert {name: found for name, found in at_rest.items() if found} == {}
    assert in_bytes(made, logged.text.encode()) == []
    # Every document was read by the extractor, on placeholders.
    assert told(fake).count("<EMAIL_1>") >= len(rows) // 50


@pytest.mark.slow
async def test_what_is_asked_outside_of_a_conversation_reaches_no_model_and_rests_sealed(
    build: Build, fresh_home: Path, logged: pytest.LogCaptureFixture
) -> None:
    # A request each: fewer of them than in a conversation, by the same guard.
    made = {kind: found[:100] for kind, found in values(seed=23).items()}
    with ParrotGemini() as fake:
        async with talking(build, fake) as visitor, in_process(visitor.iris) as client:
            session = await visitor.iris.directory.visit(DEMO_KEY)
            await visitor.iris.energy.set_tier(session.user_id, "UNLIMITED", None, source="tests", command="tier")
            bearer, answers = {"Authorization": f"Bearer {session.token}"}, []
            for row in sentences(made):
                # One value of each kind: in what is asked, and in what is told with it.
                question, situation = row[:500].rsplit(". ", 1)[0], row[200:]
                asked = {"question": question, "situation": situation}
                answer = await client.post("/luna/advice", json=asked, headers=bearer)
                assert answer.status_code == 200, answer.text
                answers.append(answer.json()["advice"])
            assert leaked(made, told(fake)) == []
            assert len(fake.requests) == len(answers)
            # The person reads their own values.
            read = {value for _, value in leaked({"EMAIL": made["EMAIL"]}, " ".join(answers))}
            assert set(made["EMAIL"]) - read == set()
            at_rest = {path.name: in_bytes(made, data) for path, data in bytes_at_rest(fresh_home)}
            assert {name: found for name, found in at_rest.items() if found} == {}
    assert in_bytes(made, logged.text.encode()) == []


async def test_a_checkpoint_and_what_waits_hold_placeholders_even_when_they_are_opened(build: Build) -> None:
    call = Use("spend_points", {"points": 15})
    with FakeGemini(uses(call, text="Pour <EMAIL_1> ."), says("Fait.")) as fake:
        parts = {"catalog": teller_catalog(), "operations": [Till().operation()]}
        async with talking(build, fake, **parts) as visitor:
            iris, user = visitor.iris, visitor.actor.user_id
            _, events = await visitor.say("Mon adresse est nolwenn@exemple.fr", agent="teller")
            key = await iris.keys.of(user)
            [row] = await iris.database.read(lambda c: c.execute(executions.select()).all())
            checkpoint = key.open(row.checkpoint, f"executions:{row.id}")
            assert b"nolwenn@exemple.fr" not in checkpoint
            assert b"<EMAIL_1>" in checkpoint
            logs = await iris.database.read(lambda c: c.execute(run_log.select()).all())
            assert all(b"nolwenn" not in each.frames for each in logs)
    assert "nolwenn@exemple.fr" in text_of(events)
    assert "nolwenn" not in told(fake)
