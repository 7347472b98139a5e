"""What comes in, made safe to read and to pass on."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.words import clean, has_words

# Letters and marks that combine, what hides between them, what Rasa would obey, and everything else.
AWKWARD = st.text(st.sampled_from("ae\u0301\u0327/\\ \t\n\x00\x85\u200b\u200d\u2028\u00ad\ufeff\U000e0041한ᄒ\ud800"))
ANY = st.one_of(AWKWARD, st.text(max_size=300))


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("", ""),
        ("   ", ""),
        ("Hello there", "Hello there"),
        ("  two \n lines\tand a tab ", "two lines and a tab"),
        # What Rasa would take for an intent.
        ("/restart", "restart"),
        ("//restart", "restart"),
        (" / / restart", "restart"),
        ("\\/restart", "restart"),
        ("\u200b/restart", "restart"),
        ("\u2028/restart", "restart"),
        ("/\x00/restart", "restart"),
        ("and/or", "and/or"),
        ("/", ""),
        # What nobody sees.
        ("zero\u200bwidth", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\ufeffmark", "mark"),
        ("\u202egnorw", "gnorw"),
        ("hi\U000e0041\U000e0042", "hi"),
        ("bell\x07 and null\x00", "bell and null"),
        ("half\ud800", "half"),
        ("next\x85line", "next line"),
        # One letter, written in two ways.
        ("cafe\u0301", "café"),
        ("cafe\u200d\u0301", "café"),
        # Other scripts and emoji stay.
        ("Żółć 日本 مرحبا আমি 😀", "Żółć 日本 مرحبا আমি 😀"),
    ],
)
def test_a_text_comes_out_clean(given_text: str, cleaned: str) -> None:
    assert clean(given_text) == cleaned


@settings(max_examples=200)
@given(ANY)
@example("e\u200d\u0301")
@example("/\u0338/x")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@settings(max_examples=200)
@given(ANY)
def test_no_control_character_and_no_leading_slash_is_left(text: str) -> None:
    cleaned = clean(text)
    assert {unicodedata.category(c) for c in cleaned} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} == set()
    assert cleaned[:1] not in ("/", "\\", " ")
    assert "  " not in cleaned
    assert cleaned == cleaned.strip()


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=100))
def test_no_letter_or_digit_is_lost(text: str) -> None:
    kept = "".join(c for c in unicodedata.normalize("NFC", text) if c.isalnum())
    assert "".join(c for c in clean(text) if c.isalnum()) == kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("?!...", False),
        ("😀👍🏽", False),
        (" \t", False),
        ("😀 a", True),
        ("7", True),
        ("আ", True),
        ("ع", True),
    ],
)
def test_words_are_letters_or_digits_of_any_script(text: str, expected: bool) -> None:
    assert has_words(text) is expected
