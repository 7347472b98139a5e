"""A place that has become free is held for the next family of the waiting list, and passed on where it is not taken.

A held place is a row among the appointments, under the same unique index as a booking: nobody else can have it, and no
lock needs to be remembered. All of this happens inside the transaction that makes a place free, with the text about it.
"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from hub import audit, outbox
from hub.appointments import messages, places
from hub.appointments.slots import Slot, bookable_slots
from hub.settings import CIVIL_FROM, CIVIL_UNTIL, HubSettings
from hub.store.holding import hold
from hub.store.tables import AppointmentRow, OfferRow, OptOut, WaitingFamily
from hub.uk_calendar import in_london, london_moment

# A family that let this many places pass is not texted on and on.
MOST_OFFERS = 3
IN_TURN = (WaitingFamily.joined_at, WaitingFamily.id)


def offer(session: Session, diary: str, slot: Slot, settings: HubSettings, now: datetime) -> bool:
    """Hold a free place of a bookable slot for the next family that waits for it, and text them.

    False where no place is free, nobody waits, or it is too late: a family must be able to answer outside the notice.
    """
    day = slot.start.date()
    asked_at = civil(now)
    until = asked_at + timedelta(minutes=settings.appointments.hold_minutes)
    if until.astimezone(UTC) > slot.start.astimezone(UTC) - timedelta(hours=settings.appointments.notice_hours):
        return False
    places.hold_evening(session, diary, day)
    if places.closed_days(session, diary, day, day):
        return False
    hold_list(session, diary)  # of two places that become free at once, each goes to another family
    family = _next(session, diary, slot, now)
    if family is None:
        return False

    def put(place: int) -> None:
        session.add(_held_row(session, family, slot, place, until=until, now=now))

    if not places.take(session, diary, slot, places=settings.appointments.places, put=put):
        return False
    this = (AppointmentRow.phone_key == family.phone_key) & (AppointmentRow.start == slot.start)
    row = session.scalars(
        select(AppointmentRow).where(this, AppointmentRow.diary == diary, AppointmentRow.status == "held")
    ).one()
    session.add(OfferRow(waiting_id=family.id, start=slot.start, appointment_id=row.id, asked_at=asked_at))
    is_last = offers_of(session, family) == MOST_OFFERS
    outbox.write(
        session,
        dedupe=text_of(row),
        kind="offer",
        to_phone=family.phone,
        key=family.phone_key,
        body=messages.offer(slot.start, until, asked_at, is_last=is_last),
        due_at=asked_at,
        # Who gets it later has too little time left; then the next family is asked.
        expires_at=asked_at + (until - asked_at) / 2,
        now=now,
    )
    audit.note(session, "place_offered", now, slot.start.isoformat())
    return True


def freed(session: Session, diary: str, start: datetime, settings: HubSettings, now: datetime) -> None:
    """A place at ``start`` has become free in this transaction: offered, if that time can still be booked."""
    slot = next((one for one in bookable_slots(settings, now) if one.start.astimezone(UTC) == start), None)
    if slot is not None:
        session.flush()
        offer(session, diary, slot, settings, now)


def pass_on(session: Session, row: AppointmentRow, settings: HubSettings, now: datetime) -> None:
    """Give up a held place and offer it to the next family."""
    diary, start = row.diary, row.start
    release(session, row)
    audit.note(session, "place_passed_on", now, in_london(start).isoformat())
    freed(session, diary, start, settings, now)


def release(session: Session, row: AppointmentRow) -> bool:
    """Give up a held place, with the text about it where that has not gone; whether it may have."""
    unasked = outbox.withdraw_text(session, text_of(row))
    session.delete(row)
    session.flush()
    return not unasked


def close_day(session: Session, diary: str, day: date, settings: HubSettings, now: datetime) -> None:
    """The evening closes: what is held on it is given up, who waits for it alone comes off the list, all are told."""
    held = select(AppointmentRow).where(
        AppointmentRow.diary == diary,
        AppointmentRow.status == "held",
        AppointmentRow.start >= places.beginning(day),
        AppointmentRow.start < places.beginning(day + timedelta(days=1)),
    )
    this_alone = select(WaitingFamily).where(WaitingFamily.diary == diary, WaitingFamily.day == day)
    families = list(session.scalars(this_alone))
    told = {family.phone_key for family in families}
    for row in list(session.scalars(held.with_for_update())):
        if release(session, row) and row.phone_key not in told:
            body = messages.no_offer(in_london(row.start), settings, now)
            _tell(session, row, body, row.start, now)
    for family in families:
        body = messages.no_evening(day, settings, now)
        _tell(session, family, body, places.beginning(day + timedelta(days=1)), now)
        session.execute(delete(WaitingFamily).where(WaitingFamily.id == family.id))


def civil(now: datetime) -> datetime:
    """The next moment at which a text that nobody waits for may come: now, or 9am."""
    here = in_london(now)
    if here.time() < CIVIL_FROM:
        return london_moment(here.date(), CIVIL_FROM)
    return here if here.time() <= CIVIL_UNTIL else london_moment(here.date() + timedelta(days=1), CIVIL_FROM)


def hold_list(session: Session, diary: str) -> None:
    """One change of the waiting list at a time, until the transaction ends; after the evening, where that is held too."""
    hold(session, f"waiting:{diary}")


def offers_of(session: Session, family: WaitingFamily) -> int:
    """How many places a family was offered."""
    session.flush()
    return session.scalar(select(func.count()).where(OfferRow.waiting_id == family.id)) or 0


def text_of(row: AppointmentRow) -> str:
    """The name in the outbox of the text that offers a held place."""
    return f"offer:{row.request_key}"


def _next(session: Session, diary: str, slot: Slot, now: datetime) -> WaitingFamily | None:
    """Who has waited longest of those who may be asked about this time."""
    offers = select(OfferRow).where(OfferRow.waiting_id == WaitingFamily.id)
    asked = offers.where(OfferRow.start == slot.start)
    has_one = select(AppointmentRow).where(
        AppointmentRow.diary == diary,
        AppointmentRow.phone_key == WaitingFamily.phone_key,
        AppointmentRow.status.in_(places.PLACED),
        or_(AppointmentRow.start > now, AppointmentRow.status == "held"),
    )
    count = select(func.count()).where(OfferRow.waiting_id == WaitingFamily.id).scalar_subquery()
    query = select(WaitingFamily).where(
        WaitingFamily.diary == diary,
        or_(WaitingFamily.day == slot.start.date(), WaitingFamily.day.is_(None)),
        WaitingFamily.until >= places.day_of(now),
        ~asked.exists(),
        ~has_one.exists(),
        ~select(OptOut).where(OptOut.phone_key == WaitingFamily.phone_key).exists(),
        count < MOST_OFFERS,
    )
    return session.scalars(query.order_by(*IN_TURN).limit(1)).one_or_none()


def _held_row(
    session: Session, family: WaitingFamily, slot: Slot, place: int, *, until: datetime, now: datetime
) -> AppointmentRow:
    return AppointmentRow(
        diary=family.diary,
        reference=places.unused_reference(session, family.diary),
        request_key=secrets.token_hex(32),
        start=slot.start,
        minutes=slot.minutes,
        place=place,
        status="held",
        first_name=family.first_name,
        phone=family.phone,
        phone_key=family.phone_key,
        channel=family.channel,
        topic=family.topic,
        needs=family.needs,
        text_ok=True,
        voicemail_ok=family.voicemail_ok,
        version=0,
        held_until=until,
        created_at=now,
        changed_at=now,
    )


def _tell(session: Session, family: AppointmentRow | WaitingFamily, body: str, until: datetime, now: datetime) -> None:
    """A text at a civil hour that is of no use after ``until``."""
    due = civil(now)
    if due < until:
        outbox.write(
            session,
            dedupe=f"waiting:{secrets.token_hex(16)}",
            kind="closed",
            to_phone=family.phone,
            key=family.phone_key,
            body=body,
            due_at=due,
            expires_at=until,
            now=now,
        )
