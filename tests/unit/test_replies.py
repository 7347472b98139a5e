"""A reply in its renditions, and its way through Rasa and back."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hub.outcomes import Outcome
from hub.replies import Button, Reply, SourceNote, reply_from_wire

FULL = Reply(
    kind="answer",
    outcome=Outcome.CLARIFIED,
    web="**Bold** words.\n\n- żółć",
    sms="Plain words.",
    voice="Spoken words.",
    buttons=(Button("Sleep", '/ask_guidance{"article": "sleep"}'), Button("Talk to a person", "/speak_to_human")),
    sources=(
        SourceNote("A page", "https://page.example/?a=1&b=2", date(2026, 11, 1), "May 2026"),
        SourceNote("Another", "https://other.example/", date(2026, 10, 1)),
    ),
    article="sleep",
    alternatives=("sleep", "meltdowns"),
)
PLAIN = Reply(kind="message", outcome=Outcome.SMALL_TALK, web="Hello.")

words = st.text(max_size=30)
buttons = st.builds(Button, words, words)
sources = st.builds(SourceNote, words, words, st.dates(), st.none() | words)
replies = st.builds(
    Reply,
    kind=st.sampled_from(["message", "answer", "choices", "hours", "appointment", "handoff", "crisis", "limited"]),
    outcome=st.sampled_from(Outcome),
    web=words,
    sms=st.none() | words,
    voice=st.none() | words,
    buttons=st.lists(buttons, max_size=4).map(tuple),
    sources=st.lists(sources, max_size=3).map(tuple),
    article=st.none() | words,
    alternatives=st.lists(words, max_size=3).map(tuple),
)


@pytest.mark.parametrize(
    ("channel", "expected"), [("web", FULL.web), ("sms", "Plain words."), ("voice", "Spoken words.")]
)
def test_each_channel_has_its_rendition(channel: str, expected: str) -> None:
    assert FULL.text_for(channel) == expected


@pytest.mark.parametrize("channel", ["web", "sms", "voice"])
def test_a_channel_without_a_rendition_gets_the_webs(channel: str) -> None:
    assert PLAIN.text_for(channel) == "Hello."


def test_a_reply_on_the_wire_is_plain_json() -> None:
    assert PLAIN.to_wire() == {
        "kind": "message",
        "outcome": "small_talk",
        "web": "Hello.",
        "sms": None,
        "voice": None,
        "buttons": [],
        "sources": [],
        "article": None,
        "alternatives": [],
        "nearest": None,
        "forgets": False,
        "asks": False,
        "waits": False,
        "rates": False,
        "times": [],
        "calendar": None,
    }


@given(replies)
def test_a_reply_comes_back_from_the_wire_as_it_was_sent(reply: Reply) -> None:
    assert reply_from_wire(json.loads(json.dumps(reply.to_wire()))) == reply


def test_a_full_reply_comes_back_with_its_own_types() -> None:
    back = reply_from_wire(json.loads(json.dumps(FULL.to_wire())))
    assert back == FULL
    assert (type(back.outcome), type(back.sources[0].checked), type(back.buttons[0])) == (Outcome, date, Button)


def test_what_rasa_itself_says_needs_no_more_than_its_kind_outcome_and_words() -> None:
    assert reply_from_wire({"kind": "message", "outcome": "small_talk", "web": "Hello."}) == PLAIN


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "joke"},
        {"outcome": "nonsense"},
        {"web": None},
        {"web": 7},
        {"buttons": [{"title": "No payload"}]},
        {"sources": [{"title": "A", "url": "https://a.example/", "checked": "yesterday"}]},
        {"alternatives": "sleep"},
    ],
)
def test_what_is_not_a_reply_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        reply_from_wire({**FULL.to_wire(), **change})
    assert [error["loc"][0] for error in refused.value.errors()] == list(change)
