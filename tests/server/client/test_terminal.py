"""A conversation in the terminal, by a script."""

import io
import signal
import socket
import subprocess
import sys
from typing import IO

import pytest
from starlette.responses import HTMLResponse, JSONResponse

from server.terminal import run_chat
from tests.server.client.conftest import CALM
from tests.server.client.fake_iris import FakeIris, Stream, problem, said, told

ASKED = {
    "id": "i1",
    "reason": "confirmation",
    "message": "Rédiger la lettre pour 15 points ?",
    "responseSchema": {"type": "object", "properties": {"approved": {"type": "boolean"}}},
}


def converse(server: FakeIris, *lines: str, locale: str = "fr") -> tuple[int, str]:
    """The exit code and what was shown."""
    shown = io.StringIO()
    typed = io.StringIO("".join(f"{line}\n" for line in lines))
    code = run_chat(server.url, "pk_demo", locale, stdin=typed, stdout=shown, patience=CALM)
    return code, shown.getvalue()


CONVERSATION = """\
Bonjour, je suis Iris. Écrivez votre message, ou /help.
Par exemple :
  Je veux changer de métier
› Bonjour
— Aube, conseillère
(mode guidé : Iris répond sans modèle de langage)
Sources
1. Le CPF de transition (Service-public, vérifié le 12/03/2026)
   https://example.org/cpf
Vous avez déjà tenu bon :\x20

bravo\u2028 👏.
┌
Soudeuse : 80 %
└
énergie : 25 points
› /quit
À bientôt.
"""


def test_a_conversation() -> None:
    with FakeIris(Stream(4), Stream(3, "cut")) as server:
        assert converse(server, "Bonjour", "/quit") == (0, CONVERSATION)


def test_who_speaks_and_how_is_said_when_it_changes() -> None:
    with FakeIris() as server:
        _, shown = converse(server, "Bonjour", "Et après ?")
        assert shown.count("— Aube") == 1
        assert shown.count("mode guidé") == 1
        assert shown.count("👏") == 2
        first, second = server.requests_to("POST /v1/chat")
    assert "thread_id" not in first.body
    assert second.body["thread_id"] == "t1"


def test_the_words_are_english_when_asked() -> None:
    with FakeIris() as server:
        _, shown = converse(server, "Hello", "/help", locale="en")
        assert "Hello, I am Iris." in shown
        assert "checked on 2026-03-12" in shown
        assert "leave" in shown
        assert server.requests_to("POST /v1/chat")[0].body["locale"] == "en"


def test_commands() -> None:
    with FakeIris() as server:
        _, shown = converse(
            server, "/history", "/threads", "/history 1", "/new", "/history 9", "/stop", "/nope", "", "/threads"
        )
    assert "Rien n’a encore été dit." in shown
    assert "  1. Bonjour" in shown
    assert "Vous : Bonjour" in shown
    assert "Aube, conseillère : Vous avez déjà tenu bon" in shown
    assert "Il n’y a pas de conversation 9" in shown
    assert "Aucune réponse en cours." in shown
    assert "Commande inconnue : /nope" in shown


def test_no_conversation_to_list() -> None:
    with FakeIris() as server:
        server.replies["/v1/threads"] = [problem(429, "rate_limited")]
        code, shown = converse(server, "/threads")
    assert code == 1
    assert "refusé : rate_limited [rate_limited]" in shown


def test_stop_while_iris_speaks() -> None:
    with FakeIris(Stream(11, "wait")) as server:
        code, shown = converse(server, "Bonjour", "/stop")
        assert (code, server.cancelled.is_set()) == (0, True)
    assert "(réponse arrêtée)" in shown


