"""TwiML around a conference: the key that a handler presses, the way in, and what somebody on hold hears.

Nobody is recorded, and nobody hears music or beeps. The caller's leaving always ends it; that of the only handler does, too,
so that nobody is left alone in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from hub.handoff.calls import name_of
from telephony.line import Telephony
from telephony.speech import Said, say_all

EVENTS = "/telephony/conference"
_KEY_SECONDS, _TIMES = 6, 2


@dataclass(frozen=True)
class Joins:
    """The way into the conference of a handoff. ``then`` is where Twilio asks what comes after it."""

    handoff: int
    then: str
    events: str
    ends_with_it: bool = True


def joins(telephony: Telephony, handoff: int, then: str, *, ends_with_it: bool = True) -> Joins:
    """The way in, with our address for what Twilio tells of the conference."""
    return Joins(handoff, then, f"{telephony.public_url}{EVENTS}/{handoff}", ends_with_it)


def into_conference(said: Sequence[Said], way: Joins, voice: str) -> str:
    """Say something and join."""
    response = VoiceResponse()
    say_all(response, said, voice)
    dial = response.dial(action=way.then, method="POST")
    dial.conference(
        name_of(way.handoff),
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=way.ends_with_it,
        wait_url="",
        record="do-not-record",
        status_callback=way.events,
        status_callback_method="POST",
        status_callback_event="start join",
    )
    return str(response)


def ask_for_key(said: Sequence[Said], action: str, voice: str) -> str:
    """Say it twice, and wait for one key: an answering machine presses none."""
    response = VoiceResponse()
    for _ in range(_TIMES):
        gather = response.gather(
            input="dtmf", action=action, method="POST", timeout=_KEY_SECONDS, num_digits=1, finish_on_key=""
        )
        say_all(gather, said, voice)
    response.redirect(action, method="POST")
    return str(response)


def on_hold(said: Sequence[Said], voice: str) -> str:
    """What somebody on hold hears; Twilio asks again when it is over."""
    response = VoiceResponse()
    say_all(response, said, voice)
    response.pause(length=20)
    return str(response)
