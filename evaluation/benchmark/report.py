"""Writes what ``make bench`` measured: benchmarks/results.json, a table on the terminal, and the tables of docs/benchmarks.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from hub.settings import ROOT

Row = dict[str, Any]
RESULTS = ROOT / "benchmarks" / "results.json"
_NUMBERS = {
    "p50_ms": "p50, ms",
    "p95_ms": "p95, ms",
    "p99_ms": "p99, ms",
    "turns_per_second": "turns a second",
    "rss_mb": "memory, MB",
    "start_s": "start, s",
}
_RATIOS = {
    "turn_over_floor": ("turn p50 over a bare Rasa's that only utters, one conversation at a time", "at most 2.5"),
    "turns_per_second_over_plain": ("turns a second over plain Rasa's, 8 conversations at once", "at least 1.5"),
    "rss_over_plain": ("memory of the Rasa process over plain Rasa's", "at most 0.6"),
    "start_over_plain": ("start to the first answer over plain Rasa's", "at most 0.5"),
    "train_over_plain": ("processor time of training over plain Rasa's", "—"),
}


def write(results: dict[str, Any], path: Path = RESULTS) -> None:
    """Keep the results; whoever quotes them names their commit."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def show(results: dict[str, Any], console: Console) -> None:
    """The same for the terminal."""
    table = Table("system", "at once", *_NUMBERS.values())
    for row in results["rows"]:
        table.add_row(*_cells(row))
    console.print(table)
    console.print({key: round(results[key], 2) for key in _RATIOS})


def markdown(path: Path = RESULTS) -> str:
    """The tables of docs/benchmarks.md."""
    if not path.exists():
        return "Not measured yet: run `make bench`."
    results = json.loads(path.read_text(encoding="utf-8"))
    lines = [f"Measured {results['measured'][:10]} at commit `{results['commit'][:10]}`.", ""]
    lines += ["| ratio, ours over theirs | measured | aim |", "|---|---|---|"]
    lines += [f"| {name} | {results[key]:.2f} | {aim} |" for key, (name, aim) in _RATIOS.items()]
    lines += ["", _line(["system", "at once", *_NUMBERS.values()]), _line(["---"] * (len(_NUMBERS) + 2))]
    lines += [_line(_cells(row)) for row in results["rows"]]
    return "\n".join(lines)


def _cells(row: Row) -> list[str]:
    numbers = (row.get(key) for key in _NUMBERS)
    return [
        row["system"],
        str(row.get("concurrent", "")),
        *("" if number is None else f"{number:.1f}" for number in numbers),
    ]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
