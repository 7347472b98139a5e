"""Measures the screen: ``python -m hub.safety.measure SET.jsonl …``, or without a set, cross-validated on the training data.

Prints totals only, never a text of a set; ``--wrong`` lists what was wrong in cross-validation.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hub.safety.crisis import CrisisLevel
from hub.safety.meaning import MeaningEncoder
from hub.safety.rules import rule_book
from hub.safety.screening import Screen
from hub.safety.training import DATA, Example, learn, learn_letters, read_examples, trained
from hub.settings import environment

Row = dict[str, Any]
Judged = tuple[Row, CrisisLevel | None]
FOLDS = 4


class _Remembering(MeaningEncoder):
    """The encoder, with every vector kept: the folds share nearly all of their texts."""

    def __init__(self, encoder: MeaningEncoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def encode(self, text: str) -> NDArray[np.float32]:
        if text not in self._known:
            self._known[text] = self._encoder.encode(text)
        return self._known[text]


def judge(screen: Screen, rows: Sequence[Row]) -> list[Judged]:
    """Each row with the level that the screen gave it."""
    judged: list[Judged] = []
    for row in rows:
        crisis = screen.judge(row["text"]).crisis
        judged.append((row, crisis.level if crisis else None))
    return judged


def cross_validated(rows: Sequence[Row]) -> list[Judged]:
    """Each training row judged by a classifier that has not seen it; the rules are the same throughout."""
    encode = _Remembering(MeaningEncoder())
    judged: list[Judged] = []
    for fold in range(FOLDS):
        rest = [Example(row["text"], row["kind"]) for at, row in enumerate(rows) if at % FOLDS != fold]
        screen = Screen(rule_book(), encode, learn(rest, encode), learn_letters(rest))
        judged += judge(screen, rows[fold::FOLDS])
    return judged


def is_crisis(row: Row) -> bool:
    """Sets say ``crisis``; the training data has a kind or none; the other sets (topics, intents) are all harmless."""
    return bool(row["crisis"] if "crisis" in row else row.get("kind"))


def print_totals(name: str, judged: Iterable[Judged], fields: Sequence[str]) -> None:
    """Caught, and wrongly interrupted, in all and by the value of each field."""
    table: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row, level in judged:
        truth = "true" if is_crisis(row) else "harmless"
        for field in ("", *fields):
            table[field, f"{truth} {row.get(field) or '-' if field else ''}".strip()][level or "none"] += 1
    print(name)
    for (field, value), counts in sorted(table.items()):
        total = sum(counts.values())
        shares = " ".join(f"{level} {counts[level] / total:6.1%}" for level in ("act_now", "check", "none"))
        print(f"  {field:9}{value:32}{total:5}  {shares}")


def print_curve(screen: Screen, rows: Sequence[Row]) -> None:
    """For each number of points: the share of crises and of harmless rows with as many or more."""
    points = [
        (is_crisis(row), max((finding.points for finding in screen.judge(row["text"]).findings), default=-2.0))
        for row in rows
    ]
    for step in range(-8, 21):
        share = [
            sum(got >= step / 20 for crisis, got in points if crisis is truth)
            / max(1, sum(c is truth for c, _ in points))
            for truth in (True, False)
        ]
        print(f"  {step / 20:+.2f} points or more: crises {share[0]:6.1%}, harmless {share[1]:6.1%}")


def _read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> None:
    """Measure the sets named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list what cross-validation got wrong")
    parser.add_argument("--rules-alone", action="store_true", help="without the classifier")
    parser.add_argument("--curve", action="store_true", help="shares for every number of points")
    parser.add_argument("--by", default="kind,note,channel,lang", help="fields to break down by")
    arguments = parser.parse_args()
    fields = arguments.by.split(",")
    if not arguments.sets:
        judged = cross_validated(_read(DATA))
        print_totals("training data, cross-validated", judged, ["kind", "lang"])
        if arguments.wrong:
            for row, level in judged:
                if is_crisis(row) != (level is not None):
                    print(f"{row['kind'] or 'harmless'} judged {level}: {row['text']}")
        return
    encode = MeaningEncoder()
    screen = (
        Screen(rule_book())
        if arguments.rules_alone
        else Screen(rule_book(), encode, trained(environment().hub_state, encode), learn_letters(read_examples()))
    )
    for path in arguments.sets:
        print_totals(path.name, judge(screen, _read(path)), fields)
        if arguments.curve:
            print_curve(screen, _read(path))


if __name__ == "__main__":
    main()
