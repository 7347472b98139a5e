"""Waiting for a call handler: how long, and who left before anybody came."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.disclosure import publish
from hub.handoff.waits import Ending
from hub.measured.lines import Line, added, broken_down, in_month
from hub.months import Month
from hub.settings import DisclosureSettings
from hub.store.tables import WaitTally

# By phone there is no queue of ours to wait in.
CHANNELS = ("web", "sms")


def measured(session: Session, rules: DisclosureSettings, month: Month) -> list[Line]:
    """The lines about the waits that began in a month."""
    query = select(WaitTally.channel, WaitTally.outcome, added(WaitTally.number)).where(*in_month(WaitTally.day, month))
    rows = session.execute(query.group_by(WaitTally.channel, WaitTally.outcome)).all()
    return published({(channel, ending): int(number) for channel, ending, number in rows}, rules)


def published(counted: Mapping[tuple[str, str], int], rules: DisclosureSettings) -> list[Line]:
    """What may be published of so many waits by channel and ending.

    Never one crossed with the other: too few leave on one channel in a month for a figure that is not hidden.
    """
    channels = {name: sum(counted.get((name, ending), 0) for ending in Ending) for name in CHANNELS}
    endings = {ending.value: sum(counted.get((name, ending), 0) for name in CHANNELS) for ending in Ending}
    found = publish(sum(channels.values()), {"waits": endings, "waits_by_channel": channels}, rules)
    return [Line("waits", "", found.total), *broken_down(found)]
