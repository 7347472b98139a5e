"""The measures of a month: how many contacts, about what, how well they were served; after disclosure control.

Counted in SQL, and only what hub.disclosure lets pass leaves this file. hub/measure_list.py says what each one means.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hub.appointments import places
from hub.appointments.slots import evening_slots
from hub.contacts import FLAGS
from hub.disclosure import HIDDEN, Hidden, Interval, Published, Shown, interval, mean, percent, publish, shown
from hub.disclosure_crossed import Margins, crossed
from hub.feedback import QUOTABLE
from hub.months import Month
from hub.settings import DisclosureSettings, HubSettings
from hub.store.database import Store
from hub.store.tables import AppointmentRow, ClosedEvening, Contact, Feedback, FeedbackTally, Gap
from hub.uk_calendar import in_london

CHANNELS = ("web", "sms", "voice")
HOURS = tuple(f"{hour:02d}" for hour in range(24))
NO_TOPIC = "none"


class MonthNotKeptError(ValueError):
    """There are no figures of that month: it has not begun, or has been deleted."""


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


@dataclass(frozen=True)
class Report:
    """A month's figures, and the ``rules`` they went through. ``complete``: the month is over, so that nothing changes."""

    month: Month
    complete: bool
    lines: tuple[Line, ...]
    rules: DisclosureSettings


def report(store: Store, settings: HubSettings, month: Month, now: datetime) -> Report:
    """The figures of a month, fit to be shown. Raises MonthNotKeptError; StoreUnavailableError."""
    today, kept = in_london(now).date(), settings.retention
    if month > Month.of(now):
        raise MonthNotKeptError(f"{month} has not begun")
    if month.end <= (today - timedelta(days=min(kept.contacts_days, kept.feedback_days))).replace(day=1):
        raise MonthNotKeptError(f"the contacts of {month} have been deleted")
    with store.read() as session:
        lines = [
            *_contacts(session, settings.disclosure, month),
            *_gaps(session, settings.disclosure, month, still_kept=month.first >= _since(today, kept.gaps_days)),
            *_feedback(session, settings.disclosure, month),
            *_appointments(session, settings, month, still_kept=month.first >= _since(today, kept.appointments_days)),
        ]
    return Report(month, month.is_over(now), tuple(lines), settings.disclosure)


