"""Actions about reaching a person, and beginning again."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from bot.actions.brief import brief_so_far
from bot.actions.stores import queue_of, wakes
from bot.actions.turn import entity, now_of, say, text_of
from hub import people
from hub.callback_request import wants_callback
from hub.handoff import asking
from hub.replies import Reply
from hub.settings import hub_settings
from hub.store.database import StoreUnavailableError

log = structlog.get_logger()


class ReachPerson(Action):
    """Someone wants a person: a call handler joins, where one is there and the person agrees to what is passed on.

    Who wants to be phoned is asked when and where (bot/actions/callbacks.py).
    """

    def name(self) -> str:
        return "action_reach_person"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        settings, now, busy = hub_settings(), now_of(tracker), tracker.active_loop_name
        wish = entity(tracker, "wish")
        wanted = wish == "callback" or (wish is None and wants_callback(text_of(tracker)))
        if wanted and busy is None:
            return [FollowupAction("callback_form")]
        if wanted and busy != "callback_form":
            say(dispatcher, people.one_thing_first(settings, now))
        elif busy is not None or not _can_be_joined(tracker):
            say(dispatcher, people.person(settings, now, begins=busy is None))
        else:
            say(dispatcher, await _reach(tracker, wish, now))
        return []


def _can_be_joined(tracker: Tracker) -> bool:
    """Whether a call handler can join here: write to a page or to a number that we can text, or be on the line."""
    metadata = tracker.latest_message["metadata"]
    channel = metadata.get("channel", "web")
    return channel != "sms" or bool(metadata.get("caller"))


async def _reach(tracker: Tracker, wish: str | None, now: datetime) -> Reply:
    """A person in this chat: offered with the brief, or asked for where the person has answered to that."""
    queue, brief = queue_of(tracker), brief_so_far(tracker)
    metadata = tracker.latest_message["metadata"]
    channel = metadata.get("channel", "web")
    try:
        if wish not in asking.CONSENTS:
            return await asyncio.to_thread(asking.offer, queue, brief, now, channel)
        ask = partial(
            asking.ask,
            queue,
            tracker.sender_id,
            channel,
            brief if wish == "pass_on" else None,
            now,
            caller=metadata.get("caller"),
            crisis=bool(metadata.get("crisis")),
        )
        asked = await asyncio.to_thread(ask)
    except StoreUnavailableError as error:
        log.warning("store_unavailable", error=str(error))
        return people.person(hub_settings(), now)
    if asked.handoff is not None:
        await wakes().wake(asked.handoff.id)
    return asked.reply


class Restart(Action):
    """Begin again: nothing is under discussion any more."""

    def name(self) -> str:
        return "action_restart"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        say(dispatcher, people.begin_again())
        return [SlotSet("article", None)]
