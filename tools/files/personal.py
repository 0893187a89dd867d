"""What files keep about people: their documents, as they sent them."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, func, select

from tools.actor import FileId, UserId
from tools.files.store import Files
from tools.privacy import Document, ExportPart, KeptFor, PersonalStore, Words
from tools.storage.schema import files as table
from tools.storage.schema import people


def files_store(files: Files) -> PersonalStore:
    """The table of files."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        lines = await files.list(user_id)
        documents = [Document(name=line.name, read=_reading(files, user_id, line.id)) for line in lines]
        return ExportPart(lists={"documents": [asdict(line) for line in lines]}, documents=documents)

    def erase(connection: Connection, user_id: UserId, now: datetime) -> int:
        held = select(func.count()).select_from(table).where(table.c.user_id == user_id)
        count = connection.execute(held).scalar_one()
        files.erase_in(connection, user_id)
        return count

    def active_since(moment: datetime) -> ColumnElement[bool]:
        return exists().where(table.c.user_id == people.c.id, table.c.created_at > moment)

    return PersonalStore(
        name="documents",
        tables=(table.name,),
        clear={
            "files.media_type": "one of the accepted types",
            "files.origin": "upload or paste",
        },
        holds=Words(
            "Vos documents (CV, lettres, textes collés) et le texte qui en est lu",
            "Your documents (CVs, letters, pasted texts) and the text that is read from them",
        ),
        purpose=Words(
            "Les lire avec vous. Un modèle d’IA peut en recevoir le début, avec des repères à la place des noms, des "
            "adresses et des numéros ; ce que le texte raconte (santé, syndicat, convictions…) n’est pas masqué",
            "To read them with you. An AI model may receive the beginning, with placeholders for names, addresses and "
            "numbers; what the text tells (health, union, beliefs…) is not masked",
        ),
        legal_basis="contract",
        kept_for=KeptFor(
            words=Words(
                "Jusqu’à ce que vous supprimiez le document ou sa conversation, ou effaciez vos données",
                "Until you delete the document or its conversation, or erase your data",
            )
        ),
        export=export,
        erase=erase,
        active_since=active_since,
    )


def _reading(files: Files, user_id: UserId, file_id: FileId) -> Callable[[], Awaitable[bytes]]:
    async def read() -> bytes:
        return (await files.content_of(user_id, file_id)).content

    return read
