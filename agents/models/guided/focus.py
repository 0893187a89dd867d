"""Focus: what a guided conversation is in the middle of, between two turns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

VERSION = 1
_LONGEST_ANSWER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A step of a flow that waits for its answer, and what was answered before it."""

    flow: str
    step: str
    answers: Mapping[str, str] = field(default_factory=dict)

    def answered(self, step: str, answer: str, then: str) -> "Place":
        """The next place, once `step` has its answer."""
        return replace(self, step=then, answers={**self.answers, step: answer[:_LONGEST_ANSWER]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """The place, the places left for later, what was offered, and what was said last.

    `offer` holds what a short « oui » or « 2 » means: `("flow:cv.review", "agent:coach", "ask:...")`.
    """

    place: Place | None = None
    paused: tuple[Place, ...] = ()
    done: tuple[str, ...] = ()
    offer: tuple[str, ...] = ()
    agent: str = ""
    """Who spoke last."""
    said: str = ""
    times: int = 0
    menus: int = 0
    """How many menus were shown, so that none is worded like the last one."""
    locale: str | None = None
    address: str | None = None
    ideas: tuple[str, ...] = ()
    """The titles of the occupations of the list that was shown last, in its order."""
    codes: tuple[str, ...] = ()
    """Their codes, in the same order."""
    depth: int = 0
    """How far the assessment went that gave it."""
    target: str = ""
    """The occupation that the person chose to aim for: every specialist starts from it."""

    def at(self, place: Place | None) -> "Focus":
        """The same, at another place; the place it leaves waits, unless it is the same flow."""
        leaving = self.place
        kept = [p for p in self.paused if place is None or p.flow != place.flow]
        if leaving and (place is None or leaving.flow != place.flow):
            kept = [*(p for p in kept if p.flow != leaving.flow), leaving]
        return replace(self, place=place, paused=tuple(kept))

    def ended(self) -> "Focus":
        """The same, once the flow in progress is complete."""
        if self.place is None:
            return self
        done = tuple(dict.fromkeys((*self.done, self.place.flow)))
        return replace(self, place=None, done=done)

    def waiting(self, flow: str) -> Place | None:
        """The place that was kept in `flow`, if any."""
        return next((place for place in self.paused if place.flow == flow), None)

    def to_json(self) -> dict[str, object] | None:
        """A dictionary that JSON can hold, or None when there is nothing to keep."""
        if self == Focus():
            return None
        place = self.place
        return {
            "v": VERSION,
            "flow": place.flow if place else None,
            "step": place.step if place else None,
            "answers": dict(place.answers) if place else {},
            "paused": [{"flow": p.flow, "step": p.step, "answers": dict(p.answers)} for p in self.paused],
            "done": list(self.done),
            "offer": list(self.offer),
            "agent": self.agent,
            "said": self.said,
            "times": self.times,
            "menus": self.menus,
            "locale": self.locale,
            "address": self.address,
            "ideas": list(self.ideas),
            "codes": list(self.codes),
            "depth": self.depth,
            "target": self.target,
        }


def read_focus(value: object) -> Focus:
    """The focus that `to_json` wrote; anything else (another version, another writer) is an empty one."""
    if not isinstance(value, Mapping) or value.get("v") != VERSION:
        return Focus()
    paused = value.get("paused")
    locale, address, times = value.get("locale"), value.get("address"), value.get("times")
    menus, depth = value.get("menus"), value.get("depth")
    places = [_read_place(each) for each in paused] if isinstance(paused, list) else []
    return Focus(
        place=_read_place(value),
        paused=tuple(place for place in places if place),
        done=_texts(value.get("done")),
        offer=_texts(value.get("offer")),
        agent=str(value.get("agent") or ""),
        said=str(value.get("said") or ""),
        times=times if isinstance(times, int) else 0,
        menus=menus if isinstance(menus, int) else 0,
        locale=locale if locale in {"fr", "en", "de", "es"} else None,
        address=address if address in {"vous", "tu"} else None,
        ideas=_texts(value.get("ideas")),
        codes=_texts(value.get("codes")),
        depth=depth if isinstance(depth, int) else 0,
        target=str(value.get("target") or ""),
    )


def _read_place(value: Any) -> Place | None:
    if not isinstance(value, Mapping):
        return None
    flow, step, answers = value.get("flow"), value.get("step"), value.get("answers")
    if not (isinstance(flow, str) and isinstance(step, str)):
        return None
    kept = answers.items() if isinstance(answers, Mapping) else ()
    return Place(flow=flow, step=step, answers={str(name): str(answer) for name, answer in kept})


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else ()
