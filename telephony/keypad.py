"""What keys mean: 0 a person, * again, 7 and 8 whether it helped, 9 a text; in the menu a way in; else the choice or digits.

While somebody waits for a call handler, 1 is a call back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from telephony.place import At

PERSON = "Talk to a person"
CALL_BACK = "Please call me back"
AGAIN_KEY, PERSON_KEY, TEXT_KEY = "*", "0", "9"
MENU = (
    "You can use your keypad. Press 1 to ask a question. Press 2 for our opening hours. Press 3 for an appointment. "
    "Press 0 for a person. Press star to hear this again."
)
_MENU_SAYS = {"2": "When are you open?", "3": "I would like to book an appointment"}
_CHECK_SAYS = {"1": "yes", "2": "no"}
# Choices are four at most, so these are free.
HELPED_KEY, NOT_HELPED_KEY = "7", "8"
_RATINGS = "12345"


@dataclass(frozen=True)
class Pressed:
    """What was keyed: words for the conversation, or something that the line does itself."""

    does: Literal["say", "again", "ask", "text", "helped", "rate", "nothing"]
    words: str = ""


def pressed(keys: str, at: At, *, asks: bool = False) -> Pressed:
    """What keys mean where the call stands; ``asks``: we have just asked if our answer helped."""
    digits = keys.replace("*", "").replace("#", "")
    if not digits:
        return Pressed("again" if AGAIN_KEY in keys else "nothing")
    if digits == PERSON_KEY:
        return Pressed("say", PERSON)
    if at in {"wait", "nobody"}:
        return Pressed("say", CALL_BACK) if digits == "1" else Pressed("nothing")
    if at == "menu":
        if digits == "1":
            return Pressed("ask")
        return Pressed("say", _MENU_SAYS[digits]) if digits in _MENU_SAYS else Pressed("nothing")
    if at == "answer" and digits == TEXT_KEY:
        return Pressed("text")
    if asks and digits in {HELPED_KEY, NOT_HELPED_KEY}:
        return Pressed("helped", digits)
    if at == "rate":
        return Pressed("rate", digits) if digits in _RATINGS else Pressed("nothing")
    if at == "check":
        return Pressed("say", _CHECK_SAYS[digits]) if digits in _CHECK_SAYS else Pressed("nothing")
    return Pressed("say", digits)
