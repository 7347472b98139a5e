"""What a person reads or hears about the opening hours."""

from datetime import UTC, date, datetime, time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.hours_answers import HoursAnswer, answer
from hub.opening_hours import Closure, OpeningHours, Session
from hub.uk_calendar import LONDON

SHORT = (Session(time(9), time(13)),)
LONG = (Session(time(9), time(15)),)
EVENING = Session(time(19), time(21), by_appointment=True)
WEEK = {0: SHORT, 1: LONG, 2: (*SHORT, EVENING), 3: LONG, 4: SHORT}
HUB = OpeningHours(WEEK)
GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)

TUESDAY_OPEN = "2026-11-24 10:00"
TUESDAY_CLOSED = "2026-11-24 16:00"
EVENINGS = "Wednesday evenings, 7pm to 9pm, are by appointment only."
NEXT_WEDNESDAY = "We next open on Wednesday 25 November, 9am to 1pm."
NEXT_THURSDAY = "Without an appointment, the next time you can ring is Thursday 26 November, 9am to 3pm."
AFTER_WEDNESDAY = NEXT_THURSDAY.replace("ring is", "ring after that is")
AFTER_CHRISTMAS = (
    "After that, we next open on Tuesday 29 December, 9am to 3pm, because Monday 28 December is a bank holiday."
)
TABLE = (
    "Monday, Wednesday and Friday: 9am to 1pm.\nTuesday and Thursday: 9am to 3pm.\n"
    "Wednesday 7pm to 9pm: by appointment only.\nClosed at weekends and on bank holidays.\n"
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def ask(now: str, text: str, hours: OpeningHours = HUB, *, asks_now: bool = False) -> HoursAnswer:
    return answer(text, at(now), hours, asks_now=asks_now)


NOW = [
    ("2026-11-23 08:59", "closed", ("No, we are closed now. "
     "We next open today, Monday 23 November, 9am to 1pm.")),
    ("2026-11-23 09:00", "open", "Yes, we are open now, until 1pm today."),
    ("2026-11-23 12:59", "open", "Yes, we are open now, until 1pm today."),
    ("2026-11-23 13:00", "closed", ("No, we are closed now. "
     "We next open on Tuesday 24 November, 9am to 3pm.")),
    (TUESDAY_CLOSED, "closed", f"No, we are closed now. {NEXT_WEDNESDAY}"),
    ("2026-11-25 19:30", "by_appointment", f"{EVENINGS} {NEXT_THURSDAY}"),
    ("2026-11-25 21:00", "closed", ("No, we are closed now. "
     "We next open on Thursday 26 November, 9am to 3pm.")),
    ("2026-11-29 10:00", "closed", ("No, we are closed now. "
     "We next open on Monday 30 November, 9am to 1pm.")),
    ("2026-12-25 10:00", "closed", ("No, we are closed now. Today is a bank holiday. We next open on "
     "Tuesday 29 December, 9am to 3pm, because Monday 28 December is a bank holiday.")),
    ("2026-12-24 16:00", "closed", ("No, we are closed now. We next open on Tuesday 29 December, "
     "9am to 3pm. Friday 25 December and Monday 28 December are bank holidays.")),
]  # fmt: skip


@pytest.mark.parametrize(("now", "state", "said"), NOW)
@pytest.mark.parametrize("text", ["", "are you open now", "is anyone there?"])
def test_are_you_open_now_is_answered_first_and_the_next_opening_follows(
    now: str, state: str, said: str, text: str
) -> None:
    given_answer = ask(now, text, asks_now=True)
    assert (given_answer.state, given_answer.web) == (state, said)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (TUESDAY_CLOSED, f"We are closed now. {NEXT_WEDNESDAY}"),
        (TUESDAY_OPEN, ("We are open now, until 3pm today. After that, we next open on "
         "Wednesday 25 November, 9am to 1pm.")),
        ("2026-11-25 20:00", f"{EVENINGS} {NEXT_THURSDAY}"),
    ],
)  # fmt: skip
def test_when_do_you_next_open_names_the_next_opening(now: str, said: str) -> None:
    assert ask(now, "when do you next open").web == said


@pytest.mark.parametrize("text", ["are you open?", "still open?", "r u open", "open?"])
def test_the_present_is_meant_without_the_word_now(text: str) -> None:
    assert ask(TUESDAY_OPEN, text).web == "Yes, we are open now, until 3pm today."


