"""``POST /api/feedback``: whether an answer helped, or how a chat was, kept without whose it is."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, model_validator

from hub import feedback, knowledge, menu, safety
from hub.doors import Doors
from hub.feedback import Given
from hub.feedback_told import NotKeptError, Told, how_it_was, tell
from hub.outcomes import Outcome
from hub.replies import Reply
from hub.topics import topic_of
from hub.words import MAX_MESSAGE_CHARACTERS, clean
from webchat.api import TOO_MANY, UNKNOWN_CONVERSATION, ChatReply, chat_reply, sender_of
from webchat.whole_numbers import whole

router = APIRouter()

UNKNOWN_ARTICLE = "There is no such article."
NOT_NOW = "Sorry, we cannot keep that right now. Please try again later."
THANKS = "Thank you for telling us."


# What ``_about_something`` checks, for readers of /openapi.json.
_WHAT_IS_NEEDED: list[JsonValue] = [
    {
        "required": ["article", "helpful"],
        "properties": {"article": {"type": "string"}, "helpful": {"type": "boolean"}},
    },
    {
        "required": ["rating"],
        "properties": {"rating": {"type": "integer"}, "article": {"type": "null"}},
    },
]


class FeedbackRequest(BaseModel):
    """What a parent thought of one answer (``article``, ``helpful``), or of the whole chat (``rating``)."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"anyOf": _WHAT_IS_NEEDED})

    conversation: Annotated[str, Field(max_length=200, description="the conversation's id")]
    article: Annotated[
        str | None, Field(max_length=100, description="the article of the reply; without it, about the whole chat")
    ] = None
    helpful: Annotated[bool | None, Field(description="whether it helped; needed with an article")] = None
    rating: Annotated[
        int | None, Field(ge=1, le=5, description="1 (poor) to 5 (very good)"), BeforeValidator(whole)
    ] = None
    comment: Annotated[str | None, Field(max_length=MAX_MESSAGE_CHARACTERS, description="in their own words")] = None

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if self.article is not None and self.helpful is None:
            raise ValueError("say with an article whether it was helpful")
        if self.article is None and self.rating is None:
            raise ValueError("say which article, or give a rating")
        return self


class FeedbackResponse(BaseModel):
    """``kept``: False where this conversation has told about the same before. ``replies``: what to say, in order."""

    kept: bool
    comment_kept: bool
    replies: list[ChatReply]


@router.post(
    "/api/feedback",
    responses={
        404: {"description": "a conversation id that we did not issue, or no such article"},
        422: {"description": "a body that is not as described"},
        429: {"description": "more than we take; Retry-After says in how many seconds to go on"},
        503: {"description": "it cannot be kept right now"},
    },
)
async def give_feedback(body: FeedbackRequest, request: Request) -> FeedbackResponse:
    """Say once for each article, or for a chat, what you think. A comment is read by the safety screen first."""
    doors: Doors = request.app.state.doors
    if not doors.ids.issued(body.conversation):
        raise HTTPException(404, UNKNOWN_CONVERSATION)
    crisis = safety.screen(clean(body.comment)) if body.comment else None
    if crisis is None:
        over = await doors.limits.over(body.conversation, sender_of(request, doors), doors.now())
        if over is not None:
            raise HTTPException(429, TOO_MANY, {"Retry-After": str(over.seconds)})
        told = await _keep(doors, body, body.comment)
        reply = chat_reply(_thanks(body, told))
        return FeedbackResponse(kept=told.kept, comment_kept=told.comment_kept, replies=[reply])
    # Whoever is in danger gets the numbers, whatever else is wrong; the words are kept nowhere.
    doors.contacts.note_crisis(body.conversation)
    try:
        kept = (await _keep(doors, body, None)).kept
    except HTTPException:
        kept = False
    return FeedbackResponse(kept=kept, comment_kept=False, replies=[chat_reply(safety.crisis_reply(crisis))])


async def _keep(doors: Doors, body: FeedbackRequest, comment: str | None) -> Told:
    topic = None if body.article is None else _known_topic(body.article)
    given = Given("web", topic=topic, rating=body.rating, helpful=body.helpful, comment=comment)
    try:
        about = topic or await how_it_was(doors, body.conversation)
        return await tell(doors, body.conversation, about, given)
    except NotKeptError as error:
        raise HTTPException(503, NOT_NOW) from error


def _known_topic(article: str) -> str:
    if knowledge.search_if_ready() is None:
        raise HTTPException(503, NOT_NOW)
    topic = topic_of(article)
    if topic is None:
        raise HTTPException(404, UNKNOWN_ARTICLE)
    return topic


def _thanks(body: FeedbackRequest, told: Told) -> Reply:
    about = "" if not body.comment else " I could not keep your comment."
    if told.comment_kept:
        about = " I have kept your comment, without names or numbers."
    low = not body.helpful or (body.rating is not None and body.rating <= feedback.LOW_RATING)
    return Reply(kind="message", outcome=Outcome.FEEDBACK, web=THANKS + about, buttons=(menu.PERSON,) if low else ())
