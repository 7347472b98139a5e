"""What somebody outside can work out from published figures and the sums that they know between these.

Every sum is used both ways, over and over, until no number can be ruled out any more: a whole lies between the sums of its
parts' bounds, and a part between the whole's bounds less the other parts'.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from hub.disclosure import HIDDEN, Shown, possible
from hub.settings import DisclosureSettings

_ENDLESS = 10**9
# Figures that contradict each other narrow without an end; what is published does not.
_MOST_ROUNDS = 50


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


class Sum(NamedTuple):
    """A figure that is the sum of others, by their names."""

    whole: str
    parts: tuple[str, ...]


def narrowed(
    figures: Mapping[str, Shown | None],
    sums: Sequence[Sum],
    rules: DisclosureSettings,
    totals: Collection[str] = (),
    *,
    slack: int = 0,
) -> dict[str, Span]:
    """Between which numbers each figure must lie. None stands for one that is not published, ``slack`` is of ``totals``."""
    spans = {name: Span.of(figure, rules, slack=slack * (name in totals)) for name, figure in figures.items()}
    for _ in range(_MOST_ROUNDS):
        before = dict(spans)
        for one in sums:
            _narrow(spans, one)
        if spans == before:
            break
    return spans


def gives_away(
    figures: Mapping[str, Shown | None], sums: Sequence[Sum], rules: DisclosureSettings, totals: Collection[str] = ()
) -> bool:
    """Whether one number only is left for something hidden.

    ``totals``: those that may have been rounded to their other neighbour. It is tried as if none had been, and as if all had.
    """
    return any(
        figure == HIDDEN and spans[name].low >= spans[name].high
        for slack in (0, rules.round_to)
        for spans in [narrowed(figures, sums, rules, totals, slack=slack)]
        for name, figure in figures.items()
    )


def _narrow(spans: dict[str, Span], one: Sum) -> None:
    low = sum(spans[part].low for part in one.parts)
    high = sum(spans[part].high for part in one.parts)
    whole = spans[one.whole] = spans[one.whole].meet(low, high)
    for part in one.parts:
        mine = spans[part]
        spans[part] = mine.meet(whole.low - (high - mine.high), whole.high - (low - mine.low))
