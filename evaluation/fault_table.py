"""The table of docs/reliability.md, of what tests/integration/test_replicas.py has seen: ``make faults`` writes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict

from hub.settings import ROOT

RESULTS = ROOT / "benchmarks" / "faults.json"
_PARTS = {
    "rasa-b": "Rasa B",
    "actions-b": "action server B",
    "redis": "Redis",
    "web-b": "front door B",
    "worker": "worker",
}
_SEEN = {
    "answered": "as usual",
    "appointment": "as usual",
    "booked": "booked",
    "with_handler": "passed on",
    "limited": "limited answer",
    "crisis": "emergency numbers, since nobody knows what the yes is to",
}


class Row(TypedDict):
    """What a fault did: how turns ended at each door, to the three who were in the middle of something, and for how long."""

    part: str
    how: str
    at_b: str
    at_a: str
    waited: float
    booking: str
    live_chat: str
    call: str
    ready: float
    goes_on: float


def write(rows: Sequence[Row], path: Path = RESULTS) -> None:
    """Keep what was seen."""
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def markdown(path: Path = RESULTS) -> str:
    """The table."""
    if not path.exists():
        return "Not recorded yet: run `make faults`."
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    head = (
        "part, fault",
        "question at door B, at A",
        "longest wait",
        "yes to a booking",
        "message to a handler",
        "turn of a call",
        "lost",
        "all parts answer again after",
        "the conversation goes on after",
    )
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *map(_cells, rows)))


def _cells(row: dict[str, Any]) -> list[str]:
    return [
        f"{_PARTS.get(row['part'], row['part'])} {row['how']}",
        f"{_seen(row['at_b'])}, {_seen(row['at_a'])}",
        f"{row['waited']:.0f} s",
        _seen(row["booking"]),
        _seen(row["live_chat"]),
        _seen(row["call"]),
        "nothing",
        f"{row['ready']:.0f} s",
        f"{row['goes_on']:.0f} s",
    ]


def _seen(outcome: str) -> str:
    return _SEEN.get(outcome, outcome)
