"""The profile of a person: read, added to, corrected, confirmed, taken back; by events."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tools.actor import UserId
from tools.clock import Clock
from tools.errors import NotFound, StaleStream
from tools.events import Append, EventStore, NewEvent, RecordedEvent, person_stream
from tools.profile.checking import Checked, checked
from tools.profile.doubts import label
from tools.profile.errors import ProfileFull
from tools.profile.models import Item, Origin, Profile
from tools.profile.resume import Imported, read_resume
from tools.profile.rules import ITEM_ADDED, ITEM_CONFIRMED, ITEM_CORRECTED, ITEM_REMOVED, profile
from tools.profile.sections import MOST_ITEMS, PRIVATE_NOTES, Section, Values, Work

ATTEMPTS = 5
"""How often a change is decided again when somebody else changed the profile meanwhile."""


class Writer(NamedTuple):
    """Whose profile is written, by whom (`visitor:u_…`), under which command id: the same one twice writes once."""

    user_id: UserId
    actor: str
    command: str


class Saved(NamedTuple):
    """The profile after a change, and the item that it was about."""

    profile: Profile
    item: Item


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profiles of people."""

    events: EventStore
    clock: Clock

    async def of(self, user_id: UserId) -> Profile:
        """Everything known of a person."""
        return profile(await self._read(user_id))

    async def add(
        self, by: Writer, section: Section, values: Mapping[str, object], origin: Origin, *, insist: bool = False
    ) -> Saved:
        """Add an item; one that says the same already is kept as it is.

        `insist`: what is not linked to the job is kept apart instead of refused. Raises InvalidArguments,
        PrivateMatter, ItemTooLong, ProfileFull, StaleStream.
        """
        new = checked(section, values, self.clock.now().date(), insist=insist)
        after, recorded = await self._change(by, lambda now: _added(now, [(new, origin)]))
        made = str(recorded[0].data["item"]) if recorded else None
        return Saved(after, _standing(after, made or next(item.id for item in _every(after) if _says(item, new))))

    async def correct(
        self, by: Writer, item_id: str, values: Mapping[str, object], origin: Origin, *, whole: bool = False
    ) -> Saved:
        """Correct an item: the fields that are given replace the former ones, null takes one away; `whole`: all of them
        are replaced. The former values stay in its history.

        Raises NotFound, InvalidArguments, PrivateMatter, ItemTooLong, StaleStream.
        """

        def decide(now: Profile) -> list[NewEvent]:
            item = _standing(now, item_id)
            if item.section == PRIVATE_NOTES:
                raise NotFound(f"item {item_id!r} is kept apart: remove it instead", what="profile_item")
            given = {} if whole else item.values.plain()
            told = {name: value for name, value in {**given, **values}.items() if value is not None}
            new = checked(item.section, told, self.clock.now().date())
            return [] if new.values == item.values else [_told(item_id, new, origin, correcting=True)]

        after, _ = await self._change(by, decide)
        return Saved(after, _standing(after, item_id))

    async def confirm(self, by: Writer, item_id: str) -> Saved:
        """The person says that an item is right; raises NotFound, StaleStream."""

        def decide(now: Profile) -> list[NewEvent]:
            confirmed = _standing(now, item_id).confirmed_at is not None
            return [] if confirmed else [NewEvent(type=ITEM_CONFIRMED, data={"item": item_id})]

        after, _ = await self._change(by, decide)
        return Saved(after, _standing(after, item_id))

    async def remove(self, by: Writer, item_id: str) -> Profile:
        """Use an item no more; raises NotFound, StaleStream.

        This is no erasure: the sealed words stay in the event store until the person's key is destroyed.
        """

        def decide(now: Profile) -> list[NewEvent]:
            return [NewEvent(type=ITEM_REMOVED, data={"item": _standing(now, item_id).id})]

        after, _ = await self._change(by, decide)
        return after

    async def follow(self, by: Writer, source: Origin, found: Sequence[tuple[Section, Values]]) -> Profile:
        """Let the profile say what an assessment found, and no more what it said of it before: nothing that the person
        said, corrected or confirmed is touched. A job found by any assessment gives way to the one that is found now,
        and none is added beside one that the person told and that goes on. What no longer fits in is left out.

        Raises StaleStream.
        """
        after, _ = await self._change(by, lambda now: _followed(now, source, found))
        return after

    async def import_resume(self, by: Writer, document: object, *, file: str | None = None) -> tuple[Profile, Imported]:
        """Add every item of a JSON Resume document, all or nothing, as read in it; what is there already stays.

        `file` is the id of the file that it comes from. Raises InvalidArguments naming the path, ItemTooLong,
        ProfileFull, StaleStream.
        """
        today = self.clock.now().date()
        # A megabyte of text takes three seconds to look through.
        imported = await asyncio.to_thread(read_resume, document, today)
        rows = [(row.item, Origin(kind="read", on=today, file=file, place=row.path)) for row in imported.rows]
        after, _ = await self._change(by, lambda now: _added(now, rows))
        return after, imported

    async def _change(
        self, by: Writer, decide: Callable[[Profile], list[NewEvent]]
    ) -> tuple[Profile, list[RecordedEvent]]:
        """Decide on the profile as it stands and append, again when somebody else was faster; what was appended."""
        stream = person_stream("profile", by.user_id)
        for _ in range(ATTEMPTS):
            known = await self._read(by.user_id)
            done = [event for event in known if event.causation_id == by.command]
            new = [] if done else decide(profile(known))
            if not new:
                return profile(known), done
            append = Append(
                user_id=by.user_id,
                stream=stream,
                events=tuple(new),
                command=by.command,
                actor=by.actor,
                expected=known[-1].version if known else 0,
            )
            try:
                recorded = await self.events.append(append)
            except StaleStream:
                continue
            return profile([*known, *recorded]), recorded
        raise StaleStream(f"{stream!r} moved {ATTEMPTS} times")

    async def _read(self, user_id: UserId) -> list[RecordedEvent]:
        return await self.events.read(user_id, person_stream("profile", user_id))