@pytest.mark.parametrize(("line", "approved"), [("oui", True), ("N", False)])
def test_an_interrupt_is_a_question(line: str, approved: bool) -> None:
    with FakeIris() as server:
        server.logs["r1"] = told(outcome={"type": "interrupt", "interrupts": [ASKED]})
        code, shown = converse(server, "Bonjour", "peut-être", line)
        (sent,) = server.requests_to("POST /v1/runs/r1/resume")
    assert code == 0
    assert "Rédiger la lettre pour 15 points ?" in shown
    assert "Répondez oui ou non." in shown
    assert sent.body == {"answers": [{"interrupt_id": "i1", "status": "resolved", "payload": {"approved": approved}}]}
    assert shown.count("👏") == 2


def test_a_question_that_is_no_consent_may_be_declined() -> None:
    with FakeIris() as server:
        asked = {"id": "i1", "reason": "iris:energy"}
        server.logs["r1"] = told(outcome={"type": "interrupt", "interrupts": [asked]})
        _, shown = converse(server, "Bonjour", "non")
        (sent,) = server.requests_to("POST /v1/runs/r1/resume")
    assert "Iris demande votre accord." in shown
    assert sent.body == {"answers": [{"interrupt_id": "i1", "status": "cancelled", "payload": None}]}


SHORT = {
    "id": "i1",
    "reason": "iris:energy",
    "message": "Il manque 2 points.",
    "responseSchema": {"type": "object", "properties": {"approved": {"type": "boolean"}}},
    "metadata": {
        "iris": {"packs": [{"id": "cafe", "title": "Café", "points": 25, "amount": 299, "currency": "EUR"}, {"id": 3}]}
    },
}
ORDER = {
    "order_id": "o1",
    "product": "cafe",
    "status": "pending",
    "amount": 299,
    "currency": "EUR",
    "points": 25,
    "sandbox": True,
}


def short_of_energy(server: FakeIris) -> None:
    """The run of a message that lacks points; the order of a pack is unpaid at first."""
    server.logs["r1"] = told(outcome={"type": "interrupt", "interrupts": [SHORT]})
    paying = {"order": ORDER, "url": "http://127.0.0.1/pay/1", "sandbox": True}
    server.replies["/luna/energy/purchase"] = [JSONResponse(paying)]
    server.replies["/billing/confirm-payment"] = [
        problem(409, "order_unpaid"),
        JSONResponse({**ORDER, "status": "paid"}),
    ]


def test_what_is_missing_is_bought_and_the_answer_goes_on() -> None:
    with FakeIris() as server:
        short_of_energy(server)
        code, shown = converse(server, "Bonjour", "9", "1", "", "", "/quit")
        (bought,) = server.requests_to("POST /luna/energy/purchase")
        (sent,) = server.requests_to("POST /v1/runs/r1/resume")
        assert len(server.requests_to("POST /billing/confirm-payment")) == 2
    assert code == 0
    assert "Il manque 2 points.\n  1. Café : 25 points, 2,99 EUR\n" in shown
    assert "Répondez par le numéro d’un pack, ou non." in shown
    assert "aucun argent ne circule" in shown
    assert "http://127.0.0.1/pay/1" in shown
    assert "pas encore arrivé" in shown
    assert bought.body == {"pack_id": "cafe"}
    assert sent.body == {"answers": [{"interrupt_id": "i1", "status": "resolved", "payload": {"approved": True}}]}


@pytest.mark.parametrize("lines", [["non"], ["1", "non"]])
def test_what_is_missing_need_not_be_bought(lines: list[str]) -> None:
    with FakeIris() as server:
        short_of_energy(server)
        converse(server, "Bonjour", *lines)
        (sent,) = server.requests_to("POST /v1/runs/r1/resume")
    assert sent.body["answers"][0]["payload"] == {"approved": False}


def test_the_points_are_told_when_asked_for() -> None:
    with FakeIris() as server:
        server.replies["/luna/energy/me"] = [JSONResponse({"energy_available": 12, "tier": "FREE"})]
        assert "énergie : 12 points" in converse(server, "/energy")[1]


