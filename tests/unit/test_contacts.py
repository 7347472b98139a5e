"""Contacts: each counted once, with nothing that leads to a person, and never in the way of a reply."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from made_up import TUESDAY_MORNING, hub_settings_from
from sqlalchemy import select
from structlog.testing import capture_logs

from hub import contacts, knowledge
from hub.contacts import FLAGS, ContactBook, Flag, count, cut_off, key_of, mark, step_of
from hub.conversation import Message, Turn
from hub.outcomes import Outcome
from hub.replies import Channel, Kind, Reply
from hub.retention import delete_what_is_due
from hub.safety import Crisis, crisis_reply
from hub.settings import HubSettings, Retention
from hub.store.database import Store
from hub.store.tables import Contact
from hub.uk_calendar import LONDON
from knowledge_base.search import Search

SECRET = "0123456789abcdef0123456789abcdef"
NOW = TUESDAY_MORNING
HELLO = Reply(kind="message", outcome=Outcome.SMALL_TALK, web="Hello.")


@pytest.fixture
def hub(tmp_path: Path) -> HubSettings:
    return hub_settings_from(tmp_path)


@pytest.fixture
def with_search(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge, "_built", search)


@pytest.fixture
def book(any_store: Store, hub: HubSettings) -> Iterator[ContactBook]:
    one = ContactBook(any_store, SECRET, hub)
    yield one
    one.close()


def message(conversation: str, now: datetime = NOW, channel: Channel = "web", text: str = "words") -> Message:
    return Message(conversation, channel, text, now)


def said(outcome: Outcome, kind: Kind = "message", article: str | None = None) -> Turn:
    return Turn((Reply(kind=kind, outcome=outcome, web="Words.", article=article),), outcome)


def rows(store: Store) -> list[Contact]:
    with store.read() as session:
        return list(session.scalars(select(Contact).order_by(Contact.id)))


def flags(row: Contact) -> set[str]:
    return {flag for flag in FLAGS if getattr(row, flag)}


@pytest.mark.usefixtures("with_search")
def test_a_conversation_is_one_contact_however_many_messages_it_has(book: ContactBook, any_store: Store) -> None:
    book.note(message("a"), Turn((HELLO,), Outcome.SMALL_TALK))
    book.note(message("a", NOW + timedelta(hours=3)), said(Outcome.ANSWERED, "answer", "sleep"))
    book.note(message("a", NOW + timedelta(hours=4)), said(Outcome.PERSON, "handoff"))
    book.note(message("b", channel="sms"), said(Outcome.DID_NOT_KNOW, "choices"))
    book.settle()
    first, second = rows(any_store)
    assert (first.day, first.hour, first.in_hours, first.channel) == (date(2026, 11, 24), 10, True, "web")
    assert (first.topic, first.theme, flags(first)) == ("sleep", "everyday", {"answered", "handed_over"})
    assert (second.channel, second.topic, second.theme, flags(second)) == ("sms", None, None, {"did_not_know"})


@pytest.mark.usefixtures("with_search")
def test_the_last_topic_counts(book: ContactBook, any_store: Store) -> None:
    for slug in ("sleep", "allowance", None):
        book.note(message("a"), said(Outcome.ANSWERED, "answer", slug))
    book.settle()
    assert [(row.topic, row.theme) for row in rows(any_store)] == [("allowance", "money")]


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (said(Outcome.ANSWERED, "answer", "sleep"), {"answered"}),
        (said(Outcome.CLARIFIED, "answer", "sleep"), {"answered"}),
        (said(Outcome.LIMITED, "limited", "sleep"), {"answered"}),
        (said(Outcome.HOURS, "hours"), {"answered"}),
        (said(Outcome.APPOINTMENT, "appointment"), {"answered"}),
        (said(Outcome.INFORMATION), {"answered"}),
        (said(Outcome.CLARIFIED, "choices"), set()),
        (said(Outcome.LIMITED, "limited"), set()),
        (said(Outcome.SMALL_TALK), set()),
        (said(Outcome.ASKED_AGAIN), set()),
        (said(Outcome.FEEDBACK), set()),
        (said(Outcome.PERSON, "handoff"), {"handed_over"}),
        (said(Outcome.PERSON, "callback"), set()),  # asked for the name and the number: counted when it is arranged
        (said(Outcome.DID_NOT_KNOW, "choices"), {"did_not_know"}),
        (Turn((crisis_reply(Crisis("suicide", "act_now")),), Outcome.CRISIS), {"crisis"}),
    ],
)
def test_how_a_turn_counts(turn: Turn, expected: set[Flag], hub: HubSettings) -> None:
    assert step_of(message("a"), turn, hub).flags == expected


def test_an_answer_after_the_emergency_numbers_counts_too(hub: HubSettings) -> None:
    crisis = Crisis("suicide", "check")
    answer = said(Outcome.ANSWERED, "answer", "sleep").replies
    turn = Turn((crisis_reply(crisis), *answer), Outcome.CRISIS, crisis=crisis)
    assert step_of(message("a"), turn, hub).flags == {"answered", "crisis"}


@pytest.mark.parametrize(
    ("moment", "day", "hour", "in_hours"),
    [
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), date(2026, 11, 24), 9, True),
        (datetime(2026, 11, 24, 15, 0, tzinfo=UTC), date(2026, 11, 24), 15, False),
        (datetime(2026, 11, 25, 19, 30, tzinfo=UTC), date(2026, 11, 25), 19, False),  # by appointment: nobody can ring
        (datetime(2026, 12, 28, 10, 0, tzinfo=UTC), date(2026, 12, 28), 10, False),  # closed over Christmas
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1), 0, False),  # summer time: it is July in England
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25), 1, False),  # the hour that comes twice
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), date(2028, 2, 29), 12, True),
    ],
)
def test_day_and_hour_are_englands(moment: datetime, day: date, hour: int, in_hours: bool, hub: HubSettings) -> None:
    step = step_of(message("a", moment), said(Outcome.SMALL_TALK), hub)
    assert (step.day, step.hour, step.in_hours) == (day, hour, in_hours)


def test_nothing_of_a_message_or_its_conversation_is_kept(book: ContactBook, any_store: Store) -> None:
    wrote = Message("conversation-5521", "sms", "I am Oona Fairweather", NOW, caller="+447700900123")
    book.note(wrote, Turn((HELLO,), Outcome.SMALL_TALK))
    book.settle()
    [row] = rows(any_store)
    kept = " ".join(str(getattr(row, column.name)) for column in Contact.__table__.columns)
    assert [mark for mark in ("5521", "Oona", "Fairweather", "900123") if mark in kept] == []
    assert row.key == key_of(SECRET, "conversation-5521")
    assert key_of("another secret", "conversation-5521") != row.key


def test_after_25_hours_nothing_leads_back_and_the_tally_stays(book: ContactBook, any_store: Store) -> None:
    book.note(message("a"), said(Outcome.HOURS, "hours"))
    book.settle()
    assert cut_off(any_store, NOW + timedelta(hours=25)) == 0
    assert delete_what_is_due(any_store, Retention(), NOW + timedelta(hours=25, seconds=1))["contact_keys"] == 1
    assert [(row.key, row.last_at, flags(row)) for row in rows(any_store)] == [(None, None, {"answered"})]
    book.note(message("a", NOW + timedelta(hours=26)), said(Outcome.HOURS, "hours"))
    book.note(message("c", NOW + timedelta(hours=26)), said(Outcome.HOURS, "hours"))
    book.settle()
    assert [row.key for row in rows(any_store)] == [None, key_of(SECRET, "a"), key_of(SECRET, "c")]


def test_a_chat_that_its_person_deletes_is_cut_off_at_once(book: ContactBook, any_store: Store) -> None:
    book.note(message("a"), said(Outcome.HOURS, "hours"))
    forgets = Reply(kind="message", outcome=Outcome.INFORMATION, web="Deleted.", forgets=True)
    book.note(message("a"), Turn((forgets,), Outcome.INFORMATION))
    book.settle()
    assert [(row.key, row.last_at) for row in rows(any_store)] == [(None, None)]


def test_contacts_go_by_whole_months(any_store: Store, hub: HubSettings) -> None:
    for n, day in enumerate((date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30))):
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=LONDON)
        count(any_store, f"key {n}", step_of(message("a", moment), said(Outcome.HOURS), hub), moment)
    kept = Retention(contacts_days=760)
    on_the_last_day = datetime(2026, 11, 30, 12, tzinfo=UTC) + timedelta(days=760)
    assert delete_what_is_due(any_store, kept, on_the_last_day)["contacts"] == 1
    assert [row.day.month for row in rows(any_store)] == [11, 11]
    assert delete_what_is_due(any_store, kept, on_the_last_day + timedelta(days=1))["contacts"] == 2


def test_a_contact_is_marked_while_it_lasts(book: ContactBook, any_store: Store) -> None:
    book.note(message("a"), Turn((HELLO,), Outcome.SMALL_TALK))
    book.settle()
    mark(any_store, SECRET, "a", "call_back")
    mark(any_store, SECRET, "never begun", "call_back")
    assert [flags(row) for row in rows(any_store)] == [{"call_back"}]


def test_messages_at_once_from_several_front_doors_are_one_contact(any_store: Store, hub: HubSettings) -> None:
    step = step_of(message("a"), said(Outcome.HOURS), hub)
    with ThreadPoolExecutor(8) as several:
        list(several.map(lambda _: count(any_store, "one key", step, NOW), range(24)))
    assert len(rows(any_store)) == 1


def test_without_the_database_a_turn_goes_on_and_the_log_says_so(tmp_path: Path, hub: HubSettings) -> None:
    book = ContactBook(Store(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder'}"), SECRET, hub)
    with capture_logs() as logs:
        book.note(message("conversation-5521", text="I am Oona Fairweather"), said(Outcome.HOURS, "hours"))
        book.settle()
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("contact_not_counted", "warning")]
    assert [entry for entry in logs if "Oona" in repr(entry) or "5521" in repr(entry)] == []
    book.close()


def test_a_flood_is_not_held_in_memory(any_store: Store, hub: HubSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contacts, "MOST_WAITING", 0)
    book = ContactBook(any_store, SECRET, hub)
    with capture_logs() as logs:
        book.note(message("a"), said(Outcome.HOURS, "hours"))
        book.settle()
    assert ([entry["event"] for entry in logs], rows(any_store)) == (["contact_not_counted"], [])
    book.close()
