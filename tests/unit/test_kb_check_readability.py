"""How hard a text is to read and how long it takes to say."""

import pytest

from knowledge_base.readability import grade, seconds_to_say, sentences, syllables, words

SYLLABLES = {
    1: "child school ask asked needs plan plans used hours your clothes breathe months wear calm friends takes isn",
    2: "people needed places someone being going safety careful homework movement syndrome changes quiet little wetting",
    3: "autism autistic family area idea behaviour medicine evidence therapist referral worrying studying timetable",
    4: "diagnosis anxiety community education usually emergency january medication category available independent",
    5: "paediatrician coordinator occupational educational disability developmental audiology university",
    6: "neurodiversity hyperactivity eligibility reconciliation",
}


@pytest.mark.parametrize(
    ("word", "count"), [(word, count) for count, all_ in SYLLABLES.items() for word in all_.split()]
)
def test_syllables_of_words_that_articles_use(word, count):
    assert syllables(word) == count
    assert syllables(word.capitalize()) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("ADHD", 4), ("GP", 2), ("SENCO", 2), ("SENDIASS", 3), ("A", 1), ("didn't", 2), ("don’t", 1), ("child's", 1), ("9.30am", 1)],
)  # fmt: skip
def test_abbreviations_are_spelt_unless_they_are_said_as_words(word, count):
    assert syllables(word) == count


def test_sentences_end_at_stops_but_not_inside_times_and_numbers():
    text = "Phone at 9.30am. It costs £86.45 a week. Is it open? Yes. 4 people answer (on Mondays)."
    assert sentences(text) == [
        "Phone at 9.30am.",
        "It costs £86.45 a week.",
        "Is it open?",
        "Yes.",
        "4 people answer (on Mondays).",
    ]


def test_hyphenated_words_are_two_and_times_are_one():
    assert words("A well-known plan, 9.30am to 3pm; don't wait") == [
        "A", "well", "known", "plan", "9.30am", "to", "3pm", "don't", "wait",
    ]  # fmt: skip


def test_the_grade_is_flesch_kincaids():
    assert grade(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    assert grade(["Talk to your family.", "Ask the school."]) == pytest.approx(0.39 * 7 / 2 + 11.8 * 9 / 7 - 15.59)
    assert grade([]) == 0


def test_every_digit_of_a_phone_number_takes_time():
    assert seconds_to_say("Phone us on 0800 6444 101.") > seconds_to_say("Phone us on this number.") + 2


def test_thirty_seconds_is_about_seventy_short_words():
    assert 20 < seconds_to_say("We can help you and your child at home. " * 8) < 30
