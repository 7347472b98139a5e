"""The answers about the family: first name, phone number, topic and support, and what we may send."""

from __future__ import annotations

import re

from hub.booking import reading, who
from hub.booking.desk import Desk
from hub.booking.interruptions import digression, left, stopped
from hub.booking.questions import say
from hub.booking.state import Said, State, Taken
from hub.booking.times import other_time
from hub.phone_numbers import is_mobile
from hub.replies import Reply
from hub.spoken_dates import find_when

_SUPPORT = re.compile(
    r"\b(?:text|interpret\w*|bsl|sign\w*|email|slow\w*|writ\w*|captions?|subtitles?|quiet|english|language)\b",
    re.IGNORECASE,
)
NEEDS_MOBILE = "The waiting list works by text, and that number cannot get texts."


def name(desk: Desk, state: State, said: Said) -> Taken:
    """The first name. Raises StoreUnavailableError."""
    heard = who.first_name(said)
    if heard.value:
        return Taken(state.but(first_name=heard.value))
    if heard.away in {None, "speaks of something else"} and find_when(said.text, said.now):
        return other_time(desk, state, said)
    return _no_answer(state, heard)


def phone(state: State, said: Said) -> Taken:
    """The phone number: the caller's own where it is offered, or another."""
    heard = who.phone(said, None if state.own_number_refused else state.own_number(said))
    if heard.value:
        return with_number(state, heard.value)
    return Taken(state.but(own_number_refused=True)) if heard.refuses_own else _no_answer(state, heard)


def _no_answer(state: State, heard: who.Heard) -> Taken:
    if heard.away == "stops":
        return Taken(None, (stopped(state),))
    return Taken(state, is_digression=True) if heard.away else Taken(state, (say(heard.words),))


def with_number(state: State, number: str, *replies: Reply) -> Taken:
    """The state with a phone number, E.164; without one where only a mobile serves."""
    if state.waits_for and not is_mobile(number):
        return Taken(state.but(phone=None, own_number_refused=True, amending=False), (say(NEEDS_MOBILE),))
    return Taken(state.but(phone=number, amending=False), replies)


def note(state: State, said: Said) -> Taken:
    """What it is about, then what support is needed; both may be skipped."""
    field = "topic" if state.topic is None else "needs"
    asks = reading.is_question(said.text) and not (field == "needs" and _SUPPORT.search(said.text))
    if asks and said.intent != "nlu_fallback" and (away := digression(state, said)):
        return away
    if reading.is_only_yes(said.text):
        return Taken(state, (say("Please tell me in a few words, or skip it."),))
    return Taken(state.but(**{field: reading.note_in(said.text)}))


def consent(state: State, said: Said) -> Taken:
    """Whether we may text, then whether we may leave a voicemail."""
    answer = reading.yes_or_no(said.text, said.intent, said.confidence)
    if answer is None:
        return left(state, said) or digression(state, said) or Taken(state, (say("Please say yes or no."),))
    field = "text_ok" if state.step == "text_ok" else "voicemail_ok"
    return Taken(state.but(**{field: answer}))
