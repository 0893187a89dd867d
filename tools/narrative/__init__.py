"""The narrative: a person's path, told from their events and from nothing else."""

from tools.narrative.models import Chapter, Investment, Milestone, NextStep, Section, Story, Told
from tools.narrative.rules import tell
from tools.narrative.telling import Narrative
from tools.narrative.wording import LOCALES, Wording, load_wording

__all__ = [
    "LOCALES",
    "Chapter",
    "Investment",
    "Milestone",
    "Narrative",
    "NextStep",
    "Section",
    "Story",
    "Told",
    "Wording",
    "load_wording",
    "tell",
]
