"""Coaching: what advice is asked on, and what it is about."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Theme = Literal["interview", "boss", "money", "age", "time", "energy", "family", "network", "hesitation", "confidence"]


class Advise(BaseModel):
    """What the person wants advice on."""

    model_config = ConfigDict(str_strip_whitespace=True)

    question: str = Field(
        min_length=3,
        max_length=600,
        description="What the person wants advice on, in their words.",
        json_schema_extra={
            "x-from": "message",
            "x-question": {
                "fr": "Sur quoi porte le conseil ? Une phrase suffit.",
                "en": "What is the advice about? One sentence is enough.",
            },
        },
    )
    situation: str | None = Field(
        default=None, max_length=1_000, description="What they said of their situation that matters for it."
    )


class Advice(BaseModel):
    """A piece of advice, in Markdown."""

    advice: str
