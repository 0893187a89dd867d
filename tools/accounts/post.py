"""The post: letters leave by SMTP, or rest in an outbox folder."""

import asyncio
import os
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from tools.accounts.errors import LetterNotSent
from tools.errors import Misconfigured

TIMEOUT_S = 15.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A plain-text e-mail to one person."""

    id: str
    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    written_at: datetime


class Post(Protocol):
    """Takes letters to people."""

    async def send(self, letter: Letter) -> None:
        """Hand the letter over; raises LetterNotSent."""
        ...


@dataclass(frozen=True, slots=True)
class OutboxPost:
    """Letters as `.eml` files in a folder of their owner alone: for development, and for another program to send."""

    folder: Path
    sender: str

    async def send(self, letter: Letter) -> None:
        try:
            await asyncio.to_thread(self._write, letter)
        except (OSError, ValueError) as error:
            raise LetterNotSent(f"the outbox: {type(error).__name__}") from None

    def _write(self, letter: Letter) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{letter.written_at:%Y%m%dT%H%M%S%f}-{letter.id}.eml"
        descriptor = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(message_of(letter, self.sender).as_bytes())


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpPost:
    """A mail server: `smtps://` is TLS from the start, `smtp://` becomes TLS by STARTTLS.

    What is not TLS is refused, but on this machine: letters carry links that open accounts.
    """

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    implicit_tls: bool
    sender: str
    tls: ssl.SSLContext
    timeout_s: float = TIMEOUT_S

    @classmethod
    def of_url(cls, url: str, sender: str, *, tls: ssl.SSLContext | None = None) -> "SmtpPost":
        """From `smtp://user:password@host:587` or `smtps://…`; raises Misconfigured, without repeating the URL."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise Misconfigured("IRIS_SMTP_URL is smtp://user:password@host:587 or smtps://user:password@host")
        implicit = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if implicit else 587),
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            implicit_tls=implicit,
            sender=sender,
            tls=tls or ssl.create_default_context(),
        )

    async def send(self, letter: Letter) -> None:
        try:
            await asyncio.to_thread(self._deliver, message_of(letter, self.sender))
        except (smtplib.SMTPException, OSError, ValueError) as error:
            # The server's words may repeat the address.
            raise LetterNotSent(type(error).__name__) from None

    def _deliver(self, message: EmailMessage) -> None:
        with self._connection() as connection:
            if not self.implicit_tls:
                connection.ehlo()
                if connection.has_extn("starttls"):
                    connection.starttls(context=self.tls)
                    connection.ehlo()
                elif self.host not in LOOPBACK:
                    raise smtplib.SMTPNotSupportedError("STARTTLS is not offered")
            if self.user is not None:
                connection.login(self.user, self.password or "")
            connection.send_message(message)

    def _connection(self) -> smtplib.SMTP:
        if self.implicit_tls:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_s, context=self.tls)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout_s)


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """The letter in the format of e-mail."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.id}@{parseaddr(sender)[1].rpartition('@')[2] or 'localhost'}>"
    # No out-of-office answers.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, charset="utf-8")
    return message
