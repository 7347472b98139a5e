"""The appointment form: Rasa keeps it open and lets other questions interrupt; hub.booking holds the dialogue."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import structlog
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from bot.actions.stores import diary_of, secret
from bot.actions.turn import said_of, say
from hub import people
from hub.appointments.calendar_link import calendar_link
from hub.booking.dialogue import Dialogue, Taken
from hub.booking.state import WISHES, State
from hub.settings import hub_settings
from hub.store.database import StoreUnavailableError

log = structlog.get_logger()

_STATE, _DONE, _OWNED, _COUNT = "booking", "appointment", "appointments_made", "booking_number"


def _dialogue(tracker: Tracker) -> Dialogue:
    diary = diary_of(tracker)
    return Dialogue(
        diary, hub_settings(), lambda appointment: calendar_link(secret(), diary.name, appointment.reference)
    )


def _state(tracker: Tracker) -> State | None:
    kept = tracker.get_slot(_STATE)
    return State.from_dict(kept) if kept else None


def _followed(dispatcher: CollectingDispatcher, tracker: Tracker, taken: Taken) -> list[dict[str, Any]]:
    """Say what followed, and keep it; nothing kept tells Rasa that the message was for somebody else."""
    for reply in taken.replies:
        say(dispatcher, reply)
    if taken.is_digression:
        return []
    events: list[dict[str, Any]] = [SlotSet(_STATE, taken.state.to_dict() if taken.state else None)]
    if taken.booked:
        owned = [one for one in tracker.get_slot(_OWNED) or [] if one != taken.booked]
        events += [SlotSet(_OWNED, [*owned, taken.booked]), SlotSet(_COUNT, (tracker.get_slot(_COUNT) or 1) + 1)]
    return events if taken.state else [*events, SlotSet(_DONE, "over")]


class ValidateAppointment(Action):
    """Takes each message while the form is open, the first one included."""

    def name(self) -> str:
        return "validate_appointment_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        said, state, dialogue = (
            said_of(tracker, tuple(tracker.get_slot(_OWNED) or ())),
            _state(tracker),
            _dialogue(tracker),
        )
        try:
            if state is None:
                wish = WISHES.get(said.intent or "", "book")
                taken = await asyncio.to_thread(dialogue.begin, said, wish, tracker.get_slot(_COUNT) or 1)
            else:
                taken = await asyncio.to_thread(dialogue.take, state, said)
        except StoreUnavailableError as error:
            log.warning("diary_unavailable", error=str(error))
            taken = Taken(None, (people.no_diary(hub_settings(), said.now),))
        return _followed(dispatcher, tracker, taken)


class AskAppointment(Action):
    """Asks the open question."""

    def name(self) -> str:
        return "action_ask_appointment"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        said, dialogue = said_of(tracker, tuple(tracker.get_slot(_OWNED) or ())), _dialogue(tracker)
        state = _state(tracker) or State("book")
        try:
            offering = await asyncio.to_thread(dialogue.offer, state, said.now)
            asked = await asyncio.to_thread(dialogue.ask, offering, said)
        except StoreUnavailableError as error:
            log.warning("diary_unavailable", error=str(error))
            say(dispatcher, people.no_diary(hub_settings(), said.now))
            return [SlotSet(_STATE, None), SlotSet(_DONE, "over")]
        say(dispatcher, replace(asked, asks=True))
        return [SlotSet(_STATE, offering.to_dict())]


class CloseAppointment(Action):
    """The form is closed: nothing of it stays but which appointments this conversation made."""

    def name(self) -> str:
        return "action_close_appointment"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        return [SlotSet(_STATE, None), SlotSet(_DONE, None)]
