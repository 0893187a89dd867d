"""The profile's operations."""

from tools.errors import NotSaid
from tools.events import Append, NewEvent, person_stream
from tools.operation import Effect, ToolContext, operation
from tools.profile.models import Remember, Remembered
from tools.profile.rules import FACT_REMEMBERED, grounded


@operation(scope="profile:write", effect=Effect.WRITE, restore=frozenset({"fact"}))
async def remember(context: ToolContext, arguments: Remember) -> Remembered:
    """Remember one fact that the person just said about themselves (their job, a wish, a constraint, a skill,
    a training, their situation), so that they never have to repeat it. Use their own words. Never
    remember a guess, a judgement, or anything about health, origin, religion or opinions."""
    fact = " ".join(arguments.fact.split())
    if not grounded(fact, context.said):
        raise NotSaid("the fact is not in the person's words", field="fact")
    await context.events.append(
        Append(
            user_id=context.actor.user_id,
            stream=person_stream("profile", context.actor.user_id),
            events=(NewEvent(type=FACT_REMEMBERED, data={"kind": arguments.kind}, private={"fact": fact}),),
            command=context.key,
            actor=f"{context.actor.kind}:{context.actor.user_id}",
        )
    )
    return Remembered(saved=True, fact=fact)
