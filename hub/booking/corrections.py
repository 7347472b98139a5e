"""Putting right what was said before: at any question, and after a no to the read-back."""

from __future__ import annotations

from hub.appointments.wording import ISO_MOMENT
from hub.booking import names, reading
from hub.booking.answers import with_number
from hub.booking.desk import Desk
from hub.booking.interruptions import NOTES, digression
from hub.booking.problems import number_problem
from hub.booking.questions import say
from hub.booking.state import Said, State, Step, Taken
from hub.booking.times import other_time
from hub.booking.who import number_in
from hub.phone_numbers import Refusal
from hub.spoken_dates import find_when

_SURE_OF_A_CHANGE = 0.6
_TIME_WORDS = ("time", "day", "date", "evening", "week")
_FIELDS = (
    ("name", "first_name"),
    ("number", "phone"),
    ("phone", "phone"),
    ("about", "topic"),
    ("topic", "topic"),
    ("voicemail", "voicemail_ok"),
    ("text", "text_ok"),
    ("support", "needs"),
    ("interpreter", "needs"),
)


def amended(desk: Desk, state: State, step: Step, said: Said) -> Taken | None:
    """A correction of something said before the open question; None where a message is none."""
    if state.start and step != "when" and ISO_MOMENT.fullmatch(said.text.strip()):
        return other_time(desk, state, said)  # a time offered earlier, chosen late
    # Topics speak of numbers, names and times too; only who corrects themselves means the appointment's.
    means_it = step not in NOTES or reading.takes_back(said.text) or reading.is_short(said.text)
    name = names.renamed(said.text)
    if name and state.first_name and step != "first_name":
        return Taken(state.but(first_name=name, amending=False), (say(f"I have changed the name to {name}."),))
    if state.phone and means_it and reading.changes_number(said.text):
        return _other_number(state, said)
    if state.first_name and means_it and reading.changes_name(said.text):
        return Taken(state.but(first_name=None, amending=False))
    if state.start and step not in {"when", "phone"} and _takes_time_back(step, said):
        return other_time(desk, state, said)
    return None


def amend(desk: Desk, state: State, said: Said) -> Taken:
    """The answer to "What shall I change?"."""
    if (taken := named(desk, state, said)) is not None:
        return taken
    if reading.skips(said.text) or reading.yes_or_no(said.text, said.intent, said.confidence) is False:
        return Taken(state.but(amending=False))
    return digression(state, said) or Taken(state, (say("Sorry, I did not get that."),))


def named(desk: Desk, state: State, said: Said) -> Taken | None:
    """What a message names of the appointment, open again; None where it names nothing."""
    text = said.text.casefold()
    if any(word in text for word in _TIME_WORDS) or find_when(said.text, said.now):
        return other_time(desk, state, said)
    if not isinstance(number := number_in(said.text), Refusal):
        return with_number(state, number, say("I have changed the number."))
    for word, field in _FIELDS:
        if word in text:
            refused = state.own_number_refused or field == "phone"
            return Taken(state.but(**{field: None, "amending": False, "own_number_refused": refused}))
    return None


def _other_number(state: State, said: Said) -> Taken:
    number = number_in(said.text)
    if not isinstance(number, Refusal):
        return with_number(state, number, say("I have changed the number."))
    asked_again = state.but(phone=None, own_number_refused=True, amending=False)
    tried = number is not Refusal.NOT_A_NUMBER
    return Taken(asked_again, (say(number_problem(number)),) if tried else ())


def _takes_time_back(step: Step, said: Said) -> bool:
    when = find_when(said.text, said.now)
    changes = reading.changes_time(said.text)
    moves = when is not None and reading.moves_time(said.text)
    if step not in NOTES:
        return changes or moves
    if said.intent == "change_appointment" and said.confidence >= _SURE_OF_A_CHANGE:
        return changes or when is not None
    # "Actually he wakes at 3" is a topic; "actually the 6th of January" is not.
    names_day = when is not None and when.day_given
    if reading.corrects(said.text):
        return changes or moves or names_day
    return changes and (reading.takes_back(said.text) or reading.is_short(said.text))
