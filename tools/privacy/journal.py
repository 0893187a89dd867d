"""What the event store keeps about people: every fact, in clear only what names nobody."""

from tools.actor import UserId
from tools.events import EventStore, RecordedEvent
from tools.privacy.register import ExportPart, Kept, KeptFor, PersonalStore, Words

PAGE = 1000


def events_store(events: EventStore) -> PersonalStore:
    """The table of events, and the audit in it. Events are never deleted: an erasure makes their words unreadable."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        rows: list[dict[str, object]] = []
        after = 0
        while page := await events.of_person(user_id, after=after, limit=PAGE):
            after = page[-1].position
            rows += [_row(event) for event in page]
        return ExportPart(lists={"events": rows})

    return PersonalStore(
        name="events",
        tables=("events",),
        streams=("audit",),
        clear={
            "events.stream": "the kind of stream and an id",
            "events.type": "the name of an event",
            "events.actor": "the kind of actor and an id",
            "events.data": "ids, enumerations and numbers: words go to `private`, which is sealed",
            "events.causation_id": "the id of a command",
            "events.previous_hash": "a hash over ciphertext",
            "events.hash": "a hash over ciphertext",
        },
        holds=Words(
            "Le journal de ce qui s’est passé : chaque action, avec sa date ; vos mots y sont chiffrés sous votre clé",
            "The journal of what happened: each action with its date; your words in it are encrypted under your key",
        ),
        purpose=Words(
            "Tenir vos données à jour et garder une trace sûre des actions (sécurité)",
            "To keep your data up to date, and a reliable trace of actions (security)",
        ),
        legal_basis="legitimate_interest",
        kept_for=KeptFor(
            words=Words(
                "Vos mots : jusqu’à l’effacement. Le reste (types, dates, identifiants) : sans limite",
                "Your words: until erasure. The rest (types, dates, identifiers): without limit",
            )
        ),
        export=export,
        kept=Kept(
            what=Words(
                "Le squelette du journal : types d’événements, dates et identifiants, sans aucun de vos mots",
                "The skeleton of the journal: types of events, dates and identifiers, without any of your words",
            ),
            why=Words(
                "L’intégrité du journal, vérifiable par tous, en dépend ; l’identifiant ne mène plus à personne",
                "The integrity of the journal depends on it; the identifier leads to nobody any more",
            ),
        ),
    )


def _row(event: RecordedEvent) -> dict[str, object]:
    return {
        "at": event.at,
        "type": event.type,
        "stream": event.stream,
        "version": event.version,
        "by": event.actor,
        "data": dict(event.data),
        "private": None if event.private is None else dict(event.private),
    }
