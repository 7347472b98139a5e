"""Actions about reaching a person, appointments and feedback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import now_of, say
from hub import people
from hub.replies import Reply
from hub.settings import HubSettings, hub_settings


class _SayOne:
    """Says what one function of hub.people returns."""

    reply: Callable[[HubSettings, datetime], Reply]

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        say(dispatcher, type(self).reply(hub_settings(), now_of(tracker)))
        return []


class ReachPerson(_SayOne, Action):
    """Someone wants a person."""

    reply = staticmethod(people.person)

    def name(self) -> str:
        return "action_reach_person"


class TalkAboutAppointment(_SayOne, Action):
    """Book, change, cancel or check an appointment."""

    reply = staticmethod(people.appointment)

    def name(self) -> str:
        return "action_talk_about_appointment"


class TakeFeedback(_SayOne, Action):
    """Praise, a suggestion, a rating."""

    reply = staticmethod(people.feedback)

    def name(self) -> str:
        return "action_take_feedback"


class TakeComplaint(_SayOne, Action):
    """The Hub did something wrong."""

    reply = staticmethod(people.complaint)

    def name(self) -> str:
        return "action_take_complaint"
