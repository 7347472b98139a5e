"""The dialogue about an appointment: takes one message, says what followed and what is still to be asked.

Pure but for the diary. Rasa decides when it is on and what interrupts it (bot/actions/appointments.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from hub.appointments.diary import Appointment, Diary
from hub.appointments.references import parse_reference
from hub.booking import answers, confirming, corrections, interruptions, proving, questions, reading, times
from hub.booking.desk import Desk
from hub.booking.doing import do
from hub.booking.interruptions import OPEN_ENDED
from hub.booking.questions import at, say
from hub.booking.state import WISHES, Said, State, Step, Taken, Wish
from hub.replies import Reply
from hub.settings import HubSettings
from hub.spoken_dates import find_when

__all__ = ["Dialogue", "Taken"]

_SOON = re.compile(r"\b(?:as soon as|soonest|earliest|asap|first available|next available)\b", re.IGNORECASE)
_SURE_OF_A_WISH = 0.45


class Dialogue:
    """One appointment dialogue over a diary."""

    def __init__(
        self, diary: Diary, settings: HubSettings, calendar_link: Callable[[Appointment], str] | None = None
    ) -> None:
        self._desk = Desk(diary, settings, calendar_link)

    def begin(self, said: Said, wish: Wish, number: int = 1) -> Taken:
        """The first message, with whatever it already says. Raises StoreUnavailableError."""
        state = State(wish, number=number, begun=said.now.isoformat())
        if wish == "book":
            return self._begin_booking(said, state)
        mine = self._desk.proven(said)
        if parse_reference(said.text) or (len(mine) != 1 and proving.reference_in(said.text)):
            return proving.reference(self._desk, state, said)
        return proving.proven(self._desk, state, said, mine[0]) if len(mine) == 1 else Taken(state)

    def ask(self, state: State, said: Said) -> Reply:
        """The question that is open now. Raises StoreUnavailableError."""
        step = state.step or "confirm"
        if step == "proof":
            return questions.proof_question(said.channel)
        asked = questions.question(state, step, said, self._desk.settings)
        if step != "when" or said.channel != "web":
            return asked
        return replace(asked, times=times.all_free(self._desk, said.now))

    def offer(self, state: State, now: datetime) -> State:
        """With times to choose from, where none have been offered yet. Raises StoreUnavailableError."""
        return times.offer(self._desk, state, now)

    def take(self, state: State, said: Said) -> Taken:
        """The answer to the open question, or whatever else a message is. Raises StoreUnavailableError."""
        step = state.step or "confirm"
        if state.wish == "cancel" and step == "confirm" and reading.says_cancel(said.text):
            return do(self._desk, state, said)
        return (
            interruptions.broken_off(state, step, said)
            or interruptions.asked_again(state, step, said)
            or (None if step in OPEN_ENDED else self._switched(state, step, said))
            or (corrections.amended(self._desk, state, step, said) if state.wish == "book" else None)
            or self._answered(state, step, said)
        )

    def _answered(self, state: State, step: Step, said: Said) -> Taken:
        desk = self._desk
        match step:
            case "when":
                return times.when(desk, state, said) or self._no_time(state, said)
            case "first_name":
                return answers.name(desk, state, said)
            case "phone":
                return answers.phone(state, said)
            case "topic" | "needs":
                return answers.note(state, said)
            case "text_ok" | "voicemail_ok":
                return answers.consent(state, said)
            case "amend":
                return corrections.amend(desk, state, said)
            case "confirm":
                return confirming.confirm(desk, state, said)
            case "reference":
                return proving.reference(desk, state, said)
            case "proof":
                return proving.proof(desk, state, said)

    def _begin_booking(self, said: Said, state: State) -> Taken:
        mine = self._desk.made_here(said)
        already = (
            (say(f"You already have an appointment on {at(mine[0].start, said.now)}. I can make another one."),)
            if mine
            else ()
        )
        if not self._desk.diary.free(said.now):
            return Taken(None, (*already, times.none_free(self._desk)))
        names_one = find_when(said.text, said.now) is not None or _SOON.search(said.text) is not None
        taken = times.when(self._desk, state, said) if names_one else None
        return Taken(taken.state, (*already, *taken.replies)) if taken else Taken(state, already)

    def _no_time(self, state: State, said: Said) -> Taken:
        text = "Sorry, I did not get the time. You can say a date, like the 9th, or first, second or third."
        return (
            interruptions.left(state, said)
            or interruptions.digression(state, said)
            or self._switched(state, "when", said)
            or Taken(state, (say(text),))
        )

    def _switched(self, state: State, step: Step, said: Said) -> Taken | None:
        """Another wish about appointments in the middle of one."""
        wish = WISHES.get(said.intent or "")
        if wish is None or wish == state.wish or said.confidence < _SURE_OF_A_WISH:
            return None
        answers_yes_or_no = step in {"confirm", "amend", "text_ok", "voicemail_ok"}
        if answers_yes_or_no and reading.yes_or_no(said.text, None) is not None:
            return None
        if state.wish == "book" and wish in {"change", "cancel"}:
            return None if wish == "change" else Taken(None, (interruptions.stopped(state),))
        if state.found and wish != "book" and (found := self._desk.diary.by_reference(state.found, said.now)):
            again = State(wish, number=state.number, begun=state.begun)
            return proving.proven(self._desk, again, said, found)
        return self.begin(said, wish, state.number)
