"""Puts the doors together into one FastAPI application: ``uvicorn app:create_app --factory``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from hub import knowledge
from hub.conversation import Conversation
from hub.conversation_ids import ConversationIds, read_or_make_secret
from hub.doors import Doors
from hub.logs import configure_logs
from hub.memory import Memory
from hub.rasa_client import RasaClient
from hub.readiness import Readiness
from evaluation.api import router as replay_router
from hub.settings import environment, hub_settings
from webchat import api, page

log = structlog.get_logger()

# Room for 10,000 characters of four bytes each, escaped in a form.
MAX_BODY_BYTES = 150_000
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# FastAPI's own page of API documentation brings its scripts from elsewhere; /openapi.json serves any reader.


def create_app() -> FastAPI:
    """Build the front door from hub.yml and the environment; raises SettingsError where one is wrong."""
    configure_logs()
    machine, settings = environment(), hub_settings()
    rasa = RasaClient(machine.rasa_url, machine.rasa_timeout_seconds)
    memory = Memory(machine.redis_url)
    conversation = Conversation(settings, rasa, memory, knowledge.search_if_ready, patience_seconds=machine.rasa_timeout_seconds)
    ids = ConversationIds(read_or_make_secret(machine.hub_secret, machine.hub_state))
    doors = Doors(machine, settings, ids, conversation)
    readiness = Readiness(machine, rasa, memory)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # Behind the page, not before it: the index takes seconds to build.
        building = asyncio.create_task(asyncio.to_thread(knowledge.prepare))
        yield
        building.cancel()
        await rasa.close()
        await memory.close()
        await readiness.close()

    app = FastAPI(title="Neurodiversity Hub assistant", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.doors = doors
    app.include_router(page.router)
    app.include_router(api.router)
    if machine.hub_test_clock:
        app.include_router(replay_router)
    app.mount("/static", StaticFiles(directory=page.HERE / "static"))

    @app.get("/healthz")
    async def healthz() -> dict[str, bool]:
        """For load balancers: 200 as long as this front door can answer anything."""
        return {"ok": True}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        """For start-up scripts and operators: the parts, and 503 while one is missing."""
        state = await readiness.look()
        return JSONResponse(state, status_code=200 if state["ready"] else 503)

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        length = request.headers.get("content-length", "0")
        if request.method == "POST" and "content-length" not in request.headers:
            response: Response = JSONResponse({"error": "A request needs a Content-Length."}, status_code=411)
        elif not length.isdigit() or int(length) > MAX_BODY_BYTES:
            response = JSONResponse({"error": "The message is too long."}, status_code=413)
        else:
            response = await call_next(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.exception_handler(RequestValidationError)
    async def explain_bad_request(request: Request, error: RequestValidationError) -> JSONResponse:
        problems = [f"{'.'.join(str(part) for part in issue['loc'][1:]) or 'body'}: {issue['msg']}" for issue in error.errors()]
        return JSONResponse({"error": "; ".join(problems)}, status_code=422)

    @app.exception_handler(HTTPException)
    async def explain(request: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse({"error": error.detail}, status_code=error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    async def apologise(request: Request, error: Exception) -> JSONResponse:
        # The class only: an error's text could carry what a person wrote.
        log.error("unexpected_error", path=request.url.path, error=type(error).__name__)
        return JSONResponse({"error": "Sorry, something went wrong. Please try again. If anyone is in danger, phone 999."}, status_code=500)

    return app
