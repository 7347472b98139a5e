"""The brief: what the assistant would pass on to a call handler, made of what was said and answered, and nothing else.

The parent sees it before anything is passed on, and can say no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hub.booking.reading import note_in
from hub.handoff.access_needs import access_needs
from hub.outcomes import Outcome

AREAS = {"east-and-north": "east and north Hertfordshire", "south-and-west": "south and west Hertfordshire"}
# What somebody wants is in what they ask or tell; not in greetings, yes and no, or that they want a person.
_ASKS = frozenset(["ask_guidance", "medical_advice", "complain", "other_language", "out_of_scope", "nlu_fallback"])
_FEWEST_WORDS = 3
MOST_ARTICLES = 5


@dataclass(frozen=True)
class Spoken:
    """One turn so far: what was said, how it was understood, and the titles of the articles that it was answered from."""

    text: str
    intent: str | None = None
    age: int | None = None
    articles: tuple[str, ...] = ()
    outcome: str | None = None


@dataclass(frozen=True)
class Brief:
    """What is passed on. ``asked`` is the last question in the parent's own words; ``age`` is the child's, in years."""

    asked: str = ""
    articles: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    age: int | None = None
    area: str | None = None
    needs: tuple[str, ...] = ()
    crisis: bool = False

    def __bool__(self) -> bool:
        return bool(self.lines())

    def lines(self) -> list[str]:
        """A line for each thing that is passed on, as the parent reads it and agrees to it."""
        said = [f"You asked: “{self.asked}”"] if self.asked else []
        if self.articles:
            said.append(f"I told you about: {'; '.join(self.articles)}")
        said += [f"I had no answer to: “{text}”" for text in self.unanswered if text != self.asked]
        if self.unanswered and self.asked in self.unanswered:
            said.append("I had no answer to that")
        if self.age is not None:
            said.append(f"Your child's age: {self.age}")
        if self.area:
            said.append(f"Your area: {AREAS.get(self.area, self.area)}")
        said += [f"Good to know about you: {need}" for need in self.needs]
        if self.crisis:
            said.append("I gave you the emergency numbers")
        return said

    def to_dict(self) -> dict[str, Any]:
        """As it is kept for the call handler, the lines that the parent has read with it."""
        return {
            "asked": self.asked,
            "articles": list(self.articles),
            "unanswered": list(self.unanswered),
            "age": self.age,
            "area": self.area,
            "needs": list(self.needs),
            "crisis": self.crisis,
            "lines": self.lines(),
        }


def brief_of(turns: Iterable[Spoken], area: str | None, *, crisis: bool) -> Brief:
    """The brief of a conversation, whose turns come in order."""
    turns = list(turns)
    questions = [note_in(turn.text) for turn in turns if _asks(turn)]
    articles = [title for turn in turns for title in turn.articles]
    unanswered = [note_in(turn.text) for turn in turns if turn.outcome == Outcome.DID_NOT_KNOW and _asks(turn)]
    return Brief(
        asked=questions[-1] if questions else "",
        articles=tuple(dict.fromkeys(articles))[-MOST_ARTICLES:],
        unanswered=tuple(dict.fromkeys(unanswered))[-2:],
        age=next((turn.age for turn in reversed(turns) if turn.age is not None), None),
        area=area,
        needs=tuple(dict.fromkeys(need for turn in turns for need in access_needs(turn.text))),
        crisis=crisis,
    )


def _asks(turn: Spoken) -> bool:
    words = re.findall(r"\w+", turn.text)
    return turn.intent in _ASKS and len(words) >= _FEWEST_WORDS and not turn.text.startswith("/")
