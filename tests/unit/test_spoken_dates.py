"""Spoken UK dates and times: what people write, and the day and time that they mean."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.spoken_dates import When, find_when, speak_date, speak_time
from hub.spoken_times import read_time
from hub.uk_calendar import LONDON

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=LONDON)
FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=LONDON)
SATURDAY = datetime(2026, 11, 28, 9, 0, tzinfo=LONDON)
SUNDAY = datetime(2026, 11, 29, 9, 0, tzinfo=LONDON)
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=LONDON)

# Said on Tuesday 24 November 2026. One day, or the first and last of a run.
DAYS = """
today = 2026-11-24
later today = 2026-11-24
2day = 2026-11-24
tomorrow = 2026-11-25
2moro = 2026-11-25
tmrw = 2026-11-25
tomoz = 2026-11-25
tommorow = 2026-11-25
day after tomorrow = 2026-11-26
the day after tomorrow = 2026-11-26
yesterday = 2026-11-23
last night = 2026-11-23
day before yesterday = 2026-11-22
tuesday = 2026-11-24
wed = 2026-11-25
weds = 2026-11-25
wensday = 2026-11-25
Wednsday = 2026-11-25
thurs = 2026-11-26
thrusday = 2026-11-26
fri = 2026-11-27
are you open on friday? = 2026-11-27
this friday = 2026-11-27
friday coming = 2026-11-27
satdy = 2026-11-28
saterday = 2026-11-28
open sat? = 2026-11-28
sat = 2026-11-28
sat & sun = 2026-11-28
on sun = 2026-11-29
mon = 2026-11-30
tues = 2026-11-24
are you open on saturdays = 2026-11-28
next friday = 2026-12-04
next tuesday = 2026-12-01
nxt wed = 2026-12-02
next monday = 2026-11-30
tuesday next = 2026-12-01
a week saturday = 2026-12-05
this week on thursday = 2026-11-26
thursday last week = 2026-11-19
the last friday in november = 2026-11-27
the first monday of march = 2027-03-01
start of next week = 2026-11-30
friday week = 2026-12-04
monday week = 2026-12-07
tuesday week = 2026-12-01
a week on friday = 2026-12-04
week on thursday = 2026-12-03
a week on Weds = 2026-12-02
fortnight on monday = 2026-12-14
are you open on wednesday the 16th of december = 2026-12-16
open on wednesday the 16th = 2026-12-16
on wednesday 9 december = 2026-12-09
this friday the 27th november = 2026-11-27
on friday the 27th or monday = 2026-11-27
the Wednesday in Christmas week, the 23rd = 2026-12-23
a fortnight on friday = 2026-12-11
two weeks on wednesday = 2026-12-09
monday after next = 2026-12-07
friday after next = 2026-12-11
friday next week = 2026-12-04
next week on thursday = 2026-12-03
wednesday evening next week = 2026-12-02
last friday = 2026-11-20
monday just gone = 2026-11-23
today week = 2026-12-01
a week today = 2026-12-01
week tomorrow = 2026-12-02
a week tomorrow = 2026-12-02
fortnight today = 2026-12-08
two weeks today = 2026-12-08
2 weeks tomorrow = 2026-12-09
in 3 days = 2026-11-27
in three days time = 2026-11-27
in a week = 2026-12-01
in a week's time = 2026-12-01
in two weeks = 2026-12-08
in a couple of weeks = 2026-12-08
in a fortnight = 2026-12-08
in a fortnight's time = 2026-12-08
in a month = 2026-12-24
end of the week = 2026-11-27
end of next week = 2026-12-04
this week = 2026-11-24 2026-11-29
next week = 2026-11-30 2026-12-06
the week after next = 2026-12-07 2026-12-13
last week = 2026-11-16 2026-11-22
this weekend = 2026-11-28 2026-11-29
the weekend = 2026-11-28 2026-11-29
next weekend = 2026-12-05 2026-12-06
week commencing 7 december = 2026-12-07 2026-12-13
mon-fri = 2026-11-30 2026-12-04
wednesday to friday = 2026-11-25 2026-11-27
the 9th = 2026-12-09
on the 24th = 2026-11-24
the 23rd = 2026-12-23
the 31st = 2026-12-31
on the ninth = 2026-12-09
29th? = 2026-11-29
monday the 7th = 2026-12-07
fri 27th = 2026-11-27
friday 27 = 2026-11-27
9 dec = 2026-12-09
9 Dec 26 = 2026-12-09
dec 9 = 2026-12-09
9th december 2026 = 2026-12-09
Wednesday 9 December 2026 = 2026-12-09
wed, 9th Dec. = 2026-12-09
december the ninth = 2026-12-09
ninth of december = 2026-12-09
29th of december = 2026-12-29
29th dec = 2026-12-29
24 december = 2026-12-24
twenty first of january = 2027-01-21
the thirty-first of january = 2027-01-31
first of feb = 2027-02-01
5th of may = 2027-05-05
may 5th = 2027-05-05
march the 3rd = 2027-03-03
29 feb = 2028-02-29
23 november = 2026-11-23
10 november = 2027-11-10
24 nov 2025 = 2025-11-24
05/01/27 = 2027-01-05
05/01/2027 = 2027-01-05
5/1 = 2027-01-05
24/12 = 2026-12-24
5-1-27 = 2027-01-05
5.1.27 = 2027-01-05
3.12. = 2026-12-03
2026-12-09 = 2026-12-09
27-31 december = 2026-12-27 2026-12-31
27th to 31st dec = 2026-12-27 2026-12-31
between 24 dec and 2 jan = 2026-12-24 2027-01-02
xmas eve = 2026-12-24
christmas eve = 2026-12-24
christmas day = 2026-12-25
boxing day = 2026-12-26
new year's eve = 2026-12-31
new years day = 2027-01-01
good friday = 2027-03-26
easter sunday = 2027-03-28
easter monday = 2027-03-29
may bank holiday = 2027-05-03
early may bank holiday = 2027-05-03
early may = 2027-05-03
may day = 2027-05-03
spring bank holiday = 2027-05-31
late may bank holiday = 2027-05-31
august bank holiday = 2027-08-30
summer bank holiday monday = 2027-08-30
the next bank holiday = 2026-12-25
are u open bank hol monday = 2026-12-28
over christmas = 2026-12-24 2027-01-01
at xmas = 2026-12-24 2027-01-01
christmas and new year = 2026-12-24 2027-01-01
christmas week = 2026-12-21 2026-12-27
between christmas and new year = 2026-12-27 2026-12-31
over new year = 2026-12-31 2027-01-01
in the new year = 2027-01-02 2027-01-08
over easter = 2027-03-26 2027-03-29
easter weekend = 2027-03-26 2027-03-29
tuesday after easter = 2027-03-30
the wednesday before christmas = 2026-12-23
day after boxing day = 2026-12-27
the day before christmas eve = 2026-12-23
can't do friday, what about monday = 2026-11-30
not wednesday but thursday = 2026-11-26
"""

# Said on Tuesday 24 November 2026 at 10am: the day, from when, until when ("-" is open).
TIMES = """
at 2 = 2026-11-24 14:00 14:00
7 = 2026-11-24 19:00 19:00
ten = 2026-11-24 10:00 10:00
12? = 2026-11-24 12:00 12:00
half 12 = 2026-11-24 12:30 12:30
half 7 = 2026-11-24 19:30 19:30
half past ten = 2026-11-24 10:30 10:30
half-past 2 = 2026-11-24 14:30 14:30
ten to 3 = 2026-11-24 14:50 14:50
quarter past 9 = 2026-11-24 09:15 09:15
quarter to 12 = 2026-11-24 11:45 11:45
twenty past one = 2026-11-24 13:20 13:20
five to nine = 2026-11-24 08:55 08:55
twenty-five past two = 2026-11-24 14:25 14:25
2ish = 2026-11-24 14:00 14:00
twoish = 2026-11-24 14:00 14:00
about 2pm = 2026-11-24 14:00 14:00
14:30 = 2026-11-24 14:30 14:30
2.30 = 2026-11-24 14:30 14:30
2:30 pm = 2026-11-24 14:30 14:30
9.15am = 2026-11-24 09:15 09:15
07:30 = 2026-11-24 07:30 07:30
1430 hrs = 2026-11-24 14:30 14:30
2 p.m. = 2026-11-24 14:00 14:00
7am = 2026-11-24 07:00 07:00
12am = 2026-11-24 00:00 00:00
noon = 2026-11-24 12:00 12:00
midday = 2026-11-24 12:00 12:00
12 noon = 2026-11-24 12:00 12:00
midnight = 2026-11-24 00:00 00:00
two o'clock = 2026-11-24 14:00 14:00
9 o clock = 2026-11-24 09:00 09:00
7 in the morning = 2026-11-24 07:00 07:00
two in the afternoon = 2026-11-24 14:00 14:00
9 in the evening = 2026-11-24 21:00 21:00
8 tonight = 2026-11-24 20:00 20:00
after 3 = 2026-11-24 15:00 -
before 10 = 2026-11-24 - 10:00
by 2 = 2026-11-24 - 14:00
i work till 5 can i ring after = 2026-11-24 17:00 -
between 2 and 3 = 2026-11-24 14:00 15:00
9-1 = 2026-11-24 09:00 13:00
9 til 3 = 2026-11-24 09:00 15:00
nine thirty = 2026-11-24 09:30 09:30
two thirty pm = 2026-11-24 14:30 14:30
9 30am = 2026-11-24 09:30 09:30
at 0900 = 2026-11-24 09:00 09:00
noonish = 2026-11-24 12:00 12:00
this eve = 2026-11-24 18:00 22:00
fri eve = 2026-11-27 18:00 22:00
friday lunch = 2026-11-27 12:00 14:00
this morning = 2026-11-24 06:00 12:00
this afternoon = 2026-11-24 12:00 18:00
tonite = 2026-11-24 18:00 22:00
evening = 2026-11-24 18:00 22:00
lunchtime = 2026-11-24 12:00 14:00
after school = 2026-11-24 15:30 18:00
after work = 2026-11-24 17:00 22:00
are you open at night = 2026-11-24 18:00 22:00
may I ring at 5 = 2026-11-24 17:00 17:00
2ish tomorrow = 2026-11-25 14:00 14:00
noon friday = 2026-11-27 12:00 12:00
wed 7 = 2026-11-25 19:00 19:00
can i just call at 7 on wednesday = 2026-11-25 19:00 19:00
wed nite = 2026-11-25 18:00 22:00
wednesday evening = 2026-11-25 18:00 22:00
tomorrow morning at 10 = 2026-11-25 10:00 10:00
2-3pm on monday = 2026-11-30 14:00 15:00
after 5pm on thursdays = 2026-11-26 17:00 -
until 3 friday = 2026-11-27 - 15:00
a week on friday at half 10 = 2026-12-04 10:30 10:30
fri 27th at 9.15 = 2026-11-27 09:15 09:15
3.12. at 2.30pm = 2026-12-03 14:30 14:30
christmas eve morning = 2026-12-24 06:00 12:00
in half an hour = 2026-11-24 10:30 10:30
in 2 hours = 2026-11-24 12:00 12:00
in 20 minutes = 2026-11-24 10:20 10:20
"""

NO_DATES = """
may I ring
I sat down
he sat at the table and cried
he is in year 7
my son is 9
my son is 2 am i too late
the second time
his 9th birthday
the monster under the bed
I have 2 kids
7 year old
after 2 years of waiting
at 9 he started school
diagnosed at 7
one more thing
march him to school
sun cream
sitting in the sun
half term
the summer holidays
30 feb
30th of february
31/11
45/13
24/7
call 01632 960001
07700 900123
it cost £1.50
ages 5-7
good morning
morning, are you there
good evening
he plays fortnite
it is mourning
a Christian school
easter eggs
a packed lunch
she will be 9 30 kids in the class
he wakes 5 times at night
"""

# The same words on other days of the week: the rule of "next Friday", and "today" included.
OTHER_DAYS = [
    (FRIDAY, "friday", "2026-11-27"),
    (FRIDAY, "next friday", "2026-12-04"),
    (FRIDAY, "friday week", "2026-12-04"),
    (FRIDAY, "a week on friday", "2026-12-04"),
    (FRIDAY, "next monday", "2026-11-30"),
    (FRIDAY, "end of the week", "2026-11-27"),
    (FRIDAY, "last friday", "2026-11-20"),
    (SATURDAY, "next friday", "2026-12-04"),
    (SATURDAY, "this friday", "2026-12-04"),
    (SATURDAY, "this weekend", "2026-11-28 2026-11-29"),
    (SATURDAY, "end of the week", "2026-12-04"),
    (SUNDAY, "next friday", "2026-12-04"),
    (SUNDAY, "the weekend", "2026-11-28 2026-11-29"),
    (SUNDAY, "this week", "2026-11-29"),
    (SUNDAY, "next week", "2026-11-30 2026-12-06"),
    (MONDAY, "monday week", "2026-12-07"),
    (MONDAY, "fortnight on monday", "2026-12-14"),
    (MONDAY, "next tuesday", "2026-12-08"),
    (datetime(2026, 12, 28, 9, 0, tzinfo=LONDON), "over christmas", "2026-12-24 2027-01-01"),
    (datetime(2026, 12, 28, 9, 0, tzinfo=LONDON), "boxing day", "2027-12-26"),
    (datetime(2027, 1, 1, 9, 0, tzinfo=LONDON), "new year's day", "2027-01-01"),
    (datetime(2027, 1, 31, 9, 0, tzinfo=LONDON), "in a month", "2027-02-28"),
    (datetime(2027, 1, 31, 9, 0, tzinfo=LONDON), "the 30th", "2027-03-30"),
    (datetime(2027, 3, 29, 9, 0, tzinfo=LONDON), "over easter", "2027-03-26 2027-03-29"),
    (datetime(2027, 3, 30, 9, 0, tzinfo=LONDON), "easter monday", "2028-04-17"),
    # 11.30pm UTC on 30 June is already 1 July in England.
    (datetime(2027, 6, 30, 23, 30, tzinfo=UTC), "tomorrow", "2027-07-02"),
]


def rows(table: str) -> list[tuple[str, str]]:
    pairs = (line.partition(" = ") for line in table.strip().splitlines())
    return [(phrase, meaning) for phrase, _, meaning in pairs]


def days_of(when: When | None) -> str | None:
    if when is None:
        return None
    run = f"{when.first} {when.last}"
    return run if when.first != when.last else f"{when.first}"


def clock(at: time | None) -> str:
    return f"{at:%H:%M}" if at else "-"


@pytest.mark.parametrize(("phrase", "days"), rows(DAYS))
def test_a_spoken_day_is_the_day_that_people_mean(phrase: str, days: str) -> None:
    when = find_when(phrase, TUESDAY)
    assert days_of(when) == days
    assert when is not None
    assert when.day_given


@pytest.mark.parametrize(("phrase", "meaning"), rows(TIMES))
def test_a_spoken_time_is_the_time_that_people_mean(phrase: str, meaning: str) -> None:
    when = find_when(phrase, TUESDAY)
    assert when is not None
    assert f"{when.first} {clock(when.time_from)} {clock(when.time_to)}" == meaning


@pytest.mark.parametrize(("now", "phrase", "days"), OTHER_DAYS)
def test_the_day_depends_on_when_it_is_said(now: datetime, phrase: str, days: str) -> None:
    assert days_of(find_when(phrase, now)) == days


@pytest.mark.parametrize("phrase", NO_DATES.strip().splitlines())
def test_words_that_only_look_like_dates_name_no_day(phrase: str) -> None:
    assert find_when(phrase, TUESDAY) is None


@pytest.mark.parametrize("phrase", ["at 2", "half 12", "evening", "after school", "9-1"])
def test_a_time_alone_is_about_today_and_says_that_no_day_was_given(phrase: str) -> None:
    when = find_when(phrase, FRIDAY)
    assert when is not None
    assert (when.first, when.day_given) == (FRIDAY.date(), False)


@pytest.mark.parametrize("phrase", ["tonight", "this afternoon", "8 tonight", "in half an hour"])
def test_a_time_that_is_tied_to_today_gives_a_day(phrase: str) -> None:
    when = find_when(phrase, FRIDAY)
    assert when is not None
    assert when.day_given


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("Hi, are you open on Boxing Day please?", "Boxing Day"),
        ("can I ring 2ish tomorrow", "2ish tomorrow"),
        ("is someone there wed nite, can i just call at 7", "wed at 7"),
        ("I’m free Fri. 27th Nov., 9.15am", "Fri. 27th Nov., 9.15am"),
        ("a week on Friday at half 10?", "a week on Friday at half 10"),
        ("7 in the morning", "7 in the morning"),
    ],
)
def test_the_words_understood_are_quoted_as_they_were_written(message: str, words: str) -> None:
    when = find_when(message, TUESDAY)
    assert when is not None
    assert when.words == words


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("xmas eve", "Christmas Eve"),
        ("new years day", "New Year's Day"),
        ("august bank holiday", "The summer bank holiday"),
        ("bank holiday monday", "The substitute day for Boxing Day"),
        ("24 december", None),
    ],
)
def test_a_named_day_keeps_its_name(phrase: str, name: str | None) -> None:
    when = find_when(phrase, TUESDAY)
    assert when is not None
    assert when.name == name


@pytest.mark.parametrize(
    ("now", "phrase", "at"),
    [
        # The hour from 1am to 2am does not exist on 28 March 2027, and happens twice on 31 October.
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "in an hour", "02:30"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "in an hour", "01:30"),
    ],
)
def test_in_an_hour_is_an_hour_across_a_clock_change(now: datetime, phrase: str, at: str) -> None:
    when = find_when(phrase, now)
    assert when is not None
    assert clock(when.time_from) == at


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 9), "Wednesday 9 December"),
        (date(2027, 1, 1), "Friday 1 January 2027"),
        (date(2025, 11, 24), "Monday 24 November 2025"),
    ],
)
def test_a_date_is_said_with_its_year_only_when_that_is_not_this_year(day: date, said: str) -> None:
    assert speak_date(day, TUESDAY) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(9), "9am"),
        (time(12, 30), "12.30pm"),
        (time(12), "midday"),
        (time(0), "midnight"),
        (time(0, 5), "12.05am"),
        (time(21), "9pm"),
    ],
)
def test_a_time_is_said_in_house_style(at: time, said: str) -> None:
    assert speak_time(at) == said


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        find_when("tomorrow", datetime(2026, 11, 24, 10, 0))


PIECES = [phrase for phrase, _ in rows(DAYS) + rows(TIMES)] + NO_DATES.split()
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=80), now=MOMENTS)
def test_no_text_at_all_raises(text: str, now: datetime) -> None:
    find_when(text, now)


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=5), now=MOMENTS)
def test_a_jumble_of_phrases_gives_days_in_order(pieces: list[str], now: datetime) -> None:
    when = find_when(" ".join(pieces), now)
    assert when is None or when.first <= when.last


@settings(max_examples=100, deadline=None)
@given(day=st.dates(date(2020, 1, 1), date(2040, 12, 31)), now=MOMENTS)
def test_a_date_said_in_full_is_understood_as_itself(day: date, now: datetime) -> None:
    when = find_when(f"{day:%A} {day.day} {day:%B} {day.year}", now)
    assert when is not None
    assert (when.first, when.last) == (day, day)


@settings(max_examples=100, deadline=None)
@given(at=st.times(), now=MOMENTS)
def test_a_time_said_in_house_style_is_understood_as_itself(at: time, now: datetime) -> None:
    at = at.replace(second=0, microsecond=0)
    when = find_when(speak_time(at), now)
    assert when is not None
    assert (when.time_from, when.time_to) == (at, at)


@pytest.mark.parametrize(
    ("said", "at"), [("half 15", time(15, 30)), ("half fifteen", time(15, 30)), ("half thirty", None)]
)
def test_half_of_what_is_no_hour_raises_nothing(said: str, at: time | None) -> None:
    assert read_time(said, None) == at
