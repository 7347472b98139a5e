"""The answer to the last question, where a yes does what was read back."""

from __future__ import annotations

from hub.booking import reading
from hub.booking.corrections import named
from hub.booking.desk import Desk
from hub.booking.doing import do
from hub.booking.interruptions import digression, left, stopped
from hub.booking.questions import say
from hub.booking.state import Said, State, Taken
from hub.booking.times import chosen, other_time
from hub.spoken_dates import find_when


def confirm(desk: Desk, state: State, said: Said) -> Taken:
    """Does it, changes something first, or asks again: never does it where another time was said."""
    answer = reading.agrees(said.text, said.intent, said.confidence)
    if state.wish == "cancel":
        if answer is None:
            return left(state, said) or digression(state, said) or Taken(state, (say("Please say yes or no."),))
        return do(desk, state, said) if answer else Taken(None, (stopped(state),))
    if _names_other_time(desk, state, said) and not (answer is None and reading.is_question(said.text)):
        return other_time(desk, state, said)
    if answer is None:
        return left(state, said) or digression(state, said) or Taken(state, (say("Please say yes or no."),))
    if answer:
        return do(desk, state, said)
    if state.wish == "change":
        if reading.changes_time(said.text):
            return other_time(desk, state, said)
        return Taken(None, (stopped(state),))
    return named(desk, state, said) or Taken(state.but(amending=True))


def _names_other_time(desk: Desk, state: State, said: Said) -> bool:
    if not find_when(said.text, said.now):
        return False
    if state.start is None:
        return True
    slot = chosen(desk, state.but(offered=(state.start,)), said).slot
    return slot is None or slot.start != state.moment
