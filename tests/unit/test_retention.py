"""What is kept goes when its time is over, by a moved clock, and not a day before."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from made_up import hub_settings_from
from sqlalchemy import select

from hub import audit, gaps
from hub.callbacks import Callbacks
from hub.callbacks import Request as Call
from hub.gaps import GapCount
from hub.handoff import presence
from hub.handoff.handoff import Wish
from hub.handoff.queue import Queue
from hub.retention import delete_what_is_due
from hub.settings import Retention
from hub.store.database import Store
from hub.store.tables import HandoffMessage

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEPT = Retention(gaps_days=400, audit_days=730)
NOTHING = dict.fromkeys(
    (
        "gaps",
        "audit",
        "texts",
        "appointments",
        "waiting",
        "callbacks",
        "handoffs",
        "handlers",
        "codes",
        "wrong_tries",
        "accounts",
        "staff_sessions",
        "contacts",
        "waits",
        "snapshots",
        "deeds",
        "contact_keys",
        "feedback",
    ),
    0,
)


def kept_gap(store: Store, day: date, nearest: str = "sleep") -> None:
    gaps.record(store, text="does anyone know about owls", channel="web", nearest=nearest, day=day)


def test_gaps_are_deleted_after_their_days(any_store: Store) -> None:
    kept_gap(any_store, date(2026, 11, 24))
    assert delete_what_is_due(any_store, KEPT, NOW + timedelta(days=400)) == NOTHING
    assert delete_what_is_due(any_store, KEPT, NOW + timedelta(days=401)) == {**NOTHING, "gaps": 1}
    assert gaps.counted(any_store) == []


def test_the_audit_is_deleted_after_its_days(any_store: Store) -> None:
    any_store.write(lambda session: audit.note(session, "test", NOW))
    assert delete_what_is_due(any_store, KEPT, NOW + timedelta(days=730)) == NOTHING
    assert delete_what_is_due(any_store, KEPT, NOW + timedelta(days=730, seconds=1)) == {**NOTHING, "audit": 1}


def test_gaps_are_counted_by_day_and_nearest_topic(any_store: Store) -> None:
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    for day, nearest in ((monday, "sleep"), (tuesday, "pip"), (tuesday, "sleep"), (tuesday, "sleep")):
        kept_gap(any_store, day, nearest)
    assert gaps.counted(any_store) == [
        GapCount(tuesday, "sleep", 2),
        GapCount(tuesday, "pip", 1),
        GapCount(monday, "sleep", 1),
    ]
    assert [gap.day for gap in gaps.questions(any_store, "sleep")] == [tuesday, tuesday, monday]


def test_a_gap_is_kept_without_what_says_whose_it_is(any_store: Store) -> None:
    text = "my son Jayden is at Oakfield Primary, ring me on 07700 900123, do you lend owls"
    gaps.record(any_store, text=text, channel="sms", nearest="sleep", day=date(2026, 11, 24))
    [gap] = gaps.questions(any_store)
    assert "owls" in gap.text
    assert not {"Jayden", "Oakfield", "900123"} & set(gap.text.replace(",", " ").split())


def test_call_backs_are_deleted_after_their_days(any_store: Store, tmp_path: Path) -> None:
    callbacks = Callbacks(any_store, hub_settings_from(tmp_path), "s" * 32)
    callbacks.request(Call("Amina", "+447700900123", "web", "k"), NOW)
    assert delete_what_is_due(any_store, KEPT, NOW + timedelta(days=90)) == NOTHING
    assert delete_what_is_due(any_store, KEPT, NOW + timedelta(days=91)) == {**NOTHING, "callbacks": 1}


def test_live_conversations_are_deleted_after_their_days(any_store: Store, tmp_path: Path) -> None:
    queue = Queue(any_store, hub_settings_from(tmp_path), "s" * 32)
    presence.here(any_store, "ada", NOW, "available")
    queue.ask(Wish("c", "web"), NOW)
    queue.say_as_parent("c", "hello", "1", NOW)
    assert delete_what_is_due(any_store, KEPT, NOW + timedelta(days=30)) == NOTHING
    after = NOW + timedelta(days=30, seconds=1)
    assert delete_what_is_due(any_store, KEPT, after) == {**NOTHING, "handoffs": 1, "handlers": 1}
    with any_store.read() as session:
        assert list(session.scalars(select(HandoffMessage))) == []
