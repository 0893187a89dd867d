"""What the profile keeps about people: what they asked Iris to remember."""

from tools.actor import UserId
from tools.events import EventStore, person_stream
from tools.privacy import ExportPart, KeptFor, PersonalStore, Words
from tools.profile.rules import facts


def profile_store(events: EventStore) -> PersonalStore:
    """The stream of a person's facts."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        known = facts(await events.read(user_id, person_stream("profile", user_id)))
        rows = [{"kind": fact.kind, "fact": fact.text, "said_at": fact.said_at, "id": fact.id} for fact in known]
        return ExportPart(lists={"facts": rows})

    return PersonalStore(
        name="profile",
        streams=("profile",),
        holds=Words(
            "Ce que vous avez dit de vous et qu’Iris a retenu : métier, envies, contraintes, savoir-faire, formation",
            "What you said about yourself and Iris remembered: job, wishes, constraints, skills, training",
        ),
        purpose=Words(
            "Vous accompagner sans vous faire répéter", "To accompany you without making you repeat yourself"
        ),
        legal_basis="contract",
        kept_for=KeptFor(words=Words("Jusqu’à l’effacement de vos données", "Until your data is erased")),
        export=export,
    )
