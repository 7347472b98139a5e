"""What a message asks for when a person is choosing an appointment: days, times, "the later one".

Days and times are read by hub.spoken_dates and its parts. Nothing here knows which slots there are:
hub.appointments.choosing does.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from hub.appointments import wording
from hub.opening_hours import Session
from hub.spoken_dates import find_when
from hub.spoken_days import NamedDays, find_day
from hub.spoken_times import read_time
from hub.spoken_words import WEEKDAYS, read_words
from hub.uk_calendar import Days, in_london

# "8" is 8pm, unless a morning was said: the time is read with these words at the end.
_EVENING = " | in the evening"
_READ_AT_MOST = 500
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
# Further than any horizon, for "from the 9th" and "after Christmas".
_ON_AND_ON = timedelta(days=400)
_FROM_THEN_ON = ("After Christmas", "The new year", "New Year")


@dataclass(frozen=True)
class Span:
    """A time of day, with both ends equal, or a stretch of one; None is an open end."""

    first: time | None = None
    last: time | None = None

    @property
    def is_point(self) -> bool:
        """True for "8pm"; False for "after 8" and for any time at all."""
        return self.first is not None and self.first == self.last

    def holds(self, at: time) -> bool:
        """Whether `at` is that time, or in the stretch up to and not including its end."""
        if self.is_point:
            return at == self.first
        return (self.first is None or at >= self.first) and (self.last is None or at < self.last)

    def meets(self, session: Session) -> bool:
        """Whether some of it is within a session."""
        if self.is_point and self.first:
            return session.holds_at(self.first)
        before_end = self.first is None or self.first < session.end
        return before_end and (self.last is None or self.last > session.start)


ANY_TIME = Span()
_EVENING_SPAN = Span(time(18), time(22))


@dataclass(frozen=True)
class Wish:
    """What one message asks for. Every part is empty that it says nothing about.

    `option` is the number of one of those offered; `or_date` says that it may be the date `days` too ("the
    second"), and `date_first` that the date is likelier ("the 2nd"). `spans` are the readings of the time
    that was said, the likelier first. `weeks` is counted from the evening that was offered. `weekday_only`
    means that `days` came from a bare "Wednesday". `excluded` are days that were refused.
    """

    days: Days | None = None
    spans: tuple[Span, ...] = ()
    pick: wording.Pick | None = None
    option: int = 0
    or_date: bool = False
    date_first: bool = False
    weeks: int | None = None
    order: wording.Order | None = None
    towards: wording.Towards | None = None
    weekday_only: bool = False
    excluded: Days | None = None
    not_those: bool = False
    of_those: bool = False
    same_time: bool = False
    same_evening: bool = False
    impossible: bool = False

    @property
    def is_empty(self) -> bool:
        """True when the message was about no day, no time and none of the evenings offered."""
        return self == Wish()


def read_wish(text: str, now: datetime) -> Wish:
    """What `text` asks for, as seen from the aware moment `now`. Any text is accepted."""
    here = in_london(now)
    if moment := wording.ISO_MOMENT.fullmatch(text.strip()):
        return _from_button(moment.group())
    words = wording.plain(read_words(text[:_READ_AT_MOST]).text)
    if wording.is_yes(words):
        return Wish(pick="yes")
    if wording.NOT_THOSE.fullmatch(words):
        return Wish(not_those=True)
    core = wording.without_courtesies(words)
    picked = _picked(core)
    if picked and picked.pick != "option":
        return picked
    asked = _asked_for(wording.respelled(core, here.date()), here)
    if picked is None:
        return _picked_among(core) or asked if asked.days is None and not asked.spans else asked
    return replace(picked, days=asked.days if picked.or_date else None, spans=asked.spans)


def _from_button(iso: str) -> Wish:
    """The value of a button: a moment, with its distance from UTC or else in UK time."""
    try:
        said = datetime.fromisoformat(iso)
        here = in_london(said) if said.tzinfo else said
    except (ValueError, OverflowError):
        return Wish(impossible=True)
    at = here.time().replace(second=0, microsecond=0)
    return Wish(days=Days(here.date(), here.date()), spans=(Span(at, at),))


def _picked_among(core: str) -> Wish | None:
    """ "the second one if that's all right": one of those offered, within other words."""
    named = list(wording.OPTION_NAMED.finditer(core))
    wanted = [match for match in named if not wording.IS_REFUSED.search(core[: match.start()])]
    if not wanted:
        return Wish(not_those=True) if named else None
    return Wish(pick="option", option=wording.number_of(wanted[0]["number"] or wanted[0]["nth"]))


def _picked(core: str) -> Wish | None:
    """ "option 2", "the second one", "the later one": one of those offered."""
    if match := wording.OPTION.fullmatch(core):
        kind, said = next((kind, said) for kind, said in match.groupdict().items() if said)
        return Wish(
            pick="option",
            option=wording.number_of(said),
            or_date=kind in {"bare", "dated"},
            date_first=kind == "dated",
        )
    return next((Wish(pick=pick) for pick, pattern in wording.PICKS if pattern.fullmatch(core)), None)


def _asked_for(text: str, now: datetime) -> Wish:
    today = now.date()
    same_time = wording.SAME_TIME.search(text) is not None
    weeks, text = wording.weeks_from_the_offered(wording.SAME_TIME.sub("", text).strip())
    text = wording.with_weeks_ahead(text, today)
    day = find_day(text, today)
    days, excluded = _days(text, day, today) if day else (None, None)
    spans, days_of_time = _spans(text, now)
    days = days or days_of_time
    bare = day is not None and text[day.start : day.end].removeprefix("on ").removesuffix("s") in WEEKDAYS
    return Wish(
        days=days,
        spans=spans,
        weeks=weeks if days is None else None,
        order=wording.order(text, alone=days is None and not spans),
        towards=wording.towards(text),
        weekday_only=bare,
        excluded=excluded,
        not_those=wording.NOT_THOSE.search(text) is not None,
        of_those=wording.OF_THOSE.search(text) is not None,
        same_time=same_time,
        same_evening=wording.SAME_EVENING.search(text) is not None,
        impossible=_is_impossible(text, today),
    )


def _days(text: str, named: NamedDays, today: date) -> tuple[Days | None, Days | None]:
    """The days wanted, and the days refused. "after the 9th" is every day from the 10th on."""
    before, stretch = text[: named.start], text[named.start : named.end]
    days = _whole_week(named.days, stretch)
    if wording.IS_REFUSED.search(before):
        return None, days
    if days.name in _FROM_THEN_ON:
        return Days(days.first, days.last + _ON_AND_ON), None
    if days.name == "Before Christmas":
        return Days(today, days.last), None
    edge = before.removesuffix("the ").split()[-1:]
    if " to " in stretch or " - " in stretch:
        return days, None
    if edge == ["after"] and "week after" in before:
        return _whole_week(Days(days.last + _WEEK, days.last + _WEEK), "week"), None
    if edge == ["after"]:
        return Days(days.last + _DAY, days.last + _ON_AND_ON), None
    if edge in (["from"], ["since"], ["starting"]):
        return Days(days.first, days.last + _ON_AND_ON), None
    if edge in (["before"], ["until"]) and days.first > today:
        return Days(today, days.first - _DAY), None
    if edge == ["by"] and days.last >= today:
        return Days(today, days.last), None
    return days, None


def _whole_week(days: Days, stretch: str) -> Days:
    """ "in a fortnight" and "this week" as the whole of that week: an evening of it is meant."""
    words = stretch.split()
    weekly = any(word.startswith(("week", "fortnight", "month")) and word != "weekend" for word in words)
    exact = any(word.removesuffix("s") in (*WEEKDAYS, "today", "tomorrow", "weekend") for word in words)
    if not weekly or exact or days.name is not None or days.last - days.first > _WEEK:
        return days
    monday = days.first - _DAY * days.first.weekday()
    return Days(monday, monday + _DAY * 6)


def _spans(text: str, now: datetime) -> tuple[tuple[Span, ...], Days | None]:
    """The readings of the time said, and the day of a time like "in two hours"."""
    for words in (text, f"at {text}"):
        plain, evening = find_when(words, now), find_when(words + _EVENING, now)
        said = [Span(when.time_from, when.time_to) for when in (evening, plain) if when]
        if plain is None or said[-1] == ANY_TIME:
            said = [span for span in said if span not in (ANY_TIME, _EVENING_SPAN)]
        if said:
            told = plain is not None and plain.day_given and find_day(words, now.date()) is None
            return tuple(dict.fromkeys(said)), Days(plain.first, plain.last) if plain and told else None
    return (), None


def _is_impossible(text: str, today: date) -> bool:
    """True for "25:00" and "30 February"."""
    times = (match["time"] for match in wording.TIME_SHAPE.finditer(text))
    days = (match.group() for match in wording.DAY_SHAPE.finditer(text))
    return any(read_time(said, None) is None for said in times) or any(
        said != "24/7" and find_day(said, today) is None for said in days
    )