def _since(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _contacts(session: Session, rules: DisclosureSettings, month: Month) -> list[Line]:
    mine = _in(Contact.day, month)
    open_, *flags = (getattr(Contact, name) for name in ("in_hours", *FLAGS))
    counted: list[ColumnElement[Any]] = [func.count(), *(func.count().filter(flag) for flag in (open_, *flags))]
    total, within, *of_flags = _counts(session, mine, *counted)
    found = publish(
        total,
        {
            "contacts_by_channel": _all(CHANNELS, _grouped(session, Contact.channel, *mine)),
            "contacts_by_topic": _named(_grouped(session, Contact.topic, *mine)),
            "contacts_by_hour": _all(
                HOURS, {f"{hour:02d}": n for hour, n in _grouped(session, Contact.hour, *mine).items()}
            ),
            "contacts_by_opening": {"open": within, "closed": total - within},
        },
        rules,
    )
    lines = [Line("contacts", "", found.total), *_broken_down(found)]
    for flag, number in zip(FLAGS, of_flags, strict=True):
        share = None if flag == "crisis" else found.total
        lines.append(_line(flag, "", shown(number, rules), share))
    return [*lines, *_contacts_by_channel(session, rules, month, found, dict(zip(FLAGS, of_flags, strict=True)))]


def _contacts_by_channel(
    session: Session, rules: DisclosureSettings, month: Month, found: Published, of_flags: Mapping[str, int]
) -> list[Line]:
    """How the contacts of each channel were served, never crossed with anything more."""
    flags = [flag for flag in FLAGS if flag != "crisis"]
    columns = [func.count().filter(getattr(Contact, flag)) for flag in flags]
    query = select(Contact.channel, func.count(), *columns).where(*_in(Contact.day, month)).group_by(Contact.channel)
    counts = {channel: numbers for channel, *numbers in session.execute(query).all()}
    sums = found.breakdowns["contacts_by_channel"]
    lines = []
    for place, flag in enumerate(flags, 1):
        key, table = f"{flag}_by_channel", {}
        for channel in CHANNELS:
            numbers = counts.get(channel, [0] * (1 + len(flags)))
            table[channel] = (numbers[place], numbers[0] - numbers[place])
        margins = Margins(found.total, shown(of_flags[flag], rules), rows=sums)
        parts = crossed(table, margins, rules, shows_no=False) if sums else None
        if parts is None or sums is None:
            lines.append(Line(key, HIDDEN, HIDDEN))
        else:
            lines += [_line(key, channel, yes, sums[channel]) for channel, (yes, _) in parts.items()]
    return lines


def _gaps(session: Session, rules: DisclosureSettings, month: Month, *, still_kept: bool) -> list[Line]:
    if not still_kept:
        return [Line("unanswered", "", None)]
    by_topic = _named(_grouped(session, Gap.nearest, *_in(Gap.day, month)))
    found = publish(sum(by_topic.values()), {"unanswered": by_topic}, rules)
    return [Line("unanswered", "", found.total), *_broken_down(found)]


def _feedback(session: Session, rules: DisclosureSettings, month: Month) -> list[Line]:
    mine, opinion = FeedbackTally.month == month.first, FeedbackTally.kind == "feedback"
    columns: list[ColumnElement[Any]] = [
        *(_added(column) for column in (FeedbackTally.helped, FeedbackTally.not_helped)),
        *(_added(column) for column in (FeedbackTally.satisfied, FeedbackTally.rated, FeedbackTally.stars)),
        func.coalesce(func.sum(FeedbackTally.number).filter(FeedbackTally.kind == "complaint"), 0),
        func.coalesce(func.sum(FeedbackTally.number).filter(opinion), 0),
    ]
    yes, no, happy, rated, stars, complaints, feedback = _counts(session, (mine,), *columns)
    quotable = _counts(session, (*_in(Feedback.day, month), Feedback.status.in_(QUOTABLE)), func.count())[0]
    helped = _yes_no("helped", yes, no, rules)
    ratings = _yes_no("satisfied", happy, rated - happy, rules)
    parts = [line.value for line in ratings[1:]]
    average = mean(float(stars), rated, rules) if parts and HIDDEN not in parts else HIDDEN
    lines = [*helped, Line("satisfied", "", ratings[0].value, mean=average), *ratings[1:]]
    by_topic = _told(session, FeedbackTally.topic, FeedbackTally.helped, FeedbackTally.not_helped, mine, opinion)
    worst = _least_helpful(by_topic, rules)
    lines += [Line("least_helpful", topic, None) for topic in worst]
    tallies = (("feedback", feedback), ("complaints", complaints), ("comments", quotable))
    lines += [Line(key, "", shown(number, rules)) for key, number in tallies]
    unsatisfied = FeedbackTally.rated - FeedbackTally.satisfied
    for key, whole, table in (
        ("helped_by_channel", helped, _told(session, FeedbackTally.channel, FeedbackTally.helped, FeedbackTally.not_helped, mine)),
        ("satisfied_by_channel", ratings, _told(session, FeedbackTally.channel, FeedbackTally.satisfied, unsatisfied, mine)),
    ):  # fmt: skip
        lines += _yes_no_by(key, whole, {channel: table.get(channel, (0, 0)) for channel in CHANNELS}, rules)
    everything = _told(session, FeedbackTally.topic, FeedbackTally.helped, FeedbackTally.not_helped, mine)
    lines.append(Line("helped_by_topic", "", helped[0].value))
    return [*lines, *_yes_no_by("helped_by_topic", helped, everything, rules, worst)]


def _added(column: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(column), 0)


def _yes_no(key: str, yes: int, no: int, rules: DisclosureSettings) -> list[Line]:
    found = publish(yes + no, {key: {"yes": yes, "no": no}}, rules)
    return [Line(key, "", found.total), *_broken_down(found)]


def _told(
    session: Session,
    by: InstrumentedAttribute[str],
    yes: InstrumentedAttribute[int],
    no: ColumnElement[int] | InstrumentedAttribute[int],
    *mine: ColumnElement[bool],
) -> dict[str, tuple[int, int]]:
    """Who said yes and who said no, by channel or topic, in the order of the names."""
    rows = session.execute(select(by, _added(yes), _added(no)).where(*mine).group_by(by)).all()
    named = {str(name) or NO_TOPIC: (int(good), int(bad)) for name, good, bad in rows}
    return {name: named[name] for name in sorted(named) if any(named[name])}


def _yes_no_by(
    key: str,
    whole: list[Line],
    table: Mapping[str, tuple[int, int]],
    rules: DisclosureSettings,
    worst: Collection[str] | None = None,
) -> list[Line]:
    """A question's yes and no for each row of a table. ``worst``: the topics that are named as least helpful."""
    values = {line.part: line.value for line in whole}
    margins = Margins(values[""], values.get("yes"), values.get("no"))

    def agrees(name: str, yes: int, no: int) -> bool:
        return worst is None or name == NO_TOPIC or _is_unhelpful(yes, no, rules) == (name in worst)

    parts = crossed(table, margins, rules, shows_no=True, known=agrees)
    if parts is None or HIDDEN in values:
        return [Line(key, HIDDEN, HIDDEN)] if table else []
    lines = []
    for name, (yes, no) in parts.items():
        base = HIDDEN if yes == HIDDEN or no in (HIDDEN, None) else int(yes) + int(no)
        lines += [_line(key, f"{name} yes", yes, base), _line(key, f"{name} no", no or 0, base)]
    return lines


def _is_unhelpful(yes: int, no: int, rules: DisclosureSettings) -> bool:
    return yes + no > rules.hide_up_to and yes < no


def _least_helpful(by_topic: Mapping[str, tuple[int, int]], rules: DisclosureSettings) -> list[str]:
    """Topics where fewer than half said that the answer helped, the least helpful first."""
    worst = [(yes / (yes + no), topic) for topic, (yes, no) in by_topic.items() if _is_unhelpful(yes, no, rules)]
    return [topic for _, topic in sorted(worst) if topic != NO_TOPIC]


def _appointments(session: Session, settings: HubSettings, month: Month, *, still_kept: bool) -> list[Line]:
    closed = set(
        session.scalars(select(ClosedEvening.day).where(ClosedEvening.diary == "hub", *_in(ClosedEvening.day, month)))
    )
    days = (month.first + timedelta(days=n) for n in range((month.end - month.first).days))
    slots = sum(len(evening_slots(settings, day)) for day in days if day not in closed)
    if not still_kept:
        return [Line(key, "", None) for key in ("appointments_offered", "appointments", "appointments_held")]
    mine = (
        AppointmentRow.diary == "hub",
        AppointmentRow.start >= places.beginning(month.first),
        AppointmentRow.start < places.beginning(month.end),
    )
    columns: list[ColumnElement[Any]] = [
        func.count().filter(AppointmentRow.status == "booked"),
        func.count().filter(AppointmentRow.status == "cancelled", AppointmentRow.cancelled_by == "family"),
        func.count().filter(AppointmentRow.status == "cancelled", AppointmentRow.cancelled_by != "family"),
        func.count().filter(AppointmentRow.status == "booked", AppointmentRow.outcome == "kept"),
        func.count().filter(AppointmentRow.status == "booked", AppointmentRow.outcome == "not_reached"),
    ]
    booked, by_family, by_hub, kept, not_reached = _counts(session, mine, *columns)
    parts = {"booked": booked, "cancelled by family": by_family, "cancelled by hub": by_hub}
    found = publish(sum(parts.values()), {"appointments": parts}, settings.disclosure)
    offered = Line("appointments_offered", "", slots * settings.appointments.places)
    held = _appointments_held(found.total, booked, kept, not_reached, settings.disclosure)
    return [offered, Line("appointments", "", found.total), *_broken_down(found), *held]


def _appointments_held(total: Shown, booked: int, kept: int, not_reached: int, rules: DisclosureSettings) -> list[Line]:
    """What the call handlers wrote down of those that were not cancelled."""
    parts = {"kept": kept, "not reached": not_reached, "not written down": booked - kept - not_reached}
    found = publish(booked, {"appointments_held": parts}, rules)
    # The sum of these parts is a part of the appointments, where it may be hidden to hide another.
    return [Line("appointments_held", HIDDEN, HIDDEN)] if total == HIDDEN else _broken_down(found)


def _in(day: InstrumentedAttribute[date], month: Month) -> tuple[ColumnElement[bool], ...]:
    return day >= month.first, day < month.end


def _counts(session: Session, mine: tuple[ColumnElement[bool], ...], *columns: ColumnElement[Any]) -> list[int]:
    return [int(number) for number in session.execute(select(*columns).where(*mine)).one()]


def _grouped(session: Session, column: InstrumentedAttribute[Any], *mine: ColumnElement[bool]) -> dict[Any, int]:
    rows = session.execute(select(column, func.count()).where(*mine).group_by(column))
    return dict(rows.all())


def _all(names: tuple[str, ...], counts: Mapping[str, int]) -> dict[str, int]:
    """Every name, those without a count too."""
    return {name: counts.get(name, 0) for name in names}


def _named(counts: Mapping[str | None, int]) -> dict[str, int]:
    """By name: an order by frequency would say more than the figures do."""
    return {name or NO_TOPIC: counts[name] for name in sorted(counts, key=lambda name: name or NO_TOPIC)}


def _broken_down(found: Published) -> list[Line]:
    return [
        line
        for key, parts in found.breakdowns.items()
        for line in (
            [Line(key, HIDDEN, HIDDEN)]
            if parts is None
            else [_line(key, part, value, found.total) for part, value in parts.items()]
        )
    ]


def _line(key: str, part: str, value: Shown, base: Shown | None) -> Line:
    """A figure with its share of a published base."""
    if base is None:
        return Line(key, part, value)
    around = interval(value, base)
    if isinstance(around, Interval):
        return Line(key, part, value, around.percent, around.low, around.high)
    return Line(key, part, value, percent(value, base), HIDDEN, HIDDEN)
