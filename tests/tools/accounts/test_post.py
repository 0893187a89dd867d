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
from tools.accounts.correspondence import QUIET, RESENT_IN, RETRIES, SENT
from tools.accounts.errors import LetterNotSent
from tools.actor import Actor
from tools.clock import FixedClock
from tools.errors import Misconfigured
from tools.storage.schema import account_letters

SENDER = "Iris <iris@example.org>"


def letter() -> Letter:
    text = "Bonjour Zoé,\n.\nà bientôt\n"
    return Letter(id="l_1", to=EMAIL, subject="Votre espace est prêt", text=text, written_at=FixedClock().now())


async def waiting(house: House) -> int:
    query = select(func.count()).where(account_letters.c.attempts != SENT)
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


async def register(house: House, email: str = EMAIL) -> Actor:
    _, actor = await house.visitor()
    await house.accounts.registration.register(email=email, password=PASSWORD, actor=actor, app=None, locale="fr")
    return actor


async def test_however_many_ask_an_address_gets_one_letter_in_a_while(house: House) -> None:
    for _ in range(5):
        await register(house)
        await register(house, "voisine@example.org")
        await house.letters()
    assert sorted(letter["To"] for letter in await house.letters()) == [EMAIL, "voisine@example.org"]
    house.clock.advance(seconds=QUIET.total_seconds())
    await register(house)
    assert len(await house.letters()) == 3
    # What is counted names nobody, and is gone after an hour.
    query = select(account_letters)
    assert [row.user_id for row in await house.rows(query)] == [None] * 3
    house.clock.advance(seconds=RESENT_IN.total_seconds())
    await house.letters()
    assert await house.rows(query) == []


async def test_a_letter_that_is_asked_for_again_leaves_three_times_an_hour_whoever_asks(house: House) -> None:
    actors = [await register(house) for _ in range(3)]
    for actor in actors * 3:
        assert len(await house.letters()) <= 4
        await house.accounts.registration.resend(actor)
    assert len(await house.letters()) == 4
    house.clock.advance(seconds=RESENT_IN.total_seconds())
    await house.accounts.registration.resend(actors[0])
    assert len(await house.letters()) == 5
    # It counts for who registers next.
    await register(house)
    assert len(await house.letters()) == 5


async def test_a_letter_that_fails_is_tried_again_and_counts_for_those_asked_for_meanwhile(
    house: House, build_house: Callable[..., House]
) -> None:
    with SmtpServer(refuse="450 later") as server:
        sending = build_house(post=SmtpPost.of_url(f"smtp://127.0.0.1:{server.port}", SENDER))
        await register(house)
        assert await sending.accounts.correspondence.send_due() == 0
        await register(house)
        assert await sending.accounts.correspondence.send_due() == 0
        server.refuse = ""
        house.clock.advance(seconds=RETRIES[0].total_seconds())
        assert await sending.accounts.correspondence.send_due() == 1
    assert len(server.letters) == 1
    assert await waiting(house) == 0


async def test_asking_for_one_persons_link_leaves_the_others_letter_alone(house: House) -> None:
    await house.account()
    house.clock.advance(seconds=1)
    await house.account("voisine@example.org")
    before = len(await house.letters())
    for email in (EMAIL, "voisine@example.org"):
        await house.accounts.recovery.forgot(email=email, actor=None, app=DEMO_KEY, locale="fr")
    assert len(await house.letters()) == before + 2


async def test_a_letter_waits_for_no_address_that_has_changed(house: House) -> None:
    actor = await register(house)
    register_again = house.accounts.registration.register
    await register_again(email="autre@example.org", password=PASSWORD, actor=actor, app=None, locale="fr")
    assert [letter["To"] for letter in await house.letters()] == ["autre@example.org"]


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
