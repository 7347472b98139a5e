"""The anonymiser on the held-out comments, against the bars of docs/evaluation.md."""

from __future__ import annotations

import json
from pathlib import Path

from hub.anonymise import anonymise
from hub.anonymise.measure import Totals, measure

SET = Path(__file__).parent.parent.parent / "evaluation" / "pii.jsonl"


def test_the_held_out_comments_reach_their_bars() -> None:
    rows = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    totals = Totals()
    measure(rows, anonymise, totals)
    assert totals.spans.total() >= 250
    assert totals.removed.total() / totals.spans.total() >= 0.97
    assert totals.unchanged / totals.clean_rows >= 0.90
