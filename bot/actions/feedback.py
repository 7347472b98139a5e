"""The actions that take praise, suggestions, ratings and complaints."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from bot.actions.stores import store
from bot.actions.turn import now_of, say, text_of
from hub import feedback, people
from hub.feedback import Given, Kind
from hub.knowledge import search_if_ready
from hub.settings import hub_settings
from hub.store.database import StoreUnavailableError

log = structlog.get_logger()
HOW_TO_COMPLAIN = "complaints"


class TakeFeedback(Action):
    """Praise, a suggestion, a rating."""

    def name(self) -> str:
        return "action_take_feedback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        kept, begins = await _keep(tracker, "feedback"), tracker.active_loop_name is None
        say(dispatcher, people.feedback(hub_settings(), now_of(tracker), kept=kept, begins=begins))
        return []


class TakeComplaint(Action):
    """The Hub did something wrong."""

    def name(self) -> str:
        return "action_take_complaint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        kept, begins = await _keep(tracker, "complaint"), tracker.active_loop_name is None
        index = search_if_ready()
        article = index.knowledge_base.get(HOW_TO_COMPLAIN) if index else None
        say(dispatcher, people.complaint(hub_settings(), now_of(tracker), kept=kept, begins=begins, article=article))
        return []


async def _keep(tracker: Tracker, kind: Kind) -> bool:
    """Keep the message as anonymised feedback about the topic under discussion; whether its words were kept."""
    text = text_of(tracker)
    index, slug = search_if_ready(), tracker.get_slot("article")
    article = index.knowledge_base.get(str(slug)) if index and slug else None
    given = Given(
        channel=tracker.latest_message["metadata"].get("channel", "web"),
        kind=kind,
        topic=article.topic_slug if article else None,
        rating=feedback.rating_in(text),
        comment=text,
    )
    try:
        return await asyncio.to_thread(feedback.keep, store(), given, now_of(tracker))
    except StoreUnavailableError as error:
        log.warning("feedback_not_kept", reason=str(error))
        return False
