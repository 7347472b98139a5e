"""What a page of the dashboard is asked for: months, a channel or a topic. Refused with a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hub.measures import CHANNELS
from hub.months import Month

CHANNEL_NAMES = {"web": "Web chat", "sms": "Text message", "voice": "Phone"}
MOST_MONTHS = 36
USUAL_MONTHS = 13
PERIODS = (1, 3, 12)


class NotAnsweredError(ValueError):
    """What was asked for is not shown; the message says why and what to do."""


@dataclass(frozen=True)
class Asked:
    """The months from ``first`` to ``last``, of all contacts or of one channel or one topic."""

    first: Month
    last: Month
    channel: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Offered:
    """What can be asked for: the months that were published, in order, and the topics with figures."""

    months: Sequence[Month]
    topics: Collection[str]


def read(offered: Offered, first: str = "", last: str = "", *, channel: str = "", topic: str = "") -> Asked:
    """What a query asks for; empty means as usual. Raises NotAnsweredError."""
    if not offered.months:
        raise NotAnsweredError("No month has been published yet. The first is there two days after its end.")
    end = month_of(last) if last else offered.months[-1]
    begin = month_of(first) if first else max(offered.months[0], end.before(USUAL_MONTHS - 1))
    if begin > end:
        raise NotAnsweredError(f"{begin} comes after {end}. Put the earlier month first.")
    if end > begin.before(-(MOST_MONTHS - 1)):
        raise NotAnsweredError(f"Please ask for {MOST_MONTHS} months at most.")
    if channel and topic:
        raise NotAnsweredError(
            "Choose a channel or a topic, not both. Both together would be so few families that somebody could be known."
        )
    if channel and channel not in CHANNELS:
        raise NotAnsweredError("There is no such channel. Choose web chat, text message or phone.")
    if topic and topic not in offered.topics:
        raise NotAnsweredError("There are no figures about such a topic. Choose one from the list.")
    return Asked(begin, end, channel, topic)


def month_of(text: str) -> Month:
    """A month as a query names it. Raises NotAnsweredError."""
    try:
        return Month.parse(text.strip()[:20])
    except ValueError as error:
        raise NotAnsweredError(f"{error}.") from error


def period(text: str) -> int:
    """How many months a period has. Raises NotAnsweredError."""
    found = next((months for months in PERIODS if str(months) == text), None)
    if found is None:
        raise NotAnsweredError("Choose 1, 3 or 12 months.")
    return found
