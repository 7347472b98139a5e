"""Replies as a channel shows them: choices are numbered as ``Conversation`` counts them, and read out by a voice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.choices import chosen
from hub.outcomes import Outcome
from hub.rendering import rendered
from hub.replies import Button, Kind, Reply
from knowledge_base.gsm7 import not_in_gsm7


def reply(web: str, *titles: str, kind: Kind = "message", sms: str | None = None, voice: str | None = None) -> Reply:
    buttons = tuple(Button(title, f"/{title}") for title in titles)
    return Reply(kind, Outcome.STEERED, web=web, sms=sms, voice=voice, buttons=buttons)


def test_on_the_web_the_choices_stand_below_and_the_text_is_as_it_is() -> None:
    assert rendered([reply("**Yes** or no – “which”?", "Yes", "No")], "web") == ["**Yes** or no – “which”?"]


def test_each_channel_has_its_own_rendition() -> None:
    one = reply("web", sms="sms", voice="voice")
    assert [rendered([one], channel) for channel in ("web", "sms", "voice")] == [["web"], ["sms"], ["voice"]]


def test_in_a_text_the_choices_are_numbered_through_the_turn() -> None:
    replies = [reply("First.", "A", "B"), reply("No choice."), reply("Then.", "C")]
    assert rendered(replies, "sms") == ["First.\n1 A\n2 B", "No choice.", "Then.\n3 C"]


def test_the_choices_of_a_crisis_are_not_numbered_nor_counted() -> None:
    replies = [reply("Is anyone in danger? Reply YES or NO.", "Yes", "No", kind="crisis"), reply("Which?", "A", "B")]
    assert rendered(replies, "sms") == ["Is anyone in danger? Reply YES or NO.", "Which?\n1 A\n2 B"]
    assert rendered(replies, "voice") == [
        "Is anyone in danger? Reply YES or NO.",
        "Which? You can say: A, or B.",
    ]


TITLES = st.lists(st.text("abcdefghij ", min_size=1, max_size=8).filter(str.strip), max_size=3)


@given(st.lists(TITLES, min_size=1, max_size=4))
def test_a_number_chooses_what_stands_beside_it(turn: list[list[str]]) -> None:
    replies = [
        Reply("choices", Outcome.STEERED, web=f"Question {place}", buttons=tuple(Button(f"{t} {place}{n}", f"/{place}/{n}") for n, t in enumerate(titles)))
        for place, titles in enumerate(turn)
    ]  # fmt: skip
    offered = tuple(button for one in replies for button in one.buttons)
    lines = [line for text in rendered(replies, "sms") for line in text.splitlines()[1:]]
    assert len(lines) == len(offered)
    for line in lines[:4]:
        number, _, title = line.partition(" ")
        button = chosen(number, offered)
        assert button is not None
        assert button.title == title


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It’s “9am” – 1pm…", 'It\'s "9am" - 1pm...'),
        ("Siobhán", "Siobhan"),
        ("Zoë", "Zoe"),
        ("café", "café"),
        ("🙂", "?"),
    ],
)
def test_a_text_is_in_the_alphabet_of_texts(text: str, shown: str) -> None:
    assert rendered([reply(text, text)], "sms") == [f"{shown}\n1 {shown}"]


def test_the_lines_of_a_text_stay_and_a_choice_is_one_line() -> None:
    assert rendered([reply("One\ntwo", "A\nb")], "sms") == ["One\ntwo\n1 A b"]


@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_is_in_the_alphabet_of_texts(text: str, title: str) -> None:
    for shown in rendered([reply(text or "x", title)], "sms"):
        assert not_in_gsm7(shown) == []


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        ([], "Which?"),
        (["Sleep"], "Which? You can say: Sleep."),
        (["Sleep", "School"], "Which? You can say: Sleep, or School."),
        (["Sleep", "School", "DLA."], "Which? You can say: Sleep, School, or DLA."),
        (["When are you open?", "Stop"], "Which? You can say: When are you open, or Stop."),
    ],
)
def test_a_voice_reads_the_choices_out(titles: list[str], said: str) -> None:
    assert rendered([reply("Which?", *titles)], "voice") == [said]


def test_nothing_said_is_nothing_shown() -> None:
    assert rendered([], "sms") == []
