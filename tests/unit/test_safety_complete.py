"""The safety screen with both lines of defence, as a running front door has it.

Trains once where this machine has not yet (half a minute), and keeps the result for the next time.
"""

from __future__ import annotations

import json
import statistics
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.safety.crisis import KINDS
from hub.safety.meaning import MeaningEncoder
from hub.safety.rules import rule_book
from hub.safety.screening import Screen
from hub.safety.training import DATA, trained
from hub.settings import ROOT


@pytest.fixture(scope="module")
def screen() -> Screen:
    encode = MeaningEncoder()
    return Screen(rule_book(), encode, trained(ROOT / ".hub", encode))


@pytest.mark.parametrize(
    "text",
    [
        "he keeps handing his favourite things to his cousins and says he has no use for them",
        "she said soon nobody will have to worry about her",
        "I just want it all to stop, for ever",
        "would a weighted blanket help, he had me pinned by the neck",
        "can I move the DLA to my own account, he takes every penny and I have to show receipts",
        "How do I apply for a school taxi? He came back from his dad's with burns again and won't say how.",
        "my lads sed he dont wana be ere no more",
        "um my daughter she's er she's been doing things to her arms and hiding it",
        "im 11 and my uncle does things to me i dont like",
        "the battery from his toy is gone and he is dribbling",
        "it is dark, he has no shoes on and he is nowhere in the garden or the street",
        "I am frightened of what I will do to her if she does not stop screaming",
    ],
)
def test_a_crisis_between_the_lines_is_caught(screen: Screen, text: str) -> None:
    assert screen.judge(text).crisis is not None


@pytest.mark.parametrize(
    "text",
    [
        "what time do you open on Wednesday",
        "how do I get my daughter assessed for autism",
        "he has meltdowns in the supermarket and everybody stares",
        "the queue is killing me",
        "she is dying to meet the new puppy",
        "he shot the boss in Fortnite and cheered",
        "there was a talk about suicide at work, where do I find more to read",
        "my two year old bites when he is tired",
        "he broke his arm skating last year, it has healed well",
        "I am worn out and could do with a holiday, are there short breaks",
        "the tribunal date is looming, who can come with me",
        "grandad died in May and he asks about it at bedtime, are there books",
        "kiedy jesteście otwarci",
        "como peço um plano EHCP",
    ],
)
def test_what_is_no_crisis_brings_no_numbers_at_once(screen: Screen, text: str) -> None:
    crisis = screen.judge(text).crisis
    assert crisis is None or crisis.level == "check"


def test_a_crisis_anywhere_in_a_long_message_is_caught(screen: Screen) -> None:
    padding = "The school sent the form back and I have to fill it in again. He likes trains and maps. "
    for place in (0, 2_000, 9_000):
        text = padding * 120
        text = f"{text[:place]}. My daughter says she wants to kill herself. {text[place:]}"[:10_000]
        crisis = screen.judge(text).crisis
        assert crisis is not None
        assert (crisis.kind, crisis.level) == ("suicide", "act_now")


def median_seconds(screen: Screen, text: str, times: int = 7) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        screen.judge(text)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def test_thirty_words_take_a_blink(screen: Screen) -> None:
    text = (
        "my son is six and he will not sleep at night he gets up at two and plays with his trains "
        "and we are all so tired what can we try please"
    )
    assert len(text.split()) >= 30
    # 10 ms is what we mean; a busy machine gets five times as long.
    assert median_seconds(screen, text) < 0.05


@pytest.mark.parametrize(
    "text",
    [
        "he will not wear his coat and the school says it is up to us but we have tried it all " * 120,
        "a" * 10_000,
        "not to be " * 1_000,
        "(" * 5_000 + ")" * 5_000,
        "he took all the the the the " * 360,
        "k i l l " * 1_250,
    ],
    ids=["ordinary", "one letter", "small words", "brackets", "half a rule", "letters apart"],
)
def test_ten_thousand_characters_take_no_longer_than_they_should(screen: Screen, text: str) -> None:
    assert median_seconds(screen, text[:10_000], times=3) < 0.5


@given(st.text(max_size=400))
@settings(max_examples=50)
def test_no_text_makes_it_raise(screen: Screen, text: str) -> None:
    crisis = screen.judge(text).crisis
    assert crisis is None or crisis.kind in KINDS


def test_the_explanation_names_rule_sentence_score_and_level(screen: Screen) -> None:
    said = str(screen.judge("He likes trains. He wants to kill himself."))
    assert said.startswith("act_now: suicide")
    for part in ("kill-oneself", "classifier", "points", "act_now from"):
        assert part in said


def test_the_training_data_has_no_row_twice_and_only_known_kinds() -> None:
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"].casefold() for row in rows]
    assert len(texts) == len(set(texts))
    assert {row["kind"] for row in rows} <= {*KINDS, None}
