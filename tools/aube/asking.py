"""Which question comes next: the one whose answer could change the list the most; none when none could."""

from collections.abc import Callable, Sequence

import numpy as np

from tools.aube.beliefs import Belief, interest
from tools.aube.models import Assessment, Depth, Item
from tools.aube.scoring import Floats, Landscape, Scores, best

SHORT, LONG = 3, 5
"""Occupations of the list at 60 seconds, and beyond."""
MOST: dict[Depth, int] = {1: 5, 2: 10, 3: 16}
"""Questions at each depth at most, the job included."""
ENOUGH = 0.08
"""Expected share of the list that the best question would change, under which no more is asked."""
REFUSALS = 1.5
"""What a question counts that may rule occupations out: what is impossible is worse than what is less liked."""
LEAST: dict[Depth, int] = {1: 4, 2: 7, 3: 10}
"""Questions at each depth at least, while any is left that could change something."""


def list_length(depth: Depth) -> int:
    """How many occupations the list of a depth has."""
    return SHORT if depth == 1 else LONG


def next_item(
    items: Sequence[Item], assessment: Assessment, belief: Belief, land: Landscape, rescore: Callable[..., Scores]
) -> Item | None:
    """The item with the largest expected change of the list; the first of equals. None: enough is known, or asked.

    `rescore(interests, refused, wanted)` gives the scores with other beliefs.
    """
    asked = assessment.asked
    left = [item for item in items if item.depth <= assessment.depth and item.id not in assessment.answers]
    if asked >= MOST[assessment.depth] or not left:
        return None
    size = list_length(assessment.depth)
    now = best(land, rescore(means(belief), belief.refused, belief.wanted), size, without=(belief.job,))
    values = [(turnover(item, belief, now, size, land, rescore), -place) for place, item in enumerate(left)]
    value, place = max(values)
    if value < ENOUGH and asked >= LEAST[assessment.depth]:
        # What nothing can be computed with is asked last: it is for who goes on from the list.
        return next((item for item in left if item.kind == "note"), None)
    return left[-place]


def turnover(
    item: Item, belief: Belief, now: Sequence[int], size: int, land: Landscape, rescore: Callable[..., Scores]
) -> float:
    """The share of the list that an answer to `item` is expected to change, refusals counted `REFUSALS` times."""
    if item.kind == "note" or not now:
        return 0.0
    chances = _chances(item, belief)
    expected = 0.0
    for option, chance in zip(item.options, chances, strict=True):
        means_after = means(belief)
        if item.kind == "interest":
            means_after = _after(belief, item, option.id)
        refused = {**belief.refused, **dict.fromkeys(option.refuse, item.id)}
        wanted = {**belief.wanted, **dict.fromkeys(option.want, item.id)}
        scores = rescore(means_after, refused, wanted)
        then = best(land, scores, size, without=(belief.job,))
        expected += chance * (REFUSALS if option.refuse else 1.0) * (1 - len(set(now) & set(then)) / max(len(now), 1))
    return expected


def means(belief: Belief) -> Floats | None:
    """The six posterior means; None before any interest was asked."""
    return np.array([each.mean for each in belief.interests]) if belief.has_interests else None


def _chances(item: Item, belief: Belief) -> list[float]:
    if item.kind != "interest":
        return [1 / len(item.options)] * len(item.options)
    by_letter = {each.letter: each.mean for each in belief.interests}
    total = sum(by_letter[option.id] for option in item.options)
    return [by_letter[option.id] / total for option in item.options]


def _after(belief: Belief, item: Item, letter: str) -> Floats:
    offered = {option.id for option in item.options}
    after = [
        interest(each.letter, each.chosen + (each.letter == letter), each.offered + (each.letter in offered))
        for each in belief.interests
    ]
    return np.array([each.mean for each in after])
