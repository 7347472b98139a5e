"""Checking, changing and cancelling: whose appointment it is, what is done, and what nobody learns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from talking import AMINA, EVENING, JO, NOW, SETTINGS, Talk, mine, taken_by_others

from hub.uk_calendar import LONDON

NOT_FOUND = "I cannot find an appointment with that reference and that number. Please check both."
FOUND = "Your appointment is on Wednesday 2 December at 7pm. A call handler phones you then."
ASK_REFERENCE = "What is your reference? It has six letters and numbers, for example from our text."
ASK_NUMBER = "What phone number did you give for the appointment?"
DIGITS = "What are the last four digits of the phone number you gave?"


def test_the_reference_and_the_number_together_show_it(web: Talk) -> None:
    mine(web)
    assert web.says("when is my appointment", "check_appointment") == ASK_REFERENCE
    assert web.says("k7m 4xr") == ASK_NUMBER
    assert web.says("07700 900111") == FOUND
    assert [button.payload for button in web.buttons] == ["/change_appointment", "/cancel_appointment"]
    assert web.state is None


@pytest.mark.parametrize(
    "first",
    [
        "check my appointment K7M4XR, phone 07700 900111",
        "Check my appointment, reference k7m-4xr. My number is 07700 900111.",
        "check K7M 4XR 07700900111",
        "check K7M4XR +447700900111",
    ],
)
def test_both_in_the_first_message_show_it_at_once(web: Talk, first: str) -> None:
    mine(web)
    assert web.says(first, "check_appointment") == FOUND


def test_a_reference_that_ends_in_a_digit_is_not_taken_into_the_number(web: Talk) -> None:
    mine(web, reference="XRK7M4")
    assert web.says("check XRK-7M4 07700 900111", "check_appointment") == FOUND


def test_by_voice_four_digits_are_enough(voice: Talk) -> None:
    mine(voice)
    voice.says("i can't remember when my appointment is", "check_appointment")
    assert voice.says("kay seven em four ex ar") == DIGITS
    assert voice.says("0111").startswith(FOUND)


@pytest.mark.parametrize("wish", ["check", "change", "cancel"])
@pytest.mark.parametrize("channel", ["web", "voice"])
def test_nobody_learns_whether_an_appointment_exists(begin: Callable[..., Talk], wish: str, channel) -> None:
    """The same words for an unknown reference, a wrong number, a cancelled one and one that is over."""
    setting = begin()
    mine(setting)
    setting.diary.cancel(mine(setting, "M4HXR3"), NOW)
    heard = []
    for place, (reference, number) in enumerate(
        [("K7M4XR", "07700 900999"), ("K7M4XW", "07700 900111"), ("M4HXR3", "07700 900111")]
    ):
        talk = begin(
            book=setting.book,
            channel=channel,
            caller=None if channel == "web" else f"+44770090020{place}",
            name=f"{place}",
        )
        said = [talk.says(f"{wish} my appointment", f"{wish}_appointment"), talk.says(reference), talk.says(number)]
        heard.append(said)
    assert heard[0] == heard[1] == heard[2]
    assert heard[0][-1] == f"{NOT_FOUND}\n{ASK_REFERENCE}"


@pytest.mark.parametrize("reference", ["K7M4XR", "K7M4XW"])
def test_five_wrong_tries_lock_whether_it_exists_or_not(web: Talk, reference: str) -> None:
    mine(web)
    for number in range(4):
        heard = web.says(f"check {reference} 07700 90020{number}", "check_appointment")
        assert heard == f"{NOT_FOUND}\n{ASK_REFERENCE}"
    locked = (
        "That did not fit several times, so I have locked this for 15 minutes. "
        "You can try again then, or ask a call handler. Phone us on 01632 960123."
    )
    assert web.says(f"{reference} 07700 900205") == locked
    assert web.state is None
    assert web.says(f"check {reference} 07700 900111", "check_appointment") == locked
    web.now += timedelta(minutes=15)
    heard = web.says(f"check {reference} 07700 900111", "check_appointment")
    assert heard == (FOUND if reference == "K7M4XR" else f"{NOT_FOUND}\n{ASK_REFERENCE}")


def test_the_last_minute_of_a_lock_is_one_minute(web: Talk) -> None:
    for number in range(5):
        web.says(f"check K7M4XR 07700 90020{number}", "check_appointment")
    web.now += timedelta(minutes=14, seconds=30)
    assert "locked this for 1 minute. " in web.says("check K7M4XR 07700 900111", "check_appointment")


@pytest.mark.parametrize("text", ["what do you mean", "hello", "sorry"])
def test_what_is_no_number_is_no_try(web: Talk, text: str) -> None:
    mine(web)
    web.says("check K7M4XR", "check_appointment")
    for _ in range(6):
        assert web.says(text).startswith("Sorry, I did not get a phone number.")
    assert web.says("07700 900111") == FOUND


def test_another_reference_instead_of_the_number_is_taken(web: Talk) -> None:
    mine(web)
    web.says("check K7M4XW", "check_appointment")
    assert web.says("sorry, it's K7M-4XR") == ASK_NUMBER
    assert web.says("07700 900111") == FOUND


@pytest.mark.parametrize("text", ["I've lost it", "I don't have a reference", "i can't find it"])
@pytest.mark.parametrize("first", ["check my appointment", "check K7M4XR"])
def test_who_has_lost_them_is_shown_to_a_person(web: Talk, first: str, text: str) -> None:
    web.says(first, "check_appointment")
    heard = web.says(text)
    assert heard.endswith("A call handler can help. Phone us on 01632 960123.")
    assert web.state is None


@pytest.mark.parametrize(
    "text",
    [
        "I need to move my appointment on 2nd Dec",
        "change my 7pm 9th December appointment",
        "my year 10 son's appointment",
        "year10 appointment",
        "change it to 7pm wed please",
    ],
)
def test_dates_and_times_are_not_taken_for_a_reference(web: Talk, text: str) -> None:
    assert web.says(text, "change_appointment") == ASK_REFERENCE


@pytest.mark.parametrize("text", ["K7M4X0", "k7m-4x5", "2SB 7BB", "ref is KMR-4SB"])
def test_a_mistyped_reference_is_answered_like_any_wrong_one(web: Talk, text: str) -> None:
    web.says("check my appointment", "check_appointment")
    assert web.says(text) == ASK_NUMBER
    assert web.says("07700 900111") == f"{NOT_FOUND}\n{ASK_REFERENCE}"


def test_what_cannot_be_a_reference_is_asked_for_again(web: Talk) -> None:
    web.says("check my appointment", "check_appointment")
    assert web.says("purple") == (
        f"Sorry, that does not look like a reference. It has six letters and numbers, like K7M-4XR.\n{ASK_REFERENCE}"
    )


def test_the_conversation_that_made_it_needs_no_proof(web: Talk) -> None:
    web.books()
    assert web.says("when is it?", "check_appointment") == FOUND


def test_of_two_the_reference_says_which_and_the_number_is_not_asked(web: Talk) -> None:
    first = web.books()
    web.says("book 9 December at 8pm", "book_appointment")
    for answer in ("Amina", "07700 900111", "skip", "no", "yes", "yes", "yes"):
        web.says(answer)
    assert web.says("when is it?", "check_appointment") == ASK_REFERENCE
    assert web.says(first.reference) == FOUND


def test_a_named_reference_comes_before_the_only_one_that_is_known(web: Talk) -> None:
    mine(web, start=EVENING + timedelta(weeks=1), phone=JO)
    web.books()
    assert web.says("check K7M4XR", "check_appointment") == ASK_NUMBER
    assert "9 December" in web.says("07700 900102")


def test_a_text_from_the_number_itself_needs_no_proof(sms: Talk) -> None:
    mine(sms, phone=JO)
    assert sms.says("when is my appt", "check_appointment").startswith(FOUND)


@pytest.mark.parametrize(("channel", "caller"), [("sms", AMINA), ("voice", JO), ("web", None)])
def test_any_other_number_or_channel_does(begin: Callable[..., Talk], channel, caller: str | None) -> None:
    talk = begin(channel=channel, caller=caller)
    mine(talk, phone=JO)
    assert talk.says("when is my appt", "check_appointment") == ASK_REFERENCE


def test_changing_moves_it_and_keeps_the_reference(web: Talk) -> None:
    mine(web)
    for text in ("change my appointment", "K7M4XR"):
        web.says(text, "change_appointment")
    heard = web.says("07700 900111")
    assert heard.startswith(f"{FOUND}\nWhich time would suit you better?")
    web.says("16 December at 8pm")
    assert web.replies[-1].web == "Shall I move your appointment to Wednesday 16 December at 8pm?"
    assert web.says("yes") == (
        "Your appointment is moved. It is now on Wednesday 16 December at 8pm. A call handler phones you then. "
        "Your reference is still K7M-4XR."
    )
    assert [(one.reference, one.start.day) for one in web.all_booked()] == [("K7M4XR", 16)]


def test_a_new_time_in_the_first_message_is_taken(sms: Talk) -> None:
    mine(sms, phone=JO)
    heard = sms.says("can I move my appointment to 16 December at 8pm", "change_appointment")
    assert heard.startswith(f"{FOUND}\nShall I move your appointment to Wednesday 16 December at 8pm?")


@pytest.mark.parametrize("text", ["no, make it 9 December at 8pm", "no the 9th at 8", "yes but at 8pm on 9 December"])
def test_another_time_instead_of_a_yes_moves_nothing_yet(sms: Talk, text: str) -> None:
    mine(sms, phone=JO)
    sms.says("move my appointment to 16 December at 8pm", "change_appointment")
    assert sms.says(text).startswith("Shall I move your appointment to Wednesday 9 December at 8pm?")
    assert [one.start.day for one in sms.all_booked()] == [2]
    sms.says("yes")
    assert [one.start.day for one in sms.all_booked()] == [9]


@pytest.mark.parametrize("text", ["no", "no thanks, keep it", "stop", "never mind"])
@pytest.mark.parametrize("wish", ["change", "cancel"])
def test_a_no_or_a_stop_changes_nothing(sms: Talk, wish: str, text: str) -> None:
    mine(sms, phone=JO)
    sms.says(f"{wish} my appointment", f"{wish}_appointment")
    if wish == "change":
        sms.says("16 December at 8pm")
    assert sms.says(text).startswith("All right. I have changed nothing.")
    assert [one.start for one in sms.all_booked()] == [EVENING]
    assert sms.state is None


def test_the_old_place_is_kept_where_the_new_one_has_gone(web: Talk) -> None:
    mine(web)
    web.says("change my appointment K7M4XR 07700 900111", "change_appointment")
    web.says("16 December at 8pm")
    taken_by_others(web, datetime(2026, 12, 16, 20, tzinfo=LONDON))
    heard = web.says("yes")
    assert heard.startswith(
        "Sorry, somebody took that place just now. Your appointment is still on Wednesday 2 December at 7pm. "
        "These are the nearest free times.\nWhich time would suit you better?"
    )
    assert [one.start.day for one in web.all_booked() if one.phone == AMINA] == [2]


def test_one_that_was_cancelled_meanwhile_is_not_moved(web: Talk) -> None:
    found = mine(web)
    web.says("change my appointment K7M4XR 07700 900111", "change_appointment")
    web.says("16 December at 8pm")
    web.diary.cancel(found, NOW)
    assert web.says("yes").startswith("That appointment is not there any more. I have not changed anything.")
    assert (web.state, web.all_booked()) == (None, [])


def test_nothing_is_offered_where_nothing_is_free(begin: Callable[..., Talk]) -> None:
    one_place = SETTINGS.appointments.model_copy(update={"horizon_weeks": 1, "places": 1, "minutes": 120})
    talk = begin(settings=SETTINGS.model_copy(update={"appointments": one_place}))
    mine(talk, start=NOW.replace(day=25, hour=19))
    heard = talk.says("change my appointment K7M4XR 07700 900111", "change_appointment")
    assert "Your appointment is on Wednesday 25 November at 7pm." in heard
    assert "All Wednesday evenings of the next week are taken." in heard
    assert talk.state is None


CANCEL_YES = [
    "yes",
    "Yes, cancel it please.",
    "cancel it",
    "please cancel it",
    "cancel",
    "ok cancel my appointment",
    "yeah do it",
]


@pytest.mark.parametrize("text", CANCEL_YES)
def test_a_yes_cancels(web: Talk, text: str) -> None:
    mine(web)
    heard = web.says("cancel my appointment K7M4XR 07700 900111", "cancel_appointment")
    assert heard == f"{FOUND}\nShall I cancel this appointment?"
    assert web.says(text, "cancel_appointment") == (
        "Your appointment is cancelled. You can book another one at any time."
    )
    assert (web.state, web.all_booked()) == (None, [])


@pytest.mark.parametrize(
    "text",
    ["no keep it", "don't cancel it", "no, don't cancel", "what happens if I cancel?", "hmm", "can I cancel later?"],
)
def test_anything_else_cancels_nothing(web: Talk, text: str) -> None:
    mine(web)
    web.says("cancel my appointment K7M4XR 07700 900111", "cancel_appointment")
    web.says(text, "cancel_appointment", 0.5)
    assert [one.start for one in web.all_booked()] == [EVENING]


def test_cancelling_twice_says_the_same(web: Talk) -> None:
    mine(web)
    web.says("cancel my appointment K7M4XR 07700 900111", "cancel_appointment")
    before = web.state
    first = web.says("yes")
    web.state = before
    assert web.says("yes") == first


def test_after_proving_it_once_another_wish_needs_no_proof(web: Talk) -> None:
    mine(web)
    web.says("cancel my appointment K7M4XR 07700 900111", "cancel_appointment")
    heard = web.says("actually I'd rather change it to another evening", "change_appointment")
    assert heard.startswith(f"{FOUND}\nWhich time would suit you better?")
    assert [one.start for one in web.all_booked()] == [EVENING]


def test_from_changing_one_can_go_on_to_cancel(web: Talk) -> None:
    mine(web)
    web.says("change my appointment K7M4XR 07700 900111", "change_appointment")
    assert "Shall I cancel this appointment?" in web.says("I think I should just call it off", "cancel_appointment")


def test_who_has_none_can_book_instead(web: Talk) -> None:
    web.says("change my appointment", "change_appointment")
    assert "Which Wednesday evening time suits you?" in web.says("I want to book one", "book_appointment")
