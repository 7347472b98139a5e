"""Disguises, misspellings, text messages and speech recognition come out as plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.safety.languages import is_english
from hub.safety.plain_words import sentences, spellings


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("I can’t cope", "i can not cope"),
        ("k1ll", "kill"),
        ("turn it ov", "turn it off"),
        ("s u i c i d e", "suicide"),
        ("s.u.i.c.i.d.e", "suicide"),
        ("i w a n t t o d i e", "i want to die"),
        ("s*icide", "suicide"),
        ("he is sue a cidal", "he is suicidal"),
        ("suicidle", "suicidal"),
        ("killlll", "kill"),
        ("dont wanna b here no more", "do not want to be here anymore"),
        ("hes got a nife", "he is got a knife"),
        ("strangeld", "strangled"),
        ("he is not breeding", "he is not breathing"),
        ("chcę umrzeć", "chce umrzec"),
        ("ＳＵＩＣＩＤＥ", "suicide"),
        ("she took 20 in 2019", "she took 20 in 2019"),
        ("we are struggling", "we are struggling"),
    ],
)
def test_a_text_comes_out_as_plain_words(written: str, plain: str) -> None:
    assert " ".join(sentences(written)) == plain


def test_sentences_end_where_people_end_them() -> None:
    assert sentences("He is six. He bites! Why?\nHelp") == ["he is six", "he bites", "why", "help"]


def test_arabic_and_urdu_letters_are_one() -> None:
    assert sentences("أبي") == sentences("ابی")


@pytest.mark.parametrize("text", ["", "...", "\ud800", "\x00\x01", "🙂", "\u200f\u200e", "'''", "* * *"])
def test_what_has_no_words_has_no_sentences(text: str) -> None:
    assert sentences(text) == []


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert all(sentence.strip() == sentence and sentence for sentence in sentences(text))


@pytest.mark.parametrize(
    ("sentence", "english"),
    [
        ("my son will not sleep", True),
        ("suicidal", True),
        ("syn nie chce jesc", False),
        ("copilul meu nu doarme", False),
        ("o meu filho nao dorme", False),
        ("mera beta sota nahi hai", False),
        ("ابني لا ينام", False),
        ("ছেলে ঘুমায় না", False),
    ],
)
def test_english_is_told_from_other_languages(sentence: str, english: bool) -> None:
    assert is_english(sentence) is english


def test_every_meaning_is_words_and_no_yes_or_no_of_yaml() -> None:
    meanings = [*spellings().rewrites.values(), *spellings().near, *spellings().not_near, *spellings().disguised]
    assert [meant for meant in meanings if not isinstance(meant, str)] == []
    every_way = " ".join(word for way in spellings().rewrites for word in way)
    assert sentences(every_way)
