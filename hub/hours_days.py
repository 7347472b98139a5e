"""The sentences that answer a question about several days of the opening hours."""

from datetime import date, time, timedelta

from hub.hours_parts import Parts, Question, next_sentences, open_or_next
from hub.hours_words import (
    bank_holidays_sentence,
    closure_sentences,
    from_to,
    lost_days,
    reason_sentence,
    run,
    spans,
)
from hub.opening_hours import Session
from hub.spoken_dates import When, speak_date
from hub.uk_calendar import london_moment
from knowledge_base.gsm7 import TWO_SEGMENTS

# No list of open days is longer than this.
MOST_DAYS = 7
_ONE_DAY = timedelta(days=1)


def about_days(question: Question, when: When) -> Parts:
    """Which days of a run are open, or that none is; a part of the run that has passed is left out."""
    if when.last < question.today:
        passed = f"{run(when.first, when.last, question.now)} has passed."
        return Parts("closed", [passed, *open_or_next(question)])
    first = max(when.first, question.today)
    days = [first + _ONE_DAY * n for n in range((when.last - first).days + 1)]
    held = {day: _sessions(question, when, day) for day in days}
    walk_in = {d: tuple(s for s in held[d] if not s.by_appointment) for d in days}
    open_days = [day for day in days if walk_in[day]]
    why = _why(question, first, when.last)
    evenings = [
        f"{speak_date(day, question.now)}, {spans(appointments)}, is by appointment only."
        for day in days
        if (appointments := [s for s in held[day] if s.by_appointment])
    ]
    if open_days:
        return _open_on(question, when, {day: walk_in[day] for day in open_days}, evenings + why)
    return _closed(question, when, days, evenings, why)


def _sessions(question: Question, when: When, day: date) -> list[Session]:
    """The sessions of `day` that meet the time of day asked about and have not ended."""
    first, last = when.time_from or time(0), when.time_to or time.max
    return [
        s
        for s in question.hours.sessions_on(day)
        if (s.start < last or s.start == first) and s.end > first and london_moment(day, s.end) > question.now
    ]


def _why(question: Question, first: date, last: date) -> list[str]:
    lost = lost_days(question.hours, first, last)
    said = [bank_holidays_sentence(lost[:MOST_DAYS], question.now)] if lost else []
    return said + closure_sentences(question.hours, first, last, question.now)


def _open_on(question: Question, when: When, open_days: dict[date, tuple[Session, ...]], rest: list[str]) -> Parts:
    shown = dict(list(open_days.items())[:MOST_DAYS])
    lead = f"{from_to(max(when.first, question.today), when.last, question.now)} we are open on"
    items = [f"{speak_date(d, question.now)}, {spans(s)}" for d, s in shown.items()]
    more = [f"These are the first {MOST_DAYS} days."] if len(open_days) > MOST_DAYS else []
    sentence = f"{lead} {'; '.join(items)}."
    sentences = [sentence, *more, *rest]
    listed = "\n".join(f"- {item}" for item in items)
    web = f"{lead}:\n{listed}\n{' '.join([*more, *rest])}".rstrip()
    sms = sentences if len(sentence) <= TWO_SEGMENTS else [_short(shown), *more, *rest]
    return Parts("open", sentences, web=web, sms=sms)


def _short(open_days: dict[date, tuple[Session, ...]]) -> str:
    """The open days for a text message, by their hours: "We are open 9am to 1pm on Mon 30 Nov"."""
    by_hours: dict[str, list[str]] = {}
    for day, sessions in open_days.items():
        by_hours.setdefault(spans(sessions), []).append(f"{day:%a} {day.day} {day:%b}")
    said = "; ".join(f"{hours} on {', '.join(days)}" for hours, days in by_hours.items())
    return f"We are open {said}."


def _closed(question: Question, when: When, days: list[date], evenings: list[str], why: list[str]) -> Parts:
    hours = question.hours
    said = from_to(days[0], days[-1], question.now)
    at_times = when.time_from is not None or when.time_to is not None
    what = "we are closed at those times." if at_times else "we are closed."
    first = f"{said} {what}"
    usual = [day for day in days if not hours.usual_sessions(day.weekday())]
    weekend = [reason_sentence(hours, days[0])] if usual == days and not why else []
    end = london_moment(when.last, time(23, 59))
    after = next_sentences(question, end, lead="After that, we next open")
    if evenings:
        return Parts("by_appointment", [*evenings, *why, *after])
    return Parts("closed", [first, *weekend, *why, *after])
