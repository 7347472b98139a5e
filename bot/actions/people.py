"""Actions about reaching a person, and beginning again."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from bot.actions.turn import entity, now_of, say, text_of
from hub import people
from hub.callback_request import wants_callback
from hub.settings import hub_settings


class ReachPerson(Action):
    """Someone wants a person; who wants to be phoned is asked when and where (bot/actions/callbacks.py)."""

    def name(self) -> str:
        return "action_reach_person"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        settings, now, busy = hub_settings(), now_of(tracker), tracker.active_loop_name
        wanted = entity(tracker, "wish") == "callback" or wants_callback(text_of(tracker))
        if wanted and busy is None:
            return [FollowupAction("callback_form")]
        if wanted and busy != "callback_form":
            say(dispatcher, people.one_thing_first(settings, now))
        else:
            say(dispatcher, people.person(settings, now, begins=busy is None))
        return []


class Restart(Action):
    """Begin again: nothing is under discussion any more."""

    def name(self) -> str:
        return "action_restart"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        say(dispatcher, people.begin_again())
        return [SlotSet("article", None)]
