"""The person: what they said of themselves, as events."""

from tools.profile.facts import Facts
from tools.profile.models import Fact, Remember, Remembered
from tools.profile.operations import remember
from tools.profile.rules import FACT_FORGOTTEN, FACT_REMEMBERED, facts

__all__ = ["FACT_FORGOTTEN", "FACT_REMEMBERED", "Fact", "Facts", "Remember", "Remembered", "facts", "remember"]