# Said on Tuesday 24 November 2026 at 10am, while the line is open.
NAMED = [
    ("half 12 friday", "open", ("Yes, we are open on Friday 27 November at 12.30pm. "
     "That day we are open from 9am to 1pm.")),
    ("can I ring at 1pm on Friday?", "closed", ("No, we are closed on Friday 27 November at 1pm. "
     "That day our hours are 9am to 1pm. After that, we next open on "
     "Monday 30 November, 9am to 1pm.")),
    ("8am on friday", "closed", ("No, we are closed on Friday 27 November at 8am. "
     "We open later that day, 9am to 1pm.")),
    ("are you open wednesday", "open", ("Yes, we are open tomorrow, Wednesday 25 November, "
     "9am to 1pm. Wednesday 7pm to 9pm is by appointment only.")),
    ("what time do you close on friday", "open", "We are open on Friday 27 November, 9am to 1pm."),
    ("are you closed on friday", "open", "We are open on Friday 27 November, 9am to 1pm."),
    ("fortnight today", "open", "Yes, we are open on Tuesday 8 December, 9am to 3pm."),
    ("05/01/27", "open", "Yes, we are open on Tuesday 5 January 2027, 9am to 3pm."),
    ("24 December", "open", "Yes, we are open on Thursday 24 December, 9am to 3pm."),
    ("xmas eve?", "open", "Yes, we are open on Christmas Eve, Thursday 24 December, 9am to 3pm."),
    ("saturday", "closed", ("No, we are closed on Saturday 28 November. "
     "We are closed at weekends. After that, we next open on Monday 30 November, 9am to 1pm.")),
    ("Boxing Day", "closed", ("Boxing Day is Saturday 26 December. We are closed at weekends. "
     f"{AFTER_CHRISTMAS}")),
    ("christmas day", "closed", ("Christmas Day is Friday 25 December. "
     f"We are closed on bank holidays. {AFTER_CHRISTMAS}")),
    ("28 december", "closed", ("No, we are closed on Monday 28 December. We are closed on bank "
     "holidays. After that, we next open on Tuesday 29 December, 9am to 3pm.")),
    ("is monday a bank holiday", "open", ("Monday 30 November is not a bank holiday. "
     "We are open on Monday 30 November, 9am to 1pm.")),
    ("are you open this afternoon", "open", ("Yes, we are open today, Tuesday 24 November, "
     "from midday to 3pm. That day we are open from 9am to 3pm.")),
    ("this morning?", "open", "Yes, we are open now, until 3pm today."),
    ("today", "open", "Yes, we are open now, until 3pm today."),
    ("yesterday", "closed", ("Monday 23 November has passed. "
     "The line is open now, until 3pm today.")),
    ("friday evening", "closed", ("No, we are closed on Friday 27 November in the evening. "
     f"That day our hours are 9am to 1pm. {EVENINGS} After that, we next open on "
     "Monday 30 November, 9am to 1pm.")),
    ("wed nite", "by_appointment", ("Wednesday 25 November, 7pm to 9pm, is by appointment only. "
     f"That day you can ring without one from 9am to 1pm. {AFTER_WEDNESDAY}")),
    ("can i just call at 7 on wednesday", "by_appointment", ("Wednesday 25 November, 7pm to 9pm, is "
     "by appointment only. That day you can ring without one from 9am to 1pm. "
     f"{AFTER_WEDNESDAY}")),
    ("over easter", "closed", ("From Friday 26 March to Monday 29 March 2027 we are closed. "
     "Friday 26 March 2027 and Monday 29 March 2027 are bank holidays. "
     "After that, we next open on Tuesday 30 March 2027, 9am to 3pm.")),
    ("this weekend", "closed", ("From Saturday 28 November to Sunday 29 November we are closed. "
     "We are closed at weekends. After that, we next open on Monday 30 November, 9am to 1pm.")),
    ("over christmas", "open", ("From Thursday 24 December to Friday 1 January 2027 we are open on:\n"
     "- Thursday 24 December, 9am to 3pm\n- Tuesday 29 December, 9am to 3pm\n"
     "- Wednesday 30 December, 9am to 1pm\n- Thursday 31 December, 9am to 3pm\n"
     "Wednesday 30 December, 7pm to 9pm, is by appointment only. Friday 25 December, "
     "Monday 28 December and Friday 1 January 2027 are bank holidays.")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "state", "said"), NAMED)
def test_a_named_day_or_time_is_answered(text: str, state: str, said: str) -> None:
    given_answer = ask(TUESDAY_OPEN, text)
    assert (given_answer.state, given_answer.web) == (state, said)


