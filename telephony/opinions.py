"""What people think of an answer, a call or an appointment, by number, key, or the word RATE and a number.

RATE works at any time and keeps nothing about who was asked: the text after an appointment asks for it, and no link
leads from the rating to the appointment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hub import feedback
from hub.conversation import Turn
from hub.feedback import Given
from hub.feedback_told import WHOLE, NotKeptError, tell
from hub.replies import Channel
from hub.topics import topic_of
from telephony.line import Telephony

_RATE = re.compile(r"\W*rate\W+([1-5])(?![\d.])(.*)", re.IGNORECASE | re.DOTALL)
_ALONE = re.compile(r"\W*(?:(?:a|an|it|i(?:'d| would) say)\s+)*(one|two|three|four|five|[1-5])\W*", re.IGNORECASE)
_WORDS = ("one", "two", "three", "four", "five")


@dataclass(frozen=True)
class Question:
    """ "Did this help?" under a text: about which topic, and the number that says yes. The next one says no."""

    topic: str
    yes: int

    @classmethod
    def under(cls, turn: Turn) -> Question | None:
        """The question that belongs under a turn, numbered after its choices; None where none does."""
        topic = asked_about(turn)
        choices = sum(len(reply.buttons) for reply in turn.replies if reply.kind != "crisis")
        return cls(topic, choices + 1) if topic else None

    @classmethod
    def read(cls, kept: str | None) -> Question | None:
        """As ``str`` wrote it."""
        topic, _, yes = (kept or "").partition(" ")
        return cls(topic, int(yes)) if yes.isdigit() else None

    def __str__(self) -> str:
        """As it is kept until the next text."""
        return f"{self.topic} {self.yes}"

    @property
    def text(self) -> str:
        return f"Did this help? Reply {self.yes} for yes, {self.yes + 1} for no."

    def answer(self, body: str) -> bool | None:
        """Whether a text says yes or no to it; None where it says something else."""
        said = re.sub(r"\W", "", body)
        return {str(self.yes): True, str(self.yes + 1): False}.get(said)


@dataclass(frozen=True)
class Rating:
    """1 to 5, and what else was written."""

    number: int
    comment: str

    @classmethod
    def read(cls, body: str) -> Rating | None:
        """A text that begins with RATE and a number."""
        match = _RATE.fullmatch(body)
        return cls(int(match[1]), match[2].strip()) if match else None


def asked_about(turn: Turn) -> str | None:
    """The topic about which to ask under a turn if it helped; None where it is not to be asked."""
    return topic_of(turn.article) if turn.asks_if_it_helped else None


def spoken_rating(words: str) -> int | None:
    """A rating that somebody says: "four", "I'd say 4", "four out of five"."""
    if match := _ALONE.fullmatch(words):
        said = match[1].lower()
        return _WORDS.index(said) + 1 if said in _WORDS else int(said)
    return feedback.rating_in(words)


async def keep_helped(telephony: Telephony, conversation: str, channel: Channel, topic: str, *, helped: bool) -> bool:
    """Keep whether an answer helped; whether that could be done."""
    return await _keep(telephony, conversation, topic, Given(channel, topic=topic, helpful=helped))


async def keep_rating(telephony: Telephony, conversation: str, channel: Channel, rating: Rating) -> bool:
    """Keep a rating, once in a conversation; whether that could be done."""
    given = Given(channel, rating=rating.number, comment=rating.comment or None)
    return await _keep(telephony, conversation, WHOLE, given)


async def keep_comment(telephony: Telephony, conversation: str, channel: Channel, words: str) -> bool:
    """Keep what somebody adds to their rating, as a note of its own; whether that could be done."""
    return await _keep(telephony, conversation, f"{WHOLE}: why", Given(channel, comment=words))


async def _keep(telephony: Telephony, conversation: str, about: str, given: Given) -> bool:
    try:
        await tell(telephony.doors, conversation, about, given)
    except NotKeptError:
        return False
    return True
