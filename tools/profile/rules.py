"""Pure rules of the profile: a fold over the person's events. No I/O, no clock, no settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import ValidationError

from tools.events import RecordedEvent
from tools.profile.doubts import doubts
from tools.profile.models import Fact, Former, Item, Origin, Profile
from tools.profile.sections import MODELS, PRIVATE_NOTES, Values

FACT_REMEMBERED = "FactRemembered"
FACT_FORGOTTEN = "FactForgotten"
ITEM_ADDED = "ProfileItemAdded"
ITEM_CORRECTED = "ProfileItemCorrected"
ITEM_CONFIRMED = "ProfileItemConfirmed"
ITEM_REMOVED = "ProfileItemRemoved"


def facts(events: Iterable[RecordedEvent]) -> list[Fact]:
    """The facts in the order in which they were said; the same words of the same kind count once.

    What was forgotten is left out, until the person says it again.
    """
    found: dict[tuple[str, str], Fact] = {}
    said: dict[str, tuple[str, str]] = {}
    for event in events:
        if event.type == FACT_REMEMBERED and event.private is not None:
            text, kind = str(event.private["fact"]), event.data["kind"]
            place = said[event.id] = (str(kind), text.casefold())
            found.setdefault(place, Fact(id=event.id, kind=kind, text=text, said_at=event.at))  # type: ignore[arg-type]
        elif event.type == FACT_FORGOTTEN and (forgotten := said.get(str(event.data["fact"]))) is not None:
            found.pop(forgotten, None)
    return list(found.values())


def profile(events: Iterable[RecordedEvent]) -> Profile:
    """What a person's events make of their profile.

    Items stand in the order in which they were added; the last correction counts and the former values stay in the
    history; what was removed is gone. The same item added again is the one that there is. An event that cannot be read
    (its key is destroyed) or names nothing that stands changes nothing.
    """
    known = list(events)
    items = _folded(known).items.values()
    said = tuple(item for item in items if item.section != PRIVATE_NOTES)
    return Profile(
        items=said,
        facts=tuple(facts(known)),
        private_notes=tuple(item for item in items if item.section == PRIVATE_NOTES),
        doubts=doubts(said),
        version=known[-1].version if known else 0,
        changed_at=known[-1].at if known else None,
    )


def standing(events: Iterable[RecordedEvent]) -> frozenset[str]:
    """The ids of the events that made what stands: what was taken back, and the taking back, are not among them."""
    known = list(events)
    folded = _folded(known)
    of_items = {event for item, made in folded.made.items() if item in folded.items for event in made}
    return frozenset(of_items | {fact.id for fact in facts(known)})


@dataclass(slots=True)
class _Fold:
    items: dict[str, Item] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    """The id under which each item that was ever added stands."""
    made: dict[str, list[str]] = field(default_factory=dict)
    """The events of each item."""
    saying: dict[tuple[str, Values], str] = field(default_factory=dict)
    """Which item says something."""

    def take(self, event: RecordedEvent) -> None:
        named = str(event.data.get("item"))
        if event.type == ITEM_ADDED:
            self._add(named, event)
            return
        item_id = self.same.get(named, "")
        if (item := self.items.get(item_id)) is None:
            return
        if event.type == ITEM_CORRECTED:
            self._correct(item, event)
        elif event.type == ITEM_CONFIRMED:
            self.items[item_id] = replace(item, confirmed_at=event.at)
            self.made[item_id].append(event.id)
        elif event.type == ITEM_REMOVED:
            del self.items[item_id]
            self._unsay(item)

    def _add(self, named: str, event: RecordedEvent) -> None:
        section, values = str(event.data.get("section")), values_in(event)
        if values is None or named in self.same:
            return
        known = self.same[named] = self.saying.setdefault((section, values), named)
        self.made.setdefault(known, []).append(event.id)
        if known == named:
            self.items[named] = Item(
                id=named,
                section=section,  # type: ignore[arg-type]
                values=values,
                origin=_origin(event),
                added_at=event.at,
            )

    def _correct(self, item: Item, event: RecordedEvent) -> None:
        values = values_in(event)
        if values is None or event.data.get("section") != item.section or values == item.values:
            return
        former = Former(values=item.values, origin=item.origin, by=event.actor, at=event.at)
        self.items[item.id] = replace(
            item, values=values, origin=_origin(event), confirmed_at=None, history=(*item.history, former)
        )
        self.made[item.id].append(event.id)
        self._unsay(item)
        self.saying.setdefault((item.section, values), item.id)

    def _unsay(self, item: Item) -> None:
        if self.saying.get((item.section, item.values)) == item.id:
            del self.saying[item.section, item.values]


def _folded(events: Iterable[RecordedEvent]) -> _Fold:
    fold = _Fold()
    for event in events:
        fold.take(event)
    return fold


def values_in(event: RecordedEvent) -> Values | None:
    """The values that an event holds, None where it has none that can be read."""
    section = str(event.data.get("section"))
    said = (event.private or {}).get(section)
    if section not in MODELS or not isinstance(said, Mapping):
        return None
    try:
        return MODELS[section].model_validate(said)
    except ValidationError:
        return None


def _origin(event: RecordedEvent) -> Origin:
    given = (event.private or {}).get("origin")
    told = given if isinstance(given, Mapping) else {}
    ids = {name: str(told[name]) for name in ("message", "file", "place", "assessment") if told.get(name) is not None}
    try:
        on = date.fromisoformat(str(told.get("on")))
    except ValueError:
        on = event.at.date()
    return Origin(kind=event.data.get("origin", "said"), on=on, **ids)  # type: ignore[arg-type]
