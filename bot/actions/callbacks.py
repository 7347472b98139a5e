"""The call-back form: Rasa keeps it open and lets other questions interrupt; hub.callback_request holds the dialogue."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import structlog
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from bot.actions.stores import callbacks_of, secret, store
from bot.actions.turn import now_of, said_of, say
from hub import contacts, people
from hub.callback_request import CallbackDialogue, State, Taken
from hub.settings import hub_settings
from hub.store.database import StoreUnavailableError

log = structlog.get_logger()
_STATE, _DONE = "callback_state", "callback"


def _dialogue(tracker: Tracker) -> CallbackDialogue:
    return CallbackDialogue(callbacks_of(tracker), hub_settings())


async def _count(conversation: str) -> None:
    """Note for the measures that this contact gets a call back."""
    try:
        await asyncio.to_thread(contacts.mark, store(), secret(), conversation, "call_back")
    except StoreUnavailableError as error:
        log.warning("contact_not_marked", error=str(error))


class ValidateCallback(Action):
    """Takes each message while the form is open, the first one included."""

    def name(self) -> str:
        return "validate_callback_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        dialogue, said, kept = _dialogue(tracker), said_of(tracker), tracker.get_slot(_STATE)
        try:
            if kept is None:
                taken = await asyncio.to_thread(dialogue.begin, said)
            else:
                taken = await asyncio.to_thread(dialogue.take, State.from_dict(kept), said)
        except StoreUnavailableError as error:
            log.warning("store_unavailable", error=str(error))
            taken = Taken(None, (people.no_store(hub_settings(), said.now),))
        for reply in taken.replies:
            say(dispatcher, reply)
        if taken.requested:
            await _count(tracker.sender_id)
        if taken.is_digression:
            return []
        events: list[dict[str, Any]] = [SlotSet(_STATE, taken.state.to_dict() if taken.state else None)]
        return events if taken.state else [*events, SlotSet(_DONE, "over")]


class AskCallback(Action):
    """Asks the open question."""

    def name(self) -> str:
        return "action_ask_callback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        state = State.from_dict(tracker.get_slot(_STATE) or {"begun": now_of(tracker).isoformat()})
        say(dispatcher, replace(_dialogue(tracker).ask(state, said_of(tracker)), asks=True))
        return [SlotSet(_STATE, state.to_dict())]


class CloseCallback(Action):
    """The form is closed: nothing of it stays."""

    def name(self) -> str:
        return "action_close_callback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        return [SlotSet(_STATE, None), SlotSet(_DONE, None)]
