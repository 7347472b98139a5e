"""The dialogue about an appointment: takes one message, says what followed and what is still to be asked.

Pure but for the diary. Rasa decides when it is on and what interrupts it (bot/actions/appointments.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hub import people
from hub.appointments.choosing import Problem, choose
from hub.appointments.diary import Appointment, Diary, LockedError, Request, TakenError
from hub.appointments.references import parse_reference, show_reference, speak_reference
from hub.appointments.slots import Slot, bookable_slots
from hub.booking import questions, reading
from hub.booking.problems import number_problem, time_problem
from hub.booking.questions import SHOWN, at, say, who_phones
from hub.booking.state import WISHES, Said, State, Step, Wish
from hub.phone_numbers import PhoneRefusedError, Refusal, parse_phone
from hub.reach import number_plain
from hub.replies import Button, Reply
from hub.settings import HubSettings
from hub.spoken_dates import find_when

# What may interrupt an appointment and is answered before the question comes again.
_DIGRESSIONS = frozenset(
    [
        "ask_guidance",
        "ask_open_now",
        "ask_opening_hours",
        "speak_to_human",
        "ask_privacy",
        "medical_advice",
        "out_of_scope",
        "other_language",
        "bot_challenge",
        "greet",
        "goodbye",
        "thanks",
        "give_feedback",
        "complain",
        "nlu_fallback",
    ]
)
_SURE = 0.25
_ABOUT_HOURS = re.compile(r"\b(?:open|opens|close[sd]?|opening|hours)\b", re.IGNORECASE)
_SOON = re.compile(r"\b(?:as soon as|soonest|earliest|asap|first available|next available)\b", re.IGNORECASE)
_THIS_NUMBER = re.compile(r"\b(?:this|same|my|current)(?: (?:one|number|phone|mobile))?\b", re.IGNORECASE)
_SUPPORT = re.compile(
    r"\b(?:text|interpret\w*|bsl|sign\w*|email|slow\w*|writ\w*|captions?|subtitles?|quiet|english|language)\b",
    re.IGNORECASE,
)
_ANY_REFERENCE = re.compile(r"\b(?=\w*\d)(?=\w*[a-z])[a-z0-9]{3}[ -]?[a-z0-9]{3}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Taken:
    """What a message led to. ``state`` is None when the dialogue is over; a digression is for somebody else to answer."""

    state: State | None
    replies: tuple[Reply, ...] = ()
    is_digression: bool = False
    booked: str | None = None


class Dialogue:
    """One appointment dialogue over a diary."""

    def __init__(
        self, diary: Diary, settings: HubSettings, calendar_link: Callable[[Appointment], str] | None = None
    ) -> None:
        self._diary, self._settings, self._calendar_link = diary, settings, calendar_link

    def begin(self, said: Said, wish: Wish, number: int = 1) -> Taken:
        """The first message, with whatever it already says. Raises StoreUnavailableError."""
        state = State(wish, number=number)
        if wish == "book":
            return self._begin_booking(said, state)
        mine = [found for reference in said.owned if (found := self._diary.by_reference(reference, said.now))]
        if said.channel == "sms" and said.caller:
            known = {appointment.reference for appointment in mine}
            mine += [one for one in self._diary.upcoming_for(said.caller, said.now) if one.reference not in known]
        if len(mine) == 1:
            return self._proven(said, state, mine[0])
        return self._reference(said, state) if self._reference_in(said.text) else Taken(state)

    def ask(self, state: State, said: Said) -> Reply:
        """The question that is open now. Raises StoreUnavailableError."""
        step = state.step or "confirm"
        if step == "proof":
            return questions.proof_question(said.channel)
        return questions.question(state, step, said, self._settings)

    def offer(self, state: State, now: datetime) -> State:
        """With times to choose from, where none have been offered yet. Raises StoreUnavailableError."""
        if state.step != "when" or state.offered:
            return state
        return state.but(offered=_iso(_first_of_each_evening(self._diary.free(now))[:SHOWN]))

    def take(self, state: State, said: Said) -> Taken:
        """The answer to the open question, or whatever else a message is. Raises StoreUnavailableError."""
        step = state.step or "confirm"
        # Where anything may be answered, only plain words stop it.
        intent = None if step in {"when", "topic", "needs", "first_name"} else said.intent
        if reading.wants_to_stop(said.text, intent, said.confidence):
            return Taken(None, (self._stopped(state),))
        if said.intent == "restart" and said.confidence > 0.5:
            return Taken(None, (people.begin_again(),))
        if reading.goes_on(said.text) and step != "confirm":
            return Taken(state)
        if said.intent == "repeat_slower" and said.confidence > 0.5 and step not in {"topic", "needs", "first_name"}:
            return Taken(state)
        if (switched := self._switched(state, step, said)) is not None:
            return switched
        if state.wish == "book" and (amended := self._amended(state, step, said)) is not None:
            return amended
        handlers: dict[Step, Callable[[State, Said], Taken]] = {
            "when": self._when,
            "first_name": self._name,
            "phone": self._phone,
            "topic": self._note,
            "needs": self._note,
            "text_ok": self._consent,
            "voicemail_ok": self._consent,
            "amend": self._amend,
            "confirm": self._confirm,
            "reference": lambda given, message: self._reference(message, given),
            "proof": self._proof,
        }
        return handlers[step](state, said)

    # What begins, and what breaks in.

    def _begin_booking(self, said: Said, state: State) -> Taken:
        replies: tuple[Reply, ...] = ()
        mine = [found for reference in said.owned if (found := self._diary.by_reference(reference, said.now))]
        if mine:
            replies = (
                say(f"You already have an appointment on {at(mine[0].start, said.now)}. I can make another one."),
            )
        if not self._diary.free(said.now):
            weeks = self._settings.appointments.horizon_weeks
            text = f"All Wednesday evenings of the next {weeks} weeks are taken. {number_plain(self._settings)}"
            return Taken(None, (*replies, say(text, *people.menu_after())))
        if find_when(said.text, said.now) is None and not _SOON.search(said.text):
            return Taken(state, replies)
        taken = self._when(state, said)
        if taken.is_digression or taken.state is None:
            return Taken(state, replies)
        return Taken(taken.state, (*replies, *taken.replies))

    def _switched(self, state: State, step: Step, said: Said) -> Taken | None:
        """Another wish about appointments in the middle of one."""
        wish = WISHES.get(said.intent or "")
        if (
            wish is None
            or wish == state.wish
            or said.confidence < 0.45
            or step in {"topic", "needs", "when", "first_name"}
        ):
            return None
        if step in {"confirm", "amend", "text_ok", "voicemail_ok"} and reading.yes_or_no(said.text, None) is not None:
            return None
        if state.wish == "book" and wish in {"change", "cancel"}:
            return None if wish == "change" else Taken(None, (self._stopped(state),))
        return self.begin(said, wish, state.number)

    def _amended(self, state: State, step: Step, said: Said) -> Taken | None:
        """A correction of something said before the open question."""
        name = reading.renamed(said.text)
        if name and state.first_name and step != "first_name":
            return Taken(state.but(first_name=name, amending=False), (say(f"I have changed the name to {name}."),))
        if reading.changes_number(said.text) and state.phone:
            number = _number(said.text)
            if not isinstance(number, Refusal):
                return Taken(state.but(phone=number, amending=False), (say("I have changed the number."),))
            return Taken(state.but(phone=None, own_number_refused=True, amending=False))
        if reading.changes_name(said.text) and state.first_name:
            return Taken(state.but(first_name=None, amending=False))
        if state.start and step not in {"when", "phone"} and self._takes_time_back(step, said):
            return self._other_time(state, said)
        return None

    @staticmethod
    def _takes_time_back(step: Step, said: Said) -> bool:
        if step not in {"topic", "needs"}:
            return reading.changes_time(said.text)
        # A topic may speak of times; only who corrects themselves means the appointment's.
        names_one = reading.changes_time(said.text) or find_when(said.text, said.now) is not None
        return names_one and (reading.takes_back(said.text) or said.intent == "change_appointment")

    def _other_time(self, state: State, said: Said) -> Taken:
        # The time chosen so far is what "the week after" and "the later one" are reckoned from.
        open_again = state.but(start=None, amending=False, offered=(state.start, *state.offered))
        taken = self._when(open_again, said)
        if taken.state is not None and (taken.state.start or taken.replies):
            return taken
        return Taken(self.offer(open_again.but(offered=()), said.now))

    # The answers, one method each.

    def _when(self, state: State, said: Said) -> Taken:
        free = self._diary.free(said.now)
        every = bookable_slots(self._settings, said.now)
        offered = [slot for slot in every if slot.start in [datetime.fromisoformat(start) for start in state.offered]]
        order = {datetime.fromisoformat(start): place for place, start in enumerate(state.offered)}
        offered.sort(key=lambda slot: order[slot.start])
        choice = choose(said.text, free=free, every=every, offered=offered, hours=self._settings.hours, now=said.now)
        if choice.slot is not None:
            noted = () if state.wish == "change" else (say(f"{at(choice.slot.start, said.now)}, thank you."),)
            return Taken(state.but(start=choice.slot.start.isoformat(), offered=()), noted)
        if choice.problem is Problem.NOT_UNDERSTOOD or _asks_hours(said):
            text = "Sorry, I did not get the time. You can say a date, like the 9th, or first, second or third."
            away = self._left(state, said) or self._digression(state, said) or self._switched(state, "reference", said)
            return away or Taken(state, (say(text),))
        offered_now = state.but(offered=_iso(choice.options[:SHOWN]) or state.offered)
        if choice.problem is None:
            return Taken(offered_now)
        return Taken(offered_now, (say(time_problem(choice.problem, self._settings)),))

    def _name(self, state: State, said: Said) -> Taken:
        found = reading.name_in(said.text)
        is_long = len(said.text.split()) > 2
        asks = reading.is_question(said.text) or _asks_hours(said)
        if asks and is_long and (away := self._digression(state, said)):
            return away
        if found not in {"long", "none"}:
            return Taken(state.but(first_name=found))
        if is_long and (away := self._left(state, said)):
            return away
        if find_when(said.text, said.now):
            return self._other_time(state, said)
        if found == "none" and is_long and (away := self._digression(state, said)):
            return away
        if found == "long":
            text = f"That is too long for me. A first name of up to {reading.MAX_NAME} letters, please."
        else:
            text = "Sorry, I did not get a name. Letters only, please."
        return Taken(state, (say(text),))

    def _phone(self, state: State, said: Said) -> Taken:
        number = _number(said.text)
        if not isinstance(number, Refusal):
            return Taken(state.but(phone=number))
        asked_for_own = said.channel != "web" and said.caller is not None and not state.own_number_refused
        few = number in {Refusal.NOT_A_NUMBER, Refusal.TOO_SHORT, Refusal.SHORT_CODE}
        if few and asked_for_own:
            answer = reading.yes_or_no(said.text, said.intent)
            if answer is False or reading.changes_number(said.text):
                return Taken(state.but(own_number_refused=True))
            if answer is True or _THIS_NUMBER.search(said.text):
                return Taken(state.but(phone=said.caller))
        if few and (away := self._left(state, said) or self._digression(state, said)):
            return away
        return Taken(state, (say(number_problem(number)),))

    def _note(self, state: State, said: Said) -> Taken:
        field = "topic" if state.topic is None else "needs"
        asks = reading.is_question(said.text) and not (field == "needs" and _SUPPORT.search(said.text))
        if asks and said.intent != "nlu_fallback" and (away := self._digression(state, said)):
            return away
        return Taken(state.but(**{field: reading.note_in(said.text)}))

    def _consent(self, state: State, said: Said) -> Taken:
        answer = reading.yes_or_no(said.text, said.intent)
        if answer is None:
            return self._digression(state, said) or Taken(state, (say("Please say yes or no."),))
        field = "text_ok" if state.text_ok is None else "voicemail_ok"
        return Taken(state.but(**{field: answer}))

    def _amend(self, state: State, said: Said) -> Taken:
        text = said.text.casefold()
        if "time" in text or "day" in text or "date" in text or find_when(said.text, said.now):
            return self._other_time(state, said)
        for word, field in (
            ("name", "first_name"),
            ("number", "phone"),
            ("phone", "phone"),
            ("about", "topic"),
            ("topic", "topic"),
        ):
            if word in text:
                return Taken(state.but(**{field: None, "amending": False, "own_number_refused": True}))
        for words, field in (
            ("text", "text_ok"),
            ("voicemail", "voicemail_ok"),
            ("support", "needs"),
            ("interpreter", "needs"),
        ):
            if words in text:
                return Taken(state.but(**{field: None, "amending": False}))
        number = _number(said.text)
        if not isinstance(number, Refusal):
            return Taken(state.but(phone=number, amending=False))
        if reading.yes_or_no(said.text, said.intent) is False:
            return Taken(state.but(amending=False))
        return self._digression(state, said) or Taken(state)

    def _confirm(self, state: State, said: Said) -> Taken:
        answer = reading.yes_or_no(said.text, said.intent)
        if answer is None:
            if find_when(said.text, said.now) and state.wish != "cancel" and not reading.is_question(said.text):
                return self._other_time(state, said)
            return self._digression(state, said) or Taken(state, (say("Please say yes or no."),))
        if answer is False:
            if state.wish == "book":
                return Taken(state.but(amending=True))
            return Taken(None, (self._stopped(state),))
        return {"book": self._book, "change": self._change, "cancel": self._cancel}[state.wish](state, said)

    # Whose appointment it is.

    @staticmethod
    def _reference_in(text: str) -> str | None:
        if found := parse_reference(text):
            return found
        loose = _ANY_REFERENCE.search(text)
        return re.sub(r"[ -]", "", loose[0]).upper() if loose else None

    def _reference(self, said: Said, state: State) -> Taken:
        found = self._reference_in(said.text)
        if found is None:
            if reading.has_lost_it(said.text):
                text = f"Without the reference I cannot open an appointment here. A call handler can help. {number_plain(self._settings)}"
                return Taken(None, (say(text, *people.menu_after()),))
            return self._digression(state, said) or Taken(
                state,
                (say("Sorry, that does not look like a reference. It has six letters and numbers, like K7M-4XR."),),
            )
        known = state.but(reference=found)
        number = _number(said.text.replace(found, ""))
        return self._look_up(known, said, number) if not isinstance(number, Refusal) else Taken(known)

    def _proof(self, state: State, said: Said) -> Taken:
        digits = re.sub(r"\D", "", said.text)
        number = _number(said.text)
        if not isinstance(number, Refusal) or len(digits) >= 4:
            return self._look_up(state, said, number if not isinstance(number, Refusal) else digits)
        away = None if number is not Refusal.NOT_A_NUMBER else self._digression(state, said)
        return away or self._look_up(state, said, said.text)

    def _look_up(self, state: State, said: Said, phone: str) -> Taken:
        try:
            found = self._diary.find(state.reference or "", phone, said.caller or said.conversation, said.now)
        except LockedError as error:
            text = (
                f"That did not fit several times, so I have locked this for {error.minutes_left} minutes. "
                f"You can try again then, or ask a call handler. {number_plain(self._settings)}"
            )
            return Taken(None, (say(text, *people.menu_after()),))
        if found is None:
            text = "I cannot find an appointment with that reference and that number. Please check both."
            return Taken(state.but(reference=None), (say(text),))
        return self._proven(said, state, found)

    def _proven(self, said: Said, state: State, found: Appointment) -> Taken:
        proven = state.but(reference=found.reference, found=found.reference, phone=found.phone)
        text = f"Your appointment is on {at(found.start, said.now)}. {who_phones(self._settings)}"
        if state.wish == "check":
            buttons = (Button("Change it", "/change_appointment"), Button("Cancel it", "/cancel_appointment"))
            return Taken(None, (say(text, *buttons),), booked=found.reference)
        if state.wish == "change" and find_when(said.text, said.now):
            taken = self._when(proven, said)
            if taken.state is not None and not taken.is_digression:
                return Taken(taken.state, (say(text), *taken.replies), booked=found.reference)
        return Taken(proven, (say(text),), booked=found.reference)

    # What is done in the diary.

    def _book(self, state: State, said: Said) -> Taken:
        request = Request(
            start=state.moment,
            first_name=state.first_name or "",
            phone=state.phone or "",
            channel=said.channel,
            topic=state.topic or None,
            needs=state.needs or None,
            text_ok=bool(state.text_ok),
            voicemail_ok=bool(state.voicemail_ok),
            key=f"{said.conversation}:{state.number}",
        )
        try:
            made = self._diary.book(request, said.now)
        except (TakenError, ValueError):
            return self._gone(state, said)
        when = at(made.start, said.now)
        after = f"{who_phones(self._settings)} To change or cancel it, tell me the reference and your phone number."
        link = f"\n\n[Add it to your calendar]({self._calendar_link(made)})" if self._calendar_link else ""
        shown = show_reference(made.reference)
        reply = say(
            f"Your appointment is booked: **{when}**. Your reference is **{shown}**. {after}{link}",
            sms=f"Your appointment is booked: {when}. Your reference is {shown}. {after}",
            voice=f"Your appointment is booked. {when}. Your reference is {speak_reference(made.reference)}. Again: {speak_reference(made.reference)}. {after}",
        )
        return Taken(None, (reply,), booked=made.reference)

    def _change(self, state: State, said: Said) -> Taken:
        found = self._diary.by_reference(state.found or "", said.now)
        if found is None:
            return Taken(None, (say("That appointment is not there any more. I have not changed anything."),))
        try:
            moved = self._diary.change(found, state.moment, said.now)
        except (TakenError, ValueError):
            return self._gone(state, said)
        text = f"Your appointment is moved. It is now on {at(moved.start, said.now)}. {who_phones(self._settings)} Your reference is still {show_reference(moved.reference)}."
        return Taken(None, (say(text),), booked=moved.reference)

    def _cancel(self, state: State, said: Said) -> Taken:
        found = self._diary.by_reference(state.found or "", said.now)
        if found is not None:
            self._diary.cancel(found, said.now)
        text = "Your appointment is cancelled. You can book another one at any time."
        return Taken(None, (say(text, Button("Book another one", "/book_appointment")),))

    def _gone(self, state: State, said: Said) -> Taken:
        free = self._diary.free(said.now)
        if not free:
            return Taken(
                None,
                (
                    say(
                        f"Sorry, somebody took that place just now, and no other is free. {number_plain(self._settings)}"
                    ),
                ),
            )
        near = sorted(free, key=lambda slot: abs(slot.start - state.moment))[:SHOWN]
        text = "Sorry, somebody took that place just now. Nothing is booked yet. These are the next free times."
        return Taken(state.but(start=None, offered=_iso(sorted(near))), (say(text),))

    def _left(self, state: State, said: Said) -> Taken | None:
        """Somebody who stops in words that no answer could be."""
        if said.intent == "stop" and said.confidence > 0.7 and not reading.goes_on(said.text):
            return Taken(None, (self._stopped(state),))
        return None

    def _digression(self, state: State, said: Said) -> Taken | None:
        if said.intent in _DIGRESSIONS and (said.confidence >= _SURE or said.intent == "nlu_fallback"):
            return Taken(state, is_digression=True)
        return None

    def _stopped(self, state: State) -> Reply:
        if state.wish == "book":
            return say("All right, I have stopped. Nothing is booked.", *people.menu_after())
        return say("All right. I have changed nothing.", *people.menu_after())


def _asks_hours(said: Said) -> bool:
    return said.intent in {"ask_open_now", "ask_opening_hours"} and _ABOUT_HOURS.search(said.text) is not None


def _number(text: str) -> str | Refusal:
    """The number in a message, E.164, or why there is none that we can take."""
    try:
        return parse_phone(text).e164
    except PhoneRefusedError as error:
        return error.reason


def _first_of_each_evening(free: list[Slot]) -> list[Slot]:
    """One time of each evening, so that the choice is between weeks; all of them where there is one evening only."""
    firsts = list({slot.start.date(): slot for slot in reversed(free)}.values())[::-1]
    return firsts if len(firsts) > 1 else free


def _iso(slots: list[Slot] | tuple[Slot, ...]) -> tuple[str, ...]:
    return tuple(slot.start.isoformat() for slot in slots)
