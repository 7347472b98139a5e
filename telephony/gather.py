"""A step of a call as TwiML: said in a ``<Gather>``, which listens for the answer."""

from __future__ import annotations

from telephony.call import patience
from telephony.conference import into_conference
from telephony.hints import hints
from telephony.speech import Listening, hang_up, listen
from telephony.step import Step


def as_gather(step: Step, voice: str) -> str:
    """The TwiML of a step; where the call is over, with the end of it; where a call handler is there, with the way to them."""
    if step.place is None:
        return hang_up(step.said, voice)
    if step.joins is not None:
        return into_conference(step.said, step.joins, voice)
    at = step.place.at
    how = Listening(step.place.address, patience(at), hints(), one_key=at != "number")
    return listen(step.said, how, voice)
