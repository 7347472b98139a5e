"""Answers about opening hours, for the website, a text message and a voice.

Two promises hold for every answer. "We are open" is said of a moment or a day only when a person
without an appointment can get through; and the next opening that is named is one that such a person
can use.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from hub.hours_days import about_days
from hub.hours_parts import Parts, Question, about_day, about_now, open_or_next
from hub.hours_words import as_sms, as_voice, closed_line, closure_sentences, week_table
from hub.opening_hours import OpeningHours
from hub.spoken_dates import When, find_when, speak_date
from hub.uk_calendar import (
    bank_holiday_on,
    bank_holidays_from,
    in_london,
    london_moment,
)

AnswerState = Literal["open", "by_appointment", "closed", "general"]

SATURDAY = 5
_CLOSURE_NOTICE = timedelta(days=28)
_ABOUT_NOW = re.compile(
    r"\b(?:now|currently|at the moment|atm|still (?:open|there|on)|"
    r"(?:any|some)\s?(?:one|body) (?:there|in|about|around|available|on the line|answer\w*)|"
    r"no\s?(?:one|body)\b.*\b(?:answer|pick)\w*|"
    r"next open|open next|opening next|re-?open|open again|back open)\b"
    r"|^\W*(?:hi|hello|hey)?\W*(?:(?:are|r) )?(?:(?:you|u|ya|yous) )?(?:guys )?(?:open|closed|shut|there)\W*$",
    re.IGNORECASE,
)
_ABOUT_NEXT = re.compile(r"\b(?:next open|open next|opening next|re-?open|open again|back open)", re.IGNORECASE)
# A question that "Yes" or "No" does not answer, or answers the wrong way round.
_OPEN_QUESTION = re.compile(
    r"\b(?:when|what|which|how|hours|times|closed|close|closing|shut|until|till?|til|"
    r"no\s?(?:one|body))\b",
    re.IGNORECASE,
)
_EVERY_DAY = re.compile(
    r"\b(?:every ?day|each day|daily|weekdays?|all week|mornings|afternoons|evenings)\b", re.IGNORECASE
)
_SCHOOL_DATES = re.compile(
    r"\b(?:half[ -]?term|term[ -]?time|inset|school hol\w*|summer hol\w*|the summer)\b",
    re.IGNORECASE,
)
_BANK_HOLIDAYS = re.compile(r"\bbank\s?hol(?:iday)?s?\b", re.IGNORECASE)
_STATES_THE_TIME = re.compile(r"\bit'?s\b|\bit is\b", re.IGNORECASE)


@dataclass(frozen=True)
class HoursAnswer:
    """One answer in three wordings.

    `web` may hold line breaks. `sms` is GSM-7 and at most 306 characters, two parts of a text
    message. `voice` has no symbols. `state` is what the person would find at the moment or on the
    day asked about, or "general" when it is the hours as a whole; `when` is what was understood.
    """

    web: str
    sms: str
    voice: str
    state: AnswerState
    when: When | None


def answer(text: str, now: datetime, hours: OpeningHours, *, asks_now: bool) -> HoursAnswer:
    """Answer a question about the opening hours, as seen from the aware moment `now`.

    A day or time named in `text` comes first; then the present and the next opening, when
    `asks_now` or the text asks for them; then the hours as a whole. ValueError for a naive `now`.
    """
    when = find_when(text, now)
    question = Question(now, hours, polar=not _OPEN_QUESTION.search(text))
    general = when is not None and not when.day_given and _EVERY_DAY.search(text)
    if when is not None and not general and not _means_now(text, when, now, asks_now=asks_now):
        if when.first != when.last:
            return _worded(about_days(question, when), when)
        if _BANK_HOLIDAYS.search(text) and not _BANK_HOLIDAYS.search(when.words):
            return _worded(_bank_holiday_or_not(question, when), when)
        return _worded(about_day(question, when), when)
    if when is None and (asks_now or _ABOUT_NOW.search(text)):
        return _worded(about_now(question, asks_next=bool(_ABOUT_NEXT.search(text))), None)
    if when is not None and not general:
        return _worded(about_now(question, asks_next=False), when)
    return _general(text, question)


def _means_now(text: str, when: When, now: datetime, *, asks_now: bool) -> bool:
    """ "It's 9pm, is anyone there": a time within the last hour, said as the time that it is."""
    if not when.is_point or not (asks_now or _STATES_THE_TIME.search(text)):
        return False
    moment = london_moment(when.first, when.time_from or time(0))
    return timedelta(0) <= now - moment < timedelta(hours=1)


def _bank_holiday_or_not(question: Question, when: When) -> Parts:
    """ "Is Monday a bank holiday": that first, then the hours of the day.

    At a weekend the substitute day is the one that counts, and the next opening names it.
    """
    if bank_holiday_on(when.first) and when.first.weekday() >= SATURDAY:
        return about_day(question, when)
    is_one = "is" if bank_holiday_on(when.first) else "is not"
    first = f"{speak_date(when.first, question.now)} {is_one} a bank holiday."
    parts = about_day(replace(question, polar=False), when)
    return Parts(parts.state, [first, *parts.sentences])


def _worded(parts: Parts, when: When | None) -> HoursAnswer:
    return HoursAnswer(
        web=parts.web or " ".join(parts.sentences),
        sms=as_sms(parts.sms or parts.sentences),
        voice=as_voice(parts.sentences),
        state=parts.state,
        when=when,
    )


def _general(text: str, question: Question) -> HoursAnswer:
    hours, today = question.hours, in_london(question.now).date()
    rows = week_table(hours) or [("The line has no opening hours at present", "")]
    lines = [": ".join(filter(None, row)) + "." for row in rows]
    closed = closed_line(hours)
    ahead = closure_sentences(hours, today, today + _CLOSURE_NOTICE, question.now)
    first = _special(text, question, today)
    last = [*open_or_next(question), *ahead]
    table = [*lines, *([closed] if closed else [])]
    spoken = [", ".join(filter(None, row)) + "." for row in rows] + ([closed] if closed else [])
    return HoursAnswer(
        web="\n".join([*first, *table, *([" ".join(last)] if last else [])]),
        sms=as_sms([*first, *table, *last]),
        voice=as_voice([*first, *spoken, *last]),
        state="general",
        when=None,
    )


def _special(text: str, question: Question, today: date) -> list[str]:
    """What goes before the table for bank holidays in general and for school dates."""
    if _BANK_HOLIDAYS.search(text):
        day, name = next(bank_holidays_from(today))
        rule = (
            "We are closed on bank holidays."
            if question.hours.closed_on_bank_holidays
            else "We keep our usual hours on bank holidays."
        )
        return [rule, f"The next one is {speak_date(day, question.now)}, {name}."]
    if _SCHOOL_DATES.search(text):
        return [
            "We do not have the dates of school holidays.",
            "Give us a date and we can check it.",
        ]
    return []
