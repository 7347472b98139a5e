"""Asking for a call-back: takes one message, says what followed and what is still to be asked.

Pure but for the call-backs themselves. Rasa decides when it is on and what interrupts it (bot/actions/callbacks.py).
"""

from __future__ import annotations

import re

from hub import people
from hub.booking import names, reading, who
from hub.booking.interruptions import is_for_somebody_else, stops
from hub.booking.state import Said
from hub.booking.who import number_in
from hub.callback_questions import agreed, question, say
from hub.callback_state import State, Step, Taken
from hub.callback_times import TimeProblem, Wanted, choose, is_still_to_come, openings, problem_text
from hub.callbacks import Callbacks, Request
from hub.phone_numbers import Refusal
from hub.reach import number_plain
from hub.replies import Reply
from hub.settings import HubSettings
from hub.spoken_dates import find_when

__all__ = ["CallbackDialogue", "State", "Taken", "wants_callback"]

_BACK = r"(?:call|ring|phone)[ -]?backs?"
_CALL = r"(?:call|ring|phone|telephone|contact|bell|buzz)"
_WANTS = re.compile(
    rf"\b{_CALL}(?: (?:me|us)|ing (?:me|us) back)\b|\b{_BACK}\b|\breturn (?:my|our) call\b|"
    r"\bgive (?:me|us) an? (?:\w+ )?(?:call|ring|bell|buzz|shout|tinkle)\b|\b(?:request|arrange|book|want|need)(?:ing)? an? (?:phone )?call\b",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(
    r"\b(?:don['’]?t|do not|never|not|no(?: ?body| one)?|didn['’]?t|hasn['’]?t|haven['’]?t|still|without|stop|promised|missed|forget|leave|cancel)\b"
    rf"|\b(?:i|we)(?:['’]?ll| will| can| could| should| might)?(?: just)? {_CALL}\b|\b(?:can|could|shall|should) (?:i|we) (?:just )?{_CALL}\b",
    re.IGNORECASE,
)
_APPOINTMENT = frozenset(["book_appointment", "change_appointment", "cancel_appointment", "check_appointment"])
_OPEN_ENDED: frozenset[Step] = frozenset(["first_name", "when", "topic"])
_ABOUT_HOURS = re.compile(r"\b(?:open|opens|close[sd]?|opening|hours)\b", re.IGNORECASE)
_VERY_SURE = 0.7
MAX_WISH = 200


def wants_callback(text: str) -> bool:
    """Whether somebody who wants a person says plainly that they want to be phoned, not that they were not."""
    return _WANTS.search(text) is not None and _NOT_THAT.search(text) is None


class CallbackDialogue:
    """One dialogue about a call-back. ``begin`` and ``take`` may raise StoreUnavailableError."""

    def __init__(self, callbacks: Callbacks, settings: HubSettings) -> None:
        self._callbacks, self._settings = callbacks, settings

    def begin(self, said: Said) -> Taken:
        """The first message, with whatever it already says."""
        if not openings(self._settings.hours, said.now):
            text = f"I cannot take a request now, because I do not know when the line is next open. {number_plain(self._settings)}"
            return Taken(None, (say(text, *people.menu_after()),))
        state = State(begun=said.now.isoformat())
        if not isinstance(number := number_in(said.text), Refusal):
            state = state.but(phone=number)
        if find_when(said.text, said.now) is None:
            return Taken(state, (say("A call handler can phone you."),))
        return self._when(state, said) or Taken(state)

    def ask(self, state: State, said: Said) -> Reply:
        """The question that is open now."""
        return question(state, said, self._settings)

    def take(self, state: State, said: Said) -> Taken:
        """The answer to the open question, or whatever else a message is."""
        return (
            _broken_off(state, said)
            or _asked_again(state, said)
            or self._amended(state, said)
            or self._answer(state, said)
        )

    def _answer(self, state: State, said: Said) -> Taken:
        match state.step:
            case "first_name":
                return _first_name(state, said)
            case "phone":
                return _phone(state, said)
            case "when":
                return self._time(state, said)
            case "topic":
                return _topic(state, said)
            case "amend":
                return self._amend(state, said)
            case "confirm":
                return self._confirm(state, said)

    def _when(self, state: State, said: Said) -> Taken | None:
        """What a message says about the time; None where it says nothing about it."""
        hours = self._settings.hours
        chosen = choose(said.text, hours, said.now)
        if isinstance(chosen, TimeProblem):
            return Taken(state.but(opens=None), (say(problem_text(chosen, said.text, hours, said.now)),))
        if isinstance(chosen, Wanted):
            return Taken(
                state.but(opens=chosen.opening.start.isoformat(), part=reading.note_in(chosen.part), amending=False)
            )
        return None

    def _time(self, state: State, said: Said) -> Taken:
        asks_hours = said.intent in {"ask_open_now", "ask_opening_hours"} and _ABOUT_HOURS.search(said.text)
        if asks_hours and (away := _digression(state, said)):
            return away
        if (taken := self._when(state, said)) is not None:
            return taken
        if away := _left(said) or _digression(state, said):
            return away
        if reading.is_only_yes(said.text) or said.text.rstrip().endswith("?") or reading.skips(said.text):
            return Taken(state, (say("Sorry, I did not get the time. You can say a day, or any time."),))
        first = openings(self._settings.hours, said.now)[0]
        return Taken(state.but(opens=first.start.isoformat(), part=reading.note_in(said.text)))

    def _amended(self, state: State, said: Said) -> Taken | None:
        """A correction of something said before the open question; None where a message is none."""
        means_it = state.step != "topic" or reading.takes_back(said.text) or reading.is_short(said.text)
        name = names.renamed(said.text)
        if name and state.first_name and state.step != "first_name":
            return Taken(state.but(first_name=name, amending=False), (say(f"I have changed the name to {name}."),))
        if state.phone and means_it and reading.changes_number(said.text):
            number = number_in(said.text)
            if not isinstance(number, Refusal):
                return Taken(state.but(phone=number, amending=False), (say("I have changed the number."),))
            return Taken(state.but(phone=None, own_number_refused=True, amending=False))
        if state.first_name and means_it and reading.changes_name(said.text):
            return Taken(state.but(first_name=None, amending=False))
        if state.opens and means_it and reading.changes_time(said.text):
            open_again = state.but(opens=None, part="", amending=False)
            return self._when(open_again, said) or Taken(open_again)
        return None

    def _amend(self, state: State, said: Said) -> Taken:
        """The answer to "What shall I change?"."""
        if (taken := self._named(state, said)) is not None:
            return taken
        if reading.skips(said.text) or reading.yes_or_no(said.text, said.intent, said.confidence) is False:
            return Taken(state.but(amending=False))
        return _digression(state, said) or Taken(state, (say("Sorry, I did not get that."),))

    def _named(self, state: State, said: Said) -> Taken | None:
        """What a message names of the request, open again; None where it names nothing."""
        text = said.text.casefold()
        if not isinstance(number := number_in(said.text), Refusal):
            return Taken(state.but(phone=number, amending=False), (say("I have changed the number."),))
        if find_when(said.text, said.now) and (taken := self._when(state.but(amending=False), said)):
            return taken
        for words, changes in (
            (("time", "day", "when"), {"opens": None, "part": ""}),
            (("name",), {"first_name": None}),
            (("number", "phone"), {"phone": None, "own_number_refused": True}),
            (("about", "topic"), {"topic": None}),
        ):
            if any(word in text for word in words):
                return Taken(state.but(amending=False, **changes))
        return None

    def _confirm(self, state: State, said: Said) -> Taken:
        answer = reading.agrees(said.text, said.intent, said.confidence)
        names_time = find_when(said.text, said.now) is not None and not reading.is_question(said.text)
        if names_time and (taken := self._when(state, said)) and taken.state != state:
            return taken
        if answer is None:
            return _digression(state, said) or Taken(state, (say("Please say yes or no."),))
        return self._do(state, said) if answer else self._named(state, said) or Taken(state.but(amending=True))

    def _do(self, state: State, said: Said) -> Taken:
        """Keep the request, now that everything was right."""
        opening = is_still_to_come(state.session, self._settings.hours, said.now)
        if opening is None:
            return Taken(state.but(opens=None, part=""), (say("Sorry, that time has passed."),))
        wanted = Request(
            first_name=state.first_name or "",
            phone=state.phone or "",
            channel=said.channel,
            key=f"{said.conversation}:{state.begun}",
            day=opening.start.date(),
            wish=state.part or None,
            topic=state.topic or None,
        )
        self._callbacks.request(wanted, said.now)
        text = f"Thank you, {state.first_name}. We have your request. {agreed(state, said, self._settings)} You do not need to do anything else."
        return Taken(None, (say(text, *people.menu_after()),), requested=True)


def _first_name(state: State, said: Said) -> Taken:
    heard = who.first_name(said)
    return Taken(state.but(first_name=heard.value)) if heard.value else _no_answer(state, heard)


def _phone(state: State, said: Said) -> Taken:
    heard = who.phone(said, None if state.own_number_refused else said.own_number)
    if heard.value:
        return Taken(state.but(phone=heard.value))
    return Taken(state.but(own_number_refused=True)) if heard.refuses_own else _no_answer(state, heard)


def _no_answer(state: State, heard: who.Heard) -> Taken:
    if heard.away == "stops":
        return Taken(None, (_stopped(),))
    return Taken(state, is_digression=True) if heard.away else Taken(state, (say(heard.words),))


def _topic(state: State, said: Said) -> Taken:
    if reading.is_question(said.text) and said.intent != "nlu_fallback" and (away := _digression(state, said)):
        return away
    if reading.is_only_yes(said.text):
        return Taken(state, (say("Please tell me in a few words, or skip it."),))
    return Taken(state.but(topic=reading.note_in(said.text)))


def _broken_off(state: State, said: Said) -> Taken | None:
    """The end of the dialogue, where somebody stops it or wants to begin again."""
    leaves_open = state.step == "topic" and reading.skips(said.text)
    intent = None if state.step in _OPEN_ENDED else said.intent
    if not leaves_open and reading.wants_to_stop(said.text, intent, said.confidence):
        return Taken(None, (_stopped(),))
    if reading.begins_again(said.text) or (intent == "restart" and said.confidence > 0.5):
        return Taken(None, (people.begin_again(),))
    return None


def _asked_again(state: State, said: Said) -> Taken | None:
    """The same question, where somebody asks for it, goes on, or only says again that they want a call."""
    answers = state.step == "confirm" and reading.yes_or_no(said.text, None) is not None
    if (reading.goes_on(said.text) and not answers) or reading.asks_again(said.text):
        return Taken(state)
    if said.intent == "speak_to_human" and state.step != "topic" and wants_callback(said.text):
        named = find_when(said.text, said.now) or not isinstance(number_in(said.text), Refusal)
        return None if named else Taken(state)
    if said.intent in _APPOINTMENT and said.confidence > _VERY_SURE and state.step not in _OPEN_ENDED:
        # "And make it Thursday instead" moves the call that was read back.
        moves_it = said.intent == "change_appointment" and state.step == "confirm" and find_when(said.text, said.now)
        if moves_it or reading.yes_or_no(said.text, None) is not None:
            return None
        return Taken(state, (say("I am taking your request for a call. To do something else, say stop first."),))
    return None


def _left(said: Said) -> Taken | None:
    """Somebody who stops in words that no answer could be."""
    return Taken(None, (_stopped(),)) if stops(said) else None


def _digression(state: State, said: Said) -> Taken | None:
    """A message that somebody else answers; the question comes again after it."""
    return Taken(state, is_digression=True) if is_for_somebody_else(said) else None


def _stopped() -> Reply:
    return say("All right, I have stopped. I have not passed on a request.", *people.menu_after())
