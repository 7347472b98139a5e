"""The chat as a page of its own. With its script it is the widget; without it the same address is a plain form."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from hub.caution import full_date
from hub.doors import Doors
from hub.words import MAX_MESSAGE_CHARACTERS, clean
from webchat.api import ChatRequest, Name, answer, sender_of
from webchat.chat_page import SCRIPT_PATH
from webchat.page import render_markdown, templates

router = APIRouter(include_in_schema=False)
TOO_LONG = f"Your message is too long. Please use at most {MAX_MESSAGE_CHARACTERS:,} characters."
# As the widget's own two buttons say it.
ALWAYS = ("Talk to a person", "Say it more simply")


@router.get("/")
def home() -> RedirectResponse:
    """The chat is what there is to see here."""
    return RedirectResponse("/chat", status_code=307)


@router.get("/chat")
def chat_page(request: Request) -> HTMLResponse:
    """The chat before anything is asked."""
    return _page(request, script=SCRIPT_PATH)


@router.post("/chat")
async def post(
    request: Request,
    form: Annotated[Name | None, Form()] = None,
    text: Annotated[str, Form()] = "",
    conversation: Annotated[str, Form(max_length=200)] = "",
) -> HTMLResponse:
    """One message of the plain form, and its answer.

    A form that is sent twice, by two presses or by loading the page again, is one message.
    """
    doors: Doors = request.app.state.doors
    if len(text) > MAX_MESSAGE_CHARACTERS:
        return _page(request, error=TOO_LONG, conversation=conversation)
    form = form or secrets.token_urlsafe(16)
    known = conversation if conversation and doors.ids.issued(conversation) else None
    message = ChatRequest(conversation=known, begin=form, id=_name(form, text), text=text)
    try:
        answered = await answer(doors, message, sender_of(request, doors))
    except HTTPException as error:  # too many messages
        page = _page(request, error=error.detail, conversation=conversation)
        page.status_code = error.status_code
        page.headers.update(error.headers or {})
        return page
    return _page(request, conversation=answered.conversation, asked=clean(text), replies=answered.replies)


def _name(form: str, text: str) -> str:
    """The name of a message: the same words of the same form are the same message."""
    digest = hashlib.sha256(f"{form}:{text}".encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _page(request: Request, *, script: str | None = None, **context: object) -> HTMLResponse:
    """The page. It loads the script only while there is nothing that the widget would hide."""
    doors: Doors = request.app.state.doors
    always = {
        "settings": doors.settings,
        "script": script,
        "form": secrets.token_urlsafe(16),
        "max_length": MAX_MESSAGE_CHARACTERS,
        "always": ALWAYS,
        "render": render_markdown,
        "full_date": full_date,
    }
    return templates.TemplateResponse(request, "chat_page.html", {**always, **context})
