"""What an app has set for its pages, before anybody has said a word."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from server.auth import Anyone, Iris
from server.origins import check_origin

router = APIRouter(tags=["apps"], prefix="/v1/app")


class AppSettings(BaseModel):
    """What the app's pages begin with; null: as Iris does by itself."""

    agent: str | None
    locale: str | None
    theme: Literal["auto", "light", "dark"] | None
    welcome: str | None
    suggestions: list[str]


@router.get("", dependencies=[Anyone], responses={403: {}, 404: {}})
async def app_settings(
    key: Annotated[str, Query(min_length=1, max_length=64, pattern=r"^[!-~]+$", examples=["pk_demo"])],
    request: Request,
    response: Response,
    iris: Iris,
) -> AppSettings:
    """An app's defaults, by its publishable key: specialist, language, theme, first words, suggestions."""
    app = await iris.directory.app(key)
    await check_origin(request, app)
    response.headers["Cache-Control"] = "public, max-age=60"
    return AppSettings(
        agent=app.default_agent,
        locale=app.locale,
        theme=app.theme,
        welcome=app.welcome,
        suggestions=list(app.suggestions),
    )
