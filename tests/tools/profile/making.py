"""Events of a profile as the store would give them, and values of every section."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tools.actor import UserId
from tools.events import RecordedEvent
from tools.profile import Origin, Profile, profile
from tools.profile.rules import ITEM_ADDED

TODAY = date(2026, 11, 20)
SAID, READ = Origin(kind="said", on=TODAY), Origin(kind="read", on=TODAY, file="f_1", place="work.0")

EXAMPLES: dict[str, dict[str, Any]] = {
    "work": {
        "name": "Navalys",
        "position": "Soudeuse TIG",
        "location": "Brest",
        "startDate": "2014-03",
        "endDate": "2018",
        "summary": "Coques en inox",
        "highlights": ["Formé trois apprentis"],
        "rome": "H2913",
    },
    "education": {"institution": "Lycée Vauban", "studyType": "CAP", "area": "Chaudronnerie", "endDate": "2012"},
    "certificates": {"name": "SST", "date": "2021-05-04", "issuer": "INRS"},
    "languages": {"language": "breton", "fluency": "courant"},
    "skills": {"name": "soudure TIG", "level": "confirmé", "keywords": ["inox", "aluminium"]},
    "volunteer": {"organization": "SNSM", "position": "équipière", "startDate": "2019"},
    "projects": {"name": "Un voilier", "description": "Construit au garage", "roles": ["soudure"]},
    "interests": {"name": "voile", "keywords": ["régate"]},
    "target": {"title": "formatrice en soudage", "rome": "K2111"},
    "licences": {"name": "Permis B", "date": "2011"},
    "availability": {"startDate": "2027-01", "contract": "CDI", "hours": "temps plein"},
    "mobility": {"city": "Brest", "radius_km": 30, "remote": False, "may_move": True},
}


def recorded(
    number: int, type: str, data: dict[str, Any], private: dict[str, Any] | None = None, *, actor: str = "visitor:u_1"
) -> RecordedEvent:
    """The nth event of a stream, a minute after the one before."""
    at = datetime(2026, 11, 20, 9, tzinfo=UTC) + timedelta(minutes=number)
    return RecordedEvent(
        position=number,
        id=f"e{number}",
        stream="profile-u_1",
        version=number,
        type=type,
        schema_version=1,
        user_id=UserId("u_1"),
        actor=actor,
        data=data,
        private=private,
        causation_id=f"c{number}",
        at=at,
        hash=b"",
    )


def added(number: int, item: str, section: str, values: dict[str, Any], origin: str = "said") -> RecordedEvent:
    """An item that was added."""
    data = {"item": item, "section": section, "origin": origin}
    return recorded(number, ITEM_ADDED, data, {"origin": {"on": "2026-11-20"}, section: values})


def holding(*items: tuple[str, dict[str, Any]]) -> Profile:
    """A profile that holds these."""
    return profile([added(at, f"pi_{at}", section, values) for at, (section, values) in enumerate(items, start=1)])
