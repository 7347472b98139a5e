"""What the assistant says about reaching a person, appointments, feedback and privacy, from the first day honestly.

Nothing is offered here that does not exist yet: these replies say what the assistant cannot do, and who can.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hub import menu
from hub.hours_answers import answer as hours_answer
from hub.outcomes import Outcome
from hub.reach import number_plain, number_web
from hub.replies import Button, Kind, Reply
from hub.settings import HubSettings
from hub.spoken_dates import speak_time


def _with_hours(before: str, kind: Kind, outcome: Outcome, settings: HubSettings, now: datetime) -> Reply:
    """``before``, then how to reach us, and whether anyone is there now."""
    open_now = hours_answer("", now, settings.hours, asks_now=True)
    plain = number_plain(settings)
    return Reply(
        kind=kind,
        outcome=outcome,
        web=f"{before}\n\n{number_web(settings)} {open_now.web}",
        sms=f"{before} {plain} {open_now.sms}",
        voice=f"{before} {plain} {open_now.voice}",
        buttons=menu_after(),
    )


def menu_after() -> tuple[Button, ...]:
    """What can come next after such a reply."""
    return (
        Button("When are you open?", "/ask_opening_hours"),
        Button("Ask a question", '/ask_guidance{"theme": "all"}'),
    )


def person(settings: HubSettings, now: datetime) -> Reply:
    """Someone wants a person: how, and whether anyone is there."""
    reply = _with_hours(
        "Our call handlers are people you can talk to by phone. I cannot put you through from here yet.",
        "handoff",
        Outcome.PERSON,
        settings,
        now,
    )
    if not by_appointment(settings):
        return reply
    return replace(reply, buttons=(Button("Book an evening appointment", "/book_appointment"), *reply.buttons))


def no_diary(settings: HubSettings, now: datetime) -> Reply:
    """The diary does not answer: that nothing was booked or changed, and who can do it."""
    before = "Sorry, I cannot reach our diary right now. Nothing is booked or changed. Please try again later, or ask a call handler."
    return _with_hours(before, "appointment", Outcome.APPOINTMENT, settings, now)


def no_store(settings: HubSettings, now: datetime) -> Reply:
    """What is kept cannot be looked up."""
    before = (
        "Sorry, I cannot look that up right now. Nothing was changed. Please try again later, or ask a call handler."
    )
    return _with_hours(before, "message", Outcome.INFORMATION, settings, now)


def begin_again() -> Reply:
    """Nothing is under way any more."""
    choices = (
        Button("Choose a topic", '/ask_guidance{"theme": "all"}'),
        Button("When are you open?", "/ask_opening_hours"),
    )
    text = "We begin again. What would you like to know?"
    return Reply(kind="message", outcome=Outcome.STEERED, web=text, buttons=(*choices, menu.PERSON))


def feedback(settings: HubSettings, now: datetime) -> Reply:
    """Praise or a suggestion: thanks, and that we cannot keep it yet."""
    return _with_hours(
        "Thank you for telling us. I cannot keep or pass on comments yet. A call handler can.",
        "message",
        Outcome.FEEDBACK,
        settings,
        now,
    )


def complaint(settings: HubSettings, now: datetime) -> Reply:
    """The Hub did something wrong: an apology, and who can put it right."""
    return _with_hours(
        "I am sorry that we let you down. I cannot record a complaint yet. Please tell a call handler.",
        "message",
        Outcome.FEEDBACK,
        settings,
        now,
    )


def by_appointment(settings: HubSettings) -> list[str]:
    """The sessions that need an appointment, a sentence each."""
    return [
        f"{day.capitalize()} {speak_time(session.start)} to {speak_time(session.end)} is by appointment only."
        for day, sessions in settings.opening_hours.items()
        for session in sessions
        if session.by_appointment
    ]
