"""What conversations keep about people: threads, messages, runs and their logs, what waits, thumbs."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

import orjson
from sqlalchemy import ColumnElement, Connection, and_, delete, exists, or_, select

from agents.runs.feedback import CONVERSATION_RATED, MESSAGE_RATED
from agents.runs.lifecycle import Runs
from agents.runs.log import RunLog
from tools.actor import Actor, AppId, OrganisationId, RunId, ThreadId, UserId
from tools.events import EventStore, person_stream
from tools.privacy import ExportPart, KeptFor, PersonalStore, Row, Transient, Words
from tools.privacy.rows import delete_rows, rows_of
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import executions, interrupts, messages, people, run_log, runs, threads

LINGERS = timedelta(minutes=5)
"""An ended run has left the memory of its process by then."""
ANSWERED_KEPT = timedelta(days=30)
"""How long a question that was answered, or that expired, is kept."""

UNTIL_ERASED = Words(
    "Jusqu’à ce que vous supprimiez la conversation ou effaciez vos données",
    "Until you delete the conversation or erase your data",
)


def stopping(runs_of_process: Runs) -> Callable[[UserId], Awaitable[None]]:
    """What ends a person's runs: here at once, in other processes by asking; then their logs leave the memory."""

    async def stop(user_id: UserId) -> None:
        now = runs_of_process.clock.now()
        recent = or_(runs.c.ended_at.is_(None), runs.c.ended_at > now - LINGERS)
        query = select(runs.c.thread_id).where(runs.c.user_id == user_id, recent).distinct()
        found = await runs_of_process.database.read(lambda c: list(c.execute(query).scalars()))
        # No app and no right: only the person's id is looked at.
        actor = Actor(user_id=user_id, organisation_id=OrganisationId(""), app_id=AppId(""), scopes=frozenset())
        for thread_id in found:
            await runs_of_process.forget(actor, ThreadId(thread_id))

    return stop


def conversation_stores(database: Database, keys: KeyRing, events: EventStore) -> tuple[PersonalStore, ...]:
    """The stores of conversations."""
    return _conversations(database, keys), _runs(database, keys), _feedback(events)


def passing() -> tuple[Transient, ...]:
    """What is in memory while an answer is written, and a moment after."""
    return (
        Transient(
            name="live runs",
            holds=Words("La réponse en train de s’écrire", "The answer that is being written"),
            kept_for=Words("En mémoire, une minute après la fin", "In memory, for a minute after its end"),
        ),
        Transient(
            name="checkpoints",
            holds=Words("L’état d’une réponse en cours", "The state of an answer under way"),
            kept_for=Words("En mémoire, le temps de la réponse", "In memory, while the answer lasts"),
        ),
    )


def _conversations(database: Database, keys: KeyRing) -> PersonalStore:
    async def export(user_id: UserId, locale: str) -> ExportPart:
        key = await keys.of(user_id)

        def work(connection: Connection) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
            return _threads(connection, user_id, key), _messages(connection, user_id, key)

        found, said = await database.read(work)
        by_thread: dict[object, list[Row]] = {}
        for message in said:
            by_thread.setdefault(message["thread_id"], []).append(message)
        texts = {_file_name(thread): _transcript(thread, by_thread.get(thread["id"], ()), locale) for thread in found}
        return ExportPart(lists={"threads": found, "messages": said}, texts=texts)

    def active_since(moment: datetime) -> ColumnElement[bool]:
        return exists().where(threads.c.user_id == people.c.id, threads.c.updated_at > moment)

    return PersonalStore(
        name="conversations",
        tables=(threads.name, messages.name),
        clear={
            "threads.agent": "the name of a specialist",
            "threads.mode": "model or guided",
            "messages.role": "user or assistant",
            "messages.agent": "the name of a specialist",
            "messages.status": "complete or partial",
        },
        holds=Words(
            "Vos conversations : ce que vous avez écrit, ce qu’Iris a répondu, avec quel modèle, et ce qu’il en a vu",
            "Your conversations: what you wrote, what Iris answered and with which model, and what it saw of it",
        ),
        purpose=Words("Vous répondre, et vous laisser relire", "To answer you, and to let you read it again"),
        legal_basis="contract",
        kept_for=KeptFor(words=UNTIL_ERASED),
        export=export,
        erase=lambda connection, user_id, now: delete_rows(connection, user_id, messages, threads),
        active_since=active_since,
    )


