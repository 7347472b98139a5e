"""The words that stop and start texts, and HELP, as Twilio and the Privacy and Electronic Communications Regulations want them.

Twilio's own list: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out. A text that is one of these words and
nothing else is the word; "please stop him hitting" is a question.
"""

from __future__ import annotations

from enum import StrEnum

from hub.reach import number_plain
from hub.settings import HubSettings
from knowledge_base.gsm7 import to_gsm7

_STOP = frozenset(("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"))
# YES starts texts at Twilio too, but is an answer here: it counts only where Twilio says so.
_START = frozenset(("START", "UNSTOP"))
_HELP = frozenset(("HELP", "INFO"))


class Keyword(StrEnum):
    """What such a word does."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


def keyword(body: str, opt_out_type: str) -> Keyword | None:
    """The word that a message is; ``opt_out_type`` is what Twilio took it for, where it says so."""
    if (taken_for := opt_out_type.upper()) in set(Keyword):
        return Keyword(taken_for)
    said = body.strip().strip(".!").upper()
    if said in _STOP:
        return Keyword.STOP
    if said in _START:
        return Keyword.START
    return Keyword.HELP if said in _HELP else None


def is_an_answer(body: str) -> bool:
    """Whether a message that starts texts is an answer as well."""
    return body.strip().strip(".!").upper() == "YES"


STOPPED = (
    "Neurodiversity Hub: you will get no more texts from us, and no reminders. "
    "To undo this, text START. To change an appointment, text START and then CHANGE."
)
NOT_STOPPED = "Neurodiversity Hub: sorry, we could not save that just now. Please send the same word again in an hour."
STARTED = "Neurodiversity Hub: you get texts from us again. Ask us about autism or ADHD. To stop, text STOP."


def help_text(settings: HubSettings) -> str:
    """Who we are, what this number is for, how to stop, and 999."""
    return to_gsm7(
        "Neurodiversity Hub, Hertfordshire. Text us a question about autism or ADHD. An automated assistant answers. "
        f"{number_plain(settings)} To stop texts from us, text STOP. In danger: 999."
    )
