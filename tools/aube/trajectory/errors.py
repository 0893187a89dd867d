"""What may be refused about a trajectory."""

from tools.errors import Conflict, InvalidArguments


class UnclearOccupation(InvalidArguments):
    """An occupation was not recognised: `details["candidates"]` are those it could be (code, title, about), if any."""

    code = "unclear_occupation"
    advice = "Ask which of the candidates is meant, or for other words when there is none; nothing was charged."


class SameOccupation(InvalidArguments):
    """The target is the occupation that the person has."""

    code = "same_occupation"
    advice = "Ask which other occupation is wanted."


class StepNeeded(Conflict):
    """The order does not hold: `details["before"]` has to stay before `details["step"]`."""

    code = "step_needed"
    advice = "Say which step has to stay before which, and offer another place."


class StepRequired(Conflict):
    """`details["step"]` cannot be dropped: there is no way without it."""

    code = "step_required"
    advice = "Say that the occupation cannot be reached without it."
