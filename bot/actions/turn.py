"""What an action needs to know of the turn it serves, read from Rasa's tracker."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from hub.booking.state import Said
from hub.replies import Reply

_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
OLDEST = 25  # guidance is for families of 0 to 25 year olds; a larger number is not the child's age
# Age at which most of a school year's children begin it (England).
_RECEPTION_AGE = 4


def text_of(tracker: Tracker) -> str:
    """What the person wrote."""
    return str(tracker.latest_message.get("text") or "")


def now_of(tracker: Tracker) -> datetime:
    """The moment of the turn, as the front door says it (timezone-aware)."""
    return datetime.fromisoformat(tracker.latest_message["metadata"]["now"])


def said_of(tracker: Tracker, owned: tuple[str, ...] = ()) -> Said:
    """The message with what its channel and Rasa know of it, for a dialogue of hub; ``owned``: proven appointments."""
    message = tracker.latest_message
    metadata, intent = message["metadata"], message.get("intent") or {}
    return Said(
        text=text_of(tracker),
        intent=intent.get("name"),
        confidence=float(intent.get("confidence") or 0),
        channel=metadata.get("channel", "web"),
        conversation=tracker.sender_id,
        now=now_of(tracker),
        caller=metadata.get("caller"),
        owned=owned,
    )


def entity(tracker: Tracker, name: str) -> Any | None:
    """The first value of an entity in the latest message, or None."""
    return next(tracker.get_latest_entity_values(name), None)


def _number(text: str) -> int | None:
    if found := re.search(r"\d+", text):
        return int(found[0])
    return next((_NUMBERS.index(word) for word in re.findall(r"[a-z]+", text.lower()) if word in _NUMBERS), None)


def age_of(tracker: Tracker) -> int | None:
    """The child's age in whole years, from an age or a school year that the latest message names, or None."""
    return age_in(entity(tracker, "age"), entity(tracker, "school_year"))


def age_in(age: Any | None, school_year: Any | None) -> int | None:
    """The age in whole years that these words say, or None."""
    if said := age:
        years = _number(str(said))
        if years is not None:
            return years if years <= OLDEST else None
        return 2  # "toddler", "baby"
    if said := str(school_year or "").lower():
        if said == "reception":
            return _RECEPTION_AGE
        if "form" in said:
            return 16
        year = _number(said)
        return _RECEPTION_AGE + year if year is not None else 3  # nursery, pre-school
    return None


# Whose hospital trust serves a place, where our sources say so; any other place is asked about.
_EAST_AND_NORTH = ("east", "north", "stevenage", "welwyn", "hertford")
_SOUTH_AND_WEST = ("south", "west", "watford", "st albans", "hemel")


def area_of(tracker: Tracker) -> str | None:
    """The GP's area (east-and-north, south-and-west), from a place that was named or a button, or None."""
    said = str(entity(tracker, "area") or "").lower().replace("hertfordshire", "")
    for value, places in (("south-and-west", _SOUTH_AND_WEST), ("east-and-north", _EAST_AND_NORTH)):
        if any(place in said for place in places):
            return value
    return None


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Send a reply."""
    dispatcher.utter_message(json_message=reply.to_wire())
