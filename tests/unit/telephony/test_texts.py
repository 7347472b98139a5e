"""Cutting a reply into texts, and the words that stop them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.outcomes import Outcome
from hub.replies import Button, Reply
from knowledge_base.gsm7 import not_in_gsm7, septets
from telephony.keywords import Keyword, keyword
from telephony.texts import MORE, THREE_SEGMENTS, as_text, cut, wants_more

GSM = st.text(st.sampled_from("abc xyz.,\n€[]{}'0123 "), max_size=2_000)


@given(GSM)
def test_every_part_fits_and_together_they_are_the_whole(text: str) -> None:
    parts, rest = [], text
    while rest:
        now, rest = cut(rest)
        parts.append(now.removesuffix("\n" + MORE) if rest else now)
        assert septets(now) <= THREE_SEGMENTS
        assert len(parts) < 50
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_cut_comes_after_a_sentence() -> None:
    now, rest = cut("This is a sentence. " * 40)
    assert now.endswith("This is a sentence.\n" + MORE)
    assert rest.startswith("This is a sentence.")


def test_a_reply_without_a_rendition_for_texts_comes_without_markdown_and_in_plain_letters() -> None:
    reply = Reply("message", Outcome.PERSON, web="**Phone** us – “now”.", buttons=(Button("When’s that?", "/x"),))
    text = as_text([reply], "https://a.example/b")
    assert text == 'Phone us - "now".\n1 When\'s that?\nMore: https://a.example/b'
    assert not_in_gsm7(text) == []


@pytest.mark.parametrize("text", ["MORE", "more", " More. ", "more please", "Reply MORE"])
def test_more_is_asked_for(text: str) -> None:
    assert wants_more(text)


@pytest.mark.parametrize("text", ["tell me more", "more about sleep", "no more", "", "moreover"])
def test_more_of_something_is_not_the_rest(text: str) -> None:
    assert not wants_more(text)


@pytest.mark.parametrize(
    ("body", "kind", "word"),
    [
        ("stop", "", Keyword.STOP),
        ("START", "", Keyword.START),
        ("unstop", "", Keyword.START),
        ("Info", "", Keyword.HELP),
        ("arret", "stop", Keyword.STOP),
        ("yes", "START", Keyword.START),
        ("yes", "", None),
        ("stop please", "", None),
        ("", "", None),
        ("hello", "NONSENSE", None),
    ],
)
def test_keywords(body: str, kind: str, word: Keyword | None) -> None:
    assert keyword(body, kind) is word
