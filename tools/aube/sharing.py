"""Sharing a report: a signed link that ends, opened without signing in, by which nobody is known.

A link's token is an id and an expiry with their HMAC-SHA256 (RFC 2104), cut to 16 bytes. The id is that of the event
that keeps the report, sealed, as it stood: what is corrected afterwards, or imported, changes nothing of it.
"""

import base64
import binascii
import hmac
import uuid
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from sqlalchemy import Connection, select

from tools.actor import UserId
from tools.aube.report import Level, Report
from tools.clock import Clock
from tools.errors import Conflict, InvalidArguments, NotFound, TooManyRequests
from tools.events import Append, EventData, EventStore, EventType, NewEvent, RecordedEvent, Word, person_stream
from tools.storage.schema import events as rows

SHARED, REVOKED = "ReportShared", "ReportShareRevoked"
Format = Literal["pdf", "json"]
LIFE, LONGEST_LIFE = timedelta(days=7), timedelta(days=30)
MOST = 20
"""Links of a person that are open at once."""
DAY, MOST_A_DAY = timedelta(days=1), 30
"""Links that a person makes in a day, those that were taken back among them."""
LARGEST = 4_000_000
"""Characters of a report at rest."""
_MAC = 16
_EXPIRY = 5
_USE = b"iris report share\0"


class ReportLinkInvalid(NotFound):
    """The link is wrong, over, or was taken back: which one is not told."""

    code = "report_link_invalid"
    advice = "Ask the person who gave the link for a new one."


class TooManyShares(Conflict):
    """As many links as one may have are open; `details["limit"]`."""

    code = "too_many_shares"
    advice = "Take a link back before making another one."


class TooManySharesToday(TooManyRequests):
    """As many links as one may make in a day were made; `details["limit"]`, `details["retry_after"]` in seconds."""

    code = "too_many_shares_today"
    advice = "The links that are open still work; another one can be made tomorrow."


class ReportShared(EventData):
    """A link to a report was made; `expires_at` in Unix seconds."""

    assessment: Word
    expires_at: int


class SharedReport(EventData):
    """What the link opens: the report as JSON, compressed, in base 85."""

    level: Literal[1, 2, 3]
    format: Format
    report: Annotated[str, StringConstraints(max_length=LARGEST)] = Field(repr=False)


class ReportShareRevoked(EventData):
    """A link was taken back."""

    assessment: Word
    share: Word


