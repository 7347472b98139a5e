"""What breaks in: other questions, stopping, starting again, asking again."""

from __future__ import annotations

import pytest
from talking import ASKED, EVENING, PLAIN, STEPS, Talk

from hub.booking.dialogue import Taken

QUESTIONS = [
    ("While I'm here, how can I help my son fall asleep at night?", "ask_guidance"),
    ("when are you open on Friday", "ask_opening_hours"),
    ("what are your opening hours?", "ask_opening_hours"),
    ("can I just speak to a real person?", "speak_to_human"),
    ("who gets to see what I tell you?", "ask_privacy"),
    ("how much melatonin can I give a 7 year old?", "medical_advice"),
    ("Am I talking to a robot?", "bot_challenge"),
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("text", "intent"), QUESTIONS)
def test_a_question_in_the_middle_is_for_somebody_else_and_then_ours_comes_again(
    web: Talk, step, text: str, intent: str
) -> None:
    before = web.reaches(step)
    state = web.state
    heard = web.says(text, intent)
    assert (web.taken, web.state) == (Taken(state, is_digression=True), state)
    assert before.endswith(heard)
    web.says(PLAIN.get(step, "yes"))
    assert web.step != step


@pytest.mark.parametrize(
    ("step", "text", "intent"),
    [
        ("when", "have you got anything at 8pm on the 9th?", "ask_open_now"),
        ("when", "what about 9 December?", "ask_opening_hours"),
        ("when", "can we do the 9th", "ask_guidance"),
        ("first_name", "Will", "out_of_scope"),
        ("first_name", "May", "ask_opening_hours"),
        ("first_name", "I'm Grace", "thanks"),
        ("phone", "07700 900111", "nlu_fallback"),
        ("topic", "autism assessment", "ask_guidance"),
        ("topic", "how to help him make friends", "ask_guidance"),
        ("topic", "a complaint about school", "complain"),
        ("needs", "Could you text me afterwards?", "ask_guidance"),
        ("needs", "Can I have a BSL interpreter?", "speak_to_human"),
        ("text_ok", "ok", "thanks"),
        ("voicemail_ok", "no people listen to it", "complain"),
    ],
)
def test_what_is_an_answer_is_taken_whatever_it_looks_like(web: Talk, step, text: str, intent: str) -> None:
    web.reaches(step)
    state = web.state
    web.says(text, intent)
    assert not web.taken.is_digression
    assert web.state != state


def test_what_nobody_understands_is_for_the_fallback(web: Talk) -> None:
    for step in ("when", "text_ok", "confirm"):
        web.state = None
        web.reaches(step)
        web.says("colourless green ideas", "nlu_fallback", 0.2)
        assert web.taken.is_digression


def test_a_question_about_ones_own_number_does_not_give_it(sms: Talk) -> None:
    sms.reaches("phone")
    sms.says("who gets to see my number if I give it to you?", "ask_privacy")
    assert (sms.taken.is_digression, sms.step) == (True, "phone")
    sms.says("can you use this number?", "nlu_fallback", 0.3)
    assert sms.step == "topic"


def test_a_worry_told_where_the_name_is_asked_is_for_somebody_else(web: Talk) -> None:
    web.reaches("first_name")
    web.says("he keeps hitting his sister and I do not know what to do any more", "ask_guidance")
    assert (web.taken.is_digression, web.step) == (True, "first_name")


STOPS = [
    "stop",
    "Stop.",
    "No, stop please",
    "never mind",
    "nevermind",
    "forget it",
    "I changed my mind",
    "can we stop",
    "cancel that",
    "don't book it",
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("text", STOPS)
def test_stopping_at_any_question_leaves_nothing_booked(web: Talk, step, text: str) -> None:
    web.reaches(step)
    heard = web.says(text)
    assert heard == "All right, I have stopped. Nothing is booked."
    assert (web.state, web.all_booked(), web.texted()) == (None, [], [])


@pytest.mark.parametrize("step", STEPS)
def test_stopping_in_ones_own_words_is_understood_where_they_are_no_answer(web: Talk, step) -> None:
    web.reaches(step)
    web.says("oh I don't want to do all this right now after all", "stop", 0.95)
    assert web.all_booked() == []
    assert web.state is None or step in {"topic", "needs"}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("text", ["restart", "start again", "can we start over please", "Begin again."])
def test_beginning_again_at_any_question_leaves_nothing_booked(web: Talk, step, text: str) -> None:
    web.reaches(step)
    heard = web.says(text, "restart")
    assert heard == "We begin again. What would you like to know?"
    assert (web.state, web.all_booked()) == (None, [])


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "text",
    [
        "pardon?",
        "sorry could you say that again a bit slower",
        "say that again please",
        "let's carry on with the booking",
    ],
)
def test_the_question_is_asked_again(web: Talk, step, text: str) -> None:
    asked = web.reaches(step)
    state = web.state
    heard = web.says(text, "repeat_slower")
    assert (web.state, web.taken.is_digression) == (state, False)
    assert asked.endswith(heard)


def test_leave_it_skips_a_question_that_may_be_skipped_and_stops_elsewhere(web: Talk) -> None:
    web.reaches("topic")
    web.says("leave it")
    assert web.step == "needs"
    web.says("no")
    web.says("leave it")
    assert web.state is None


def test_after_stopping_all_is_asked_afresh(web: Talk) -> None:
    web.reaches("confirm")
    web.says("stop")
    assert ASKED["when"] in web.says("actually yes I do want to book", "book_appointment")
    assert web.state is not None
    assert web.state.first_name is None


def test_what_was_begun_before_is_not_confirmed_by_a_yes_to_something_new(web: Talk) -> None:
    web.reaches("confirm")
    web.says("I want to check my appointment", "check_appointment")
    assert (web.step, web.state and web.state.wish) == ("reference", "check")
    web.says("yes")
    assert web.all_booked() == []


def test_cancelling_in_the_middle_of_booking_stops_it(web: Talk) -> None:
    web.reaches("phone")
    web.says("I need to cancel this appointment now", "cancel_appointment")
    assert (web.state, web.all_booked()) == (None, [])


def test_no_choice_asks_for_a_word_that_twilio_takes(sms: Talk) -> None:
    taken = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
    said = [sms.reaches("confirm"), sms.says("no"), sms.says("nothing"), sms.says("yes")]
    said += [sms.says("check", "check_appointment"), sms.says("cancel it", "cancel_appointment")]
    for line in "\n".join(said).splitlines():
        words = line.casefold().rstrip(".!").split()
        choice = words[1:] if words[:1] and words[0].isdigit() else words
        assert not taken.intersection(choice[:1]), line
        assert "reply" not in words
    assert [one.start for one in sms.all_booked()] == [EVENING]
