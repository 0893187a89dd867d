"""Plans of real people: what is in them, in what order, on what it stands."""

import re
from collections.abc import Callable

import pytest

from knowledge.occupations import Atlas
from tests.tools.aube.trajectory.plans import PEOPLE, TODAY, facts, plan, starter, usual, whole
from tools.aube.trajectory.bridging import find_bridges
from tools.aube.trajectory.models import Plan
from tools.aube.trajectory.order import check_order
from tools.aube.trajectory.planning import facts_of, plan_of, routes, steps_of
from tools.aube.trajectory.risks import MOST_RISKS, risks_of
from tools.aube.trajectory.table import load_table
from tools.aube.trajectory.timing import timing
from tools.aube.trajectory.views import passages, view_of
from tools.aube.trajectory.wording import said_span, words_of

SECOND_PERSON = {
    "fr": r"(?i)\b(?:tu|toi|ton|tes|ta|vous|votre|vos)\b|(?<!ch)(?<!ass)(?<!n)ez\b",
    "en": r"(?i)\b(?:you|your|yours)\b",
}
CATALOGUES = pytest.mark.parametrize("atlas", [starter, whole])


def names(made: Plan) -> list[str]:
    return [step.name for step in made.steps]


@CATALOGUES
@pytest.mark.parametrize("who", PEOPLE)
def test_every_plan_tries_confirms_applies_and_starts_with_two_other_ways(who: str, atlas: Callable[[], Atlas]) -> None:
    made = plan(who, atlas())
    assert names(made)[0] == "ask"
    assert names(made)[-1] == "start"
    assert {"ask", "immersion", "cep", "prepare", "choose", "train", "apply"} <= set(names(made))
    assert len({made.route, *(each.route for each in made.alternatives)}) == 3
    for steps, dropped in [(made.steps, made.dropped), *((each.steps, each.dropped) for each in made.alternatives)]:
        check_order(steps, dropped)


@CATALOGUES
def test_a_cashier_who_wants_a_medical_desk_is_not_far_and_may_pass_by_reception(atlas: Callable[[], Atlas]) -> None:
    made = plan("cashier", atlas())
    assert made.route == "direct"
    assert not made.facts.far
    [bridge] = made.facts.bridges
    assert bridge.code == "M1601"
    assert bridge.move == "near"
    assert made.alternatives[0].route == "bridge"
    train = made.step("train")
    assert train is not None
    assert train.weeks.source == "training.months"
    assert not train.required


@CATALOGUES
def test_a_care_assistant_who_wants_to_be_a_nurse_cannot_do_without_the_diploma(atlas: Callable[[], Atlas]) -> None:
    made = plan("nurse", atlas())
    train = made.step("train")
    assert made.facts.move == "next"
    assert train is not None
    assert train.required
    assert train.weeks.source == "training.years"
    assert "vae" not in routes(made.facts)
    assert risks_of(made)[0].name == "regulated"
    assert "Diplôme d'État d'infirmier" in view_of(made, 1, words_of("fr")).steps[4].why


@CATALOGUES
@pytest.mark.parametrize(
    ("who", "bridges"), [("developer", {"M1815", "I1404"}), ("refrigeration", {"F1602", "F1603", "I1308"})]
)
def test_who_goes_far_passes_by_an_occupation_that_brings_nearer(
    who: str, bridges: set[str], atlas: Callable[[], Atlas]
) -> None:
    made = plan(who, atlas())
    assert made.facts.far
    assert made.route == "bridge"
    assert {each.code for each in made.facts.bridges} <= bridges
    assert names(made).index("bridge") < names(made).index("choose")
    assert made.alternatives[0].route == "direct"
    nearer = atlas().similarity.scores(made.facts.target)
    place = {code: at for at, code in enumerate(atlas().similarity.codes)}
    for bridge in made.facts.bridges:
        assert nearer[place[bridge.code]] > nearer[place[made.facts.origin]]
        assert bridge.teaches


@CATALOGUES
def test_no_bridge_has_more_than_two_spans_or_leads_back(atlas: Callable[[], Atlas]) -> None:
    known = atlas()
    for origin in list(known.catalogue.occupations)[::40]:
        for target in list(known.catalogue.occupations)[7::60]:
            codes = [bridge.code for bridge in find_bridges(known, origin, target)]
            assert len(codes) <= 2
            assert len({origin, target, *codes}) == len(codes) + len({origin, target})


def test_who_has_practised_much_of_it_is_shown_the_vae_first() -> None:
    known = starter()
    occupation = known.catalogue.occupations["M1609"]
    made = plan_of(
        "tr_1",
        facts_of(
            known,
            origin="D1505",
            target="M1609",
            owned=usual(known, "M1609"),
            situation=None,
            longest=None,
            keep_job=False,
        ),
        TODAY,
    )
    assert made.facts.experience == 1
    assert made.route == "vae"
    assert set(made.facts.have) <= {known.catalogue.skills[one].label for one in occupation.skills}


@pytest.mark.parametrize(
    ("situation", "case"),
    [
        (None, "unknown"),
        ("employee", "employee_long"),
        ("job_seeker", "job_seeker"),
        ("self_employed", "self_employed"),
        ("public", "public"),
    ],
)
def test_funding_is_looked_for_by_situation(situation: object, case: str) -> None:
    fund = plan("nurse", situation=situation).step("fund")  # type: ignore[arg-type]
    assert fund is not None
    assert fund.values["case"] == case
    assert fund.weeks.source == f"fund.{case}"
    assert fund.passages


