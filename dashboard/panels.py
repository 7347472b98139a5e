"""The parts of a dashboard page: each a chart, the same figures as a table, and what to keep in mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard import charts
from dashboard.asked import CHANNEL_NAMES
from dashboard.charts import Point
from dashboard.published import Table, line, parts, share, short_name_of, shown, value
from hub.handoff.waits import Ending
from hub.measure_list import MEASURES
from hub.measured.waits import CHANNELS as WAITING_CHANNELS
from hub.measures import Report

_TITLES = {one.key: one.title for one in MEASURES}
_CAVEATS = {one.key: one.caveats for one in MEASURES}
# As many topics as a chart can hold; the table has all.
MOST_TOPICS = 15
SERVED = ("answered", "handed_over", "call_back", "did_not_know")
_WAITED = (Ending.AT_ONCE, Ending.LEFT, Ending.NOBODY_CAME)


@dataclass(frozen=True)
class Panel:
    """One part of a page. ``says`` is the chart in a sentence, for who does not see it."""

    key: str
    title: str
    chart: Markup
    says: str
    table: Table
    note: str = ""


def overall(reports: Sequence[Report], topics: dict[str, str]) -> list[Panel]:
    """The panels of all contacts. ``topics`` are the topics' names."""
    last = reports[-1]
    return [
        _by_month(reports, [("contacts", "", "")], "contacts", "Contacts by month"),
        _by_month(
            reports,
            [("contacts_by_channel", key, name) for key, name in CHANNEL_NAMES.items()],
            "contacts_by_channel",
            "Contacts by channel",
        ),
        _shares(reports, [(key, "", _TITLES[key]) for key in SERVED], "answered", "How contacts were served"),
        _shares(
            reports,
            [("helped", "yes", "It helped"), ("satisfied", "yes", "Satisfied, 4 or 5 of 5")],
            "satisfied",
            "What families think",
        ),
        _shares(
            reports,
            [("waits", ending, ending.capitalize()) for ending in _WAITED],
            "waits",
            "Waiting for a call handler",
        ),
        _endings(last),
        _topics(last, topics),
        _hours(last),
        _by_month(
            reports, [("complaints", "", "Complaints"), ("crisis", "", "Crisis replies")], "complaints", "Complaints and crisis replies"
        ),
    ]  # fmt: skip


def of_channel(reports: Sequence[Report], channel: str) -> list[Panel]:
    """The panels of one channel's contacts."""
    served = [(f"{key}_by_channel", channel, _TITLES[key]) for key in SERVED]
    think = [
        ("helped_by_channel", f"{channel} yes", "It helped"),
        ("satisfied_by_channel", f"{channel} yes", "Satisfied, 4 or 5 of 5"),
    ]
    waits = (
        [_by_month(reports, [("waits_by_channel", channel, "")], "waits_by_channel", "Waiting for a call handler")]
        if channel in WAITING_CHANNELS
        else []
    )
    return [
        _by_month(reports, [("contacts_by_channel", channel, "")], "contacts_by_channel", "Contacts by month"),
        _shares(reports, served, "answered_by_channel", "How contacts were served"),
        _shares(reports, think, "satisfied_by_channel", "What families think"),
        *waits,
    ]


def of_topic(reports: Sequence[Report], topic: str) -> list[Panel]:
    """The panels of one topic."""
    return [
        _by_month(reports, [("contacts_by_topic", topic, "")], "contacts_by_topic", "Contacts by month"),
        _by_month(reports, [("unanswered", topic, "")], "unanswered", "Questions without an answer, nearest to the topic"),
        _shares(reports, [("helped_by_topic", f"{topic} yes", "It helped")], "helped_by_topic", "What families think"),
    ]  # fmt: skip


def _by_month(reports: Sequence[Report], series: Sequence[tuple[str, str, str]], key: str, title: str) -> Panel:
    points = [
        Point(short_name_of(report.month), value(report, measure, part), name)
        for report in reports
        for measure, part, name in series
    ]
    rows = tuple(
        (short_name_of(report.month), *(shown(value(report, measure, part)) for measure, part, _ in series))
        for report in reports
    )
    heads = ("Month", *(name or "Number" for _, _, name in series))
    says = f"{title}, a column for each month."
    return Panel(_id(title), title, charts.columns(points, "Number"), says, Table(title, heads, rows), _CAVEATS[key])


def _shares(reports: Sequence[Report], series: Sequence[tuple[str, str, str]], key: str, title: str) -> Panel:
    points, rows = [], []
    for report in reports:
        row = [short_name_of(report.month)]
        for measure, part, name in series:
            found = line(report, measure, part)
            row += [shown(value(report, measure, part)), share(report, measure, part)]
            figure = found.percent if found else None
            points.append(
                Point(row[0], figure, name, low=found.low if found else None, high=found.high if found else None)
            )
        rows.append(tuple(row))
    heads = ("Month", *(head for _, _, name in series for head in (name, f"{name}, %")))
    says = f"{title} in per cent with 95% intervals, for each month."
    table = Table(f"{title}: number, and per cent with 95% interval", heads, tuple(rows))
    return Panel(_id(title), title, charts.shares(points, "Per cent"), says, table, _CAVEATS[key])


def _topics(report: Report, topics: dict[str, str]) -> Panel:
    counts = {part: value(report, "contacts_by_topic", part) for part in parts([report], "contacts_by_topic")}
    named = {part: topics.get(part, part) for part in counts}
    largest = sorted(counts, key=lambda part: (-_number(counts[part]), named[part]))
    title = f"Topics in {short_name_of(report.month)}"
    points = [Point(named[part], counts[part]) for part in largest[:MOST_TOPICS] if _number(counts[part])]
    rows = tuple((named[part], shown(counts[part])) for part in sorted(counts, key=lambda part: named[part]))
    says = f"{title}: the {len(points)} largest, a bar for each."
    return Panel(
        _id(title), title, charts.sideways(points, "Contacts"), says, Table(title, ("Topic", "Contacts"), rows), _CAVEATS["contacts_by_topic"]
    )  # fmt: skip


def _endings(report: Report) -> Panel:
    title = f"How waits ended in {short_name_of(report.month)}"
    counts = {ending.capitalize(): value(report, "waits", ending) for ending in Ending}
    points = [Point(name, count) for name, count in counts.items()]
    rows = tuple(
        (ending.capitalize(), shown(value(report, "waits", ending)), share(report, "waits", ending))
        for ending in Ending
    )
    says = f"{title}, a bar for each way."
    table = Table(title, ("Ending", "Number", "Per cent (95% interval)"), rows)
    return Panel(_id(title), title, charts.sideways(points, "Waits"), says, table, _CAVEATS["waits"])


def _hours(report: Report) -> Panel:
    hours = parts([report], "contacts_by_hour")
    title = f"Hours of the day in {short_name_of(report.month)}"
    points = [Point(hour, value(report, "contacts_by_hour", hour)) for hour in hours]
    rows = tuple((f"{hour}:00", shown(value(report, "contacts_by_hour", hour))) for hour in hours)
    says = f"{title}, a column for each hour in which a contact began."
    return Panel(
        _id(title), title, charts.columns(points, "Contacts"), says, Table(title, ("From", "Contacts"), rows), _CAVEATS["contacts_by_hour"]
    )  # fmt: skip


def _number(figure: object) -> int:
    return figure if isinstance(figure, int) else 0


def _id(title: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in title.lower())
