"""What assessments keep about people."""

from tools.actor import UserId
from tools.aube.assessments import Assessments
from tools.aube.sharing import fold as fold_shares
from tools.aube.trajectory.trajectories import fold
from tools.events import EventStore, person_stream
from tools.privacy import ExportPart, KeptFor, PersonalStore, Words


def aube_store(events: EventStore) -> PersonalStore:
    """The streams of a person's assessments and plans. Lists of occupations are computed at each look, and kept nowhere
    but in the reports that were shared."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        rows = [
            {
                "assessment": each.id,
                "item": answer.item,
                "options": list(answer.options),
                "text": answer.text,
                "at": answer.at,
            }
            for each in await Assessments(events).all(user_id)
            for answer in each.answers.values()
        ]
        events_of_plans = await events.read(user_id, person_stream("trajectory", user_id))
        plans = [
            {"at": version.at, **version.plan.model_dump(mode="json")}
            for each in fold(events_of_plans)
            for version in each
        ]
        shares = [
            {"id": each.id, "level": each.level, "format": each.format, "expires_at": each.expires_at}
            for each in fold_shares(await events.read(user_id, person_stream("aube", user_id)))
        ]
        return ExportPart(lists={"answers": rows, "plans": plans, "links": shares})

    return PersonalStore(
        name="aube",
        streams=("aube", "trajectory"),
        holds=Words(
            "Vos réponses aux questions d’Aube (métier, intérêts, conditions de travail souhaitées), vos plans de "
            "parcours et les rapports que vous avez partagés par un lien",
            "Your answers to Aube’s questions (job, interests, wished working conditions), your plans, and the reports "
            "that you shared by a link",
        ),
        purpose=Words(
            "Chercher avec vous des métiers qui peuvent convenir, et dire pourquoi",
            "To look with you for occupations that may suit, and to say why",
        ),
        legal_basis="contract",
        kept_for=KeptFor(words=Words("Jusqu’à l’effacement de vos données", "Until your data is erased")),
        export=export,
    )
