"""References as they are made, shown, spoken, and found again in what people write and say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.appointments.references import (
    ALPHABET,
    DIGITS,
    LETTERS,
    new_reference,
    parse_reference,
    show_reference,
    speak_reference,
)


def test_no_sign_looks_or_sounds_like_another() -> None:
    alike = ("0OQD", "1ILJ", "2ZQU", "5SFX", "8BH", "BCDEGPTVZ3", "AJK", "MN", "59", "8AH")
    assert [group for group in alike if len(set(group) & set(ALPHABET)) > 1] == []
    assert len(set(ALPHABET)) == len(LETTERS) + len(DIGITS) == 13


def test_references_are_all_different_and_found_again() -> None:
    made = [new_reference() for _ in range(2_000)]
    assert len(set(made)) > 1_990  # of some four million
    for reference in made:
        assert re.fullmatch(f"[{ALPHABET}]{{6}}", reference)
        for written in (reference, reference.lower(), show_reference(reference), speak_reference(reference)):
            assert parse_reference(written) == reference
            assert parse_reference(f"Hello, it is {written} thank you.") == reference


def test_a_reference_is_shown_and_spoken() -> None:
    assert show_reference("K7M4XR") == "K7M-4XR"
    assert speak_reference("K7M4XR") == "K for kilo, 7, M for mike, 4, X for x-ray, R for romeo"


@pytest.mark.parametrize(
    "text",
    [
        "K7M4XR",
        "k7m4xr",
        "K7M-4XR",
        "k7m 4xr",
        "K 7 M 4 X R",
        "k.7.m.4.x.r",
        "K7M–4XR!",
        "ref:K7M4XR",
        "it's k7m4xr i think",
        "hmm, my ref is K7M-4XR",
        "hi my k7m4xr",
        "check my appointment ref K7M4XR phone 07700 900132",
        "phone 07700 900132 ref K7M4XR",
        "kay seven em four ex ar",
        "kay seven em four ex are",
        "it's for kay seven em for ex are",
        "kilo seven mike four x-ray romeo",
        "kilo 7 mike 4 xray romeo thanks",
        "k for kilo seven m for mike four x for x-ray r for romeo",
        "k for king seven m for mother four x as in xylophone r for robert",
        "okay k7m4xr",
        "k7 m4 xr",
        "K7M4XR or was it H4W7K3",
        "my ref is K7M4XR xx",
    ],
)
def test_a_reference_is_found_however_it_is_written(text: str) -> None:
    assert parse_reference(text) == "K7M4XR"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("double u three aitch seven ar four", "W3H7R4"),
        ("whiskey 3 hotel 7 romeo 4", "W3H7R4"),
        ("double seven k m x r", "77KMXR"),
        ("yankee two why niner em six", "Y2Y9M6"),
    ],
)
def test_other_references_are_found(text: str, reference: str) -> None:
    assert parse_reference(text) == reference


@pytest.mark.parametrize(
    "text",
    [
        "",
        "K7M4X",
        "K7M4XRR",
        "K7M4XRK7M4XR",
        "K7M4X0",
        "B7M4XR",
        "ok7m4xr",
        "07700 900467",
        "my number is 234679",
        "why are my 2 for",
        "my 234 xx",
        "hmm 234",
        "my 2 kids are 4 and 6, why",
        "9 december 7pm then",
        "i don't have it",
        "🙂",
    ],
)
def test_what_is_no_reference_is_none(text: str) -> None:
    assert parse_reference(text) is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = parse_reference(text)
    assert found is None or set(found) <= set(ALPHABET)
