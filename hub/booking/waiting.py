"""Waiting for a place: asked for where an evening is full, offered where all of them are, and what is said about it."""

from __future__ import annotations

import re
from datetime import date

from hub import people
from hub.appointments.waiting_list import Wait
from hub.booking import reading, times
from hub.booking.answers import NEEDS_MOBILE
from hub.booking.desk import Desk
from hub.booking.interruptions import digression, left
from hub.booking.questions import evening, say
from hub.booking.state import ANY, Said, State, Taken
from hub.phone_numbers import is_mobile, show_phone, speak_phone
from hub.settings import CIVIL_FROM, CIVIL_UNTIL
from hub.spoken_dates import speak_time

_LIST = re.compile(r"\b(?:wait(?:ing)?|cancellations?|reserve)[ -]?list\b", re.IGNORECASE)
# The other waiting list of these families.
_OTHER_LIST = re.compile(
    r"\b(?:assess\w*|diagnos\w*|referr\w*|camhs|nhs|pa?ediatric\w*|therap\w*|school\w*|how long)\b", re.IGNORECASE
)


def asked_for(desk: Desk, state: State, said: Said) -> Taken | None:
    """What follows where somebody asks for the waiting list of an evening; None where they do not.

    Raises StoreUnavailableError.
    """
    asks = _LIST.search(said.text) and not _OTHER_LIST.search(said.text)
    if not asks or not desk.texts or state.wish != "book":
        return None
    named = times.when(desk, state, said)
    on_offer = named.state if named and named.state else state
    if on_offer.list_for:
        return _on_the_way(desk, on_offer, said)
    return named or Taken(state, (say("There are free times, so you do not need the waiting list."),))


def agreed(desk: Desk, state: State, said: Said) -> Taken:
    """The answer to "Shall I put you on the waiting list?". Raises StoreUnavailableError."""
    answer = reading.yes_or_no(said.text, said.intent, said.confidence)
    if answer or (answer is None and _LIST.search(said.text) and not reading.is_question(said.text)):
        return _on_the_way(desk, state, said)
    if answer is False:
        return Taken(None, (times.none_free(desk),))
    return left(state, said) or digression(state, said) or Taken(state, (say("Please say yes or no."),))


def join(desk: Desk, state: State, said: Said) -> Taken:
    """Put the family on the list, now that they have said yes. Raises StoreUnavailableError."""
    waits_for, phone = state.waits_for or ANY, state.phone or ""
    wanted = Wait(
        first_name=state.first_name or "",
        phone=phone,
        channel=said.channel,
        topic=state.topic or None,
        needs=state.needs or None,
        voicemail_ok=bool(state.voicemail_ok),
        day=None if waits_for == ANY else date.fromisoformat(waits_for),
    )
    try:
        desk.waiting_list.join(wanted, said.now)
    except ValueError:
        text = "Sorry, there are no appointments on that evening any more. You are not on a waiting list."
        return Taken(state.but(waits_for=None, asked=None, offered=()), (say(text),))
    lead = f"You are on the waiting list for {evening(waits_for, said.now)}. If a place is free, we text"
    # Nobody is told whether a number has opted out: on the web it may be anybody's.
    rest = (
        f"and hold it for you for {desk.settings.appointments.hold_minutes} minutes. Reply YES to that text to take it. "
        "To leave the list, text us LEAVE. If you have told us to stop texts, first text us START."
    )
    text, aloud = f"{lead} {show_phone(phone)} {rest}", f"{lead} {speak_phone(phone)} {rest}"
    return Taken(None, (say(text, *people.menu_after(), voice=aloud),))


def _on_the_way(desk: Desk, state: State, said: Said) -> Taken:
    """How it works, honestly, before any question; a number that gets no texts is asked for again."""
    waits_for = state.list_for or ANY
    phone = state.phone if state.phone and is_mobile(state.phone) else None
    minutes = desk.settings.appointments.hold_minutes
    text = (
        f"The waiting list for {evening(waits_for, said.now)}: I cannot promise a place. If one is free, we text you "
        f"between {speak_time(CIVIL_FROM)} and {speak_time(CIVIL_UNTIL)}, and hold it for you for {minutes} minutes."
    )
    needs_mobile = (say(NEEDS_MOBILE),) if state.phone and not phone else ()
    wanted = state.but(waits_for=waits_for, list_for=None, start=None, offered=(), phone=phone)
    return Taken(wanted, (say(text), *needs_mobile))
