"""Which appointment people mean, in the words that they write, text and say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import groupby

import pytest
from an_evening import at, settings_with
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.appointments.choosing import Choice, Problem, choose
from hub.appointments.slots import Slot, bookable_slots
from hub.spoken_dates import speak_date, speak_time

HUB = settings_with(closures=[{"first": "2027-01-13", "last": "2027-01-13", "reason": "training"}])
TUESDAY = "2026-11-24T10:00"
# Places gone on that Tuesday: one on 2 December, all of 16 December.
GONE = ("2026-12-02T19:00", "2026-12-16T19:00", "2026-12-16T19:30", "2026-12-16T20:00", "2026-12-16T20:30")
OFFERED = ("2026-11-25T19:00", "2026-11-25T19:30", "2026-12-09T20:00")

# Said on Tuesday 24 November 2026, after three were offered. "?" stands before options to ask about; a
# problem is followed by what can be had instead.
DAYS = """
the 9th = ? 9 Dec 19:00 19:30 20:00
9 december = ? 9 Dec 19:00 19:30 20:00
the ninth = ? 9 Dec 19:00 19:30 20:00
um, the ninth please = ? 9 Dec 19:00 19:30 20:00
wed 9th = ? 9 Dec 19:00 19:30 20:00
wednesday the ninth of december = ? 9 Dec 19:00 19:30 20:00
on wednesday the 9th = ? 9 Dec 19:00 19:30 20:00
9/12 = ? 9 Dec 19:00 19:30 20:00
2026-12-09 = ? 9 Dec 19:00 19:30 20:00
next week = ? 2 Dec 19:30 20:00 20:30
the week after next = ? 9 Dec 19:00 19:30 20:00
a week on wednesday = ? 2 Dec 19:30 20:00 20:30
wednesday week = ? 2 Dec 19:30 20:00 20:30
fortnight = ? 9 Dec 19:00 19:30 20:00
in a fortnight = ? 9 Dec 19:00 19:30 20:00
a fortnight on wednesday = ? 9 Dec 19:00 19:30 20:00
in two weeks = ? 9 Dec 19:00 19:30 20:00
this wednesday = ? 25 Nov 19:00 19:30 20:00
wednesday = ? 25 Nov 19:00 19:30 20:00
tomorrow = ? 25 Nov 19:00 19:30 20:00
2moro = ? 25 Nov 19:00 19:30 20:00
next wednesday = ? 2 Dec 19:30 20:00 20:30
the 2nd = ? 2 Dec 19:30 20:00 20:30
on the second = ? 2 Dec 19:30 20:00 20:30
the twenty third = ? 23 Dec 19:00 19:30 20:00
the last wednesday before christmas = ? 23 Dec 19:00 19:30 20:00
christmas week = ? 23 Dec 19:00 19:30 20:00
between christmas and new year = ? 30 Dec 19:00 19:30 20:00
the wednesday after christmas = ? 30 Dec 19:00 19:30 20:00
the week after christmas = ? 30 Dec 19:00 19:30 20:00
after christmas = ? 30 Dec 19:00, 6 Jan 19:00
before christmas = ? 25 Nov 19:00, 2 Dec 19:30, 9 Dec 19:00
new year = ? 6 Jan 19:00 19:30 20:00
in the new year = ? 6 Jan 19:00 19:30 20:00
next year = ? 6 Jan 19:00 19:30 20:00
in january = ? 6 Jan 19:00 19:30 20:00
first week of january = ? 6 Jan 19:00 19:30 20:00
next month = ? 2 Dec 19:30, 9 Dec 19:00, 23 Dec 19:00
from the 9th = ? 9 Dec 19:00, 23 Dec 19:00, 30 Dec 19:00
not before the 9th = ? 9 Dec 19:00, 23 Dec 19:00, 30 Dec 19:00
after the 9th = ? 23 Dec 19:00, 30 Dec 19:00, 6 Jan 19:00
by the 16th = ? 25 Nov 19:00, 2 Dec 19:30, 9 Dec 19:00
the week of the 7th of december = ? 9 Dec 19:00 19:30 20:00
can't do this week, what about next week = ? 2 Dec 19:30 20:00 20:30
not the 9th = ? 25 Nov 19:00, 2 Dec 19:30, 23 Dec 19:00
the 9th is no good = ? 25 Nov 19:00, 2 Dec 19:30, 23 Dec 19:00
any day except the 25th = 2 Dec 19:30
do you have anything on the 9th? = ? 9 Dec 19:00 19:30 20:00
the one on the 9th = ? 9 Dec 19:00 19:30 20:00
I'm free on the 9th = ? 9 Dec 19:00 19:30 20:00
either the 9th or the 16th = ? 9 Dec 19:00 19:30 20:00
I'm not free on the 9th = ? 25 Nov 19:00, 2 Dec 19:30, 23 Dec 19:00
"""

TIMES = """
half 7 = 25 Nov 19:30
7.30 = 25 Nov 19:30
seven thirty = 25 Nov 19:30
19:30 = 25 Nov 19:30
19h30 = 25 Nov 19:30
1930 = 25 Nov 19:30
7 = 25 Nov 19:00
7pm = 25 Nov 19:00
8 = 9 Dec 20:00
8 o'clock = 9 Dec 20:00
eight = 9 Dec 20:00
8ish = 9 Dec 20:00
20:00 = 9 Dec 20:00
8 in the evening = 9 Dec 20:00
could we do 8 instead please = 9 Dec 20:00
8 would be better = 9 Dec 20:00
the 8 o'clock one = 9 Dec 20:00
8, not 7 = 9 Dec 20:00
not half 7 but 8 o'clock = 9 Dec 20:00
half eight = ? 25 Nov 20:30, 9 Dec 20:30
twenty past eight = ? 25 Nov 20:00 20:30
7.15 = ? 25 Nov 19:00 19:30
after 8 = 9 Dec 20:00
before 8 = ? 25 Nov 19:00 19:30
between 7 and 8 = ? 25 Nov 19:00 19:30
7-8 = ? 25 Nov 19:00 19:30
8 is too late = ? 25 Nov 19:00 19:30
half 7 is too early = ? 25 Nov 20:00, 2 Dec 19:30, 9 Dec 19:30
can't do half 7 = ? 2 Dec 19:30, 23 Dec 19:00, 30 Dec 19:00
half 7 doesn't work, is there 8 = 9 Dec 20:00
I'm busy until 8 = 9 Dec 20:00
in the evening = ? 25 Nov 19:00, 9 Dec 20:00
the 9th at 8 = 9 Dec 20:00
the ninth at 8 = 9 Dec 20:00
eight pm on the ninth = 9 Dec 20:00
8 on the 9th = 9 Dec 20:00
Wed 9 Dec, 8pm = 9 Dec 20:00
the 9th of december 2026 at 8 = 9 Dec 20:00
half past 8 next week = 2 Dec 20:30
tmrw half 8 = 25 Nov 20:30
after 8 on the 9th = ? 9 Dec 20:00 20:30
after christmas at 8 = ? 30 Dec 20:00, 6 Jan 20:00
any wednesday at 8 = 25 Nov 20:00
the same time on the 9th = 9 Dec 19:00
same evening at half 8 = 25 Nov 20:30
"""

PICKS = """
the first one = 25 Nov 19:00
first = 25 Nov 19:00
the second = 25 Nov 19:30
the second one if that's ok = 25 Nov 19:30
option 2 = 25 Nov 19:30
Option 2. = 25 Nov 19:30
number three please = 9 Dec 20:00
no. 3 = 9 Dec 20:00
2 = 25 Nov 19:30
two = 25 Nov 19:30
2️⃣ = 25 Nov 19:30
3rd one = 9 Dec 20:00
the middle one = 25 Nov 19:30
the last one = 9 Dec 20:00
the later one = 9 Dec 20:00
the earlier one = 25 Nov 19:00
not the second one = ? 2 Dec 19:30, 23 Dec 19:00, 30 Dec 19:00
not the second one, the third one = 9 Dec 20:00
the 7pm one = 25 Nov 19:00
2026-11-25T19:30:00+00:00 = 25 Nov 19:30
2026-12-09T19:00:00Z = 9 Dec 19:00
Wednesday 9 December, 7pm = 9 Dec 19:00
earliest = 25 Nov 19:00
as soon as possible = 25 Nov 19:00
asap pls = 25 Nov 19:00
first available = 25 Nov 19:00
the sooner the better = 25 Nov 19:00
any = 25 Nov 19:00
any time = 25 Nov 19:00
whenever = 25 Nov 19:00
i don't mind = 25 Nov 19:00
I dont mind = 25 Nov 19:00
you choose = 25 Nov 19:00
either = 25 Nov 19:00
any of those = 25 Nov 19:00
both are fine = 25 Nov 19:00
any time next week = 2 Dec 19:30
the 9th, any time = 9 Dec 19:00
first available after christmas = 30 Dec 19:00
the earliest on the 9th = 9 Dec 19:00
the last slot on the 9th = 9 Dec 20:30
as late as possible = 25 Nov 20:30
yes = ? 25 Nov 19:00 19:30, 9 Dec 20:00
no = ? 2 Dec 19:30, 23 Dec 19:00, 30 Dec 19:00
none of those = ? 2 Dec 19:30, 23 Dec 19:00, 30 Dec 19:00
any other times? = ? 2 Dec 19:30, 23 Dec 19:00, 30 Dec 19:00
I can't do any of those = ? 2 Dec 19:30, 23 Dec 19:00, 30 Dec 19:00
those don't work for me = ? 2 Dec 19:30, 23 Dec 19:00, 30 Dec 19:00
another day = ? 2 Dec 19:30, 23 Dec 19:00, 30 Dec 19:00
later that evening = ? 25 Nov 20:00 20:30
anything later? = ? 25 Nov 20:00 20:30
a later date = ? 23 Dec 19:00, 30 Dec 19:00, 6 Jan 19:00
that's too soon = ? 25 Nov 20:00 20:30
the week after = ? 2 Dec 19:30 20:00 20:30
no the week after = ? 2 Dec 19:30 20:00 20:30
not that one, the week after = ? 2 Dec 19:30 20:00 20:30
two weeks later = ? 9 Dec 19:00 19:30 20:00
the week after at 8 = 2 Dec 20:00
"""

PROBLEMS = """
thursday evening = not_an_evening: 25 Nov 19:00, 2 Dec 19:30, 9 Dec 19:00
thursday at 8 = not_an_evening: 25 Nov 20:00, 2 Dec 20:00, 9 Dec 20:00
saturday = not_an_evening: 25 Nov 19:00, 2 Dec 19:30, 9 Dec 19:00
today = not_an_evening: 25 Nov 19:00, 2 Dec 19:30, 9 Dec 19:00
tonight = not_an_evening: 25 Nov 19:00, 2 Dec 19:30, 9 Dec 19:00
the 10th = not_an_evening: 2 Dec 19:30, 9 Dec 19:00, 23 Dec 19:00
christmas day = not_an_evening: 23 Dec 19:00, 30 Dec 19:00, 6 Jan 19:00
wednesday morning = not_an_evening: 25 Nov 19:00 19:30 20:00
7 in the morning = not_an_evening: 25 Nov 19:00 19:30 20:00
8am = not_an_evening: 25 Nov 19:00 19:30 20:00
08:00 = not_an_evening: 25 Nov 19:00 19:30 20:00
6pm = not_an_evening: 25 Nov 19:00 19:30 20:00
9pm = not_an_evening: 25 Nov 19:30 20:00 20:30
noon = not_an_evening: 25 Nov 19:00 19:30 20:00
I can't do wednesdays = not_an_evening: 25 Nov 19:00 19:30, 9 Dec 20:00
yesterday = past: 25 Nov 19:00, 2 Dec 19:30, 9 Dec 19:00
last week = past: 25 Nov 19:00, 2 Dec 19:30, 9 Dec 19:00
18 november = past: 25 Nov 19:00, 2 Dec 19:30, 9 Dec 19:00
last wednesday = past: 25 Nov 19:00, 2 Dec 19:30, 9 Dec 19:00
2026-11-18T19:00:00+00:00 = past: 25 Nov 19:00, 2 Dec 19:30, 9 Dec 19:00
13 january = closed: 23 Dec 19:00, 30 Dec 19:00, 6 Jan 19:00
easter = too_far: 23 Dec 19:00, 30 Dec 19:00, 6 Jan 19:00
in march = too_far: 23 Dec 19:00, 30 Dec 19:00, 6 Jan 19:00
in six months = too_far: 23 Dec 19:00, 30 Dec 19:00, 6 Jan 19:00
2027-06-09T19:00:00+01:00 = too_far: 23 Dec 19:00, 30 Dec 19:00, 6 Jan 19:00
9 november = too_far: 23 Dec 19:00, 30 Dec 19:00, 6 Jan 19:00
the 2nd at 7 = full: 2 Dec 19:30 20:00 20:30
2026-12-02T19:00:00+00:00 = full: 2 Dec 19:30 20:00 20:30
Wednesday 2 December, 7pm = full: 2 Dec 19:30 20:00 20:30
the 16th = full: 23 Dec 19:00 19:30 20:00
the 16th at 8 = full: 23 Dec 20:00, 30 Dec 20:00, 6 Jan 20:00
in three weeks = full: 23 Dec 19:00 19:30 20:00
the same time the week after = full: 2 Dec 19:30 20:00 20:30
anything sooner? = too_soon: 25 Nov 19:00 19:30, 9 Dec 20:00
25:00 = no_such_time: 25 Nov 19:00 19:30, 9 Dec 20:00
24:00 = no_such_time: 25 Nov 19:00 19:30, 9 Dec 20:00
7.75 = no_such_time: 25 Nov 19:00 19:30, 9 Dec 20:00
25 o'clock = no_such_time: 25 Nov 19:00 19:30, 9 Dec 20:00
the 9th at 25:00 = no_such_time: 25 Nov 19:00 19:30, 9 Dec 20:00
30 february = no_such_time: 25 Nov 19:00 19:30, 9 Dec 20:00
31/11 = no_such_time: 25 Nov 19:00 19:30, 9 Dec 20:00
the 45th = no_such_time: 25 Nov 19:00 19:30, 9 Dec 20:00
30th of february at 8 = no_such_time: 25 Nov 19:00 19:30, 9 Dec 20:00
2026-02-30T19:00:00+00:00 = no_such_time: 25 Nov 19:00 19:30, 9 Dec 20:00
0001-01-01T00:00:00+14:00 = no_such_time: 25 Nov 19:00 19:30, 9 Dec 20:00
option 5 = not_understood: 25 Nov 19:00 19:30, 9 Dec 20:00
hello = not_understood: 25 Nov 19:00 19:30, 9 Dec 20:00
my son is 9 = not_understood: 25 Nov 19:00 19:30, 9 Dec 20:00
what is adhd = not_understood: 25 Nov 19:00 19:30, 9 Dec 20:00
07700 900123 = not_understood: 25 Nov 19:00 19:30, 9 Dec 20:00
😀 = not_understood: 25 Nov 19:00 19:30, 9 Dec 20:00
[noise] = not_understood: 25 Nov 19:00 19:30, 9 Dec 20:00
<script>alert(1)</script> = not_understood: 25 Nov 19:00 19:30, 9 Dec 20:00
"""

# Before anything was offered.
NONE_OFFERED = """
the second = ? 2 Dec 19:30 20:00 20:30
the first one = 25 Nov 19:00
half 7 = ? 25 Nov 19:30, 2 Dec 19:30, 9 Dec 19:30
the later one = ? 25 Nov 19:30 20:00 20:30
the week after = ? 2 Dec 19:30 20:00 20:30
yes = not_understood: 25 Nov 19:00 19:30 20:00
2 = not_an_evening: 25 Nov 19:00 19:30 20:00
"""

# After three times of 9 December were offered.
ONE_EVENING = """
8 = 9 Dec 20:00
half 8 = 9 Dec 20:30
later = 9 Dec 20:30
the later of the two = 9 Dec 20:00
no, the week after = ? 16 Dec 19:00 19:30 20:00
the week before = ? 2 Dec 19:00 19:30 20:00
a fortnight later = ? 23 Dec 19:00 19:30 20:00
the following wednesday = ? 16 Dec 19:00 19:30 20:00
that evening at half 8 = 9 Dec 20:30
not that evening = ? 25 Nov 19:00, 2 Dec 19:00, 16 Dec 19:00
next week = ? 2 Dec 19:00 19:30 20:00
earlier please = ? 25 Nov 19:00, 2 Dec 19:00
"""

# After 9 December at 7.30pm was read back.
ONE_SLOT = """
yes please = 9 Dec 19:30
that's fine = 9 Dec 19:30
no = ? 25 Nov 19:00, 2 Dec 19:00, 16 Dec 19:00
no, the week after = 16 Dec 19:30
no the week after at 8 = 16 Dec 20:00
the week before = 2 Dec 19:30
the same time the following week = 16 Dec 19:30
not the 9th, the week after = 16 Dec 19:30
no, the 16th = ? 16 Dec 19:00 19:30 20:00
the 16th, same time = 16 Dec 19:30
no, 8 o'clock = 9 Dec 20:00
later that evening = ? 9 Dec 20:00 20:30
earlier = 9 Dec 19:00
"""

# After 7pm on 25 November, 2 and 9 December.
THREE_EVENINGS = """
the second = 2 Dec 19:00
the 2nd = ? 2 Dec 19:00 19:30 20:00
the second one = 2 Dec 19:00
the third = 9 Dec 19:00
7pm = ? 25 Nov 19:00, 2 Dec 19:00, 9 Dec 19:00
8 = ? 25 Nov 20:00, 2 Dec 20:00, 9 Dec 20:00
7pm next week = 2 Dec 19:00
the december one = ? 2 Dec 19:00, 9 Dec 19:00, 16 Dec 19:00
"""

# After 7pm on 2, 9 and 16 December: "the second" is two of them.
SECOND_IS_FIRST = """
the second = ? 2 Dec 19:00, 9 Dec 19:00
the 2nd = ? 2 Dec 19:00 19:30 20:00
the second one = 9 Dec 19:00
"""

# Notice, both clock changes, year ends, bank holidays: nothing offered, every place free.
OTHER_DAYS = [
    ("2026-11-25T12:00", "tonight", "? 25 Nov 19:00 19:30 20:00"),
    ("2026-11-25T12:00", "wednesday at 7", "25 Nov 19:00"),
    ("2026-11-25T12:00", "next wednesday", "? 2 Dec 19:00 19:30 20:00"),
    ("2026-11-25T12:00", "this evening before 8", "? 25 Nov 19:00 19:30"),
    ("2026-11-25T15:10", "7pm tonight", "too_soon: 25 Nov 19:30 20:00 20:30"),
    ("2026-11-25T15:10", "tonight", "? 25 Nov 19:30 20:00 20:30"),
    ("2026-11-25T15:10", "wednesday at 7", "2 Dec 19:00"),
    ("2026-11-25T15:10", "this evening before 8", "25 Nov 19:30"),
    ("2026-11-25T15:10", "2026-11-25T19:00:00+00:00", "too_soon: 25 Nov 19:30 20:00 20:30"),
    ("2026-11-25T17:30", "tonight", "too_soon: 2 Dec 19:00, 9 Dec 19:00, 16 Dec 19:00"),
    ("2026-11-25T17:30", "this wednesday", "too_soon: 2 Dec 19:00, 9 Dec 19:00, 16 Dec 19:00"),
    ("2026-11-25T17:30", "wednesday", "? 2 Dec 19:00 19:30 20:00"),
    ("2026-11-25T17:30", "wednesday at 8", "2 Dec 20:00"),
    ("2026-11-25T17:30", "the 25th", "too_soon: 2 Dec 19:00, 9 Dec 19:00, 16 Dec 19:00"),
    ("2026-11-25T17:30", "in 2 hours", "too_soon: 2 Dec 19:30, 9 Dec 19:30, 16 Dec 19:30"),
    ("2026-11-25T17:30", "this week", "too_soon: 2 Dec 19:00, 9 Dec 19:00, 16 Dec 19:00"),
    ("2026-11-25T19:40", "7pm tonight", "past: 2 Dec 19:00, 9 Dec 19:00, 16 Dec 19:00"),
    ("2026-11-25T19:40", "8 tonight", "too_soon: 2 Dec 20:00, 9 Dec 20:00, 16 Dec 20:00"),
    ("2026-11-25T21:30", "today", "past: 2 Dec 19:00, 9 Dec 19:00, 16 Dec 19:00"),
    ("2026-11-25T21:30", "wednesday", "? 2 Dec 19:00 19:30 20:00"),
    ("2026-11-25T21:30", "this week", "past: 2 Dec 19:00, 9 Dec 19:00, 16 Dec 19:00"),
    ("2027-03-23T10:00", "tomorrow at 7", "24 Mar 19:00"),
    ("2027-03-23T10:00", "next week at half 7", "31 Mar 19:30"),
    ("2027-03-23T10:00", "the 31st at 7", "31 Mar 19:00"),
    ("2027-03-23T10:00", "after easter", "? 31 Mar 19:00, 7 Apr 19:00, 14 Apr 19:00"),
    ("2027-03-23T10:00", "2027-03-24T19:00:00+00:00", "24 Mar 19:00"),
    ("2027-03-23T10:00", "2027-03-31T18:00:00+00:00", "31 Mar 19:00"),
    ("2027-03-23T10:00", "2027-03-31T19:00:00+01:00", "31 Mar 19:00"),
    ("2027-03-23T10:00", "2027-03-31T19:00:00", "31 Mar 19:00"),
    ("2026-10-20T10:00", "tomorrow at 7", "21 Oct 19:00"),
    ("2026-10-20T10:00", "28 october 8pm", "28 Oct 20:00"),
    ("2026-10-20T10:00", "2026-10-21T19:00:00+01:00", "21 Oct 19:00"),
    ("2026-10-20T10:00", "2026-10-28T20:00:00+00:00", "28 Oct 20:00"),
    ("2026-10-20T10:00", "a week on wednesday at half 8", "28 Oct 20:30"),
    ("2026-12-29T10:00", "tomorrow", "? 30 Dec 19:00 19:30 20:00"),
    ("2026-12-29T10:00", "the 6th", "? 6 Jan 19:00 19:30 20:00"),
    ("2026-12-29T10:00", "6 jan 8pm", "6 Jan 20:00"),
    ("2026-12-29T10:00", "6/1/27 at 8", "6 Jan 20:00"),
    ("2026-12-29T10:00", "new year", "? 6 Jan 19:00, 20 Jan 19:00, 27 Jan 19:00"),
    ("2026-12-29T10:00", "next year", "? 6 Jan 19:00, 20 Jan 19:00, 27 Jan 19:00"),
    ("2026-12-29T10:00", "in january", "? 6 Jan 19:00, 20 Jan 19:00, 27 Jan 19:00"),
    ("2026-12-29T10:00", "31 december", "not_an_evening: 30 Dec 19:00, 6 Jan 19:00, 20 Jan 19:00"),
    ("2026-12-29T10:00", "30 december 2025", "past: 30 Dec 19:00, 6 Jan 19:00, 20 Jan 19:00"),
    ("2026-12-29T10:00", "last wednesday", "past: 30 Dec 19:00, 6 Jan 19:00, 20 Jan 19:00"),
    ("2026-12-29T10:00", "3 march", "too_far: 3 Feb 19:00, 10 Feb 19:00, 17 Feb 19:00"),
    ("2030-12-10T10:00", "christmas day", "closed: 11 Dec 19:00, 18 Dec 19:00, 8 Jan 19:00"),
    ("2030-12-10T10:00", "the 25th at 7", "closed: 11 Dec 19:00, 18 Dec 19:00, 8 Jan 19:00"),
    ("2030-12-10T10:00", "christmas week", "closed: 11 Dec 19:00, 18 Dec 19:00, 8 Jan 19:00"),
    ("2030-12-10T10:00", "1 january", "closed: 18 Dec 19:00, 8 Jan 19:00, 15 Jan 19:00"),
    ("2030-12-10T10:00", "after christmas", "? 8 Jan 19:00, 15 Jan 19:00, 22 Jan 19:00"),
    ("2030-12-10T10:00", "wednesday before christmas", "? 18 Dec 19:00 19:30 20:00"),
    ("2027-01-19T10:00", "next month", "? 3 Feb 19:00, 10 Feb 19:00, 17 Feb 19:00"),
    ("2027-01-19T10:00", "february", "? 3 Feb 19:00, 10 Feb 19:00, 17 Feb 19:00"),
    ("2027-01-19T10:00", "this month", "? 20 Jan 19:00, 27 Jan 19:00"),
]


def rows(table: str) -> list[tuple[str, str]]:
    pairs = (line.rpartition(" = ") for line in table.strip().splitlines())
    return [(phrase, meaning) for phrase, _, meaning in pairs]


def moments(*starts: str) -> tuple[Slot, ...]:
    return tuple(Slot(at(start), 30) for start in starts)


def answer(text: str, *, now: str = TUESDAY, gone: tuple[str, ...] = (), offered: tuple[str, ...] = ()) -> Choice:
    every = bookable_slots(HUB, at(now))
    free = [slot for slot in every if slot not in moments(*gone)]
    return choose(text, free=free, every=every, offered=moments(*offered), hours=HUB.hours, now=at(now))


def told(choice: Choice) -> str:
    """ "2 Dec 19:00" for a slot, "? 9 Dec 19:00 19:30" for options, "full: …" where there is a problem."""
    if choice.slot:
        return f"{choice.slot.start:%-d %b %H:%M}"
    evenings = groupby(choice.options, key=lambda slot: f"{slot.start:%-d %b}")
    times = ", ".join(" ".join([day, *(f"{slot.start:%H:%M}" for slot in slots)]) for day, slots in evenings)
    return f"{choice.problem}: {times}" if choice.problem else f"? {times}"


@pytest.mark.parametrize(("phrase", "meaning"), rows(DAYS) + rows(TIMES) + rows(PICKS))
def test_what_a_person_says_chooses_the_slot_or_the_few_that_are_meant(phrase: str, meaning: str) -> None:
    assert told(answer(phrase, gone=GONE, offered=OFFERED)) == meaning


@pytest.mark.parametrize(("phrase", "meaning"), rows(PROBLEMS))
def test_what_cannot_be_had_is_answered_with_the_reason_and_with_what_can(phrase: str, meaning: str) -> None:
    assert told(answer(phrase, gone=GONE, offered=OFFERED)) == meaning


@pytest.mark.parametrize(("phrase", "meaning"), rows(NONE_OFFERED))
def test_without_an_offer_the_words_stand_for_themselves(phrase: str, meaning: str) -> None:
    assert told(answer(phrase, gone=GONE)) == meaning


@pytest.mark.parametrize(("phrase", "meaning"), rows(ONE_EVENING))
def test_later_and_the_week_after_are_reckoned_from_the_evening_offered(phrase: str, meaning: str) -> None:
    offered = ("2026-12-09T19:00", "2026-12-09T19:30", "2026-12-09T20:00")
    assert told(answer(phrase, offered=offered)) == meaning


@pytest.mark.parametrize(("phrase", "meaning"), rows(ONE_SLOT))
def test_a_correction_of_the_one_slot_offered_keeps_its_time_in_another_week(phrase: str, meaning: str) -> None:
    assert told(answer(phrase, offered=("2026-12-09T19:30",))) == meaning


@pytest.mark.parametrize(("phrase", "meaning"), rows(THREE_EVENINGS))
def test_a_time_of_several_evenings_is_asked_about(phrase: str, meaning: str) -> None:
    assert told(answer(phrase, offered=("2026-11-25T19:00", "2026-12-02T19:00", "2026-12-09T19:00"))) == meaning


@pytest.mark.parametrize(("phrase", "meaning"), rows(SECOND_IS_FIRST))
def test_the_second_is_asked_about_when_it_is_also_a_date_that_was_offered(phrase: str, meaning: str) -> None:
    assert told(answer(phrase, offered=("2026-12-02T19:00", "2026-12-09T19:00", "2026-12-16T19:00"))) == meaning


@pytest.mark.parametrize(("now", "phrase", "meaning"), OTHER_DAYS)
def test_the_answer_depends_on_the_clock(now: str, phrase: str, meaning: str) -> None:
    assert told(answer(phrase, now=now)) == meaning


@pytest.mark.parametrize(
    "phrase", ["the first one", "1", "7pm on the 25th", "2026-11-25T19:00:00+00:00", "earlier one"]
)
def test_a_place_that_went_since_the_offer_is_full_and_the_next_are_offered(phrase: str) -> None:
    choice = answer(phrase, gone=("2026-11-25T19:00",), offered=("2026-11-25T19:00", "2026-12-02T19:00"))
    assert told(choice) == "full: 25 Nov 19:30 20:00 20:30"


def test_an_offer_that_the_notice_has_overtaken_is_too_soon() -> None:
    choice = answer("yes", now="2026-11-25T15:10", offered=("2026-11-25T19:00",))
    assert told(choice) == "too_soon: 25 Nov 19:30 20:00 20:30"


def test_the_one_time_left_on_an_evening_is_the_one_meant() -> None:
    gone = ("2026-12-09T19:00", "2026-12-09T19:30", "2026-12-09T20:30")
    assert told(answer("the 9th", gone=gone)) == "9 Dec 20:00"


def test_the_next_free_evenings_are_offered_after_a_full_one_and_the_ones_before_at_the_end() -> None:
    gone = tuple(f"{slot.start:%Y-%m-%dT%H:%M}" for slot in bookable_slots(HUB, at(TUESDAY))[-4:])
    assert told(answer("the 6th of january", gone=gone)) == "full: 30 Dec 19:30 20:00 20:30"


@pytest.mark.parametrize("phrase", ["any", "the 9th", "thursday", "yes", "25:00", "", "no, the week after", "option 2"])
def test_with_nothing_free_nothing_is_chosen_or_offered(phrase: str) -> None:
    for every in ([], bookable_slots(HUB, at(TUESDAY))):
        choice = choose(phrase, free=[], every=every, offered=every[:3], hours=HUB.hours, now=at(TUESDAY))
        assert (choice.slot, choice.options) == (None, ())
        assert choice.problem is not None


PHRASES = [phrase for phrase, _ in rows(f"{DAYS}{TIMES}{PICKS}{PROBLEMS}{ONE_EVENING}{ONE_SLOT}") if phrase]
WORDS = sorted({word for phrase in PHRASES for word in phrase.split()})
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))


def is_sound(text: str, now: datetime, taken: set[int], shown: list[int]) -> bool:
    """Whether an answer is a free slot alone, or free slots to offer, in order, at most three."""
    every = bookable_slots(HUB, now)
    free = [slot for number, slot in enumerate(every) if number not in taken]
    offered = [every[number % len(every)] for number in shown]
    choice = choose(text, free=free, every=every, offered=offered, hours=HUB.hours, now=now)
    if not set(choice.options) <= set(free) or list(choice.options) != sorted(set(choice.options)):
        return False
    if choice.slot:
        return choice.slot in free and (choice.options, choice.problem) == ((), None)
    return len(choice.options) == min(3, len(free)) if choice.problem else 1 <= len(choice.options) <= 3


TAKEN = st.sets(st.integers(0, 35), max_size=36)
SHOWN = st.lists(st.integers(0, 30), max_size=3, unique=True)


@settings(max_examples=150)
@given(text=st.text(max_size=80), now=MOMENTS, taken=TAKEN, shown=SHOWN)
def test_no_text_at_all_raises(text: str, now: datetime, taken: set[int], shown: list[int]) -> None:
    assert is_sound(text, now, taken, shown)


@settings(max_examples=300)
@given(words=st.lists(st.sampled_from(WORDS), max_size=8), now=MOMENTS, taken=TAKEN, shown=SHOWN)
def test_a_jumble_of_words_gives_a_free_slot_or_free_slots_to_offer(
    words: list[str], now: datetime, taken: set[int], shown: list[int]
) -> None:
    assert is_sound(" ".join(words), now, taken, shown)


@settings(max_examples=150)
@given(pieces=st.lists(st.sampled_from(PHRASES), min_size=1, max_size=3), now=MOMENTS, taken=TAKEN, shown=SHOWN)
def test_a_jumble_of_phrases_does_too(pieces: list[str], now: datetime, taken: set[int], shown: list[int]) -> None:
    assert is_sound(", ".join(pieces), now, taken, shown)


@settings(max_examples=150)
@given(number=st.integers(0, 27), now=MOMENTS)
def test_a_button_means_its_own_slot_by_its_title_and_by_its_value(number: int, now: datetime) -> None:
    every = bookable_slots(HUB, now)
    slot = every[number % len(every)]
    title = f"{speak_date(slot.start.date(), now)}, {speak_time(slot.start.time())}"
    for text in (title, slot.start.isoformat(), slot.start.astimezone(UTC).isoformat()):
        choice = choose(text, free=every, every=every, offered=(), hours=HUB.hours, now=now)
        assert choice == Choice(slot, (), None)


def test_a_message_without_end_is_read_quickly() -> None:
    began = datetime.now(UTC)
    for text in ("the 9th or " * 2000, "not " * 3000, "a week " * 2000, "can i do " * 2000, "1" * 10_000):
        answer(text, offered=OFFERED)
    assert datetime.now(UTC) - began < timedelta(seconds=10)


def test_every_problem_is_met_in_these_tests() -> None:
    met = {meaning.partition(":")[0] for _, meaning in rows(PROBLEMS)}
    assert met == set(Problem)
