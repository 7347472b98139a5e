"""Small numbers: the rule itself, and every way back to a hidden number that somebody could try."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.disclosure import HIDDEN, Interval, Shown, interval, mean, percent, possible, publish, shown
from hub.settings import DisclosureSettings

NHS = DisclosureSettings()
RULES = st.builds(
    lambda hide, unit: DisclosureSettings(hide_up_to=hide, round_to=min(hide, unit)),
    st.integers(5, 30),
    st.integers(5, 20),
)
COUNTS = st.one_of(st.integers(0, 30), st.integers(0, 100_000))


@pytest.mark.parametrize(
    ("count", "figure"),
    [(0, 0), (1, "*"), (7, "*"), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1_002, 1_000), (1_003, 1_005)],
)
def test_the_rule_of_the_nhs(count: int, figure: Shown) -> None:
    assert shown(count, NHS) == figure


def test_a_count_is_never_negative() -> None:
    with pytest.raises(ValueError, match="not negative"):
        shown(-1, NHS)


@given(COUNTS, RULES)
def test_what_is_shown_is_nothing_hidden_or_a_multiple_that_is_not_far_off(
    count: int, rules: DisclosureSettings
) -> None:
    figure = shown(count, rules)
    assert (figure == HIDDEN) == (1 <= count <= rules.hide_up_to)
    if isinstance(figure, int):
        assert (figure % rules.round_to, abs(figure - count) * 2 <= rules.round_to) == (0, True)
        assert (figure == 0) == (count == 0)


@given(COUNTS, RULES)
def test_a_figure_stands_for_its_count_and_for_others(count: int, rules: DisclosureSettings) -> None:
    assert count in possible(shown(count, rules), rules)
    assert {shown(other, rules) for other in possible(shown(count, rules), rules)} == {shown(count, rules)}


def test_percentages_are_worked_out_from_what_is_published() -> None:
    assert (percent(30, 40), percent(10, 10), percent(0, 40)) == (75, 100, 0)
    assert percent(15, 10) == 100  # 13 of 13, whose total was rounded down
    assert {percent("*", 40), percent(5, "*"), percent("*", "*"), percent(0, 0)} == {"*"}


def test_an_interval_is_wilsons() -> None:
    assert interval(45, 50) == Interval(90, 79, 96)
    assert interval(0, 10) == Interval(0, 0, 28)
    assert {interval("*", 40), interval(0, 0), interval(10, "*")} == {"*"}


def test_a_mean_needs_more_than_a_hidden_number_of_people() -> None:
    assert (mean(28, 7, NHS), mean(33, 8, NHS), mean(0, 0, NHS)) == ("*", 4.1, "*")


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        publish(10, {"channel": {"web": 8, "sms": 1}}, NHS)


def test_a_total_is_rounded_by_itself() -> None:
    found = publish(36, {"channel": {"web": 12, "sms": 12, "voice": 12}}, NHS)
    assert (found.total, found.breakdowns) == (35, {"channel": {"web": 10, "sms": 10, "voice": 10}})


@pytest.mark.parametrize(
    ("parts", "figure"),
    [
        ([7, 7, 7, 7], 25),  # 30 can only be 28, so all of them were 7
        ([1] * 17, 20),  # 15 can only be 17, so all of them were 1
        ([7, 12, 12, 12], 40),  # 45 can only be 43
        ([7, 7, 7, 6], 25),
        ([1] * 16, 15),
    ],
)
def test_a_total_that_would_give_a_part_away_is_rounded_the_other_way(parts: list[int], figure: int) -> None:
    assert publish(sum(parts), {"topic": {str(n): part for n, part in enumerate(parts)}}, NHS).total == figure


def test_two_breakdowns_that_give_each_other_away_are_not_shown() -> None:
    by_topic = {"a": 8, "b": 8, "c": 8, "d": 1, "e": 1}  # 26 at least
    by_channel = {"web": 12, "sms": 7, "voice": 7}  # 26 at most
    found = publish(26, {"topic": by_topic, "channel": by_channel}, NHS)
    assert (found.total, found.breakdowns) == (25, {"topic": None, "channel": None})
    assert publish(26, {"channel": by_channel}, NHS).breakdowns["channel"] == {"web": 10, "sms": "*", "voice": "*"}


def test_where_the_total_is_hidden_there_are_no_breakdowns() -> None:
    found = publish(7, {"topic": {str(n): 1 for n in range(7)}}, NHS)
    assert (found.total, found.breakdowns) == ("*", {"topic": None})


def frozen(table: dict[str, int], rules: DisclosureSettings, *more: dict[str, int]) -> tuple[object, ...]:
    """All that an attacker sees."""
    found = publish(sum(table.values()), {str(n): parts for n, parts in enumerate((table, *more))}, rules)
    return (found.total, *(tuple(parts.values()) if parts else None for parts in found.breakdowns.values()))


def left_open(worlds: dict[tuple[object, ...], list[tuple[int, ...]]], hidden_up_to: int) -> list[tuple[object, ...]]:
    """Published tables under which a hidden cell can have one value only, for who knows every rule of ours."""
    return [
        seen
        for seen, candidates in worlds.items()
        for cell in zip(*candidates, strict=True)
        if len(set(cell)) == 1 and 1 <= cell[0] <= hidden_up_to
    ]


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_attack_total_minus_parts_over_every_small_table(parts: int) -> None:
    worlds = defaultdict(list)
    for counts in itertools.product(range(18), repeat=parts):
        worlds[frozen(dict(zip("abc", counts, strict=False)), NHS)].append(counts)
    # Tables at the edge of what is tried have neighbours outside.
    inside = {seen: found for seen, found in worlds.items() if max(map(max, found)) < 17}
    assert inside
    assert left_open(inside, 7) == []


def test_attack_total_minus_parts_where_many_parts_are_hidden() -> None:
    for parts in range(2, 40):
        worlds = defaultdict(list)
        # Which hidden part has which number makes no difference, so these stand for all.
        for total in range(parts, 7 * parts + 1):
            each, rest = divmod(total, parts)
            counts = tuple(each + (n < rest) for n in range(parts))
            worlds[frozen({str(n): count for n, count in enumerate(counts)}, NHS)].append(total)
        # A hidden part is known where its table's total can only be the least or the most there is.
        known = [seen for seen, totals in worlds.items() if set(totals) in ({parts}, {7 * parts})]
        assert [seen for seen in known if seen != (HIDDEN, None)] == []


def test_attack_filter_against_filter() -> None:
    """The same families by channel and by opening hours: two breakdowns of one total."""
    worlds = defaultdict(list)
    for web, sms, voice in itertools.product(range(13), repeat=3):
        for within in range(web + sms + voice + 1):
            hours = {"in": within, "out": web + sms + voice - within}
            seen = frozen({"web": web, "sms": sms, "voice": voice}, NHS, hours)
            worlds[seen].append((web, sms, voice, hours["in"], hours["out"]))
    inside = {seen: found for seen, found in worlds.items() if max(max(world[:3]) for world in found) < 12}
    assert inside
    assert left_open(inside, 7) == []


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60), RULES, st.data())
def test_attack_by_bounds_on_tables_of_any_size(
    counts: list[int], rules: DisclosureSettings, data: st.DataObject
) -> None:
    total = sum(counts)
    cut = data.draw(st.integers(0, total))
    tables = {"topic": {str(n): count for n, count in enumerate(counts)}, "hours": {"in": cut, "out": total - cut}}
    found = publish(total, tables, rules)
    shown_tables = [list(parts.values()) for parts in found.breakdowns.values() if parts is not None]
    low = max((sum(possible(part, rules)[0] for part in parts) for parts in shown_tables), default=0)
    high = min((sum(possible(part, rules)[-1] for part in parts) for parts in shown_tables), default=total)
    for parts in shown_tables:
        for n, part in enumerate(parts):
            if part == HIDDEN:
                others = [possible(other, rules) for m, other in enumerate(parts) if m != n]
                least = max(1, low - sum(one[-1] for one in others))
                most = min(rules.hide_up_to, high - sum(one[0] for one in others))
                assert least < most


@given(st.lists(st.integers(0, 200), min_size=12, max_size=12))
def test_attack_month_against_month(months: list[int]) -> None:
    """Each month is published by itself, so the difference of two never says more than both of them."""
    for earlier, later in itertools.pairwise(months):
        first, second = shown(earlier, NHS), shown(later, NHS)
        differences = {b - a for a in possible(first, NHS) for b in possible(second, NHS)}
        assert later - earlier in differences
        assert len(differences) > 1 or (first, second) == (0, 0)


def test_a_month_with_nothing_is_shown_as_nothing() -> None:
    found = publish(0, {"channel": {"web": 0, "sms": 0, "voice": 0}}, NHS)
    assert (found.total, found.breakdowns) == (0, {"channel": {"web": 0, "sms": 0, "voice": 0}})
