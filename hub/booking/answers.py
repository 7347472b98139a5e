"""The answers about the family: first name, phone number, topic and support, and what we may send."""

from __future__ import annotations

import re

from hub.booking import names, reading
from hub.booking.desk import Desk
from hub.booking.interruptions import asks_hours, digression, left
from hub.booking.problems import number_problem
from hub.booking.questions import say
from hub.booking.state import Said, State, Taken
from hub.booking.times import other_time
from hub.phone_numbers import PhoneRefusedError, Refusal, is_mobile, parse_phone
from hub.replies import Reply
from hub.spoken_dates import find_when

_THIS_NUMBER = re.compile(
    r"\b(?:this|same|my|current)(?: (?:one|number|phone|mobile))?\b|\b(?:text|phon|call|ring)ing (?:you )?(?:from|on)\b",
    re.IGNORECASE,
)
_SUPPORT = re.compile(
    r"\b(?:text|interpret\w*|bsl|sign\w*|email|slow\w*|writ\w*|captions?|subtitles?|quiet|english|language)\b",
    re.IGNORECASE,
)
_DIGITS_OF_A_TRY = 5
NEEDS_MOBILE = "The waiting list works by text, and that number cannot get texts."


def number_in(text: str) -> str | Refusal:
    """The number in a message, E.164, or why there is none that we can take."""
    try:
        return parse_phone(text).e164
    except PhoneRefusedError as error:
        return error.reason


def name(desk: Desk, state: State, said: Said) -> Taken:
    """The first name. Raises StoreUnavailableError."""
    found = names.name_in(said.text)
    is_long = len(said.text.split()) > 2
    asks = reading.is_question(said.text) or asks_hours(said)
    if asks and (found in {"long", "none"} or is_long or asks_hours(said)) and (away := digression(state, said)):
        return away
    if found not in {"long", "none"}:
        return Taken(state.but(first_name=found))
    if is_long and (away := left(state, said)):
        return away
    if find_when(said.text, said.now):
        return other_time(desk, state, said)
    if is_long and (away := digression(state, said)):
        return away
    if found == "long":
        text = f"That is too long for me. A first name of up to {names.MAX_NAME} letters, please."
    else:
        text = "Sorry, I did not get a name. Letters only, please."
    return Taken(state, (say(text),))


def phone(state: State, said: Said) -> Taken:
    """The phone number: the caller's own where it is offered, or another."""
    number = number_in(said.text)
    if not isinstance(number, Refusal):
        return with_number(state, number)
    own = state.own_number(said)
    tried = sum(sign.isdigit() for sign in said.text) >= _DIGITS_OF_A_TRY or not any(map(str.isalpha, said.text))
    few = number in {Refusal.NOT_A_NUMBER, Refusal.TOO_SHORT, Refusal.SHORT_CODE} and not tried
    if few and own and not state.own_number_refused:
        answer = reading.yes_or_no(said.text, said.intent, said.confidence)
        if answer is False or reading.changes_number(said.text):
            return Taken(state.but(own_number_refused=True))
        asks = reading.is_question(said.text) and said.intent != "nlu_fallback" and digression(state, said)
        if answer is True or (_THIS_NUMBER.search(said.text) and not asks):
            return Taken(state.but(phone=own))
    if few and (away := left(state, said) or digression(state, said)):
        return away
    return Taken(state, (say(number_problem(number)),))


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
