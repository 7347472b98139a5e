"""Measures replayed rows against what their set expects; the measures and bars are those of docs/evaluation.md."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

Row = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """What a row of a set wants, and what the system gave."""

    want: Row
    got: Row

    def accepted(self, key: str) -> set[str]:
        """The value that is right, and the others that are as right (``also``)."""
        return {self.want[key], *self.want.get("also", [])}

    @property
    def is_lost(self) -> bool:
        """Whether nothing came back, which is right nowhere."""
        return self.got["outcome"] is None

    def has(self, key: str) -> bool:
        """Whether the set says something about ``key``."""
        return self.want.get(key) is not None


@dataclass(frozen=True)
class Measure:
    """A share of rows, 0 to 1, and the bar it has to reach (an upper bar where ``at_most``)."""

    name: str
    value: float
    bar: float
    at_most: bool = False

    @property
    def reached(self) -> bool:
        return self.value <= self.bar if self.at_most else self.value >= self.bar


def read_pairs(expected: Path, replayed: Path) -> list[Pair]:
    """Rows of a set with what came back for them, matched by ``id``; a row that did not come back counts as empty, which is wrong."""
    empty: Row = {
        "reply": [],
        "intent": None,
        "article": None,
        "alternatives": [],
        "crisis": None,
        "crisis_level": None,
        "outcome": None,
    }
    came_back = {row["id"]: row for row in _read(replayed)}
    return [Pair(row, came_back.get(row["id"], empty)) for row in _read(expected)]


def _read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def topic_is_first(pair: Pair) -> bool:
    """The right article, or an equal one, was answered or offered first."""
    return bool(pair.got["alternatives"]) and pair.got["alternatives"][0] in pair.accepted("topic")


def intent_is_right(pair: Pair) -> bool:
    """The message was taken for what it is."""
    return pair.got["intent"] in pair.accepted("intent")


def hours_are_right(pair: Pair) -> bool:
    """The reply says all that it must and nothing that it must not."""
    said, expect = " ".join(pair.got["reply"]), pair.want["expect"]
    if not said:
        return False
    says = all(re.search(pattern, said, re.IGNORECASE) for pattern in expect.get("says", []))
    return says and not any(re.search(pattern, said, re.IGNORECASE) for pattern in expect.get("never", []))


def conversation_is_right(pair: Pair) -> bool:
    """Every turn of a conversation says what it must: ``says`` and ``never`` (patterns), ``article``, ``outcome``, ``crisis_level``."""
    return first_wrong_turn(pair) is None


def first_wrong_turn(pair: Pair) -> int | None:
    """The place, from 0, of the first turn that is not right."""
    replied = pair.got.get("turns") or []
    for place, turn in enumerate(pair.want["turns"]):
        if place >= len(replied):
            return place
        got, expect = replied[place], turn.get("expect") or {}
        said = " ".join([*got.get("reply", []), *got.get("buttons", [])])
        says = all(re.search(pattern, said, re.IGNORECASE | re.DOTALL) for pattern in expect.get("says", []))
        silent = not any(re.search(pattern, said, re.IGNORECASE) for pattern in expect.get("never", []))
        same = all(got.get(key) == expect[key] for key in ("article", "outcome", "crisis_level") if key in expect)
        if not (said.strip() and says and silent and same):
            return place
    return None


def _alone(pair: Pair) -> bool:
    return pair.got["article"] is not None and len(pair.got["alternatives"]) == 1


# The key that a set must carry, the measures over its rows.
_TABLE: tuple[tuple[Callable[[Pair], bool], str, Callable[[Pair], bool], float, bool], ...] = (
    (lambda p: p.has("topic"), "topics: right first", topic_is_first, 0.80, False),
    (
        lambda p: p.has("topic"),
        "topics: right in first three",
        lambda p: bool(p.accepted("topic") & set(p.got["alternatives"][:3])),
        0.92,
        False,
    ),
    (
        lambda p: p.has("topic"),
        "topics: wrong as the answer",
        lambda p: _alone(p) and not topic_is_first(p),
        0.06,
        True,
    ),
    (lambda p: p.has("topic"), "topics: answered alone", _alone, 0.55, False),
    (
        lambda p: p.has("intent") and not p.has("expect") and "topic" not in p.want,
        "intents: accuracy",
        intent_is_right,
        0.92,
        False,
    ),
    (lambda p: p.has("expect"), "hours: right", hours_are_right, 1.0, False),
    (lambda p: "turns" in p.want, "dialogues: right to the end", conversation_is_right, 0.90, False),
    (
        lambda p: p.want.get("crisis") is True,
        "crisis: caught",
        lambda p: p.got["crisis_level"] is not None,
        0.95,
        False,
    ),
    (
        lambda p: p.want.get("crisis") is False,
        "crisis: act_now wrongly",
        lambda p: p.got["crisis_level"] == "act_now" or p.is_lost,
        0.08,
        True,
    ),
    (
        lambda p: p.want.get("crisis") is False,
        "crisis: check wrongly",
        lambda p: p.got["crisis_level"] == "check" or p.is_lost,
        0.15,
        True,
    ),
)


def measures(pairs: list[Pair]) -> list[Measure]:
    """Every measure that the rows allow."""
    found = []
    for applies, name, right, bar, at_most in _TABLE:
        rows = [pair for pair in pairs if applies(pair)]
        if rows:
            found.append(Measure(name, sum(map(right, rows)) / len(rows), bar, at_most))
    return found


def confusions(pairs: list[Pair]) -> Counter[tuple[str, str]]:
    """What was taken for what: intents and topics."""
    found: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        if pair.has("topic"):
            if not topic_is_first(pair):
                found[pair.want["topic"], (pair.got["alternatives"] or ["nothing"])[0]] += 1
        elif pair.has("intent") and not intent_is_right(pair):
            found[pair.want["intent"], str(pair.got["intent"])] += 1
    return found


def print_scores(expected: Path, replayed: Path) -> bool:
    """A table of the measures and the commonest confusions; whether every bar is reached."""
    pairs = read_pairs(expected, replayed)
    found = measures(pairs)
    table = Table("measure", "value", "bar", "reached")
    for measure in found:
        table.add_row(
            measure.name,
            f"{measure.value:.1%}",
            f"{'at most' if measure.at_most else 'at least'} {measure.bar:.0%}",
            "yes" if measure.reached else "no",
        )
    console = Console()
    console.print(table)
    for (wanted, got), count in confusions(pairs).most_common(25):
        console.print(f"{count:4}  {wanted} -> {got}")
    for pair in pairs:
        if "turns" in pair.want and (place := first_wrong_turn(pair)) is not None:
            console.print(f"{pair.want['id']}: turn {place + 1} of {len(pair.want['turns'])} is not right")
    return bool(found) and all(measure.reached for measure in found)
