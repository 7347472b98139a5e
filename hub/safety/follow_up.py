"""Understands the answer to "Is anyone in danger right now?" without any other part of the system."""

from __future__ import annotations

import re
from typing import Literal

CheckAnswer = Literal["yes", "no"]

# In the languages that the screen reads. Only a message's beginning counts: "no, he is just tired, what about sleep".
_NO = re.compile(
    r"(?:no|nope|nah|na|n|not (?:now|right now|any ?more|at the moment|today|really)|nobody|no ?one|none of us|"
    r"nobody is|(?:i|we|he|she|they|everyone|everybody|all)(?: a)?(?:['’]?m|['’]?re|['’]?s| am| are| is)? "
    r"(?:all )?(?:ok|okay|fine|safe|alright|all right)|"
    r"nie|nu|n[aã]o|nahi|nahin|nahee|لا|نہیں|না)(?!\w)",
    re.IGNORECASE,
)
# Someone who cannot say, or asks for help, is given the numbers.
_YES = re.compile(
    r"(?:yes|yeah|yeh|yep|yup|yea|ye|yh|ya|y|aye|maybe|i think so|(?:i['’]?m |am )?not sure|"
    r"(?:i )?(?:don['’]?t|do not) know|dunno|idk|right now|tak|da|sim|haan|han|jee|ji|hai|نعم|ايوه|أيوه|جی|ہاں|হ্যাঁ|জি|হ্যা)(?!\w)|"
    # Alone only: "help with sleep" and "I am looking for a group" are questions.
    r"(?:(?:please )?help(?: me| us)?|(?:i am|we are|he is|she is|they are|i do|i might))(?=[\s,.!?]*\Z)",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"[\s,.!?]*(?:please|now|thanks|thank you|pls|he is|she is|i am|they are|we are)?[\s,.!?]*", re.IGNORECASE
)

_AGAIN = re.compile(
    r"\b(?:again|repeat|slower|slowly|pardon|what (?:was|were|is|are) (?:that|it|the|those) ?(?:numbers?)?|say (?:that|it)|"
    r"missed (?:that|it)|did(?:n['’]?t| not) (?:catch|get|hear))\b|^(?:sorry|what)\W*$",
    re.IGNORECASE,
)
_FEW_WORDS = 8


def asks_again(text: str) -> bool:
    """Whether a short message asks to be told once more what was just said; the answer to our question does not."""
    return len(text.split()) <= _FEW_WORDS and check_answer(text) is None and _AGAIN.search(text) is not None


def check_answer(text: str) -> CheckAnswer | None:
    """What a message says to the question, or None where it says something else. Never raises."""
    said = text.strip().lstrip("/")
    if _NO.match(said):
        return "no"
    return "yes" if _YES.match(said) else None


def nothing_more(text: str) -> bool:
    """Whether a message is that answer and nothing besides."""
    said = text.strip().lstrip("/")
    found = _NO.match(said) or _YES.match(said)
    return found is not None and _MORE.fullmatch(said, found.end()) is not None
