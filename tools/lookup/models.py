"""What is looked up, and what is found."""

from datetime import date

from pydantic import BaseModel, Field


class LookUp(BaseModel):
    """A question to the knowledge packs."""

    question: str = Field(
        min_length=2,
        max_length=500,
        description="The question in plain words, with the name of the scheme when it is known (CPF, VAE...).",
        json_schema_extra={
            "x-question": {
                "fr": "Sur quel sujet voulez-vous une information vérifiée ?",
                "en": "What would you like checked information about?",
            }
        },
    )


class FoundPassage(BaseModel):
    """A passage with its source: what it says, who says it, when it was checked."""

    title: str
    text: str
    source: str
    url: str
    checked_on: date
    in_force_since: date | None = None


class Found(BaseModel):
    """The passages that answer, best first; none when nothing relevant is known."""

    passages: list[FoundPassage]
    found: bool
