"""The times that a screen can offer: every free one, each as a person would write it."""

from __future__ import annotations

import pytest
from talking import EVENING, JO, NOW, Talk

from hub.booking.questions import time_choices
from hub.store.database import Store


@pytest.fixture
def web(store: Store) -> Talk:
    return Talk(store)


def test_the_question_of_the_time_offers_every_free_one_on_the_web(web: Talk) -> None:
    web.reaches("when")
    times = web.replies[-1].times
    assert [time.text for time in times[:3]] == [
        f"Wednesday 25 November at {time}" for time in ("7pm", "7.30pm", "8pm")
    ]
    assert len(times) == len(web.diary.free(web.now))
    assert {time.day for time in times} >= {"Wednesday 2 December", "Wednesday 6 January 2027"}
    assert "Wednesday 30 December" not in {time.day for time in times}


def test_a_text_message_and_a_voice_have_no_room_for_them(store: Store) -> None:
    for channel in ("sms", "voice"):
        talk = Talk(store, channel=channel, caller=JO)
        talk.reaches("when")
        assert talk.replies[-1].times == ()


def test_every_time_that_is_shown_is_understood_as_itself(web: Talk) -> None:
    web.reaches("when")
    for time, slot in zip(web.replies[-1].times, web.diary.free(web.now), strict=True):
        talk = Talk(web.store, name=time.text)
        talk.reaches("when")
        talk.says(time.text)
        assert talk.state
        assert (talk.state.step, talk.state.moment) == ("first_name", slot.start)


def test_a_time_is_split_into_its_day_and_its_hour() -> None:
    (choice,) = time_choices([EVENING], NOW)
    assert (choice.day, choice.time, choice.text) == (
        "Wednesday 2 December",
        "7pm",
        "Wednesday 2 December at 7pm",
    )