def _runs(database: Database, keys: KeyRing) -> PersonalStore:
    async def export(user_id: UserId, locale: str) -> ExportPart:
        key = await keys.of(user_id)

        def work(connection: Connection) -> dict[str, list[dict[str, object]]]:
            asked = {
                "body": lambda row: orjson.loads(key.open(row.body, f"interrupts:{row.id}")),
                "answer": lambda row: orjson.loads(key.open(row.answer, f"interrupts.answer:{row.id}")),
            }
            return {
                "runs": rows_of(connection, runs, user_id),
                "questions": rows_of(connection, interrupts, user_id, sealed=asked),
                "waiting": rows_of(connection, executions, user_id),
            }

        lists: dict[str, list[dict[str, object]]] = await database.read(work)
        lists["live_log"] = await _live_log(RunLog(database, keys), user_id, lists["runs"])
        return ExportPart(lists=lists)

    def prune(connection: Connection, now: datetime) -> int:
        old = and_(interrupts.c.status != "open", interrupts.c.expires_at <= now - ANSWERED_KEPT)
        return connection.execute(delete(interrupts).where(old)).rowcount

    return PersonalStore(
        name="runs",
        tables=(runs.name, run_log.name, executions.name, interrupts.name),
        clear={
            "runs.status": "an enumeration",
            "runs.agent": "the name of a specialist",
            "runs.code": "the code of an error",
            "runs.mode": "model or guided",
            "runs.usage": "names of models and numbers of tokens",
            "runs.idempotency_key": "a key that the person's client made up",
            "runs.fingerprint": "a hash that tells a repeated request",
            "interrupts.reason": "the name of a reason",
            "interrupts.status": "an enumeration",
            "interrupts.fingerprint": "a hash that tells a repeated answer",
        },
        holds=Words(
            "Le suivi technique des réponses : dates, modèle utilisé, direct de la réponse, questions en attente",
            "The technical side of answers: dates, model used, the live answer, questions that wait",
        ),
        purpose=Words(
            "Reprendre une réponse coupée, et ne rien faire deux fois",
            "To resume an answer that was cut, and to do nothing twice",
        ),
        legal_basis="contract",
        kept_for=KeptFor(
            words=Words(
                "Le direct et ce qui attend : vingt-quatre heures ; une question close : trente jours ; le reste : "
                "comme la conversation",
                "The live answer and what waits: twenty-four hours; a closed question: thirty days; the rest: like the "
                "conversation",
            ),
            limit=ANSWERED_KEPT,
        ),
        export=export,
        erase=lambda connection, user_id, now: delete_rows(connection, user_id, run_log, interrupts, executions, runs),
        prune=prune,
    )


def _feedback(events: EventStore) -> PersonalStore:
    async def export(user_id: UserId, locale: str) -> ExportPart:
        rated = await events.read(user_id, person_stream("feedback", user_id))
        kinds = {MESSAGE_RATED: "thumbs", CONVERSATION_RATED: "scores"}
        lists: dict[str, list[Row]] = {name: [] for name in kinds.values()}
        for each in rated:
            lists[kinds[each.type]].append({"at": each.at, **each.data, **(each.private or {})})
        return ExportPart(lists=lists)

    return PersonalStore(
        name="feedback",
        streams=("feedback",),
        holds=Words(
            "Vos avis sur les réponses et les conversations, et leurs raisons",
            "Your opinions on answers and conversations, and their reasons",
        ),
        purpose=Words("Savoir ce qui aide", "To know what helps"),
        legal_basis="legitimate_interest",
        kept_for=KeptFor(words=Words("Jusqu’à l’effacement de vos données", "Until your data is erased")),
        export=export,
    )


def _threads(connection: Connection, user_id: UserId, key: Key) -> list[dict[str, object]]:
    return rows_of(
        connection,
        threads,
        user_id,
        sealed={
            "title": lambda row: key.open_text(row.title, f"threads.title:{row.id}"),
            "summary": lambda row: key.open_text(row.summary, f"threads.summary:{row.id}"),
            "focus": lambda row: orjson.loads(key.open(row.focus, f"threads.focus:{row.id}")),
            "vault": lambda row: key.open_text(row.vault, f"threads.vault:{row.id}"),
        },
    )


def _messages(connection: Connection, user_id: UserId, key: Key) -> list[dict[str, object]]:
    found = rows_of(
        connection,
        messages,
        user_id,
        sealed={"content": lambda row: orjson.loads(key.open(row.content, f"messages:{row.id}"))},
    )
    flat = [{**{k: v for k, v in row.items() if k != "content"}, **_content(row["content"])} for row in found]
    return sorted(flat, key=lambda row: (str(row["thread_id"]), row["position"]))


def _content(content: object) -> dict[str, object]:
    return content if isinstance(content, dict) else {"text": content}


async def _live_log(log: RunLog, user_id: UserId, found: Iterable[Row]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for run in found:
        run_id = RunId(str(run["id"]))
        for sequence, frame in await log.read(user_id, run_id):
            event = orjson.loads(frame.partition(b"data: ")[2])
            rows.append({"run_id": run_id, "sequence": sequence, "event": event})
    return rows


def _file_name(thread: Row) -> str:
    created, title = thread["created_at"], str(thread["title"]).replace("/", "_").replace("\\", "_")
    return f"{created:%Y-%m-%d} {title} ({thread['id']}).md" if isinstance(created, datetime) else f"{title}.md"


def _transcript(thread: Row, said: Iterable[Row], locale: str) -> str:
    """A conversation to read, in Markdown."""
    you = "Vous" if locale == "fr" else "You"
    blocks = [
        f"**{you if each['role'] == 'user' else 'Iris'}**, {each['created_at']:%Y-%m-%d %H:%M} UTC\n\n{each['text']}"
        for each in said
    ]
    return "\n\n---\n\n".join([f"# {thread['title']}", *blocks]) + "\n"
