"""One thing crossed with a yes or no: what may be published, so that no margin gives a hidden part away.

Every part goes through the rule of hub/disclosure.py first. Then it is worked out, as somebody outside could, between which
numbers each part, each row and each sum must lie, given all that is published about them (hub/disclosure_sums.py). Where one
number only is left for something hidden, none of the crossing is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from hub.disclosure import HIDDEN, Shown, shown
from hub.disclosure_sums import Span, Sum, gives_away, narrowed
from hub.settings import DisclosureSettings

_WHOLE = ("both", "yes", "no")


class Breakdown(NamedTuple):
    """What a margin is broken down into elsewhere; all of its parts, as they are published."""

    of: Literal["both", "yes", "no"]
    parts: Sequence[Shown | None]


@dataclass(frozen=True)
class Margins:
    """What is published around a crossing; None where it is not.

    ``rows``: the sum of each row. ``others``: the breakdowns of the total, of the yes and of the no that stand beside it, so
    that one filter held against another gives nothing away.
    """

    total: Shown | None
    yes: Shown | None
    no: Shown | None = None
    rows: Mapping[str, Shown] | None = None
    others: Sequence[Breakdown] = ()


_Found = Mapping[str, tuple[Shown, Shown | None]]


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
    if margins.total == HIDDEN:
        return None
    figures, sums = _all_that_is_published(found, margins)
    if gives_away(figures, sums, rules, _WHOLE) or _rows_give_away(found, figures, sums, rules, known):
        return None
    return found


def _all_that_is_published(found: _Found, margins: Margins) -> tuple[dict[str, Shown | None], list[Sum]]:
    rows = margins.rows or {}
    figures: dict[str, Shown | None] = {"both": margins.total, "yes": margins.yes, "no": margins.no}
    sums = [Sum("both", ("yes", "no"))]
    for name, (yes, no) in found.items():
        figures |= {f"both {name}": rows.get(name), f"yes {name}": yes, f"no {name}": no}
        sums.append(Sum(f"both {name}", (f"yes {name}", f"no {name}")))
    sums += [Sum(margin, tuple(f"{margin} {name}" for name in found)) for margin in _WHOLE]
    for place, other in enumerate(margins.others):
        parts = {f"other {place} {n}": figure for n, figure in enumerate(other.parts)}
        figures |= parts
        sums.append(Sum(other.of, tuple(parts)))
    return figures, sums


def _rows_give_away(
    found: _Found,
    figures: Mapping[str, Shown | None],
    sums: Sequence[Sum],
    rules: DisclosureSettings,
    known: Callable[[str, int, int], bool],
) -> bool:
    """Whether what else is known of a row whose parts are both hidden leaves one number for one of them."""
    for slack in (0, rules.round_to):
        spans = narrowed(figures, sums, rules, _WHOLE, slack=slack)
        for name in (name for name, parts in found.items() if parts == (HIDDEN, HIDDEN)):
            yes, no, both = (spans[f"{part} {name}"] for part in ("yes", "no", "both"))
            pairs = [(one, other) for one, other in _pairs(yes, no, both) if known(name, one, other)]
            if not pairs or any(len(set(numbers)) < 2 for numbers in zip(*pairs, strict=True)):
                return True
    return False


def _pairs(yes: Span, no: Span, both: Span) -> Iterator[tuple[int, int]]:
    for one in range(yes.low, yes.high + 1):
        for other in range(no.low, no.high + 1):
            if both.low <= one + other <= both.high:
                yield one, other
