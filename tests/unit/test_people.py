"""Reaching a person, appointments, feedback: what is said, open and closed, with a number and without."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from made_up import HUB_YML, NO_NUMBER, SUNDAY_MORNING, TUESDAY_MORNING, hub_settings_from

from hub import people
from hub.outcomes import Outcome
from hub.replies import Button, Reply
from hub.settings import HubSettings
from knowledge_base.store import KnowledgeBase

PERSON = "Our call handlers are people you can talk to by phone. I cannot put you through from here yet."
NO_DIARY = "Sorry, I cannot reach our diary right now. Nothing is booked or changed. Please try again later, or ask a call handler."
FEEDBACK = "Thank you for telling us. I could not keep what you wrote. A call handler can pass it on."
COMPLAINT = (
    "I am sorry that we let you down. I have kept what you wrote, without names or numbers, so I cannot write back to you "
    "about it. If you would like an answer, please tell a call handler."
)
LOST_COMPLAINT = "I am sorry that we let you down. I could not keep what you wrote. Please tell a call handler."
EVERY = [
    (people.person, "handoff", Outcome.PERSON, PERSON),
    (people.no_diary, "appointment", Outcome.APPOINTMENT, NO_DIARY),
    (partial(people.feedback, kept=False), "message", Outcome.FEEDBACK, FEEDBACK),
    (partial(people.complaint, kept=True), "message", Outcome.FEEDBACK, COMPLAINT),
    (partial(people.complaint, kept=False), "message", Outcome.FEEDBACK, LOST_COMPLAINT),
]
Say = Callable[[HubSettings, datetime], Reply]


@pytest.mark.parametrize(("say", "kind", "outcome", "words"), EVERY)
def test_with_a_number_and_while_we_are_open(tmp_path: Path, say: Say, kind: str, outcome: Outcome, words: str) -> None:
    reply = say(hub_settings_from(tmp_path), TUESDAY_MORNING)
    assert (reply.kind, reply.outcome, reply.article) == (kind, outcome, None)
    open_now = "Yes, we are open now, until 3pm today."
    assert reply.web == f"{words}\n\nYou can phone us on 01632 960123 or write to hub@offer.example. {open_now}"
    assert reply.sms == f"{words} Phone us on 01632 960123. {open_now}"
    assert reply.voice == f"{words} Phone us on 01632 960123. {open_now}"


@pytest.mark.parametrize(("say", "kind", "outcome", "words"), EVERY)
def test_without_a_number_and_while_we_are_closed(
    tmp_path: Path, say: Say, kind: str, outcome: Outcome, words: str
) -> None:
    reply = say(hub_settings_from(tmp_path, NO_NUMBER), SUNDAY_MORNING)
    page = "the neurodiversity support page of the Hertfordshire Local Offer"
    closed = "No, we are closed now. We next open on Monday 30 November, 9am to 1pm."
    assert reply.web == f"{words}\n\nOur phone number is on [{page}](https://offer.example/hub). {closed}"
    assert reply.sms == f"{words} Our number is on {page}. {closed}"
    assert reply.voice == f"{words} Our number is on {page}. {closed}"


def test_a_number_without_an_address_is_given_alone(tmp_path: Path) -> None:
    settings = hub_settings_from(tmp_path, HUB_YML.replace("hub@offer.example", '""'))
    assert people.person(settings, TUESDAY_MORNING).web == (
        f"{PERSON}\n\nYou can phone us on 01632 960123. Yes, we are open now, until 3pm today."
    )


@pytest.mark.parametrize("say", [people.no_diary, partial(people.feedback, kept=False)])
def test_there_is_a_way_on(tmp_path: Path, say: Say) -> None:
    assert say(hub_settings_from(tmp_path), TUESDAY_MORNING).buttons == (
        Button("When are you open?", "/ask_opening_hours"),
        Button("Ask a question", '/ask_guidance{"theme": "all"}'),
    )


def test_who_wants_a_person_is_offered_a_call_and_an_evening(tmp_path: Path) -> None:
    assert people.person(hub_settings_from(tmp_path), TUESDAY_MORNING).buttons[:2] == (
        Button("Ask us to phone you", '/speak_to_human{"wish": "callback"}'),
        Button("Book an evening appointment", "/book_appointment"),
    )


def test_nothing_new_is_begun_in_the_middle_of_something(tmp_path: Path) -> None:
    settings = hub_settings_from(tmp_path)
    in_the_middle = people.person(settings, TUESDAY_MORNING, begins=False)
    assert (in_the_middle.web, in_the_middle.buttons) == (people.person(settings, TUESDAY_MORNING).web, ())
    first = people.one_thing_first(settings, TUESDAY_MORNING)
    assert first.web.startswith("I can take a request for a call when we are done here.")
    assert first.buttons == ()


def test_evenings_by_appointment_are_spoken_of_only_where_there_are_some(tmp_path: Path) -> None:
    assert people.by_appointment(hub_settings_from(tmp_path)) == ["Wednesday 7pm to 9pm is by appointment only."]
    settings = hub_settings_from(tmp_path, HUB_YML.replace(", 19:00-21:00 by appointment", ""))
    assert people.by_appointment(settings) == []
    assert [button.title for button in people.person(settings, TUESDAY_MORNING).buttons] == [
        "Ask us to phone you",
        "When are you open?",
        "Ask a question",
    ]


def test_feedback_that_is_kept_is_thanked_for(tmp_path: Path) -> None:
    reply = people.feedback(hub_settings_from(tmp_path), TUESDAY_MORNING, kept=True)
    assert (reply.kind, reply.outcome) == ("message", Outcome.FEEDBACK)
    assert reply.web == (
        "Thank you for telling us. I have kept what you wrote, without names or numbers. It helps us to do better."
    )
    assert [button.title for button in reply.buttons] == ["When are you open?", "Ask a question", "Talk to a person"]


def test_who_complains_is_offered_a_person_and_how_to_complain_about_others(
    tmp_path: Path, small_knowledge_base: KnowledgeBase
) -> None:
    settings = hub_settings_from(tmp_path)
    without = people.complaint(settings, TUESDAY_MORNING, kept=True)
    assert [button.title for button in without.buttons] == ["Talk to a person", "When are you open?"]
    article = small_knowledge_base.get("sleep")
    reply = people.complaint(settings, TUESDAY_MORNING, kept=True, article=article)
    assert reply.buttons == (Button("Sleep", '/ask_guidance{"article": "sleep"}'), *without.buttons)


@pytest.mark.parametrize("say", [people.feedback, people.complaint])
@pytest.mark.parametrize("kept", [True, False])
def test_in_the_middle_of_an_appointment_feedback_begins_nothing(
    tmp_path: Path, say: Callable[..., Reply], kept: bool
) -> None:
    assert say(hub_settings_from(tmp_path), TUESDAY_MORNING, kept=kept, begins=False).buttons == ()
