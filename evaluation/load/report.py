"""Writes what ``make load`` measured: benchmarks/load.json, a table on the terminal, and the part of docs/scaling.md."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from evaluation.load.chart import draw
from evaluation.load.watching import Watched
from hub.settings import ROOT

Results = dict[str, Any]
RESULTS = ROOT / "benchmarks" / "load.json"
CHART = ROOT / "docs" / "images" / "load.svg"
_MOST_POINTS = 60
_KINDS = ("kind", "answers", "errors", "a second", "p50, ms", "p95, ms", "p99, ms")
_PARTS = ("process", "memory at the start, MB", "at the end, MB", "of one processor")


def results(
    rows: Mapping[str, Sequence[dict[str, str]]], watched: Watched, *, seconds: int, scale: float, since: float
) -> Results:
    """What is kept of a run: locust's own tables in short, and what each process used from ``since`` seconds on."""
    command = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    return {
        "commit": commit,
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": seconds,
        "scale": scale,
        "processors": os.cpu_count(),
        "load_of_machine": os.getloadavg()[0],
        "kinds": [_kind(row) for row in rows["stats"] if row["Name"] != "call: over" and row["Request Count"] != "0"],
        "errors": {f"{row['Name']}: {_plain(row['Error'])}": int(row["Occurrences"]) for row in rows["failures"]},
        "p95_ms": {name: _thinned(list(_over_time(rows["stats_history"], name))) for name in _names(rows)},
        "processes": [
            {"part": part, "share": watched.share(part, since), "mb": _thinned(watched.memory(part))}
            for part in watched.parts()
        ],
    }


def _kind(row: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": "all" if row["Name"] == "Aggregated" else row["Name"],
        "answers": int(row["Request Count"]),
        "errors": int(row["Failure Count"]),
        "per_second": float(row["Requests/s"]),
        **{f"p{share}_ms": float(row[f"{share}%"]) for share in (50, 95, 99)},
    }


def _plain(error: str) -> str:
    """What we said of an answer, without locust's wrapping."""
    wrapped = re.fullmatch(r"CatchResponseError\('(.+)'\)", error)
    return wrapped[1] if wrapped else error


def _names(rows: Mapping[str, Sequence[dict[str, str]]]) -> list[str]:
    return [row["Name"] for row in rows["stats"] if row["Name"] not in {"Aggregated", "call: over", "call: greeting"}]


def _over_time(history: Sequence[dict[str, str]], name: str) -> Iterator[tuple[float, float]]:
    """Seconds since the first row, and the p95 of the ten seconds before."""
    began = int(history[0]["Timestamp"]) if history else 0
    for row in history:
        if row["Name"] == name and row["95%"] not in {"", "N/A"}:
            yield float(int(row["Timestamp"]) - began), float(row["95%"])


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most so many points, the last among them."""
    step = max(1, -(-len(points) // _MOST_POINTS))
    return points[::-1][::step][::-1]


def write(found: Results, path: Path = RESULTS, chart: Path = CHART) -> None:
    """Keep the results, and draw them."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    chart.write_text(draw(found) + "\n", encoding="utf-8")


def show(found: Results, console: Console) -> None:
    """The same for the terminal."""
    for names, rows in ((_KINDS, _kind_cells(found)), (_PARTS, _part_cells(found))):
        table = Table(*names)
        for row in rows:
            table.add_row(*row)
        console.print(table)
    console.print(found["errors"] or "No errors.")


def markdown(path: Path = RESULTS) -> str:
    """The tables of docs/scaling.md."""
    if not path.exists():
        return "Not measured yet: run `make load`."
    found = json.loads(path.read_text(encoding="utf-8"))
    lines = [_when(found), ""]
    lines += [
        *_table(_KINDS, _kind_cells(found)),
        "",
        *_table(_PARTS, _part_cells(found)),
    ]
    if found["errors"]:
        lines += ["", "Errors: " + "; ".join(f"{name} {many} times" for name, many in found["errors"].items()) + "."]
    return "\n".join(lines)


def _when(found: Results) -> str:
    chatting, calling, texts = (f"{number * found['scale']:.0f}" for number in (200, 20, 5))
    return (
        f"Measured {found['measured'][:10]} at commit `{found['commit'][:10]}`, for {found['seconds']} seconds on "
        f"{found['processors']} processors, which the generator used too: {chatting} people chatting, {calling} on the "
        f"phone, {texts} texts a second."
    )


def _kind_cells(found: Results) -> list[list[str]]:
    return [
        [
            row["kind"],
            str(row["answers"]),
            str(row["errors"]),
            f"{row['per_second']:.1f}",
            *(f"{row[f'p{share}_ms']:.0f}" for share in (50, 95, 99)),
        ]
        for row in found["kinds"]
    ]


def _part_cells(found: Results) -> list[list[str]]:
    return [
        [one["part"], f"{one['mb'][0][1]:.0f}", f"{one['mb'][-1][1]:.0f}", f"{one['share']:.0%}"]
        for one in found["processes"]
    ]


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (names, ["---"] * len(names), *rows)]
