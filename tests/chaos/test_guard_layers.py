"""Each layer of the guard made to fail: no raw text reaches a model, no operation runs, and the person is told."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import pytest

from agents.guard.edge import Guard, build_guard
from agents.guard.pii.found import Found, KnownName
from agents.guard.speech import Speech
from agents.runtime import Runtime
from tests.fakes.gemini import FakeGemini
from tests.fakes.iris import Visitor, custom, text_of
from tests.fakes.iris import talking as through_gemini
from tests.fakes.parrot import ParrotGemini
from tests.fakes.replies import Use, says, uses
from tools.errors import GuardUnavailable

SECRET = "nolwenn.legoff@exemple.fr"
MESSAGE = f"Je m’appelle Nolwenn Le Goff, mon adresse est {SECRET}, je suis aide-soignante."
NAMES = ("nolwenn", "le goff", SECRET)

Build = Callable[..., Runtime]
Break = Callable[..., Any]


def raises(*_: object) -> Any:
    raise RuntimeError("broken on purpose")


def hangs(*_: object) -> Any:
    threading.Event().wait(1.5)


def says_none(*_: object) -> Any:
    return None


def says_garbage(*_: object) -> Any:
    return [42, "garbage"]


def finds_nothing(*_: object) -> Any:
    return []


BROKEN = [raises, hangs, says_none, says_garbage]


def whole() -> Guard:
    return build_guard(urls=frozenset(), secret=b"chaos")


def talking(build: Build, fake: FakeGemini, guard: Guard) -> AbstractAsyncContextManager[Visitor]:
    """A visitor of an Iris whose layers are soon given up."""
    return through_gemini(build, fake, guard=replace(guard, patience_s=0.8))


def assert_nothing_told(fake: FakeGemini) -> None:
    told = "".join(request.text for request in fake.requests).casefold()
    assert [name for name in NAMES if name in told] == []


async def done(visitor: Visitor) -> list[str]:
    """What operations wrote."""
    return [
        e.type for e in await visitor.iris.events.of_person(visitor.actor.user_id) if e.stream.startswith("profile")
    ]


@pytest.mark.parametrize("broken", [*BROKEN, finds_nothing], ids=lambda f: f.__name__)
async def test_a_broken_detector_stops_the_turn_before_any_model(build: Build, broken: Break) -> None:
    with ParrotGemini() as fake:
        async with talking(build, fake, replace(whole(), find=broken)) as visitor:
            with pytest.raises(GuardUnavailable):
                await visitor.start(MESSAGE)
            assert fake.requests == []
            assert await visitor.iris.threads.recent(visitor.actor.user_id) == []


@pytest.mark.parametrize("lost", ["PERSON", "EMAIL"])
async def test_a_detector_that_lost_a_part_of_itself_stops_the_turn(build: Build, lost: str) -> None:
    whole_find = whole().find

    def halved(text: str, known: Sequence[KnownName]) -> list[Found]:
        return [each for each in whole_find(text, known) if each.kind != lost]

    with ParrotGemini() as fake:
        async with talking(build, fake, replace(whole(), find=halved)) as visitor:
            with pytest.raises(GuardUnavailable):
                await visitor.start(MESSAGE)
            assert fake.requests == []


@pytest.mark.parametrize("broken", BROKEN, ids=lambda f: f.__name__)
async def test_a_broken_judge_restricts_then_blocks_and_never_allows(build: Build, broken: Break) -> None:
    with ParrotGemini() as fake:
        async with talking(build, fake, replace(whole(), judge=broken)) as visitor:
            _, first = await visitor.say(MESSAGE, agent="coach")
            calls = len(fake.requests)
            _, second = await visitor.say("Je suis cariste.", agent="coach")
        assert custom(first, "iris.guard") == [{"verdict": "restrict"}]
        assert custom(second, "iris.guard") == [{"verdict": "block"}]
        assert len(fake.requests) == calls
        assert "remember" not in fake.requests[0].text.split("functionDeclarations")[-1]
        assert_nothing_told(fake)


class Failing:
    """A detector that works `good` times, then fails in some way."""

    def __init__(self, good: int, then: Break) -> None:
        self.good, self.then, self.inner = good, then, whole().find

    def __call__(self, text: str, known: Sequence[KnownName]) -> list[Found]:
        self.good -= 1
        found: list[Found] = self.inner(text, known) if self.good >= 0 else self.then(text, known)
        return found


@pytest.mark.parametrize("broken", BROKEN, ids=lambda f: f.__name__)
async def test_a_result_that_cannot_be_masked_is_not_told_to_the_model(build: Build, broken: Break) -> None:
    with FakeGemini(uses(Use("remember", {"kind": "job", "fact": "aide-soignante"})), says("C’est fait.")) as fake:
        async with talking(build, fake, replace(whole(), find=Failing(1, broken))) as visitor:
            _, events = await visitor.say(MESSAGE, agent="coach")
        assert events[-1]["type"] == "RUN_FINISHED"
        assert "guard_unavailable" in fake.requests[1].text
        assert_nothing_told(fake)


class BadSpeech(Speech):
    """A speech whose check is replaced."""

    broken: Break = raises

    def hear(self, text: str) -> str:
        return type(self).broken(text)  # type: ignore[no-any-return]


@pytest.mark.parametrize("broken", [raises, says_none, says_garbage], ids=lambda f: f.__name__)
async def test_a_broken_restore_tells_nothing_and_says_so(build: Build, broken: Break) -> None:
    speech = type("Broken", (BadSpeech,), {"broken": staticmethod(broken)})
    with ParrotGemini() as fake:
        async with talking(build, fake, replace(whole(), speak=speech)) as visitor:
            started, events = await visitor.say(MESSAGE, agent="coach")
            history = await visitor.iris.threads.history(visitor.actor.user_id, started.thread_id)
        assert (events[-1]["type"], events[-1]["code"]) == ("RUN_ERROR", "guard_unavailable")
        assert "données" in events[-1]["message"]
        assert SECRET not in text_of(events)
        assert [m.text for m in history if m.role == "user"] == [MESSAGE]
        assert_nothing_told(fake)


@pytest.mark.parametrize(
    "reading",
    [says("pas du JSON"), says('{"kind": "attaque"}'), says(""), says('{"kind": null}')],
    ids=["no json", "wrong", "empty", "null"],
)
async def test_a_broken_extractor_gives_no_raw_text(build: Build, reading: Any) -> None:
    with FakeGemini(reading) as fake:
        async with talking(build, fake, whole()) as visitor:
            iris, actor = visitor.iris, visitor.actor
            line = await iris.files.keep_upload(actor, "cv.txt", f"Expérience\n{MESSAGE}\n".encode())
            fake.script = [uses(Use("read_file", {"file": line.id})), reading, says("Lu.")]
            _, events = await visitor.say("Voici mon CV", agent="cv")
        assert events[-1]["type"] == "RUN_FINISHED"
        assert_nothing_told(fake)
        assert "attaque" not in "".join(request.text for request in fake.requests[2:])
