"""A month's figures for other programs: JSON with a version, and CSV. docs/measures.md describes both."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TextIO

from hub.measures import Report
from hub.spreadsheets import cell

VERSION = 1
COLUMNS = ("month", "complete", "measure", "part", "value", "percent", "low", "high", "mean")


def as_json(report: Report) -> dict[str, Any]:
    """All of it. A later version may add keys; one that changes or takes away any has another number."""
    return {
        "version": VERSION,
        "month": str(report.month),
        "complete": report.complete,
        "disclosure": report.rules.model_dump(),
        "measures": [asdict(line) for line in report.lines],
    }


def write_csv(reports: Sequence[Report], target: TextIO) -> None:
    """A line for each figure; a figure that is not kept any more, or that there is none of, is empty."""
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for report in reports:
        for line in report.lines:
            values = (str(report.month), "yes" if report.complete else "no", *asdict(line).values())
            writer.writerow([cell(value) for value in values])