@pytest.mark.parametrize(
    ("now", "text", "said"),
    [
        (TUESDAY_CLOSED, "can I ring at 10", f"10am today has passed. {NEXT_WEDNESDAY}"),
        (TUESDAY_CLOSED, "are you open today", f"No, we closed at 3pm today. {NEXT_WEDNESDAY}"),
        (TUESDAY_CLOSED, "this morning", f"That time today has passed. {NEXT_WEDNESDAY}"),
        (TUESDAY_CLOSED, "7", ("No, we are closed today, Tuesday 24 November, at 7pm. "
         f"Today's hours are 9am to 3pm. {EVENINGS} {NEXT_WEDNESDAY}")),
        ("2026-11-25 14:00", "are you open today", ("No, we closed at 1pm today. Wednesday 7pm to "
         "9pm is by appointment only. We next open on Thursday 26 November, 9am to 3pm.")),
        ("2026-11-25 10:00", "is anyone there at 7", (f"{EVENINGS} Today you can ring without one "
         f"from 9am to 1pm. {AFTER_WEDNESDAY}")),
        ("2026-11-25 20:03", "its 8pm wed is anyone there", f"{EVENINGS} {NEXT_THURSDAY}"),
        ("2026-11-24 21:10", "it's 9pm, is anyone there", f"No, we are closed now. {NEXT_WEDNESDAY}"),
        ("2026-11-29 10:00", "today", ("No, we are closed today, Sunday 29 November. "
         "We are closed at weekends. We next open on Monday 30 November, 9am to 1pm.")),
        ("2026-11-23 08:00", "today", "Yes, we are open today, Monday 23 November, 9am to 1pm."),
    ],
)  # fmt: skip
def test_today_is_answered_for_the_rest_of_the_day(now: str, text: str, said: str) -> None:
    assert ask(now, text).web == said


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (TUESDAY_OPEN, "The line is open now, until 3pm today."),
        (TUESDAY_CLOSED, f"The line is closed now. {NEXT_WEDNESDAY}"),
        ("2026-11-25 19:00", ("Right now the line is by appointment only. "
         f"{NEXT_THURSDAY}")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", ["what are your opening hours", "times?", "9 til 3 every day?"])
def test_the_hours_as_a_whole_end_with_what_holds_now(now: str, last: str, text: str) -> None:
    given_answer = ask(now, text)
    assert (given_answer.state, given_answer.web) == ("general", f"{TABLE}{last}")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("are you open on bank holidays", ("We are closed on bank holidays.\n"
         "The next one is Friday 25 December, Christmas Day.\n")),
        ("are you open in half term", ("We do not have the dates of school holidays.\n"
         "Give us a date and we can check it.\n")),
    ],
)  # fmt: skip
def test_holidays_in_general_are_answered_before_the_table(text: str, first: str) -> None:
    said = ask(TUESDAY_OPEN, text).web
    assert said == f"{first}{TABLE}The line is open now, until 3pm today."


def test_other_hours_give_other_words() -> None:
    saturday = (Session(time(10), time(12)), Session(time(13), time(14), by_appointment=True))
    hours = OpeningHours({0: SHORT, 5: saturday}, closed_on_bank_holidays=False)
    assert ask("2026-11-24 10:00", "opening hours", hours).web == (
        "Monday: 9am to 1pm.\nSaturday: 10am to midday.\n"
        "Saturday 1pm to 2pm: by appointment only.\n"
        "Closed on Tuesdays, Wednesdays, Thursdays, Fridays and Sundays.\n"
        "The line is closed now. We next open on Saturday 28 November, 10am to midday."
    )
    assert ask("2026-11-24 10:00", "sunday", hours).web == (
        "No, we are closed on Sunday 29 November. We are closed on Sundays. "
        "After that, we next open on Monday 30 November, 9am to 1pm."
    )


CHRISTMAS = Closure(date(2026, 12, 24), date(2026, 12, 31), "Christmas – back soon")


@pytest.mark.parametrize(
    ("now", "text", "said"),
    [
        ("2026-12-23 14:00", "are you open", ("No, we are closed now. We next open on Monday 4 "
         "January 2027, 9am to 1pm, because Friday 1 January 2027 is a bank holiday. From Thursday "
         "24 December to Thursday 31 December we are closed: Christmas – back soon.")),
        ("2026-12-23 10:00", "xmas eve", ("Christmas Eve is Thursday 24 December. We are closed that "
         "day. The reason is: Christmas – back soon. After that, we next open on Monday 4 January "
         "2027, 9am to 1pm, because Friday 1 January 2027 is a bank holiday.")),
        ("2026-12-29 10:00", "", ("No, we are closed now. The reason is: Christmas – back soon. "
         "We next open on Monday 4 January 2027, 9am to 1pm, because Friday 1 January 2027 is a "
         "bank holiday.")),
    ],
)  # fmt: skip
def test_a_closure_is_named_with_its_reason(now: str, text: str, said: str) -> None:
    assert ask(now, text, OpeningHours(WEEK, (CHRISTMAS,)), asks_now=True).web == said


