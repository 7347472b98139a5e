"""Scores of replayed rows: each measure counts what its name says."""

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.score import (
    Measure,
    Pair,
    confusions,
    hours_are_right,
    intent_is_right,
    measures,
    print_scores,
    read_pairs,
    topic_is_first,
)

NOTHING: dict[str, Any] = {
    "reply": [],
    "intent": None,
    "article": None,
    "alternatives": [],
    "crisis": None,
    "crisis_level": None,
    "outcome": None,
}


def pair(want: dict[str, Any], **got: Any) -> Pair:
    return Pair(want, {**NOTHING, "outcome": "answered", **got})


def values(*pairs: Pair) -> dict[str, float]:
    return {measure.name: measure.value for measure in measures(list(pairs))}


@pytest.mark.parametrize(
    ("want", "offered", "right"),
    [
        ({"topic": "sleep"}, ["sleep"], True),
        ({"topic": "sleep"}, ["sleep", "pip"], True),
        ({"topic": "sleep"}, ["pip", "sleep"], False),
        ({"topic": "sleep"}, [], False),
        ({"topic": "sleep", "also": ["pip"]}, ["pip"], True),
        ({"topic": "sleep", "also": ["pip"]}, ["dla"], False),
    ],
)
def test_a_topic_is_right_when_it_or_its_equal_comes_first(
    want: dict[str, Any], offered: list[str], right: bool
) -> None:
    assert topic_is_first(pair(want, alternatives=offered)) is right


@pytest.mark.parametrize(
    ("want", "intent", "right"),
    [
        ({"intent": "greet"}, "greet", True),
        ({"intent": "greet"}, "thanks", False),
        ({"intent": "greet"}, None, False),
        ({"intent": "greet", "also": ["thanks"]}, "thanks", True),
    ],
)
def test_an_intent_is_right_when_it_is_the_one_or_its_equal(
    want: dict[str, Any], intent: str | None, right: bool
) -> None:
    assert intent_is_right(pair(want, intent=intent)) is right


@pytest.mark.parametrize(
    ("expect", "reply", "right"),
    [
        ({"says": ["open", "3pm"]}, ["Yes, we are OPEN until 3pm."], True),
        ({"says": ["open", "3pm"]}, ["Yes, we are open.", "Until 3pm."], True),
        ({"says": ["open", "1pm"]}, ["Yes, we are open until 3pm."], False),
        ({"says": ["open"], "never": ["closed"]}, ["Not open: closed."], False),
        ({"says": [r"\b9am\b"]}, ["From 09am"], False),
        ({"says": ["open"]}, [], False),
    ],
)
def test_hours_are_right_when_everything_is_said_that_must_and_nothing_that_must_not(
    expect: dict[str, Any], reply: list[str], right: bool
) -> None:
    assert hours_are_right(pair({"expect": expect}, reply=reply)) is right


def test_the_four_measures_of_topics() -> None:
    want = {"topic": "sleep"}
    assert values(
        pair(want, article="sleep", alternatives=["sleep"]),  # right, alone
        pair(want, article="pip", alternatives=["pip"]),  # wrong, alone
        pair(want, article="pip", alternatives=["pip", "dla", "sleep"]),  # third
        pair(want, article="pip", alternatives=["pip", "dla", "camhs", "sleep"]),  # fourth
        pair(want),  # not answered
    ) == {
        "topics: right first": 0.2,
        "topics: right in first three": 0.4,
        "topics: wrong as the answer": 0.2,
        "topics: answered alone": 0.4,
    }


def test_intents_are_measured_where_a_set_is_about_nothing_else() -> None:
    assert values(
        pair({"intent": "greet"}, intent="greet"),
        pair({"intent": "greet"}, intent="thanks"),
        pair({"intent": "ask_guidance", "topic": None}, intent="ask_guidance"),
        pair({"intent": "ask_open_now", "expect": {"says": ["open"]}}, intent="thanks", reply=["open"]),
    ) == {"intents: accuracy": 0.5, "hours: right": 1.0}


def test_the_three_measures_of_crises() -> None:
    assert values(
        pair({"crisis": True}, crisis_level="act_now"),
        pair({"crisis": True}, crisis_level="check"),
        pair({"crisis": True}),
        pair({"crisis": True}),
        pair({"crisis": False}, crisis_level="act_now"),
        pair({"crisis": False}, crisis_level="check"),
        pair({"crisis": False}, crisis_level="check"),
        pair({"crisis": False}),
        pair({"crisis": False}),
    ) == {"crisis: caught": 0.5, "crisis: act_now wrongly": 0.2, "crisis: check wrongly": 0.4}


def test_a_harmless_row_that_did_not_come_back_is_not_taken_for_right() -> None:
    assert values(pair({"crisis": False}), pair({"crisis": False}, outcome=None)) == {
        "crisis: act_now wrongly": 0.5,
        "crisis: check wrongly": 0.5,
    }


@pytest.mark.parametrize(
    ("measure", "reached"),
    [
        (Measure("share", 0.8, 0.8), True),
        (Measure("share", 0.79, 0.8), False),
        (Measure("share", 0.06, 0.06, at_most=True), True),
        (Measure("share", 0.07, 0.06, at_most=True), False),
    ],
)
def test_a_bar_is_reached_from_the_right_side(measure: Measure, reached: bool) -> None:
    assert measure.reached is reached


def test_what_was_taken_for_what_is_counted() -> None:
    assert confusions(
        [
            pair({"topic": "sleep"}, alternatives=["pip"]),
            pair({"topic": "sleep"}, alternatives=["pip", "sleep"]),
            pair({"topic": "sleep"}),
            pair({"topic": "sleep"}, alternatives=["sleep"]),
            pair({"intent": "greet"}, intent="thanks"),
            pair({"intent": "greet"}),
            pair({"intent": "greet"}, intent="greet"),
            pair({"topic": "sleep", "intent": "ask_guidance"}, alternatives=["sleep"], intent="greet"),
        ]
    ) == {("sleep", "pip"): 2, ("sleep", "nothing"): 1, ("greet", "thanks"): 1, ("greet", "None"): 1}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows) + "\n", encoding="utf-8")
    return path


def test_rows_are_matched_by_their_id_and_one_that_did_not_come_back_is_empty(tmp_path: Path) -> None:
    wanted = [{"id": "a", "topic": "sleep"}, {"id": "b", "topic": "pip"}]
    came_back = [{"id": "other"}, {"id": "b", "alternatives": ["pip"]}]
    pairs = read_pairs(write(tmp_path / "set.jsonl", *wanted), write(tmp_path / "out.jsonl", *came_back))
    assert pairs == [Pair(wanted[0], NOTHING), Pair(wanted[1], came_back[1])]


@pytest.mark.parametrize(("offered", "reached"), [(["sleep"], True), (["pip"], False)])
def test_the_scores_are_printed_with_their_bars_and_the_confusions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], offered: list[str], reached: bool
) -> None:
    expected = write(tmp_path / "set.jsonl", {"id": "a", "topic": "sleep"})
    got = write(tmp_path / "out.jsonl", {**NOTHING, "id": "a", "article": offered[0], "alternatives": offered})
    assert print_scores(expected, got) is reached
    printed = [line.split() for line in capsys.readouterr().out.splitlines()]
    value, said = ("100.0%", "yes") if reached else ("0.0%", "no")
    assert ["│", "topics:", "right", "first", "│", value, "│", "at", "least", "80%", "│", said, "│"] in printed
    assert [line for line in printed if "->" in line] == ([] if reached else [["1", "sleep", "->", "pip"]])
