"""Two axes of exposure, with where each figure comes from."""

from dataclasses import replace
from functools import cache

import pytest

from knowledge.occupations.exposure import (
    AUTOMATION_HIGH,
    AUTOMATION_LOW,
    COARSE_FROM,
    ai_band,
    automation_band,
    coverage,
    exposure_of,
)
from knowledge.occupations.models import AiExposure, Automation, Catalogue, Occupation, Task, Title
from tests.knowledge.occupations import reference

TASKS = tuple(Task(text=f"Task {place}", score=place / 10) for place in range(1, 9))


def occupation(code: str, isco: str, parent: str = "") -> Occupation:
    return Occupation(code=code, parent=parent or code, title=Title(code), isco=isco)


def ai(isco: str, mean: float, spread: float, group: str = "Group") -> AiExposure:
    return AiExposure(isco=isco, group=group, mean=mean, spread=spread, gradient="Gradient 3", tasks=TASKS)


def machines(isco: str, risk: float) -> Automation:
    return Automation(isco=isco, group="Group", risk=risk, bottlenecks=0.5, category="Other")


def catalogue() -> Catalogue:
    occupations = [
        occupation("M1607", "4120"),
        occupation("M1608", "4120", parent="M1607"),
        occupation("M1609", "4129"),
        occupation("K1701", "0110"),
        occupation("Z0001", ""),
        *(occupation(f"D1{place:03}", "5223") for place in range(COARSE_FROM)),
    ]
    return Catalogue(
        occupations={one.code: one for one in occupations},
        skills={},
        moves=(),
        exposure={"4120": ai("4120", 0.58, 0.1), "4121": ai("4121", 0.38, 0.1), "5223": ai("5223", 0.4, 0.2)},
        automation={"4120": machines("4120", 3.6), "4121": machines("4121", 3.4)},
        sources={},
    )


@cache
def rome() -> Catalogue:
    return reference.catalogue(4)


def test_both_axes_are_told_apart() -> None:
    found = exposure_of(catalogue(), "M1607")
    assert found.ai is not None
    assert found.automation is not None
    assert (found.ai.mean, found.ai.spread, found.ai.band, found.ai.gradient) == (0.58, 0.1, "high", "Gradient 3")
    assert (found.ai.low, found.ai.high) == pytest.approx((0.48, 0.68))
    assert (found.automation.risk, found.automation.band) == (3.6, "high")
    assert (found.automation.low, found.automation.high) == (3.4, 3.6)


def test_the_most_and_the_least_exposed_tasks_are_named() -> None:
    axis = exposure_of(catalogue(), "M1607", french={"Task 8": "Tâche 8"}).ai
    assert axis is not None
    assert [task.text for task in axis.most] == ["Task 8", "Task 7", "Task 6"]
    assert [task.text for task in axis.least] == ["Task 1", "Task 2", "Task 3"]
    assert [task.french for task in axis.most] == ["Tâche 8", "", ""]


@pytest.mark.parametrize(
    ("code", "rule", "confidence"),
    [("M1607", "direct", "high"), ("M1608", "inherited", "medium"), ("M1609", "three_digits", "low")],
)
def test_confidence_follows_where_the_figure_comes_from(code: str, rule: str, confidence: str) -> None:
    found = exposure_of(catalogue(), code)
    assert found.ai is not None
    assert (found.ai.basis.rule, found.ai.basis.confidence, found.confidence) == (rule, confidence, confidence)


def test_an_absent_group_has_the_mean_of_its_three_digits() -> None:
    axis = exposure_of(catalogue(), "M1609").ai
    assert axis is not None
    assert axis.mean == pytest.approx(0.48)
    assert axis.spread == pytest.approx((0.01 + 0.01) ** 0.5)
    assert (axis.basis.isco, axis.gradient) == (("4120", "4121"), "")


@pytest.mark.parametrize("code", ["K1701", "Z0001"])
def test_missing_data_is_neither_zero_nor_low(code: str) -> None:
    found = exposure_of(catalogue(), code)
    assert (found.ai, found.automation, found.confidence) == (None, None, "low")


def test_an_axis_without_data_lowers_the_confidence_of_the_whole() -> None:
    found = exposure_of(catalogue(), "D1000")
    assert found.ai is not None
    assert (found.automation, found.confidence) == (None, "low")


def test_a_group_of_many_occupations_is_said_to_be_coarse() -> None:
    found = exposure_of(catalogue(), "D1000")
    assert (found.shared, found.coarse) == (COARSE_FROM, True)
    assert found.ai is not None
    assert found.ai.basis.confidence == "medium"
    fine = exposure_of(catalogue(), "M1607")
    assert (fine.shared, fine.coarse) == (2, False)
    others = replace(catalogue(), exposure={"4120": ai("4120", 0.5, 0.1, "Clerks Not Elsewhere Classified")})
    assert exposure_of(others, "M1607").coarse


def test_an_unknown_occupation_is_refused() -> None:
    with pytest.raises(KeyError):
        exposure_of(catalogue(), "Z9999")


def test_the_bands_are_those_of_the_ilo() -> None:
    bands = {"Gradient 1": "medium", "Gradient 2": "medium", "Gradient 3": "high", "Gradient 4": "high"}
    for group in rome().exposure.values():
        assert ai_band(group.mean, group.spread) == bands.get(group.gradient.removeprefix("Exposed: "), "low")


def test_the_bands_of_automation_are_its_quartiles() -> None:
    found = [automation_band(group.risk) for group in rome().automation.values()]
    assert found.count("low") == pytest.approx(len(found) / 4, abs=3)
    assert found.count("high") == pytest.approx(len(found) / 4, abs=3)
    for group in rome().automation.values():
        if group.category == "High risk":
            assert group.risk >= AUTOMATION_HIGH
        if group.category == "Low risk":
            assert group.risk <= AUTOMATION_LOW


def test_nearly_all_of_rome_has_a_chain_to_both_axes() -> None:
    found = coverage(rome())
    assert found.occupations == 1584
    assert found.ai / found.occupations >= 0.96
    assert found.automation / found.occupations >= 0.96
    assert found.ai_with_mean > found.ai


def test_each_figure_is_a_row_of_its_source() -> None:
    for code in list(rome().occupations)[::50]:
        found = exposure_of(rome(), code)
        if found.ai is not None and found.ai.basis.rule != "three_digits":
            row = rome().exposure[found.isco]
            assert (found.ai.mean, found.ai.spread, found.ai.gradient) == (row.mean, row.spread, row.gradient)
            assert {task.text for task in (*found.ai.most, *found.ai.least)} <= {task.text for task in row.tasks}
            assert found.ai.basis.source == rome().sources["ilo"]
        if found.automation is not None and found.automation.basis.rule != "three_digits":
            assert found.automation.risk == rome().automation[found.isco].risk
            assert found.automation.basis.source == rome().sources["nesta"]
