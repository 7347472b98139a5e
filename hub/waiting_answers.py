"""What a family answers to our texts about the waiting list: YES, NO and LEAVE."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from hub.appointments.appointment import Appointment
from hub.appointments.waiting_list import WaitingList
from hub.booking import reading
from hub.booking.questions import at
from hub.memory import Remembered
from hub.outcomes import Outcome
from hub.replies import Reply

Word = Literal["yes", "no", "leave"]
_NO = re.compile(r"no(?:pe)?(?: (?:thanks|thank you|thankyou|sorry))*", re.IGNORECASE)
_LEAVE = re.compile(r"leave(?: (?:the |your )?(?:waiting )?list)?(?: please)?", re.IGNORECASE)


def word_in(text: str) -> Word | None:
    """The answer that a text is, and nothing besides."""
    said = " ".join(re.sub(r"[^\w\s]", " ", text).split())
    if _LEAVE.fullmatch(said):
        return "leave"
    if _NO.fullmatch(said):
        return "no"
    return "yes" if reading.is_only_yes(said) else None


def answered(
    waiting_list: WaitingList, caller: str, word: Word, now: datetime, before: Remembered | None
) -> Reply | None:
    """The reply, once done; None where the word answers something else.

    A question that we asked in the conversation after the offer has the word, and whether anybody is in danger always.
    Raises StoreUnavailableError.
    """
    if before is not None and before.asked_about is not None:
        return None
    if word == "leave":
        left = waiting_list.leave(caller, now)
        return _say("You are off the waiting list. To book an evening, reply BOOK.") if left else None
    asked_at = waiting_list.asked_at(caller)
    if before is not None and before.waiting is not None and not _is_later(asked_at, before.at):
        return None
    if word == "no":
        passed = waiting_list.pass_up(caller, now)
        return _say(_PASSED[passed]) if passed else None
    taken = waiting_list.take(caller, now)
    if isinstance(taken, Appointment):
        return _say(f"Thank you. The place is yours: {at(taken.start, now)}. A text with your reference follows.")
    return _say(_TOO_LATE) if taken else None


_PASSED = {
    "too late": "",
    "passed on": "All right, the place goes to the next family. You are still on the waiting list. To leave it, reply LEAVE.",
    "last one passed on": "All right, the place goes to the next family. You are off the waiting list now. "
    "To book an evening, reply BOOK.",
}
_TOO_LATE = "Sorry, that was too late: the place has gone to another family. To book another evening, reply BOOK."


def _is_later(asked_at: datetime | None, question_at: datetime | None) -> bool:
    return asked_at is not None and question_at is not None and asked_at > question_at


def _say(text: str) -> Reply:
    return Reply(kind="appointment", outcome=Outcome.APPOINTMENT, web=text)
