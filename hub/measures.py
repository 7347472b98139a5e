"""The measures of a month: how many contacts, about what, how well they were served; after disclosure control.

Counted in SQL (hub/measured), and only what hub.disclosure lets pass comes here. hub/measure_list.py says what each means.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.measured import appointments, contacts, feedback, gaps, waits
from hub.measured.lines import CHANNELS, Line
from hub.months import Month
from hub.settings import DisclosureSettings, HubSettings
from hub.store.database import Store
from hub.uk_calendar import in_london

__all__ = ["CHANNELS", "Line", "MonthNotKeptError", "Report", "report"]


class MonthNotKeptError(ValueError):
    """There are no figures of that month: it has not begun, or has been deleted."""


@dataclass(frozen=True)
class Report:
    """A month's figures, and the ``rules`` they went through. ``complete``: the month is over, so that nothing changes."""

    month: Month
    complete: bool
    lines: tuple[Line, ...]
    rules: DisclosureSettings


def report(store: Store, settings: HubSettings, month: Month, now: datetime) -> Report:
    """The figures of a month, fit to be shown. Raises MonthNotKeptError; StoreUnavailableError."""
    today, kept, rules = in_london(now).date(), settings.retention, settings.disclosure
    if month > Month.of(now):
        raise MonthNotKeptError(f"{month} has not begun")
    if month.end <= (today - timedelta(days=min(kept.contacts_days, kept.feedback_days))).replace(day=1):
        raise MonthNotKeptError(f"the contacts of {month} have been deleted")
    with store.read() as session:
        lines = [
            *contacts.measured(session, rules, month),
            *waits.measured(session, rules, month),
            *gaps.measured(session, rules, month, still_kept=month.first >= _since(today, kept.gaps_days)),
            *feedback.measured(session, rules, month),
            *appointments.measured(
                session, settings, month, still_kept=month.first >= _since(today, kept.appointments_days)
            ),
        ]
    return Report(month, month.is_over(now), tuple(lines), rules)


def _since(today: date, days: int) -> date:
    return today - timedelta(days=days)
