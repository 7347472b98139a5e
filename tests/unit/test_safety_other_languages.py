"""Sentences in other languages than English, judged by their letters."""

from __future__ import annotations

import logging

import pytest

from hub.safety.languages import is_english
from hub.safety.meaning import LAYERS, MeaningEncoder
from hub.safety.other_languages import LetterClassifier, train_letters
from hub.safety.plain_words import sentences
from hub.safety.rules import rule_book
from hub.safety.screening import CHECK_FROM, Screen
from hub.safety.training import Example, learn_letters, read_examples


def plain(text: str) -> str:
    return " ".join(sentences(text))


@pytest.fixture(scope="module")
def letters() -> LetterClassifier:
    return learn_letters(read_examples())


# Worded for this test: none stands in the training data, and no rule finds any of them.
UNSEEN = [
    "syn mówi że wszystkim będzie lżej jak go zabraknie",
    "o meu filho diz que não quer cá estar mais",
    "meri beti kehti hai sab ke liye behtar hoga agar main na rahun",
]


@pytest.mark.parametrize("text", UNSEEN)
def test_what_no_rule_knows_is_still_noticed(letters: LetterClassifier, text: str) -> None:
    assert not is_english(plain(text))
    assert Screen(rule_book()).judge(text).crisis is None
    assert Screen(rule_book(), letters=letters).judge(text).crisis is not None


@pytest.mark.parametrize(
    "text",
    ["kiedy jest otwarta infolinia", "como peço uma avaliação para o meu filho", "dziękuję bardzo", "hvala lijepa"],
)
def test_ordinary_and_unknown_words_stay_below_the_bar(letters: LetterClassifier, text: str) -> None:
    assert letters.score(plain(text)).crisis < CHECK_FROM


def test_it_learns_only_from_other_languages() -> None:
    learnt = learn_letters(
        [
            Example("moja córka chce umrzeć", "suicide"),
            Example("kiedy jest otwarta szkoła", None),
            Example("he wants to die and he has told me how", "suicide"),
        ]
    )
    assert learnt.score("he wants to die and he has told me how").crisis < CHECK_FROM
    assert learnt.score("chce umrzec").crisis > learnt.score("kiedy otwarta").crisis


def test_it_names_the_kind() -> None:
    learnt = train_letters(
        ["nie ma go w domu zaginął", "zaginęła i nie wróciła", "on się tnie nożem", "ona się tnie"],
        ["missing_child", "missing_child", "self_harm", "self_harm"],
    )
    assert learnt.score("tnie sie codziennie").kind == "self_harm"


def test_without_an_encoder_the_letters_still_judge(
    letters: LetterClassifier, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(MeaningEncoder):
        def __init__(self) -> None:
            pass

        def encode(self, text: str) -> None:
            raise RuntimeError(f"no {LAYERS} layers")

    with caplog.at_level(logging.CRITICAL):
        assert Screen(rule_book(), Failing(), letters=letters).judge(UNSEEN[0]).crisis is not None
