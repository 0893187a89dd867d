"""A conversation with the guided model as the graph holds it: operations, hand-over, focus through JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agents.models.guided import GuidedChatModel, locale_of
from tests.agents.guided import assessed

AGENTS = [
    ["guide", "Guide", "droits et démarches"],
    ["aube", "Aube", "faire le point avant de changer de métier"],
    ["cv", "CV", "écrire, relire, adapter un CV"],
    ["letters", "Lettres", "préparer une lettre"],
    ["coach", "Coach", "entretien, semaine, moments lourds"],
]
TOOLS: list[dict[str, Any]] = [
    {
        "type": "function",
        "function": {
            "name": "look_up",
            "description": "Sourced answers.",
            "parameters": {
                "type": "object",
                "properties": {"question": {"type": "string"}},
                "required": ["question"],
            },
        },
    },
    {
        "name": "remember",
        "description": "Keep a fact.",
        "parameters": {
            "type": "object",
            "properties": {"kind": {"type": "string"}, "fact": {"type": "string"}},
            "required": ["kind", "fact"],
        },
    },
    {"name": "list_agents", "description": "Who can help.", "parameters": {"type": "object", "properties": {}}},
    {
        "name": "hand_over",
        "description": "Pass on.",
        "parameters": {
            "type": "object",
            "properties": {"agent": {"type": "string"}, "why": {"type": "string"}},
            "required": ["agent", "why"],
        },
    },
]
PASSAGES: dict[tuple[str, ...], list[dict[str, object]]] = {
    ("formation", "cpf", "financ", "fund", "training"): [
        {
            "title": "Le compte personnel de formation",
            "text": "Le compte personnel de formation (CPF) permet à toute personne active d'acquérir des droits à la "
            "formation. Les droits sont comptés en euros. Ils restent acquis en cas de changement d'employeur.",
            "source": "service-public.gouv.fr",
            "url": "https://www.service-public.gouv.fr/particuliers/vosdroits/F10705",
            "checked_on": "2026-10-12",
            "in_force_since": "2026-01-01",
        },
        {
            "title": "Le projet de transition professionnelle",
            "text": "Le projet de transition professionnelle permet de s'absenter de son poste pour suivre une "
            "formation certifiante et changer de métier.",
            "source": "transitionspro.fr",
            "url": "https://www.transitionspro.fr",
            "checked_on": "2026-09-30",
            "in_force_since": None,
        },
    ],
    ("immersion", "star", "longueur", "long should"): [
        {
            "title": "Fiche d'essai",
            "text": "Une phrase de la fiche. Une autre phrase de la fiche.",
            "source": "Fiches d'Iris",
            "url": "",
            "checked_on": "2026-11-02",
            "in_force_since": None,
        },
    ],
}


@dataclass
class Talk:
    """A thread: what was said, who speaks, the focus as JSON."""

    agent: str = "guide"
    locale: str = "fr"
    address: str = "vous"
    reason: str | None = None
    tools: list[dict[str, Any]] = field(default_factory=lambda: list(TOOLS))
    of_aube: Sequence[dict[str, Any]] = field(default_factory=assessed.schemas)
    """Only Aube may call them."""
    facts: list[str] = field(default_factory=list)
    results: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    messages: list[BaseMessage] = field(default_factory=list)
    focus: str = "null"
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    model: GuidedChatModel = field(default_factory=GuidedChatModel)
    person: assessed.Assessed = field(default_factory=assessed.Assessed)

    async def say(self, text: str) -> str:
        """What is answered to `text`, once the operations are done."""
        self.messages.append(HumanMessage(text))
        turn: list[BaseMessage] = []
        for _ in range(6):
            answer = await self._model(turn)
            self.focus = json.dumps(answer.response_metadata["iris"]["focus"])
            if not answer.tool_calls:
                self.messages.append(AIMessage(answer.text))
                return answer.text
            turn.append(answer)
            for call in answer.tool_calls:
                self.calls.append((call["name"], call["args"]))
                if call["name"] == "hand_over":
                    self.agent, turn = call["args"]["agent"], []
                    break
                result = json.dumps(await self._run(call["name"], call["args"]), ensure_ascii=False)
                turn.append(ToolMessage(result, name=call["name"], tool_call_id=call["id"] or ""))
        raise AssertionError(f"the model never answers {text!r}: {self.calls!r}")

    async def _model(self, turn: list[BaseMessage]) -> AIMessageChunk:
        metadata = {
            "agent": self.agent,
            "locale": self.locale,
            "address": self.address,
            "first": not any(isinstance(message, AIMessage) for message in self.messages),
            "focus": json.loads(self.focus),
            "facts": self.facts,
            "reason": self.reason,
            "agents": AGENTS,
        }
        head = SystemMessage("…", additional_kwargs={"iris": metadata})
        whole: AIMessageChunk | None = None
        tools = [*self.tools, *(self.of_aube if self.agent == "aube" else [])]
        async for chunk in self.model.bind_tools(tools).astream([head, *self.messages[-8:], *turn]):
            assert isinstance(chunk, AIMessageChunk)
            whole = chunk if whole is None else whole + chunk
        assert whole is not None
        return whole

    async def _run(self, name: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        if name in self.results:
            return self.results[name]
        if name in assessed.operations():
            said = [message.text for message in self.messages if isinstance(message, HumanMessage)]
            self.person.locale = locale_of(said, self.locale, json.loads(self.focus))
            return await self.person.run(arguments, name)
        if name == "remember":
            self.facts.append(arguments["fact"])
            return {"saved": True, "fact": arguments["fact"]}
        if name == "list_agents":
            return {"agents": [dict(zip(("name", "title", "does"), row, strict=True)) for row in AGENTS]}
        question = arguments["question"].lower()
        found = next((rows for cues, rows in PASSAGES.items() if any(cue in question for cue in cues)), [])
        return {"passages": found, "found": bool(found)}
