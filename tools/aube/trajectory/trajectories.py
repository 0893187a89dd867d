"""Trajectories at rest: every version of each, a fold over the events of a person's stream."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tools.actor import UserId
from tools.aube.trajectory.changing import changed
from tools.aube.trajectory.events import CHANGED, PLANNED
from tools.aube.trajectory.models import Change, Plan
from tools.errors import NotFound
from tools.events import Append, EventStore, NewEvent, RecordedEvent, person_stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a trajectory; `command` made it, `place` is its event's in the stream."""

    plan: Plan
    at: datetime
    command: str
    place: int


@dataclass(frozen=True, slots=True)
class Trajectories:
    """The trajectories of people."""

    events: EventStore

    async def versions(self, user_id: UserId, trajectory: str | None = None) -> list[Version]:
        """The versions of a trajectory, the first one first; of the last planned unless it is named.

        Raises NotFound.
        """
        return _of(await self._every(user_id), trajectory)

    async def keep(self, user_id: UserId, plan: Plan, *, command: str, actor: str) -> list[Version]:
        """Keep a first version; the same command again gives the same trajectory."""
        data: dict[str, object] = {"trajectory": plan.id, "version": plan.version}
        new = NewEvent(type=PLANNED, data=data, private=_sealed(plan))
        await self._append(user_id, new, command=command, actor=actor, expected=None)
        return await self.versions(user_id, plan.id)

    async def change(
        self, user_id: UserId, trajectory: str | None, change: Change, *, command: str, actor: str
    ) -> list[Version]:
        """Change the last version; the same command again changes nothing more.

        Raises NotFound, what `changed` raises, and StaleStream when somebody else changed something meanwhile.
        """
        every = await self._every(user_id)
        # The command first: a repetition names no trajectory, and another one may have been planned since.
        if repeated := [each for each in every if any(one.command == command for one in each)]:
            return repeated[0]
        versions = _of(every, trajectory)
        plan = changed(versions[-1].plan, change)
        data: dict[str, object] = {"trajectory": plan.id, "version": plan.version, "action": change.action}
        place = max(each.place for one in every for each in one)
        new = NewEvent(type=CHANGED, data=data, private=_sealed(plan))
        await self._append(user_id, new, command=command, actor=actor, expected=place)
        return await self.versions(user_id, plan.id)

    async def _every(self, user_id: UserId) -> list[list[Version]]:
        return fold(await self.events.read(user_id, person_stream("trajectory", user_id)))

    async def _append(self, user_id: UserId, new: NewEvent, *, command: str, actor: str, expected: int | None) -> None:
        stream = person_stream("trajectory", user_id)
        await self.events.append(
            Append(user_id=user_id, stream=stream, events=(new,), command=command, actor=actor, expected=expected)
        )


def _sealed(plan: Plan) -> dict[str, object]:
    return {"plan": plan.model_dump(mode="json")}


def plan_id(user_id: UserId, command: str) -> str:
    """The id of the trajectory that a command plans."""
    return f"tr_{hashlib.sha256(f'{user_id}:{command}'.encode()).hexdigest()[:20]}"


def _of(every: list[list[Version]], trajectory: str | None) -> list[Version]:
    found = [each for each in every if trajectory in (None, each[0].plan.id)]
    if not found:
        raise NotFound(f"trajectory {trajectory!r}", what="trajectory")
    return found[-1]


def fold(events: Iterable[RecordedEvent]) -> list[list[Version]]:
    """The versions of every trajectory that events tell, in the order in which they were planned."""
    found: dict[str, list[Version]] = {}
    for event in events:
        if event.type in (PLANNED, CHANGED) and event.private is not None:
            plan = Plan.model_validate(event.private["plan"])
            version = Version(plan=plan, at=event.at, command=event.causation_id, place=event.version)
            found.setdefault(plan.id, []).append(version)
    return list(found.values())
