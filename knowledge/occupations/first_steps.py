"""What one can do this week, for free, to see an occupation for real: its own step, else that of its kind."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from knowledge.occupations.models import Occupation

FILE = Path(__file__).with_name("first_steps.toml")

Text = Annotated[str, StringConstraints(pattern=r"^[A-ZÀ-Ý](?:[^\n]*[^\s.])$")]
Prefix = Annotated[str, StringConstraints(pattern=r"^([A-N](\d\d){0,2})?$")]


class Step(BaseModel):
    """A step of first_steps.toml, in French and in English, and the occupations that it is for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: tuple[Prefix, ...]
    """What their ROME code begins with."""
    regulated: bool = False
    management: bool = False
    """True: only where this is known to be so."""
    fr: Text
    en: Text


@cache
def steps() -> tuple[Step, ...]:
    """Every step, in the order of the file."""
    return tuple(Step.model_validate(one) for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["step"])


def first_step(occupation: Occupation, locale: str = "fr") -> str:
    """What was written for the occupation itself, in French; else the step of its kind, in English for « en »."""
    if occupation.first_step:
        return occupation.first_step
    conditions = occupation.conditions
    held = [
        (len(prefix), step.regulated + step.management, step)
        for step in steps()
        for prefix in step.codes
        if occupation.code.startswith(prefix)
        and (conditions.regulated or not step.regulated)
        and (conditions.management or not step.management)
    ]
    step = max(held, key=lambda each: each[:2])[2]
    return step.en if locale.lower().startswith("en") else step.fr
