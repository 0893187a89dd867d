"""What a model sees of a conversation besides its messages: facts of the person, the summary, documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.runs.admission import Admission
from agents.runs.turn import Message
from tools.actor import FileId, ThreadId, UserId
from tools.errors import NotFound
from tools.files import LOOKED_AT
from tools.reading import FileReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """As a model would be given them now, with placeholders; how many values of each kind are hidden."""

    facts: Sequence[str]
    summary: str
    documents: Mapping[str, str]
    """By file id: as much of each as a model may be given."""
    hidden: Mapping[str, int]


async def surroundings(
    admission: Admission, files: FileReader, user_id: UserId, thread_id: ThreadId, history: Sequence[Message]
) -> Surroundings:
    """What goes with the messages of a thread; raises NotFound, GuardUnavailable."""
    admitted = await admission.admit(user_id, thread_id, "", locale="fr", adopt=False)
    documents: dict[str, str] = {}
    for file_id in _given(history):
        try:
            text = (await files.text_of(user_id, FileId(file_id))).text
        except NotFound:
            # The person has deleted it since.
            continue
        documents[file_id] = await admitted.guard.mask(text[:LOOKED_AT])
    return Surroundings(
        facts=admitted.facts,
        summary="" if admitted.state is None else admitted.state.summary,
        documents=documents,
        hidden={str(kind): count for kind, count in admitted.guard.vault.counts().items()},
    )


def _given(history: Sequence[Message]) -> list[str]:
    values = [note["value"] for each in history for note in each.annexes if note["name"] == "iris.files"]
    return [str(line["id"]) for value in values if isinstance(value, list) for line in value]
