"""The words of the console: channels, what the assistant passes on, waits and times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from hub.handoff.brief import AREAS
from hub.handoff.handoff import Line
from hub.handoff.states import State
from hub.uk_calendar import in_london

CHANNELS = {"web": "web chat", "sms": "text message", "voice": "phone"}
# What the assistant notes for a handler, in the order in which it is read; anything else comes after it.
BRIEF = {
    "crisis": "Crisis",
    "wants": "Wants",
    "topic": "About",
    "asked": "Asked",
    "articles": "Articles given",
    "unanswered": "Had no answer to",
    "tried": "Already tried",
    "age": "Age of the child",
    "area": "Area",
    "needs": "Access needs",
    "language": "Language",
}


def brief_rows(brief: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """What the assistant passed on, as labels and words; nothing that is empty."""
    brief = brief or {}
    # "lines" is all of it once more, as the parent has read it.
    for name in [*BRIEF, *(name for name in brief if name not in BRIEF and name != "lines")]:
        value = brief.get(name)
        if words := AREAS.get(value, value) if name == "area" and isinstance(value, str) else _words(value):
            yield BRIEF.get(name) or str(name).replace("_", " ").capitalize(), words


def _words(value: Any) -> str:
    if value is True:
        return "yes"
    if value is None or value is False:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {words}" for name, one in value.items() if (words := _words(one)))
    if isinstance(value, list | tuple):
        return ", ".join(words for one in value if (words := _words(one)))
    return str(value)


def change(line: Line) -> str:
    """What a change of state means to the handler, or nothing where it needs no words."""
    if line.kind == "state" and line.text == State.WRAPPING_UP:
        return {"parent": "The parent has left the chat.", "handler": "You have ended the chat."}.get(
            line.author, "The parent has not been there for a while. The chat is over."
        )
    if line.kind == "state" and line.text == State.WITH_HANDLER:
        return "A call handler has joined."
    return "Asked for a person." if line.kind == "state" and line.sequence == 1 else ""


def clock(moment: datetime) -> str:
    """A time in England: "2:05pm"."""
    local = in_london(moment)
    return f"{local.hour % 12 or 12}:{local:%M}{local:%p}".lower()


def day_words(day: date) -> str:
    """A day: "Wednesday 25 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def waited(since: datetime, now: datetime) -> str:
    """How long somebody has waited, in whole minutes."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    return "less than a minute" if minutes == 0 else f"{minutes} minute{'s' if minutes > 1 else ''}"


def when_moment(moment: datetime, now: datetime) -> str:
    """A moment, with its day where that is not today."""
    local = in_london(moment)
    today = in_london(now).date()
    return clock(moment) if local.date() == today else f"{clock(moment)} on {day_words(local.date())}"
