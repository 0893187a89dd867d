"""The career tools, composed: what is known of occupations, and Aube over it."""

import asyncio
from dataclasses import dataclass, field

from agents.ground import Ground
from knowledge.occupations import Atlases
from tools.aube import Assessments, Aube, aube_operations, look_operation
from tools.aube.sharing import Shares
from tools.aube.trajectory import trajectory_operations
from tools.operation import AnyOperation


@dataclass(slots=True, kw_only=True)
class Career:
    """Occupations as they are loaded, and people's assessments."""

    atlases: Atlases
    assessments: Assessments
    shares: Shares
    assess: AnyOperation = field(init=False)
    look: AnyOperation = field(init=False)
    _aube: Aube | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        (self.assess,) = aube_operations(self.aube)
        self.look = look_operation(self.aube)

    async def aube(self) -> Aube:
        """The assessor over what is loaded now. Loading takes a second or two, aside."""
        atlas = await asyncio.to_thread(self.atlases.current)
        if self._aube is None or self._aube.atlas is not atlas:
            self._aube = Aube(atlas)
        return self._aube

    def operations(self) -> tuple[AnyOperation, ...]:
        """What specialists may do with it."""
        return (self.assess, self.look, *trajectory_operations(self.aube))


def build_career(ground: Ground) -> Career:
    """The career tools over the ground."""
    return Career(
        # Where `iris occupations import` puts what it is given.
        atlases=Atlases(ground.home.path / "occupations"),
        assessments=Assessments(ground.events),
        shares=Shares(ground.events, ground.clock, ground.derived("report-links")),
    )
