import pytest
from finding import covered, found

from hub.anonymise.name_store import name_model
from hub.anonymise.recognisers.name import NameRecogniser


@pytest.fixture(scope="module")
def names():
    return NameRecogniser(name_model())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thank you so much to Amelia on the phone", "Amelia"),
        ("my son jayden is 8", "jayden"),
        ("jaydens teacher wont help", "jaydens"),
        ("hi its Priya again", "Priya"),
        ("spoke to Mrs Okafor", "Okafor"),
        ("Łukasz Wójcik rang", "Łukasz Wójcik"),
        ("Zoë O’Connor-Smith", "Zoë O’Connor-Smith"),
        ("khadijah is six", "khadijah"),
        ("me and raj split up", "raj"),
        ("ask for ben in reception", "ben"),
        ("Kind regards, Ionuț Popescu", "Ionuț Popescu"),
        ("this is fatima hussain calling about my daughter", "fatima hussain"),
        ("MY SON JAYDEN WONT GO IN", "JAYDEN"),
        ("the Patels next door", "Patels"),
        ("my ex (Darren) won't sign", "Darren"),
        ("J. Patel, parent governor", "J. Patel"),
        ("mr h said no", "h"),
        ("surname is n g u y e n", "n g u y e n"),
        ("it is m for mother a for apple r for robert i a", "m for mother a for apple r for robert i a"),
        ("p r e double t y", "p r e double t y"),
        ("Оксана Коваленко", "Оксана"),
        ("the sister of Xiomara-Belle", "Xiomara-Belle"),
    ],
)
def test_names_of_every_origin_are_found(names, text, name):
    assert covered(names, text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Will from your team said he will email", "Will"),
        ("grace hates school", "grace"),
        ("hope is non verbal", "hope"),
        ("I spoke to Dawn on Tuesday", "Dawn"),
        ("mark from angels was great", "mark"),
        ("rose at reception was kind", "rose"),
        ("my daughter April is 9", "April"),
        ("thanks jack", "jack"),
        ("bill never rang back", "bill"),
        ("faith is waiting for camhs", "faith"),
    ],
)
def test_names_that_are_words_are_found_by_their_context(names, text, name):
    assert found(names, text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "it will get worse, will you help",
        "mark my words",
        "the grace period ends in April",
        "I hope so, may I ask",
        "the bill was high",
        "to be frank, chase up the referral",
        "a pat on the back",
        "jack of all trades",
        "every Tom, Dick and Harry",
        "up at dawn",
        "Stevenage, Hemel Hempstead and Welwyn Garden City",
        "the Lister and Watford General",
        "CAMHS, SENDIASS, HPFT, DSPL7 and the EHCP",
        "Angels Support Group and ADD-vance",
        "Concerta XL, Elvanse and melatonin",
        "Down's syndrome and Tourette's",
        "Minecraft, Roblox and Harry Potter",
        "Tesco in Baldock, Nando's and Sainsbury's",
        "WD-40 and B12",
        "a d h d and a s d",
        "Mrs and Mr and Dr",
        "i definately need an apointment becuase we waited",
        "Polish and Romanian speakers",
        "Dzień dobry, mój syn nie mówi",
        "r u open",
        "the M25, J21 and the A414",
    ],
)
def test_words_that_only_look_like_names_stay(names, text):
    assert found(names, text) == []
