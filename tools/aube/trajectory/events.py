"""The events of a trajectory: that it was planned or changed is told, the plan is sealed."""

from tools.aube.trajectory.models import Action, Plan
from tools.events import EventData, EventType, Word

PLANNED, CHANGED = "TrajectoryPlanned", "TrajectoryChanged"


class TrajectoryPlanned(EventData):
    """A trajectory was planned: its first version."""

    trajectory: Word
    version: int


class TrajectoryChanged(EventData):
    """It has a new version."""

    trajectory: Word
    version: int
    action: Action


class PlanAsItStood(EventData):
    """A whole version: it is read again as it was, whatever is known of occupations then."""

    plan: Plan


EVENTS = (
    EventType(name=PLANNED, data=TrajectoryPlanned, private=PlanAsItStood),
    EventType(name=CHANGED, data=TrajectoryChanged, private=PlanAsItStood),
)
