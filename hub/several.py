"""Tells whether one message asks several things."""

from __future__ import annotations

import re

MAX_QUESTIONS = 3
_FEWEST_WORDS = 3
_END = re.compile(r"(?<=\?)\s+|\s+(?:and also|also,? (?=how|what|when|where|who|can|do|is|are))\s*", re.IGNORECASE)


def questions_in(text: str) -> list[str]:
    """The questions of a message, in order, at most three; one element where it asks a single thing.

    Only what ends in a question mark counts, so that the story before a question is not taken for one.
    """
    parts = [part.strip() for part in _END.split(text) if part and part.strip()]
    asked = [part for part in parts if part.endswith("?") and len(part.split()) >= _FEWEST_WORDS]
    return asked[:MAX_QUESTIONS] if len(asked) > 1 else [text]
