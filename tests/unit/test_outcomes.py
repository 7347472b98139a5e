"""The closed list of how a turn can end."""

import json

import pytest

from hub.outcomes import Outcome


def test_the_values_that_logs_and_measures_hold_stay_the_same() -> None:
    assert [outcome.value for outcome in Outcome] == [
        "answered",
        "clarified",
        "hours",
        "appointment",
        "person",
        "with_handler",
        "feedback",
        "information",
        "small_talk",
        "steered",
        "refused",
        "asked_again",
        "did_not_know",
        "crisis",
        "unreadable",
        "closed",
        "limited",
        "failed",
    ]


def test_each_has_a_label_of_its_own_for_people() -> None:
    labels = [outcome.label for outcome in Outcome]
    assert len(set(labels)) == len(labels)
    assert [label for label in labels if not label[:1].isupper() or label.endswith(".")] == []


def test_an_outcome_is_its_value_in_json_and_in_text() -> None:
    assert (json.dumps(Outcome.CRISIS), f"{Outcome.CRISIS}", Outcome("crisis")) == (
        '"crisis"',
        "crisis",
        Outcome.CRISIS,
    )


def test_a_label_is_not_a_value() -> None:
    with pytest.raises(ValueError, match="is not a valid Outcome"):
        Outcome(Outcome.CRISIS.label)
