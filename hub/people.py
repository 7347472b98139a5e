"""What the assistant says about reaching a person, appointments, feedback and privacy, honestly.

Nothing is offered here that does not exist yet: these replies say what the assistant cannot do, and who can.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hub import menu
from hub.hours_answers import answer as hours_answer
from hub.outcomes import Outcome
from hub.reach import number_plain, number_web
from hub.replies import Button, Kind, Reply
from hub.settings import HubSettings
from hub.spoken_dates import speak_time
from knowledge_base.article import Article


def _with_hours(before: str, kind: Kind, outcome: Outcome, settings: HubSettings, now: datetime) -> Reply:
    """``before``, then how to reach us, and whether anyone is there now."""
    open_now = hours_answer("", now, settings.hours, asks_now=True)
    plain = number_plain(settings)
    return Reply(
        kind=kind,
        outcome=outcome,
        web=f"{before}\n\n{number_web(settings)} {open_now.web}",
        sms=f"{before} {plain} {open_now.sms}",
        voice=f"{before} {plain} {open_now.voice}",
        buttons=menu_after(),
    )


def menu_after() -> tuple[Button, ...]:
    """What can come next after such a reply."""
    return (
        Button("When are you open?", "/ask_opening_hours"),
        Button("Ask a question", '/ask_guidance{"theme": "all"}'),
    )


CALL_ME = Button("Ask us to phone you", '/speak_to_human{"wish": "callback"}')


_HEARD = {
    "nobody": "None of them can talk to you right now, but one can phone you.",
    "closed": "Nobody is here now to talk to you, but a call handler can phone you.",
    "by_appointment": "This evening they phone the families who have booked, so nobody can talk to you now.",
}
WHY_NOBODY = {
    "nobody": "None of them can write with you right now, but one can phone you.",
    "closed": "Nobody is here now to write with you, but a call handler can phone you.",
    "by_appointment": "This evening they phone the families who have booked, so nobody can write with you now.",
}


def person(settings: HubSettings, now: datetime, *, begins: bool = True, why: str | None = None) -> Reply:
    """Someone wants a person: how, and whether anyone is there.

    ``begins``: the reply may begin something new; not while an appointment or a call is being asked for. ``why`` nobody
    can join the conversation (a key of ``WHY_NOBODY``), where that was looked up.
    """
    cannot = WHY_NOBODY[why] if why else "I cannot put you through from here yet."
    before = "Our call handlers are people you can talk to by phone."
    reply = _with_hours(f"{before} {cannot}", "handoff", Outcome.PERSON, settings, now)
    if why:
        # Whoever phones has found the number, and is not told that nobody can write.
        reply = replace(reply, voice=f"{_HEARD[why]} {hours_answer('', now, settings.hours, asks_now=True).voice}")
    if not begins:
        return replace(reply, buttons=())
    evening = (Button("Book an evening appointment", "/book_appointment"),) if by_appointment(settings) else ()
    return replace(reply, buttons=(CALL_ME, *evening, *reply.buttons))


def after_crisis() -> Reply:
    """Somebody was given the emergency numbers, and a call handler can really be reached."""
    text = "A call handler of the Hub is here now too, if you would like to talk to a person. They are not an emergency service."
    return Reply(kind="message", outcome=Outcome.CRISIS, web=text, buttons=(menu.PERSON,))


def one_thing_first(settings: HubSettings, now: datetime) -> Reply:
    """Someone wants to be phoned while something else is under way."""
    before = "I can take a request for a call when we are done here. Or say stop, and then call me back."
    return replace(_with_hours(before, "handoff", Outcome.PERSON, settings, now), buttons=())


def no_diary(settings: HubSettings, now: datetime) -> Reply:
    """The diary does not answer: that nothing was booked or changed, and who can do it."""
    before = "Sorry, I cannot reach our diary right now. Nothing is booked or changed. Please try again later, or ask a call handler."
    return _with_hours(before, "appointment", Outcome.APPOINTMENT, settings, now)


def no_store(settings: HubSettings, now: datetime) -> Reply:
    """What is kept cannot be looked up."""
    before = (
        "Sorry, I cannot look that up right now. Nothing was changed. Please try again later, or ask a call handler."
    )
    return _with_hours(before, "message", Outcome.INFORMATION, settings, now)


def begin_again() -> Reply:
    """Nothing is under way any more."""
    choices = (
        Button("Choose a topic", '/ask_guidance{"theme": "all"}'),
        Button("When are you open?", "/ask_opening_hours"),
    )
    text = "We begin again. What would you like to know?"
    return Reply(kind="message", outcome=Outcome.STEERED, web=text, buttons=(*choices, menu.PERSON))


def feedback(settings: HubSettings, now: datetime, *, kept: bool, begins: bool = True) -> Reply:
    """Praise or a suggestion: thanks, and what has become of it. ``begins`` as in ``person``."""
    if not kept:
        before = "Thank you for telling us. I could not keep what you wrote. A call handler can pass it on."
        return _about_feedback(before, settings, now, begins=begins)
    text = "Thank you for telling us. I have kept what you wrote, without names or numbers. It helps us to do better."
    buttons = (*menu_after(), menu.PERSON) if begins else ()
    return Reply(kind="message", outcome=Outcome.FEEDBACK, web=text, buttons=buttons)


def complaint(
    settings: HubSettings, now: datetime, *, kept: bool, begins: bool = True, article: Article | None = None
) -> Reply:
    """The Hub did something wrong: an apology, what has become of it, and who can put it right.

    ``article``: how to complain about a school, the council or the NHS, which may be what they are after.
    """
    before = "I am sorry that we let you down. "
    before += (
        "I have kept what you wrote, without names or numbers, so I cannot write back to you about it. "
        "If you would like an answer, please tell a call handler."
        if kept
        else "I could not keep what you wrote. Please tell a call handler."
    )
    reply = _about_feedback(before, settings, now, begins=begins)
    how = (menu.article_button(article),) if article else ()
    return replace(reply, buttons=(*how, menu.PERSON, *reply.buttons[:1]) if begins else ())


def _about_feedback(before: str, settings: HubSettings, now: datetime, *, begins: bool) -> Reply:
    reply = _with_hours(before, "message", Outcome.FEEDBACK, settings, now)
    return reply if begins else replace(reply, buttons=())


def by_appointment(settings: HubSettings) -> list[str]:
    """The sessions that need an appointment, a sentence each."""
    return [
        f"{day.capitalize()} {speak_time(session.start)} to {speak_time(session.end)} is by appointment only."
        for day, sessions in settings.opening_hours.items()
        for session in sessions
        if session.by_appointment
    ]
