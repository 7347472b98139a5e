"""Published figures as the pages show them: found by measure and part, written for people, added up with what is hidden.

Nothing is counted here. All figures are those of hub.snapshots, which hub.disclosure let pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hub.disclosure import HIDDEN, Hidden
from hub.measures import Line, Report
from hub.months import Month

NOT_KEPT = "not kept"
NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Table:
    """A table: its caption, the heads of its columns, its rows, each with its own head in front."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def line(report: Report, measure: str, part: str = "") -> Line | None:
    """A figure; None where this month has none."""
    return next((one for one in report.lines if (one.measure, one.part) == (measure, part)), None)


def parts(reports: Iterable[Report], measure: str) -> list[str]:
    """The parts of a measure in any of the months, by name."""
    found = {one.part for report in reports for one in report.lines if one.measure == measure}
    return sorted(found - {"", HIDDEN})


def value(report: Report, measure: str, part: str = "") -> int | Hidden | None:
    """A published count. A part that a month has no line for: hidden where the whole breakdown is, else nobody."""
    found = line(report, measure, part)
    if found is not None:
        return found.value
    if line(report, measure, HIDDEN) is not None:
        return HIDDEN
    return 0 if any(one.measure == measure for one in report.lines) else None


def shown(figure: float | str | None, unit: str = "") -> str:
    """A figure for people."""
    if figure is None:
        return NOT_KEPT
    return HIDDEN if figure == HIDDEN else f"{figure:,}{unit}"


def share(report: Report, measure: str, part: str = "") -> str:
    """A percentage with its interval, for people."""
    if value(report, measure, part) is None:
        return NOT_KEPT
    found = line(report, measure, part)
    if found is None or found.percent in (None, HIDDEN):
        return HIDDEN
    return f"{found.percent}% ({found.low} to {found.high})"


@dataclass(frozen=True)
class Sum:
    """Published counts added up: those that are shown, and how many were not."""

    value: int
    hidden: int

    @classmethod
    def of(cls, reports: Sequence[Report], measure: str, part: str = "") -> Sum | None:
        """None where a month has no figure."""
        values = [value(report, measure, part) for report in reports]
        if None in values:
            return None
        return cls(sum(one for one in values if isinstance(one, int)), values.count(HIDDEN))

    def __str__(self) -> str:
        """For people."""
        if not self.hidden:
            return f"{self.value:,}"
        return f"{self.value:,} and {self.hidden} × *" if self.value else HIDDEN


def difference(now: Sum | None, before: Sum | None) -> str:
    """How much more or less, where nothing of either is hidden."""
    if now is None or before is None or now.hidden or before.hidden:
        return NOT_SHOWN
    more = now.value - before.value
    return "the same" if not more else f"{more:+,}".replace("-", "−")


def name_of(month: Month) -> str:
    """November 2026."""
    return f"{month.first:%B %Y}"


def short_name_of(month: Month) -> str:
    """Nov 2026."""
    return f"{month.first:%b %Y}"
