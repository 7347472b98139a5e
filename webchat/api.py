"""The chat's JSON API."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from hub.conversation import Message, Turn
from hub.doors import Doors
from hub.replies import Reply
from hub.words import MAX_MESSAGE_CHARACTERS

router = APIRouter()

UNKNOWN_CONVERSATION = "This conversation is not known here. Leave the id out to begin a new one."


class ChatRequest(BaseModel):
    """One message of a parent."""

    model_config = ConfigDict(extra="forbid", strict=True)

    conversation: Annotated[
        str | None, Field(max_length=200, description="the id of the answer before; leave out to begin")
    ] = None
    text: Annotated[
        str, Field(max_length=MAX_MESSAGE_CHARACTERS, description="what the person wrote, or the title of a button")
    ]


class ChatButton(BaseModel):
    """A choice: send its ``text`` as the next message."""

    title: str
    text: str


class ChatSource(BaseModel):
    """Where an answer comes from."""

    title: str
    url: str
    checked: Annotated[date, Field(description="the day on which we last checked the answer against this page")]
    page_date: Annotated[str | None, Field(description="the date that the page itself shows")]


class ChatReply(BaseModel):
    """One reply. ``text`` is Markdown: paragraphs, lists, bold and links."""

    kind: str
    text: str
    buttons: list[ChatButton]
    sources: list[ChatSource]
    article: str | None


class ChatResponse(BaseModel):
    """The replies to one message. Send ``conversation`` with the next."""

    conversation: str
    replies: list[ChatReply]
    outcome: str
    ask_if_it_helped: Annotated[
        bool,
        Field(description="ask now whether the answer helped, and send it to /api/feedback; once in a conversation"),
    ]


def chat_reply(reply: Reply) -> ChatReply:
    """A reply in its web rendition."""
    return ChatReply(
        kind=reply.kind,
        text=reply.web,
        buttons=[ChatButton(title=button.title, text=button.title) for button in reply.buttons],
        sources=[ChatSource(title=s.title, url=s.url, checked=s.checked, page_date=s.page_date) for s in reply.sources],
        article=reply.article,
    )


async def take_turn(doors: Doors, conversation: str | None, text: str) -> tuple[str, Turn]:
    """Answer one web message; the conversation's id comes back with the turn. 404 for an id that is not ours."""
    if conversation is not None and not doors.ids.issued(conversation):
        raise HTTPException(404, UNKNOWN_CONVERSATION)
    known = conversation or doors.ids.new()
    return known, await doors.turn(Message(known, "web", text, doors.now(), is_first=conversation is None))


@router.post(
    "/api/chat",
    responses={
        404: {"description": "a conversation id that we did not issue"},
        422: {"description": "a body that is not as described"},
    },
)
async def chat(body: ChatRequest, request: Request) -> ChatResponse:
    """Send one message and get the replies to it."""
    conversation, turn = await take_turn(request.app.state.doors, body.conversation, body.text)
    return ChatResponse(
        conversation=conversation,
        replies=[chat_reply(reply) for reply in turn.replies],
        outcome=turn.outcome,
        ask_if_it_helped=turn.asks_if_it_helped,
    )
