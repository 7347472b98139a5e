"""What breaks in while a question is open: another question, stopping, asking for it again."""

from __future__ import annotations

import re

from hub import people
from hub.booking import reading
from hub.booking.questions import say
from hub.booking.state import Said, State, Step, Taken
from hub.replies import Reply

# What may interrupt a form and is answered before the question comes again: a rule for each in bot/data/rules.
DIGRESSIONS = frozenset(
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
# Where almost anything may be the answer, only plain words are taken for something else.
OPEN_ENDED: frozenset[Step] = frozenset(["when", "topic", "needs", "first_name"])
NOTES: frozenset[Step] = frozenset(["topic", "needs"])
YES_OR_NO: frozenset[Step] = frozenset(["waiting_list", "text_ok", "voicemail_ok", "confirm"])
_SURE, _VERY_SURE = 0.25, 0.7
_ABOUT_HOURS = re.compile(r"\b(?:open|opens|close[sd]?|opening|hours)\b", re.IGNORECASE)


def broken_off(state: State, step: Step, said: Said) -> Taken | None:
    """The end of the dialogue, where somebody stops it or wants to begin again."""
    leaves_open = step in NOTES and reading.skips(said.text)
    intent = None if step in OPEN_ENDED else said.intent
    if not leaves_open and reading.wants_to_stop(said.text, intent, said.confidence):
        return Taken(None, (stopped(state),))
    if reading.begins_again(said.text) or (intent == "restart" and said.confidence > 0.5):
        return Taken(None, (people.begin_again(),))
    return None


def asked_again(state: State, step: Step, said: Said) -> Taken | None:
    """The same question, where somebody asks for it or says that they want to go on."""
    answers = step in YES_OR_NO and reading.yes_or_no(said.text, None) is not None
    says_so = reading.goes_on(said.text) or (step not in NOTES and reading.mentions_going_on(said.text))
    if says_so and not answers:
        return Taken(state)
    wants_it = said.intent == "repeat_slower" and said.confidence > 0.5 and step not in {*NOTES, "first_name"}
    return Taken(state) if wants_it or reading.asks_again(said.text) else None


def left(state: State, said: Said) -> Taken | None:
    """Somebody who stops in words that no answer could be."""
    return Taken(None, (stopped(state),)) if stops(said) else None


def digression(state: State, said: Said) -> Taken | None:
    """A message that somebody else answers; the question comes again after it."""
    return Taken(state, is_digression=True) if is_for_somebody_else(said) else None


def stops(said: Said) -> bool:
    """Whether somebody stops in words that no answer could be."""
    return said.intent == "stop" and said.confidence > _VERY_SURE and not reading.mentions_going_on(said.text)


def is_for_somebody_else(said: Said) -> bool:
    """Whether a message, if it is no answer, is one that a rule answers."""
    return said.intent in DIGRESSIONS and (said.confidence >= _SURE or said.intent == "nlu_fallback")


def asks_hours(said: Said) -> bool:
    """Whether a message is about when the Hub is open, not about a time for the appointment."""
    return said.intent in {"ask_open_now", "ask_opening_hours"} and _ABOUT_HOURS.search(said.text) is not None


def stopped(state: State) -> Reply:
    """That nothing was done."""
    text = (
        "All right, I have stopped. Nothing is booked."
        if state.wish == "book"
        else "All right. I have changed nothing."
    )
    return say(text, *people.menu_after())
