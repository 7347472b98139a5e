"""The first name and the phone number, as every form asks for them: what an answer gives, whichever form is open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hub.booking import names, reading
from hub.booking.interruptions import asks_hours, is_for_somebody_else, stops
from hub.booking.problems import number_problem
from hub.booking.state import Said
from hub.phone_numbers import PhoneRefusedError, Refusal, parse_phone

_THIS_NUMBER = re.compile(
    r"\b(?:this|same|my|current)(?: (?:one|number|phone|mobile))?\b|\b(?:text|phon|call|ring)ing (?:you )?(?:from|on)\b",
    re.IGNORECASE,
)
_DIGITS_OF_A_TRY = 5
_LONGER = 2


@dataclass(frozen=True)
class Heard:
    """What a message gives: the ``value`` asked for, ``words`` why it is none, or that it is no answer (``away``).

    ``refuses_own``: the caller's own number is not the one to use.
    """

    value: str | None = None
    words: str = ""
    away: Literal["stops", "asks", "speaks of something else"] | None = None
    refuses_own: bool = False


def number_in(text: str) -> str | Refusal:
    """The number in a message, E.164, or why there is none that we can take."""
    try:
        return parse_phone(text).e164
    except PhoneRefusedError as error:
        return error.reason


def first_name(said: Said) -> Heard:
    """The answer to the question for the first name."""
    found = names.name_in(said.text)
    is_name, is_long = found not in {"long", "none"}, len(said.text.split()) > _LONGER
    asks = reading.is_question(said.text) or asks_hours(said)
    if asks and (not is_name or is_long or asks_hours(said)) and is_for_somebody_else(said):
        return Heard(away="asks")
    if is_name:
        return Heard(found)
    if found == "long":
        words = f"That is too long for me. A first name of up to {names.MAX_NAME} letters, please."
    else:
        words = "Sorry, I did not get a name. Letters only, please."
    if is_long and stops(said):
        return Heard(words=words, away="stops")
    return Heard(words=words, away="speaks of something else" if is_long and is_for_somebody_else(said) else None)


def phone(said: Said, own: str | None) -> Heard:
    """The answer to the question for the number; ``own``: the caller's, where it was offered."""
    number = number_in(said.text)
    if not isinstance(number, Refusal):
        return Heard(number)
    tried = sum(sign.isdigit() for sign in said.text) >= _DIGITS_OF_A_TRY or not any(map(str.isalpha, said.text))
    few = number in {Refusal.NOT_A_NUMBER, Refusal.TOO_SHORT, Refusal.SHORT_CODE} and not tried
    if few and own:
        answer = reading.yes_or_no(said.text, said.intent, said.confidence)
        if answer is False or reading.changes_number(said.text):
            return Heard(refuses_own=True)
        asks = reading.is_question(said.text) and said.intent != "nlu_fallback" and is_for_somebody_else(said)
        if answer is True or (_THIS_NUMBER.search(said.text) and not asks):
            return Heard(own)
    words = number_problem(number)
    if few and stops(said):
        return Heard(words=words, away="stops")
    return Heard(words=words, away="speaks of something else" if few and is_for_somebody_else(said) else None)
