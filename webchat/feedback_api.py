"""``POST /api/feedback``: whether an answer helped, a rating and a comment, kept without whose they are."""

from __future__ import annotations

import asyncio
from typing import Annotated

import structlog
from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from hub import feedback, knowledge, menu, safety
from hub.doors import Doors
from hub.feedback import Given
from hub.memory import MemoryUnavailableError
from hub.outcomes import Outcome
from hub.replies import Reply
from hub.store.database import StoreUnavailableError
from hub.words import MAX_MESSAGE_CHARACTERS, clean
from webchat.api import UNKNOWN_CONVERSATION, ChatReply, chat_reply

log = structlog.get_logger()
router = APIRouter()

UNKNOWN_ARTICLE = "There is no such article."
NOT_NOW = "Sorry, we cannot keep that right now. Please try again later."
THANKS = "Thank you for telling us."


class FeedbackRequest(BaseModel):
    """What a parent thought of one answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    conversation: Annotated[str, Field(max_length=200, description="the conversation's id")]
    article: Annotated[str, Field(max_length=100, description="the article of the reply")]
    helpful: Annotated[bool, Field(description="whether it helped")]
    rating: Annotated[int | None, Field(ge=1, le=5, description="1 (poor) to 5 (very good)")] = None
    comment: Annotated[str | None, Field(max_length=MAX_MESSAGE_CHARACTERS, description="in their own words")] = None


class FeedbackResponse(BaseModel):
    """``kept``: False where this conversation has told about the article before. ``replies``: what to say, in order."""

    kept: bool
    comment_kept: bool
    replies: list[ChatReply]


@router.post(
    "/api/feedback",
    responses={
        404: {"description": "a conversation id that we did not issue, or no such article"},
        422: {"description": "a body that is not as described"},
        503: {"description": "it cannot be kept right now"},
    },
)
async def give_feedback(body: FeedbackRequest, request: Request) -> FeedbackResponse:
    """Say once for each article of a conversation whether it helped. A comment is read by the safety screen first."""
    doors: Doors = request.app.state.doors
    if not doors.ids.issued(body.conversation):
        raise HTTPException(404, UNKNOWN_CONVERSATION)
    crisis = safety.screen(clean(body.comment)) if body.comment else None
    if crisis is None:
        topic = _topic_of(body.article)
        kept, comment_kept = await _keep(doors, body, topic, body.comment)
        return FeedbackResponse(kept=kept, comment_kept=comment_kept, replies=[chat_reply(_thanks(body, comment_kept))])
    # Whoever is in danger gets the numbers, whatever else is wrong; the words are kept nowhere.
    doors.contacts.note_crisis(body.conversation)
    try:
        kept, _ = await _keep(doors, body, _topic_of(body.article), None)
    except HTTPException:
        kept = False
    return FeedbackResponse(kept=kept, comment_kept=False, replies=[chat_reply(safety.crisis_reply(crisis))])


def _topic_of(article: str) -> str:
    """The topic of an article's slug, or a topic itself, as replies name it."""
    index = knowledge.search_if_ready()
    if index is None:
        raise HTTPException(503, NOT_NOW)
    for known in index.knowledge_base:
        if article in (known.slug, known.topic_slug):
            return known.topic_slug
    raise HTTPException(404, UNKNOWN_ARTICLE)


async def _keep(doors: Doors, body: FeedbackRequest, topic: str, comment: str | None) -> tuple[bool, bool]:
    """Keep it unless this conversation has told about the topic; whether it was kept, and its comment."""
    given = Given("web", topic=topic, rating=body.rating, helpful=body.helpful, comment=comment)
    try:
        if not await doors.once.tells(body.conversation, topic):
            return False, False
        try:
            return True, await asyncio.to_thread(feedback.keep, doors.store, given, doors.now())
        except StoreUnavailableError:
            await doors.once.told_nothing(body.conversation, topic)
            raise
    except (StoreUnavailableError, MemoryUnavailableError) as error:
        log.warning("feedback_not_kept", reason=type(error).__name__)
        raise HTTPException(503, NOT_NOW) from error


def _thanks(body: FeedbackRequest, comment_kept: bool) -> Reply:  # noqa: FBT001
    about = "" if not body.comment else " I could not keep your comment."
    if comment_kept:
        about = " I have kept your comment, without names or numbers."
    low = not body.helpful or (body.rating is not None and body.rating <= feedback.LOW_RATING)
    return Reply(kind="message", outcome=Outcome.FEEDBACK, web=THANKS + about, buttons=(menu.PERSON,) if low else ())