def test_who_keeps_the_job_is_shown_that_way_first_and_asks_nobody() -> None:
    kept = facts("cashier", situation="employee", keep_job=True)
    assert routes(kept)[0] == "slow"
    steps = {step.id: step for step in steps_of(kept, "slow", load_table())}
    assert steps["fund"].weeks.source == "fund.own_time"
    assert steps["train"].weeks.most == 2 * 39


def test_a_job_without_training_has_nothing_to_fund_and_two_other_ways_all_the_same() -> None:
    known = starter()
    for code, occupation in known.catalogue.occupations.items():
        wanted = facts_of(known, origin="", target=code, owned=[], situation=None, longest=None, keep_job=False)
        made = plan_of("tr_1", wanted, TODAY)
        assert ("fund" in names(made)) == (occupation.conditions.training != "none")
        assert len(made.alternatives) == 2


def test_somebody_whose_job_is_not_known_gets_a_plan_without_a_bridge() -> None:
    wanted = facts_of(starter(), origin="", target="M1855", owned=[], situation=None, longest=None, keep_job=False)
    assert wanted.origin_title == ""
    assert not wanted.far
    assert wanted.bridges == ()


def test_a_limit_that_the_training_passes_is_a_risk() -> None:
    known = starter()
    wanted = facts_of(
        known, origin="J1501", target="J1506", owned=[], situation="employee", longest="months", keep_job=False
    )
    found = [risk.name for risk in risks_of(plan_of("tr_1", wanted, TODAY))]
    assert found[:3] == ["regulated", "too_long", "resign"]
    assert len(found) <= MOST_RISKS


# --- what it stands on ---


def test_every_passage_and_every_step_of_the_table_is_there() -> None:
    table, known = load_table(), passages()
    named = [
        *(name for rule in table.steps.values() for name in (*rule.passages, *((rule.cost,) if rule.cost else ()))),
        *(name for rule in table.fund.values() for name in rule.passages),
        *(name for rule in table.risks.values() for name in rule.passages),
    ]
    assert {*table.passages(tuple(named))} <= set(known)
    assert {step for rule in table.risks.values() for step in rule.steps} <= set(table.steps)
    for rule in table.steps.values():
        assert rule.cost is None or rule.cost in rule.passages


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_amount_is_said_that_the_passage_beside_it_does_not_give(language: str) -> None:
    words, table = words_of(language), load_table()
    for name, rule in table.steps.items():
        cost = words.sentences[f"step.{name}.cost"]
        given = passages()[table.passages((rule.cost,))[0]].text.replace("\u202f", " ") if rule.cost else ""
        for amount in re.findall(r"\d[\d ]*€", cost.replace("\u202f", " ")):
            assert amount in given.replace("\xa0", " ")
    others = [text for key, text in words.sentences.items() if not key.endswith(".cost")]
    assert not [text for text in others if re.search(r"\d", re.sub(r"\{\w+\}|1 (?:semaine|week)", "", text))]


def test_durations_keep_the_delays_that_the_passages_give() -> None:
    table, known = load_table(), passages()
    delays = known["reconversion-fr/ptp-demarches"].text
    assert "120 jours" in delays
    assert table.fund["employee_long"].weeks[0] * 7 >= 120
    assert "60 jours" in delays
    assert table.fund["employee"].weeks[0] * 7 >= 60
    assert "450" in known["reconversion-fr/poei-formation-avant-embauche"].text
    assert table.steps["poei"].weeks[1] * 35 >= 450
    assert "six à douze mois" in known["reconversion-fr/contrat-professionnalisation-adulte"].text
    assert table.work_study["months"] == (26, 52)


@CATALOGUES
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_figure_of_a_plan_comes_from_the_table_the_person_or_a_sum(
    who: str, language: str, atlas: Callable[[], Atlas]
) -> None:
    made, table = plan(who, atlas()), load_table()
    view = view_of(made, 1, words_of(language))
    for step in view.steps:
        section, name = step.rule.split(".")
        given = getattr(table, section)[name]
        assert (step.weeks_least, step.weeks_most) == tuple(getattr(given, "weeks", given))
        assert step.weeks_source == table.source[language]
        assert step.ends_least - step.starts_least == step.weeks_least
        assert step.ends_most - step.starts_most == step.weeks_most
    assert view.weeks_least == max(step.ends_least for step in view.steps)
    assert view.weeks_most == max(step.ends_most for step in view.steps)
    assert view.weeks_most == sum(step.weeks_most for step in view.steps if step.critical)
    assert [each.kind for each in view.sources]
    assert not re.search(SECOND_PERSON[language], " ".join([*(s.title + s.why for s in view.steps), view.introduction]))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_words_have_nobody_in_particular_before_them(language: str) -> None:
    assert not [text for text in words_of(language).sentences.values() if re.search(SECOND_PERSON[language], text)]
    assert words_of("fr").sentences.keys() == words_of("en").sentences.keys()


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((0, 0), "aucun temps"),
        ((1, 1), "1 semaine"),
        ((2, 2), "2 semaines"),
        ((1, 12), "1 à 12 semaines"),
        ((13, 13), "3 mois"),
        ((3, 35), "jusqu'à 9 mois"),
        ((23, 113), "5 à 27 mois"),
    ],
)
def test_durations_are_said_in_weeks_then_in_months_rounded_outwards(span: tuple[int, int], said: str) -> None:
    assert said_span(*span, words_of("fr")) == said


def test_what_goes_on_at_the_same_time_and_what_makes_the_end() -> None:
    made = plan("cashier")
    found = timing(made.steps, made.dropped)
    assert "cep" in found.beside["ask"]
    assert "prepare" in found.beside["train"]
    assert found.critical == ("ask", "immersion", "choose", "fund", "train", "apply", "start")
