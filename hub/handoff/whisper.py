"""What a call handler hears before they take a call: what it is about, and nothing personal but the first name.

The parent's own words, their child's age and their area stand in the console, for whoever has taken the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub.handoff.handoff import Handoff

_MOST_TITLES = 3


def whisper(handoff: Handoff, *, from_colleague: str | None = None) -> list[str]:
    """Sentences, the most urgent first. ``from_colleague`` is who wants this handler to join them."""
    brief = handoff.brief or {}
    who = handoff.first_name or "A parent"
    said = [
        f"Neurodiversity Hub. {from_colleague} asks you to join a call."
        if from_colleague
        else f"Neurodiversity Hub. {who} is on the line and would like a person."
    ]
    if handoff.crisis:
        said.append("They said something that sounded like a crisis, and were given the emergency numbers.")
    if titles := _texts(brief, "articles")[-_MOST_TITLES:]:
        said.append(f"They were told about: {'; '.join(titles)}.")
    if unanswered := len(_texts(brief, "unanswered")):
        said.append(f"We had no answer to {'one question' if unanswered == 1 else f'{unanswered} questions'}.")
    if needs := _texts(brief, "needs"):
        said.append(f"Good to know: {', '.join(needs)}.")
    if not brief:
        said.append("They have passed nothing on.")
    return said


def _texts(brief: Any, name: str) -> Sequence[str]:
    found = brief.get(name)
    return [str(one) for one in found] if isinstance(found, list | tuple) else []
