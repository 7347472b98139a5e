"""One thing crossed with a yes or no: every way back to a hidden number through its margins."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.disclosure import HIDDEN, Shown, possible, publish, shown
from hub.disclosure_crossed import Breakdown, Margins, crossed
from hub.settings import DisclosureSettings

RULES = DisclosureSettings(hide_up_to=5, round_to=5)
NHS = DisclosureSettings()


def yes_no(table: dict[str, tuple[int, int]], rules: DisclosureSettings) -> tuple[object, ...]:
    """All that an attacker sees of a question's yes and no, whole and by row."""
    yes, no = (sum(row[side] for row in table.values()) for side in (0, 1))
    whole = publish(yes + no, {"whole": {"yes": yes, "no": no}}, rules)
    parts = whole.breakdowns["whole"]
    if parts is None:
        return (whole.total, None, None)
    found = crossed(table, Margins(whole.total, parts["yes"], parts["no"]), rules, shows_no=True)
    return (whole.total, tuple(parts.values()), tuple(found.values()) if found else None)


def flag(table: dict[str, tuple[int, int]], rules: DisclosureSettings) -> tuple[object, ...]:
    """All that an attacker sees of contacts by channel, of a flag, and of the flag by channel."""
    sums = {name: yes + no for name, (yes, no) in table.items()}
    whole = publish(sum(sums.values()), {"by": sums}, rules)
    rows, yes = whole.breakdowns["by"], shown(sum(yes for yes, _ in table.values()), rules)
    if rows is None:
        return (whole.total, None, yes, None)
    found = crossed(table, Margins(whole.total, yes, rows=rows), rules, shows_no=False)
    return (whole.total, tuple(rows.values()), yes, tuple(part for part, _ in found.values()) if found else None)


@pytest.mark.parametrize("sees", [yes_no, flag])
def test_attack_filter_against_filter_over_every_small_table(sees) -> None:
    most = 10
    worlds = defaultdict(list)
    for counts in itertools.product(range(most + 1), repeat=4):
        seen = sees({"web": counts[:2], "sms": counts[2:]}, RULES)
        worlds[seen].append((*counts, counts[0] + counts[1], counts[2] + counts[3], counts[0] + counts[2], counts[1] + counts[3]))  # fmt: skip
    # Tables at the edge of what is tried have neighbours outside.
    inside = {seen: found for seen, found in worlds.items() if max(max(world[:4]) for world in found) < most}
    assert len(inside) > 100
    assert [seen for seen in inside if seen[-1] is not None and HIDDEN in str(seen[-1])]
    known = []
    for seen, candidates in inside.items():
        if seen[-1] is None:
            continue
        cells = list(zip(*candidates, strict=True))
        shown_cells = [cell for cell in cells[:4] if len(set(cell)) == 1 and 1 <= cell[0] <= RULES.hide_up_to]
        if sees is flag:  # the noes are not shown, and the rule is for what is shown
            shown_cells = [cell for cell in (cells[0], cells[2]) if len(set(cell)) == 1 and 1 <= cell[0] <= 5]
        known += [(seen, shown_cells)] if shown_cells else []
    assert known == []


def test_attack_with_a_breakdown_that_stands_beside() -> None:
    """By channel 8, 8 and 13 said yes, by topic 7 and 22: the channels' least, 29, leaves 7 alone for the first topic."""
    topics = {"sleep": (7, 0), "pip": (22, 0)}
    channels = Breakdown("yes", [10, 10, 15])
    assert crossed(topics, Margins(30, 30, 0), NHS, shows_no=True) == {"sleep": (HIDDEN, 0), "pip": (20, 0)}
    assert crossed(topics, Margins(30, 30, 0, others=[channels]), NHS, shows_no=True) is None


def test_a_breakdown_beside_it_is_protected_from_the_crossing_too() -> None:
    """The crossing's least is 29, so that the hidden one of 7 and 22 that stand beside it would be 7."""
    margins = Margins(30, 30, 0, others=[Breakdown("yes", [HIDDEN, 20])])
    assert crossed({"web": (8, 0), "sms": (8, 0), "voice": (13, 0)}, margins, NHS, shows_no=True) is None


def test_a_crossing_that_leaves_room_is_shown() -> None:
    table = {"web": (7, 20), "sms": (0, 20)}
    assert crossed(table, Margins(45, HIDDEN, 40), NHS, shows_no=True) == {"web": (HIDDEN, 20), "sms": (0, 20)}


def test_where_the_rows_leave_one_number_only_nothing_is_shown() -> None:
    table = dict.fromkeys("abcd", (7, 20))
    assert crossed(table, Margins(110, 30, 80), NHS, shows_no=True) is None  # 30 is 28 at least, and 28 is the most


def test_what_else_is_known_of_a_row_counts() -> None:
    table = {"sleep": (3, 5), "pip": (40, 40)}
    margins = Margins(90, 45, 45)
    assert crossed(table, margins, NHS, shows_no=True) is not None
    assert crossed(table, margins, NHS, shows_no=True, known=lambda name, yes, no: name != "sleep" or (yes, no) == (3, 5)) is None  # fmt: skip


def test_under_a_hidden_total_nothing_is_shown() -> None:
    assert crossed({"web": (1, 2), "sms": (0, 3)}, Margins(HIDDEN, HIDDEN, HIDDEN), NHS, shows_no=True) is None


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=20))
def test_attack_by_bounds_on_tables_of_any_size(rows: list[tuple[int, int]]) -> None:
    """The sum of a column minus what the other rows can be never leaves one number for a hidden part."""
    table = {str(n): row for n, row in enumerate(rows)}
    _, columns, found = yes_no(table, NHS)
    if not isinstance(found, tuple) or not isinstance(columns, tuple):
        return
    for side, total in enumerate(columns):
        figures: list[Shown] = [row[side] for row in found]
        for n, figure in enumerate(figures):
            if figure == HIDDEN:
                others = [possible(other, NHS) for m, other in enumerate(figures) if m != n]
                sums = possible(total, NHS)
                least = max(1, sums[0] - sum(one[-1] for one in others))
                most = min(NHS.hide_up_to, sums[-1] - sum(one[0] for one in others))
                assert least < most
