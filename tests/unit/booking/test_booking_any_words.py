"""Whatever people say: the dialogue never fails, never books twice for one yes, and always says what comes next."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from talking import EVENING, JO, NOW, PLAIN, STEPS, Talk

from hub.booking import reading
from hub.booking.state import WISHES, Said, State, Step
from hub.words import clean

WORDS = [
    *PLAIN.values(),
    "no",
    "skip",
    "stop",
    "start again",
    "different time",
    "the week after",
    "it's Jo not Joe",
    "wrong number",
    "different name",
    "the later one",
    "2",
    "2026-12-09T19:00:00+00:00",
    "Thursday",
    "25:00",
    "K7M4XR",
    "K7M4XR 07700 900111",
    "0111",
    "cancel it",
    "what helps with sleep?",
    "yes but at 8pm",
    "no, the number",
    "don't text me",
    "<b>x</b>",
    "carry on",
]
INTENTS = [
    None,
    "affirm",
    "deny",
    "stop",
    "restart",
    "nlu_fallback",
    "ask_guidance",
    "ask_opening_hours",
    "repeat_slower",
    "book_appointment",
    "check_appointment",
    "change_appointment",
    "cancel_appointment",
]
MESSAGES = st.tuples(
    st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.text(max_size=60)).map(clean).filter(bool),
    st.one_of(st.none(), st.sampled_from(INTENTS)),
    st.sampled_from([0.2, 0.5, 0.9]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["web", "sms", "voice"]),
    st.sampled_from(sorted(WISHES)),
    st.one_of(st.none(), st.sampled_from(STEPS)),
    st.lists(MESSAGES, max_size=14),
)
def test_no_message_breaks_it(begin: Callable[..., Talk], channel, wish, begun_to, messages) -> None:
    talk = begin(channel=channel, caller=None if channel == "web" else JO)
    talk.reaches(begun_to) if begun_to else talk.says("hello", wish)
    booked = 0
    for text, intent, confidence in messages:
        if talk.state is None and intent not in WISHES:
            continue  # for somebody else
        could_book = talk.step == "confirm"
        heard = talk.says(text, intent, confidence)
        now = len(talk.diary.list(NOW.date(), NOW.date().replace(year=2027)))
        assert now - booked in ({0, 1} if could_book else {0})
        booked = now
        assert heard.strip()
        if talk.state is None:
            assert talk.taken.replies
        else:
            assert "?" in talk.replies[-1].web
            assert State.from_dict(json.loads(json.dumps(talk.state.to_dict()))) == talk.state


@settings(max_examples=100)
@given(st.text(max_size=200).map(clean).filter(bool))
def test_what_nobody_could_mean_as_a_yes_books_nothing(begin: Callable[..., Talk], text: str) -> None:
    talk = begin()
    for step, state in _at_each_step().items():
        talk.state = state
        talk.says(text, "nlu_fallback", 0.2)
        assert talk.state is not None or talk.taken.replies
        assert talk.all_booked() == [] or reading.agrees(text, None, 0), step


def _at_each_step() -> dict[Step, State]:
    given = {
        "start": EVENING.isoformat(),
        "first_name": "Amina",
        "phone": JO,
        "topic": "",
        "needs": "",
        "text_ok": True,
    }
    fields = [*given, "voicemail_ok"]
    full = State("book", **given, voicemail_ok=True, begun=NOW.isoformat())
    return {"confirm": full} | {
        step: full.but(**dict.fromkeys(fields[place:])) for place, step in enumerate(STEPS[:-1])
    }


@given(
    st.builds(
        State,
        st.sampled_from(["book", "check", "change", "cancel"]),
        st.one_of(st.none(), st.just(EVENING.isoformat())),
        st.lists(st.just(EVENING.isoformat()), max_size=3).map(tuple),
        st.one_of(st.none(), st.text(max_size=9)),
        topic=st.one_of(st.none(), st.text(max_size=9)),
        text_ok=st.one_of(st.none(), st.booleans()),
        amending=st.booleans(),
        number=st.integers(1, 9),
    )
)
def test_a_state_survives_rasas_slot(state: State) -> None:
    assert State.from_dict(json.loads(json.dumps(state.to_dict()))) == state


def test_a_state_kept_by_an_earlier_version_is_still_read() -> None:
    kept = State("book", start=EVENING.isoformat(), first_name="Amina").to_dict()
    del kept["begun"]
    assert State.from_dict(kept).step == "phone"


@pytest.mark.parametrize(
    ("channel", "caller", "own"),
    [
        ("sms", JO, JO),
        ("voice", JO, JO),
        ("web", JO, None),
        ("voice", None, None),
        ("voice", "+33142685300", None),
        ("voice", "anonymous", None),
    ],
)
def test_ones_own_number_is_one_that_we_can_phone(channel, caller: str | None, own: str | None) -> None:
    assert Said("", None, 0, channel, "c", NOW, caller).own_number == own
