"""Operations of specialists: asked for by their cues, their missing arguments asked one by one."""

from typing import Any

from agents.orchestration.schemas import tool_schema
from tests.agents.guided.talk import TOOLS, Talk
from tools.energy import load_catalogue
from tools.files import read_file

SIMULATE: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "simulate_salary",
        "description": "Estimate a salary.",
        "parameters": {
            "x-cues": {"fr": ["estimer un salaire"], "en": ["estimate a salary"]},
            "properties": {
                "job": {"type": "string", "x-question": {"fr": "Pour quel métier ?", "en": "For which job?"}},
                "hours": {"type": "integer", "title": "Heures par semaine"},
                "contract": {
                    "enum": ["permanent", "temporary"],
                    "x-labels": {"fr": {"permanent": "CDI", "temporary": "CDD"}},
                },
                "places": {"type": "array", "items": {"type": "string"}, "x-question": {"fr": "Dans quelles villes ?"}},
                "note": {"type": "string"},
            },
            "required": ["job", "hours", "contract", "places"],
        },
    },
}


def talk() -> Talk:
    return Talk(tools=[*TOOLS, SIMULATE], results={"simulate_salary": {"text": "Entre deux et trois."}})


async def test_missing_arguments_are_asked_one_by_one() -> None:
    thread = talk()
    assert "Pour quel métier ?" in (await thread.say("je voudrais estimer un salaire")).replace("\u202f", " ")
    assert "« heures par semaine »" in (await thread.say("soudeur")).replace("\u00a0", " ")
    assert "- CDI\n- CDD" in await thread.say("35 heures")
    assert "Dans quelles villes" in await thread.say("un CDI")
    assert (await thread.say("Lyon, Brest")).startswith("Entre deux et trois.")
    assert thread.calls == [
        ("simulate_salary", {"job": "soudeur", "hours": 35, "contract": "permanent", "places": ["Lyon", "Brest"]})
    ]


async def test_what_the_first_message_says_for_sure_is_not_asked() -> None:
    thread = talk()
    await thread.say("estimer un salaire en CDD pour 20 heures")
    await thread.say("serveuse")
    await thread.say("Nantes")
    assert thread.calls[-1][1] == {"hours": 20, "contract": "temporary", "job": "serveuse", "places": ["Nantes"]}


async def test_an_answer_that_says_nothing_is_asked_again() -> None:
    thread = talk()
    await thread.say("estimer un salaire")
    await thread.say("soudeur")
    assert "« heures par semaine »" in (await thread.say("beaucoup")).replace("\u00a0", " ")


async def test_a_document_that_the_message_names_is_read_and_told() -> None:
    id_of = "f_" + "0123456789ab" * 2
    described = {"file": id_of, "kind": "cv", "language": "fr", "words": 420, "pages": 1, "cut": False}
    told = {**described, "sections": ["experience", "skills"], "job_titles": ["Vendeuse"], "years_of_experience": 1}
    thread = Talk(agent="cv", tools=[*TOOLS, tool_schema(read_file, load_catalogue())], results={"read_file": told})
    said = (await thread.say(f"Voici mon CV\n[{id_of}]")).replace("\u00a0", " ")
    assert "Document bien reçu : un CV, 420 mots, 1 page. J’y vois ces rubriques : expérience, compétences." in said
    assert "couvrent 1 an." in said
    assert thread.calls == [("read_file", {"file": id_of})]


async def test_without_a_document_none_is_read() -> None:
    thread = Talk(agent="cv", tools=[*TOOLS, tool_schema(read_file, load_catalogue())])
    await thread.say("Voici mon CV, il est bien ?")
    await thread.say("f_123 est un fichier")
    assert "read_file" not in [name for name, _ in thread.calls]


async def test_it_can_be_left() -> None:
    thread = talk()
    await thread.say("estimer un salaire")
    assert "rien n’a été fait" in await thread.say("stop")
    assert "Bonjour" in await thread.say("bonjour")
    assert thread.calls == []


async def test_urgent_words_come_first_even_then() -> None:
    thread = talk()
    await thread.say("estimer un salaire")
    assert "3114" in await thread.say("je veux mourir")


async def test_a_refusal_is_said_in_words() -> None:
    thread = talk()
    thread.results = {"simulate_salary": {"error": {"code": "message_too_long", "advice": ""}}}
    await thread.say("estimer un salaire en CDD pour 20 heures")
    await thread.say("serveuse")
    assert (await thread.say("Nantes")).startswith("Le message est trop long")


async def test_an_operation_without_words_is_simply_done() -> None:
    thread = talk()
    thread.results = {"simulate_salary": {"amount": 3}}
    await thread.say("estimer un salaire en CDD pour 20 heures")
    await thread.say("serveuse")
    assert (await thread.say("Nantes")).startswith("C’est fait.")
