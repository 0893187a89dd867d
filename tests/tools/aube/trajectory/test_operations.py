"""The operations over a real event store: what is planned, found again, changed, refused, taken away."""

import csv
import io
import re
from typing import Any

import orjson
import pytest

from agents.voice import load_voice
from tests.contracts.conftest import Ground
from tests.tools.aube.trajectory.plans import starter
from tools.actor import Actor, AppId, OrganisationId
from tools.aube import EVENTS as AUBE_EVENTS
from tools.aube import Aube, aube_operations
from tools.aube.trajectory import (
    EVENTS,
    PlanView,
    SameOccupation,
    StepNeeded,
    UnclearOccupation,
    export,
    trajectory_operations,
    words_of,
)
from tools.clock import FixedClock
from tools.errors import InvalidArguments, MissingScope, NotFound
from tools.events import EventStore, Registry
from tools.metering import FreeMeter
from tools.operation import AnyOperation, ToolContext
from tools.profile.events import EVENTS as PROFILE_EVENTS
from tools.reading import MemoryFiles
from tools.writing import ScriptedWriter


async def aube_now() -> Aube:
    return Aube(starter())


PLAN, CHANGE, GET = trajectory_operations(aube_now)
(ASSESS,) = aube_operations(aube_now)


class Person:
    """Somebody who calls operations, one key after the other."""

    def __init__(self, ground: Ground, locale: str = "fr") -> None:
        registry = Registry.of(EVENTS, AUBE_EVENTS, PROFILE_EVENTS)
        self.events = EventStore(ground.database, ground.keys, ground.clock, registry)
        self.user_id, self.locale, self.calls = ground.user_id, locale, 0
        self.meter, self.writer = FreeMeter(), ScriptedWriter(texts=["Un début simple, sans rien engager."])
        self.scopes = frozenset({"aube:read", "aube:write"})

    def context(self, key: str | None = None) -> ToolContext:
        self.calls += 1
        nowhere: Any = None
        return ToolContext(
            actor=Actor(
                user_id=self.user_id, organisation_id=OrganisationId("o"), app_id=AppId("a"), scopes=self.scopes
            ),
            clock=FixedClock(),
            events=self.events,
            knowledge=nowhere,
            writer=self.writer,
            files=MemoryFiles(),
            meter=self.meter,
            key=key or f"k{self.calls}",
            locale=self.locale,
        )

    async def plan(self, key: str | None = None, **what: Any) -> PlanView:
        result: PlanView = await PLAN(self.context(key), {"target": "secrétaire médicale", **what})
        return result

    async def change(self, key: str | None = None, **what: Any) -> PlanView:
        result: PlanView = await CHANGE(self.context(key), what)
        return result

    async def get(self, **what: Any) -> PlanView:
        result: PlanView = await GET(self.context(), what)
        return result


@pytest.fixture
def person(ground: Ground) -> Person:
    return Person(ground)


@pytest.mark.parametrize(
    ("current", "target", "codes"),
    [
        ("caissière", "secrétaire médicale", ("D1505", "M1609")),
        ("aide-soignante", "infirmière", ("J1501", "J1506")),
        ("magasinier", "développeur web", ("N1110", "M1855")),
        ("boulanger", "technicien frigoriste", ("D1102", "I1306")),
        ("D1505", "m1609", ("D1505", "M1609")),
        ("aucune idée", "boulanger", ("", "D1102")),
    ],
)
async def test_people_say_where_from_and_where_to(
    person: Person, current: str, target: str, codes: tuple[str, str]
) -> None:
    made = await person.plan(current=current, target=target)
    assert (made.origin, made.target) == codes
    assert made.introduction == "Un début simple, sans rien engager."
    assert (await person.get()) == made
    assert [call.action for call in person.meter.calls] == ["plan_career_change"]


async def test_one_sentence_may_tell_both(person: Person) -> None:
    made = await person.plan(target="je suis caissière et je veux devenir secrétaire médicale")
    assert (made.origin, made.target) == ("D1505", "M1609")


async def test_the_assessment_says_where_one_comes_from_and_what_one_can_do(person: Person) -> None:
    await ASSESS(person.context(), {"answer": "caissière"})
    assert (await person.plan()).origin == "D1505"


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ({"current": "caissière", "target": "zorglub quantique"}, "target"),
        ({"current": "caissière", "target": "Z9999"}, "target"),
        ({"current": "caissière", "target": "travailler avec des enfants"}, "target"),
        ({"current": "xyzzy"}, "current"),
        ({}, "current"),
    ],
)
async def test_what_is_not_sure_is_asked_and_nothing_is_kept(person: Person, what: dict[str, str], field: str) -> None:
    with pytest.raises(UnclearOccupation) as refused:
        await person.plan(**what)
    assert refused.value.details["field"] == field
    for candidate in refused.value.details["candidates"]:  # type: ignore[attr-defined]
        assert candidate["code"] in starter().catalogue.occupations
    with pytest.raises(NotFound):
        await person.get()


@pytest.mark.parametrize(
    "what", [{"target": ""}, {"target": "x" * 301}, {"situation": "rich"}, {"longest_training": "ages"}]
)
async def test_bad_arguments_are_refused_before_anything_is_charged(person: Person, what: dict[str, str]) -> None:
    with pytest.raises(InvalidArguments):
        await person.plan(current="caissière", **what)
    assert person.meter.calls == []


