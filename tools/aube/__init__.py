"""Aube: an assessment in a few questions, the occupations that could suit, and why."""

from tools.aube.assessing import Aube
from tools.aube.assessments import Assessments
from tools.aube.events import EVENTS
from tools.aube.looking import Look, LookAt, look_operation
from tools.aube.models import Counterfactual, Depth, Match
from tools.aube.operations import Assess, Assessed, aube_operations
from tools.aube.wording import wording_of

__all__ = [
    "EVENTS",
    "Assess",
    "Assessed",
    "Assessments",
    "Aube",
    "Counterfactual",
    "Depth",
    "Look",
    "LookAt",
    "Match",
    "aube_operations",
    "look_operation",
    "wording_of",
]