@pytest.mark.parametrize("last", [[], ["/quit"]])
def test_leaving_before_an_answer_answers_nothing(last: list[str]) -> None:
    with FakeIris() as server:
        server.logs["r1"] = told(outcome={"type": "interrupt", "interrupts": [ASKED]})
        assert converse(server, "Bonjour", *last)[0] == 0
        assert not server.requests_to("POST /v1/runs/r1/resume")


def test_failures_are_told_and_the_conversation_goes_on() -> None:
    with FakeIris(problem(409, "run_conflict", run_id="r7"), *(Stream(0) for _ in range(5))) as server:
        code, shown = converse(server, "Un", "Deux", "Trois")
    assert code == 0
    assert "refusé : run_conflict [run_conflict]" in shown
    assert "La connexion avec Iris est perdue" in shown
    assert "👏" in shown


def test_a_run_that_fails_is_told_and_is_the_exit_code() -> None:
    with FakeIris() as server:
        server.logs["r1"] = [*told()[:5], {"type": "RUN_ERROR", "message": "Un souci.", "code": "timeout"}]
        code, shown = converse(server, "Bonjour")
    assert code == 1
    assert "Un souci. [timeout]" in shown


def test_an_answer_that_is_lost_is_read_in_the_history() -> None:
    with FakeIris(Stream(4), problem(410, "log_expired")) as server:
        server.messages = [said(1, "Courage.")]
        code, shown = converse(server, "Bonjour")
    assert code == 0
    assert "(réponse relue dans l’historique)\nCourage." in shown


def test_what_iris_says_cannot_command_the_terminal() -> None:
    with FakeIris() as server:
        server.logs["r1"][10]["delta"] = "a\x1b[2Jb\x07\x9b31mc\u202ed\re "
        _, shown = converse(server, "Bonjour")
    assert "a[2Jb31mcde tenu" in shown
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r"} & set(shown)


def test_an_unknown_app_is_told() -> None:
    with FakeIris() as server:
        server.replies["/v1/agents"] = [problem(404, "not_found")]
        code, shown = converse(server, "Bonjour")
    assert (code, shown) == (1, "refusé : not_found [not_found]\n")


def test_a_server_that_is_not_there_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    shown = io.StringIO()
    assert run_chat(url, "pk_demo", stdin=io.StringIO(), stdout=shown) == 1
    assert shown.getvalue() == f"Iris ne répond pas à l’adresse {url}. Pour la démarrer : make run\n"


def test_an_address_that_is_none_is_told() -> None:
    shown = io.StringIO()
    assert run_chat("localhost", "pk_demo", stdin=io.StringIO(), stdout=shown) == 1
    assert "'localhost'" in shown.getvalue()


def test_something_else_that_answers_is_told() -> None:
    with FakeIris() as server:
        server.replies["/v1/agents"] = [HTMLResponse("<h1>Portail</h1>")]
        code, shown = converse(server)
    assert code == 1
    assert "Ce n’est pas Iris qui répond" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is a signal on Unix")
def test_ctrl_c_stops_the_answer_and_then_the_program() -> None:
    with FakeIris(Stream(11, "wait")) as server:
        program = f"import sys; from server.terminal import run_chat; sys.exit(run_chat({server.url!r}, 'pk_demo'))"
        with subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        ) as chat:
            assert chat.stdin is not None
            assert chat.stdout is not None
            chat.stdin.write(b"Bonjour\n")
            _read_until(chat.stdout, "déjà")
            chat.send_signal(signal.SIGINT)
            _read_until(chat.stdout, "(réponse arrêtée)")
            chat.send_signal(signal.SIGINT)
            _read_until(chat.stdout, "À bientôt.")
            assert chat.wait(5) == 130
        assert server.cancelled.is_set()


def _read_until(stream: IO[bytes], words: str) -> None:
    seen = b""
    while words.encode() not in seen:
        piece = stream.read(1)
        assert piece, seen.decode()
        seen += piece
