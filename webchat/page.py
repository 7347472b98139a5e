"""The plain chat page: works with and without JavaScript, from the same rendered replies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from markdown_it import MarkdownIt
from markupsafe import Markup

from hub.caution import full_date
from hub.doors import Doors
from hub.settings import HubSettings
from hub.words import MAX_MESSAGE_CHARACTERS, clean
from webchat.api import take_turn

HERE = Path(__file__).parent
router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(HERE / "templates")
# Raw HTML in a text stays text.
_markdown = MarkdownIt("commonmark", {"html": False})
TOO_LONG = f"Your message is too long. Please use at most {MAX_MESSAGE_CHARACTERS:,} characters."


def render_markdown(text: str) -> Markup:
    """Markdown as safe HTML."""
    return Markup(_markdown.render(text))  # noqa: S704 (markdown-it escapes raw HTML and refuses script links)


def _page(request: Request, settings: HubSettings, **context: object) -> HTMLResponse:
    return templates.TemplateResponse(
        request, "chat.html", {"settings": settings, "max_length": MAX_MESSAGE_CHARACTERS, **context}
    )


@router.get("/")
async def page(request: Request) -> HTMLResponse:
    """The empty page."""
    doors: Doors = request.app.state.doors
    return _page(request, doors.settings)


@router.post("/")
async def post(
    request: Request, text: Annotated[str, Form()] = "", conversation: Annotated[str, Form(max_length=200)] = ""
) -> HTMLResponse:
    """One message from the form: the whole page, or only the replies when the page's script asks for them."""
    doors: Doors = request.app.state.doors
    fragment = request.headers.get("x-requested-with") == "fetch"
    if len(text) > MAX_MESSAGE_CHARACTERS:
        if fragment:
            raise HTTPException(413, TOO_LONG)
        return _page(request, doors.settings, error=TOO_LONG, conversation=conversation)
    known = conversation if conversation and doors.ids.issued(conversation) else None
    conversation, turn = await take_turn(doors, known, text)
    context = {
        "conversation": conversation,
        "asked": clean(text),
        "replies": turn.replies,
        "render": render_markdown,
        "full_date": full_date,
    }
    if fragment:
        return templates.TemplateResponse(request, "replies.html", context)
    return _page(request, doors.settings, **context)
