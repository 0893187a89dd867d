"""Administration: what the audit of an organisation says."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from server.auth import AdminRead, Iris
from server.routers.auth import unstored
from server.routers.chat import LARGEST_SEQUENCE

router = APIRouter(tags=["admin"], prefix="/v1/admin", dependencies=[Depends(unstored)])


class AuditEvent(BaseModel):
    """Something that mattered for security: ids and rule names only. `user_id` is empty where nobody is known."""

    position: int
    type: str
    user_id: str
    actor: str
    data: dict[str, object]
    at: datetime


class AuditPage(BaseModel):
    """Events in order; ask on with `after` = the last position."""

    events: list[AuditEvent]


@router.get("/audit")
async def read_audit(
    key: AdminRead,
    iris: Iris,
    after: Annotated[int, Query(ge=0, le=LARGEST_SEQUENCE)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditPage:
    """The audit of the key's organisation; this reading is noted in it."""
    lines = await iris.accounts.oversight.read(key, after=after, limit=limit)
    return AuditPage(
        events=[
            AuditEvent(
                position=line.position,
                type=line.type,
                user_id=line.user_id,
                actor=line.actor,
                data=line.data,
                at=line.at,
            )
            for line in lines
        ]
    )