def _every(known: Profile) -> Sequence[Item]:
    return (*known.items, *known.private_notes)


def _says(item: Item, new: Checked) -> bool:
    return item.section == new.section and item.values == new.values


def _standing(known: Profile, item_id: str) -> Item:
    item = known.item(item_id)
    if item is None:
        raise NotFound(f"profile item {item_id!r}", what="profile_item")
    return item


def _added(now: Profile, rows: Sequence[tuple[Checked, Origin]]) -> list[NewEvent]:
    known = {(item.section, item.values) for item in _every(now)}
    fresh = {row: origin for row, origin in reversed(rows) if (row.section, row.values) not in known}
    if len(known) + len(fresh) > MOST_ITEMS:
        raise ProfileFull(f"more than {MOST_ITEMS} items", limit=MOST_ITEMS)
    return [_told(f"pi_{secrets.token_hex(8)}", row, origin) for row, origin in reversed(fresh.items())]


def _followed(now: Profile, source: Origin, found: Sequence[tuple[Section, Values]]) -> list[NewEvent]:
    ours = [item for item in now.items if item.origin.kind == "assessed" and item.confirmed_at is None]
    ours = [
        item
        for item in ours
        if item.section == "work" or (item.section == "skills" and item.origin.assessment == source.assessment)
    ]
    theirs = {(item.section, label(item.values).casefold()) for item in now.items if item not in ours}
    employed = any(
        isinstance(item.values, Work) and item.values.end_date is None for item in now.items if item not in ours
    )
    wanted = [
        (section, values)
        for section, values in found
        if (section, label(values).casefold()) not in theirs and not (section == "work" and employed)
    ]
    standing = {(item.section, item.values) for item in ours}
    gone = [item for item in ours if (item.section, item.values) not in wanted]
    fresh = [(section, values) for section, values in dict.fromkeys(wanted) if (section, values) not in standing]
    room = MOST_ITEMS - len(_every(now)) + len(gone)
    return [
        *(NewEvent(type=ITEM_REMOVED, data={"item": item.id}) for item in gone),
        *(_told(f"pi_{secrets.token_hex(8)}", Checked(*each), source) for each in fresh[: max(room, 0)]),
    ]


def _told(item_id: str, new: Checked, origin: Origin, *, correcting: bool = False) -> NewEvent:
    ids = {name: getattr(origin, name) for name in ("message", "file", "place", "assessment")}
    whence = {"on": origin.on.isoformat(), **{name: each for name, each in ids.items() if each is not None}}
    return NewEvent(
        type=ITEM_CORRECTED if correcting else ITEM_ADDED,
        data={"item": item_id, "section": new.section, "origin": origin.kind},
        private={"origin": whence, new.section: new.values.plain()},
    )
