"""What a thousand contacts cost, from prices that are made up for the test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation import cost
from evaluation.cost import CONTACTS, Prices, Used


def test_a_web_chat_costs_its_share_of_the_machines_and_nothing_of_the_line() -> None:
    web, text, call = CONTACTS
    prices = Prices(machines=600, contacts=3_000, segment_in=0.5, segment_out=2, minute=3, number=30)
    assert prices.of_a_thousand(web) == 200
    assert prices.of_a_thousand(text) == pytest.approx(210 + 3_000 * 0.5 + 9_000 * 2)
    assert prices.of_a_thousand(call) == pytest.approx(210 + 4_000 * 3)


def test_what_a_turn_uses_is_what_the_bench_got_through(tmp_path: Path) -> None:
    """Two cores that get through 25 turns a second leave 80 ms for each."""
    rows = [
        {"system": "this system", "concurrent": 1, "turns_per_second": 10, "rss_mb": 2_400},
        {"system": "this system", "concurrent": 8, "turns_per_second": 25, "rss_mb": 2_400},
        {"system": "plain Rasa", "concurrent": 8, "turns_per_second": 50, "rss_mb": 1_500},
    ]
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"rows": rows}), encoding="utf-8")
    assert cost.used(path) == Used(seconds=0.08, gigabytes=2.4)
