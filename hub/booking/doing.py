"""What a yes does in the diary: books, moves, gives up; and what is said where somebody else was faster."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hub import people
from hub.appointments.diary import Appointment, GoneError, Request, TakenError
from hub.appointments.references import show_reference, speak_reference
from hub.booking.desk import Desk
from hub.booking.questions import at, say, who_phones
from hub.booking.state import Said, State, Taken
from hub.booking.times import nearest
from hub.reach import number_plain
from hub.replies import Button, Reply


def do(desk: Desk, state: State, said: Said) -> Taken:
    """What the person wished for, now that they have said yes. Raises StoreUnavailableError."""
    return {"book": _book, "change": _change, "cancel": _cancel}[state.wish](desk, state, said)


def _book(desk: Desk, state: State, said: Said) -> Taken:
    request = Request(
        start=state.moment,
        first_name=state.first_name or "",
        phone=state.phone or "",
        channel=said.channel,
        topic=state.topic or None,
        needs=state.needs or None,
        text_ok=bool(state.text_ok),
        voicemail_ok=bool(state.voicemail_ok),
        key=f"{said.conversation}:{state.number}:{state.begun}",
    )
    try:
        made = desk.diary.book(request, said.now)
    except (TakenError, ValueError):
        return _gone(desk, state, said, "Nothing is booked yet.")
    when = at(made.start, said.now)
    after = f"{who_phones(desk.settings)} To change or cancel it, tell me the reference and your phone number."
    shown, spoken = show_reference(made.reference), speak_reference(made.reference)
    reply = say(
        f"Your appointment is booked: **{when}**. Your reference is **{shown}**. {after}",
        sms=f"Your appointment is booked: {when}. Your reference is {shown}. {who_phones(desk.settings)} If you need to change it, text us.",
        voice=f"Your appointment is booked. {when}. Your reference is {spoken}. Again: {spoken}. {after}",
    )
    return Taken(None, (_with_calendar(desk, reply, made),), booked=made.reference)


def _change(desk: Desk, state: State, said: Said) -> Taken:
    gone = Taken(
        None, (say("That appointment is not there any more. I have not changed anything.", *people.menu_after()),)
    )
    found = desk.diary.by_reference(state.found or "", said.now)
    if found is None:
        return gone
    try:
        moved = desk.diary.change(found, state.moment, said.now)
    except GoneError:
        return gone
    except (TakenError, ValueError):
        return _gone(desk, state, said, f"Your appointment is still on {at(found.start, said.now)}.")
    text = f"Your appointment is moved. It is now on {at(moved.start, said.now)}. {who_phones(desk.settings)}"
    shown, spoken = show_reference(moved.reference), speak_reference(moved.reference)
    reply = say(f"{text} Your reference is still {shown}.", voice=f"{text} Your reference is still {spoken}.")
    return Taken(None, (_with_calendar(desk, reply, moved),), booked=moved.reference)


def _with_calendar(desk: Desk, reply: Reply, appointment: Appointment) -> Reply:
    return replace(reply, calendar=desk.calendar_link(appointment) if desk.calendar_link else None)


def _cancel(desk: Desk, state: State, said: Said) -> Taken:
    found = desk.diary.by_reference(state.found or "", said.now)
    if found is not None:
        desk.diary.cancel(found, said.now)
    text = "Your appointment is cancelled. You can book another one at any time."
    return Taken(None, (say(text, Button("Book another one", "/book_appointment")),))


def _gone(desk: Desk, state: State, said: Said, instead: str) -> Taken:
    """The place cannot be had any more: why, what stands, and the nearest free times."""
    why = _why(desk, state, said)
    near = nearest(desk, state.moment, said.now)
    if not near:
        text = f"{why} {instead} No other time is free. {number_plain(desk.settings)}"
        return Taken(None, (say(text, *people.menu_after()),))
    text = f"{why} {instead} These are the nearest free times."
    return Taken(state.but(start=None, offered=near), (say(text),))


def _why(desk: Desk, state: State, said: Said) -> str:
    notice = desk.settings.appointments.notice_hours
    if state.moment <= said.now:
        return "Sorry, that time has passed."
    if state.moment < said.now + timedelta(hours=notice):
        return f"Sorry, it is too late for that time now. We need at least {notice} hours' notice."
    return "Sorry, somebody took that place just now."
