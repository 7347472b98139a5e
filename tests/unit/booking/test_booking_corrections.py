"""Changes of mind: at every question, and at the read-back."""

from __future__ import annotations

import pytest
from talking import ASKED, EVENING, STEPS, Talk

AFTER_NAME = STEPS[STEPS.index("phone") :]
AFTER_PHONE = STEPS[STEPS.index("topic") :]
AFTER_TIME = [step for step in STEPS if step not in {"when", "phone"}]


@pytest.mark.parametrize("step", AFTER_NAME)
@pytest.mark.parametrize(
    ("correction", "name"),
    [
        ("it's Jo, not Joe", "Jo"),
        ("It's Jo not Joe, sorry.", "Jo"),
        ("sorry, my name is Siobhán", "Siobhán"),
        ("the name is Anne-Marie", "Anne-Marie"),
        ("No, it's Jo.", "Jo"),
    ],
)
def test_the_name_is_put_right_at_any_later_question(web: Talk, step, correction: str, name: str) -> None:
    web.reaches(step)
    heard = web.says(correction)
    assert heard.startswith(f"I have changed the name to {name}.\n")
    assert web.state is not None
    assert (web.state.first_name, web.step) == (name, step)


@pytest.mark.parametrize("step", AFTER_NAME)
@pytest.mark.parametrize(
    "text", ["it's fine", "It's correct.", "I'm autistic", "its ok", "I'm good", "it's noisy", "it's Wednesday"]
)
def test_what_only_looks_like_a_name_changes_none(web: Talk, step, text: str) -> None:
    web.reaches(step)
    web.says(text)
    assert web.state is None or web.state.first_name == "Amina"
    assert [one.first_name for one in web.all_booked()] in ([], ["Amina"])


@pytest.mark.parametrize("step", AFTER_NAME)
def test_the_name_is_asked_again_where_it_is_wrong(web: Talk, step) -> None:
    web.reaches(step)
    assert ASKED["first_name"] in web.says("different name")
    web.says("Jo")
    assert web.step == step


@pytest.mark.parametrize("step", AFTER_PHONE)
def test_the_number_is_put_right_at_any_later_question(web: Talk, step) -> None:
    web.reaches(step)
    heard = web.says("actually use a different number, 01632 960118")
    assert heard.startswith("I have changed the number.\n")
    assert web.state is not None
    assert (web.state.phone, web.step) == ("+441632960118", step)


@pytest.mark.parametrize("step", AFTER_PHONE)
def test_the_number_is_asked_again_where_it_is_wrong(sms: Talk, step) -> None:
    sms.reaches(step)
    assert sms.says("wrong number") == "What is the best UK phone number for the appointment?"
    sms.says("07700 900119")
    assert (sms.step, sms.state and sms.state.phone) == (step, "+447700900119")


def test_why_a_new_number_cannot_be_taken_is_said(web: Talk) -> None:
    web.reaches("confirm")
    heard = web.says("different number please, 0909 879 0000")
    assert heard.startswith("Sorry, I cannot use that kind of number.")
    assert web.step == "phone"


@pytest.mark.parametrize("step", AFTER_TIME)
@pytest.mark.parametrize(
    ("correction", "day", "hour"),
    [
        ("sorry, the week after, same time", 9, 19),
        ("no wait, can you make it 9 December at 8pm", 9, 20),
        ("sorry, a different day: 16 December at 7pm", 16, 19),
    ],
)
def test_the_time_is_put_right_at_any_later_question(web: Talk, step, correction: str, day: int, hour: int) -> None:
    web.reaches(step)
    web.says(correction)
    assert web.state is not None
    moment = web.state.moment
    assert (moment.month, moment.day, moment.hour, web.step) == (12, day, hour, step)


@pytest.mark.parametrize("step", AFTER_TIME)
def test_times_are_offered_again_where_another_is_wanted(web: Talk, step) -> None:
    web.reaches(step)
    heard = web.says("different time")
    assert heard == (
        "Which Wednesday evening time suits you? The call takes up to 30 minutes. You can also name another Wednesday."
    )
    assert len(web.buttons) == 3
    assert EVENING.isoformat() not in [button.payload for button in web.buttons]
    web.says("the first one")
    assert web.step == step


def test_a_time_button_pressed_late_is_a_change_of_time(web: Talk) -> None:
    web.reaches("when")
    [_, _, third] = web.buttons
    web.says("the first")
    web.says(third.payload)
    assert web.state is not None
    assert (web.state.start, web.step) == (third.payload, "first_name")


