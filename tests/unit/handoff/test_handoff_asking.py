"""Asking for a call handler: the brief is made of what was said, shown first, and passed on only after a yes."""

from collections.abc import Iterator
from typing import Any

import pytest
from a_queue import EVENING, NOW, SETTINGS, Desk
from rasa_sdk import Tracker

from bot.actions.brief import brief_so_far
from hub import people
from hub.handoff import asking
from hub.handoff.access_needs import access_needs
from hub.handoff.brief import Brief, Spoken, brief_of
from hub.handoff.states import State
from hub.outcomes import Outcome
from hub.store.database import Store

SLEEP = Spoken("my son is 7 and does not sleep", "ask_guidance", 7, ("Helping your child to sleep",), "answered")
UNKNOWN = Spoken("can he bring his own cup to school?", "ask_guidance", None, (), Outcome.DID_NOT_KNOW)
PERSON = Spoken("can I talk to a person please", "speak_to_human", None, (), Outcome.PERSON)
BRIEF = brief_of([SLEEP, UNKNOWN, PERSON], "east-and-north", crisis=True)


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    return Desk(store)


def test_the_brief_says_what_was_asked_and_answered_and_told() -> None:
    assert (
        Brief(
            asked="can he bring his own cup to school",
            articles=("Helping your child to sleep",),
            unanswered=("can he bring his own cup to school",),
            age=7,
            area="east-and-north",
            crisis=True,
        )
        == BRIEF
    )
    assert BRIEF.lines() == [
        "You asked: “can he bring his own cup to school”",
        "I told you about: Helping your child to sleep",
        "I had no answer to that",
        "Your child's age: 7",
        "Your area: east and north Hertfordshire",
        "I gave you the emergency numbers",
    ]


def test_nothing_is_made_up_where_nothing_was_said() -> None:
    turns = [Spoken("hello", "greet", outcome="small_talk"), Spoken("yes please do", "affirm"), PERSON]
    brief = brief_of([*turns, Spoken('/speak_to_human{"wish": "pass_on"}', "speak_to_human")], None, crisis=False)
    assert brief == Brief()
    assert not brief


def test_the_newest_age_and_the_newest_articles_are_passed_on() -> None:
    turns = [Spoken("x", age=age, articles=(f"article {age}",)) for age in range(3, 10)]
    brief = brief_of(turns, None, crisis=False)
    assert (brief.age, brief.articles) == (9, tuple(f"article {age}" for age in range(5, 10)))


def test_what_a_parent_writes_cannot_be_taken_for_markup() -> None:
    brief = brief_of([Spoken("<b>what</b> [of](x) *his* sleep", "ask_guidance")], None, crisis=False)
    assert brief.asked == "what of x his sleep"


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("I'm deaf so please write", ["deaf or hard of hearing"]),
        ("i am a bit hard of hearing", ["deaf or hard of hearing"]),
        ("my son is deaf", []),
        ("I use BSL", ["British Sign Language"]),
        ("I can't talk on the phone", ["phone calls are hard"]),
        ("I am autistic myself", ["autistic"]),
        ("I am autistic child's mum", []),
        ("we need an interpreter", ["an interpreter"]),
        ("English is not my first language", ["an interpreter"]),
        ("is there a phone", []),
    ],
)
def test_access_needs_are_those_that_a_parent_names_of_themselves(text: str, needs: list[str]) -> None:
    assert access_needs(text) == needs


def test_the_brief_is_shown_before_anything_is_passed_on(desk: Desk) -> None:
    desk.here("sam")
    reply = asking.offer(desk.queue, BRIEF, NOW)
    assert reply.web.splitlines()[:3] == [
        "A call handler can join you here. I will pass on:",
        "",
        "- You asked: “can he bring his own cup to school”",
    ]
    assert reply.web.endswith("A chat with a call handler is kept for 30 days. Is that OK?")
    assert [one.title for one in reply.buttons] == [
        "Yes, pass it on",
        "No, pass on nothing",
        "Ask us to phone you",
        "Not now",
    ]
    assert desk.queue.in_order(*State) == []


def test_without_anything_to_pass_on_it_is_still_asked_first(desk: Desk) -> None:
    desk.here("sam")
    reply = asking.offer(desk.queue, Brief(), NOW)
    assert reply.buttons[0].title == "Yes, ask one"
    assert desk.queue.in_order(*State) == []


@pytest.mark.parametrize(
    ("now", "why"), [(NOW, "nobody"), (EVENING, "by_appointment"), (EVENING.replace(hour=22), "closed")]
)
def test_where_nobody_can_come_it_is_said_why_and_a_call_is_offered(desk: Desk, now: Any, why: str) -> None:
    if why != "nobody":
        desk.here("sam")
    for reply in (
        asking.offer(desk.queue, BRIEF, now),
        asking.ask(desk.queue, "c", "web", BRIEF, now).reply,
    ):
        assert reply == people.person(SETTINGS, now, why=why)
        assert people.WHY_NOBODY[why] in reply.web
        assert reply.buttons[0] == people.CALL_ME


def test_a_yes_asks_offers_at_once_and_tells_the_place(desk: Desk) -> None:
    desk.here("sam")
    asked = asking.ask(desk.queue, "c", "web", BRIEF, NOW, crisis=True)
    assert asked.reply.web == (
        "I have passed that on. You are number 1. A call handler is free and is being asked. "
        "You can write already; the call handler will read it. From now on I am silent."
    )
    assert (asked.reply.waits, [one.title for one in asked.reply.buttons]) == (
        True,
        ["Leave the queue", "Ask us to phone you"],
    )
    made = desk.queue.live("c")
    assert made is not None
    assert (made.state, made.handler, made.crisis, made.phone) == (State.OFFERED, "sam", True, None)
    assert made.brief == BRIEF.to_dict()


def test_a_no_passes_on_nothing(desk: Desk) -> None:
    desk.here("sam")
    asked = asking.ask(desk.queue, "c", "web", None, NOW)
    assert asked.handoff is not None
    assert asked.handoff.brief is None
    assert asked.reply.web.startswith("I have only passed on that you are waiting.")


def test_a_text_thread_is_asked_for_under_its_number(desk: Desk) -> None:
    desk.here("sam")
    asking.ask(desk.queue, "c", "sms", None, NOW, caller="+447700900123")
    made = desk.queue.live("sms:+447700900123")
    assert (made and made.phone) == "+447700900123"


def test_the_brief_is_read_out_of_rasas_record() -> None:
    def user(text: str, intent: str, **entities: str) -> dict[str, Any]:
        found = [{"entity": name, "value": value} for name, value in entities.items()]
        return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}, "entities": found}}

    def bot(**wire: str) -> dict[str, Any]:
        return {"event": "bot", "data": {"custom": wire}}

    events = [
        {"event": "action", "name": "action_session_start"},
        user("my son is 7 and does not sleep", "ask_guidance", age="7"),
        bot(article="not-an-article", outcome="answered"),
        user("in stevenage", "ask_guidance", area="stevenage"),
        bot(outcome="answered"),
        user("a person please", "speak_to_human"),
    ]
    latest = {"metadata": {"crisis": "yes"}, "text": "a person please"}
    tracker = Tracker("c", {"area": "east-and-north"}, latest, events, False, None, {}, "action_listen")
    assert brief_so_far(tracker) == Brief(
        asked="my son is 7 and does not sleep", articles=("not an article",), age=7, area="east-and-north", crisis=True
    )
