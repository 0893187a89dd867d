"""Errors on the wire: RFC 9457 problem JSON with a stable code, words in the person's language, no exception text."""

import logging
import math

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from agents.runtime import Runtime
from agents.voice import LOCALES, Voice
from server.adapters import openai
from tools.errors import IrisError

log = logging.getLogger(__name__)

_STATUS_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}


def locale_of(request: Request) -> str:
    """The first language of Accept-Language that Iris speaks; French otherwise."""
    for part in request.headers.get("accept-language", "").split(","):
        language = part.split(";")[0].strip()[:2].lower()
        if language in LOCALES:
            return language
    return "fr"


def problem(
    request: Request, status: int, code: str, *, advice: str | None = None, details: dict[str, object] | None = None
) -> JSONResponse:
    """A problem document; `details` are members of their own (`run_id`, `field`, `limit`)."""
    runtime: Runtime = request.app.state.runtime
    extra = details or {}
    body: dict[str, object] = {
        **extra,
        "type": f"urn:iris:error:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "detail": _words(runtime.voice, code, locale_of(request), extra),
        "code": code,
        "instance": request.url.path,
        "request_id": request.scope.get("request_id", ""),
    }
    if status == 402:
        # What partners' clients look for, from before there were problem documents.
        body["error"] = code
    if request.url.path in openai.PATHS:
        body["error"] = openai.error(status, code, str(body["detail"]), extra.get("field"))
    if advice:
        body["advice"] = advice
    headers = {"Content-Language": locale_of(request)}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in extra:
        headers["Retry-After"] = str(extra["retry_after"])
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def _words(voice: Voice, code: str, locale: str, details: dict[str, object]) -> str:
    """What is said of a refusal: of the very thing (`what`) where there are words for it, and when to come again."""
    of_it = f"errors.{code}.{details.get('what')}"
    said = voice.say(of_it, locale)
    if said == of_it:
        said = voice.say(f"errors.{code}", locale, limit=details.get("limit", ""))
    if isinstance(wait := details.get("retry_after"), int):
        said = f"{said} {voice.say('errors.when', locale, minutes=max(1, math.ceil(wait / 60)))}"
    return said


def refusal(request: Request, error: IrisError) -> JSONResponse:
    """The problem document of a refusal."""
    return problem(request, error.status, error.code, advice=error.advice, details=dict(error.details))


def add_handlers(app: FastAPI) -> None:
    """Answer every failure with a problem document."""

    @app.exception_handler(IrisError)
    async def _refusal(request: Request, error: IrisError) -> JSONResponse:
        if error.status >= 500:
            log.error("%s: %s", error.code, error, exc_info=error)
        return refusal(request, error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return problem(request, 400, "bad_request", advice="Send a JSON body in UTF-8.")
        field = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
        details: dict[str, object] = {"field": field, "problem": first["msg"]}
        return problem(request, 422, "invalid_arguments", advice=f"Correct {field}.", details=details)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        code = _STATUS_CODES.get(error.status_code, "bad_request")
        answer = problem(request, error.status_code, code)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("unexpected failure on %s", request.url.path, exc_info=error)
        answer = problem(request, 500, "internal")
        # Starlette raises the exception again for the server, which then closes the connection: say so.
        answer.headers["Connection"] = "close"
        return answer
