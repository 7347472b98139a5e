"""A published figure, and how the figures of a measure are counted and written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hub.disclosure import HIDDEN, Hidden, Interval, Published, Shown, interval, percent
from hub.months import Month

CHANNELS = ("web", "sms", "voice")
NO_TOPIC = "none"


@dataclass(frozen=True)
class Line:
    """One published figure. ``part`` is empty for a whole measure; ``value`` is None where it is not kept any more."""

    measure: str
    part: str
    value: Shown | None
    percent: int | Hidden | None = None
    low: int | Hidden | None = None
    high: int | Hidden | None = None
    mean: float | Hidden | None = None


def in_month(day: InstrumentedAttribute[date], month: Month) -> tuple[ColumnElement[bool], ...]:
    """That a day is one of a month's."""
    return day >= month.first, day < month.end


def counts(session: Session, mine: tuple[ColumnElement[bool], ...], *columns: ColumnElement[Any]) -> list[int]:
    """What the columns count of the rows that are meant."""
    return [int(number) for number in session.execute(select(*columns).where(*mine)).one()]


def grouped(session: Session, column: InstrumentedAttribute[Any], *mine: ColumnElement[bool]) -> dict[Any, int]:
    """How many of the rows that are meant have each value of a column."""
    rows = session.execute(select(column, func.count()).where(*mine).group_by(column))
    return dict(rows.all())


def every_name(names: tuple[str, ...], counts: Mapping[str, int]) -> dict[str, int]:
    """Every name, those without a count too."""
    return {name: counts.get(name, 0) for name in names}


def named(counts: Mapping[str | None, int]) -> dict[str, int]:
    """By name: an order by frequency would say more than the figures do."""
    return {name or NO_TOPIC: counts[name] for name in sorted(counts, key=lambda name: name or NO_TOPIC)}


def broken_down(found: Published) -> list[Line]:
    """A line for each part of each breakdown; one that is not shown is a lone ``*``."""
    return [
        line
        for key, parts in found.breakdowns.items()
        for line in (
            [Line(key, HIDDEN, HIDDEN)]
            if parts is None
            else [line_of(key, part, value, found.total) for part, value in parts.items()]
        )
    ]


def line_of(key: str, part: str, value: Shown, base: Shown | None) -> Line:
    """A figure with its share of a published base."""
    if base is None:
        return Line(key, part, value)
    around = interval(value, base)
    if isinstance(around, Interval):
        return Line(key, part, value, around.percent, around.low, around.high)
    return Line(key, part, value, percent(value, base), HIDDEN, HIDDEN)


def added(column: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[Any]:
    """The sum of a column, 0 over no rows."""
    return func.coalesce(func.sum(column), 0)
