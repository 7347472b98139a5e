"""Asking to be phoned, as the form plays it: every question, every channel, corrections, and no promise that breaks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import TUESDAY_MORNING

from hub.booking.state import Said
from hub.callback_request import CallbackDialogue, State, Taken, wants_callback
from hub.callbacks import Callback, Callbacks
from hub.rendering import rendered
from hub.replies import Channel, Reply
from hub.settings import HubSettings
from hub.store.database import Store
from hub.uk_calendar import LONDON

SECRET = "s" * 32
AMINA, JO = "+447700900123", "+447700900124"
SETTINGS = HubSettings.model_validate(
    {
        "local_offer_url": "https://offer.example/",
        "phone": "01632 960123",
        "opening_hours": {
            "monday": ["09:00-13:00"],
            "tuesday": ["09:00-15:00"],
            "wednesday": ["09:00-13:00", "19:00-21:00 by appointment"],
        },
    }
)
EVENING = datetime(2026, 11, 24, 18, tzinfo=LONDON)
PLAIN = {"first_name": "Amina", "phone": "07700 900123", "when": "any time", "topic": "sleep"}
ASKED = {
    "first_name": "What is your first name?",
    "phone": "What is the best UK phone number for you?",
    "when": "When may we phone you?",
    "topic": "What is it about?",
    "confirm": "Is everything right?",
    "amend": "What shall I change?",
}
PROMISE = "We phone you when the line is next open: Wednesday 25 November, 9am to 1pm."
_examples = count()


@cache
def one_store() -> Store:
    store = Store("sqlite://")
    store.migrate()
    return store


@dataclass
class Talk:
    """One conversation about a call-back, as the action plays it."""

    channel: Channel = "web"
    caller: str | None = None
    settings: HubSettings = SETTINGS
    now: datetime = EVENING
    name: str = field(default_factory=lambda: f"talk {next(_examples)}")
    state: State | None = None
    taken: Taken = field(default_factory=lambda: Taken(None))
    replies: tuple[Reply, ...] = ()

    @property
    def callbacks(self) -> Callbacks:
        return Callbacks(one_store(), self.settings, SECRET, self.name)

    @property
    def kept(self) -> list[Callback]:
        return self.callbacks.in_order()

    @property
    def step(self) -> str | None:
        return self.state.step if self.state else None

    def says(self, text: str, intent: str | None = None, confidence: float = 0.9) -> str:
        dialogue = CallbackDialogue(self.callbacks, self.settings)
        said = Said(text, intent, confidence, self.channel, self.name, self.now, self.caller)
        self.taken = dialogue.begin(said) if self.state is None else dialogue.take(self.state, said)
        if not self.taken.is_digression:
            self.state = self.taken.state
        self.replies = self.taken.replies
        if self.state is not None:
            self.state = State.from_dict(json.loads(json.dumps(self.state.to_dict())))
            self.replies = (*self.replies, dialogue.ask(self.state, said))
        return "\n".join(rendered(self.replies, self.channel))

    def reaches(self, step: str) -> str:
        heard = self.says("/speak_to_human", "speak_to_human")
        while self.step != step:
            assert self.step is not None
            heard = self.says(PLAIN[self.step])
        return heard


def test_every_question_is_asked_and_what_was_agreed_is_kept() -> None:
    talk = Talk()
    heard = talk.says("/speak_to_human", "speak_to_human")
    for step, answer in PLAIN.items():
        assert talk.step == step
        assert ASKED[step] in heard
        heard = talk.says(answer)
    assert heard == f"Please check. For Amina, on 07700 900123. {PROMISE} About: sleep. Is everything right?"
    assert talk.kept == []
    heard = talk.says("yes")
    assert heard == f"Thank you, Amina. We have your request. {PROMISE} You do not need to do anything else."
    [kept] = talk.kept
    assert (kept.first_name, kept.phone, kept.day, kept.wish, kept.topic, kept.channel) == (
        "Amina",
        AMINA,
        date(2026, 11, 25),
        None,
        "sleep",
        "web",
    )


def test_the_part_of_the_session_that_suits_is_a_wish_beside_the_promise() -> None:
    talk = Talk()
    talk.reaches("when")
    assert [button.title for button in talk.replies[-1].buttons] == [
        "Wednesday 25 November, before 11am",
        "Wednesday 25 November, after 11am",
        "Monday 30 November",
        "Any time",
    ]
    talk.says("Wednesday 25 November, after 11am")
    assert f"{PROMISE} You would like: after 11am." in talk.says("skip")
    assert "You would like: after 11am." in talk.says("yes")
    assert [(one.wish, one.topic) for one in talk.kept] == [("after 11am", None)]


def test_while_the_line_is_open_today_can_be_promised() -> None:
    talk = Talk(now=TUESDAY_MORNING)
    talk.reaches("when")
    talk.says("Today, before 3pm")
    assert "We phone you today, before 3pm." in talk.says("skip")


def test_a_yes_after_closing_time_promises_nothing_that_has_passed() -> None:
    talk = Talk(now=TUESDAY_MORNING)
    talk.reaches("confirm")
    talk.now = TUESDAY_MORNING.replace(hour=14, minute=45)
    heard = talk.says("yes")
    assert heard.startswith("Sorry, that time has passed.")
    assert (talk.step, talk.kept) == ("when", [])
    talk.says("any time")
    assert PROMISE in talk.says("yes")


@pytest.mark.parametrize("channel", ["sms", "voice"])
def test_on_the_phone_their_own_number_is_offered_first(channel: Channel) -> None:
    talk = Talk(channel=channel, caller=JO)
    talk.reaches("phone")
    asked = talk.replies[-1]
    assert ("07700 900124" in asked.web, "0 7 7 0 0, 9 0 0 1 2 4" in (asked.voice or "")) == (True, True)
    talk.says("yes please")
    assert (talk.step, talk.state and talk.state.phone) == ("when", JO)


@pytest.mark.parametrize("no", ["no", "no a different number", "another number please"])
def test_their_own_number_can_be_refused(no: str) -> None:
    talk = Talk(channel="sms", caller=JO)
    talk.reaches("phone")
    assert ASKED["phone"] in talk.says(no)
    talk.says("07700 900123")
    assert talk.state is not None
    assert talk.state.phone == AMINA


@pytest.mark.parametrize("number", ["07700 90012", "0909 8790000", "banana 12345", "+33 1 23 45 67 89"])
def test_a_number_that_cannot_be_phoned_is_asked_for_again(number: str) -> None:
    talk = Talk()
    talk.reaches("phone")
    talk.says(number)
    assert talk.step == "phone"


def test_what_the_first_message_says_is_not_asked_again() -> None:
    talk = Talk()
    talk.says("please ring me back tomorrow after 11 on 07700 900123", "speak_to_human")
    assert talk.step == "first_name"
    talk.says("Amina")
    assert talk.step == "topic"
    heard = talk.says("no thanks")
    assert f"07700 900123. {PROMISE} You would like: after 11am." in heard


def test_a_first_message_with_a_time_that_cannot_be_says_so() -> None:
    heard = Talk().says("call me back at 8pm on saturday", "speak_to_human")
    assert heard.startswith("We cannot phone on Saturday 28 November. The line is closed then.")
    assert ASKED["first_name"] in heard


def test_where_no_session_is_to_come_nothing_is_promised() -> None:
    never = HubSettings.model_validate({**SETTINGS.model_dump(mode="json"), "opening_hours": {}})
    talk = Talk(settings=never)
    assert "Phone us on 01632 960123." in talk.says("call me back", "speak_to_human")
    assert talk.state is None


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("9pm", "We cannot phone then."),
        ("sunday", "We cannot phone on Sunday 29 November."),
        ("wednesday evening", "by appointment only."),
        ("in six months", "too far ahead"),
        ("hmm?", "Sorry, I did not get the time."),
        ("yes", "Sorry, I did not get the time."),
    ],
)
def test_a_time_at_which_nobody_phones_is_asked_for_again(said: str, problem: str) -> None:
    talk = Talk()
    talk.reaches("when")
    heard = talk.says(said)
    assert problem in heard
    assert ASKED["when"] in heard


def test_a_wish_without_a_time_is_passed_on_in_their_own_words() -> None:
    talk = Talk()
    talk.reaches("when")
    talk.says("when the baby sleeps")
    assert f"{PROMISE} You would like: when the baby sleeps." in talk.says("skip")


@pytest.mark.parametrize("step", [*PLAIN, "confirm"])
def test_stop_keeps_nothing_at_any_step(step: str) -> None:
    talk = Talk()
    talk.reaches(step)
    assert "I have not passed on a request." in talk.says("stop", "stop")
    assert (talk.state, talk.kept) == (None, [])


@pytest.mark.parametrize("step", [*PLAIN, "confirm"])
def test_begin_again_ends_it_at_any_step(step: str) -> None:
    talk = Talk()
    talk.reaches(step)
    assert talk.says("start again", "restart").startswith("We begin again.")
    assert (talk.state, talk.kept) == (None, [])


@pytest.mark.parametrize("step", [*PLAIN, "confirm"])
def test_another_question_is_for_somebody_else_and_the_open_one_stays(step: str) -> None:
    talk = Talk()
    talk.reaches(step)
    before = talk.state
    talk.says("what is an EHCP and how do we get one?", "ask_guidance")
    assert talk.taken.is_digression
    assert (talk.state, talk.replies[-1].web.find(ASKED[step]) >= 0) == (before, True)


@pytest.mark.parametrize("step", [*PLAIN, "confirm"])
def test_hearing_it_again_changes_nothing(step: str) -> None:
    talk = Talk()
    before = (talk.reaches(step), talk.state)[1]
    assert ASKED[step] in talk.says("can you repeat that", "repeat_slower")
    assert talk.state == before
    assert ASKED[step] in talk.says("let's carry on")
    assert talk.state == before


def test_saying_again_that_they_want_a_call_changes_nothing() -> None:
    talk = Talk()
    talk.reaches("phone")
    before = talk.state
    assert ASKED["phone"] in talk.says("i just want someone to call me back", "speak_to_human")
    assert (talk.state, talk.taken.is_digression) == (before, False)


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("no, my name is Leila", {"first_name": "Leila"}),
        ("no, the number is wrong, it's 07700 900124", {"phone": JO}),
        ("no, monday please", {"opens": "2026-11-30T09:00:00+00:00", "part": ""}),
        ("make it wednesday after 11 instead", {"part": "after 11am"}),
    ],
)
def test_the_read_back_can_be_put_right(said: str, changed: dict[str, str]) -> None:
    talk = Talk()
    talk.reaches("confirm")
    before = talk.state
    assert before is not None
    heard = talk.says(said)
    assert talk.state == replace(before, **changed)
    assert ASKED["confirm"] in heard
    assert talk.kept == []


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("different time", "when"),
        ("different name", "first_name"),
        ("different number", "phone"),
        ("what it is about", "topic"),
        ("nothing", "confirm"),
    ],
)
def test_after_a_no_it_is_asked_what_to_change(said: str, step: str) -> None:
    talk = Talk()
    talk.reaches("confirm")
    assert ASKED["amend"] in talk.says("no")
    assert ASKED[step] in talk.says(said)


def test_a_yes_twice_and_a_second_request_are_told_apart() -> None:
    talk = Talk()
    talk.reaches("confirm")
    open_one = talk.state
    talk.says("yes")
    talk.state = open_one
    talk.says("yes")
    assert len(talk.kept) == 1
    talk.state, talk.now = None, talk.now + timedelta(minutes=1)
    talk.reaches("confirm")
    talk.says("yes")
    assert len(talk.kept) == 2


def test_another_day_at_the_read_back_moves_the_call_whatever_it_is_taken_for() -> None:
    talk = Talk()
    talk.reaches("confirm")
    assert "Monday 30 November" in talk.says("And make it Monday instead", "change_appointment")
    assert talk.step == "confirm"
    assert "say stop first" in talk.says("I need to move my appointment", "change_appointment")


def test_wanting_an_appointment_in_between_is_answered() -> None:
    talk = Talk()
    talk.reaches("confirm")
    assert "say stop first" in talk.says("book me an evening appointment instead", "book_appointment")
    assert talk.step == "confirm"


@pytest.mark.parametrize(
    "text",
    [
        "call me back",
        "can someone ring me",
        "Please could somebody telephone me?",
        "can i have a call back tomorrow morning",
        "can one of your team give me a bell",
        "Could you arrange for a colleague to return my call?",
        "please ask someone to ring me back",
        "callback",
        "call-back request",
        "request a call",
        "how do i get a call back",
        "phone us tomorrow please",
        "I want a phone call",
        "any chance of someone giving us a call, I mean please contact me",
    ],
)
def test_who_wants_to_be_phoned_is_understood(text: str) -> None:
    assert wants_callback(text)


@pytest.mark.parametrize(
    "text",
    [
        "can I talk to someone",
        "is there a number I can ring",
        "whats your phone number",
        "i was promised a callback on monday its now thursday",
        "still no call back from you",
        "you didn't call back",
        "please don't call me",
        "can i call back later",
        "I'll ring back",
        "nobody phoned me back, nobody rang, and no call back",
        "forget about the call back",
        "cancel the call back request",
        "put me through to a call handler",
    ],
)
def test_who_does_not_is_not_asked_for_a_number(text: str) -> None:
    assert not wants_callback(text)


WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [*PLAIN.values(), "yes", "no", "stop", "skip", "different time", "my name is Leila", "9pm", "monday"]
    ),
)
INTENTS = st.sampled_from([None, "affirm", "deny", "stop", "ask_guidance", "nlu_fallback", "speak_to_human"])


@given(st.lists(st.tuples(WORDS, INTENTS), max_size=12), st.sampled_from(["web", "sms", "voice"]))
def test_whatever_is_said_there_is_an_answer_and_only_a_yes_to_a_read_back_keeps_anything(
    said: list[tuple[str, str | None]], channel: Channel
) -> None:
    talk = Talk(channel=channel, caller=JO)
    talk.says("call me", "speak_to_human")
    for text, intent in said:
        step, before = talk.step, len(talk.kept)
        if step is None:
            break
        talk.says(text, intent)
        assert talk.replies or talk.taken.is_digression
        if len(talk.kept) > before:
            assert (step, talk.step) == ("confirm", None)
