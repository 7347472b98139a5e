"""How a turn can end: the closed list that logs, measures and the dashboard speak in."""

from enum import StrEnum
from typing import Self


class Outcome(StrEnum):
    """The value is what is stored and sent; ``label`` is what people read."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    ANSWERED = "answered", "Answered from an article"
    CLARIFIED = "clarified", "Answered, with other topics to choose from"
    HOURS = "hours", "Told the opening hours"
    APPOINTMENT = "appointment", "Talked about an appointment"
    PERSON = "person", "Told how to reach a person"
    WITH_HANDLER = "with_handler", "Passed on to a call handler in a live chat"
    FEEDBACK = "feedback", "Took praise, a suggestion or a complaint"
    INFORMATION = "information", "Told about the assistant, privacy or languages"
    SMALL_TALK = "small_talk", "Greeting, thanks or goodbye"
    STEERED = "steered", "Stopped, began again or repeated"
    REFUSED = "refused", "Kindly refused: medical advice or not what we are for"
    ASKED_AGAIN = "asked_again", "Asked to put it in other words"
    DID_NOT_KNOW = "did_not_know", "Said that we do not know"
    CRISIS = "crisis", "Gave the emergency numbers"
    UNREADABLE = "unreadable", "The message had no words"
    CLOSED = "closed", "Said that the operator has closed the assistant for now"
    LIMITED = "limited", "Limited answer: a part of the system was down"
    FAILED = "failed", "Could not answer: a part of the system was down"
