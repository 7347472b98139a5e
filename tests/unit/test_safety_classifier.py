"""The second line of defence: it learns, it is kept on disk, and where it cannot be there the rules stand."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from hub.safety import screening
from hub.safety.classifier import Classifier, train
from hub.safety.crisis import CrisisKind
from hub.safety.letter_groups import SIZE, letter_groups
from hub.safety.meaning import LAYERS, MeaningEncoder
from hub.safety.rules import rule_book
from hub.safety.screening import Screen

CRISES: list[tuple[str, CrisisKind]] = [
    ("he does not see a reason to stay", "suicide"),
    ("she will be out of everyone way soon", "suicide"),
    ("he has nothing to stay for", "suicide"),
    ("there are lines on her arm", "self_harm"),
    ("she hides her arm and the lines on it", "self_harm"),
    ("his arm has new lines", "self_harm"),
]
HARMLESS = [
    "when do you open on friday",
    "he will not wear his school jumper",
    "how do i ask for an assessment",
    "she sings in the bath",
    "can we get a school taxi",
    "what is an ehcp",
]


@pytest.fixture(scope="module")
def encode() -> MeaningEncoder:
    return MeaningEncoder()


@pytest.fixture(scope="module")
def classifier(encode: MeaningEncoder) -> Classifier:
    sentences = [sentence for sentence, _ in CRISES] + HARMLESS
    kinds = [*(kind for _, kind in CRISES), *([None] * len(HARMLESS))]
    return train(sentences, kinds, encode.encode_all(sentences))


def test_it_tells_what_is_like_a_crisis_from_what_is_not(classifier: Classifier, encode: MeaningEncoder) -> None:
    def score(sentence: str) -> float:
        return classifier.score(sentence, encode.encode(sentence)).crisis

    assert score("he sees no reason to stay with us") > 0 > score("do you open on monday")


def test_it_names_the_kind(classifier: Classifier, encode: MeaningEncoder) -> None:
    sentence = "new lines on both her arms"
    assert classifier.score(sentence, encode.encode(sentence)).kind == "self_harm"


def test_it_is_the_same_after_a_night_on_disk(classifier: Classifier, encode: MeaningEncoder, tmp_path: Path) -> None:
    path = tmp_path / "safety" / "classifier.npz"
    classifier.save(path)
    sentence = "she hides her arm"
    layers = encode.encode(sentence)
    before, after = classifier.score(sentence, layers), Classifier.load(path).score(sentence, layers)
    assert after.kind == before.kind
    assert after.crisis == pytest.approx(before.crisis, abs=0.02)


def test_the_layers_have_their_shape(encode: MeaningEncoder) -> None:
    assert encode.encode("my son").shape == (LAYERS, 384)
    assert np.isfinite(encode.encode("")).all()


def test_letter_groups_are_numbers_each_once() -> None:
    numbers = letter_groups("he he he will not")
    assert (np.diff(numbers) > 0).all()
    assert 0 <= numbers.min() <= numbers.max() < SIZE
    assert letter_groups("").size == 0


def test_the_classifier_raises_the_alarm_where_the_rules_are_silent(
    classifier: Classifier, encode: MeaningEncoder
) -> None:
    text = "it is the lines and her arm that i think of"
    assert Screen(rule_book()).judge(text).crisis is None
    assert Screen(rule_book(), encode, classifier).judge(text).crisis is not None


def test_what_a_rule_calls_certain_is_never_silenced(classifier: Classifier, encode: MeaningEncoder) -> None:
    for text in ("when do you open on friday he says he wants to die", "he took an overdose"):
        found = Screen(rule_book(), encode, classifier).judge(text)
        assert found.crisis is not None
        assert "classifier" in str(found)


def test_other_languages_are_left_to_the_rules(classifier: Classifier, encode: MeaningEncoder) -> None:
    found = Screen(rule_book(), encode, classifier).judge("mój syn chce się zabić")
    assert found.crisis is not None
    assert found.findings[0].score is None


def test_without_an_encoder_the_rules_work_and_it_is_logged_and_counted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> MeaningEncoder:
        raise OSError("no such file")

    caplog.set_level(logging.ERROR)
    monkeypatch.setattr(screening, "MeaningEncoder", missing)
    monkeypatch.setattr(screening, "_complete", None)
    with capture_logs() as logged:
        screening.prepare()
    assert [entry["event"] for entry in logged] == ["safety_classifier_not_ready"]
    assert not screening.complete()
    before = screening.judged_by_rules_alone()
    assert screening.screen("she wants to kill herself") is not None
    assert screening.judged_by_rules_alone() == before + 1


def test_an_encoder_that_fails_while_it_runs_leaves_the_rules(classifier: Classifier) -> None:
    class Failing(MeaningEncoder):
        def __init__(self) -> None:
            pass

        def encode(self, text: str) -> np.ndarray:
            raise RuntimeError(text)

    screen = Screen(rule_book(), Failing(), classifier)
    with capture_logs() as logged:
        assert screen.judge("she wants to kill herself").crisis is not None
    assert logged == [{"event": "safety_classifier_failed", "error": "RuntimeError", "log_level": "error"}]
    assert screen.rules_alone == 1
