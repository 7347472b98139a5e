"""One thing crossed with a yes or no: what may be published, so that no margin gives a hidden part away.

Every part goes through the rule of hub/disclosure.py first. Then it is worked out, as somebody outside could, between which
numbers each part, each row and each sum must lie, given all that is published about them. Where one number only is left
for something hidden, none of the crossing is shown. Rows of two parts with their sum have bounds that add up exactly
(their sums are integral polymatroids), so what is worked out here is all that can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from hub.disclosure import HIDDEN, Shown, possible, shown
from hub.settings import DisclosureSettings

_ENDLESS = 10**9


class Span(NamedTuple):
    """The numbers from ``low`` to ``high``."""

    low: int
    high: int

    def meet(self, low: int, high: int) -> Span:
        return Span(max(self.low, low), min(self.high, high))

    @classmethod
    def of(cls, figure: Shown | None, rules: DisclosureSettings, *, slack: int = 0) -> Span:
        """What a published figure can stand for; anything where it is not published.

        ``slack``: a total may have been rounded to its other neighbour (hub.disclosure.publish).
        """
        if figure is None:
            return cls(0, _ENDLESS)
        numbers = possible(figure, rules)
        more = slack if isinstance(figure, int) and figure else 0
        return cls(max(0, numbers[0] - more), numbers[-1] + more)


@dataclass(frozen=True)
class Margins:
    """What is published around a crossing; None where it is not. ``rows``: the sum of each row."""

    total: Shown | None
    yes: Shown | None
    no: Shown | None = None
    rows: Mapping[str, Shown] | None = None


@dataclass(frozen=True)
class _Row:
    yes: Span
    no: Span
    both: Span

    def tightened(self) -> Self:
        yes, no, both = self.yes, self.no, self.both
        for _ in range(2):
            yes = yes.meet(both.low - no.high, both.high - no.low)
            no = no.meet(both.low - yes.high, both.high - yes.low)
            both = both.meet(yes.low + no.low, yes.high + no.high)
        return type(self)(yes, no, both)


def crossed(
    counts: Mapping[str, tuple[int, int]],
    margins: Margins,
    rules: DisclosureSettings,
    *,
    shows_no: bool,
    known: Callable[[str, int, int], bool] = lambda _name, _yes, _no: True,
) -> dict[str, tuple[Shown, Shown | None]] | None:
    """The yes and no of each row as they may be published, or None where the crossing is not shown.

    ``shows_no``: whether the noes are shown as well. ``known`` says of a row whether such numbers agree with what else
    is published about it.
    """
    found = {name: (shown(yes, rules), shown(no, rules) if shows_no else None) for name, (yes, no) in counts.items()}
    if margins.total == HIDDEN or any(
        _gives_away(found, margins, rules, known, slack) for slack in (0, rules.round_to)
    ):
        return None
    return found


def _gives_away(
    found: Mapping[str, tuple[Shown, Shown | None]],
    margins: Margins,
    rules: DisclosureSettings,
    known: Callable[[str, int, int], bool],
    slack: int,
) -> bool:
    """Whether one number only is left for something hidden."""
    sums = margins.rows or {}
    rows = [
        _Row(Span.of(yes, rules), Span.of(no, rules), Span.of(sums.get(name), rules)).tightened()
        for name, (yes, no) in found.items()
    ]
    whole = _Row(
        Span.of(margins.yes, rules, slack=slack),
        Span.of(margins.no, rules, slack=slack),
        Span.of(margins.total, rules, slack=slack),
    )
    all_rows = _sum(rows)
    whole = _Row(
        whole.yes.meet(*all_rows.yes), whole.no.meet(*all_rows.no), whole.both.meet(*all_rows.both)
    ).tightened()
    hidden: list[Span] = [
        span for span, figure in zip((whole.yes, whole.no), (margins.yes, margins.no), strict=True) if figure == HIDDEN
    ]
    for (name, (yes, no)), row in zip(found.items(), rows, strict=True):
        left = _within(row, whole, all_rows)
        parts = zip((left.yes, left.no, left.both), (yes, no, sums.get(name)), strict=True)
        hidden += [span for span, figure in parts if figure == HIDDEN]
        if yes == no == HIDDEN and _one_left(left, name, known):
            return True
    return any(span.low >= span.high for span in hidden)


def _within(row: _Row, whole: _Row, all_rows: _Row) -> _Row:
    """A row, given the sum of all and what the others can be."""

    def left(mine: Span, of_all: Span, of_sum: Span) -> Span:
        return mine.meet(of_all.low - (of_sum.high - mine.high), of_all.high - (of_sum.low - mine.low))

    return _Row(
        left(row.yes, whole.yes, all_rows.yes),
        left(row.no, whole.no, all_rows.no),
        left(row.both, whole.both, all_rows.both),
    ).tightened()


def _one_left(row: _Row, name: str, known: Callable[[str, int, int], bool]) -> bool:
    """Whether what else is known of a row whose parts are both hidden leaves one number for one of them."""
    pairs = [
        (yes, no)
        for yes in range(row.yes.low, row.yes.high + 1)
        for no in range(row.no.low, row.no.high + 1)
        if row.both.low <= yes + no <= row.both.high and known(name, yes, no)
    ]
    return any(len(set(numbers)) < 2 for numbers in zip(*pairs, strict=True)) or not pairs


def _sum(rows: Sequence[_Row]) -> _Row:
    return _Row(_added(row.yes for row in rows), _added(row.no for row in rows), _added(row.both for row in rows))


def _added(spans: Iterable[Span]) -> Span:
    every = list(spans)
    return Span(sum(one.low for one in every), sum(one.high for one in every))
