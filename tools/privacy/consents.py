"""Consents and objections, by purpose, with their history: events of the person, that need no key."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from tools.actor import UserId
from tools.errors import NotFound
from tools.events import Append, EventStore, NewEvent, RecordedEvent, person_stream
from tools.privacy.register import Words
from tools.storage import Key

CONSENT_GIVEN, CONSENT_WITHDRAWN = "ConsentGiven", "ConsentWithdrawn"
OBJECTION_RAISED, OBJECTION_LIFTED = "ObjectionRaised", "ObjectionLifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """A purpose that the person decides on.

    `consent`: off until the person says yes, and asked again when its words (`version`) change.
    `objection`: on until the person says no (article 21 of the GDPR), and a no holds whatever the version.
    """

    id: str
    kind: Literal["consent", "objection"]
    version: int
    title: Words
    text: Words


EXTERNAL_MODEL = "external_model"

PURPOSES = (
    # Guided mode renders the service without an external model: this one is not strictly necessary to the contract, so
    # that it stands on the legitimate interest of better answers, and whoever objects is not asked why.
    Purpose(
        id=EXTERNAL_MODEL,
        kind="objection",
        version=1,
        title=Words("Modèle d’IA externe", "External AI model"),
        text=Words(
            "Pour mieux vous répondre, Iris envoie vos messages à un modèle d’IA externe, après avoir remplacé les "
            "données personnelles qu’elle reconnaît par des repères. Vous pouvez refuser : Iris répond alors en mode "
            "guidé, sans modèle externe, et tout le reste fonctionne pareil.",
            "To answer you better, Iris sends your messages to an external AI model, after replacing the personal data "
            "it recognises with placeholders. You can say no: Iris then answers in guided mode, without any external "
            "model, and everything else works the same.",
        ),
    ),
    Purpose(
        id="product_improvement",
        kind="consent",
        version=1,
        title=Words("Amélioration d’Iris", "Improving Iris"),
        text=Words(
            "L’équipe d’Iris peut relire des extraits de vos conversations, sans votre nom, pour corriger ses "
            "erreurs. Rien n’est relu tant que vous n’avez pas dit oui, et vous pouvez changer d’avis quand vous "
            "voulez.",
            "The Iris team may read excerpts of your conversations, without your name, to correct its mistakes. "
            "Nothing is read until you say yes, and you can change your mind whenever you like.",
        ),
    ),
    Purpose(
        id="newsletter",
        kind="consent",
        version=1,
        title=Words("Lettre d’information", "Newsletter"),
        text=Words(
            "Recevoir de temps en temps un courriel sur les métiers et les nouveautés d’Iris.",
            "Receive an e-mail now and then about occupations and what is new in Iris.",
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One decision of the person, and the words that it was about."""

    given: bool
    version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Where a purpose stands, and how it came there, oldest first."""

    purpose: Purpose
    given: bool
    history: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Consents:
    """What each person allows."""

    events: EventStore

    async def of(self, user_id: UserId) -> list[Consent]:
        """Every purpose with its present state and its history."""
        recorded = await self.events.read(user_id, person_stream("consents", user_id))
        return [standing(purpose, recorded) for purpose in PURPOSES]

    async def allows(self, user_id: UserId, purpose: str) -> bool:
        """Whether a purpose may be served now; raises NotFound for an unknown one."""
        recorded = await self.events.read(user_id, person_stream("consents", user_id))
        return standing(purpose_of(purpose), recorded).given

    async def decide(self, user_id: UserId, purpose: str, given: bool, *, actor: str) -> Consent:
        """Record a decision (nothing when it changes nothing); raises NotFound for an unknown purpose."""
        chosen = purpose_of(purpose)
        stream = person_stream("consents", user_id)
        recorded = await self.events.read(user_id, stream)
        before = standing(chosen, recorded)
        if before.given == given:
            return before
        types = (CONSENT_WITHDRAWN, CONSENT_GIVEN) if chosen.kind == "consent" else (OBJECTION_RAISED, OBJECTION_LIFTED)
        event = NewEvent(type=types[given], data={"purpose": chosen.id, "version": chosen.version})
        await self.events.append(
            Append(user_id=user_id, stream=stream, events=(event,), command=secrets.token_hex(12), actor=actor)
        )
        return standing(chosen, await self.events.read(user_id, stream))

    def given_in(self, connection: Connection, user_id: UserId) -> tuple[str, ...]:
        """The purposes that may be served now, inside the caller's unit of work."""
        recorded = self.events.read_in(connection, user_id, person_stream("consents", user_id), None)
        return tuple(purpose.id for purpose in PURPOSES if standing(purpose, recorded).given)

    def move_in(
        self, connection: Connection, visitor: UserId, guest: Key, user_id: UserId, key: Key, now: datetime
    ) -> None:
        """Give the visitor's last decisions to the account that they sign in to: they are the newer ones."""
        recorded = self.events.read_in(connection, visitor, person_stream("consents", visitor), None)
        last = {str(event.data.get("purpose")): event for event in recorded}
        if last:
            told = tuple(NewEvent(type=event.type, data=event.data) for event in last.values())
            stream, actor = person_stream("consents", user_id), f"account:{user_id}"
            command = f"moved:{visitor}"
            self.events.append_in(
                connection, Append(user_id=user_id, stream=stream, events=told, command=command, actor=actor), None
            )


def purpose_of(purpose: str) -> Purpose:
    """The purpose of an id; raises NotFound."""
    found = next((each for each in PURPOSES if each.id == purpose), None)
    if found is None:
        raise NotFound(f"purpose {purpose!r}", what="purpose")
    return found


def standing(purpose: Purpose, recorded: Sequence[RecordedEvent]) -> Consent:
    """Where a purpose stands after the events of a consents stream: the last decision counts."""
    history = tuple(
        Change(given=event.type in (CONSENT_GIVEN, OBJECTION_LIFTED), version=_version(event), at=event.at)
        for event in recorded
        if event.data.get("purpose") == purpose.id
    )
    if purpose.kind == "objection":
        given = history[-1].given if history else True
    else:
        given = bool(history) and history[-1].given and history[-1].version == purpose.version
    return Consent(purpose=purpose, given=given, history=history)


def _version(event: RecordedEvent) -> int:
    version = event.data["version"]
    return version if isinstance(version, int) else 0
