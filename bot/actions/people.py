"""Actions about reaching a person, appointments and feedback."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from bot.actions.turn import now_of, say
from hub import people
from hub.replies import Reply
from hub.settings import HubSettings, hub_settings


class _SayOne(Action, ABC):
    """Says what one function of hub.people returns."""

    reply: Callable[[HubSettings, datetime], Reply]

    @abstractmethod
    def name(self) -> str: ...

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        say(dispatcher, type(self).reply(hub_settings(), now_of(tracker)))
        return []


class ReachPerson(_SayOne):
    """Someone wants a person."""

    reply = staticmethod(people.person)

    def name(self) -> str:
        return "action_reach_person"


class TakeFeedback(_SayOne):
    """Praise, a suggestion, a rating."""

    reply = staticmethod(people.feedback)

    def name(self) -> str:
        return "action_take_feedback"


class TakeComplaint(_SayOne):
    """The Hub did something wrong."""

    reply = staticmethod(people.complaint)

    def name(self) -> str:
        return "action_take_complaint"


class Restart(Action):
    """Begin again: nothing is under discussion any more."""

    def name(self) -> str:
        return "action_restart"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        say(dispatcher, people.begin_again())
        return [SlotSet("article", None)]
