"""The opening hours as a reply."""

from __future__ import annotations

from datetime import datetime

from hub import menu
from hub.hours_answers import answer
from hub.outcomes import Outcome
from hub.replies import Button, Reply
from hub.settings import HubSettings
from hub.spoken_dates import find_when

# "this aft?", "noon friday": out of the blue they ask whether anyone is there then.
_FEW_WORDS = 6


def is_bare_time(text: str, now: datetime) -> bool:
    """Whether a short message is little more than a day or a time, as seen from the aware moment ``now``."""
    return len(text.split()) <= _FEW_WORDS and find_when(text, now) is not None


def hours_reply(text: str, now: datetime, settings: HubSettings, *, asks_now: bool) -> Reply:
    """What ``text`` asks about the hours, answered for ``now`` (timezone-aware)."""
    said = answer(text, now, settings.hours, asks_now=asks_now)
    ask = Button("Ask a question", '/ask_guidance{"theme": "all"}')
    return Reply(
        kind="hours", outcome=Outcome.HOURS, web=said.web, sms=said.sms, voice=said.voice, buttons=(ask, menu.PERSON)
    )