EVENTS = (
    EventType(name=SHARED, data=ReportShared, private=SharedReport),
    EventType(name=REVOKED, data=ReportShareRevoked),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A link to a report. `kept`, the report as it rests, is None once the person's key is destroyed."""

    id: str
    assessment: str
    level: Level
    format: Format
    made_at: datetime
    expires_at: datetime
    revoked: bool = False
    kept: str | None = field(default=None, repr=False)

    @property
    def report(self) -> Report | None:
        """The report: it is large, and read at each call."""
        return None if self.kept is None else Report.model_validate_json(zlib.decompress(base64.b85decode(self.kept)))


@dataclass(slots=True)
class Shares:
    """The links of people. `secret` signs them: 32 bytes of their own use.

    `opened` counts openings since the start, of all links together: who opens which one, and when, is kept nowhere.
    """

    events: EventStore
    clock: Clock
    secret: bytes = field(repr=False)
    opened: int = 0

    async def share(
        self,
        user_id: UserId,
        assessment_id: str,
        report: Report,
        format: Format,
        *,
        command: str,
        actor: str,
        life: timedelta = LIFE,
    ) -> tuple[Share, str]:
        """Keep a report as it is and give the link's token; the same command again gives the same.

        Raises InvalidArguments for a life of less than a minute or more than 30 days, TooManyShares,
        TooManySharesToday, Erased.
        """
        if not timedelta(minutes=1) <= life <= LONGEST_LIFE:
            raise InvalidArguments(f"a link lives up to {LONGEST_LIFE.days} days", field="days")
        now, known = self.clock.now(), await self.events.read(user_id, person_stream("aube", user_id))
        if again := [event for event in known if event.type == SHARED and event.causation_id == command]:
            share = _share(again[0])
            return share, self.token_of(share)
        every = fold(known)
        today = [one.made_at for one in every if one.made_at > now - DAY]
        if len(today) >= MOST_A_DAY:
            wait = int((min(today) + DAY - now).total_seconds()) + 1
            raise TooManySharesToday(f"{len(today)} links in a day", limit=MOST_A_DAY, retry_after=wait)
        open_now = [one for one in every if not one.revoked and one.expires_at > now]
        kept = base64.b85encode(zlib.compress(report.model_dump_json().encode(), 9)).decode()
        if len(open_now) >= MOST or len(kept) > LARGEST:
            raise TooManyShares(f"{len(open_now)} links are open", limit=MOST)
        new = NewEvent(
            type=SHARED,
            data={"assessment": assessment_id, "expires_at": int((now + life).timestamp())},
            private={"level": report.level, "format": format, "report": kept},
        )
        [recorded] = await self._append(user_id, new, command, actor)
        share = _share(recorded)
        return share, self.token_of(share)

    async def of(self, user_id: UserId) -> list[Share]:
        """Every link of the person, in the order in which they were made."""
        return fold(await self.events.read(user_id, person_stream("aube", user_id)))

    async def revoke(self, user_id: UserId, share_id: str, *, command: str, actor: str) -> None:
        """Take a link back, for good; again, it does nothing. Raises NotFound for one that is not the person's."""
        found = {one.id: one for one in await self.of(user_id)}.get(share_id)
        if found is None:
            raise NotFound(f"share {share_id!r}", what="share")
        if not found.revoked:
            new = NewEvent(type=REVOKED, data={"assessment": found.assessment, "share": share_id})
            await self._append(user_id, new, command, actor)

    async def open(self, token: str) -> Share:
        """What a link opens, for anybody who holds it; raises ReportLinkInvalid, always the same."""
        share_id, expires_at = self._read(token)
        if expires_at <= self.clock.now():
            raise ReportLinkInvalid
        user_id = await self.events.database.read(lambda connection: _owner(connection, share_id))
        every = [] if user_id is None else await self.of(user_id)
        found = {one.id: one for one in every}.get(share_id)
        if found is None or found.revoked or found.kept is None or found.expires_at != expires_at:
            raise ReportLinkInvalid
        self.opened += 1
        return found

    def token_of(self, share: Share) -> str:
        """The token of a link."""
        said = uuid.UUID(share.id).bytes + int(share.expires_at.timestamp()).to_bytes(_EXPIRY, "big")
        return base64.urlsafe_b64encode(said + self._mac(said)).rstrip(b"=").decode()

    def _read(self, token: str) -> tuple[str, datetime]:
        length = 16 + _EXPIRY
        try:
            read = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise ReportLinkInvalid from error
        # Base64 has several writings of one value: only that which was given out opens anything.
        same = base64.urlsafe_b64encode(read).rstrip(b"=").decode() == token
        if not (same and len(read) == length + _MAC and hmac.compare_digest(read[length:], self._mac(read[:length]))):
            raise ReportLinkInvalid
        return str(uuid.UUID(bytes=read[:16])), _moment(int.from_bytes(read[16:length], "big"))

    def _mac(self, said: bytes) -> bytes:
        return hmac.digest(self.secret, _USE + said, "sha256")[:_MAC]

    async def _append(self, user_id: UserId, new: NewEvent, command: str, actor: str) -> list[RecordedEvent]:
        stream = person_stream("aube", user_id)
        return await self.events.append(
            Append(user_id=user_id, stream=stream, events=(new,), command=command, actor=actor)
        )


def fold(events: Iterable[RecordedEvent]) -> list[Share]:
    """The links that events tell, in the order in which they were made."""
    found: dict[str, Share] = {}
    for event in events:
        if event.type == SHARED:
            found[event.id] = _share(event)
        elif event.type == REVOKED and (before := found.get(str(event.data["share"]))) is not None:
            found[before.id] = replace(before, revoked=True)
    return list(found.values())


def _share(event: RecordedEvent) -> Share:
    private = SharedReport.model_validate(event.private) if event.private is not None else None
    return Share(
        id=event.id,
        assessment=str(event.data["assessment"]),
        level=private.level if private else 1,
        format=private.format if private else "pdf",
        made_at=event.at,
        expires_at=_moment(int(str(event.data["expires_at"]))),
        kept=private.report if private else None,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _owner(connection: Connection, share_id: str) -> UserId | None:
    known = select(rows.c.user_id).where(rows.c.id == share_id, rows.c.type == SHARED)
    found = connection.execute(known).scalar()
    return None if found is None else UserId(found)
