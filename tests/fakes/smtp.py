"""A small mail server on 127.0.0.1, on a free port, in a thread of its own: it takes letters, or refuses them."""

import asyncio
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Mailbox:
    """What a conversation left: who sent, to whom, the letter's bytes, and the credentials that were given."""

    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    data: bytes = b""
    credentials: str = ""


class SmtpServer:
    """Speaks enough of RFC 5321: EHLO, AUTH PLAIN, MAIL, RCPT, DATA, RSET, QUIT.

    `refuse`: the answer to RCPT in place of acceptance; `silent`: it accepts connections and says nothing.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, refuse: str = "", silent: bool = False) -> None:
        self.letters: list[Mailbox] = []
        self.refuse = refuse
        self.silent = silent
        self.port = 0
        self._tls = tls
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert self._stop is not None
        if self.silent:
            await self._stop.wait()
            writer.close()
            return
        letter = Mailbox()
        writer.write(b"220 fake ESMTP\r\n")
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            verb = line.split(" ")[0].upper()
            if verb == "DATA":
                writer.write(b"354 go on\r\n")
                letter.data = await reader.readuntil(b"\r\n.\r\n")
                self.letters.append(letter)
                letter = Mailbox(credentials=letter.credentials)
                writer.write(b"250 taken\r\n")
                continue
            writer.write(self._answer(verb, line, letter))
            await writer.drain()
            if verb == "QUIT":
                break
        writer.close()

    def _answer(self, verb: str, line: str, letter: Mailbox) -> bytes:
        match verb:
            case "EHLO":
                return b"250-fake\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n"
            case "AUTH":
                letter.credentials = line.rpartition(" ")[2]
                return b"235 welcome\r\n"
            case "MAIL":
                letter.sender = line
                return b"250 ok\r\n"
            case "RCPT":
                letter.recipients.append(line)
                return f"{self.refuse}\r\n".encode() if self.refuse else b"250 ok\r\n"
            case "QUIT":
                return b"221 bye\r\n"
            case "RSET" | "NOOP":
                return b"250 ok\r\n"
            case _:
                return b"502 not here\r\n"


def contexts(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's TLS context for 127.0.0.1, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fake")]), datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    client = ssl.create_default_context(cadata=certificate.public_bytes(serialization.Encoding.PEM).decode())
    return server, client
