import pytest
from finding import found

from hub.anonymise.recognisers.postcode import PostcodeRecogniser


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("SG1 2AB", "SG1 2AB"),
        ("we are in sg12ab near town", "sg12ab"),
        ("AL1  3JE", "AL1  3JE"),
        ("wd18-0ab", "wd18-0ab"),
        ("E1W 3SS", "E1W 3SS"),
        ("s g one two a b", "s g one two a b"),
        ("the postcode is s g thirteen nine a b please", "s g thirteen nine a b"),
        ("sierra golf one two alpha bravo", "sierra golf one two alpha bravo"),
        ("S for sugar G for golf 1 2 A B", "S for sugar G for golf 1 2 A B"),
    ],
)
def test_postcodes_are_found(text, postcode):
    assert found(PostcodeRecogniser(), text) == [postcode]


@pytest.mark.parametrize(
    "text",
    [
        "the M25 at 5pm",
        "m25 5pm",
        "b12 3rd dose",
        "SG1 only",
        "zz1 2ab",
        "WD-40",
        "KS2 Y6",
        "room 12",
        "GCSE 2026",
        "a b c one two",
    ],
)
def test_what_is_no_postcode_stays(text):
    assert found(PostcodeRecogniser(), text) == []
