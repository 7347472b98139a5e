import pytest
from finding import covered, found

from hub.anonymise.recognisers.case_ref import CaseRefRecogniser


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("ref HCC-2024-00123", "HCC-2024-00123"),
        ("case number 48213", "48213"),
        ("ehcp ref 2024/1189", "2024/1189"),
        ("my reference is SEN/4471/B", "SEN/4471/B"),
        ("crime reference 41/123456/25", "41/123456/25"),
        ("invoice no. 20391 was wrong", "20391"),
        ("complaint C-2291", "C-2291"),
        ("tribunal EH919/21/00012", "EH919/21/00012"),
        ("SEND appeal EH 919/24/00871", "EH 919/24/00871"),
        ("ticket #55821", "55821"),
        ("quote TR441 when you ring", "TR441"),
        ("Case HCC 4471 K", "HCC 4471 K"),
        ("reference number is h c c four four one two", "h c c four four one two"),
        ("case ref is sixty one slash four oh two", "sixty one slash four oh two"),
        ("crime number 41 stroke 12345 stroke 26", "41 stroke 12345 stroke 26"),
        ("subject access SAR1187 is late", "SAR1187"),
        ("number 12345678 on the letter", "12345678"),
    ],
)
def test_references_are_found(text, reference):
    assert covered(CaseRefRecogniser(), text, reference)


@pytest.mark.parametrize(
    "text",
    [
        "WD-40 and B12",
        "COVID-19, ICD-11, DSM-5",
        "section 19 and Year 6",
        "the plan 2024 to 2025",
        "plan due by 15 February 2026",
        "appeal within 2 months, case closed in 20 weeks",
        "Q1 3/5, Q2 5/5 and 10/10",
        "spoke 12/11, 14/11, 18/11",
        "the M25, the A414 and junction 6",
        "GCSE 2026, KS2, Y9",
        "ring 0300 123 4043 about your case",
        "1 2 3 4 5 6 7 8 9 10",
        "order two pizzas",
        "reference to chapter 9",
    ],
)
def test_figures_stay(text):
    assert found(CaseRefRecogniser(), text) == []
