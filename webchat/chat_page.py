"""The chat widget: its script, what it may know of our settings, and the staff's preview."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from hub.doors import Doors
from hub.languages import languages
from webchat.page import HERE, templates

router = APIRouter()

SCRIPT = HERE / "dist" / "neurodiversity-hub-chat.js"
SCRIPT_PATH = "/widget/neurodiversity-hub-chat.js"
NOT_BUILT = "The chat widget is not built on this machine. `make run` builds it where Node can be had."
# Any page may read it: a script tag with `integrity` needs that. Browsers ask whether it changed before each use.
_SCRIPT_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
}

PreviewMode = Literal["floating", "inline"]


@dataclass(frozen=True)
class Script:
    """The built script. ``integrity`` is what the embedding tag says of it, ``tag`` its entity tag in HTTP."""

    content: bytes
    packed: bytes
    integrity: str
    tag: str


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> Script:
    content = path.read_bytes()
    digest = hashlib.sha384(content).digest()
    integrity = "sha384-" + base64.b64encode(digest).decode("ascii")
    return Script(content, gzip.compress(content, mtime=0), integrity, f'"{digest.hex()[:32]}"')


def script() -> Script | None:
    """The script as it is built now; None where it is not."""
    try:
        return _read(SCRIPT, SCRIPT.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


class ChatLanguage(BaseModel):
    """Another language of the interface: its own name for itself, and its words."""

    name: str
    direction: Literal["ltr", "rtl"]
    texts: dict[str, str]


class ChatAbout(BaseModel):
    """What the operator has set, as far as it is shown before a conversation; and the languages that can be chosen."""

    keeps_hours: int
    phone: str
    email: str
    local_offer_url: str
    leave_url: str
    languages: dict[str, ChatLanguage]


@router.get("/api/chat/about")
async def about(request: Request, *, drafts: bool = False) -> ChatAbout:
    """How long a conversation is kept, how to reach the Hub, and where "Leave quickly" leads.

    A language is there once a native speaker has approved every text; ``drafts`` shows the others to staff, while
    developing.
    """
    doors: Doors = request.app.state.doors
    settings, drafts = doors.settings, drafts and doors.environment.hub_env == "development"
    return ChatAbout(
        keeps_hours=settings.retention.conversations_hours,
        phone=settings.phone,
        email=settings.email,
        local_offer_url=str(settings.local_offer_url),
        leave_url=str(settings.leave_url),
        languages={
            code: ChatLanguage(name=one.name, direction=one.direction, texts=one.shown(drafts=drafts))
            for code, one in languages().items()
            if drafts or one.is_reviewed
        },
    )


@router.get(SCRIPT_PATH, include_in_schema=False)
def widget_script(request: Request) -> Response:
    """The script that council pages embed, packed where the browser takes that."""
    built = script()
    if built is None:
        raise HTTPException(404, NOT_BUILT)
    headers = {**_SCRIPT_HEADERS, "ETag": built.tag}
    if built.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(built.packed, media_type="text/javascript", headers={**headers, "Content-Encoding": "gzip"})
    return Response(built.content, media_type="text/javascript", headers=headers)


@router.get("/preview", include_in_schema=False)
def preview(request: Request, mode: PreviewMode = "floating") -> HTMLResponse:
    """For staff, while developing: the widget in a page like a council's, with the tag that embeds it."""
    doors: Doors = request.app.state.doors
    if doors.environment.hub_env != "development":
        raise HTTPException(404, "Not Found")
    built = script()
    context = {
        "mode": mode,
        "script": SCRIPT_PATH,
        "integrity": built.integrity if built else None,
        "address": doors.environment.public_address,
        "origins": doors.settings.embed_origins,
        "not_built": NOT_BUILT,
    }
    return templates.TemplateResponse(request, "preview.html", context)
