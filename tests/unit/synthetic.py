"""Contacts that nobody had, through the real path, and an independent count of them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event

from hub.contacts import ContactBook
from hub.conversation import Message, Turn
from hub.outcomes import Outcome
from hub.replies import Channel, Reply
from hub.safety import Crisis, crisis_reply
from hub.store.database import Store
from hub.uk_calendar import LONDON

TOPICS = ("sleep", "meltdowns", "eating", "sensory", "allowance", None)
WEIGHTS = (40, 25, 15, 1, 0.2, 18)
CRISIS = Crisis("suicide", "act_now")


class Synthetic:
    """Contacts that nobody had, and a count of them that knows nothing of the tables."""

    def __init__(self, number: int, seed: int) -> None:
        self.dice = random.Random(seed)
        self.steps: list[tuple[Message, Turn]] = []
        self.channels: Counter[str] = Counter()
        self.topics: Counter[str] = Counter()
        self.hours: Counter[str] = Counter()
        self.opening: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()
        self.by_channel: Counter[tuple[str, str]] = Counter()
        self.total = 0
        for n in range(number):
            self._contact(f"conversation {n}")
        self.dice.shuffle(self.steps)
        # Within one conversation the order stays.
        self.steps.sort(key=lambda step: step[0].now)

    def _contact(self, conversation: str) -> None:
        dice = self.dice
        # From before the month until after it, and around its midnights.
        began = datetime(2026, 10, 25, tzinfo=LONDON).astimezone(UTC) + timedelta(minutes=dice.randrange(45 * 24 * 60))
        channel: Channel = dice.choices(("web", "sms", "voice"), (70, 25, 5))[0]  # type: ignore[assignment]
        topic, flags, now = None, set(), began
        for _ in range(dice.choice((1, 1, 2))):
            reply, flag, about = self._reply()
            crisis = CRISIS if flag == "crisis" else None
            self.steps.append(
                (Message(conversation, channel, "words", now), Turn((reply,), reply.outcome, crisis=crisis))
            )
            topic, flags = about or topic, flags | ({flag} if flag else set())
            now += timedelta(minutes=dice.randint(1, 30))
        here = began.astimezone(LONDON)
        if (here.year, here.month) != (2026, 11):
            return
        self.total += 1
        self.channels[channel] += 1
        self.topics[topic or "none"] += 1
        self.hours[f"{here.hour:02d}"] += 1
        closing = {0: 13, 1: 15, 2: 13}.get(here.weekday(), 0)
        self.opening["open" if 9 <= here.hour < closing else "closed"] += 1
        self.flags.update(flags)
        self.by_channel.update((channel, flag) for flag in flags)

    def _reply(self) -> tuple[Reply, str | None, str | None]:
        kind = self.dice.choices(("answer", "handoff", "did_not_know", "crisis", "hello"), (60, 15, 8, 0.3, 17))[0]
        if kind == "answer":
            topic = self.dice.choices(TOPICS[:-1], WEIGHTS[:-1])[0]
            return Reply(kind="answer", outcome=Outcome.ANSWERED, web="W.", article=topic), "answered", topic
        if kind == "handoff":
            return Reply(kind="handoff", outcome=Outcome.PERSON, web="W."), "handed_over", None
        if kind == "did_not_know":
            return Reply(kind="choices", outcome=Outcome.DID_NOT_KNOW, web="W."), "did_not_know", None
        if kind == "crisis":
            return crisis_reply(CRISIS), "crisis", None
        return Reply(kind="message", outcome=Outcome.SMALL_TALK, web="W."), None, None


def in_a_hurry(store: Store) -> None:
    """Do not wait for the disk at each of thousands of writes."""
    store.close()

    @event.listens_for(store.engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")


def counted(book: ContactBook, synthetic: Synthetic) -> None:
    """Through the path that every turn takes."""
    for n, (message, turn) in enumerate(synthetic.steps):
        book.note(message, turn)
        if n % 500 == 0:
            book.settle()
    book.settle()
