"""What a parent is told of a live chat: who joined, who had to go, how it ended, and where they stand in the queue."""

from __future__ import annotations

import re
from datetime import datetime

from hub import people
from hub.handoff.handoff import Handoff, Line
from hub.handoff.states import State
from hub.outcomes import Outcome
from hub.replies import Button, Reply
from hub.spoken_dates import speak_time
from hub.uk_calendar import in_london

LEAVE = Button("Leave the queue", "/stop")
RATINGS = {"Very good": 5, "All right": 3, "Poor": 1}
_FIRST = re.compile(r"[^\W\d_]{2,}")


def shown_name(account: str | None) -> str:
    """What a parent is told of a handler's account: the first name in it, never the whole of it."""
    found = _FIRST.match((account or "").split("@")[0])
    return found[0].capitalize() if found else "A call handler"


def change_text(line: Line, was: State | None) -> str | None:
    """What a change of state means for the parent, who sees ``was`` before; None where it means nothing to them."""
    name = shown_name(line.handler)
    who = name if name.startswith("A ") else f"{name}, call handler,"
    match line.text:
        case State.WAITING if was is State.WITH_HANDLER:
            return f"{name} had to go. I am looking for another call handler. You keep your place."
        case State.WAITING if was is None:
            return "You are waiting for a call handler. You can write already; they will read it."
        case State.WITH_HANDLER:
            return f"{who} has joined. What you write now goes to them."
        case State.WRAPPING_UP | State.ABANDONED | State.TIMED_OUT:
            return _ended_text(line, who)
        case _:
            return None


def _ended_text(line: Line, who: str) -> str:
    if line.author == "handler":
        return f"{who} has left."
    if line.author == "parent":
        return "You have left."
    if line.text == State.TIMED_OUT:
        return "Sorry, no call handler could take your chat."
    return "The chat has ended, because we did not hear from you."


def place_text(place: int, minutes: int | None) -> str:
    """Where somebody stands in the queue. Nothing is guessed: ``minutes`` is None where nobody knows."""
    if minutes is None:
        about = "I cannot say how long it will take."
    elif minutes == 0:
        about = "A call handler is free and is being asked."
    else:
        about = f"It will take about {minutes} minute{'s' if minutes > 1 else ''}."
    return f"You are number {place}. {about}"


def after_the_end(handoff: Handoff, kept_days: int | None = None) -> Reply:
    """What the assistant says when it is back: what there was, and a rating; or a call back where nobody came."""
    texts = handoff.channel == "sms"  # where choices are numbered, and a rating is a number too
    back = "You are back with the assistant."
    if handoff.accepted_at is None or handoff.ended_at is None:
        text = f"{back} A call handler can also phone you, if you would like that."
        buttons = () if texts else (people.CALL_ME, *people.menu_after())
        return Reply(
            kind="handoff", outcome=Outcome.PERSON, web=text, sms=f"{text} Then reply: call me.", buttons=buttons
        )
    begun, ended = _at(handoff.accepted_at), _at(handoff.ended_at)
    name = shown_name(handoff.handler)
    whom = name if not name.startswith("A ") else "a call handler"
    when = f"from {begun} to {ended}" if begun != ended else f"at {begun}"
    kept = f" We keep that chat for {kept_days} days." if kept_days else ""
    text = f"{back} You wrote with {whom} {when}.{kept}"
    if handoff.crisis:  # after which nobody is asked for an opinion
        return Reply(kind="message", outcome=Outcome.STEERED, web=text, buttons=() if texts else people.menu_after())
    text = f"{text} How was it?"
    return Reply(
        kind="message",
        outcome=Outcome.FEEDBACK,
        web=text,
        sms=f"{text} Reply with a number from 1, poor, to 5, very good.",
        buttons=() if texts else tuple(Button(title, "/give_feedback") for title in RATINGS),
        rates=True,
    )


def rating_said(text: str) -> int | None:
    """The rating that a message gives and nothing else, 1 to 5."""
    said = text.strip().rstrip(".!").casefold()
    if re.fullmatch(r"[1-5](?: ?(?:/|out of) ?5)?", said):
        return int(said[0])
    return next((stars for title, stars in RATINGS.items() if title.casefold() == said), None)


def _at(moment: datetime) -> str:
    return speak_time(in_london(moment).time())
