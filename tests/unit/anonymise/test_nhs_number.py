import pytest
from finding import found

from hub.anonymise.recognisers.nhs_number import NhsNumberRecogniser, has_check_digit


# Valid and invalid numbers of Presidio's own table for this country.
@pytest.mark.parametrize("text", ["401-023-2137", "221 395 1837", "0032698674", "999 000 0018"])
def test_a_right_check_digit_is_enough(text):
    assert found(NhsNumberRecogniser(), text) == [text]


@pytest.mark.parametrize("text", ["401-023-2138", "7700900123", "01632 960001", "12 weeks", "1111111111"])
def test_other_numbers_are_none(text):
    assert found(NhsNumberRecogniser(), text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("NHS number 401 023 2138", "401 023 2138"),
        ("nhs no: 4010232138", "4010232138"),
        ("his nhs num is 999-000-0019", "999-000-0019"),
        ("9990000019 is his nhs number", "9990000019"),
        ("the n h s number is nine nine nine oh oh oh oh oh one nine", "nine nine nine oh oh oh oh oh one nine"),
    ],
)
def test_ten_digits_called_so_are_one_whatever_the_check_digit(text, number):
    assert found(NhsNumberRecogniser(), text) == [number]


def test_check_digit():
    assert has_check_digit("4010232137")
    assert not has_check_digit("4010232138")
    assert not has_check_digit("401023213")
