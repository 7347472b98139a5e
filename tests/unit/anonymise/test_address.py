import pytest
from finding import covered, found

from hub.anonymise.recognisers.address import AddressRecogniser


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("14 Rosewood Close", "14 Rosewood Close"),
        ("we live at 14 rosewood close in hitchin", "14 rosewood close"),
        ("fourteen rosewood close", "fourteen rosewood close"),
        ("one hundred and two mill lane", "one hundred and two mill lane"),
        ("two oh six great north road", "two oh six great north road"),
        ("flat 3, 27 Maltings Row", "flat 3, 27 Maltings Row"),
        ("Flat 2B Rowan House", "Flat 2B Rowan House"),
        ("22b high street", "22b high street"),
        ("3 The Paddock", "3 The Paddock"),
        ("206 Old Mill Road", "206 Old Mill Road"),
        ("7 St. John's Road", "7 St. John's Road"),
        ("51 priory way sg13 9zu", "51 priory way"),
        ("Willow Cottage, Frogmore Lane", "Willow Cottage, Frogmore Lane"),
        ("I live in Hawthorn Crescent", "Hawthorn Crescent"),
        ("our address is 9 Green Lanes", "9 Green Lanes"),
    ],
)
def test_addresses_are_found(text, address):
    assert covered(AddressRecogniser(), text, address)


@pytest.mark.parametrize(
    "text",
    [
        "a 10 minute drive",
        "the 2 year wait is a long road",
        "he is 7 and in a small class",
        "5 days on the same street",
        "we live in Stevenage",
        "the shop on the High Street",
        "Great Ormond Street said no",
        "2 of us drive",
        "3 weeks down the line",
        "halfway down the road",
        "get in the way",
        "my 9 year old close friend",
    ],
)
def test_distances_and_towns_stay(text):
    assert found(AddressRecogniser(), text) == []
