"""Appointments: offered, booked, cancelled, and what became of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from hub.appointments import places
from hub.appointments.slots import evening_slots
from hub.disclosure import HIDDEN, Published, publish
from hub.disclosure_sums import Sum, gives_away
from hub.measured.lines import Line, broken_down, counts, in_month, line_of
from hub.months import Month
from hub.settings import DisclosureSettings, HubSettings
from hub.store.tables import AppointmentRow, ClosedEvening

_HELD = "appointments_held"


def measured(session: Session, settings: HubSettings, month: Month, *, still_kept: bool) -> list[Line]:
    """The lines about the evenings of a month; what has been deleted is not kept."""
    closed = set(
        session.scalars(
            select(ClosedEvening.day).where(ClosedEvening.diary == "hub", *in_month(ClosedEvening.day, month))
        )
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
    booked, by_family, by_hub, kept, not_reached = counts(session, mine, *columns)
    parts = {"booked": booked, "cancelled by family": by_family, "cancelled by hub": by_hub}
    found = publish(sum(parts.values()), {"appointments": parts}, settings.disclosure)
    offered = Line("appointments_offered", "", slots * settings.appointments.places)
    held = _held(found, booked, kept, not_reached, settings.disclosure)
    return [offered, Line("appointments", "", found.total), *broken_down(found), *held]


def _held(found: Published, booked: int, kept: int, not_reached: int, rules: DisclosureSettings) -> list[Line]:
    """What the call handlers wrote down of those that were not cancelled: the parts of a part of the appointments."""
    parts = {"kept": kept, "not reached": not_reached, "not written down": booked - kept - not_reached}
    inner, outer = publish(booked, {_HELD: parts}, rules).breakdowns[_HELD], found.breakdowns["appointments"]
    if inner is None or outer is None:
        return [Line(_HELD, HIDDEN, HIDDEN)]
    sums = [Sum("all", tuple(outer)), Sum("booked", tuple(inner))]
    if gives_away({"all": found.total, **outer, **inner}, sums, rules, ("all",)):
        return [Line(_HELD, HIDDEN, HIDDEN)]
    return [line_of(_HELD, part, value, outer["booked"]) for part, value in inner.items()]
