"""What Rasa accepts of an action server, in Rasa's own environment: as its own check does, and without repeating words."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hub.rasa_setup import PYTHON

ROOT = Path(__file__).parent.parent.parent
MARKED = "Zebedee Quillfeather"
_GOOD: list[dict[str, Any]] = [
    {"events": [], "responses": []},
    {
        "events": [{"event": "slot", "name": "article", "value": "sleep", "timestamp": None}],
        "responses": [{"text": MARKED}],
    },
    {},
]
_BAD: list[Any] = [
    {"events": "none", "responses": []},
    {"events": [], "responses": [MARKED]},
    {"events": [{"event": MARKED}], "responses": []},
    [],
]
_TRY = """
import json, sys
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from bot.action_answers import read_schema_once

def verdicts(answers):
    found = []
    for answer in answers:
        try:
            found.append([RemoteAction("action_x", None)._validate_action_result(answer), ""])
        except Exception as error:
            found.append([False, f"{type(error).__name__}: {error}"])
    return found

answers = json.loads(sys.argv[1])
own = verdicts(answers)
read_schema_once()
print(json.dumps([own, verdicts(answers)]))
"""


@pytest.fixture(scope="module")
def verdicts() -> list[list[list[Any]]]:
    """What Rasa's own check says to each answer, and what ours says."""
    command = [str(PYTHON), "-c", _TRY, json.dumps([*_GOOD, *_BAD])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    read: list[list[list[Any]]] = json.loads(done.stdout.splitlines()[-1])
    return read


def test_the_same_answers_are_accepted(verdicts: list[list[list[Any]]]) -> None:
    own, ours = ([accepted for accepted, _ in found] for found in verdicts)
    assert ours == own == [True] * len(_GOOD) + [False] * len(_BAD)


def test_a_complaint_names_the_place_and_repeats_no_words(verdicts: list[list[list[Any]]]) -> None:
    own, ours = ([said for _, said in found] for found in verdicts)
    assert MARKED in " ".join(own)
    assert MARKED not in " ".join(ours)
    assert ours[len(_GOOD)] == "RasaException: the action server's answer is wrong at $.events (type)"
