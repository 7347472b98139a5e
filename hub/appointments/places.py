"""Which places are taken, and taking one. The unique index on (diary, start, place) decides, not a lock.

A place counts as taken for every slot that its appointment overlaps, so that a change of the slots' length in hub.yml
books nobody twice either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.appointments.references import new_reference
from hub.appointments.slots import Slot
from hub.settings import HubSettings
from hub.store.holding import hold
from hub.store.tables import AppointmentRow, ClosedEvening
from hub.uk_calendar import in_london, london_moment

# What has a place: the states that the unique index is about.
PLACED = ("booked", "held")
_LONGEST = timedelta(minutes=120)  # AppointmentSettings.minutes


def day_of(moment: datetime) -> date:
    """The day that it is in England."""
    return in_london(moment).date()


def beginning(day: date) -> datetime:
    """Midnight in England at which ``day`` begins."""
    return london_moment(day, time())


def hold_evening(session: Session, diary: str, day: date, *, to_close: bool = False) -> None:
    """Bookings share an evening; closing it waits for those under way, and those after it see that it is closed."""
    hold(session, f"evening:{diary}:{day}", shared=not to_close)


def closed_days(session: Session, diary: str, first: date, last: date) -> set[date]:
    """The evenings of those days that were closed."""
    days = select(ClosedEvening.day).where(ClosedEvening.diary == diary, ClosedEvening.day.between(first, last))
    return set(session.scalars(days))


def booked_over(session: Session, diary: str, slots: Sequence[Slot]) -> list[AppointmentRow]:
    """The appointments and held places that may overlap one of ``slots``, which are in order."""
    if not slots:
        return []
    query = select(AppointmentRow).where(
        AppointmentRow.diary == diary,
        AppointmentRow.status.in_(PLACED),
        AppointmentRow.start > slots[0].start.astimezone(UTC) - _LONGEST,
        AppointmentRow.start < slots[-1].end,
    )
    return list(session.scalars(query))


def taken(rows: Iterable[AppointmentRow], slot: Slot) -> set[int]:
    """The numbers of the places that are taken in ``slot``."""
    start, end = slot.start.astimezone(UTC), slot.end.astimezone(UTC)
    return {row.place for row in rows if row.start < end and row.start + timedelta(minutes=row.minutes) > start}


def free_slots(session: Session, diary: str, slots: Sequence[Slot], settings: HubSettings) -> list[Slot]:
    """Those of ``slots``, which are in order, that have a place left."""
    if not slots:
        return []
    closed = closed_days(session, diary, slots[0].start.date(), slots[-1].start.date())
    rows = booked_over(session, diary, slots)
    most = settings.appointments.places
    return [slot for slot in slots if slot.start.date() not in closed and len(taken(rows, slot)) < most]


def take(
    session: Session, diary: str, slot: Slot, *, places: int, put: Callable[[int], None], leaving: int | None = None
) -> bool:
    """Call ``put`` with the first place that the database lets it have; False where there is none.

    ``leaving`` is the appointment that is moved, whose own place does not count. ``put`` writes one row. It is asked for
    the next place where another family was quicker, so only a place that is taken may stop it.
    """
    rows = [row for row in booked_over(session, diary, [slot]) if row.id != leaving]
    used = taken(rows, slot)
    free = [place for place in range(1, places + 1) if place not in used]
    for place in free[: max(0, places - len(used))]:
        try:
            with session.begin_nested():
                put(place)
                session.flush()
        except IntegrityError:
            continue
        return True
    return False


def unused_reference(session: Session, diary: str) -> str:
    """A reference that this diary has not used."""
    while True:
        reference = new_reference()
        query = select(func.count()).where(AppointmentRow.diary == diary, AppointmentRow.reference == reference)
        if not session.scalar(query):
            return reference
