"""What to do next: pure rules over what is there and what is not."""

from collections.abc import Collection, Mapping, Sequence

from tools.events import RecordedEvent

AFTER: Mapping[str, str] = {
    "ApplicationSent": "follow_up",
    "InterviewScheduled": "prepare_interview",
    "InterviewAttended": "look_back",
    "OfferReceived": "weigh_offer",
    "TrainingStarted": "finish_training",
    "TrainingCompleted": "use_training",
    "JobStarted": "settle_in",
}
"""What follows the last thing done in the world outside: it comes before what is missing in the profile."""

WITH_A_CV = frozenset({"optimize_cv", "analyze_cv"})

STEPS = (
    *AFTER.values(),
    "say_job",
    "say_wish",
    "say_skill",
    "start_training",
    "apply",
    "look_at_training",
    "make_cv",
    "look_at_offer",
)


def next_step(
    events: Sequence[RecordedEvent], said: Collection[str], done: Collection[str]
) -> tuple[str, tuple[str, ...]]:
    """The id of the step, and the events that it follows from (none when it follows from what is missing).

    `said` are the kinds of facts that stand, `done` the priced actions that were delivered.
    """
    last = {event.type: event.id for event in events}
    outside = next((event for event in reversed(events) if event.type in AFTER), None)
    if outside is not None:
        return AFTER[outside.type], (outside.id,)
    for kind in ("job", "wish", "skill"):
        if kind not in said:
            return f"say_{kind}", ()
    for name, step in (("TrainingFound", "start_training"), ("OfferViewed", "apply")):
        if name in last:
            return step, (last[name],)
    if "training" not in said:
        return "look_at_training", ()
    return ("look_at_offer", ()) if WITH_A_CV & set(done) else ("make_cv", ())
