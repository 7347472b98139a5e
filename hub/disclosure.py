"""Small numbers: what may be published of a count, so that nobody can work out that it was one family.

The rule of NHS England for counts below the whole of England: 0 is shown, 1 to 7 is shown as ``*``, everything else is
rounded to the nearest 5, and totals are rounded by themselves. Percentages and intervals are worked out from what is
published, so they tell nothing more. Everything that leaves the system goes through here: page, API and export alike.

What the rule leaves open is closed here as well. Now and then a rounded total and its parts leave one value only for a
hidden part: four parts of 7 and a total of 28, shown as 30. Such a total is rounded to its other neighbour instead, here
25, which other families could have led to too. Where two breakdowns of one total leave one value only, or where the total
itself is hidden (7 or fewer in 7 parts are 1 in each), no breakdown is shown. Not published at all: one breakdown crossed with another, and sums over months. docs/measures.md says what follows.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, Self

from hub.settings import DisclosureSettings

Hidden = Literal["*"]
Shown = int | Hidden
HIDDEN: Hidden = "*"
# Standard normal quantile of a 95% interval.
_Z = 1.959964


@dataclass(frozen=True)
class Published:
    """A total and its breakdowns, as they may be published; None for one that is not shown."""

    total: Shown
    breakdowns: Mapping[str, Mapping[str, Shown] | None]


@dataclass(frozen=True)
class Interval:
    """A percentage with its 95% interval (Wilson), in whole per cent."""

    percent: int
    low: int
    high: int


def shown(count: int, rules: DisclosureSettings) -> Shown:
    """What may be published of a count. Raises ValueError for a negative one."""
    if count < 0:
        raise ValueError("a count is not negative")
    if count == 0:
        return 0
    return HIDDEN if count <= rules.hide_up_to else _rounded(count, rules)


def publish(total: int, breakdowns: Mapping[str, Mapping[str, int]], rules: DisclosureSettings) -> Published:
    """What may be published of a total together with all its breakdowns. Hand in every one that is published anywhere.

    Raises ValueError where the parts of one do not add up to the total.
    """
    if any(sum(parts.values()) != total for parts in breakdowns.values()):
        raise ValueError("the parts do not add up to the total")
    figures = {name: {part: shown(n, rules) for part, n in parts.items()} for name, parts in breakdowns.items()}
    bounds = [_Bounds.of(parts.values(), rules) for parts in figures.values()]
    low = max((one.low for one in bounds), default=0)
    high = min((one.high for one in bounds), default=total)
    first = shown(total, rules)
    if first == HIDDEN or any(one.pinned(low, high, rules) for one in bounds):
        return Published(first, dict.fromkeys(breakdowns))
    if isinstance(first, int) and first:
        fits = possible(first, rules)
        if any(one.pinned(max(low, fits[0]), min(high, fits[-1]), rules) for one in bounds):
            first += rules.round_to if first < total else -rules.round_to
    return Published(first, dict(figures))


def percent(part: Shown, base: Shown) -> int | Hidden:
    """A whole percentage of two published figures; hidden where one is, and where there is nothing to divide by."""
    if part == HIDDEN or base in (HIDDEN, 0):
        return HIDDEN
    return min(100, round(100 * part / base)) if isinstance(base, int) else HIDDEN


def interval(part: Shown, base: Shown) -> Interval | Hidden:
    """A percentage of two published figures with its 95% interval; hidden as ``percent`` is."""
    share = percent(part, base)
    if share == HIDDEN or not isinstance(part, int) or not isinstance(base, int):
        return HIDDEN
    p, n = min(1.0, part / base), base
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return Interval(share, round(100 * max(0.0, middle - half)), round(100 * min(1.0, middle + half)))


def mean(values_total: float, base: int, rules: DisclosureSettings) -> float | Hidden:
    """A mean to one decimal; hidden on a base of nothing or of a hidden number."""
    return round(values_total / base, 1) if base > rules.hide_up_to else HIDDEN


def possible(figure: Shown, rules: DisclosureSettings) -> range:
    """The counts that a published figure can stand for, as far as anybody outside knows."""
    if figure == HIDDEN:
        return range(1, rules.hide_up_to + 1)
    if figure == 0:
        return range(1)
    counts = range(max(rules.hide_up_to + 1, figure - rules.round_to), figure + rules.round_to + 1)
    fits = [count for count in counts if _rounded(count, rules) == figure]
    return range(fits[0], fits[-1] + 1)


@dataclass(frozen=True)
class _Bounds:
    """What the published parts of one breakdown say of their sum, and whether one of them is hidden."""

    low: int
    high: int
    hides: bool

    @classmethod
    def of(cls, parts: Collection[Shown], rules: DisclosureSettings) -> Self:
        ranges = [possible(part, rules) for part in parts]
        return cls(sum(one[0] for one in ranges), sum(one[-1] for one in ranges), HIDDEN in parts)

    def pinned(self, low: int, high: int, rules: DisclosureSettings) -> bool:
        """Whether one value only is left for a hidden part, where the total is from ``low`` to ``high``."""
        most = min(rules.hide_up_to, high - (self.low - 1))
        least = max(1, low - (self.high - rules.hide_up_to))
        return self.hides and least == most


def _rounded(count: int, rules: DisclosureSettings) -> int:
    """To the nearest multiple; halfway, which even multiples have, upwards."""
    return rules.round_to * ((2 * count + rules.round_to) // (2 * rules.round_to))
