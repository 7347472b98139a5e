import pytest
from finding import covered, found

from hub.anonymise.recognisers.dob import DobRecogniser


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("dob 12/03/2015", "12/03/2015"),
        ("D.O.B: 12-03-15", "12-03-15"),
        ("d/o/b 12.3.15", "12.3.15"),
        ("date of birth 12 March 2015", "12 March 2015"),
        ("date of birth 2015-03-12", "2015-03-12"),
        ("DOB 12Mar2015", "12Mar2015"),
        ("he was born on 12th march 2015", "12th march 2015"),
        ("born in Stevenage on 12 March 2015", "12 March 2015"),
        ("born Tuesday 12 May 2015", "Tuesday 12 May 2015"),
        ("her birthday is the 4th of july", "4th of july"),
        ("12/03/2015 is his dob", "12/03/2015"),
        ("12/03/2015 is when she was born", "12/03/2015"),
        ("dob 120315", "120315"),
        ("born the third of may two thousand and sixteen", "third of may two thousand and sixteen"),
        ("date of birth is fourteenth of the ninth twenty twelve", "fourteenth of the ninth twenty twelve"),
        ("dob oh five one oh twenty twelve", "oh five one oh twenty twelve"),
        ("born christmas day twenty seventeen", "christmas day twenty seventeen"),
        ("DOBs 9/3/14 and 10/4/16", "10/4/16"),
        ("Amelia Okafor, 03/11/2014, lives", "03/11/2014"),
        ("Orla (19.5.10) is asking", "19.5.10"),
        ("wrong dob on the letter, it should say 5/10/2012", "5/10/2012"),
    ],
)
def test_dates_of_birth_are_found(text, date):
    assert covered(DobRecogniser(), text, date)


@pytest.mark.parametrize(
    "text",
    [
        "diagnosed on 12 March 2021",
        "referred 12/03/2021, seen 04/05/2023",
        "the review is on 14 January",
        "Wednesday 9 December 2026, 9am to 1pm",
        "born too early, diagnosed 12/03/2021",
        "plan issued (12/03/2021)",
        "his birthday party on 14 March was a mess",
        "in 2015 and 2016",
    ],
)
def test_other_dates_stay(text):
    assert found(DobRecogniser(), text) == []
