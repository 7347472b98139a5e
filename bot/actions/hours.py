"""The action that tells the opening hours."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from bot.actions.turn import now_of, say, text_of
from hub.hours_reply import hours_reply
from hub.settings import hub_settings


class TellHours(Action):
    """Open now, on a day, at a time, or in general."""

    def name(self) -> str:
        return "action_tell_hours"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        asks_now = tracker.latest_message["intent"]["name"] == "ask_open_now"
        say(dispatcher, hours_reply(text_of(tracker), now_of(tracker), hub_settings(), asks_now=asks_now))
        return []
