"""What a tester wrote, typed as on a phone: what is not an answer is never kept as one."""

import json

import pytest

from agents.models.guided.cues import plain, spelled
from agents.models.guided.decide.lookups import divide, extract
from tests.agents.guided.talk import PASSAGES, Talk

START = "Je suis soudeur et je veux changer de métier"
QUESTIONS = [
    "le csp c combien par mois",
    "et si je refuse le csp",
    "c koi un apprentissage",
    "c est koi le clea",
    "et mon employeur peut refuser",
]
LOW = [
    "mon daron dit ke chui un bon a rien",
    "personne a besoin de moi",
    "j'en ai marre de tout",
    "j'ai perdu ma mere en janvier",
    "jai honte de demander de l'aide",
    "je me sens nulle",
    "chui nul",
    "je fais un burn out",
]


async def in_flow(locale: str = "fr") -> Talk:
    """A talk with Aube that waits for the hours that are not possible; nothing called yet."""
    talk = Talk(agent="aube", locale=locale)
    await talk.say(START if locale == "fr" else "I am a nurse and I want to change jobs")
    talk.calls.clear()
    return talk


def waiting(talk: Talk) -> str:
    """The question that waits for its answer."""
    return told(json.loads(talk.focus)["answers"]["question"])


def called(talk: Talk) -> list[str]:
    """What was called, but for what shows the list or takes an answer back."""
    return [name for name, arguments in talk.calls if not {"results", "withdraw"} & set(arguments)]


def told(answer: str) -> str:
    """`answer` with ordinary spaces and apostrophes."""
    return answer.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


@pytest.mark.parametrize("message", QUESTIONS)
async def test_a_question_without_its_mark_is_looked_up(message: str) -> None:
    talk = await in_flow()
    answer = await talk.say(message)
    assert [name for name, _ in talk.calls] == ["look_up"]
    assert told(answer).endswith(waiting(talk))


async def test_a_question_in_english_without_its_mark_is_looked_up() -> None:
    talk = await in_flow("en")
    assert told(await talk.say("can my boss say no")).endswith(waiting(talk))
    assert [name for name, _ in talk.calls] == ["look_up"]


@pytest.mark.parametrize(
    ("message", "agent"),
    [
        ("ecris moi une lettre", "letters"),
        ("cv stp", "cv"),
        ("could you help me with my CV", "cv"),
        ("practice an interview with me", "coach"),
        ("fais moi passer un entretien blanc", "coach"),
    ],
)
@pytest.mark.parametrize("begun", [True, False])
async def test_another_specialist_is_called_in(message: str, agent: str, begun: bool) -> None:
    talk = await in_flow() if begun else Talk()
    await talk.say(message)
    assert talk.agent == agent
    assert [name for name, _ in talk.calls] == ["hand_over"]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("stop on arrete j'ai plus le temps", "On s'arrête là"),
        ("cest trop long, laissez tomber", "On s'arrête là"),
        ("oublie que je suis soudeur", "Quel est le métier"),
        ("bande de nazes", "ça agace"),
        ("ferme ta gueule", "ça agace"),
        ("c de la merde", "ça agace"),
        ("tu comprends rien", "ça agace"),
        ("t un robot", "je suis un programme"),
        ("t un robot?", "je suis un programme"),
        ("c un robot qui parle ?", "je suis un programme"),
        ("le smic c combien", "pas de fiche sur le smic"),
    ],
)
async def test_what_is_not_an_answer_is_not_kept(message: str, said: str) -> None:
    talk = await in_flow()
    assert said in told(await talk.say(message))
    assert called(talk) == []


@pytest.mark.parametrize("message", ["t un robot?", "c un robot qui parle ?", "bonjour, t un robot"])
async def test_a_program_says_so_at_once(message: str) -> None:
    assert "je suis un programme" in told(await Talk().say(message))


@pytest.mark.parametrize("message", LOW)
@pytest.mark.parametrize("agent", ["guide", "aube", "cv", "letters", "coach"])
async def test_a_low_moment_is_heard_first(message: str, agent: str) -> None:
    talk = Talk(agent=agent)
    assert "Ça a l'air lourd" in told(await talk.say(message))
    assert talk.calls == []


@pytest.mark.parametrize("message", LOW)
async def test_a_low_moment_is_never_an_answer(message: str) -> None:
    talk = await in_flow()
    question = waiting(talk)
    assert "Ça a l'air lourd" in told(await talk.say(message))
    assert "on peut continuer" in told(await talk.say("depuis cet hiver"))
    assert talk.calls == []
    assert told(await talk.say("on reprend")).endswith(question)


async def test_pain_is_heard_before_any_question() -> None:
    talk = await in_flow()
    question = waiting(talk)
    assert "Ça a l'air lourd" in told(await talk.say("jai mal au dos depuis 2 ans"))
    assert talk.calls == []
    assert told(await talk.say("on reprend")).endswith(question)


async def test_health_in_a_long_answer_is_neither_kept_nor_concluded_from() -> None:
    talk = await in_flow()
    answer = told(await talk.say("à cause de mon handicap il me faut un poste aménagé près de chez moi et pas loin"))
    assert "je ne le garde pas" in answer
    assert answer.endswith(waiting(talk))


