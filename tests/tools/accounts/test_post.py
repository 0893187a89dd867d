"""Letters leave by a real mail conversation or rest in the outbox, and none is lost."""

import base64
import logging
import stat
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.fakes.smtp import SmtpServer, contexts
from tests.tools.accounts.conftest import EMAIL, PASSWORD, House
from tools.accounts import DEMO_KEY, Letter, OutboxPost, SmtpPost
from tools.accounts.correspondence import RETRIES
from tools.accounts.errors import LetterNotSent
from tools.clock import FixedClock
from tools.errors import Misconfigured
from tools.storage.schema import account_letters

SENDER = "Iris <iris@example.org>"


def letter() -> Letter:
    text = "Bonjour Zoé,\n.\nà bientôt\n"
    return Letter(id="l_1", to=EMAIL, subject="Votre espace est prêt", text=text, written_at=FixedClock().now())


async def waiting(house: House) -> int:
    query = select(func.count()).select_from(account_letters)
    return await house.database.read(lambda c: c.execute(query).scalar_one())


async def test_a_letter_leaves_by_smtp() -> None:
    with SmtpServer() as server:
        await SmtpPost.of_url(f"smtp://127.0.0.1:{server.port}", SENDER).send(letter())
    taken = server.letters[0]
    assert "<iris@example.org>" in taken.sender
    assert taken.recipients == [f"rcpt TO:<{EMAIL}>"]
    read = message_from_bytes(taken.data.replace(b"\r\n..", b"\r\n."), policy=policy.default)
    assert (read["Subject"], read["To"], read["From"]) == ("Votre espace est prêt", EMAIL, SENDER)
    assert read["Content-Type"] == 'text/plain; charset="utf-8"'
    assert "à bientôt" in read.get_content()
    assert read["Message-ID"] == "<l_1@example.org>"


async def test_credentials_go_over_tls(tmp_path: Path) -> None:
    server_tls, client_tls = contexts(tmp_path)
    with SmtpServer(tls=server_tls) as server:
        post = SmtpPost.of_url(f"smtps://u%40x:p%3Aw@127.0.0.1:{server.port}", SENDER, tls=client_tls)
        await post.send(letter())
        assert base64.b64decode(server.letters[0].credentials) == b"\0u@x\0p:w"
        with pytest.raises(LetterNotSent, match="SSLCertVerificationError"):
            await SmtpPost.of_url(f"smtps://127.0.0.1:{server.port}", SENDER).send(letter())
    assert len(server.letters) == 1
    assert "p:w" not in repr(post)


async def test_another_machine_without_tls_is_refused() -> None:
    with SmtpServer() as server:
        # The whole of 127.0.0.0/8 is this machine; by another name it counts as another one.
        post = SmtpPost.of_url(f"smtp://127.0.0.1.:{server.port}", SENDER)
        object.__setattr__(post, "host", "127.0.1")
        with pytest.raises(LetterNotSent, match="SMTPNotSupportedError"):
            await post.send(letter())
    assert server.letters == []


@pytest.mark.parametrize("url", ["http://mail", "smtp://", "mail.example.org", "smtp+tls://mail"])
def test_a_strange_mail_server_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(Misconfigured, match="IRIS_SMTP_URL"):
        SmtpPost.of_url(url, SENDER)


async def test_what_a_refusal_says_stays_out_of_the_log(
    house: House, build_house: Callable[..., House], caplog: pytest.LogCaptureFixture
) -> None:
    with SmtpServer(refuse=f"550 no such user {EMAIL}") as server, caplog.at_level(logging.DEBUG):
        sending = build_house(post=SmtpPost.of_url(f"smtp://127.0.0.1:{server.port}", SENDER))
        _, actor = await house.visitor()
        await sending.accounts.registration.register(email=EMAIL, password=PASSWORD, actor=actor, app=None, locale="fr")
        assert await sending.accounts.correspondence.send_due() == 0
        assert await waiting(house) == 1
        server.refuse = ""
        house.clock.advance(seconds=RETRIES[0].total_seconds())
        assert await sending.accounts.correspondence.send_due() == 1
    assert await waiting(house) == 0
    assert "it is tried again" in caplog.text
    assert EMAIL not in caplog.text


async def test_a_server_that_says_nothing_blocks_nobody() -> None:
    with SmtpServer(silent=True) as server:
        post = SmtpPost.of_url(f"smtp://127.0.0.1:{server.port}", SENDER)
        object.__setattr__(post, "timeout_s", 0.2)
        with pytest.raises(LetterNotSent, match="SMTPServerDisconnected"):
            await post.send(letter())


async def test_a_letter_is_tried_until_it_is_of_no_use(house: House, build_house: Callable[..., House]) -> None:
    with SmtpServer() as server:
        away = build_house(post=SmtpPost.of_url(f"smtp://127.0.0.1:{server.port}", SENDER))
    await house.account()
    await away.accounts.recovery.forgot(email=EMAIL, actor=None, app=DEMO_KEY, locale="fr")
    tried = 0
    for _ in range(40):
        before = await waiting(house)
        await away.accounts.correspondence.send_due()
        tried += before
        house.clock.advance(minutes=1)
    assert tried > 0
    assert await waiting(house) == 0


async def test_two_processes_send_a_letter_once(house: House, build_house: Callable[..., House]) -> None:
    other = build_house()
    _, actor = await house.visitor()
    await house.accounts.registration.register(email=EMAIL, password=PASSWORD, actor=actor, app=None, locale="en")
    sent = [await each.accounts.correspondence.send_due() for each in (house, other)]
    assert sent == [1, 0]
    assert (await house.letters())[0]["Subject"] == "Your Iris space is almost ready"


async def test_the_outbox_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    await OutboxPost(folder, SENDER).send(letter())
    file = next(folder.iterdir())
    assert file.suffix == ".eml"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(LetterNotSent):
        await OutboxPost(file, SENDER).send(letter())


def test_french_letters_keep_their_typography() -> None:
    folder = Path(__file__).parents[3] / "tools" / "accounts" / "letters"
    names = {path.stem for path in folder.iterdir()}
    assert names == {
        f"{kind}.{locale}" for kind in ("register", "exists", "reset", "changed") for locale in ("fr", "en")
    }
    for path in folder.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "'" not in text
        assert len(text.partition("\n\n")[0]) <= 60
        if path.stem.endswith(".fr"):
            assert not any(f" {sign}" in text for sign in ":;!?»")