def test_an_unusual_character_of_the_operator_does_not_reach_a_text_message() -> None:
    hours = OpeningHours(WEEK, (Closure(date(2026, 12, 24), date(2026, 12, 31), "fête ☃ — €5"),))
    said = ask("2026-12-24 10:00", "", hours, asks_now=True)
    assert "The reason is: fete ? - €5." in said.sms
    assert "fête - 5." in said.voice


def test_a_text_message_and_a_voice_have_no_line_breaks() -> None:
    said = ask(TUESDAY_OPEN, "times?")
    assert said.sms == f"{TABLE}The line is open now, until 3pm today.".replace("\n", " ")
    assert said.voice == (
        "Monday, Wednesday and Friday, 9am to 1pm. Tuesday and Thursday, 9am to 3pm. "
        "Wednesday 7pm to 9pm, by appointment only. Closed at weekends and on bank holidays. "
        "The line is open now, until 3pm today."
    )


def test_a_hub_without_hours_promises_nothing() -> None:
    said = ask(TUESDAY_OPEN, "are you open", OpeningHours({}))
    assert said.web == "No, we are closed now. We do not have a date for our next opening."


PHRASES = st.sampled_from(
    [
        *("", "are you open", "now", "when do you next open", "opening hours", "half term"),
        *("today", "tonight", "tomorrow", "wed", "wednesday evening", "wed at 7", "7pm", "8pm"),
        *("at 9", "1pm", "midnight", "half 12 friday", "over christmas", "over easter"),
        *("next week", "this weekend", "boxing day", "bank holiday monday", "bank holidays"),
        *("after work", "before 9", "after 3 thursday", "between 6 and 8", "until 3 friday"),
        *("24 december", "between 1 december and 31 march", "evenings next week", "yesterday"),
    ]
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
WEDNESDAYS = [
    datetime(2026, month, day, hour, minute, tzinfo=LONDON)
    for (month, day), hour, minute in product([(7, 15), (11, 25)], [19, 20], [0, 59])
]
CLOSURES = st.sampled_from([(), (CHRISTMAS,)])


@settings(max_examples=100, deadline=None)
@given(text=PHRASES, now=MOMENTS, asks_now=st.booleans(), closures=CLOSURES)
def test_we_are_open_is_said_only_of_what_is_open(
    text: str, now: datetime, asks_now: bool, closures: tuple[Closure, ...]
) -> None:
    hours = OpeningHours(WEEK, closures)
    said = answer(text, now, hours, asks_now=asks_now)
    claims = [wording for wording in (said.web, said.sms, said.voice) if "we are open" in wording.lower()]
    assert said.state == "open" or claims == []
    assert "line is open" not in said.web or hours.state_at(now) == "open"


@settings(max_examples=100, deadline=None)
@given(text=PHRASES | st.text(max_size=40), now=MOMENTS, closures=CLOSURES)
def test_every_wording_fits_its_channel(text: str, now: datetime, closures: tuple[Closure, ...]) -> None:
    said = answer(text, now, OpeningHours(WEEK, closures), asks_now=False)
    assert 0 < len(said.sms) <= 306
    assert set(said.sms) <= GSM7
    assert all(c.isalnum() or c in " .,;:'-" for c in said.voice)
    assert said.web


@pytest.mark.parametrize("now", WEDNESDAYS)
@pytest.mark.parametrize("text", ["", "are you open now", "tonight", "today", "opening hours", "8pm"])
def test_a_walk_in_on_wednesday_evening_is_never_told_that_the_line_is_open(now: datetime, text: str) -> None:
    said = answer(text, now, HUB, asks_now=not text)
    opening = HUB.next_opening(now)
    assert opening is not None
    assert "we are open" not in said.web.lower()
    assert "by appointment only" in said.web
    assert f"{opening.start:%A} {opening.start.day} {opening.start:%B}, 9am to 3pm" in said.web


@settings(max_examples=100, deadline=None)
@given(now=MOMENTS)
def test_the_answer_about_now_agrees_with_the_hours(now: datetime) -> None:
    said = answer("", now, HUB, asks_now=True)
    assert said.state == HUB.state_at(now)