@pytest.mark.parametrize("message", ["je suis nul en informatique", "je me sens mal payé"])
async def test_a_weak_point_is_not_a_low_moment(message: str) -> None:
    assert "lourd" not in await (await in_flow()).say(message)


@pytest.mark.parametrize("answer", ["rien du tout", "euh", "pas grand chose"])
async def test_what_answers_nothing_is_asked_again(answer: str) -> None:
    talk = await in_flow()
    assert told(await talk.say(answer)).endswith(waiting(talk))


def test_a_note_is_shown_whole_and_the_rest_of_a_long_one_is_kept() -> None:
    note = "\n\n".join(["Une phrase de la fiche, assez longue pour compter. " * 5] * 4).strip()
    assert len(note) < 1100
    assert "[…]" not in extract(note)
    shown, rest = divide("\n\n".join(f"Paragraphe {n}. " + "Une phrase. " * 30 for n in range(6)))
    assert shown.endswith("[…]")
    assert rest.startswith("Paragraphe 2.")
    assert "Paragraphe 5." in rest


@pytest.mark.parametrize("message", ["la suite", "lis la suite", "next"])
async def test_the_rest_of_a_note_is_read(message: str) -> None:
    text = "\n\n".join(f"Paragraphe {n}. " + "Une phrase. " * 30 for n in range(6))
    [known, *_] = PASSAGES["formation", "cpf", "financ", "fund", "training"]
    passage = {**known, "text": text}
    talk = Talk(results={"look_up": {"passages": [passage], "found": True}})
    assert "Paragraphe 5" not in await talk.say("C'est quoi le CPF ?")
    answer = await talk.say(message)
    assert "Paragraphe 5" in answer
    assert "Paragraphe 0" not in answer


async def test_the_same_question_gets_the_next_note() -> None:
    talk = Talk()
    assert "Le compte personnel de formation" in await talk.say("C'est quoi le CPF ?")
    again = await talk.say("C'est quoi le CPF ?")
    assert "Le projet de transition professionnelle" in again
    assert "Je viens de le dire" not in again


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("on peut se tutoyer ? je suis soudeur et je veux changer de métier", "soudeur"),
        ("tutoie moi stp", "tutoie"),
        ("je préfère vraiment qu'on puisse se tutoyer ici", "tutoie"),
    ],
)
async def test_tu_is_heard_anywhere(message: str, kept: str) -> None:
    talk = Talk(agent="aube")
    assert kept in await talk.say(message)
    assert json.loads(talk.focus)["address"] == "tu"


async def test_a_refused_tu_stays_refused() -> None:
    talk = Talk(address="tu")
    await talk.say("je préfère ne pas me tutoyer ici avec un robot")
    assert json.loads(talk.focus)["address"] == "vous"


@pytest.mark.parametrize("message", ["comment effacer mes données", "efface tout ce que tu sais de moi"])
async def test_erasing_promises_what_exists(message: str) -> None:
    answer = told(await Talk().say(message))
    assert "rien n'est effacé par ce message" in answer
    assert "la clé qui les chiffre est alors détruite" in answer


async def test_what_is_known_is_listed() -> None:
    assert "permis B" in await Talk(facts=["J'ai le permis B"]).say("qu'est ce que tu sais de moi")
    assert "rien retenu" in await Talk().say("que savez-vous de moi ?")


@pytest.mark.parametrize(
    "message",
    ["csp", "contrat de sécurisation", "inapte à mon poste", "faute grave", "diplôme étranger", "tester le métier"],
)
async def test_a_subject_alone_is_looked_up(message: str) -> None:
    talk = Talk()
    await talk.say(message)
    assert [name for name, _ in talk.calls] == ["look_up"]


async def test_no_lead_in_is_doubled() -> None:
    talk = await in_flow()
    answer = told(await talk.say("C'est quoi le CPF ?"))
    assert f"Sinon, on continue.\n\n{waiting(talk)}" in answer


@pytest.mark.parametrize(
    ("typed", "said"),
    [("chui nul", "je suis nul"), ("c koi", "c'est quoi"), ("jai", "j'ai"), ("don't know", "don't know")],
)
def test_a_phone_is_read(typed: str, said: str) -> None:
    assert spelled(typed) == said
    assert plain(typed) == plain(said)


async def test_menus_are_not_worded_alike() -> None:
    talk = Talk()
    leads = [(await talk.say(message)).splitlines()[0] for message in ("bonjour", "menu", "merci", "menu", "aide")]
    assert len({leads[1], leads[3], leads[4]}) == 3


@pytest.mark.parametrize(
    "message",
    [
        "qui peut m'aider à financer une formation ?",
        "pouvez-vous m’aider à financer une formation ?",
        "aidez-moi à financer une formation",
    ],
)
async def test_how_help_is_asked_for_is_no_part_of_what_is_looked_up(message: str) -> None:
    talk = Talk(agent="guide")
    await talk.say(message)
    [asked] = [arguments["question"] for name, arguments in talk.calls if name == "look_up"]
    assert "aide" not in asked
    assert asked.rstrip(" ?").endswith("financer une formation")
