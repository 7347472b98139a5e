"""What cannot be taken as it was said: times, names, numbers, notes; each with a kind word and the question again."""

from __future__ import annotations

from datetime import datetime

import pytest
from talking import ASKED, EVENING, SETTINGS, STEPS, Talk, taken_by_others

from hub.appointments.choosing import Problem
from hub.booking.problems import number_problem, time_problem
from hub.phone_numbers import Refusal
from hub.uk_calendar import LONDON
from webchat.page import render_markdown


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("last Wednesday at 7pm", Problem.PAST),
        ("Thursday evening", Problem.NOT_AN_EVENING),
        ("Saturday at 10", Problem.NOT_AN_EVENING),
        ("2 December at 7 o'clock in the morning", Problem.NOT_AN_EVENING),
        ("Wednesday 30 December", Problem.CLOSED),
        ("2 December at 7pm", Problem.FULL),
        ("10 February 2027 at 7pm", Problem.TOO_FAR),
        ("9 December at 25:00", Problem.NO_SUCH_TIME),
        ("30 February at 7pm", Problem.NO_SUCH_TIME),
    ],
)
def test_a_time_that_cannot_be_had_is_explained_with_what_there_is(web: Talk, said: str, problem: Problem) -> None:
    taken_by_others(web, EVENING)
    web.reaches("when")
    heard = web.says(said)
    assert heard.startswith(f"{time_problem(problem, SETTINGS)}\n{ASKED['when']}")
    assert (web.step, len(web.buttons)) == ("when", 3)


def test_tonight_may_be_too_soon(web: Talk) -> None:
    web.now = datetime(2026, 11, 25, 16, tzinfo=LONDON)
    web.reaches("when")
    assert web.says("tonight at 7pm").startswith("That is too soon. We need at least 4 hours' notice.\n")


def test_a_time_that_is_none_is_asked_for_again(web: Talk) -> None:
    web.reaches("when")
    assert web.says("purple").startswith("Sorry, I did not get the time. You can say a date, like the 9th,")
    assert (web.step, len(web.buttons)) == ("when", 3)


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_of_a_time_has_kind_words(problem: Problem) -> None:
    said = time_problem(problem, SETTINGS)
    assert said.endswith(".")
    assert all(len(sentence.split()) <= 20 for sentence in said.split("."))


@pytest.mark.parametrize("reason", Refusal)
def test_every_problem_of_a_number_has_kind_words(reason: Refusal) -> None:
    said = number_problem(reason)
    assert said.endswith(".")
    assert all(len(sentence.split()) <= 20 for sentence in said.split("."))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("07700 900", Refusal.TOO_SHORT),
        ("07700 900111 900111", Refusal.TOO_LONG),
        ("0909 879 0000", Refusal.PREMIUM),
        ("0843 000 0000", Refusal.SHARED_COST),
        ("+33 1 23 45 67 89", Refusal.FOREIGN),
        ("07700 900111 or 01632 960118", Refusal.SEVERAL),
        ("01632 960118 ext 4", Refusal.EXTENSION),
        ("999", Refusal.SHORT_CODE),
    ],
)
@pytest.mark.parametrize("intent", ["nlu_fallback", None])
def test_a_number_that_cannot_be_taken_is_explained(web: Talk, said: str, reason: Refusal, intent: str | None) -> None:
    web.reaches("phone")
    assert web.says(said, intent, 0.3) == f"{number_problem(reason)}\n{ASKED['phone']} for the appointment?"


def test_what_is_no_number_is_asked_for_again(web: Talk) -> None:
    web.reaches("phone")
    assert web.says("purple").startswith(number_problem(Refusal.NOT_A_NUMBER))


LETTERS_ONLY = "Sorry, I did not get a name. Letters only, please."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Bartholomewalexandrina" * 14, "That is too long for me. A first name of up to 40 letters, please."),
        ("🙂🙂🙂", LETTERS_ONLY),
        ("<b>Priya</b><script>alert('hi')</script>", LETTERS_ONLY),
        ("[Jo](javascript:alert(1))", LETTERS_ONLY),
        ("**Jo**", LETTERS_ONLY),
        ("R2D2", LETTERS_ONLY),
        ("skip", LETTERS_ONLY),
        ("hello", LETTERS_ONLY),
        ("yes", LETTERS_ONLY),
        ("rather not say", LETTERS_ONLY),
    ],
)
def test_what_is_no_name_is_not_taken_for_one(web: Talk, said: str, words: str) -> None:
    web.reaches("first_name")
    assert web.says(said) == f"{words}\n{ASKED['first_name']} Only the first name, please."


def test_a_name_and_a_number_at_once_are_no_time(web: Talk) -> None:
    web.reaches("first_name")
    web.says("Amina 07700 900111")
    assert (web.step, web.state and web.state.start) == ("first_name", EVENING.isoformat())


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Mostly sleep.", "About: Mostly sleep. We may"),
        ("Sleep!!", "About: Sleep. We may"),
        ("What to do about school?", "About: What to do about school. We may"),
        ("sleep...", "About: sleep. We may"),
        ("<b>sleep</b>", "About: sleep. We may"),
        ("<img src=x onerror=alert(1)>sleep", "About: sleep. We may"),
        ("[sleep](https://bad.example/)", "About: sleep https://bad.example/. We may"),
        ("**sleep** _and_ `school`", "About: sleep and school. We may"),
        ("***", "07700 900111. We may"),
        ("skip", "07700 900111. We may"),
        ("no thank you", "07700 900111. We may"),
        ("x" * 500, f"About: {'x' * 200}. We may"),
    ],
)
def test_a_note_is_read_back_as_plain_words(web: Talk, said: str, read: str) -> None:
    web.reaches("topic")
    for answer in (said, "no", "yes", "no"):
        web.says(answer)
    heard = web.replies[-1].web
    assert read in heard
    assert ".." not in heard
    shown = render_markdown(heard)
    assert shown.count("<") == 4  # a paragraph and the time in bold
    assert "<strong>Wednesday 2 December at 7pm</strong>" in shown


def test_support_is_read_back_too(web: Talk) -> None:
    web.reaches("needs")
    for answer in ("BSL please, I'm Deaf.", "yes", "no"):
        web.says(answer)
    assert "About: sleep. Support: BSL please, I'm Deaf. We may text you" in web.replies[-1].web


def test_a_bare_yes_to_what_support_is_asked_what(web: Talk) -> None:
    web.reaches("needs")
    assert web.says("Yes please").startswith("Please tell me in a few words, or skip it.\n")
    web.says("a Polish interpreter")
    assert web.state is not None
    assert (web.state.needs, web.step) == ("a Polish interpreter", "text_ok")


@pytest.mark.parametrize("step", ["text_ok", "voicemail_ok", "confirm"])
def test_yes_or_no_is_asked_again_where_it_is_neither(web: Talk, step) -> None:
    asked = web.reaches(step)
    assert web.says("purple", "affirm", 0.3) == f"Please say yes or no.\n{asked}"
    assert web.step == step


def test_an_answer_of_any_kind_leaves_a_question_open(web: Talk) -> None:
    for step in STEPS:
        web.state = None
        web.reaches(step)
        web.says("?!")
        assert web.replies[-1].web
