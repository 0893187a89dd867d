"""The orchestration's own operations: who there is, and passing the conversation on."""

from pydantic import BaseModel, Field

from agents.catalog import Catalog
from agents.spec import in_language
from tools.errors import InvalidArguments
from tools.operation import AnyOperation, Effect, ToolContext, operation


class Nothing(BaseModel):
    """No arguments."""


class AgentLine(BaseModel):
    """A specialist, as a person sees it."""

    name: str
    title: str
    does: str


class Agents(BaseModel):
    """The specialists."""

    agents: list[AgentLine]


class HandOver(BaseModel):
    """To whom, and why."""

    agent: str = Field(description="The name of the specialist, as list_agents gives it.")
    why: str = Field(min_length=1, max_length=300, description="What the person needs, in one sentence.")


class HandedOver(BaseModel):
    """The specialist who goes on."""

    agent: str
    title: str


def orchestration_operations(catalog: Catalog) -> tuple[AnyOperation, ...]:
    """`list_agents` and `hand_over`, over the specialists of a catalog."""

    @operation(scope="chat:read", effect=Effect.READ, public=True)
    async def list_agents(context: ToolContext, arguments: Nothing) -> Agents:
        """List the specialists of Iris and what each does, when the person asks what Iris can do."""
        lines = [
            AgentLine(name=spec.name, title=spec.title, does=in_language(spec.does, context.locale)) for spec in catalog
        ]
        return Agents(agents=lines)

    @operation(scope="chat:write", effect=Effect.READ, public=True)
    async def hand_over(context: ToolContext, arguments: HandOver) -> HandedOver:
        """Pass the conversation to the specialist whose work it is. That specialist answers the person's last message
        at once, so say nothing more after this call. Never hand over what you can do yourself."""
        if arguments.agent not in catalog:
            raise InvalidArguments(f"no specialist is called {arguments.agent!r}", field="agent")
        return HandedOver(agent=arguments.agent, title=catalog.get(arguments.agent).title)

    return list_agents, hand_over
