"""The waiting list: a freed place is offered to one family after the other, held for each, and never to two."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from an_evening import AMINA, EVENING, JO, LANDLINE, NOW, SECRET, at, diary_of, fill, kinds, request, texts, wait
from sqlalchemy import func, select

from hub import outbox
from hub.appointments.appointment import Appointment
from hub.appointments.closing import close_evening
from hub.appointments.diary import Diary, TakenError
from hub.appointments.held_places import MOST_OFFERS
from hub.appointments.waiting_list import WaitingList
from hub.appointments.waiting_round import go_round
from hub.retention import delete_what_is_due
from hub.settings import Retention
from hub.sms_sender import NoSender
from hub.store.database import Store
from hub.store.tables import AppointmentRow, AuditEntry, OfferRow, WaitingFamily

OLA, PRIYA = "+447700900103", "+447700900104"
WEEK = timedelta(weeks=1)
HOLD = timedelta(minutes=30)


@pytest.fixture
def diary(any_store: Store) -> Diary:
    """A diary of one slot an evening with one place."""
    return diary_of(any_store, minutes=120, places=1)


@pytest.fixture
def waiting(diary: Diary) -> WaitingList:
    return WaitingList(diary)


def go(diary: Diary, now: datetime) -> dict[str, int]:
    return go_round(diary.store, diary.settings, now)


def held(diary: Diary) -> list[tuple[str, datetime]]:
    """Whose a held place is, and when."""
    days = diary.list(NOW.date(), NOW.date() + 10 * WEEK)
    return [(one.phone, one.start) for one in days if one.status == "held"]


def offers(diary: Diary, *statuses: str) -> list[str]:
    return [row.to_phone for row in texts(diary.store, *statuses) if row.kind == "offer"]


def test_a_cancelled_place_is_held_for_who_waited_longest_and_for_nobody_else(
    diary: Diary, waiting: WaitingList
) -> None:
    [mine] = fill(diary, EVENING)
    waiting.join(wait(JO), NOW)
    waiting.join(wait(OLA), NOW + timedelta(minutes=1))
    diary.cancel(mine, NOW + HOLD)
    assert held(diary) == [(JO, EVENING)]
    assert EVENING not in [slot.start for slot in diary.free(NOW)]
    with pytest.raises(TakenError):
        diary.book(request(), NOW + HOLD)
    [told] = [row for row in texts(diary.store, "waiting") if row.kind == "offer"]
    assert (told.to_phone, told.due_at) == (JO, NOW + HOLD)
    assert told.body == (
        "Neurodiversity Hub: a place is free on Wednesday 2 December at 7pm. Reply YES by 11am to take it, or NO. "
        "After that the next family gets it."
    )


def test_yes_takes_it_with_what_was_said_when_joining(diary: Diary, waiting: WaitingList) -> None:
    [mine] = fill(diary, EVENING)
    waiting.join(wait(JO, needs="BSL"), NOW)
    diary.cancel(mine, NOW)
    made = waiting.take(JO, NOW + timedelta(minutes=29))
    assert isinstance(made, Appointment)
    assert (made.status, made.start, made.first_name, made.topic, made.needs) == (
        "booked",
        EVENING,
        "Jo",
        "school",
        "BSL",
    )
    assert diary.upcoming_for(JO, NOW) == [made]
    assert list(waiting.families()) == []
    assert kinds(diary.store, "waiting")[-2:] == ["confirmation", "reminder"]
    # The same yes again, and later ones.
    assert waiting.take(JO, NOW + HOLD) == made
    assert go(diary, NOW + 2 * HOLD) == {"passed_on": 0, "offered": 0}
    assert waiting.take(JO, NOW + timedelta(days=2)) is None


def test_silence_passes_it_on_in_turn_and_then_it_is_free_for_all(diary: Diary, waiting: WaitingList) -> None:
    [mine] = fill(diary, EVENING)
    for minute, phone in enumerate((JO, OLA)):
        waiting.join(wait(phone), NOW + timedelta(minutes=minute))
    diary.cancel(mine, NOW + HOLD)
    assert go(diary, NOW + HOLD * 2 - timedelta(seconds=1)) == {"passed_on": 0, "offered": 0}
    assert go(diary, NOW + HOLD * 2) == {"passed_on": 1, "offered": 0}
    assert held(diary) == [(OLA, EVENING)]
    assert waiting.take(JO, NOW + HOLD * 2) == "too late"
    assert go(diary, NOW + HOLD * 3) == {"passed_on": 1, "offered": 0}
    assert held(diary) == []
    assert EVENING in [slot.start for slot in diary.free(NOW)]
    # Nobody is asked about it again, whoever gives it up.
    diary.cancel(diary.book(request(), NOW), NOW)
    go(diary, NOW + HOLD * 4)
    assert offers(diary) == [JO, OLA]


def test_no_passes_it_on_at_once_and_the_family_waits_on(diary: Diary, waiting: WaitingList) -> None:
    fill(diary, EVENING + WEEK)
    [mine] = fill(diary, EVENING)
    for minute, phone in enumerate((JO, OLA)):
        waiting.join(wait(phone, day=None), NOW + timedelta(minutes=minute))
    diary.cancel(mine, NOW)
    assert waiting.pass_up(JO, NOW) == "passed on"
    assert held(diary) == [(OLA, EVENING)]
    assert [one.phone for one in waiting.families()] == [JO, OLA]
    assert waiting.pass_up(JO, NOW) is None


def test_places_that_become_free_together_go_to_one_family_each(any_store: Store) -> None:
    diary = diary_of(any_store, minutes=60, places=2)
    taken = fill(diary, EVENING, EVENING + timedelta(hours=1))
    waiting = WaitingList(diary)
    for minute, phone in enumerate((JO, OLA, PRIYA)):
        waiting.join(wait(phone), NOW + timedelta(minutes=minute))
    for one in taken:
        diary.cancel(one, NOW)
    assert sorted(phone for phone, _ in held(diary)) == [JO, OLA, PRIYA]
    assert offers(diary) == [JO, OLA, PRIYA]


def test_a_place_left_by_a_change_or_a_deletion_is_offered_too(diary: Diary, waiting: WaitingList) -> None:
    moved = diary.book(request(phone=AMINA), NOW)
    waiting.join(wait(JO), NOW)
    diary.change(moved, EVENING + WEEK, NOW)
    assert held(diary) == [(JO, EVENING)]
    waiting.join(wait(OLA, day=None), NOW)
    diary.delete_for(AMINA, NOW)
    assert held(diary) == [(JO, EVENING), (OLA, EVENING + WEEK)]


def test_a_family_is_offered_so_many_places_and_is_told_which_is_the_last(diary: Diary, waiting: WaitingList) -> None:
    evenings = [EVENING + n * WEEK for n in range(-1, MOST_OFFERS)]
    taken = fill(diary, *evenings)
    waiting.join(wait(JO, day=None), NOW)
    answers = []
    for one in taken:
        diary.cancel(one, NOW)
        answers.append(waiting.pass_up(JO, NOW))
    assert answers == ["passed on", "passed on", "last one passed on", None]
    said = [row.body for row in texts(diary.store) if row.kind == "offer"]
    assert ["come off the waiting list" in body for body in said] == [False, False, True]
    assert list(waiting.families()) == []
    # Who asks again begins again, at the end.
    waiting.join(wait(OLA, day=None), NOW + HOLD)
    waiting.join(wait(JO, day=None), NOW + 2 * HOLD)
    assert [(one.phone, one.offers) for one in waiting.families()] == [(OLA, 0), (JO, 0)]


@pytest.mark.parametrize(
    ("freed", "asked", "until"),
    [
        ("2026-11-24 03:00", "2026-11-24 09:00", "2026-11-24 09:30"),
        ("2026-11-24 20:00", "2026-11-24 20:00", "2026-11-24 20:30"),
        ("2026-11-24 20:01", "2026-11-25 09:00", "2026-11-25 09:30"),
    ],
)
def test_nobody_is_woken_and_the_place_is_held_all_the_same(
    diary: Diary, waiting: WaitingList, freed: str, asked: str, until: str
) -> None:
    [mine] = fill(diary, EVENING)
    waiting.join(wait(JO), NOW)
    diary.cancel(mine, at(freed))
    [told] = [row for row in texts(diary.store) if row.kind == "offer"]
    assert told.due_at == at(asked)
    [one] = waiting.families()
    assert one.held is not None
    assert one.held.held_until == at(until)
    assert waiting.asked_at(JO) == at(asked)


def test_the_time_to_answer_ends_before_the_notice_does(diary: Diary, waiting: WaitingList) -> None:
    for phone in (JO, OLA):
        waiting.join(wait(phone), NOW)
    [mine] = fill(diary, EVENING)
    diary.cancel(mine, at("2026-12-02 14:30"))
    assert held(diary) == [(JO, EVENING)]
    # It runs out at 3pm; Ola would have to answer in the last four hours.
    assert go(diary, at("2026-12-02 15:00")) == {"passed_on": 1, "offered": 0}
    assert offers(diary) == [JO]


def test_a_yes_within_the_notice_is_too_late(diary: Diary, waiting: WaitingList) -> None:
    [mine] = fill(diary, EVENING)
    waiting.join(wait(JO), NOW)
    diary.cancel(mine, at("2026-12-02 14:30"))
    assert waiting.take(JO, at("2026-12-02 15:01")) == "too late"
    assert held(diary) == []


def test_only_who_may_be_texted_and_has_no_appointment_is_asked(diary: Diary, waiting: WaitingList) -> None:
    with pytest.raises(ValueError, match="mobile"):
        waiting.join(wait(LANDLINE), NOW)
    [mine] = fill(diary, EVENING)
    for phone in (JO, OLA, PRIYA):
        waiting.join(wait(phone), NOW)
    outbox.opt_out(diary.store, SECRET, JO, NOW)
    diary.book(request(EVENING + WEEK, phone=OLA), NOW)
    diary.cancel(mine, NOW)
    assert offers(diary) == [PRIYA]
    go(diary, NOW)
    assert [one.phone for one in waiting.families()] == [OLA, PRIYA]


def test_who_opts_out_with_a_place_held_loses_it_at_once(diary: Diary, waiting: WaitingList) -> None:
    [mine] = fill(diary, EVENING)
    for phone in (JO, OLA):
        waiting.join(wait(phone), NOW)
    diary.cancel(mine, NOW)
    outbox.opt_out(diary.store, SECRET, JO, NOW)
    assert go(diary, NOW)["passed_on"] == 1
    assert (held(diary), offers(diary, "waiting")) == ([(OLA, EVENING)], [OLA])


def test_who_could_not_be_told_in_time_is_passed_over(diary: Diary, waiting: WaitingList) -> None:
    [mine] = fill(diary, EVENING)
    for phone in (JO, OLA):
        waiting.join(wait(phone), NOW)
    diary.cancel(mine, NOW)
    late = NOW + HOLD / 2
    outbox.deliver(diary.store, NoSender(), late)
    assert offers(diary, "failed") == [JO]
    assert go(diary, late) == {"passed_on": 1, "offered": 0}
    assert held(diary) == [(OLA, EVENING)]


def test_who_waits_for_any_evening_gets_a_new_one(diary: Diary, waiting: WaitingList) -> None:
    fill(diary, *[slot.start for slot in diary.free(NOW)])
    waiting.join(wait(JO, day=None), NOW)
    assert go(diary, NOW) == {"passed_on": 0, "offered": 0}
    # A day later another evening has come into the horizon.
    assert go(diary, at("2026-11-25 00:01")) == {"passed_on": 0, "offered": 1}
    assert held(diary) == [(JO, at("2027-01-20 19:00"))]


def test_a_number_waits_once_and_keeps_its_turn(diary: Diary, waiting: WaitingList) -> None:
    waiting.join(wait(JO), NOW)
    waiting.join(wait(OLA), NOW + HOLD)
    waiting.join(wait(JO, day=EVENING.date() + WEEK, first_name="Joanna"), NOW + 2 * HOLD)
    assert [(one.phone, one.first_name, one.day) for one in waiting.families()] == [
        (JO, "Joanna", EVENING.date() + WEEK),
        (OLA, "Jo", EVENING.date()),
    ]


def test_leaving_passes_on_what_is_held(diary: Diary, waiting: WaitingList) -> None:
    [mine] = fill(diary, EVENING)
    for phone in (JO, OLA):
        waiting.join(wait(phone), NOW)
    diary.cancel(mine, NOW)
    assert waiting.leave(JO, NOW) is True
    assert waiting.leave(JO, NOW) is False
    assert held(diary) == [(OLA, EVENING)]
    assert offers(diary, "cancelled") == [JO]


def test_a_closing_evening_is_offered_to_nobody_and_who_waits_is_told(any_store: Store) -> None:
    diary = diary_of(any_store, minutes=60, places=1)
    waiting = WaitingList(diary)
    first, second = fill(diary, EVENING, EVENING + timedelta(hours=1))
    waiting.join(wait(JO), NOW)
    waiting.join(wait(OLA, day=None), NOW + HOLD)
    waiting.join(wait(PRIYA, day=None), NOW + HOLD)
    diary.cancel(first, NOW)
    diary.cancel(second, NOW)
    outbox.deliver(any_store, NoSender(), NOW)
    close_evening(diary, EVENING.date(), "training", NOW)
    assert held(diary) == []
    told = {row.to_phone: row.body for row in texts(any_store, "waiting") if row.kind == "closed"}
    assert told == {
        JO: "Neurodiversity Hub: we are sorry. We have had to close the evening of Wednesday 2 December. You are off its "
        "waiting list. To book another one, reply BOOK.",
        OLA: "Neurodiversity Hub: we are sorry. We have had to close that evening, so there is no place on Wednesday 2 "
        "December at 8pm. To book another one, reply BOOK.",
    }
    assert [one.phone for one in waiting.families()] == [OLA, PRIYA]
    go(diary, NOW)
    assert {start.date() for _, start in held(diary)} == {at("2026-11-25").date()}


@pytest.mark.parametrize("day", ["2026-12-03", "2026-11-18", "2027-02-03", "2026-12-25"])
def test_a_day_without_an_evening_to_come_is_refused(diary: Diary, waiting: WaitingList, day: str) -> None:
    with pytest.raises(ValueError, match="no evening"):
        waiting.join(wait(JO, day=at(day).date()), NOW)


def test_everything_goes_with_its_person_and_with_its_time(diary: Diary, waiting: WaitingList) -> None:
    [mine] = fill(diary, EVENING)
    for phone in (JO, OLA):
        waiting.join(wait(phone), NOW)
    diary.cancel(mine, NOW)
    assert diary.delete_for(JO, NOW) == 4  # the held place, the wait, and the texts about both
    assert held(diary) == [(OLA, EVENING)]
    assert JO not in [row.to_phone for row in texts(diary.store)]
    waiting.pass_up(OLA, NOW)
    assert delete_what_is_due(diary.store, Retention(), at("2026-12-02 23:59"))["waiting"] == 0
    assert delete_what_is_due(diary.store, Retention(), at("2026-12-03 00:00"))["waiting"] == 1
    with diary.store.read() as session:
        assert [session.scalar(select(func.count()).select_from(table)) for table in (WaitingFamily, OfferRow)] == [
            0,
            0,
        ]


def test_the_audit_says_what_happened_and_never_to_whom(diary: Diary, waiting: WaitingList) -> None:
    [mine] = fill(diary, EVENING)
    for phone in (JO, OLA):
        waiting.join(wait(phone), NOW)
    diary.cancel(mine, NOW)
    waiting.pass_up(JO, NOW)
    waiting.take(OLA, NOW)
    with diary.store.read() as session:
        noted = [(entry.action, entry.detail) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
        [row] = session.scalars(select(AppointmentRow).where(AppointmentRow.status == "booked"))
    when = EVENING.isoformat()
    assert noted == [
        ("place_offered", when),
        ("place_passed_on", when),
        ("place_offered", when),
        ("place_taken", when),
    ]
    assert row.phone == OLA


def test_who_asks_again_after_the_last_offer_still_has_one_place_to_answer(diary: Diary, waiting: WaitingList) -> None:
    taken = fill(diary, *[EVENING + n * WEEK for n in range(MOST_OFFERS + 1)])
    waiting.join(wait(JO, day=None), NOW)
    for one in taken[:MOST_OFFERS]:
        diary.cancel(one, NOW)
        if one is not taken[MOST_OFFERS - 1]:
            waiting.pass_up(JO, NOW)
    last = taken[MOST_OFFERS - 1].start
    assert held(diary) == [(JO, last)]
    waiting.join(wait(JO, day=None), NOW)
    diary.cancel(taken[MOST_OFFERS], NOW)
    go(diary, NOW)
    assert held(diary) == [(JO, last)]
    assert waiting.pass_up(JO, NOW) == "passed on"


def test_a_place_held_elsewhere_outlives_the_evening_that_closes(diary: Diary, waiting: WaitingList) -> None:
    [mine] = fill(diary, EVENING)
    waiting.join(wait(JO), NOW)
    diary.cancel(mine, NOW)
    waiting.join(wait(JO, day=EVENING.date() + WEEK), NOW)
    close_evening(diary, EVENING.date() + WEEK, "training", NOW)
    waiting.join(wait(JO, day=None), NOW)
    assert [(one.phone, one.offers, one.held is not None) for one in waiting.families()] == [(JO, 1, True)]
    made = waiting.take(JO, NOW)
    assert isinstance(made, Appointment)
    assert made.start == EVENING


def test_who_was_asked_on_the_last_day_may_still_answer(diary: Diary, waiting: WaitingList) -> None:
    [mine] = fill(diary, EVENING + 2 * WEEK)
    waiting.join(wait(JO, day=None), at("2026-10-14 10:00"))  # for eight weeks
    late = at("2026-12-09 14:30")
    fill(diary, *[slot.start for slot in diary.free(late)], now=late)
    diary.cancel(mine, at("2026-12-09 20:30"))
    go(diary, at("2026-12-10 00:01"))
    assert isinstance(waiting.take(JO, at("2026-12-10 09:10")), Appointment)
