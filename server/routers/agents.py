"""Agents and topics: who there is, and what one may begin with."""

from fastapi import APIRouter
from pydantic import BaseModel

from agents.spec import Locale, in_language
from server.auth import Anyone, Iris

router = APIRouter(tags=["agents"], prefix="/v1")


class AgentView(BaseModel):
    """A specialist."""

    name: str
    title: str
    does: str


class AgentList(BaseModel):
    """The specialists."""

    agents: list[AgentView]


class Topic(BaseModel):
    """A message to begin with, and who takes it."""

    agent: str
    message: str


class TopicList(BaseModel):
    """Suggestions."""

    topics: list[Topic]


@router.get("/agents", dependencies=[Anyone])
async def list_agents(iris: Iris, locale: Locale = "fr") -> AgentList:
    """The specialists and what each does."""
    views = [AgentView(name=spec.name, title=spec.title, does=in_language(spec.does, locale)) for spec in iris.catalog]
    return AgentList(agents=views)


@router.get("/topics", dependencies=[Anyone])
async def list_topics(iris: Iris, locale: Locale = "fr") -> TopicList:
    """Messages that a person may tap to begin."""
    topics = [
        Topic(agent=spec.name, message=message)
        for spec in iris.catalog
        if spec.suggestions
        for message in in_language(spec.suggestions, locale)
    ]
    return TopicList(topics=topics)
