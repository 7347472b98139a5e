"""The chat's JSON API."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import HTTPConnection

from hub.answered import Answer
from hub.conversation import Message, Turn
from hub.doors import Doors
from hub.limits import TooManyMessagesError
from hub.replies import Reply
from hub.turns import Live
from hub.words import MAX_MESSAGE_CHARACTERS

router = APIRouter()

# Long enough that nobody guesses another's.
Name = Annotated[str, Field(min_length=22, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
TOO_MANY = (
    "Many messages have come in a short time. Please wait a minute and write again. If anyone is in danger, phone 999."
)
UNKNOWN_CONVERSATION = "This conversation is not known here. Leave the id out to begin a new one."


def sender_of(connection: HTTPConnection, doors: Doors) -> str | None:
    """The internet address that a message comes from; None without a proxy that can be believed (TRUSTED_PROXIES).

    It is only counted under, as an HMAC (hub/limits.py).
    """
    if not doors.environment.trusted_proxies or connection.client is None:
        return None
    address = connection.client.host
    return None if doors.environment.is_proxy(address) else address


class ChatRequest(BaseModel):
    """One message of a parent."""

    model_config = ConfigDict(extra="forbid", strict=True)

    conversation: Annotated[
        str | None, Field(max_length=200, description="the id of the answer before; leave out to begin")
    ] = None
    begin: Annotated[
        Name | None,
        Field(description="a random word of the sender's own, where the id is not known yet: the same begins the same"),
    ] = None
    id: Annotated[
        Name | None,
        Field(description="a random word that names this message: sent again with it, it gets the same answer"),
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


class ChatTime(BaseModel):
    """A time that can be had: show ``day`` and ``time``, send ``text``."""

    day: str
    time: str
    text: str


class ChatReply(BaseModel):
    """One reply. ``text`` is Markdown: paragraphs, lists, bold and links."""

    kind: str
    text: str
    buttons: list[ChatButton]
    sources: list[ChatSource]
    article: str | None
    times: Annotated[list[ChatTime], Field(description="all times that can be chosen, in order; for a picker")]
    calendar: Annotated[str | None, Field(description="path of the calendar file of the appointment")]
    rating: Annotated[
        bool,
        Field(
            description="it asks how a chat was: a rating and a comment go to /api/feedback, in place of the buttons"
        ),
    ] = False


class ChatLive(BaseModel):
    """That the conversation waits for a call handler, or is with one: read on in ``/api/chat/events``."""

    state: Literal["waiting", "with_handler"]
    sequence: Annotated[int | None, Field(description="the number of the message just sent, where it was passed on")]


class ChatResponse(BaseModel):
    """The replies to one message; none where a call handler has it. Send ``conversation`` with the next."""

    conversation: str
    replies: list[ChatReply]
    outcome: str
    ask_if_it_helped: Annotated[
        bool,
        Field(description="ask now whether the answer helped, and send it to /api/feedback; once in a conversation"),
    ]
    live: ChatLive | None = None


def chat_reply(reply: Reply) -> ChatReply:
    """A reply in its web rendition."""
    return ChatReply(
        kind=reply.kind,
        text=reply.web,
        buttons=[ChatButton(title=button.title, text=button.title) for button in reply.buttons],
        sources=[ChatSource(title=s.title, url=s.url, checked=s.checked, page_date=s.page_date) for s in reply.sources],
        article=reply.article,
        times=[ChatTime(day=time.day, time=time.time, text=time.text) for time in reply.times],
        calendar=reply.calendar,
        rating=reply.rates,
    )


def chat_live(live: Live | None) -> ChatLive | None:
    """Where a conversation is, if not with the assistant."""
    return ChatLive(state=live.state, sequence=live.sequence) if live else None


async def answer(doors: Doors, request: ChatRequest, address: str | None) -> ChatResponse:
    """Answer one web message, once where it has a name.

    404 for a conversation's id that is not ours, and 429 for more messages than ``hub.yml`` allows, crises apart.
    """
    conversation = request.conversation
    if conversation is not None and not doors.ids.issued(conversation):
        raise HTTPException(404, UNKNOWN_CONVERSATION)
    known = conversation or (doors.ids.begun(request.begin) if request.begin else doors.ids.new())
    message = Message(known, "web", request.text, doors.now(), is_first=conversation is None, key=request.id or "")

    async def work() -> Answer:
        turn = await doors.turn_within_limits(message, address)
        forgotten = any(reply.forgets for reply in turn.replies)
        return Answer(_response(known, turn).model_dump_json(), forgotten=forgotten)

    try:
        text = await doors.answers.once(known, request.id, work) if request.id else (await work()).text
    except TooManyMessagesError as error:
        raise HTTPException(429, TOO_MANY, {"Retry-After": str(error.over.seconds)}) from error
    return ChatResponse.model_validate_json(text)


def _response(conversation: str, turn: Turn) -> ChatResponse:
    return ChatResponse(
        conversation=conversation,
        replies=[chat_reply(reply) for reply in turn.replies],
        outcome=turn.outcome,
        ask_if_it_helped=turn.asks_if_it_helped,
        live=chat_live(turn.live),
    )


@router.post(
    "/api/chat",
    responses={
        404: {"description": "a conversation id that we did not issue"},
        422: {"description": "a body that is not as described"},
        429: {"description": "more messages than we take; Retry-After says in how many seconds to go on"},
    },
)
async def chat(body: ChatRequest, request: Request) -> ChatResponse:
    """Send one message and get the replies to it."""
    doors: Doors = request.app.state.doors
    return await answer(doors, body, sender_of(request, doors))
