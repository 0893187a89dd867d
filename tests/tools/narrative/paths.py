"""People's paths, as events of the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tools.actor import UserId
from tools.events import RecordedEvent

BEGAN = datetime(2026, 11, 3, 9, tzinfo=UTC)


@dataclass
class Path:
    """What happened to somebody, one event after the other."""

    events: list[RecordedEvent] = field(default_factory=list)

    def add(
        self,
        type: str,
        day: float = 0,
        *,
        private: Mapping[str, object] | None = None,
        **data: object,
    ) -> str:
        """One more event, so many days after the beginning; returns its id."""
        position = len(self.events) + 1
        event = RecordedEvent(
            position=position,
            id=f"e{position}",
            stream="any",
            version=position,
            type=type,
            schema_version=1,
            user_id=UserId("u_1"),
            actor="visitor:u_1",
            data=data,
            private=private,
            causation_id="c",
            at=BEGAN + timedelta(days=day),
            hash=b"",
        )
        self.events.append(event)
        return event.id

    def says(self, kind: str, fact: str, day: float = 0) -> str:
        """A fact."""
        return self.add("FactRemembered", day, kind=kind, private={"fact": fact})

    def makes(self, action: str, points: int, day: float = 0, *, basis: str = "energy") -> str:
        """A priced action, from its hold to its capture."""
        hold_id = f"h{len(self.events)}"
        self.add("EnergyHeld", day, hold_id=hold_id, action=action, price=points, amount=points, basis=basis)
        return self.add("EnergyCaptured", day, hold_id=hold_id, action=action, amount=points, basis=basis)


def whole() -> Path:
    """From the first words to a new job."""
    path = Path()
    path.says("job", "Je suis aide-soignante à Lens.")
    path.says("wish", "travailler le bois")
    path.says("constraint", "pas de nuit")
    path.add("Registered", 1, app_id="a_1")
    path.says("skill", "je sais apaiser quelqu’un qui a peur", 1)
    path.add("EnergyCredited", 1, lot_id="l1", points=30, origin="welcome")
    path.makes("quick_advice", 5, 2)
    path.add("PackProposed", 3, product="cafe_luna", amount=299)
    path.add("OrderPaid", 3, product="cafe_luna", amount=299)
    path.add("EnergyCredited", 3, lot_id="l2", points=25, origin="purchase")
    path.add("OfferViewed", 10, private={"offer_id": "o1"})
    path.add("OfferViewed", 11, private={"offer_id": "o2"})
    path.makes("write_letter", 15, 28)
    path.makes("write_letter", 15, 29)
    path.add("DocumentDownloaded", 29, kind="letter", private={"document_id": "d1"})
    path.add("ApplicationSent", 30, private={"offer_id": "o2", "note": "Menuiserie Delattre, à Arras"})
    path.add("TrainingCompleted", 60, on="2026-12-18", private={"training_id": "t1", "note": "CAP menuisier"})
    path.add("JobStarted", 90, contract="permanent")
    return path
