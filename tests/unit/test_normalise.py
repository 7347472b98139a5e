"""What people type, text and say, brought to the words of the articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.normalise import normalise


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", ""),
        ("  How   DO I\n apply? ", "how do i apply?"),
        ("He’s ‘fine’", "he's 'fine'"),
        # text-message English
        ("wot is an E H C P 4 my lad yr6", "what is an ehcp for my lad year 6"),
        ("cud u help pls", "could you help please"),
        ("appt 2moro abt meds", "appointment tomorrow about medication"),
        ("need help w/ skool", "need help with school"),
        # abbreviations, and what speech recognition hears
        ("a d h d or a s d?", "adhd or autism?"),
        ("the sen co at school", "the senco at school"),
        ("cams said no", "camhs said no"),
        ("d l a and p i p", "dla and pip"),
        ("ring the paeds", "ring the paediatrician"),
        # school years
        ("yr 6", "year 6"),
        ("y10", "year 10"),
        ("Year11", "year 11"),
        # whole words only
        ("camshaft", "camshaft"),
        ("address", "address"),
        ("you're", "you're"),
        # a numeral that is a number stays one
        ("he is 4 years old", "he is 4 years old"),
        ("2 children", "2 children"),
        ("between 2 and 4 pm", "between 2 and 4 pm"),
        ("9:04", "9:04"),
        ("24", "24"),
        ("she is 2", "she is 2"),
        ("what 2 do", "what to do"),
        ("b4 4 o'clock", "before 4 o'clock"),
        # other scripts pass
        ("Żółć 日本 مرحبا", "żółć 日本 مرحبا"),
    ],
)
def test_a_text_is_brought_to_the_words_of_the_articles(said: str, meant: str) -> None:
    assert normalise(said) == meant


@given(st.text(max_size=200))
def test_any_text_comes_out_on_one_line_without_double_spaces(text: str) -> None:
    assert " ".join(normalise(text).split()) == normalise(text)
