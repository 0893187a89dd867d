"""A plan, changed in every way: the order holds or it is refused, totals are those of the steps, versions stay."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import ValidationError

from tests.tools.aube.trajectory.plans import PEOPLE, plan
from tools.aube.trajectory.changing import changed
from tools.aube.trajectory.errors import StepNeeded, StepRequired
from tools.aube.trajectory.models import MOST_STEPS, Change, Plan, Step
from tools.aube.trajectory.order import check_order, effective
from tools.aube.trajectory.timing import timing
from tools.errors import InvalidArguments, NotFound

REFUSALS = (StepNeeded, StepRequired, NotFound, InvalidArguments)


def change(made: Plan, **what: Any) -> Plan:
    return changed(made, Change(**what))


def ids(made: Plan) -> list[str]:
    return [step.id for step in made.steps]


def longest(steps: tuple[Step, ...], needs: dict[str, tuple[str, ...]], side: str) -> int:
    """The end of the latest step, by walking every chain: slow, and plain."""
    by_id = {step.id: step for step in steps}

    def end(one: str) -> int:
        step = by_id[one]
        return max(map(end, needs[one]), default=0) + (0 if step.done else getattr(step.weeks, side))

    return max(map(end, by_id))


class Changing(RuleBasedStateMachine):
    """Any sequence of changes of any plan."""

    @initialize(who=st.sampled_from(sorted(PEOPLE)))
    def begin(self, who: str) -> None:
        self.plan = plan(who)
        self.before: list[tuple[Plan, bytes]] = []

    def attempt(self, **what: Any) -> None:
        known = self.plan
        try:
            self.plan = change(known, **what)
        except REFUSALS:
            assert self.plan is known
            return
        self.before.append((known, known.model_dump_json().encode()))
        assert self.plan.version == known.version + 1

    @rule(data=st.data(), to=st.integers(1, 20))
    def move(self, data: st.DataObject, to: int) -> None:
        self.attempt(action="move", step=data.draw(st.sampled_from(ids(self.plan))), to=to)

    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        self.attempt(action="drop", step=data.draw(st.sampled_from(ids(self.plan))))

    @rule(data=st.data())
    def put_back(self, data: st.DataObject) -> None:
        kept = [step.id for step in self.plan.dropped]
        if kept:
            step = data.draw(st.sampled_from(kept))
            self.attempt(action="add", step=step)
            # Nothing that was dropped is ever in the way of coming back.
            assert step in ids(self.plan) or len(self.plan.steps) >= MOST_STEPS

    @rule(data=st.data())
    def add(self, data: st.DataObject) -> None:
        near = st.none() | st.sampled_from(ids(self.plan))
        self.attempt(action="add", title="Apprendre l'anglais", after=data.draw(near), before=data.draw(near))

    @rule(data=st.data(), done=st.sampled_from(["done", "undone"]))
    def mark(self, data: st.DataObject, done: str) -> None:
        self.attempt(action=done, step=data.draw(st.sampled_from(ids(self.plan))))

    @rule(data=st.data(), least=st.none() | st.integers(0, 520), most=st.none() | st.integers(0, 520))
    def last(self, data: st.DataObject, least: int | None, most: int | None) -> None:
        self.attempt(action="weeks", step=data.draw(st.sampled_from(ids(self.plan))), least=least, most=most)

    @rule(data=st.data())
    def follow(self, data: st.DataObject) -> None:
        route = data.draw(st.sampled_from([each.route for each in self.plan.alternatives]))
        owned = {step.title for step in self.plan.steps if step.name == "own"}
        self.attempt(action="follow", alternative=route)
        assert self.plan.route == route
        assert owned <= {step.title for step in self.plan.steps}

    @invariant()
    def each_step_comes_after_what_it_needs(self) -> None:
        check_order(self.plan.steps, self.plan.dropped)
        kept = [*ids(self.plan), *(step.id for step in self.plan.dropped)]
        assert len(set(kept)) == len(kept)

    @invariant()
    def what_is_compulsory_is_there(self) -> None:
        assert "start" in ids(self.plan)
        if self.plan.facts.regulated:
            assert any(step.kind == "train" and step.required for step in self.plan.steps)

    @invariant()
    def totals_are_those_of_the_steps(self) -> None:
        found, needs = timing(self.plan.steps, self.plan.dropped), effective(self.plan.steps, self.plan.dropped)
        assert found.least == longest(self.plan.steps, dict(needs), "least")
        assert found.most == longest(self.plan.steps, dict(needs), "most")
        known = {step.id: step for step in self.plan.steps}
        assert found.most == sum(known[one].weeks.most for one in found.critical)

    @invariant()
    def former_versions_are_as_they_were(self) -> None:
        assert all(known.model_dump_json().encode() == text for known, text in self.before[-5:])

    @invariant()
    def it_can_be_written_and_read(self) -> None:
        assert Plan.model_validate_json(self.plan.model_dump_json()) == self.plan


TestAnySequence = Changing.TestCase
TestAnySequence.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_the_refusal_says_which_step_stays_before() -> None:
    with pytest.raises(StepNeeded) as refused:
        change(plan("cashier"), action="move", step="train", to=1)
    assert refused.value.details == {"step": "train", "before": "choose"} or refused.value.details == {
        "step": "train",
        "before": "fund",
    }


def test_what_is_compulsory_is_not_dropped() -> None:
    for step in ("train", "start"):
        with pytest.raises(StepRequired):
            change(plan("nurse"), action="drop", step=step)


def test_who_waited_for_a_dropped_step_waits_for_what_it_waited_for() -> None:
    made = plan("cashier")
    without = change(made, action="drop", step="fund")
    assert effective(without.steps, without.dropped)["train"] == ("choose",)
    back = change(without, action="add", step="fund")
    assert ids(back) == ids(made)
    assert effective(back.steps, back.dropped) == effective(made.steps, made.dropped)
    assert timing(without.steps, without.dropped).most == timing(made.steps).most - 39


def test_two_steps_dropped_come_back_in_any_order() -> None:
    made = plan("cashier")
    dropped = change(change(made, action="drop", step="fund"), action="drop", step="choose")
    for first, second in (("fund", "choose"), ("choose", "fund")):
        back = change(change(dropped, action="add", step=first), action="add", step=second)
        assert effective(back.steps, back.dropped)["fund"] == ("choose",)


def test_an_assessment_of_skills_may_be_added_between_the_adviser_and_the_choice() -> None:
    made = change(plan("cashier"), action="add", step="bilan")
    assert ids(made).index("cep") < ids(made).index("bilan") < ids(made).index("choose")
    assert "bilan" in effective(made.steps, made.dropped)["choose"]
    assert timing(made.steps).most > timing(plan("cashier").steps).most


def test_a_step_of_ones_own_takes_its_place_and_its_time() -> None:
    made = change(
        plan("cashier"), action="add", title="Passer le permis", after="ask", before="apply", least=8, most=20
    )
    own = made.step("own_1")
    assert own is not None
    assert (own.weeks.least, own.weeks.most, own.weeks.source) == (8, 20, "person")
    assert "own_1" in effective(made.steps, made.dropped)["apply"]
    with pytest.raises(StepNeeded):
        change(made, action="add", title="Avant, après", after="apply", before="ask")


def test_what_is_done_takes_no_time_and_stays_done_on_another_way() -> None:
    made = plan("developer")
    done = change(made, action="done", step="ask")
    assert timing(done.steps).most == timing(made.steps).most - 3
    other = change(done, action="follow", alternative="direct")
    ask = other.step("ask")
    assert ask is not None
    assert ask.done
    assert other.alternatives[0].route == "bridge"
    assert change(other, action="follow", alternative="bridge").steps == done.steps


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ({"action": "move", "step": "ask"}, InvalidArguments),
        ({"action": "move", "step": "ask", "to": 40}, InvalidArguments),
        ({"action": "move"}, InvalidArguments),
        ({"action": "drop", "step": "nothing"}, NotFound),
        ({"action": "add"}, InvalidArguments),
        ({"action": "add", "step": "fund"}, NotFound),
        ({"action": "add", "title": "x y", "after": "nothing"}, NotFound),
        ({"action": "weeks", "step": "ask"}, InvalidArguments),
        ({"action": "weeks", "step": "ask", "least": 9, "most": 2}, InvalidArguments),
        ({"action": "follow", "alternative": "vae"}, NotFound),
        ({"action": "follow"}, NotFound),
    ],
)
def test_what_makes_no_sense_is_refused(what: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        change(plan("cashier"), **what)


def test_a_plan_does_not_grow_without_end() -> None:
    made = plan("cashier")
    while len(made.steps) < MOST_STEPS:
        made = change(made, action="add", title="Encore une")
    with pytest.raises(InvalidArguments):
        change(made, action="add", title="Une de trop")


@given(text=st.text(min_size=2, max_size=200))
def test_any_words_may_be_a_step_on_one_line(text: str) -> None:
    try:
        made = change(plan("cashier"), action="add", title=text)
    except ValidationError:
        assert len("".join(filter(str.isprintable, text)).strip()) < 2
        return
    [title] = [step.title for step in made.steps if step.name == "own"]
    assert title.isprintable()
    assert title == title.strip()