@pytest.mark.parametrize(
    "topic",
    [
        "She writes the wrong number in her maths book every single time",
        "How a different name might help when he changes school",
        "He wakes at 3 in the morning",
        "getting him back to school after the summer",
        "he can't go on like this at school",
        "no sleep at night",
        "nothing works at bedtime",
        "None of us sleep",
        "never a full night",
        "ending the day calmly",
        "um he is up at 3 in the morning",
        "no sleep after 3am",
        "actually he wakes at 3am",
    ],
)
def test_a_topic_that_speaks_of_times_and_names_is_a_topic(web: Talk, topic: str) -> None:
    web.reaches("topic")
    web.says(topic, "change_appointment", 0.5)
    assert web.state is not None
    assert (web.state.topic, web.step) == (topic, "needs")


@pytest.mark.parametrize(
    ("no", "step"),
    [
        ("no", "amend"),
        ("No, change something", "amend"),
        ("no that's wrong", "amend"),
        ("no, the time", "when"),
        ("no the name is wrong", "first_name"),
        ("no, wrong number", "phone"),
        ("no, it's not about sleep", "topic"),
        ("no, I need an interpreter", "needs"),
        ("no, don't text me", "text_ok"),
        ("yes but don't leave a voicemail", "voicemail_ok"),
        ("yes, but not that day", "when"),
        ("yes except the name", "first_name"),
    ],
)
def test_a_no_at_the_read_back_goes_where_it_points(web: Talk, no: str, step: str) -> None:
    web.reaches("confirm")
    web.says(no)
    assert (web.step, web.all_booked()) == (step, [])


@pytest.mark.parametrize(
    ("answer", "step"),
    [
        ("different time", "when"),
        ("the time", "when"),
        ("My name", "first_name"),
        ("different number", "phone"),
        ("what it is about", "topic"),
        ("the topic", "topic"),
        ("texts", "text_ok"),
        ("the voicemail", "voicemail_ok"),
        ("support", "needs"),
        ("nothing", "confirm"),
        ("no", "confirm"),
        ("07700 900119", "confirm"),
        ("the week after", "confirm"),
        ("it's Jo not Joe", "confirm"),
        ("purple", "amend"),
    ],
)
def test_what_to_change_is_asked_and_only_that_again(web: Talk, answer: str, step: str) -> None:
    web.reaches("confirm")
    web.says("no")
    web.says(answer)
    assert (web.step, web.all_booked()) == (step, [])


def test_after_a_correction_the_read_back_comes_again(web: Talk) -> None:
    web.reaches("confirm")
    web.says("no")
    web.says("the time it should be half past eight")
    heard = web.replies[-1].web
    assert heard.startswith("Please check: **Wednesday 2 December at 8.30pm**, for Amina")
    web.says("yes")
    assert [(one.start.hour, one.start.minute) for one in web.all_booked()] == [(20, 30)]


@pytest.mark.parametrize(
    "text",
    [
        "book it for 8pm instead",
        "yes, at 8pm",
        "ok but 9 December at 8pm",
        "Yes. 9 December at 8pm.",
        "right, 8pm please",
    ],
)
def test_a_yes_that_names_another_time_books_nothing_yet(web: Talk, text: str) -> None:
    web.reaches("confirm")
    web.says(text)
    assert (web.step, web.all_booked()) == ("confirm", [])
    assert web.state is not None
    assert web.state.moment.hour == 20


@pytest.mark.parametrize(
    "text",
    ["yes", "Yes, 2 December at 7pm is right", "yes 7pm", "yes please", "that's right", "It's correct.", "all good", "no changes",
     "nothing to change", "Yes, can you book it please?", "yes?", "book it"],
)  # fmt: skip
def test_a_yes_books(web: Talk, text: str) -> None:
    web.reaches("confirm")
    web.says(text)
    assert [one.start for one in web.all_booked()] == [EVENING]


@pytest.mark.parametrize(
    "text",
    ["ok who will phone me?", "right so what happens next", "correct the name", "maybe", "hmm", "fine, is it free?"],
)
def test_what_is_no_clear_yes_books_nothing(web: Talk, text: str) -> None:
    web.reaches("confirm")
    web.says(text, "affirm", 0.4)
    assert web.all_booked() == []
    assert web.state is not None
