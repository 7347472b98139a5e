import pytest
from finding import found

from hub.anonymise.recognisers.ni_number import NiNumberRecogniser


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("QQ 12 34 56 C", "QQ 12 34 56 C"),
        ("qq123456c", "qq123456c"),
        ("QQ-12-34-56-C", "QQ-12-34-56-C"),
        ("my ni number is QQ 12 34 56", "QQ 12 34 56"),
        ("q q one two three four five six c", "q q one two three four five six c"),
    ],
)
def test_national_insurance_numbers_are_found(text, number):
    assert found(NiNumberRecogniser(), text) == [number]


@pytest.mark.parametrize("text", ["QQ 12 34 56", "AB 12 34", "section 12 34 56 C", "QQ 12 34 56 E", "room QQ12"])
def test_what_is_none_stays(text):
    assert found(NiNumberRecogniser(), text) == []
