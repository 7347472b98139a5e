"""The waiting list by the clock: holds that ran out are passed on, free places offered, those who wait no more dropped."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, delete, literal, or_, select
from sqlalchemy.orm import Session

from hub.appointments import held_places, places
from hub.appointments.slots import Slot, bookable_slots
from hub.settings import HubSettings
from hub.store.database import Store, delete_rows
from hub.store.tables import AppointmentRow, OfferRow, OptOut, OutboxRow, WaitingFamily

# A family stays until it has answered, or its time to answer is over.
_IS_ASKED = (
    select(OfferRow).where(OfferRow.waiting_id == WaitingFamily.id, OfferRow.appointment_id.is_not(None)).exists()
)


def go_round(store: Store, settings: HubSettings, now: datetime, diary: str = "hub") -> dict[str, int]:
    """Do all of it once; how many places were passed on and offered. Any number of workers may do so at once.

    Raises StoreUnavailableError.
    """
    with store.read() as session:
        over = [(row.id, places.day_of(row.start)) for row in session.scalars(_over(diary, now))]
        waits = session.scalar(select(WaitingFamily.id).where(WaitingFamily.diary == diary).limit(1)) is not None
    passed_on = sum(_pass_on(store, settings, now, diary, row_id=row_id, day=day) for row_id, day in over)
    free: list[Slot] = []
    if waits:
        with store.read() as session:
            free = places.free_slots(session, diary, bookable_slots(settings, now), settings)
        store.write(
            lambda session: session.execute(delete(WaitingFamily).where(_waits_no_more(diary, now), ~_IS_ASKED))
        )
    offered = sum(_offer_all(store, settings, now, diary, slot) for slot in free)
    return {"passed_on": passed_on, "offered": offered}


def delete_before(store: Store, day: date) -> int:
    """Delete the families who waited until an earlier day; how many went. Raises StoreUnavailableError."""
    over = delete(WaitingFamily).where(WaitingFamily.until < day, ~_IS_ASKED)
    return store.write(lambda session: delete_rows(session, over))


def _over(diary: str, now: datetime) -> Select[AppointmentRow]:
    """Held places whose time is over, whose family wants no texts any more, or never got the one about it."""
    no_texts = select(OptOut).where(OptOut.phone_key == AppointmentRow.phone_key)
    not_told = select(OutboxRow).where(
        OutboxRow.dedupe == literal("offer:") + AppointmentRow.request_key,
        OutboxRow.status.in_(("failed", "cancelled")),
    )
    ended = or_(AppointmentRow.held_until <= now, no_texts.exists(), not_told.exists())
    return select(AppointmentRow).where(AppointmentRow.diary == diary, AppointmentRow.status == "held", ended)


def _waits_no_more(diary: str, now: datetime) -> ColumnElement[bool]:
    """The last day is over, or the family wants no texts."""
    no_texts = select(OptOut).where(OptOut.phone_key == WaitingFamily.phone_key)
    over = or_(WaitingFamily.until < places.day_of(now), no_texts.exists())
    return (WaitingFamily.diary == diary) & over


def _pass_on(store: Store, settings: HubSettings, now: datetime, diary: str, *, row_id: int, day: date) -> bool:
    """Pass one place on, unless it was taken or passed on meanwhile."""

    def work(session: Session) -> bool:
        places.hold_evening(session, diary, day)  # before the row, as closing does
        this = _over(diary, now).where(AppointmentRow.id == row_id).with_for_update(of=AppointmentRow)
        row = session.scalars(this).one_or_none()
        if row is not None:
            held_places.pass_on(session, row, settings, now)
        return row is not None

    return store.write(work)


def _offer_all(store: Store, settings: HubSettings, now: datetime, diary: str, slot: Slot) -> int:
    """Offer each free place of a slot to another family, while there are both."""
    offered = 0
    while store.write(lambda session: held_places.offer(session, diary, slot, settings, now)):
        offered += 1
    return offered
