"""Digits, codes, words and lists: what the recognisers stand on."""

import pytest

from hub.anonymise.codes import codes
from hub.anonymise.digits import digit_runs, value
from hub.anonymise.english_words import english_words, foreign_words
from hub.anonymise.lexicon import lexeme
from hub.anonymise.name_lists import name_lists, plain_letters
from hub.anonymise.name_store import is_current
from hub.anonymise.public import is_public_number, is_public_site
from hub.anonymise.spans import PiiType, Span, settle


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("oh seven seven double oh nine hundred one two three", "07700900123"),
        ("nine hundred and twelve", "912"),
        ("twenty three", "23"),
        ("triple four two", "4442"),
        ("0770 0900-123", "07700900123"),
        ("plus four four seven", "+447"),
        ("077oo", "07700"),
    ],
)
def test_digits_are_read_as_people_say_them(text, digits):
    assert [value(run) for run in digit_runs(text)] == [digits]


@pytest.mark.parametrize("text", ["12/03/2026", "10.30am", "£1,250", "5pm", "no digits here"])
def test_dates_times_and_prices_are_no_digits_of_a_number(text):
    assert list(digit_runs(text)) == []


def test_codes_are_read_piece_by_piece():
    (code,) = codes("s for sugar g one two a bravo")
    assert "".join(piece.value for piece in code) == "sg12ab"


def test_an_earlier_kind_keeps_the_ground():
    text = "ring amy@example.org today"
    spans = settle(text, [Span(5, 8, PiiType.NAME), Span(5, 20, PiiType.EMAIL)])
    assert spans == [Span(5, 20, PiiType.EMAIL)]


def test_a_remainder_without_a_letter_is_dropped():
    assert settle("Tom, x", [Span(0, 5, PiiType.NAME), Span(0, 3, PiiType.SCHOOL)]) == [Span(0, 3, PiiType.SCHOOL)]


def test_names_are_known_in_plain_letters():
    assert plain_letters("Łukasz") == "lukasz"
    assert plain_letters("Оксана") == "oksana"
    assert {"jayden", "kasia", "khadija", "amaka", "xin"} <= name_lists().first.keys()
    assert {"okafor", "patel", "wojcik", "hussain"} <= name_lists().last.keys()


def test_words_are_told_from_names():
    assert "dismissive" in english_words()
    assert "castellanos" not in english_words()
    assert "dziecko" in foreign_words()
    assert lexeme("apointment").near > 0
    assert lexeme("okafor").near == 0


def test_helplines_and_services_are_public():
    assert is_public_number("116123")
    assert is_public_number("01992555847")
    assert not is_public_number("07700900123")
    assert is_public_site("www.hertfordshire.gov.uk", "localoffer")
    assert is_public_site("facebook.com", "")
    assert not is_public_site("facebook.com", "amy.smith")
    assert not is_public_site("amysmith.example.com", "")


def test_the_classifier_of_names_was_made_from_what_is_here():
    assert is_current(), "run: python -m hub.anonymise.build"
