import pytest
from finding import found

from hub.anonymise.recognisers.phone import PhoneRecogniser


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ring 07700 900123 after 3", "07700 900123"),
        ("07700900123", "07700900123"),
        ("0770 0900 123", "0770 0900 123"),
        ("07700-900-123", "07700-900-123"),
        ("07700.900.123", "07700.900.123"),
        ("01632 960001", "01632 960001"),
        ("(01632) 960001", "(01632) 960001"),
        ("01632/960001", "01632/960001"),
        ("+44 7700 900123", "+44 7700 900123"),
        ("+44 (0)7700 900123", "+44 (0)7700 900123"),
        ("0044 7700 900123", "0044 7700 900123"),
        ("447700900123", "447700900123"),
        ("plus four four seven seven double oh nine hundred one two three", None),
        ("oh seven seven double oh nine hundred one two three", None),
        ("oh one six three two nine six oh one two three", None),
        ("zero seven seven zero zero nine zero zero one two three", None),
        ("oh double seven double oh nine double oh one two three", None),
        ("07700 nine hundred 123", None),
        ("077oo 900 123", "077oo 900 123"),
        ("7700900123 is mine", "7700900123"),
        ("0770090012", "0770090012"),
        ("call me on 960123", "960123"),
        ("+48 600 000 000", "+48 600 000 000"),
    ],
)
def test_a_number_that_rings_at_somebodys_is_found(text, number):
    assert found(PhoneRecogniser(), text) == [number or text]


@pytest.mark.parametrize(
    "text",
    [
        "ring 999 or 111 option 2",
        "samaritans 116 123",
        "text SHOUT to 85258",
        "childline 0800 1111",
        "oh eight hundred eleven eleven",
        "0800 6444 101 or 0300 123 4043",
        "SENDIASS 01992 555847",
        "one one six one two three",
        "we waited 18 months, 20 weeks and 15 days",
        "on 12/03/2026 at 10.30am",
        "£1,250.50 and 24/7",
        "he counts one two three four five",
        "2021-22 and 2022-2023",
    ],
)
def test_helplines_dates_and_figures_stay(text):
    assert found(PhoneRecogniser(), text) == []


def test_two_numbers_in_a_row_are_two():
    assert found(PhoneRecogniser(), "07700 900123 07700 900456") == ["07700 900123", "07700 900456"]


def test_a_number_after_an_emergency_number_is_found_alone():
    assert found(PhoneRecogniser(), "call 999 07700 900123") == ["07700 900123"]
