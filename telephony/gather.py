"""A step of a call as TwiML: said in a ``<Gather>``, which listens for the answer."""

from __future__ import annotations

from telephony.call import Step, patience
from telephony.hints import hints
from telephony.speech import Listening, hang_up, listen


def as_gather(step: Step, voice: str) -> str:
    """The TwiML of a step; where the call is over, with the end of it."""
    if step.place is None:
        return hang_up(step.said, voice)
    at = step.place.at
    how = Listening(step.place.address, patience(at), hints(), one_key=at != "number")
    return listen(step.said, how, voice)
