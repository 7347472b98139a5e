"""Appointments booked without a hitch, and the races at their end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from talking import AMINA, ASKED, EVENING, JO, NOW, SETTINGS, Talk, taken_by_others

from hub.uk_calendar import LONDON
from knowledge_base.gsm7 import not_in_gsm7

READ_BACK = (
    "Please check: **Wednesday 2 December at 7pm**, for Amina, on 07700 900111. About: sleep. "
    "We may text you but will not leave a voicemail. A call handler phones you then. Is everything right?"
)


def test_on_the_web_each_question_comes_in_turn_and_yes_books(web: Talk) -> None:
    asked = [web.says("I want to book an appointment", "book_appointment")]
    answers = ("2 December at 7pm", "Amina", "07700 900111", "sleep", "no", "yes", "no thanks")
    asked += [web.says(answer) for answer in answers]
    for step, heard in zip(
        ("when", "first_name", "phone", "topic", "needs", "text_ok", "voicemail_ok"), asked, strict=False
    ):
        assert ASKED[step] in heard
    assert asked[-1] == READ_BACK
    assert web.all_booked() == []
    heard = web.says("Yes, that's all correct.")
    [made] = web.all_booked()
    shown = f"{made.reference[:3]}-{made.reference[3:]}"
    assert heard == (
        f"Your appointment is booked: **Wednesday 2 December at 7pm**. Your reference is **{shown}**. "
        "A call handler phones you then. To change or cancel it, tell me the reference and your phone number."
    )
    assert [reply.calendar for reply in web.replies] == [f"/appointments/{made.reference}.ics?key=k"]
    assert (made.start, made.first_name, made.phone, made.channel) == (EVENING, "Amina", AMINA, "web")
    assert (made.topic, made.needs, made.text_ok, made.voicemail_ok) == ("sleep", None, True, False)
    assert (web.state, web.owned) == (None, (made.reference,))


def test_by_text_the_threads_own_number_is_offered(sms: Talk) -> None:
    asked = sms.reaches("phone")
    assert asked == "Shall we use the number you are texting from, 07700 900102?\n1 Yes\n2 No"
    for answer in ("yes", "skip", "BSL please.", "yeah", "ok"):
        sms.says(answer)
    heard = sms.says("yes")
    [made] = sms.all_booked()
    assert (made.phone, made.topic, made.needs, made.text_ok, made.voicemail_ok) == (JO, None, "BSL please", True, True)
    assert "**" not in heard
    assert "Your appointment is booked: Wednesday 2 December at 7pm." in heard


def test_by_voice_the_number_is_spoken_and_the_reference_spelt(voice: Talk) -> None:
    assert voice.reaches("phone") == (
        "Shall we use the number you are phoning from, 0 7 7 0 0, 9 0 0 1 0 2? You can say: Yes, or No."
    )
    for answer in ("yes this one's fine", "skip that one", "no", "yes", "yes you can"):
        heard = voice.says(answer)
    assert heard.startswith("Please check. Wednesday 2 December at 7pm, for Amina, on 0 7 7 0 0, 9 0 0 1 0 2. We may")
    heard = voice.says("yes that's right")
    [made] = voice.all_booked()
    assert f"Your reference is {made.reference[0]}" in heard
    assert heard.count("for kilo") == 2 * made.reference.count("K")


@pytest.mark.parametrize(
    ("answer", "own"),
    [
        ("yes", True),
        ("this one", True),
        ("my number", True),
        ("the one I'm ringing from", True),
        ("you can use the number i'm phoning from", True),
        ("no", False),
        ("a different number", False),
    ],
)
def test_ones_own_number_is_taken_or_another_is_asked_for(voice: Talk, answer: str, own: bool) -> None:
    voice.reaches("phone")
    heard = voice.says(answer)
    assert voice.state is not None
    assert voice.state.phone == (JO if own else None)
    assert (ASKED["topic"] if own else ASKED["phone"]) in heard


@pytest.mark.parametrize("caller", [None, "+33142685300", "+449098790000"])
def test_a_number_that_we_could_not_phone_is_not_offered(begin: Callable[..., Talk], caller: str | None) -> None:
    talk = begin(channel="voice", caller=caller)
    assert ASKED["phone"] in talk.reaches("phone")
    talk.says("yes")
    assert talk.step == "phone"


@pytest.mark.parametrize(
    ("first", "step"),
    [
        ("Can I book Wednesday 2 December at 7pm?", "first_name"),
        ("an appointment as soon as possible please", "first_name"),
        ("Can I book for the 9th?", "when"),
        ("I'd like an appointment about my 8 year old", "when"),
    ],
)
def test_a_time_in_the_first_message_is_taken(web: Talk, first: str, step: str) -> None:
    web.says(first, "book_appointment")
    assert web.step == step


def test_each_question_is_one_question_and_texts_are_in_gsm_7(sms: Talk) -> None:
    for step in ("when", "first_name", "phone", "topic", "needs", "text_ok", "voicemail_ok", "confirm"):
        heard = Talk(sms.store, channel="sms", caller=JO, book=sms.book).reaches(step)
        assert heard.count("?") == 1
        assert not_in_gsm7(heard) == []
        assert "**" not in heard


def test_texts_never_say_what_it_is_about(web: Talk) -> None:
    web.reaches("first_name")
    for answer in ("Zebedee", "07700 900111", "Jayden's sleep", "Urdu interpreter", "yes", "yes", "yes"):
        web.says(answer)
    texts = web.texts()
    assert len(texts) == 2
    assert [word for word in ("Zebedee", "Jayden", "sleep", "Urdu") if word in " ".join(texts)] == []


def test_no_text_is_written_where_they_are_not_welcome(web: Talk) -> None:
    web.reaches("text_ok")
    for answer in ("no", "yes", "yes"):
        web.says(answer)
    assert (len(web.all_booked()), web.texts()) == (1, [])


def test_yes_twice_books_once(web: Talk) -> None:
    web.reaches("confirm")
    before = web.state
    first = web.says("yes")
    web.state, web.number = before, 1  # the same yes again, before anything of the first was kept
    assert web.says("yes") == first
    assert len(web.all_booked()) == 1


def test_a_conversation_that_forgot_its_count_books_anew(web: Talk) -> None:
    """After "start again" Rasa keeps no slot, so that the second wish has the first one's number."""
    web.books()
    web.number, web.owned, web.now = 1, (), NOW + timedelta(minutes=5)
    web.says("book wednesday 9 december at 8pm", "book_appointment")
    for answer in ("Amina", "07700 900111", "skip", "no", "yes", "yes"):
        web.says(answer)
    assert "Wednesday 9 December at 8pm" in web.says("yes")
    assert [one.start.day for one in web.all_booked()] == [2, 9]


