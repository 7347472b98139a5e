"""The sentences that answer a question about one moment or one day of the opening hours."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from hub.hours_words import (
    appointment_rule,
    appointment_rules,
    bank_holidays_sentence,
    closure_sentences,
    lost_days,
    on_day,
    reason_sentence,
    session_date,
    span,
    spans,
)
from hub.opening_hours import OpeningHours, Session
from hub.spoken_dates import When, speak_date, speak_time
from hub.uk_calendar import in_london, london_moment

_ONE_DAY = timedelta(days=1)
_EVENING = time(17)
_PARTS_OF_DAY = {
    (time(6), time(12)): "in the morning",
    (time(12), time(18)): "in the afternoon",
    (time(18), time(22)): "in the evening",
    (time(12), time(14)): "at lunchtime",
}


@dataclass(frozen=True)
class Question:
    """What every answer needs. `polar` is True for a question that "Yes" or "No" answers."""

    now: datetime
    hours: OpeningHours
    polar: bool

    @property
    def today(self) -> date:
        """The date in England."""
        return in_london(self.now).date()


@dataclass(frozen=True)
class Parts:
    """An answer as sentences, the most important first. `web` and `sms` are there only when they
    differ from the sentences in a row.
    """

    state: Literal["open", "by_appointment", "closed"]
    sentences: list[str] = field(default_factory=list)
    web: str | None = None
    sms: list[str] | None = None


def begin(question: Question, word: str, sentence: str) -> str:
    """ "Yes, we are open now." for a polar question, "We are open now." for another."""
    return f"{word}, {sentence}" if question.polar else sentence[0].upper() + sentence[1:]


def next_sentences(question: Question, moment: datetime, *, lead: str = "We next open") -> list[str]:
    """The next walk-in opening after `moment`, and the bank holidays and closures that delay it."""
    opening = question.hours.next_opening(moment)
    if opening is None:
        return ["We do not have a date for our next opening."]
    day = opening.start.date()
    asked = in_london(moment).date()
    lost = lost_days(question.hours, asked + _ONE_DAY, day - _ONE_DAY)
    closures = closure_sentences(question.hours, asked + _ONE_DAY, day - _ONE_DAY, question.now)
    already_said = question.hours.closure_on(asked)
    later = [said for said in closures if not already_said] if asked < day else []
    verb = " " if lead.endswith(" is") or day == question.today else " on "
    sentence = f"{lead}{verb}{session_date(opening, question.now)}"
    if len(lost) == 1:
        return [f"{sentence}, because {bank_holidays_sentence(lost, question.now)}", *later]
    delays = [bank_holidays_sentence(lost, question.now)] if lost else []
    return [f"{sentence}.", *delays, *later]


def _after_that(question: Question, moment: datetime) -> list[str]:
    """The next opening after a moment on another day than today."""
    if in_london(moment).date() == question.today:
        return next_sentences(question, moment)
    return next_sentences(question, moment, lead="After that, we next open")


def _without_appointment(question: Question, moment: datetime) -> list[str]:
    after = " after that" if moment > question.now else ""
    lead = f"the next time you can ring{after} is"
    return next_sentences(question, moment, lead=f"Without an appointment, {lead}")


def open_or_next(question: Question) -> list[str]:
    """What holds now, for the end of an answer about something else."""
    session = question.hours.session_at(question.now)
    if session is None:
        return ["The line is closed now.", *next_sentences(question, question.now)]
    if session.by_appointment:
        return [
            "Right now the line is by appointment only.",
            *_without_appointment(question, question.now),
        ]
    return [f"The line is open now, until {speak_time(session.end)} today."]


def about_now(question: Question, *, asks_next: bool) -> Parts:
    """What a person who rings now finds, and when they can ring if not."""
    now, hours = question.now, question.hours
    session = hours.session_at(now)
    if session is None:
        reason = _today_is_lost(question)
        said = "we are closed now."
        first = begin(question, "No", said) if not asks_next else "We are closed now."
        return Parts("closed", [first, *reason, *next_sentences(question, now)])
    if session.by_appointment:
        rule = appointment_rule(question.today.weekday(), session)
        return Parts("by_appointment", [rule, *_without_appointment(question, now)])
    until = f"we are open now, until {speak_time(session.end)} today."
    if not asks_next:
        return Parts("open", [begin(question, "Yes", until)])
    after = next_sentences(question, now, lead="After that, we next open")
    return Parts("open", [f"W{until[1:]}", *after])


def _today_is_lost(question: Question) -> list[str]:
    """A reason for being closed today that an ordinary week does not explain."""
    day, hours = question.today, question.hours
    if hours.closure_on(day):
        return [reason_sentence(hours, day)]
    if hours.usual_sessions(day.weekday()) and hours.closed_by_bank_holiday(day):
        return ["Today is a bank holiday."]
    return []


def about_day(question: Question, when: When) -> Parts:
    """An answer about one day, a stretch of it, or one moment."""
    if when.first < question.today:
        passed = f"{speak_date(when.first, question.now)} has passed."
        return Parts("closed", [passed, *_usable(question)])
    if when.is_point:
        return _about_point(question, when)
    if when.time_from is None and when.time_to is None:
        return _about_whole_day(question, when)
    return _about_stretch(question, when)


def _usable(question: Question) -> list[str]:
    """For what has passed: that the line is open now, or the next opening."""
    state = question.hours.state_at(question.now)
    if state == "closed":
        return next_sentences(question, question.now)
    return open_or_next(question)


def _moment(day: date, at: time) -> datetime:
    """The moment of a spoken time; "midnight" is the end of the day that was named."""
    return london_moment(day + _ONE_DAY if at == time(0) else day, at)


def _at(day: str, how: str) -> str:
    """ "on Friday 27 November at 2pm", "today, Tuesday 24 November, at 2pm"."""
    return f"{day}{',' if ',' in day else ''} {how}"


def _about_point(question: Question, when: When) -> Parts:
    day, at = when.first, when.time_from or time(0)
    moment = _moment(day, at)
    how = f"at {speak_time(at)}"
    if moment < question.now.replace(second=0, microsecond=0):
        return Parts("closed", [f"{speak_time(at)} today has passed.", *_usable(question)])
    session = question.hours.session_at(moment)
    if session is None:
        return _closed(question, when, how, moment)
    if session.by_appointment:
        return _by_appointment(question, day, session, moment)
    that_day = question.hours.walk_in_on(day)
    where = _at(on_day(day, question.now, when.name), how)
    return Parts(
        "open",
        [
            begin(question, "Yes", f"we are open {where}."),
            f"That day we are open from {spans(that_day)}.",
            *_appointments_on(question, day),
        ],
    )


def _about_whole_day(question: Question, when: When) -> Parts:
    day, now = when.first, question.now
    if day == question.today and question.hours.state_at(now) != "closed":
        parts = about_now(question, asks_next=False)
        evening = _appointments_on(question, day) if parts.state == "open" else []
        return Parts(parts.state, [*parts.sentences, *evening])
    sessions = [s for s in question.hours.sessions_on(day) if _moment(day, s.end) > now]
    walk_in = [s for s in sessions if not s.by_appointment]
    if walk_in:
        where = on_day(day, now, when.name)
        said = begin(question, "Yes", f"we are open {where}, {spans(walk_in)}.")
        return Parts("open", [said, *_appointments_on(question, day)])
    if gone := question.hours.walk_in_on(day):
        said = begin(question, "No", f"we closed at {speak_time(gone[-1].end)} today.")
        return Parts("closed", [said, *_appointments_on(question, day), *_usable(question)])
    if sessions:
        return _by_appointment(question, day, sessions[0], _moment(day, sessions[0].start))
    return _closed(question, when, "", london_moment(day, time(0, 1)))


def _about_stretch(question: Question, when: When) -> Parts:
    day, now = when.first, question.now
    here = in_london(now)
    first, last = when.time_from or time(0), when.time_to or time.max
    start, end = london_moment(day, first), london_moment(day, last)
    if end <= now:
        return Parts("closed", ["That time today has passed.", *_usable(question)])
    if day == here.date() and first < here.time():
        first, start = here.time().replace(second=0, microsecond=0), now
    met = [s for s in question.hours.sessions_on(day) if s.start < last and s.end > first]
    walk_in = [s for s in met if not s.by_appointment]
    if not met:
        return _closed(question, when, _stretch(when), start)
    if not walk_in:
        return _by_appointment(question, day, met[0], start)
    if day == here.date() and question.hours.state_at(now) == "open" and first <= here.time():
        return Parts("open", [*about_now(question, asks_next=False).sentences])
    where = on_day(day, now, when.name)
    shared = [span(max(s.start, first), min(s.end, last)) for s in walk_in]
    whole = spans(question.hours.walk_in_on(day))
    evening = _appointments_on(question, day)
    if " and ".join(shared) == whole:
        return Parts("open", [begin(question, "Yes", f"we are open {where}, {whole}."), *evening])
    said = begin(question, "Yes", f"we are open {_at(where, f'from {shared[0]}')}.")
    return Parts("open", [said, f"That day we are open from {whole}.", *evening])


def _stretch(when: When) -> str:
    first, last = when.time_from, when.time_to
    if first is None:
        return f"before {speak_time(last or time(0))}"
    if last is None:
        return f"after {speak_time(first)}"
    named = _PARTS_OF_DAY.get((first, last))
    return named or f"between {speak_time(first)} and {speak_time(last)}"


def _closed(question: Question, when: When, how: str, moment: datetime) -> Parts:
    day, hours = when.first, question.hours
    sessions = hours.sessions_on(day)
    if not sessions:
        if when.name is not None:
            first = f"{when.name} is {speak_date(day, question.now)}."
            if hours.closure_on(day):
                first = f"{first} We are closed that day."
        else:
            where = _at(on_day(day, question.now), how) if how else on_day(day, question.now)
            first = begin(question, "No", f"we are closed {where}.")
        return Parts("closed", [first, reason_sentence(hours, day), *_after_that(question, moment)])
    first = begin(question, "No", f"we are closed {_at(on_day(day, question.now, when.name), how)}.")
    opening = hours.next_opening(moment)
    walk_in = hours.walk_in_on(day)
    sentences = [first]
    later = opening is not None and opening.start.date() == day != question.today
    if later and opening is not None:
        hours_then = span(opening.start.time(), opening.end.time())
        sentences.append(f"We open later that day, {hours_then}.")
    elif walk_in and not (opening and opening.start.date() == day):
        whose = "Today's" if day == question.today else "That day our"
        sentences.append(f"{whose} hours are {spans(walk_in)}.")
    asked_evening = (when.time_from or time(0)) >= _EVENING
    sentences += _appointments_on(question, day) or (
        appointment_rules(hours, evening_only=True) if asked_evening else []
    )
    return Parts("closed", sentences if later else [*sentences, *_after_that(question, moment)])


def _by_appointment(question: Question, day: date, session: Session, moment: datetime) -> Parts:
    walk_in = question.hours.walk_in_on(day)
    if day == question.today:
        first = appointment_rule(day.weekday(), session)
    else:
        date_ = speak_date(day, question.now)
        first = f"{date_}, {span(session.start, session.end)}, is by appointment only."
    usable = [s for s in walk_in if _moment(day, s.end) > question.now]
    which = "Today" if day == question.today else "That day"
    that_day = [f"{which} you can ring without one from {spans(usable)}."] if usable else []
    return Parts("by_appointment", [first, *that_day, *_without_appointment(question, moment)])


def _appointments_on(question: Question, day: date) -> list[str]:
    """The by-appointment sessions of `day` that are still to come or under way."""
    return [
        f"{day:%A} {span(s.start, s.end)} is by appointment only."
        for s in question.hours.sessions_on(day)
        if s.by_appointment and _moment(day, s.end) > question.now
    ]
