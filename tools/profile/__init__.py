"""The person: what they said of themselves, as events."""

from tools.profile.models import Fact, Remember, Remembered
from tools.profile.operations import remember
from tools.profile.rules import FACT_REMEMBERED, facts

__all__ = ["FACT_REMEMBERED", "Fact", "Remember", "Remembered", "facts", "remember"]
