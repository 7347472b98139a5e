"""What holds for every route: sizes, security headers, and errors that say what to do and give nothing away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from hub import tracing
from hub.limited import APOLOGY
from hub.logs import begin_request

log = structlog.get_logger()

# Room for 10,000 characters of four bytes each, escaped in a form.
MAX_BODY_BYTES = 150_000
_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(_POLICY),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

# What any route with a body may answer, for /openapi.json.
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "a body that cannot be read at all"},
    411: {"description": "a body without its length"},
    413: {"description": "a body that is too long"},
}


def install(app: FastAPI) -> None:
    """Put the rules around an application's routes."""
    app.middleware("http")(_guard)
    app.add_exception_handler(RequestValidationError, _explain_bad_request)
    app.add_exception_handler(HTTPException, _explain)
    app.add_exception_handler(Exception, _apologise)


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    number = begin_request()
    with tracing.span("request") as span:
        response = _refused(request) or await call_next(request)
        span.note({"route": getattr(request.scope.get("route"), "path", None), "status": response.status_code})
    response.headers["X-Request-Id"] = number
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _refused(request: Request) -> Response | None:
    """A body must say how long it is, and be no longer than a message can be."""
    length = request.headers.get("content-length")
    if length is None:
        if request.method != "POST":
            return None
        return JSONResponse({"error": "A request needs a Content-Length."}, status_code=411)
    if not length.isdigit() or int(length) > MAX_BODY_BYTES:
        return JSONResponse({"error": "The message is too long."}, status_code=413)
    return None


async def _explain_bad_request(_: Request, error: Exception) -> Response:
    issues = error.errors() if isinstance(error, RequestValidationError) else []
    problems = [
        "the body is not valid JSON"
        if issue["type"] == "json_invalid"
        else f"{'.'.join(str(part) for part in issue['loc'][1:]) or 'body'}: {issue['msg']}"
        for issue in issues
    ]
    return JSONResponse({"error": "; ".join(problems)}, status_code=422)


async def _explain(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return JSONResponse({"error": error.detail}, status_code=error.status_code, headers=error.headers)


async def _apologise(request: Request, error: Exception) -> Response:
    # The class only: an error's text could carry what a person wrote.
    log.error("unexpected_error", route=getattr(request.scope.get("route"), "path", None), error=type(error).__name__)
    return JSONResponse({"error": APOLOGY}, status_code=500, headers=SECURITY_HEADERS)