async def test_the_same_occupation_is_no_change(person: Person) -> None:
    with pytest.raises(SameOccupation):
        await person.plan(current="caissière", target="hôtesse de caisse")


async def test_a_figure_that_the_writer_brings_in_is_not_kept(person: Person) -> None:
    person.writer = ScriptedWriter(texts=["En 3 mois et pour 2 000 €, tout sera fait."])
    made = await person.plan(current="caissière")
    assert made.introduction == words_of("fr").say("plan.intro")


@pytest.mark.parametrize("locale", ["fr", "en"])
async def test_without_a_model_the_introduction_is_a_template(ground: Ground, locale: str) -> None:
    person = Person(ground, locale)
    await person.plan(current="aide-soignante", target="infirmière")
    [brief] = person.writer.briefs
    text = load_voice().compose(brief.template, locale, brief.facts)
    assert "Infirmier / Infirmière" in text
    assert {"fr": "diplôme", "en": "diploma"}[locale] in text
    assert not any(c.isdigit() for c in text)


async def test_a_repeated_command_plans_and_changes_once(person: Person) -> None:
    first, again = await person.plan("same", current="caissière"), await person.plan("same", current="caissière")
    assert again == first
    one = await person.change("once", action="drop", step="fund")
    assert await person.change("once", action="drop", step="fund") == one
    assert one.version == 2


async def test_every_version_is_read_again_as_it_was(person: Person) -> None:
    seen = [await person.plan(current="magasinier", target="développeur web")]
    for what in (
        {"action": "done", "step": "ask"},
        {"action": "add", "title": "Apprendre l'anglais", "after": "ask", "most": 30},
        {"action": "drop", "step": "cep"},
        {"action": "follow", "alternative": "direct"},
        {"action": "weeks", "step": "train", "least": 20, "most": 30},
    ):
        seen.append(await person.change(**what))
    assert [each.version for each in seen] == [1, 2, 3, 4, 5, 6]
    for known in seen:
        assert await person.get(version=known.version) == known.model_copy(update={"versions": 6})
    with pytest.raises(NotFound):
        await person.get(version=7)
    assert len(person.meter.calls) == 1


async def test_a_refused_change_leaves_the_plan_as_it_is(person: Person) -> None:
    made = await person.plan(current="caissière")
    with pytest.raises(StepNeeded):
        await person.change(action="move", step="start", to=1)
    assert await person.get() == made


async def test_each_of_two_trajectories_has_its_own_versions(person: Person) -> None:
    one = await person.plan(current="caissière")
    two = await person.plan(current="caissière", target="boulanger")
    changed = await person.change(trajectory=one.trajectory, action="drop", step="fund")
    assert (changed.trajectory, changed.version) == (one.trajectory, 2)
    assert (await person.get()).trajectory == two.trajectory
    with pytest.raises(NotFound):
        await person.get(trajectory="tr_somebody_elses")


async def test_what_is_planned_is_sealed_and_only_that_it_was_is_told(person: Person) -> None:
    await person.plan(current="caissière")
    await person.change(action="add", title="Parler à Solange")
    stream = await person.events.read(person.user_id, f"trajectory-{person.user_id}")
    assert [event.type for event in stream] == ["TrajectoryPlanned", "TrajectoryChanged"]
    assert [set(event.data) for event in stream] == [{"trajectory", "version"}, {"trajectory", "version", "action"}]
    assert all("M1609" not in orjson.dumps(dict(event.data)).decode() for event in stream)


async def test_without_the_scope_nothing_is_read(person: Person) -> None:
    person.scopes = frozenset()
    with pytest.raises(MissingScope):
        await person.get()


@pytest.mark.parametrize("operation", [PLAN, CHANGE, GET], ids=lambda each: each.name)
async def test_the_card_has_the_time_line_and_all_the_words(person: Person, operation: AnyOperation) -> None:
    made = await person.plan(current="caissière")
    await person.change(action="add", title="Une étape")
    assert operation.shows is not None
    [annex] = operation.shows(await person.get())
    card: Any = annex.value
    assert (annex.name, card["kind"], card["id"]) == ("iris.card", "trajectory", f"t_{made.trajectory}")
    assert len(card["data"]["steps"]) == len(made.steps) + 1
    assert card["text"].startswith(made.title)
    assert made.sources[0].name in card["text"]
    assert all(step.title in card["text"] for step in made.steps)


async def test_it_is_taken_away_in_three_formats_with_its_sources(person: Person) -> None:
    await person.plan(current="caissière")
    view = await person.change(action="add", title='=HYPERLINK("http://x") | **gras**', after="ask")
    words = words_of("fr")
    made = {format: export(view, format, words) for format in ("json", "md", "csv")}
    document = orjson.loads(made["json"].content)
    assert PlanView.model_validate({key: document[key] for key in PlanView.model_fields}) == view
    text = made["md"].content.decode()
    assert "\\*\\*gras\\*\\*" in text
    assert text.startswith(f"# {view.title}")
    assert re.search(r"\]\(https://\S+\) : .+, vérifié le \d+ \w+ 2026", text)
    assert "règle d'Iris" in text
    rows = list(csv.DictReader(io.StringIO(made["csv"].content.decode("utf-8-sig")), delimiter=";"))
    assert [row["id"] for row in rows] == [step.id for step in view.steps]
    assert next(row["title"] for row in rows if row["id"] == "own_1").startswith("'=")
    assert made["csv"].name == f"{view.trajectory}-v2.csv"
