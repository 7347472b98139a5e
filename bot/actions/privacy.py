"""The action about what is kept."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from bot.actions.turn import entity, say, text_of
from hub import privacy
from hub.settings import hub_settings


class AnswerPrivacy(Action):
    """What is kept in general, of this conversation, and its deletion."""

    def name(self) -> str:
        return "action_answer_privacy"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        wish = entity(tracker, "wish") or privacy.wish_in(text_of(tracker))
        messages = sum(event.get("event") == "user" for event in tracker.events)
        say(dispatcher, privacy.answer(wish, messages, hub_settings().retention))
        return []
