"""The safety screen by its rules alone, as it works while nothing else does."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import safety
from hub.menu import THEMES
from hub.safety.crisis import KINDS
from knowledge_base.store import read_knowledge_base

CRISES = [
    "he says he wants to die",
    "my daughter is cutting herself",
    "she has taken a whole packet of paracetamol",
    "he's got a knife and he is coming at me",
    "i can't find my autistic son, he ran out of the gate",
    "her stepdad hits her",
    "she is suicidle and i dont know what to do",
    "um he told his teacher he is going to kill himself",
]
HARMLESS = [
    "this waiting list is killing me",
    "he is dying to go to the trampoline park",
    "how do I get my 7 year old assessed for adhd",
    "what time do you close on friday",
    "we had a lesson on self harm at school, is that normal in year 8",
    "he only plays minecraft and shouts when he dies in the game",
    "she has meltdowns in the supermarket",
]


@pytest.mark.parametrize("text", CRISES)
def test_a_crisis_is_noticed(text: str) -> None:
    assert safety.screen(text) is not None


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_sounds_like_one_gets_no_alarm(text: str) -> None:
    crisis = safety.screen(text)
    assert crisis is None or crisis.level == "check"


def test_none_of_our_own_buttons_and_titles_sets_it_off() -> None:
    articles = list(read_knowledge_base())
    ours = [*THEMES.values(), *(article.title for article in articles), *(article.button for article in articles)]
    assert [text for text in ours if safety.screen(text)] == []


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_it_never_raises_and_knows_only_its_kinds(text: str) -> None:
    crisis = safety.screen(text)
    assert crisis is None or crisis.kind in KINDS


def test_ten_thousand_characters_are_read_in_time() -> None:
    text = ("the school will not listen and i do not know who to ask next " * 200)[:10_000]
    started = time.perf_counter()
    assert safety.screen(text + " he wants to kill himself") is not None
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("level", ["act_now", "check"])
def test_the_numbers_come_with_999_first_and_fit_two_text_messages(level: str) -> None:
    reply = safety.crisis_reply(safety.Crisis("suicide", "act_now" if level == "act_now" else "check"))
    sms = reply.text_for("sms")
    assert len(sms) <= 306
    assert sms.isascii()
    for words in (reply.web, sms):
        assert words.index("999") < words.index("0800 6444 101")
    for superseded in ("0300 777 0707", "01438 843322", "08457 90 90 90", "07786 209697"):
        assert superseded not in f"{reply.web}{reply.sms}{reply.voice}"


def test_it_explains_itself() -> None:
    said = str(safety.explain("would a weighted blanket help, he had me pinned by the neck"))
    assert said.startswith("act_now: violence")
    assert "rule" in said
