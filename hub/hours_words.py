"""How opening hours are put into words: sessions, dates, reasons, the table of a week.

Everything is made from the operator's data, so that other hours give other words.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from hub.opening_hours import Opening, OpeningHours, Session
from hub.spoken_dates import speak_date, speak_time
from hub.uk_calendar import in_london
from knowledge_base.gsm7 import PLAINER, TWO_SEGMENTS, septets, to_gsm7

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKEND = {5, 6}


def listed(items: Sequence[str]) -> str:
    """ "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def span(start: time, end: time) -> str:
    """ "9am to 1pm"."""
    return f"{speak_time(start)} to {speak_time(end)}"


def spans(sessions: Iterable[Session]) -> str:
    """ "9am to 1pm and 2pm to 4pm"."""
    return listed([span(s.start, s.end) for s in sessions])


def session_date(opening: Opening, now: datetime) -> str:
    """ "Wednesday 25 November, 9am to 1pm", with "today" before it when it is."""
    day = opening.start.date()
    today = "today, " if day == in_london(now).date() else ""
    return f"{today}{speak_date(day, now)}, {span(opening.start.time(), opening.end.time())}"


def on_day(day: date, now: datetime, name: str | None = None) -> str:
    """ "today, Tuesday 24 November", "on Friday 27 November", "on Boxing Day, Saturday 26 …"."""
    ahead = (day - in_london(now).date()).days
    said = speak_date(day, now)
    if name is not None:
        article = name.replace("The ", "the ", 1)
        return f"on {article}, {said}"
    return {0: f"today, {said}", 1: f"tomorrow, {said}"}.get(ahead, f"on {said}")


def appointment_rule(weekday: int, session: Session) -> str:
    """ "Wednesday evenings, 7pm to 9pm, are by appointment only."."""
    if session.start >= time(17):
        part = " evenings"
    elif session.end <= time(12):
        part = " mornings"
    else:
        part = " afternoons" if session.start >= time(12) else "s"
    hours = span(session.start, session.end)
    return f"{_WEEKDAYS[weekday]}{part}, {hours}, are by appointment only."


def appointment_rules(hours: OpeningHours, *, evening_only: bool = False) -> list[str]:
    """The rule of every by-appointment session of the week."""
    return [
        appointment_rule(weekday, session)
        for weekday in range(7)
        for session in hours.usual_sessions(weekday)
        if session.by_appointment and (session.start >= time(17) or not evening_only)
    ]


def week_table(hours: OpeningHours) -> list[tuple[str, str]]:
    """Rows such as ("Monday, Wednesday and Friday", "9am to 1pm"), then the by-appointment ones
    ("Wednesday 7pm to 9pm", "by appointment only").
    """
    walk_in: dict[tuple[Session, ...], list[str]] = {}
    appointments: dict[Session, list[str]] = {}
    for weekday, name in enumerate(_WEEKDAYS):
        sessions = hours.usual_sessions(weekday)
        if open_to_all := tuple(s for s in sessions if not s.by_appointment):
            walk_in.setdefault(open_to_all, []).append(name)
        for session in sessions:
            if session.by_appointment:
                appointments.setdefault(session, []).append(name)
    rows = [(listed(days), spans(sessions)) for sessions, days in walk_in.items()]
    return rows + [
        (f"{listed(days)} {span(session.start, session.end)}", "by appointment only")
        for session, days in appointments.items()
    ]


def closed_line(hours: OpeningHours) -> str | None:
    """ "Closed at weekends and on bank holidays.", or None when the Hub never closes."""
    free = {weekday for weekday in range(7) if not hours.usual_sessions(weekday)}
    parts = []
    if free >= _WEEKEND:
        parts.append("at weekends")
        free -= _WEEKEND
    if free:
        parts.append("on " + listed([f"{_WEEKDAYS[weekday]}s" for weekday in sorted(free)]))
    if hours.closed_on_bank_holidays:
        parts.append("on bank holidays")
    return f"Closed {listed(parts)}." if parts else None


def reason_sentence(hours: OpeningHours, day: date) -> str:
    """Why the Hub has no session on `day`, as a sentence."""
    closure = hours.closure_on(day)
    if closure:
        return f"The reason is: {closure.reason.strip().rstrip('.')}."
    if hours.usual_sessions(day.weekday()):
        return "We are closed on bank holidays."
    if day.weekday() in _WEEKEND and not any(hours.usual_sessions(w) for w in _WEEKEND):
        return "We are closed at weekends."
    return f"We are closed on {_WEEKDAYS[day.weekday()]}s."


def lost_days(hours: OpeningHours, first: date, last: date) -> list[date]:
    """The days from `first` to `last` that would have a walk-in session but for a bank holiday."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        day
        for day in days
        if any(not s.by_appointment for s in hours.usual_sessions(day.weekday()))
        and hours.closed_by_bank_holiday(day)
        and not hours.closure_on(day)
    ]


def bank_holidays_sentence(days: Sequence[date], now: datetime) -> str:
    """ "Friday 25 December and Monday 28 December are bank holidays."."""
    said = listed([speak_date(day, now) for day in days])
    return f"{said} {'is a bank holiday' if len(days) == 1 else 'are bank holidays'}."


def closure_sentences(hours: OpeningHours, first: date, last: date, now: datetime) -> list[str]:
    """ "From Thursday 24 December to Thursday 31 December we are closed: Christmas."."""
    return [
        f"{from_to(c.first, c.last, now)} we are closed: {c.reason.strip().rstrip('.')}."
        for c in sorted(hours.closures, key=lambda c: c.first)
        if c.first <= last and c.last >= first
    ]


def from_to(first: date, last: date, now: datetime) -> str:
    """ "From Thursday 24 December to Friday 1 January 2027"; "On …" for one day."""
    return f"On {speak_date(first, now)}" if first == last else f"From {run(first, last, now)}"


def run(first: date, last: date, now: datetime) -> str:
    """ "Friday 26 March to Monday 29 March 2027": the year once where it is the same."""
    start, end = speak_date(first, now), speak_date(last, now)
    return f"{start.removesuffix(f' {first.year}') if first.year == last.year else start} to {end}"


def as_sms(sentences: Sequence[str]) -> str:
    """As many of the sentences, in order, as a text message of two parts holds, in GSM-7."""
    text = ""
    for sentence in map(to_gsm7, sentences):
        longer = f"{text} {sentence}".strip()
        if septets(longer) <= TWO_SEGMENTS:
            text = longer
        elif not text:
            return sentence[:TWO_SEGMENTS].rsplit(" ", 1)[0]
    return text


def as_voice(sentences: Sequence[str]) -> str:
    """The sentences as one line without symbols that a voice would stumble over."""
    text = " ".join(sentences).replace("\n", " ")
    kept = "".join(c if c.isalnum() or c in " .,;:'-" else " " for c in text.translate(PLAINER))
    return " ".join(kept.split())
