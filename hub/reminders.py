"""What a family answers to a reminder by text: YES, CHANGE, or BOOK after an evening was closed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from hub.appointments.diary import Diary
from hub.booking.questions import at
from hub.outcomes import Outcome
from hub.replies import Reply

# A reminder goes out the day before.
SOON = timedelta(days=2)
_WORDS = {"change": "/change_appointment", "book": "/book_appointment"}


def word_in(text: str) -> str | None:
    """What Rasa is sent for a text that is one of the words that our texts ask for."""
    return _WORDS.get(re.sub(r"\W", "", text).casefold())


def confirmed(diary: Diary, caller: str, now: datetime) -> Reply | None:
    """The reply to YES from a number whose appointment is near; None where there is none. Raises StoreUnavailableError."""
    near = [one for one in diary.upcoming_for(caller, now) if one.start - now <= SOON]
    if not near:
        return None
    text = f"Thank you. Your appointment stays as it is: {at(near[0].start, now)}."
    return Reply(kind="appointment", outcome=Outcome.APPOINTMENT, web=text)
