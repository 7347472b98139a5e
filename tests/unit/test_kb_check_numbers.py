"""Which digits of a text are phone numbers, and which of those can be phoned."""

import pytest

from knowledge_base.check_numbers import digits, is_valid, numbers_in, phone_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("phone 0800 6444 101 at any time", ["0800 6444 101"]),
        ("phone 0800 6444 101, 24 hours a day", ["0800 6444 101"]),
        ("phone 0800 6444 101 24 hours a day", ["0800 6444 101"]),
        ("ask the health visitor (0300 123 7572) first", ["0300 123 7572"]),
        ("0300 123 4043 or 01992 555847", ["0300 123 4043", "01992 555847"]),
        ("phone +44 300 123 4043 from abroad", ["+44 300 123 4043"]),
        ("phone 03001234043", ["03001234043"]),
        ("Childline is 0800 1111", ["0800 1111"]),
        ("phone 999, or NHS 111 and choose option 2", ["999", "111"]),
        ("text SHOUT to 85258", ["85258"]),
        ("Samaritans: 116 123", ["116 123"]),
        ("phone 01632 960123", ["01632 960123"]),
        ("ring NHS 119", ["119"]),
        ("text 88247", ["88247"]),
        ("in June 2024, 988 children waited 104 weeks", []),
        ("from 2026 to 2027, ages 0-25, 9.30am to 4pm", []),
        ("it is £76.70 or £12500 a year, or 15000% more", []),
        ("checked on 2026-11-24", []),
        ("about 6,000 families, 120 of them in Watford", []),
        ("call 300 families", ["300"]),
    ],
)
def test_phone_numbers_are_told_from_figures(text, numbers):
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    "number",
    ["0800 6444 101", "01992 58 69 69", "0800 1111", "999", "111", "101", "116 123", "85258", "+44 (0)300 123 4043"],
)
def test_numbers_that_can_be_phoned(number):
    assert is_valid(number)


@pytest.mark.parametrize("number", ["01632 960123", "07700 900123", "01992 55584", "120", "1992 555847", "", "0"])
def test_numbers_that_cannot_be_phoned(number):
    assert not is_valid(number)


def test_numbers_are_compared_by_their_digits():
    assert digits("+44 (0)1992 58-69-69") == digits("01992 586969") == "01992586969"


def test_no_number_is_both_superseded_and_advised_or_emergency():
    lists = phone_numbers()
    advised = {digits(old.instead) for old in lists.superseded.values()}
    assert not lists.superseded.keys() & (advised | lists.emergency | lists.short)
