"""Reads out of Rasa's tracker what the assistant would pass on to a call handler."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa_sdk.interfaces import Tracker

from bot.actions.turn import age_in
from hub.handoff.brief import Brief, Spoken, brief_of
from hub.knowledge import search_if_ready


def brief_so_far(tracker: Tracker) -> Brief:
    """The brief of the conversation up to now."""
    crisis = bool(tracker.latest_message["metadata"].get("crisis"))
    return brief_of(_turns(tracker.events), tracker.get_slot("area"), crisis=crisis)


def _turns(events: list[dict[str, Any]]) -> Iterator[Spoken]:
    """Each message with what it was answered with."""
    said: dict[str, Any] | None = None
    articles: list[str] = []
    outcome: str | None = None
    for event in [*events, {"event": "user"}]:
        if event["event"] == "user":
            if said is not None:
                yield _spoken(said, articles, outcome)
            said, articles, outcome = event, [], None
        elif event["event"] == "bot":
            wire = (event.get("data") or {}).get("custom") or {}
            outcome = outcome or wire.get("outcome")
            articles += [_title(wire["article"])] if wire.get("article") else []


def _spoken(event: dict[str, Any], articles: list[str], outcome: str | None) -> Spoken:
    parsed = event.get("parse_data") or {}
    named = {entity.get("entity"): entity.get("value") for entity in reversed(parsed.get("entities") or [])}
    return Spoken(
        text=str(event.get("text") or ""),
        intent=(parsed.get("intent") or {}).get("name"),
        age=age_in(named.get("age"), named.get("school_year")),
        articles=tuple(articles),
        outcome=outcome,
    )


def _title(slug: str) -> str:
    """An article as parents know it."""
    index = search_if_ready()
    found = next((one for one in index.knowledge_base if slug in (one.slug, one.topic_slug)), None) if index else None
    return found.title if found else slug.replace("-", " ")
