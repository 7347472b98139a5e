"""What the assistant can still say while Rasa, its actions or Redis are down: hours, plain guidance, numbers."""

from __future__ import annotations

import re
from datetime import datetime

from hub import guidance
from hub.hours_answers import HoursAnswer
from hub.hours_answers import answer as hours_answer
from hub.hours_reply import is_bare_time
from hub.outcomes import Outcome
from hub.reach import number_plain, number_web
from hub.replies import Reply
from hub.settings import HubSettings
from hub.spoken_dates import find_when
from hub.uk_calendar import in_london
from knowledge_base.search import Search

NOTICE = "Part of our system is not working right now, so this answer is limited."
EMERGENCY = "If anyone is in danger, phone 999."
APOLOGY = f"Sorry, something went wrong. Please try again. {EMERGENCY}"
_ABOUT_HOURS = re.compile(
    r"\b(open|opens|opening|close[sd]?|closing|shut|hours|times|anyone (?:there|in|about)|someone (?:there|in)|phone you|ring you|call you)\b",
    re.IGNORECASE,
)


def hours_if_asked(text: str, now: datetime, settings: HubSettings) -> HoursAnswer | None:
    """The answer to a question about the opening hours; None where a text is none."""
    if _ABOUT_HOURS.search(text) is None and not is_bare_time(text, now):
        return None
    return hours_answer(text, now, settings.hours, asks_now=not find_when(text, now))


def limited_reply(text: str, now: datetime, settings: HubSettings, search: Search | None) -> Reply:
    """A useful reply from the front door alone. ``search`` is None while the encoder is not there."""
    if (said := hours_if_asked(text, now, settings)) is not None:
        return _with_notice(Reply(kind="hours", outcome=Outcome.LIMITED, web=said.web, sms=said.sms, voice=said.voice))
    found = guidance.answer(text, search, guidance.Known(in_london(now).date()), strict=True) if search else None
    if found is not None:
        return _with_notice(found)
    open_now = hours_answer("", now, settings.hours, asks_now=True)
    return Reply(
        kind="limited",
        outcome=Outcome.LIMITED,
        web=f"Sorry, part of our system is not working right now. Please try again in a few minutes.\n\n{number_web(settings)} {open_now.web}\n\n{EMERGENCY}",
        sms=f"Sorry, we have a fault. Please try again in a few minutes. {number_plain(settings)} {open_now.sms} In danger: 999.",
        voice=f"Sorry, part of our system is not working right now. {number_plain(settings)} {open_now.voice} If anyone is in danger, phone 9 9 9.",
    )


def _with_notice(reply: Reply) -> Reply:
    return Reply(
        kind="limited",
        outcome=Outcome.LIMITED,
        web=f"{reply.web}\n\n{NOTICE}",
        sms=f"{reply.sms or reply.web} (Limited: we have a fault.)",
        voice=f"{reply.voice or reply.web} {NOTICE}",
        sources=reply.sources,
        article=reply.article,
        alternatives=reply.alternatives,
    )
