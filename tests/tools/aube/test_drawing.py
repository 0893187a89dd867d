"""Drawings: well-formed whatever is written in them, readable in light and dark, told in words, all inside."""

import re
from itertools import product
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.aube.test_cards import PLAN, cards_of, job_of
from tests.tools.aube.test_transparency import CASES, told
from tools.aube.canvas import DARK, LIGHT, PRINT, SIZE, WEB, WIDTH, Caption, Palette, wrap
from tools.aube.cards import time_line, trajectory_card
from tools.aube.drawing import Bar, Group, Row, Spoke, bridge, matches, radar, timeline
from tools.aube.pictures import draw, draw_exposure, draw_trajectory
from tools.aube.plotting import PlotWords, Point, Range, exposure_plot

ANY = st.text(max_size=60)
SHARE = st.floats(min_value=0, max_value=1)
WEEKS = st.floats(min_value=0, max_value=2_000)
SVG = "{http://www.w3.org/2000/svg}"


def read(svg: str) -> Any:
    """The drawing as a tree, with what every one of them has."""
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    ids = {each.get("id"): each for each in root.iter() if each.get("id")}
    title, desc = (root.get("aria-labelledby") or "").split()
    assert (ids[title].tag, ids[desc].tag) == (f"{SVG}title", f"{SVG}desc")
    allowed = "svg title desc style text rect line circle path polygon".split()
    assert {each.tag for each in root.iter()} <= {f"{SVG}{name}" for name in allowed}
    names = {name for each in root.iter() for name in each.attrib}
    assert not any("href" in name or name.startswith("on") or name == "style" for name in names)
    assert "url(" not in "".join(each.text or "" for each in root.iter(f"{SVG}style"))
    return root


@pytest.mark.parametrize("palette", [WEB, PRINT])
@settings(max_examples=60, deadline=None)
@given(ANY, ANY, ANY, SHARE, SHARE)
def test_any_words_make_a_well_formed_radar(
    palette: Palette, title: str, label: str, note: str, mean: float, spread: float
) -> None:
    root = read(radar(Caption("r", title, note, "fr"), [Spoke(label, note, mean, spread)] * 6, palette))
    written = {each.text or "" for each in root.iter(f"{SVG}text")}
    assert {line for line in wrap(label, 115, size=14) if line} <= written


@settings(max_examples=60, deadline=None)
@given(ANY, ANY, st.lists(st.tuples(ANY, ANY), max_size=5), ANY)
def test_any_words_make_a_well_formed_bridge(title: str, heading: str, items: list[tuple[str, str]], rest: str) -> None:
    read(bridge(Caption("b", title, rest, "fr"), (Group(heading, items, rest), Group("", ()), Group(rest, items))))


@settings(max_examples=60, deadline=None)
@given(ANY, st.lists(st.builds(Row, ANY, ANY, st.integers(0, 99), st.integers(0, 99)), max_size=5))
def test_any_words_make_a_well_formed_list(title: str, rows: list[Row]) -> None:
    root = read(matches(Caption("m", title, title, "fr"), rows))
    assert all(float(bar.get("x")) + float(bar.get("width")) <= WIDTH for bar in root.iter(f"{SVG}rect"))


@settings(max_examples=60, deadline=None)
@given(ANY, st.lists(st.builds(Bar, ANY, ANY, WEEKS, WEEKS, WEEKS, WEEKS), max_size=4), ANY)
def test_any_words_make_a_well_formed_time_line(title: str, bars: list[Bar], unit: str) -> None:
    read(timeline(Caption("t", title, unit, "fr"), bars, unit, title))


@settings(max_examples=60, deadline=None)
@given(ANY, st.lists(st.builds(Point, ANY, st.none() | st.builds(Range, SHARE, SHARE, SHARE), st.none()), max_size=3))
def test_any_words_make_a_well_formed_plot(title: str, points: list[Point]) -> None:
    levels = dict.fromkeys(("low", "medium", "high"), title)
    full = [*points, Point(title, Range(0.5, 0.4, 0.6), Range(3.5, 3.4, 3.6))]
    read(exposure_plot(Caption("e", title, title, "fr"), full, PlotWords(title, title, levels, title)))
    read(exposure_plot(Caption("e", title, title, "fr"), points, PlotWords(title, title, levels, title)))


@given(st.text(max_size=200), st.floats(min_value=20, max_value=600), st.integers(1, 4))
def test_lines_are_as_few_and_as_short_as_asked(said: str, width: float, most: int) -> None:
    found = wrap(said, width, most=most)
    assert 1 <= len(found) <= most
    assert all(len(line) <= max(int(width / 9), 4) for line in found)


def test_what_is_written_stays_text() -> None:
    evil = '</text><script>alert(1)</script>&"\'<a href="//x">'
    root = read(bridge(Caption("b", evil, evil, "fr"), (Group(evil, [(evil, "")]), Group("", ()), Group("", ()))))
    assert evil in [each.text for each in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("case", CASES[-2:], ids=str)
def test_cards_are_drawn_with_their_words_as_description(case: Any) -> None:
    for card, palette in product(cards_of(told(*case)[2], job_of(case)), (WEB, PRINT)):
        root = read(draw(card, "fr", palette))
        [title, desc] = [next(root.iter(f"{SVG}{name}")).text for name in ("title", "desc")]
        assert f"{title}\n{desc}" == card.text
        assert root.get("lang") == "fr"


def test_a_trajectory_is_drawn_with_its_time_line_as_description() -> None:
    root = read(draw(trajectory_card(PLAN, "Tout le plan, avec ses sources."), "fr"))
    [title, desc] = [next(root.iter(f"{SVG}{name}")).text for name in ("title", "desc")]
    assert [title, *desc.split("\n")] == [PLAN.title, *time_line(PLAN, "fr")]


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_written_outside_of_the_paper(case: Any, language: str) -> None:
    for card in cards_of(told(*case)[2], job_of(case)):
        for line in read(draw(card, language)).iter(f"{SVG}text"):
            if line.get("transform") is None:
                size = float(line.get("font-size") or SIZE)
                wide = 0.58 * size * len(line.text or "")
                left = (
                    float(line.get("x"))
                    - {"start": 0, "middle": wide / 2, "end": wide}[line.get("text-anchor") or "start"]
                )
                assert left >= 0, line.text
                assert left + wide <= WIDTH, line.text


def test_every_occupation_is_in_the_legend_of_the_plot() -> None:
    case = CASES[-2]
    exposure = cards_of(told(*case)[2], job_of(case))[1]
    drawn = " ".join(each.text or "" for each in read(draw_exposure(exposure, "fr")).iter(f"{SVG}text"))  # type: ignore[arg-type]
    assert all(one.title.split(" ")[0] in drawn for one in exposure.data.occupations)  # type: ignore[union-attr]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["ink", "soft", "accent", "have", "close", "missing"])
def test_letters_contrast_with_their_paper(colours: dict[str, str], name: str) -> None:
    light, dark = sorted((luminance(colours[name]), luminance(colours["paper"])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_page_sets_its_own_colours() -> None:
    svg = draw_trajectory(trajectory_card(PLAN, ""), "fr")
    assert f'viewBox="0 0 {WIDTH} ' in svg
    assert 'fill="currentColor"' in svg
    assert "var(--iris-accent, #1d4ed8)" in svg
    assert "prefers-color-scheme:dark" in svg
    assert "var(" not in draw_trajectory(trajectory_card(PLAN, ""), "fr", PRINT)
    assert re.findall(r"font-family=\"([^\"]+)\"", svg) == ["system-ui, sans-serif"]
