"""The actions about what is kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import structlog
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from bot.actions.stores import callbacks_of, diary_of, queue_of, secret, store
from bot.actions.turn import entity, now_of, say, text_of
from hub import people, privacy
from hub.data_request import DataRequests, Request, Went
from hub.proof import Proofs
from hub.settings import environment, hub_settings
from hub.store.database import StoreUnavailableError

log = structlog.get_logger()
_STATE, _DONE = "data_request_state", "data_request"


class AnswerPrivacy(Action):
    """What is kept in general, of this conversation, and its deletion."""

    def name(self) -> str:
        return "action_answer_privacy"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        wish = entity(tracker, "wish") or privacy.wish_in(text_of(tracker))
        if wish == "number":
            return [FollowupAction("data_request_form")]
        messages = sum(event.get("event") == "user" for event in tracker.events)
        say(dispatcher, privacy.answer(wish, messages, hub_settings().retention))
        return []


def _requests(tracker: Tracker) -> DataRequests:
    proofs, texts = Proofs(store(), secret()), environment().can_text
    return DataRequests(
        diary_of(tracker), callbacks_of(tracker), queue_of(tracker), proofs, hub_settings(), texts=texts
    )


class ValidateDataRequest(Action):
    """Takes each message while the form is open, the first one included."""

    def name(self) -> str:
        return "validate_data_request_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        metadata, now = tracker.latest_message["metadata"], now_of(tracker)
        requests, kept = _requests(tracker), tracker.get_slot(_STATE)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        caller = metadata.get("caller")
        try:
            if kept is None:
                went = requests.begin(metadata.get("channel", "web"), caller)
            else:
                request, who = Request.from_dict(kept), caller or tracker.sender_id
                went = await asyncio.to_thread(requests.take, request, text_of(tracker), intent, who, now)
        except StoreUnavailableError as error:
            log.warning("store_unavailable", error=str(error))
            went = Went(None, (people.no_store(hub_settings(), now),))
        for reply in went.replies:
            say(dispatcher, reply)
        events: list[dict[str, Any]] = [SlotSet(_STATE, went.request.to_dict() if went.request else None)]
        return events if went.request else [*events, SlotSet(_DONE, "over")]


class AskDataRequest(Action):
    """Asks the open question."""

    def name(self) -> str:
        return "action_ask_data_request"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        request, now = Request.from_dict(tracker.get_slot(_STATE) or {}), now_of(tracker)
        try:
            reply = await asyncio.to_thread(_requests(tracker).ask, request, now)
        except StoreUnavailableError as error:
            log.warning("store_unavailable", error=str(error))
            say(dispatcher, people.no_store(hub_settings(), now))
            return [SlotSet(_STATE, None), SlotSet(_DONE, "over")]
        say(dispatcher, replace(reply, asks=True))
        return []


class CloseDataRequest(Action):
    """The form is closed: nothing of it stays."""

    def name(self) -> str:
        return "action_close_data_request"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        return [SlotSet(_STATE, None), SlotSet(_DONE, None)]
