"""The trajectory: an interactive plan from where a person stands to an occupation they chose."""

from tools.aube.trajectory.errors import SameOccupation, StepNeeded, StepRequired, UnclearOccupation
from tools.aube.trajectory.events import EVENTS
from tools.aube.trajectory.exporting import Exported, Format, card_of, export
from tools.aube.trajectory.models import Change
from tools.aube.trajectory.operations import ChangePlan, GetPlan, PlanCareerChange, get_plan, trajectory_operations
from tools.aube.trajectory.views import PlanView
from tools.aube.trajectory.wording import words_of

__all__ = [
    "EVENTS",
    "Change",
    "ChangePlan",
    "Exported",
    "Format",
    "GetPlan",
    "PlanCareerChange",
    "PlanView",
    "SameOccupation",
    "StepNeeded",
    "StepRequired",
    "UnclearOccupation",
    "card_of",
    "export",
    "get_plan",
    "trajectory_operations",
    "words_of",
]
