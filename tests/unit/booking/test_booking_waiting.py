"""The waiting list in the conversation: offered where an evening is full, joined by text-able numbers, left again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from talking import AMINA, ASKED, EVENING, JO, NOW, SETTINGS, Talk, taken_by_others

from hub.appointments.closing import close_evening
from hub.appointments.waiting_list import Waiting, WaitingList
from knowledge_base.gsm7 import not_in_gsm7

ONE_PLACE = SETTINGS.model_copy(
    update={"appointments": SETTINGS.appointments.model_copy(update={"places": 1, "minutes": 120})}
)
NEXT_WEEK_ONLY = SETTINGS.model_copy(
    update={"appointments": ONE_PLACE.appointments.model_copy(update={"horizon_weeks": 1})}
)
FIRST = NOW.replace(day=25, hour=19)
BUTTON = "Waiting list for Wednesday 2 December"


@pytest.fixture
def talk(begin: Callable[..., Talk]) -> Talk:
    """On the web, where the evening of these tests is full."""
    found = begin(settings=ONE_PLACE, texts=True)
    taken_by_others(found, EVENING, 1)
    return found


def waits(talk: Talk) -> list[Waiting]:
    return list(WaitingList(talk.diary).families())


def test_a_full_evening_has_its_waiting_list_among_the_choices(talk: Talk) -> None:
    talk.reaches("when")
    heard = talk.says("2 December at 7pm")
    assert heard.startswith(f"That evening is full.\n{ASKED['when']}")
    assert [button.title for button in talk.buttons] == [
        "Wednesday 9 December at 7pm",
        "Wednesday 16 December at 7pm",
        "Wednesday 23 December at 7pm",
        BUTTON,
    ]
    heard = talk.says(talk.buttons[-1].payload)
    assert heard == (
        "The waiting list for Wednesday 2 December: I cannot promise a place. If one is free, we text you between 9am and "
        "8pm, and hold it for you for 30 minutes.\nWhat is your first name? Only the first name, please."
    )
    for answer in ("Amina", "07700 900111", "sleep", "BSL", "no"):
        heard = talk.says(answer)
    assert heard == (
        "Please check: the waiting list for Wednesday 2 December, for Amina, on 07700 900111. About: sleep. Support: BSL. "
        "We may text you but will not leave a voicemail. Is everything right?"
    )
    assert waits(talk) == []
    heard = talk.says("yes")
    assert heard == (
        "You are on the waiting list for Wednesday 2 December. If a place is free, we text 07700 900111 and hold it for you "
        "for 30 minutes. Reply YES to that text to take it. To leave the list, text us LEAVE. If you have told us to stop "
        "texts, first text us START."
    )
    [one] = waits(talk)
    assert (one.day, one.first_name, one.phone, talk.state) == (EVENING.date(), "Amina", AMINA, None)
    assert len(talk.all_booked()) == 1


@pytest.mark.parametrize(
    "said", ["put me on the waiting list", "waiting list please", "can you add me to the cancellation list?"]
)
def test_it_may_be_asked_for_in_words(talk: Talk, said: str) -> None:
    talk.reaches("when")
    talk.says("the 2nd")
    talk.says(said)
    assert (talk.step, talk.state and talk.state.waits_for) == ("first_name", "2026-12-02")


def test_the_first_message_may_ask_for_it(talk: Talk) -> None:
    talk.says("Can I go on the waiting list for 2 December?", "book_appointment")
    assert (talk.step, talk.state and talk.state.waits_for) == ("first_name", "2026-12-02")


def test_where_there_are_free_times_nobody_has_to_wait(talk: Talk) -> None:
    heard = talk.says("can I go on the waiting list", "book_appointment")
    assert heard.startswith(f"There are free times, so you do not need the waiting list.\n{ASKED['when']}")
    talk.says("the waiting list for 9 December")
    assert talk.state is not None
    assert (talk.step, talk.state.waits_for) == ("first_name", None)


@pytest.mark.parametrize("said", ["how long is the waiting list for an autism assessment?", "the CAMHS waiting list"])
def test_the_other_waiting_lists_of_families_are_for_somebody_else_to_answer(talk: Talk, said: str) -> None:
    talk.reaches("when")
    talk.says("2 December at 7pm")
    talk.says(said, "ask_guidance")
    assert talk.taken.is_digression


def test_where_every_evening_is_full_the_list_is_offered(begin: Callable[..., Talk]) -> None:
    talk = begin(settings=NEXT_WEEK_ONLY, texts=True)
    taken_by_others(talk, FIRST, 1)
    heard = talk.says("I want to book an appointment", "book_appointment")
    assert heard == (
        "All Wednesday evenings of the next week are taken. Shall I put you on the waiting list? If a place is free, we "
        "text you."
    )
    assert talk.says("what is autism?", "ask_guidance") == heard
    assert talk.taken.is_digression
    talk.says("yes please")
    for answer in ("Amina", "07700 900111", "skip", "no", "no", "yes"):
        heard = talk.says(answer)
    assert heard.startswith("You are on the waiting list for any Wednesday evening.")
    assert [(one.day, one.until) for one in waits(talk)] == [(None, date(2026, 12, 1))]


def test_no_to_the_list_says_who_can_help(begin: Callable[..., Talk]) -> None:
    talk = begin(settings=NEXT_WEEK_ONLY, texts=True)
    taken_by_others(talk, FIRST, 1)
    talk.says("book", "book_appointment")
    assert talk.says("no").startswith("All Wednesday evenings of the next week are taken. Phone us on 01632 960123.")
    assert (talk.state, waits(talk)) == (None, [])


def test_who_comes_too_late_for_the_last_place_keeps_what_they_said(begin: Callable[..., Talk]) -> None:
    talk = begin(settings=NEXT_WEEK_ONLY, texts=True)
    talk.says("tomorrow at 7pm", "book_appointment")
    for answer in ("Amina", "07700 900111", "sleep", "no", "yes", "yes"):
        talk.says(answer)
    taken_by_others(talk, FIRST, 1)
    heard = talk.says("yes")
    assert heard.startswith("Sorry, somebody took that place just now. Nothing is booked yet.\nAll Wednesday evenings")
    assert "Please check: the waiting list for any Wednesday evening, for Amina" in talk.says("yes")
    talk.says("yes")
    assert [one.phone for one in waits(talk)] == [AMINA]


def test_a_landline_cannot_wait(talk: Talk) -> None:
    talk.reaches("when")
    for answer in ("2 December at 7pm", "waiting list", "Amina"):
        talk.says(answer)
    heard = talk.says("01632 960118")
    assert heard == (
        "The waiting list works by text, and that number cannot get texts.\nWhich UK mobile number shall we text?"
    )
    talk.says("07700 900111")
    assert talk.step == "topic"
    talk.says("actually a different number, 01632 960118")
    assert talk.step == "phone"


def test_a_caller_from_a_landline_is_asked_for_a_mobile(begin: Callable[..., Talk]) -> None:
    talk = begin(settings=ONE_PLACE, texts=True, channel="voice", caller="+441632960118")
    taken_by_others(talk, EVENING, 1)
    talk.reaches("when")
    talk.says("2 December at 7pm")
    talk.says(BUTTON)
    assert talk.says("Amina") == "Which UK mobile number shall we text?"


def test_by_text_and_by_voice_it_is_said_how_it_works(begin: Callable[..., Talk]) -> None:
    sms = begin(settings=ONE_PLACE, texts=True, channel="sms", caller=JO)
    taken_by_others(sms, EVENING, 1)
    sms.reaches("when")
    assert f"4 {BUTTON}" in sms.says("2 December at 7pm")
    heard = [sms.says(answer) for answer in ("waiting list", "Jo", "yes", "skip", "skip", "yes", "yes")]
    assert [not_in_gsm7(text) for text in heard] == [[]] * 7
    assert [one.phone for one in waits(sms)] == [JO]
    voice = begin(settings=ONE_PLACE, texts=True, channel="voice", caller=JO, book=sms.book)
    voice.reaches("when")
    voice.says("2 December at 7pm")
    assert "I cannot promise a place." in voice.says("the waiting list")


def test_another_evening_may_be_named_at_the_read_back(talk: Talk) -> None:
    talk.reaches("when")
    for answer in ("2 December at 7pm", "waiting list", "Amina", "07700 900111", "skip", "no", "no"):
        talk.says(answer)
    talk.says("no, the week after")
    assert (talk.step, talk.state and talk.state.start) == (
        "text_ok",
        (EVENING + timedelta(weeks=1)).isoformat(),
    )


def test_an_evening_that_closes_meanwhile_is_said(talk: Talk) -> None:
    talk.reaches("when")
    for answer in ("2 December at 7pm", "waiting list", "Amina", "07700 900111", "skip", "no", "no"):
        talk.says(answer)
    close_evening(talk.diary, EVENING.date(), "training", NOW)
    assert talk.says("yes").startswith("Sorry, there are no appointments on that evening any more.")
    assert (talk.step, waits(talk)) == ("when", [])


def test_there_is_none_without_texts_nor_for_a_closed_evening(begin: Callable[..., Talk]) -> None:
    silent = begin(settings=ONE_PLACE)
    taken_by_others(silent, EVENING, 1)
    silent.reaches("when")
    silent.says("2 December at 7pm")
    assert len(silent.buttons) == 3
    closed = begin(settings=ONE_PLACE, texts=True)
    close_evening(closed.diary, EVENING.date(), "training", NOW)
    closed.reaches("when")
    closed.says("2 December at 7pm")
    assert BUTTON not in [button.title for button in closed.buttons]


@pytest.mark.parametrize("settings", [SETTINGS, ONE_PLACE])
def test_the_week_after_a_full_evening_is_the_week_after_it(begin: Callable[..., Talk], settings: object) -> None:
    talk = begin(settings=settings)
    for minutes in range(0, 120, settings.appointments.minutes):
        taken_by_others(talk, EVENING + timedelta(minutes=minutes), settings.appointments.places)
    talk.reaches("when")
    talk.says("2 December at 7pm")
    talk.says("the week after")
    offered = {date.fromisoformat(start[:10]) for start in (talk.state.offered or (talk.state.start,))}
    assert offered == {date(2026, 12, 9)}


def test_weeks_are_counted_from_one_full_evening_to_the_next(talk: Talk) -> None:
    taken_by_others(talk, EVENING + timedelta(weeks=1), 1)
    talk.reaches("when")
    talk.says("2 December")
    assert talk.says("no, the week after").startswith("That evening is full.")
    talk.says("the week after that")
    assert (talk.state and talk.state.start) == (EVENING + timedelta(weeks=2)).isoformat()
