"""Which models serve which role: built once from settings, checked at once, opened at first use."""

import asyncio
import logging
import sys

from langchain_core.language_models import BaseChatModel

from agents.models.breaker import CircuitBreaker
from agents.models.connections import Connections, open_connections
from agents.models.fallback import ModelChain
from agents.models.providers import check, has_credentials, open_model
from agents.models.roles import GUIDED, ROLES, Mode, ModelId, chain_of
from agents.models.settings import ModelSettings
from agents.models.usage import TokenMeter
from agents.spec import Role

log = logging.getLogger(__name__)


class Models:
    """Every model that is configured, by role. Belongs to one event loop; close it with `aclose`."""

    def __init__(
        self, settings: ModelSettings, chains: dict[Role, tuple[ModelId, ...]], guided: BaseChatModel | None
    ) -> None:
        self._settings = settings
        self._chains = chains
        self._opened: dict[ModelId, BaseChatModel] = {} if guided is None else {GUIDED: guided}
        self._opening = asyncio.Lock()
        self._connections: Connections | None = None
        self._breakers = {
            model: CircuitBreaker(
                # Nothing comes after guided mode, so that leaving it alone would help nobody.
                failures=sys.maxsize if model == GUIDED else settings.breaker_failures,
                open_s=settings.breaker_open_s,
            )
            for model in {model for chain in chains.values() for model in chain}
        }

    def chain(self, role: Role, meter: TokenMeter | None = None, *, guided: bool = False) -> ModelChain:
        """The chain of `role`, or only its guided end; what it uses is added to `meter`. Cheap: make one per run."""
        chain = self._chains[role]
        return ModelChain(
            models=tuple(model for model in chain if model.mode == "guided") if guided else chain,
            settings=self._settings,
            open_model=self._open,
            breakers=self._breakers,
            meter=meter or TokenMeter(),
        )

    def names(self, role: Role) -> tuple[str, ...]:
        """The names of the models that serve `role`, in order: `("google_genai:...", "guided")`."""
        return tuple(str(model) for model in self._chains[role])

    @property
    def mode(self) -> Mode:
        """`model` when the writer's chain begins with one, else `guided`."""
        return self._chains["writer"][0].mode

    async def load(self) -> None:
        """Open every model now, in a thread, so that the first message does not wait for imports."""
        for model in self._breakers:
            await self._open(model)

    async def aclose(self) -> None:
        """Close the connections; the chains are of no use after it."""
        if self._connections is not None:
            await self._connections.client.aclose()

    async def _open(self, model: ModelId) -> BaseChatModel:
        if (opened := self._opened.get(model)) is not None:
            return opened
        async with self._opening:
            if model not in self._opened:
                self._opened[model] = await asyncio.to_thread(self._build, model)
            return self._opened[model]

    def _build(self, model: ModelId) -> BaseChatModel:
        if self._connections is None:
            self._connections = open_connections(self._settings.timeout_s)
        return open_model(model, self._settings, self._connections)


def build_models(settings: ModelSettings, *, guided: BaseChatModel | None = None) -> Models:
    """Check every chain and build nothing else: providers are imported at first use, or by `Models.load`.

    A model without its key is left out, with a warning: Iris starts, in guided mode if nothing else is left.
    `guided` replaces the embedded model. Raises UnknownModel.
    """
    chains = {role: chain_of(settings, role) for role in ROLES}
    named = {model for chain in chains.values() for model in chain}
    for model in named:
        check(model)
    missing = {model for model in named if not has_credentials(model, settings)}
    for model in sorted(missing, key=str):
        log.warning("model %s is left out: it has no API key", model)
    kept = {role: tuple(model for model in chain if model not in missing) for role, chain in chains.items()}
    return Models(settings, kept, guided)
