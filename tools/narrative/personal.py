"""What people and their apps recorded of the path outside of Iris."""

from tools.actor import UserId
from tools.events import EventStore, person_stream
from tools.privacy import ExportPart, KeptFor, PersonalStore, Words


def journey_store(events: EventStore) -> PersonalStore:
    """The stream of client events. The narrative itself is kept nowhere."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        recorded = await events.read(user_id, person_stream("journey", user_id))
        rows = [
            {"at": each.at, "type": each.type, "by": each.actor, **each.data, **(each.private or {})}
            for each in recorded
        ]
        return ExportPart(lists={"steps": rows})

    return PersonalStore(
        name="journey",
        streams=("journey",),
        holds=Words(
            "Les étapes de votre parcours hors d’Iris (offres, candidatures, entretiens, formations), que vous ou "
            "votre application avez notées, avec vos mots",
            "The steps of your path outside of Iris (offers, applications, interviews, training) that you or your "
            "application noted, with your words",
        ),
        purpose=Words(
            "Vous raconter votre parcours et proposer le prochain pas ; le récit est refait à chaque lecture, jamais "
            "gardé",
            "To tell you your path and suggest the next step; the story is told anew each time, and never kept",
        ),
        legal_basis="contract",
        kept_for=KeptFor(words=Words("Jusqu’à l’effacement de vos données", "Until your data is erased")),
        export=export,
    )
