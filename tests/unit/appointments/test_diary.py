"""Booking, changing, cancelling and deleting: what each leaves in the diary and in the outbox."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from an_evening import AMINA, EVENING, JO, LANDLINE, LATER, NOW, at, diary_of, kinds, request, settings_with, texts
from sqlalchemy import select

from hub.appointments.closing import close_evening
from hub.appointments.diary import Diary, GoneError, TakenError
from hub.appointments.references import ALPHABET
from hub.store.database import Store
from hub.store.tables import AppointmentRow, AuditEntry

DAY = EVENING.date()


def places(diary: Diary) -> list[tuple[str, int, str]]:
    return [(f"{one.start:%H:%M}", one.place, one.status) for one in diary.list(DAY, DAY)]


def test_what_is_booked_is_kept_as_it_was_asked_for(any_store: Store) -> None:
    wanted = request(needs="an interpreter, Polish", voicemail_ok=True)
    made = diary_of(any_store).book(wanted, NOW)
    assert (made.start, made.minutes, made.place, made.status, made.cancelled_by) == (EVENING, 30, 1, "booked", None)
    assert (made.first_name, made.phone, made.channel) == ("Amina", AMINA, "web")
    assert (made.topic, made.needs, made.text_ok, made.voicemail_ok) == ("sleep", "an interpreter, Polish", True, True)
    assert len(made.reference) == 6
    assert set(made.reference) <= set(ALPHABET)
    assert diary_of(any_store).list(DAY, DAY) == [made]


def test_a_slot_is_free_until_its_places_are_taken(any_store: Store) -> None:
    diary = diary_of(any_store)
    starts = [slot.start for slot in diary.free(NOW)]
    assert [diary.book(request(), NOW).place for _ in range(2)] == [1, 2]
    assert [slot.start for slot in diary.free(NOW)] == [start for start in starts if start != EVENING]
    with pytest.raises(TakenError):
        diary.book(request(), NOW)


def test_a_cancelled_place_is_free_again(any_store: Store) -> None:
    diary = diary_of(any_store)
    first, _ = diary.book(request(), NOW), diary.book(request(), NOW)
    diary.cancel(first, NOW)
    assert diary.book(request(), NOW).place == 1


def test_the_same_request_books_once(any_store: Store) -> None:
    diary = diary_of(any_store)
    wanted = request()
    first = diary.book(wanted, NOW)
    assert diary.book(wanted, NOW) == first
    assert diary.book(wanted, EVENING + timedelta(days=1)) == first  # long after
    assert len(diary.list(DAY, DAY)) == 1
    assert kinds(any_store) == ["confirmation", "reminder"]
    diary.cancel(first, NOW)
    assert diary.book(wanted, NOW).status == "cancelled"


def test_the_same_request_twice_at_once_books_once(any_store: Store) -> None:
    diary = diary_of(any_store)
    diary.free(NOW)
    wanted, together, made = request(), threading.Barrier(8), []

    def book() -> None:
        together.wait()
        made.append(diary.book(wanted, NOW))

    both = [threading.Thread(target=book) for _ in range(8)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(made) == 8
    assert len({one.id for one in made}) == 1
    assert places(diary) == [("19:00", 1, "booked")]
    assert kinds(any_store) == ["confirmation", "reminder"]


@pytest.mark.parametrize(
    "start",
    [
        EVENING.replace(minute=15),
        EVENING.replace(hour=7),
        EVENING.replace(hour=21),
        EVENING + timedelta(days=1),
        EVENING + timedelta(weeks=52),
        at("2026-11-25 09:00"),
        at("2024-12-25 19:00"),
    ],
)
def test_what_was_never_on_offer_is_refused(store: Store, start: datetime) -> None:
    with pytest.raises(ValueError, match="no slot"):
        diary_of(store).book(request(start), NOW)


def test_what_is_no_longer_on_offer_is_taken(store: Store) -> None:
    for now in (EVENING - timedelta(hours=3, minutes=59), EVENING, EVENING + timedelta(days=3)):
        with pytest.raises(TakenError):
            diary_of(store).book(request(), now)
    closures = [{"first": DAY, "last": DAY, "reason": "training"}]
    with pytest.raises(TakenError):
        diary_of(store, closures=closures).book(request(), NOW)
    close_evening(diary_of(store), DAY, "training", NOW)
    with pytest.raises(TakenError):
        diary_of(store).book(request(), NOW)
    assert kinds(store) == []


def test_the_start_may_come_in_any_zone(store: Store) -> None:
    assert diary_of(store).book(request(EVENING.astimezone(UTC)), NOW).start == EVENING
    with pytest.raises(ValueError, match="no time zone"):
        diary_of(store).book(request(datetime(2026, 12, 2, 19)), NOW)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"first_name": "x" * 61}, "first name is longer"),
        ({"first_name": " \n"}, "needs a first name"),
        ({"topic": "x" * 201}, "topic is longer"),
        ({"needs": "x" * 501}, "needs is longer"),
        ({"phone": "07700 900101"}, "E.164"),
        ({"phone": "+33123456789"}, "E.164"),
        ({"key": ""}, "needs a key"),
    ],
)
def test_what_cannot_be_kept_is_refused(store: Store, changes: dict[str, str], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        diary_of(store).book(request(**changes), NOW)


def test_texts_are_kept_on_one_line_and_readable(any_store: Store) -> None:
    made = diary_of(any_store).book(request(first_name="Zoë\x00\n 🙂<b>", topic="a\tb\u2028c\ud800", needs=" "), NOW)
    assert (made.first_name, made.topic, made.needs) == ("Zoë 🙂<b>", "a b c", None)


def test_neither_the_request_nor_the_caller_can_be_read_from_the_store(store: Store) -> None:
    diary = diary_of(store)
    diary.book(request(key="conversation-4711"), NOW)
    diary.find("K7M4XR", "07700 900999", "caller-0815", NOW)
    with store.engine.connect() as connection:
        dump = "".join(connection.connection.driver_connection.iterdump())
    assert "+447700900101" in dump
    assert [word for word in ("4711", "0815", "K7M4XR", "900999") if word in dump] == []


def test_a_change_takes_the_new_place_and_gives_up_the_old(any_store: Store) -> None:
    diary = diary_of(any_store)
    old = diary.book(request(), NOW)
    new = diary.change(old, LATER, NOW)
    assert (new.id, new.reference, new.start, new.version) == (old.id, old.reference, LATER, 1)
    assert places(diary) == [("19:30", 1, "booked")]
    assert kinds(any_store, "waiting") == ["change", "reminder"]
    assert kinds(any_store, "cancelled") == ["confirmation", "reminder"]


def test_a_change_to_a_full_slot_leaves_everything_as_it_was(any_store: Store) -> None:
    diary = diary_of(any_store)
    mine = diary.book(request(), NOW)
    for _ in range(2):
        diary.book(request(LATER, phone=JO), NOW)
    with pytest.raises(TakenError):
        diary.change(mine, LATER, NOW)
    assert diary.by_reference(mine.reference, NOW) == mine
    assert kinds(any_store, "cancelled") == []
    with pytest.raises(ValueError, match="no slot"):
        diary.change(mine, LATER.replace(minute=45), NOW)
    assert diary.by_reference(mine.reference, NOW) == mine


def test_two_families_may_not_swap_their_only_places(any_store: Store) -> None:
    diary = diary_of(any_store, places=1)
    one, other = diary.book(request(), NOW), diary.book(request(LATER), NOW)
    for mine, start in ((one, LATER), (other, EVENING)):
        with pytest.raises(TakenError):
            diary.change(mine, start, NOW)
    assert places(diary) == [("19:00", 1, "booked"), ("19:30", 1, "booked")]


def test_a_change_to_the_same_time_does_nothing(any_store: Store) -> None:
    diary = diary_of(any_store)
    mine = diary.book(request(), NOW)
    assert diary.change(mine, EVENING, EVENING - timedelta(minutes=5)) == mine
    assert kinds(any_store) == ["confirmation", "reminder"]


def test_what_is_cancelled_cannot_be_changed(any_store: Store) -> None:
    diary = diary_of(any_store)
    mine = diary.book(request(), NOW)
    diary.cancel(mine, NOW)
    with pytest.raises(GoneError):
        diary.change(mine, LATER, NOW)
    assert places(diary) == [("19:00", 1, "cancelled")]


def test_cancelling_twice_tells_once(any_store: Store) -> None:
    diary = diary_of(any_store)
    mine = diary.book(request(), NOW)
    diary.cancel(mine, NOW)
    diary.cancel(mine, NOW, by="hub")
    [kept] = diary.list(DAY, DAY)
    assert (kept.status, kept.cancelled_by, kept.version) == ("cancelled", "family", 1)
    assert kinds(any_store, "waiting") == ["cancellation"]


def test_the_hub_cancels_with_its_own_words(any_store: Store) -> None:
    diary = diary_of(any_store)
    diary.cancel(diary.book(request(), NOW), NOW, by="hub")
    assert diary.list(DAY, DAY)[0].cancelled_by == "hub"
    assert kinds(any_store, "waiting") == ["closed"]


def test_texts_are_written_only_to_mobiles_that_may_get_them(store: Store) -> None:
    diary = diary_of(store)
    diary.book(request(text_ok=False), NOW)
    silent = diary.book(request(phone=LANDLINE), NOW)
    diary.cancel(diary.change(silent, LATER, NOW), NOW)
    assert kinds(store) == []


def test_the_reminder_is_due_the_day_before_at_its_hour_in_uk_time(store: Store) -> None:
    spring = at("2027-03-31 19:00")  # after the clock change, booked before it
    diary = diary_of(store, reminder_time="16:30")
    diary.book(request(spring), at("2027-03-20 10:00"))
    [_, row] = texts(store)
    assert (row.kind, row.due_at, row.expires_at) == ("reminder", at("2027-03-30 16:30"), at("2027-03-30 21:00"))


def test_there_is_no_reminder_whose_hour_has_passed(store: Store) -> None:
    diary_of(store).book(request(), at("2026-12-01 10:00"))
    assert kinds(store) == ["confirmation"]


def test_a_booking_that_fails_half_way_leaves_no_text(any_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*parts: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("hub.appointments.messages.reminder", fail)
    diary = diary_of(any_store)
    with pytest.raises(ZeroDivisionError):
        diary.book(request(), NOW)
    assert (diary.list(DAY, DAY), texts(any_store)) == ([], [])


def test_diaries_do_not_see_each_other(any_store: Store) -> None:
    one, other = diary_of(any_store, "row 1"), diary_of(any_store, "row 2")
    wanted = request()
    mine = one.book(wanted, NOW, reference="K7M4XR")
    one.book(request(), NOW)
    assert other.book(wanted, NOW, reference="K7M4XR").id != mine.id
    close_evening(other, DAY, "training", NOW)
    assert len(one.free(NOW)) == len(other.free(NOW)) + 3
    other.cancel(mine, NOW)
    assert one.by_reference("K7M4XR", NOW) == mine
    with pytest.raises(GoneError):
        other.change(mine, LATER, NOW)
    assert other.delete_for(AMINA, NOW) == 4  # an appointment; its confirmation, reminder, and that it was closed
    assert len(one.upcoming_for(AMINA, NOW)) == 2


def test_what_is_upcoming_is_found_by_the_number(any_store: Store) -> None:
    diary = diary_of(any_store)
    later, sooner, gone = (diary.book(request(start), NOW) for start in (LATER, EVENING, EVENING + timedelta(weeks=1)))
    diary.book(request(phone=JO), NOW)
    diary.cancel(gone, NOW)
    assert diary.upcoming_for(AMINA, NOW) == [sooner, later]
    assert diary.upcoming_for(AMINA, at("2026-12-02 23:59")) == [sooner, later]
    assert diary.upcoming_for(AMINA, at("2026-12-03 00:00")) == []


def test_all_that_is_held_for_a_number_can_be_deleted(any_store: Store) -> None:
    diary = diary_of(any_store)
    diary.book(request(), NOW)
    diary.cancel(diary.book(request(LATER), NOW), NOW)
    kept = diary.book(request(phone=JO), NOW)
    assert diary.delete_for(AMINA, NOW) == 2 + 2 + 3
    assert diary.delete_for(AMINA, NOW) == 0
    assert diary.list(DAY, DAY) == [kept]
    assert {row.to_phone for row in texts(any_store)} == {JO}
    with any_store.read() as session:
        assert list(session.scalars(select(AuditEntry.action))) == ["appointments_deleted"]


def test_the_capacity_counts_by_slot(any_store: Store) -> None:
    diary = diary_of(any_store)
    diary.book(request(), NOW)
    diary.cancel(diary.book(request(LATER), NOW), NOW)
    close_evening(diary, DAY + timedelta(weeks=1), "training", NOW)
    found = diary.capacity(date(2026, 11, 30), DAY + timedelta(weeks=1))
    assert [(f"{slot.start:%d %H:%M}", booked, places) for slot, booked, places in found] == [
        ("02 19:00", 1, 2),
        ("02 19:30", 0, 2),
        ("02 20:00", 0, 2),
        ("02 20:30", 0, 2),
        ("09 19:00", 0, 0),
        ("09 19:30", 0, 0),
        ("09 20:00", 0, 0),
        ("09 20:30", 0, 0),
    ]


def test_other_slots_or_fewer_places_book_nobody_twice(any_store: Store) -> None:
    long = diary_of(any_store, minutes=60)
    for _ in range(2):
        long.book(request(), NOW)
    short = diary_of(any_store, minutes=20)
    assert [f"{slot.start:%H:%M}" for slot in short.free(NOW) if slot.start.date() == DAY] == [
        "20:00",
        "20:20",
        "20:40",
    ]
    with pytest.raises(TakenError):
        short.book(request(EVENING.replace(minute=40)), NOW)
    assert [(f"{slot.start:%H:%M}", booked) for slot, booked, _ in short.capacity(DAY, DAY) if booked] == [("19:00", 2)]
    long.cancel(long.list(DAY, DAY)[0], NOW)
    with pytest.raises(TakenError):
        diary_of(any_store, minutes=60, places=1).book(request(), NOW)


def test_the_index_itself_refuses_a_second_family(any_store: Store) -> None:
    diary = diary_of(any_store)
    made = diary.book(request(), NOW)
    with any_store.read() as session:
        row = session.get_one(AppointmentRow, made.id)
    columns = {
        column.key: getattr(row, column.key) for column in AppointmentRow.__table__.columns if column.key != "id"
    }
    other = {**columns, "reference": "K7M4XR", "request_key": "another"}
    with pytest.raises(Exception, match=r"IntegrityError|UniqueViolation|constraint"):
        any_store.write(lambda session: session.add(AppointmentRow(**other)))
    any_store.write(lambda session: session.add(AppointmentRow(**{**other, "status": "cancelled"})))


def test_settings_of_the_appointments_are_checked() -> None:
    plain = settings_with().appointments
    assert (plain.minutes, plain.places, plain.notice_hours, plain.horizon_weeks) == (30, 2, 4, 8)
    assert (plain.who_phones, f"{plain.reminder_time:%H:%M}") == ("hub", "10:00")
    assert settings_with(reminder_time=600).appointments == plain  # as YAML reads 10:00 without quotes
    for wrong in (
        {"minutes": 4},
        {"minutes": 121},
        {"places": 0},
        {"reminder_time": "08:59"},
        {"reminder_time": "20:01"},
        {"reminder_time": "25:00"},
        {"who_phones": "school"},
        {"colour": "blue"},
    ):
        with pytest.raises(ValueError):
            settings_with(**wrong)
