"""The line, against the running system: signed webhooks of texts and calls, and the socket of ConversationRelay.

Everybody who asks has a number of their own, of those that Ofcom keeps free, so that no limit is met.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from evaluation.benchmark.parts import Row, row
from hub.conversation_ids import read_or_make_secret
from hub.settings import environment
from telephony.callers import call_key
from telephony.relay_twiml import SOCKET
from telephony.terminal import Phone, Webhooks, new_sid, text_fields
from telephony.tokens import accepted_tokens

OURS = "+441632960000"
_MOST = 500  # half of the numbers are for texts, half for calls


def the_line(url: str, questions: Sequence[str]) -> list[Row]:
    """Guidance by text, a turn of a call over Gather, and a prompt's first token over ConversationRelay."""
    machine = environment()
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    asked = questions[: _MOST - 1]
    with Webhooks(url, machine.public_url or url, accepted_tokens(machine, secret)[0]) as twilio:
        return [
            row("text with a question, signed webhook", _all(_texts(twilio), asked)),
            row("turn of a call over Gather, signed webhook", _all(_turns(twilio), asked)),
            row("ConversationRelay, prompt to first token", _all(_prompts(twilio, secret), asked)),
        ]


def _all(milliseconds: Callable[[str], float], asked: Sequence[str]) -> list[float]:
    milliseconds("warm up")
    return [milliseconds(text) for text in asked]


def _numbers(first: int) -> Iterator[str]:
    return (f"+447700900{last:03}" for last in range(first, first + _MOST))


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _texts(twilio: Webhooks) -> Callable[[str], float]:
    numbers = _numbers(0)

    def one(text: str) -> float:
        fields, began = text_fields(text, next(numbers), OURS), time.perf_counter()
        twilio.twiml("/telephony/sms", fields)
        return _since(began)

    return one


def _turns(twilio: Webhooks) -> Callable[[str], float]:
    numbers = _numbers(_MOST)

    def one(text: str) -> float:
        call = Phone(twilio, next(numbers), OURS)
        fields = {"SpeechResult": text, "Confidence": "0.92", "Language": "en-GB"}
        began = time.perf_counter()
        twilio.twiml("/telephony/voice/turn?n=1", {**call.fields(), **fields})
        taken = _since(began)
        call.hang_up()
        return taken

    return one


def _prompts(twilio: Webhooks, secret: str) -> Callable[[str], float]:
    numbers = _numbers(0)

    def one(text: str) -> float:
        sid = new_sid("CA")
        address = twilio.public_url.replace("http", "ws", 1)
        with twilio.socket(f"{address}{SOCKET}/{call_key(secret, sid)}") as call:
            call.set_up(sid, next(numbers), OURS)
            began = time.perf_counter()
            call.say(text)
            call.frame()
            return _since(began)

    return one
