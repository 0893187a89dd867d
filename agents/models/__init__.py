"""Models: roles, chains that fall back, and the Writer port over them."""

from agents.models.call_ids import with_call_ids
from agents.models.fallback import ModelChain
from agents.models.pieces import Answer, Broken, Piece, Reason, Switched, Words
from agents.models.roles import Mode, ModelId
from agents.models.roster import Models, build_models
from agents.models.settings import ModelSettings
from agents.models.usage import TokenMeter, Tokens, Usage
from agents.models.writer import ModelWriter

__all__ = [
    "Answer",
    "Broken",
    "Mode",
    "ModelChain",
    "ModelId",
    "ModelSettings",
    "ModelWriter",
    "Models",
    "Piece",
    "Reason",
    "Switched",
    "TokenMeter",
    "Tokens",
    "Usage",
    "Words",
    "build_models",
    "with_call_ids",
]
