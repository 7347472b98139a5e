"""Showing and deleting what is kept for a phone number: only for who holds it, and nobody else learns anything."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from made_up import hub_settings_from
from sqlalchemy import func, select

from hub.appointments.diary import Diary
from hub.appointments.diary import Request as Booking
from hub.appointments.waiting_list import Wait, WaitingList
from hub.callbacks import Callbacks
from hub.callbacks import Request as Call
from hub.data_request import DataRequests, Request
from hub.handoff import presence
from hub.handoff.handoff import Wish
from hub.handoff.queue import Queue
from hub.proof import Proofs, TooManyTriesError, delete_before
from hub.store.database import Store
from hub.store.tables import AppointmentRow, Code, OutboxRow

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
EVENING = datetime(2026, 12, 2, 19, tzinfo=UTC)
SECRET = "s" * 32
MINE, STRANGE = "+447700900123", "+447700900999"


@pytest.fixture
def diary(store: Store, tmp_path: Path) -> Diary:
    diary = Diary(store, hub_settings_from(tmp_path), SECRET)
    diary.book(
        Booking(
            start=EVENING,
            first_name="Amina",
            phone=MINE,
            channel="web",
            topic="sleep",
            needs=None,
            text_ok=True,
            voicemail_ok=False,
            key="k",
        ),
        NOW,
    )
    return diary


@pytest.fixture
def callbacks(store: Store, tmp_path: Path) -> Callbacks:
    return Callbacks(store, hub_settings_from(tmp_path), SECRET)


@pytest.fixture
def queue(store: Store, tmp_path: Path) -> Queue:
    return Queue(store, hub_settings_from(tmp_path), SECRET)


@pytest.fixture
def requests(diary: Diary, callbacks: Callbacks, queue: Queue, store: Store, tmp_path: Path) -> DataRequests:
    return DataRequests(diary, callbacks, queue, Proofs(store, SECRET), hub_settings_from(tmp_path), texts=True)


def texted_code(store: Store, phone: str) -> str:
    with store.read() as session:
        body = session.scalars(
            select(OutboxRow.body)
            .where(OutboxRow.kind == "code", OutboxRow.to_phone == phone)
            .order_by(OutboxRow.id.desc())
        ).first()
    assert body is not None
    return re.findall(r"\d{6}", body)[0]


def appointments(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(AppointmentRow)) or 0


def test_who_gives_the_code_sees_and_deletes_everything(requests: DataRequests, store: Store) -> None:
    went = requests.begin("web", None)
    went = requests.take(went.request, "07700 900123", None, "me", NOW)
    assert went.request == Request(MINE)
    went = requests.take(went.request, f"it is {texted_code(store, MINE)}", None, "me", NOW)
    assert went.request == Request(MINE, proven=True)
    assert "Wednesday 2 December at 7pm" in requests.ask(went.request, NOW).web
    assert "sleep" not in requests.ask(went.request, NOW).web
    went = requests.take(went.request, "delete", None, "me", NOW)
    assert (went.request, appointments(store)) == (None, 0)


def test_the_answers_are_the_same_for_a_number_that_nobody_has_booked_with(
    requests: DataRequests, store: Store
) -> None:
    told = []
    for number in ("07700 900123", "07700 900999"):
        went = requests.take(Request(), number, None, "me", NOW)
        told.append((went.replies, requests.ask(went.request, NOW)))
    assert told[0] == told[1]
    assert texted_code(store, STRANGE) != ""


@pytest.mark.parametrize("given", ["123", "no idea", "000000x", ""])
def test_what_is_no_code_is_asked_for_again(requests: DataRequests, given: str) -> None:
    request = Request(MINE)
    assert requests.take(request, given, None, "me", NOW).request == request


def test_a_wrong_code_shows_nothing_and_five_lock(requests: DataRequests, store: Store) -> None:
    request = requests.take(Request(), "07700 900123", None, "me", NOW).request
    right = texted_code(store, MINE)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(4):
        assert requests.take(request, wrong, None, "me", NOW).request == request
    assert requests.take(request, wrong, None, "me", NOW).request is None
    # Even the right one does not help while it is locked, from whoever.
    locked = requests.take(request, right, None, "another", NOW)
    assert (locked.request, appointments(store)) == (None, 1)
    assert "Please wait 15 minutes" in locked.replies[0].web


def test_a_code_is_good_once_and_for_ten_minutes(store: Store) -> None:
    proofs = Proofs(store, SECRET)
    proofs.send_code(MINE, NOW)
    code = texted_code(store, MINE)
    assert proofs.is_right(STRANGE, code, "me", NOW) is False
    assert proofs.is_right(MINE, code, "me", NOW + timedelta(minutes=10)) is False
    assert proofs.is_right(MINE, code, "me", NOW + timedelta(minutes=9)) is True
    assert proofs.is_right(MINE, code, "me", NOW + timedelta(minutes=9)) is False


def test_no_number_is_flooded_with_codes(store: Store) -> None:
    proofs = Proofs(store, SECRET)
    for _ in range(5):
        proofs.send_code(MINE, NOW)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Code)) == 3
    proofs.send_code(MINE, NOW + timedelta(days=1, seconds=1))
    assert delete_before(store, NOW + timedelta(seconds=1)) == 3


def test_many_tries_at_once_are_counted_one_by_one(any_store: Store) -> None:
    proofs = Proofs(any_store, SECRET)
    proofs.send_code(MINE, NOW)
    outcomes = []
    for _ in range(7):
        try:
            outcomes.append(proofs.is_right(MINE, "x", "me", NOW))
        except TooManyTriesError as error:
            outcomes.append(error.minutes_left)
    assert outcomes == [False, False, False, False, 15, 15, 15]


def test_the_sms_threads_own_number_needs_no_code_but_a_caller_does(requests: DataRequests) -> None:
    assert requests.begin("sms", MINE).request == Request(MINE, proven=True)
    assert requests.begin("voice", MINE).request == Request()


def test_stop_and_no_change_nothing(requests: DataRequests, store: Store) -> None:
    for request, said in ((Request(), "stop"), (Request(MINE), "never mind"), (Request(MINE, proven=True), "no")):
        assert requests.take(request, said, None, "me", NOW).request is None
    assert appointments(store) == 1


def test_a_call_back_is_told_without_its_topic_and_deleted_too(requests: DataRequests, callbacks: Callbacks) -> None:
    proven = Request(MINE, proven=True)
    assert "We keep no request for a call that is still to come" in requests.ask(proven, NOW).web
    callbacks.request(Call("Amina", MINE, "web", "k", day=date(2026, 11, 25), topic="sleep"), NOW)
    others = callbacks.request(Call("Jo", STRANGE, "web", "other"), NOW)
    told = requests.ask(proven, NOW).web
    assert "your request for a call on Wednesday 25 November" in told
    assert "sleep" not in told
    assert requests.take(proven, "delete", None, "me", NOW).request is None
    assert callbacks.in_order() == [others]


def test_a_wait_for_an_evening_is_told_and_deleted_too(requests: DataRequests, diary: Diary) -> None:
    waiting = WaitingList(diary)
    for phone in (MINE, STRANGE):
        waiting.join(Wait("Amina", phone, "web", "sleep", None, True, EVENING.date()), NOW)
    proven = Request(MINE, proven=True)
    told = requests.ask(proven, NOW).web
    assert "You are on the waiting list for Wednesday 2 December, with the first name" in told
    assert "sleep" not in told
    requests.take(proven, "delete", None, "me", NOW)
    assert [one.phone for one in waiting.families()] == [STRANGE]


def test_without_texts_a_call_handler_is_named(
    diary: Diary, callbacks: Callbacks, queue: Queue, store: Store, tmp_path: Path
) -> None:
    silent = DataRequests(diary, callbacks, queue, Proofs(store, SECRET), hub_settings_from(tmp_path), texts=False)
    went = silent.begin("web", None)
    assert went.request is None
    assert "A call handler can help" in went.replies[0].web


def test_a_chat_by_text_is_named_and_deleted_with_the_rest(requests: DataRequests, queue: Queue, store: Store) -> None:
    went = requests.begin("sms", MINE)
    assert went.request is not None
    wrote = "We also keep what you and a call handler wrote to each other by text."
    assert wrote not in requests.ask(went.request, NOW).web
    presence.here(store, "sam", NOW, "available")
    numbers = [queue.ask(Wish(f"sms:{phone}", "sms", phone=phone), NOW).id for phone in (MINE, STRANGE)]
    assert wrote in requests.ask(went.request, NOW).web
    requests.take(went.request, "delete it now", None, MINE, NOW)
    assert [queue.get(number) is None for number in numbers] == [True, False]
