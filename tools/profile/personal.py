"""What the profile keeps about people: their path by items, and what they asked Iris to remember."""

from tools.actor import UserId
from tools.events import EventStore, person_stream
from tools.privacy import ExportPart, KeptFor, PersonalStore, Row, Words
from tools.profile.models import Item, Origin
from tools.profile.rules import profile


def profile_store(events: EventStore) -> PersonalStore:
    """The stream of a person's profile."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        known = profile(await events.read(user_id, person_stream("profile", user_id)))
        facts: list[Row] = [
            {"kind": fact.kind, "fact": fact.text, "said_at": fact.said_at, "id": fact.id} for fact in known.facts
        ]
        items = [_row(item) for item in known.items]
        former = [row for item in (*known.items, *known.private_notes) for row in _former(item)]
        lists = {"items": items, "private_notes": [_row(item) for item in known.private_notes], "corrections": former}
        return ExportPart(lists={"facts": facts, **{name: rows for name, rows in lists.items() if rows}})

    return PersonalStore(
        name="profile",
        streams=("profile",),
        holds=Words(
            "Ce que vous avez dit de vous, ou qu’Iris a lu dans vos documents : emplois, formations, langues, "
            "savoir-faire, métier visé, permis, disponibilité, envies, contraintes ; à part, ce que vous avez tenu à "
            "garder sans lien avec l’emploi",
            "What you said about yourself, or Iris read in your documents: jobs, training, languages, skills, wanted "
            "occupation, licences, availability, wishes, constraints; apart, what you insisted on keeping without a "
            "link to the job",
        ),
        purpose=Words(
            "Vous accompagner sans vous faire répéter", "To accompany you without making you repeat yourself"
        ),
        legal_basis="contract",
        kept_for=KeptFor(words=Words("Jusqu’à l’effacement de vos données", "Until your data is erased")),
        export=export,
    )


def _row(item: Item) -> Row:
    return {
        "section": item.section,
        **item.values.plain(),
        **_whence(item.origin),
        "added_at": item.added_at,
        "confirmed_at": item.confirmed_at,
        "id": item.id,
    }


def _former(item: Item) -> list[Row]:
    return [
        {"item": item.id, "corrected_at": each.at, "by": each.by, **each.values.plain(), **_whence(each.origin)}
        for each in item.history
    ]


def _whence(origin: Origin) -> Row:
    told = {
        "origin": origin.kind,
        "origin_on": origin.on.isoformat(),
        "message": origin.message,
        "file": origin.file,
        "place": origin.place,
        "assessment": origin.assessment,
    }
    return {name: each for name, each in told.items() if each is not None}
