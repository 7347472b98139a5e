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
from webchat.feedback_api import FeedbackRequest, give_feedback
from webchat.first_name import NameRequest, give_name
from webchat.live_page import live_page
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
    *,
    form: Annotated[Name | None, Form()] = None,
    text: Annotated[str, Form()] = "",
    conversation: Annotated[str, Form(max_length=200)] = "",
    look: Annotated[str, Form(max_length=10)] = "",
    live: Annotated[str, Form(max_length=10)] = "",
) -> HTMLResponse:
    """One message of the plain form, and its answer; or a ``look`` at what a call handler has written.

    A form that is sent twice, by two presses or by loading the page again, is one message. ``live``: the page showed a
    live chat, so this one shows how it went on.
    """
    doors: Doors = request.app.state.doors
    if len(text) > MAX_MESSAGE_CHARACTERS:
        return _page(request, error=TOO_LONG, conversation=conversation)
    form = form or secrets.token_urlsafe(16)
    known = conversation if conversation and doors.ids.issued(conversation) else None
    if look and known:
        return _page(request, conversation=known, live=await live_page(doors, known, over=True))
    message = ChatRequest(conversation=known, begin=form, id=_name(form, text), text=text)
    try:
        answered = await answer(doors, message, sender_of(request, doors))
    except HTTPException as error:  # too many messages
        page = _page(request, error=error.detail, conversation=conversation)
        page.status_code = error.status_code
        page.headers.update(error.headers or {})
        return page
    known = answered.conversation
    shown = await live_page(doors, known, over=bool(live))
    # What went to the handler stands in the chat.
    asked = "" if shown and shown.is_on else clean(text)
    return _page(request, conversation=known, asked=asked, replies=answered.replies, live=shown)


@router.post("/chat/name")
async def name(
    request: Request,
    conversation: Annotated[str, Form(max_length=200)],
    name: Annotated[str, Form(max_length=MAX_MESSAGE_CHARACTERS)] = "",
) -> HTMLResponse:
    """The first name for a live chat."""
    doors: Doors = request.app.state.doors
    try:
        told = await give_name(NameRequest(conversation=conversation, name=name), request)
    except HTTPException as error:
        return _page(request, conversation=conversation, error=error.detail)
    shown = await live_page(doors, conversation, over=True)
    return _page(request, conversation=conversation, replies=told.replies, live=shown)


@router.post("/chat/rating")
async def rating(
    request: Request,
    conversation: Annotated[str, Form(max_length=200)],
    rating: Annotated[int, Form(ge=1, le=5)],
    comment: Annotated[str, Form(max_length=MAX_MESSAGE_CHARACTERS)] = "",
) -> HTMLResponse:
    """How the chat was."""
    given = FeedbackRequest(conversation=conversation, rating=rating, comment=comment or None)
    try:
        told = await give_feedback(given, request)
    except HTTPException as error:
        return _page(request, conversation=conversation, error=error.detail)
    return _page(request, conversation=conversation, replies=told.replies)


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
