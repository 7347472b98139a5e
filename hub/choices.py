"""The choices under a reply, and which of them a message takes: by title, by number, by a bare yes or no."""

from __future__ import annotations

import re

from hub.booking import reading
from hub.replies import Button

_ORDINALS = {
    "1": 0,
    "one": 0,
    "first": 0,
    "2": 1,
    "two": 1,
    "second": 1,
    "3": 2,
    "three": 2,
    "third": 2,
    "4": 3,
    "four": 3,
    "fourth": 3,
}
_MORE = re.compile(r"(?:tell me )?more(?: please)?[.!]?", re.IGNORECASE)
_PICK = re.compile(
    r"(?:number |option |the )?(1|2|3|4|one|two|three|four|first|second|third|fourth)(?: one)?[.!]?", re.IGNORECASE
)
_BARE_NO = re.compile(r"(?:no|nope|nah)(?: thanks| thank you| please)?[.!]?", re.IGNORECASE)


def is_title(text: str, button: Button) -> bool:
    """Whether a message is the title of a button."""
    return button.title.casefold().rstrip(" .!?") == text.casefold().strip().rstrip(" .!?")


def chosen(text: str, offered: tuple[Button, ...]) -> Button | None:
    """The offered button that a text names, by its title or its number.

    A bare yes takes one that begins with "Yes,"; the question of a form reads its yes itself.
    """
    if button := next((button for button in offered if is_title(text, button)), None):
        return button
    if _MORE.fullmatch(text.strip()):
        return _titled("Tell me more", offered)
    if match := _PICK.fullmatch(text.strip()):
        place = _ORDINALS[match[1].lower()]
        return offered[place] if place < len(offered) else None
    if reading.is_only_yes(text):
        return _titled("Yes,", offered)
    return _titled("No,", offered) if _BARE_NO.fullmatch(text.strip()) else None


def _titled(beginning: str, offered: tuple[Button, ...]) -> Button | None:
    return next((one for one in offered if one.title.startswith(beginning) and one.payload.startswith("/")), None)