def test_who_has_one_is_told_and_may_make_another(web: Talk) -> None:
    web.books()
    heard = web.says("book an appointment", "book_appointment")
    assert heard.startswith("You already have an appointment on Wednesday 2 December at 7pm. I can make another one.\n")
    assert web.step == "when"


def test_who_was_not_fast_enough_gets_the_nearest_times_and_one_booking(web: Talk) -> None:
    web.reaches("confirm")
    taken_by_others(web, EVENING)
    heard = web.says("yes")
    assert heard.startswith(
        "Sorry, somebody took that place just now. Nothing is booked yet. These are the nearest free times.\n"
    )
    assert [button.title for button in web.buttons] == [
        "Wednesday 2 December at 7.30pm",
        "Wednesday 2 December at 8pm",
        "Wednesday 2 December at 8.30pm",
    ]
    assert "Wednesday 2 December at 7.30pm" in web.says("the first one")
    assert web.step == "confirm"  # nothing else is asked again
    web.says("yes")
    assert [one.first_name for one in web.all_booked()] == ["Ola", "Ola", "Amina"]


@pytest.mark.parametrize(
    ("later", "why"),
    [
        (datetime(2026, 12, 2, 16, tzinfo=LONDON), "Sorry, it is too late for that time now. We need at least 4 hours' notice."),
        (datetime(2026, 12, 2, 19, tzinfo=LONDON), "Sorry, that time has passed."),
    ],
)  # fmt: skip
def test_a_yes_that_comes_too_late_books_nothing(web: Talk, later: datetime, why: str) -> None:
    web.reaches("confirm")
    web.now = later
    assert web.says("yes").startswith(f"{why} Nothing is booked yet.")
    assert web.all_booked() == []
    assert web.step == "when"


def test_the_last_place_of_all_gone(begin: Callable[..., Talk]) -> None:
    one_place = SETTINGS.appointments.model_copy(update={"horizon_weeks": 1, "places": 1, "minutes": 120})
    talk = begin(settings=SETTINGS.model_copy(update={"appointments": one_place}))
    talk.says("tomorrow at 7pm", "book_appointment")
    for answer in ("Amina", "07700 900111", "skip", "no", "yes", "yes"):
        talk.says(answer)
    taken_by_others(talk, NOW.replace(day=25, hour=19), 1)
    assert talk.says("yes").startswith(
        "Sorry, somebody took that place just now. Nothing is booked yet. No other time is free."
    )
    assert talk.state is None
    assert talk.says("book", "book_appointment").startswith(
        "All Wednesday evenings of the next week are taken. Phone us on 01632 960123."
    )
    assert talk.state is None


def test_all_gone_while_the_time_is_asked(begin: Callable[..., Talk]) -> None:
    one_place = SETTINGS.appointments.model_copy(update={"horizon_weeks": 1, "places": 1, "minutes": 120})
    talk = begin(settings=SETTINGS.model_copy(update={"appointments": one_place}))
    talk.says("book", "book_appointment")
    taken_by_others(talk, NOW.replace(day=25, hour=19), 1)
    assert talk.says("the first one").startswith("All Wednesday evenings of the next week are taken.")
    assert talk.state is None
