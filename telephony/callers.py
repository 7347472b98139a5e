"""Who is on the line: a number as Twilio gives it, and what stands for it."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date

from hub.phone_numbers import PhoneRefusedError, parse_phone

_E164 = re.compile(r"\+[1-9]\d{6,14}")
# What telephone networks put in place of a number that is withheld: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and
# UNAVAILABLE keyed on a phone's letters. Everybody who withholds theirs shares them.
WITHHELD = frozenset(("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"))


def number_of(sent: str) -> str | None:
    """The E.164 number in ``From``; None for a withheld one, a short code and a name."""
    return sent if _E164.fullmatch(sent) and sent not in WITHHELD else None


def reachable(number: str | None) -> str | None:
    """The number, where it is one of the United Kingdom that we would phone or text ourselves."""
    try:
        return parse_phone(number).e164 if number else None
    except PhoneRefusedError:
        return None


def call_key(secret: str, call: str) -> str:
    """What stands for a call: HMAC-SHA256 of its CallSid, in hexadecimal."""
    return hmac.new(secret.encode(), b"call:" + call.encode(), hashlib.sha256).hexdigest()


def conversation_of_call(secret: str, call: str) -> str:
    """The conversation of a call. Never of its number: those who withhold theirs share one."""
    return hmac.new(secret.encode(), b"call conversation:" + call.encode(), hashlib.sha256).hexdigest()


def conversation_of_day(secret: str, number: str, day: date) -> str:
    """The conversation of a number on one day, for want of Redis."""
    return hmac.new(secret.encode(), f"day conversation:{day}:{number}".encode(), hashlib.sha256).hexdigest()
