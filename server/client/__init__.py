"""Iris's Python client: httpx and the standard library only. To embed Iris elsewhere, copy this folder."""

# Imports are relative so that the folder works under any name.
from .async_run import Run
from .asynchronous import IrisClient
from .errors import IrisApiError, IrisClientError, NotIris, Unreachable
from .events import (
    AgentSpeaks,
    Card,
    EnergyChanged,
    Event,
    Interrupt,
    Interrupted,
    ModeChanged,
    Recovered,
    RunFailed,
    RunFinished,
    RunStarted,
    Source,
    Sources,
    TextDelta,
    TextEnd,
    TextStart,
    ToolCallArgs,
    ToolCallEnd,
    ToolCallResult,
    ToolCallStart,
)
from .patience import Patience
from .purse import Allowance, Balance, Order, Pack, Payment
from .replies import Agent, Answer, Message, Session, Thread, Topic
from .sync_run import SyncRun
from .synchronous import SyncIrisClient

__all__ = [
    "Agent",
    "AgentSpeaks",
    "Allowance",
    "Answer",
    "Balance",
    "Card",
    "EnergyChanged",
    "Event",
    "Interrupt",
    "Interrupted",
    "IrisApiError",
    "IrisClient",
    "IrisClientError",
    "Message",
    "ModeChanged",
    "NotIris",
    "Order",
    "Pack",
    "Patience",
    "Payment",
    "Recovered",
    "Run",
    "RunFailed",
    "RunFinished",
    "RunStarted",
    "Session",
    "Source",
    "Sources",
    "SyncIrisClient",
    "SyncRun",
    "TextDelta",
    "TextEnd",
    "TextStart",
    "Thread",
    "ToolCallArgs",
    "ToolCallEnd",
    "ToolCallResult",
    "ToolCallStart",
    "Topic",
    "Unreachable",
]
