"""Actions that answer from the knowledge base."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from bot.actions.turn import age_of, area_of, entity, now_of, say, text_of
from hub import guidance
from hub.hours_reply import hours_reply, is_bare_time
from hub.knowledge import search
from hub.outcomes import Outcome
from hub.replies import Reply
from hub.settings import hub_settings
from hub.uk_calendar import in_london


def _puzzled_before(tracker: Tracker) -> bool:
    """Whether our last reply was that we did not understand or did not know."""
    said = (event.get("data", {}).get("custom") for event in reversed(tracker.events) if event["event"] == "bot")
    last = next(said, None) or {}
    return last.get("outcome") in (Outcome.ASKED_AGAIN, Outcome.DID_NOT_KNOW)


def _known(tracker: Tracker) -> guidance.Known:
    """What this message and the conversation before it tell of the person."""
    return guidance.Known(
        today=in_london(now_of(tracker)).date(),
        age=age_of(tracker),
        area=area_of(tracker) or tracker.get_slot("area"),
        about=tracker.get_slot("article"),
    )


def _learned(known: guidance.Known, reply: Reply) -> list[dict[str, Any]]:
    """What the conversation remembers: the article under discussion, and the area."""
    return [*([SlotSet("article", reply.article)] if reply.article else []), SlotSet("area", known.area)]


def _likeliest(tracker: Tracker) -> str | None:
    """The intent that comes first where none is sure."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    return next((entry["name"] for entry in ranking if entry["name"] != "nlu_fallback"), None)


class AnswerGuidance(Action):
    """A question to the knowledge base, or a button that opens an article or a theme."""

    def name(self) -> str:
        return "action_answer_guidance"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        index, known, text = search(), _known(tracker), text_of(tracker)
        theme, slug = entity(tracker, "theme"), entity(tracker, "article")
        article = index.knowledge_base.get(str(slug)) if slug else None
        if theme:
            reply = guidance.theme_reply(str(theme), int(entity(tracker, "page") or 0), index)
        elif article is not None:
            more = entity(tracker, "part") == "more"
            reply = guidance.more_reply(article, index) if more else guidance.article_reply(article, known)
        else:
            reply = guidance.answer(text, index, known) or guidance.did_not_know(text, index)
        say(dispatcher, reply)
        return _learned(known, reply)


class Fallback(Action):
    """Not understood: perhaps the hours, a search with a stricter bar, then ask once more, then offer choices."""

    def name(self) -> str:
        return "action_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        index, known, text = search(), _known(tracker), text_of(tracker)
        if _likeliest(tracker) in ("ask_open_now", "ask_opening_hours") or is_bare_time(text, now_of(tracker)):
            say(dispatcher, hours_reply(text, now_of(tracker), hub_settings(), asks_now=False))
            return []
        reply = guidance.answer(text, index, known, strict=True)
        if reply is None:
            reply = guidance.did_not_know(text, index) if _puzzled_before(tracker) else guidance.ask_again()
        say(dispatcher, reply)
        return _learned(known, reply)


class LimitsOfAdvice(Action):
    """Doses, starting or stopping a medicine, or a diagnosis: a kind refusal, and whom to ask."""

    def name(self) -> str:
        return "action_limits_of_advice"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        say(dispatcher, guidance.limits_of_advice(text_of(tracker), search()))
        return []


class Repeat(Action):
    """Say the last answer again, in fewer words."""

    def name(self) -> str:
        return "action_repeat"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        said = [event.get("data", {}).get("custom") for event in tracker.events if event["event"] == "bot"]
        say(dispatcher, guidance.again(next((wire for wire in reversed(said) if wire), None)))
        return []
