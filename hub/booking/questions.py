"""What the assistant asks about an appointment, one question at a time, and how it reads everything back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hub.booking.state import Said, State, Step
from hub.outcomes import Outcome
from hub.phone_numbers import show_phone, speak_phone
from hub.replies import Button, Channel, Reply, TimeChoice
from hub.settings import HubSettings
from hub.spoken_dates import speak_date, speak_time
from hub.uk_calendar import in_london

SKIP = Button("Skip this", "skip")
YES, NO = Button("Yes", "yes"), Button("No", "no")
SHOWN = 3


def at(moment: datetime, now: datetime) -> str:
    """A time as people read and hear it: "Wednesday 2 December at 7pm"."""
    local = in_london(moment)
    return f"{speak_date(local.date(), now)} at {speak_time(local.time())}"


def time_buttons(starts: Sequence[datetime], now: datetime) -> tuple[Button, ...]:
    """The times as choices."""
    return tuple(Button(at(start, now), in_london(start).isoformat()) for start in starts[:SHOWN])


def time_choices(starts: Sequence[datetime], now: datetime) -> tuple[TimeChoice, ...]:
    """The times for a picker: what is sent is what a person would write, so that it is read as carefully."""
    local = [in_london(start) for start in starts]
    return tuple(TimeChoice(speak_date(start.date(), now), speak_time(start.time()), at(start, now)) for start in local)


def say(text: str, *buttons: Button, sms: str | None = None, voice: str | None = None) -> Reply:
    """A reply about an appointment."""
    return Reply(kind="appointment", outcome=Outcome.APPOINTMENT, web=text, sms=sms, voice=voice, buttons=buttons)


def question(state: State, step: Step, said: Said, settings: HubSettings) -> Reply:
    """The question of a step, with its choices."""
    if step == "when":
        return _when(state, said.now, settings)
    if step == "phone":
        return _phone(state, said)
    if step == "confirm":
        return _read_back(state, said, settings)
    text, buttons = _PLAIN[step]
    return say(text, *buttons)


_PLAIN: dict[Step, tuple[str, tuple[Button, ...]]] = {
    "first_name": ("What is your first name? Only the first name, please.", ()),
    "topic": (
        "What would you like to talk about? A few words are enough. Please leave out your child's name. You can skip this.",
        (SKIP,),
    ),
    "needs": (
        "Do you need any support for the call, for example an interpreter, BSL, or a text afterwards? You can skip this.",
        (SKIP,),
    ),
    "text_ok": ("May we text you about this appointment? Texts give the time only, never what it is about.", (YES, NO)),
    "voicemail_ok": ("If nobody answers, may we leave a voicemail?", (YES, NO)),
    "amend": (
        "What shall I change?",
        (
            Button("The time", "different time"),
            Button("My name", "different name"),
            Button("My number", "different number"),
            Button("Do not book", "stop"),
        ),
    ),
    "reference": ("What is your reference? It has six letters and numbers, for example from our text.", ()),
}


def _when(state: State, now: datetime, settings: HubSettings) -> Reply:
    starts = [datetime.fromisoformat(start) for start in state.offered]
    if state.wish == "change":
        lead = "Which time would suit you better?"
    else:
        lead = f"Which Wednesday evening time suits you? The call takes up to {settings.appointments.minutes} minutes."
    return say(f"{lead} You can also name another Wednesday.", *time_buttons(starts, now))


def _phone(state: State, said: Said) -> Reply:
    own = said.own_number
    if state.wish == "book" and own and not state.own_number_refused:
        text = f"Shall we use the number you are {'texting' if said.channel == 'sms' else 'phoning'} from, {show_phone(own)}?"
        aloud = f"Shall we use the number you are phoning from, {speak_phone(own)}?"
        return say(text, YES, NO, voice=aloud)
    return say("What is the best UK phone number for the appointment?")


def proof_question(channel: Channel) -> Reply:
    """The second half of proving that an appointment is one's own."""
    if channel == "voice":
        return say("What are the last four digits of the phone number you gave?")
    return say("What phone number did you give for the appointment?")


def _read_back(state: State, said: Said, settings: HubSettings) -> Reply:
    when = at(state.moment, said.now) if state.start else ""
    if state.wish == "cancel":
        # A text that only says CANCEL never reaches us: Twilio takes it for opting out.
        yes = YES if said.channel == "sms" else Button("Yes, cancel it", "yes")
        return say("Shall I cancel this appointment?", yes, Button("No, keep it", "no"))
    if state.wish == "change":
        return say(f"Shall I move your appointment to {when}?", YES, NO)
    phone = state.phone or ""
    about = f"About: {state.topic}. " if state.topic else ""
    needs = f"Support: {state.needs}. " if state.needs else ""
    texts = "We may text you" if state.text_ok else "We will not text you"
    voicemail = "and may leave a voicemail" if state.voicemail_ok else "and will not leave a voicemail"
    if state.text_ok is not state.voicemail_ok:
        voicemail = voicemail.replace("and ", "but ")
    rest = f"{about}{needs}{texts} {voicemail}. {who_phones(settings)} Is everything right?"
    return say(
        f"Please check: **{when}**, for {state.first_name}, on {show_phone(phone)}. {rest}",
        Button("Yes, book it", "yes"),
        Button("No, change something", "no"),
        sms=f"Please check: {when}, for {state.first_name}, on {show_phone(phone)}. {rest}",
        voice=f"Please check. {when}, for {state.first_name}, on {speak_phone(phone)}. {rest}",
    )


def who_phones(settings: HubSettings) -> str:
    """Who rings whom, as the operator has set it."""
    if settings.appointments.who_phones == "hub":
        return "A call handler phones you then."
    return "You phone the Hub then."
