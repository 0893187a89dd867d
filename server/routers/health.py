"""Health: is Iris up, and what does each part say."""

import time
from collections.abc import Awaitable
from datetime import datetime
from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from agents.runtime import Runtime
from knowledge import IndexUnavailable
from server.auth import Anyone, Iris
from tools.errors import IrisError

router = APIRouter(tags=["health"])

KNOWN_TO_BE_THERE = "carrière"


class Health(BaseModel):
    """Iris is up."""

    status: Literal["healthy"]
    timestamp: datetime
    version: str
    mode: Literal["model", "guided"]


class Dependency(BaseModel):
    """One part that Iris needs; latency in milliseconds."""

    status: Literal["up", "down"]
    latency_ms: float


class DeepHealth(BaseModel):
    """Each part by name; `degraded` when one is down."""

    status: Literal["healthy", "degraded"]
    timestamp: datetime
    version: str
    dependencies: dict[str, Dependency]
    active_runs: int
    sealing_lag_s: float | None
    """For how many seconds the oldest event waits to be sealed; none: the database is down."""


@router.head("/health", dependencies=[Anyone], include_in_schema=False)
@router.get("/health", dependencies=[Anyone])
async def health(iris: Iris, response: Response) -> Health:
    """Answer at once, from memory."""
    # A widget whose page is refused asks whether anybody is there; of the answer that page can read nothing.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return Health(status="healthy", timestamp=iris.clock.now(), version=version("iris-platform"), mode=iris.models.mode)


@router.get("/monitoring/health/v2", dependencies=[Anyone])
async def deep_health(iris: Iris) -> DeepHealth:
    """Ask each part: the database, the guard, the knowledge index."""
    parts = {
        "database": await _probe(iris.database.now()),
        "guard": await _probe(iris.guard.probe()),
        "knowledge": await _probe(iris.knowledge.search(KNOWN_TO_BE_THERE, limit=1)),
    }
    down = any(part.status == "down" for part in parts.values())
    return DeepHealth(
        status="degraded" if down else "healthy",
        timestamp=iris.clock.now(),
        version=version("iris-platform"),
        dependencies=parts,
        active_runs=iris.runs.active_count,
        sealing_lag_s=await _lag(iris),
    )


async def _lag(iris: Runtime) -> float | None:
    try:
        return round(await iris.sealer.lag(), 2)
    except (SQLAlchemyError, IrisError):
        return None


async def _probe(question: Awaitable[object]) -> Dependency:
    began = time.perf_counter()
    try:
        await question
        status: Literal["up", "down"] = "up"
    except (OSError, SQLAlchemyError, IndexUnavailable, IrisError):
        status = "down"
    return Dependency(status=status, latency_ms=round((time.perf_counter() - began) * 1000, 2))
