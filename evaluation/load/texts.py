"""What the made-up people of the load say: rows of the evaluation sets, and the questions of a booking."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import lru_cache

from evaluation.benchmark.booking import ANSWERS
from hub.settings import ROOT

# What people come for, in hundredths. Nobody has counted it yet: bookings and crises are more than a Hub will see, since
# they cost most.
_VISITS = {"guidance": 70, "hours": 15, "booking": 10, "crisis": 5}
_MOST_QUESTIONS = 6
_OWN_NUMBER = "07700 900111"  # the one in the booking's answers


@lru_cache(maxsize=1)
def _said() -> dict[str, list[str]]:
    """The texts of each kind."""

    def rows(name: str) -> list[dict[str, object]]:
        lines = (ROOT / "tests" / "evaluation" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    return {
        "guidance": [str(row["text"]) for row in rows("topics")],
        "hours": [str(row["text"]) for row in rows("hours")],
        "crisis": [str(row["text"]) for row in rows("crisis") if row["crisis"]],
    }


def visit(chance: random.Random, number: str) -> Iterator[str]:
    """What one person says in one conversation, who can be phoned on ``number``."""
    kind = chance.choices(list(_VISITS), list(_VISITS.values()))[0]
    if kind == "booking":
        for answer in ANSWERS:
            yield number if answer == _OWN_NUMBER else answer
        return
    for _ in range(chance.randint(1, _MOST_QUESTIONS)):
        yield chance.choice(_said()[kind])


def question(chance: random.Random) -> str:
    """One question, as a text message asks it."""
    return chance.choice(_said()["guidance"] + _said()["hours"])
