"""Puts the doors together into one FastAPI application: ``uvicorn app:create_app --factory``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

import http_guard
from console import callbacks, calls, chats, diary, events, presence, profile, replies
from console import signs as console_signs
from dashboard import compare_page, curators_page, figures_api, months_page, public_page
from dashboard.frame import HERE as DASHBOARD
from evaluation.api import router as replay_router
from hub import anonymise, knowledge, safety, tracing
from hub.answered import Answers
from hub.conversation import Conversation
from hub.conversation_ids import ConversationIds, read_or_make_secret
from hub.doors import Doors
from hub.feedback_once import Once
from hub.handoff.signs import Signs
from hub.handoff.wake import Wakes
from hub.limits import Limits
from hub.logs import configure_logs
from hub.memory import Memory
from hub.rasa_client import RasaClient
from hub.readiness import Readiness
from hub.settings import Environment, environment, hub_settings
from hub.store.database import Store
from staff import pages as staff_pages
from staff import sign_in
from staff.house import staff_for
from telephony import handlers, relay, sms, status, voice
from telephony.line import telephony_for
from webchat import (
    api,
    calendar_files,
    chat_form,
    chat_page,
    feedback_api,
    first_name,
    guidance_pages,
    live_api,
    page,
    socket,
)


async def _build() -> None:
    """What an answer needs first, then what only keeping it needs."""
    await asyncio.gather(asyncio.to_thread(safety.prepare), asyncio.to_thread(knowledge.prepare))
    await asyncio.to_thread(anonymise.prepare)


def create_app() -> FastAPI:
    """Build the front door from hub.yml and the environment; raises SettingsError where one is wrong."""
    configure_logs()
    machine, settings = environment(), hub_settings()
    tracing.configure(machine.traces_url, "web")
    rasa = RasaClient(machine.rasa_url, machine.rasa_timeout_seconds)
    memory = Memory(machine.redis_url, settings.retention.conversations_hours)
    store = Store(machine.database_url)
    wakes, signs = Wakes(machine.redis_url), Signs(machine.redis_url)
    readiness = Readiness(machine, rasa, memory, store)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Behind the page, not before it: the classifier and the index take seconds to build.
        building = asyncio.create_task(_build())
        looking = asyncio.create_task(readiness.keep_looking()) if machine.metrics_port else None
        yield
        building.cancel()
        if looking is not None:
            looking.cancel()
        await asyncio.to_thread(app.state.doors.contacts.close)
        await rasa.close()
        await memory.close()
        await app.state.telephony.memory.close()
        await wakes.close()
        await signs.close()
        store.close()
        await readiness.close()

    # FastAPI's own pages of documentation bring scripts from elsewhere; /openapi.json serves any reader. Its own telemetry notes
    # what people type into addresses and what stands in errors; hub/tracing.py notes neither.
    app = FastAPI(
        title="Neurodiversity Hub assistant",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    app.state.doors = Doors(
        machine,
        settings,
        ConversationIds(secret),
        Conversation(
            settings,
            rasa,
            memory,
            knowledge.search_if_ready,
            store=store,
            secret=secret,
            patience_seconds=machine.rasa_timeout_seconds,
            wakes=wakes,
        ),
        store,
        secret,
        Once(memory, secret),
        wakes,
        signs,
        Answers(memory),
        Limits(memory, settings.limits, secret),
    )
    app.state.memory = memory
    app.state.telephony = telephony_for(app.state.doors)
    app.state.wakes, app.state.signs = wakes, signs
    app.state.staff = staff_for(machine, settings, store, secret)
    staff_pages.install(app)
    http_guard.install(app)
    # The chat in other websites' pages. No cookies, so nothing of a person's travels along by itself.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.embed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type"],
    )
    _open_doors(app, machine)

    @app.get("/healthz")
    async def healthz() -> dict[str, bool]:
        """For load balancers: 200 as long as this front door can answer anything."""
        return {"ok": True}

    @app.get("/readyz", responses={503: {"description": "a part is missing"}})
    async def readyz() -> JSONResponse:
        """For start-up scripts and operators: the parts, and 503 while one is missing."""
        state = await readiness.look()
        return JSONResponse(state, status_code=200 if state["ready"] else 503)

    return app


def _open_doors(app: FastAPI, machine: Environment) -> None:
    """Every address that each door answers at."""
    app.include_router(chat_form.router)
    app.include_router(chat_page.router)
    app.include_router(guidance_pages.router)
    app.include_router(api.router, responses=http_guard.REFUSALS)
    app.include_router(live_api.router, responses=http_guard.REFUSALS)
    app.include_router(first_name.router, responses=http_guard.REFUSALS)
    app.include_router(socket.router)
    app.include_router(feedback_api.router, responses=http_guard.REFUSALS)
    app.include_router(calendar_files.router)
    for line in (sms, status, voice, handlers, relay):
        app.include_router(line.router)
    app.include_router(sign_in.router)
    for part in (chats, calls, callbacks, diary, replies, presence, profile, console_signs, events):
        app.include_router(part.router)
    app.mount("/console/static", staff_pages.Files(directory=chats.STATIC))
    for page_of_figures in (months_page, compare_page, curators_page, public_page, figures_api):
        app.include_router(page_of_figures.router)
    app.mount("/dashboard/static", staff_pages.Files(directory=DASHBOARD / "static"))
    if machine.hub_test_clock:
        app.include_router(replay_router)
    app.mount("/static", StaticFiles(directory=page.HERE / "static"))
