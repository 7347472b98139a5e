import pytest
from finding import covered, found

from hub.anonymise.recognisers.school import SchoolRecogniser


@pytest.mark.parametrize(
    ("text", "school"),
    [
        ("he goes to Oakfield Academy", "Oakfield Academy"),
        ("St. Joan's Primary School", "St. Joan's Primary School"),
        ("st marys wont help", "st marys"),
        ("oakfield primary are great", "oakfield primary"),
        ("The Grove Junior School", "Grove Junior School"),
        ("St Joan's C of E VA Primary School", "St Joan's C of E VA Primary School"),
        ("Holy Trinity C of E primary", "Holy Trinity C of E primary"),
        ("little acorns nursery", "little acorns nursery"),
        ("riverside academy", "riverside academy"),
        ("hillside primary", "hillside primary"),
        ("Kingsdene Boys expect a lot", "Kingsdene Boys"),
        ("the head of Birchwood High", "Birchwood High"),
        ("Stevenage Road Primary", "Stevenage Road Primary"),
        ("Larkspur School and Nursery", "Larkspur School and Nursery"),
        ("in year six at hobden park", "hobden park"),
        ("our lady of lourdes catholic primary", "our lady of lourdes"),
    ],
)
def test_schools_by_name_are_found(text, school):
    assert covered(SchoolRecogniser(), text, school)


@pytest.mark.parametrize(
    "text",
    [
        "his primary school won't help",
        "the local secondary school is full",
        "a special school or mainstream primary",
        "my sons school never reply",
        "amelia's school says wait",
        "School said no. High school was awful",
        "after school club and nursery",
        "the academy trust decides",
        "Oaklands College and North Herts College",
        "secondary schools in Watford",
        "St Albans, St Ives and St Neots",
        "the SEN school in Stevenage",
    ],
)
def test_kinds_of_school_stay(text):
    assert found(SchoolRecogniser(), text) == []
