"""What energy keeps about people: the wallet, and for thirty days what priced operations delivered."""

from dataclasses import asdict
from datetime import datetime

import orjson
from sqlalchemy import ColumnElement, Connection, exists, or_

from tools.actor import UserId
from tools.energy.ledger import Ledger
from tools.energy.metering import KEPT, place
from tools.privacy import ExportPart, Kept, KeptFor, PersonalStore, Row, Words
from tools.privacy.rows import delete_rows, rows_of
from tools.storage import Key
from tools.storage.schema import conversations, deliverables, holds, lots, people, quota_uses, wallets

PAGE = 200
"""Lines of a statement that are read at once."""

CLEAR = {
    "wallets.tiers": "names of tiers, ids of what gives them, and until when",
    "lots.origin": "an enumeration",
    "holds.action": "a line of the price list",
    "holds.agent": "the name of a specialist",
    "holds.basis": "an enumeration",
    "holds.quota": "the name of a quota",
    "holds.period": "a month",
    "holds.state": "an enumeration",
    "holds.taken": "ids of lots and numbers of points",
    "quota_uses.quota": "the name of a quota",
    "quota_uses.period": "a month or a day",
    "conversations.day": "a day",
    "deliverables.key": "a key that the person's client made up, or the ids of a call",
    "deliverables.operation": "the name of an operation",
    "deliverables.fingerprint": "a sealed hash that tells a repeated request",
}


def energy_store(ledger: Ledger) -> PersonalStore:
    """The wallet's tables, its stream, and the deliverables."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        key = await ledger.keys.of(user_id)
        movements = await _movements(ledger, user_id)
        return await ledger.database.read(
            lambda c: ExportPart(lists={"movements": movements, **_lists(c, user_id, key)})
        )

    def erase(connection: Connection, user_id: UserId, now: datetime) -> int:
        delivered = delete_rows(connection, user_id, deliverables)
        return delivered + ledger.close_in(connection, user_id)

    def active_since(moment: datetime) -> ColumnElement[bool]:
        return or_(
            exists().where(holds.c.user_id == people.c.id, holds.c.created_at > moment),
            exists().where(lots.c.user_id == people.c.id, lots.c.origin == "purchase", lots.c.created_at > moment),
        )

    return PersonalStore(
        name="energy",
        tables=tuple(t.name for t in (wallets, lots, holds, quota_uses, conversations, deliverables)),
        streams=("wallet",),
        clear=CLEAR,
        holds=Words(
            "Votre énergie : points reçus, achetés, mis de côté et dépensés, avec leurs dates ; et, le temps de les "
            "redonner sans les refaire, les textes que vos points ont payés",
            "Your energy: points received, bought, set aside and spent, with the dates; and, so that they can be given "
            "again without being made again, the texts that your points paid for",
        ),
        purpose=Words(
            "Tenir votre solde au point près, et ne rien vous compter deux fois",
            "To keep your balance to the point, and to charge you nothing twice",
        ),
        legal_basis="contract",
        kept_for=KeptFor(
            words=Words(
                "Le solde et les mouvements : jusqu’à l’effacement ; les textes gardés pour être redonnés : "
                "trente jours",
                "The balance and the movements: until erasure; the texts kept to be given again: thirty days",
            ),
            limit=KEPT,
        ),
        export=export,
        erase=erase,
        active_since=active_since,
        kept=Kept(
            what=Words(
                "Les mouvements de points dans le journal, sous un identifiant qui ne mène plus à personne",
                "The movements of points in the journal, under an identifier that leads to nobody any more",
            ),
            why=Words(
                "Aucun point ne doit pouvoir apparaître ou disparaître sans trace : le total se vérifie sur tout le "
                "journal",
                "No point may appear or vanish without a trace: the total is checked over the whole journal",
            ),
        ),
    )


async def _movements(ledger: Ledger, user_id: UserId) -> list[Row]:
    """The whole statement, the newest first, as `statement` gives it."""
    rows: list[Row] = []
    before: str | None = None
    while page := await ledger.statement(user_id, before=before, limit=PAGE):
        before = page[-1].id
        rows += [asdict(each) for each in page]
    return rows


def _lists(connection: Connection, user_id: UserId, key: Key) -> dict[str, list[dict[str, object]]]:
    delivered = {
        "result": lambda row: orjson.loads(key.open(row.result, place(UserId(row.user_id), row.key, "result")))
    }
    return {
        "wallet": rows_of(connection, wallets, user_id),
        "lots": rows_of(connection, lots, user_id),
        "holds": rows_of(connection, holds, user_id),
        "quotas": rows_of(connection, quota_uses, user_id),
        "conversations": rows_of(connection, conversations, user_id),
        "delivered": rows_of(connection, deliverables, user_id, sealed=delivered),
    }
