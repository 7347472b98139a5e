"""Contacts: how many, by which channel, about what and when, and how they were served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from hub.contacts import FLAGS
from hub.disclosure import HIDDEN, Published, publish, shown
from hub.disclosure_crossed import Breakdown, Margins, crossed
from hub.measured.lines import CHANNELS, Line, broken_down, counts, every_name, grouped, in_month, line_of, named
from hub.months import Month
from hub.settings import DisclosureSettings
from hub.store.tables import Contact

HOURS = tuple(f"{hour:02d}" for hour in range(24))


def measured(session: Session, rules: DisclosureSettings, month: Month) -> list[Line]:
    """The lines about the contacts of a month."""
    mine = in_month(Contact.day, month)
    open_, *flags = (getattr(Contact, name) for name in ("in_hours", *FLAGS))
    counted: list[ColumnElement[Any]] = [func.count(), *(func.count().filter(flag) for flag in (open_, *flags))]
    total, within, *of_flags = counts(session, mine, *counted)
    found = publish(
        total,
        {
            "contacts_by_channel": every_name(CHANNELS, grouped(session, Contact.channel, *mine)),
            "contacts_by_topic": named(grouped(session, Contact.topic, *mine)),
            "contacts_by_hour": every_name(
                HOURS, {f"{hour:02d}": n for hour, n in grouped(session, Contact.hour, *mine).items()}
            ),
            "contacts_by_opening": {"open": within, "closed": total - within},
        },
        rules,
    )
    lines = [Line("contacts", "", found.total), *broken_down(found)]
    for flag, number in zip(FLAGS, of_flags, strict=True):
        share = None if flag == "crisis" else found.total
        lines.append(line_of(flag, "", shown(number, rules), share))
    return [*lines, *_contacts_by_channel(session, rules, month, found, dict(zip(FLAGS, of_flags, strict=True)))]


def _contacts_by_channel(
    session: Session, rules: DisclosureSettings, month: Month, found: Published, of_flags: Mapping[str, int]
) -> list[Line]:
    """How the contacts of each channel were served, never crossed with anything more."""
    flags = [flag for flag in FLAGS if flag != "crisis"]
    columns = [func.count().filter(getattr(Contact, flag)) for flag in flags]
    query = (
        select(Contact.channel, func.count(), *columns).where(*in_month(Contact.day, month)).group_by(Contact.channel)
    )
    counted = {channel: numbers for channel, *numbers in session.execute(query).all()}
    sums = found.breakdowns["contacts_by_channel"]
    if sums is None:
        return [Line(f"{flag}_by_channel", HIDDEN, HIDDEN) for flag in flags]
    beside = [
        Breakdown("both", list(parts.values()))
        for key, parts in found.breakdowns.items()
        if parts is not None and key != "contacts_by_channel"
    ]
    lines = []
    for place, flag in enumerate(flags, 1):
        key, table = f"{flag}_by_channel", {}
        for channel in CHANNELS:
            numbers = counted.get(channel, [0] * (1 + len(flags)))
            table[channel] = (numbers[place], numbers[0] - numbers[place])
        margins = Margins(found.total, shown(of_flags[flag], rules), rows=sums, others=beside)
        parts = crossed(table, margins, rules, shows_no=False)
        if parts is None:
            lines.append(Line(key, HIDDEN, HIDDEN))
        else:
            lines += [line_of(key, channel, yes, sums[channel]) for channel, (yes, _) in parts.items()]
    return lines
