"""Coaching: advice on the small things that hold a change of job back."""

from tools.coach.models import Advice, Advise, Theme
from tools.coach.operations import advise
from tools.coach.rules import theme_of

__all__ = ["Advice", "Advise", "Theme", "advise", "theme_of"]
