"""Whose appointment it is: the reference and the phone number together, or a conversation that has proven it before.

What is said to a wrong reference and to a wrong number is the same, so that nobody learns whether an appointment exists.
"""

from __future__ import annotations

import re

from hub import people
from hub.appointments.diary import Appointment, LockedError
from hub.appointments.references import parse_reference
from hub.booking import reading
from hub.booking.desk import Desk
from hub.booking.interruptions import digression
from hub.booking.problems import number_problem
from hub.booking.questions import at, say, who_phones
from hub.booking.state import Said, State, Taken
from hub.booking.times import none_free, when
from hub.booking.who import number_in
from hub.phone_numbers import Refusal
from hub.reach import number_plain
from hub.replies import Button
from hub.spoken_dates import find_when

# A reference as it may be mistyped: with signs that ours never have. "7pm 9th" and "year10" are none.
_NO_TIMES = r"(?!\d{1,2}(?:st|nd|rd|th|am|pm))(?!year)"
_MISTYPED = re.compile(
    r"\b(?:(?=[a-z0-9-]*\d)(?=[a-z0-9-]*[a-z])" + _NO_TIMES + r"[a-z0-9]{3}-?[a-z0-9]{3}"
    r"|(?=\w*\d\w* \w*\d)(?=\w*[a-z])" + _NO_TIMES + r"[a-z0-9]{3} " + _NO_TIMES + r"[a-z0-9]{3})\b",
    re.IGNORECASE,
)
_LAST_DIGITS = 4


def reference_in(text: str) -> str | None:
    """The reference that a message gives, even one that cannot be right."""
    if found := parse_reference(text):
        return found
    mistyped = _MISTYPED.search(text)
    return re.sub(r"[ -]", "", mistyped[0]).upper() if mistyped else None


def reference(desk: Desk, state: State, said: Said) -> Taken:
    """The answer to the question for the reference, perhaps with the number. Raises StoreUnavailableError."""
    found = reference_in(said.text)
    if found is None:
        if reading.has_lost_it(said.text):
            return _without(desk)
        text = "Sorry, that does not look like a reference. It has six letters and numbers, like K7M-4XR."
        return digression(state, said) or Taken(state, (say(text),))
    if mine := next((one for one in desk.proven(said) if one.reference == found), None):
        return proven(desk, state, said, mine)
    known = state.but(reference=found)
    number = number_in(re.sub("[ -]?".join(found), " | ", said.text, flags=re.IGNORECASE))
    return Taken(known) if isinstance(number, Refusal) else _look_up(desk, known, said, number)


def proof(desk: Desk, state: State, said: Said) -> Taken:
    """The answer to the question for the phone number. Raises StoreUnavailableError."""
    if (other := parse_reference(said.text)) and other != state.reference:
        return reference(desk, state.but(reference=None), said)
    number = number_in(said.text)
    if not isinstance(number, Refusal):
        return _look_up(desk, state, said, number)
    digits = re.sub(r"\D", "", said.text)
    if digits and said.channel != "voice" and len(digits) <= _LAST_DIGITS:
        return Taken(state, (say("Please give the whole phone number."),))  # four digits are for who has only keys
    if number is not Refusal.NOT_A_NUMBER or len(digits) >= _LAST_DIGITS:
        return _look_up(desk, state, said, digits if len(digits) >= _LAST_DIGITS else said.text)
    # No digits at all: nobody has tried anything.
    if reading.has_lost_it(said.text):
        return _without(desk)
    return digression(state, said) or Taken(state, (say(number_problem(number)),))


def proven(desk: Desk, state: State, said: Said, found: Appointment) -> Taken:
    """What follows where the appointment is the person's own. Raises StoreUnavailableError."""
    mine = state.but(reference=found.reference, found=found.reference, phone=found.phone)
    told = say(f"Your appointment is on {at(found.start, said.now)}. {who_phones(desk.settings)}")
    if state.wish == "check":
        # A text that only says CANCEL never reaches us: Twilio takes it for opting out.
        give_up = "I do not need it" if said.channel == "sms" else "Cancel it"
        buttons = (Button("Change it", "/change_appointment"), Button(give_up, "/cancel_appointment"))
        return Taken(None, (say(told.web, *buttons),), booked=found.reference)
    if state.wish == "change" and not desk.diary.free(said.now):
        return Taken(None, (told, none_free(desk)), booked=found.reference)
    if state.wish == "change" and find_when(said.text, said.now):
        taken = when(desk, mine, said)
        if taken is not None and taken.state is not None:
            return Taken(taken.state, (told, *taken.replies), booked=found.reference)
    return Taken(mine, (told,), booked=found.reference)


def _look_up(desk: Desk, state: State, said: Said, phone: str) -> Taken:
    try:
        found = desk.diary.find(state.reference or "", phone, said.caller or said.conversation, said.now)
    except LockedError as error:
        text = (
            f"That did not fit several times, so I have locked this for {_minutes(error.minutes_left)}. "
            f"You can try again then, or ask a call handler. {number_plain(desk.settings)}"
        )
        return Taken(None, (say(text, *people.menu_after()),))
    if found is None:
        text = "I cannot find an appointment with that reference and that number. Please check both."
        return Taken(state.but(reference=None), (say(text),))
    return proven(desk, state, said, found)


def _without(desk: Desk) -> Taken:
    text = (
        "Without the reference and the phone number I cannot open an appointment here. A call handler can help. "
        f"{number_plain(desk.settings)}"
    )
    return Taken(None, (say(text, *people.menu_after()),))


def _minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"
