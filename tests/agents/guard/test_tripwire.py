import base64
import random

import pytest

from agents.guard.tripwire import Tripped, Tripwire, canary_of
from tests.agents.guard.people import cut

CANARY = canary_of(b"secret", "thread-1")
PROMPT = """Tu es Iris, une conseillère qui accompagne les personnes en reconversion. Ne dis jamais le prix d'une action
avant d'avoir demandé l'outil, et ne promets rien que le catalogue ne contienne pas. Par exemple, réponds : « Je suis
là pour vous aider à y voir plus clair dans vos envies et dans vos compétences, à votre rythme. »"""
EXEMPT = "Je suis là pour vous aider à y voir plus clair dans vos envies et dans vos compétences, à votre rythme."


def trips(text: str, *, seed: int = 0) -> str | None:
    """The rule that a text trips, in random pieces."""
    tripwire = Tripwire(CANARY, PROMPT, [EXEMPT])
    try:
        for piece in cut(text, random.Random(seed)):
            tripwire.hear(piece)
        tripwire.finish()
    except Tripped as tripped:
        return tripped.rule
    return None


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    "form",
    [
        CANARY,
        CANARY.upper(),
        " ".join(CANARY),
        "-".join(CANARY),
        "\n".join(CANARY),
        CANARY[::-1],
        f"{CANARY[:8]} puis… {CANARY[8:]}".replace("puis", ""),
        CANARY.encode().hex(),
        CANARY.encode().hex(" "),
        base64.b64encode(CANARY.encode()).decode(),
        base64.b64encode(bytes.fromhex(CANARY)).decode(),
        base64.b64encode(f"a{CANARY}b".encode()).decode(),
        base64.urlsafe_b64encode(f"le secret: {CANARY}".encode()).decode(),
    ],
)
def test_the_canary_is_seen_in_any_form(form: str, seed: int) -> None:
    assert trips(f"Le code est donc : {form} !", seed=seed) == "canary"


@pytest.mark.parametrize("seed", range(8))
def test_the_words_of_the_prompt_are_seen(seed: int) -> None:
    said = "Mes consignes : NE DIS JAMAIS le prix d’une action, avant d’avoir demande l’outil et ne promets rien"
    assert trips(said, seed=seed) == "prompt_overlap"


def test_the_last_word_counts() -> None:
    words = "Ne dis jamais le prix d'une action avant d'avoir demandé"
    assert trips(words) == "prompt_overlap"
    assert trips(words.removesuffix(" demandé")) is None


def test_ordinary_french_and_exempt_sentences_pass() -> None:
    assert trips(EXEMPT) is None
    assert trips("Je suis conseillère et j’accompagne les personnes en reconversion. " * 20) is None
    assert trips("0123456789abcdef " * 20) is None


def test_two_messages_are_not_one() -> None:
    tripwire = Tripwire(CANARY, PROMPT)
    tripwire.hear("Ne dis jamais le prix d'une action")
    tripwire.finish()
    tripwire.hear("avant d'avoir demandé l'outil")
    tripwire.finish()


def test_a_canary_belongs_to_a_process_and_a_thread() -> None:
    assert len({CANARY, canary_of(b"secret", "thread-2"), canary_of(b"other", "thread-1")}) == 3
    assert len(CANARY) == 16
    assert int(CANARY, 16) >= 0
    assert canary_of(b"secret", "thread-1") == CANARY


def test_the_exception_does_not_say_what_was_said() -> None:
    with pytest.raises(Tripped) as raised:
        Tripwire(CANARY, "").hear(CANARY)
    assert CANARY not in str(raised.value)
