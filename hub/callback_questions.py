"""What the assistant asks about a call-back, one question at a time, and how it reads everything back."""

from __future__ import annotations

from hub.booking.questions import NO, SKIP, YES
from hub.booking.state import Said
from hub.callback_state import State, Step
from hub.callback_times import is_still_to_come, options, promise
from hub.outcomes import Outcome
from hub.phone_numbers import show_phone, speak_phone
from hub.replies import Button, Reply
from hub.settings import HubSettings

_PLAIN: dict[Step, tuple[str, tuple[Button, ...]]] = {
    "first_name": ("What is your first name? Only the first name, please.", ()),
    "topic": (
        "What is it about? A few words are enough. Please leave out your child's name. You can skip this.",
        (SKIP,),
    ),
    "amend": (
        "What shall I change?",
        (
            Button("The time", "different time"),
            Button("My name", "different name"),
            Button("My number", "different number"),
            Button("Do not phone me", "stop"),
        ),
    ),
}


def say(text: str, *buttons: Button, voice: str | None = None) -> Reply:
    """A reply about a call-back."""
    return Reply(kind="callback", outcome=Outcome.PERSON, web=text, voice=voice, buttons=buttons)


def question(state: State, said: Said, settings: HubSettings) -> Reply:
    """The question that is open, with its choices."""
    if state.step == "phone":
        return _phone(state, said)
    if state.step == "when":
        times = [Button(time, time) for time in options(settings.hours, said.now)]
        return say("When may we phone you? You can also name another day or time.", *times)
    if state.step == "confirm":
        return _read_back(state, said, settings)
    text, buttons = _PLAIN[state.step]
    return say(text, *buttons)


def agreed(state: State, said: Said, settings: HubSettings) -> str:
    """What is promised, and the part that would suit."""
    opening = is_still_to_come(state.session, settings.hours, said.now)
    promised = promise(opening, settings.hours, said.now) if opening else ""
    return f"{promised} You would like: {state.part}." if state.part else promised


def _phone(state: State, said: Said) -> Reply:
    own = said.own_number
    if own and not state.own_number_refused:
        doing = "texting" if said.channel == "sms" else "phoning"
        text = f"Shall we phone the number you are {doing} from, {show_phone(own)}?"
        aloud = f"Shall we phone the number you are phoning from, {speak_phone(own)}?"
        return say(text, YES, NO, voice=aloud)
    return say("What is the best UK phone number for you?")


def _read_back(state: State, said: Said, settings: HubSettings) -> Reply:
    about = f" About: {state.topic}." if state.topic else ""
    rest = f"{agreed(state, said, settings)}{about} Is everything right?"
    phone = state.phone or ""
    return say(
        f"Please check. For {state.first_name}, on {show_phone(phone)}. {rest}",
        Button("Yes, phone me", "yes"),
        Button("No, change something", "no"),
        voice=f"Please check. For {state.first_name}, on {speak_phone(phone)}. {rest}",
    )
