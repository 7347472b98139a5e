"""“What do you keep for my number”, “delete it”: done only for who holds the number, and nobody else learns a thing."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal, Self

from hub.appointments.diary import Diary
from hub.appointments.waiting_list import WaitingList
from hub.booking import reading
from hub.booking.problems import number_problem
from hub.booking.questions import at
from hub.callbacks import Callbacks
from hub.handoff import parents
from hub.handoff.queue import Queue
from hub.outcomes import Outcome
from hub.people import menu_after
from hub.phone_numbers import PhoneRefusedError, parse_phone
from hub.proof import Proofs, TooManyTriesError
from hub.reach import number_plain
from hub.replies import Button, Channel, Reply
from hub.settings import HubSettings
from hub.spoken_dates import speak_date

Step = Literal["phone", "code", "choice"]
_CODE = re.compile(r"(?<!\d)(?:\d[ -]?){5}\d(?!\d)")
_DELETE = re.compile(r"\bdelete|\berase|\bremove", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """How far a request is: the number given, and whether it is proven."""

    phone: str | None = None
    proven: bool = False

    @property
    def step(self) -> Step:
        """What is asked next."""
        return "phone" if self.phone is None else "choice" if self.proven else "code"

    def to_dict(self) -> dict[str, Any]:
        """As JSON, for Rasa's slot."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """What ``to_dict`` wrote."""
        return cls(**kept)


@dataclass(frozen=True)
class Went:
    """What a message led to; ``request`` is None when it is over."""

    request: Request | None
    replies: tuple[Reply, ...] = ()


class DataRequests:
    """The dialogue, one message at a time. Every method may raise StoreUnavailableError."""

    def __init__(
        self, diary: Diary, callbacks: Callbacks, queue: Queue, proofs: Proofs, settings: HubSettings, *, texts: bool
    ) -> None:
        self._diary, self._callbacks, self._queue, self._proofs = diary, callbacks, queue, proofs
        self._settings, self._texts = settings, texts

    def begin(self, channel: Channel, caller: str | None) -> Went:
        """Who texts from a number holds it. A caller's number can be forged, so it proves nothing."""
        if channel == "sms" and caller:
            return Went(Request(caller, proven=True))
        if not self._texts:
            text = f"To show or delete what is kept for a phone number, we have to text a code to it. I cannot do that yet. A call handler can help. {number_plain(self._settings)}"
            return Went(None, (_say(text, *menu_after()),))
        return Went(Request())

    def ask(self, request: Request, now: datetime) -> Reply:
        """The question that is open."""
        if request.step == "phone":
            return _say(
                "We text a code to the number, so that nobody else can ask about it. What is the UK phone number?"
            )
        if request.step == "code":
            # The same words whether or not anything is kept, and whether or not a text could be sent.
            return _say(
                "If that number can get texts, we are sending it a code of six digits. It is good for 10 minutes. What is the code?"
            )
        return self._kept(request.phone or "", now)

    def take(self, request: Request, text: str, intent: str | None, caller: str, now: datetime) -> Went:
        """One message."""
        if reading.wants_to_stop(text, intent, 1.0) or (
            request.step == "choice" and reading.yes_or_no(text, intent) is False
        ):
            return Went(None, (_say("All right. Nothing was changed.", *menu_after()),))
        if request.step == "phone":
            return self._phone(request, text, now)
        if request.step == "code":
            return self._code(request, text, caller, now)
        if _DELETE.search(text) or reading.yes_or_no(text, intent):
            self._diary.delete_for(request.phone or "", now)
            self._callbacks.delete_for(request.phone or "", now)
            self._queue.delete_for(request.phone or "", now)
            return Went(
                None,
                (
                    _say(
                        "Everything that we kept for this number is deleted. An appointment, a wait for one, a call back or a chat is gone with it.",
                        *menu_after(),
                    ),
                ),
            )
        return Went(request, (_say("Please say delete, or keep."),))

    def _phone(self, request: Request, text: str, now: datetime) -> Went:
        try:
            phone = parse_phone(text).e164
        except PhoneRefusedError as error:
            return Went(request, (_say(number_problem(error.reason)),))
        self._proofs.send_code(phone, now)
        return Went(replace(request, phone=phone))

    def _code(self, request: Request, text: str, caller: str, now: datetime) -> Went:
        given = _CODE.search(text)
        if given is None:
            return Went(request, (_say("The code has six digits. You can also say stop."),))
        try:
            right = self._proofs.is_right(request.phone or "", re.sub(r"\D", "", given[0]), caller, now)
        except TooManyTriesError as error:
            text = f"That was not right several times. Please wait {error.minutes_left} minutes, or ask a call handler. {number_plain(self._settings)}"
            return Went(None, (_say(text, *menu_after()),))
        if not right:
            return Went(request, (_say("That is not the code, or it is too old."),))
        return Went(replace(request, proven=True))

    def _kept(self, phone: str, now: datetime) -> Reply:
        found = self._diary.upcoming_for(phone, now)
        kept = self._settings.retention
        if found:
            when = " and ".join(at(one.start, now) for one in found)
            text = f"For this number we keep an appointment on {when}, with the first name, what you told us for it, and the texts about it. "
        else:
            text = "For this number we keep no appointment that is still to come. Past ones may be kept. "
        text += f"All of it is deleted {kept.appointments_days} days after the day of the appointment. "
        if (waits := WaitingList(self._diary).waits_for(phone)) is not None:
            evening = speak_date(waits.day, now) if waits.day else "any Wednesday evening"
            text += (
                f"You are on the waiting list for {evening}, with the first name and what you told us for it. "
                f"That is kept until {speak_date(waits.until, now)} at the latest. "
            )
        if calls := self._callbacks.waiting_for(phone):
            days = " and ".join(speak_date(one.day, now) for one in calls)
            text += f"We also keep your request for a call on {days}, with the first name and what you told us for it. "
        else:
            text += "We keep no request for a call that is still to come. "
        text += f"Requests are deleted {kept.callbacks_days} days after the day of the call. "
        if parents.kept_for(self._queue, phone):
            text += "We also keep what you and a call handler wrote to each other by text. A note of theirs may be with it. "
        text += f"Such chats are deleted after {kept.live_chat_days} days. Shall I delete all of it now?"
        return _say(text, Button("Delete it now", "delete"), Button("Keep it", "no"))


def _say(text: str, *buttons: Button) -> Reply:
    return Reply(kind="message", outcome=Outcome.INFORMATION, web=text, buttons=buttons)
