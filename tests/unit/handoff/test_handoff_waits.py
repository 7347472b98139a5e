"""How a wait for a call handler ended stays as a tally, once for each conversation, when the conversation is gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select
from unit.handoff.a_queue import Desk, seconds

from hub import contacts
from hub.handoff import queue as handoffs
from hub.handoff import waits
from hub.handoff.states import State
from hub.handoff.waits import Ending, ending_of
from hub.store import database
from hub.store.database import Store
from hub.store.tables import WaitTally

TUESDAY = date(2026, 11, 24)


def tallies(store: Store) -> dict[tuple[str, str], int]:
    with store.read() as session:
        rows = session.scalars(select(WaitTally))
        return {(row.channel, row.outcome): row.number for row in rows if row.day == TUESDAY}


@pytest.fixture
def desk(any_store: Store) -> Desk:
    desk = Desk(any_store)
    desk.here("zoe", "busy")
    return desk


@pytest.mark.parametrize(
    ("waited", "ending"),
    [(0, Ending.AT_ONCE), (60, Ending.AT_ONCE), (61, Ending.SOON), (180, Ending.SOON), (181, Ending.LATE),
     (600, Ending.LATE), (601, Ending.LATER)],
)  # fmt: skip
def test_joining_is_told_by_how_long_it_took(waited: int, ending: Ending) -> None:
    assert ending_of(State.WITH_HANDLER, seconds(waited)) is ending


@pytest.mark.parametrize("state", [State.WAITING, State.OFFERED, State.WRAPPING_UP, State.CLOSED])
def test_other_changes_end_no_wait(state: State) -> None:
    assert ending_of(state, seconds(5)) is None


def test_each_way_to_end_is_counted(desk: Desk) -> None:
    first, second = desk.asks("a"), desk.asks("b", channel="sms", phone="+447700900123")
    desk.asks("c")
    desk.asks("d")
    desk.later(seconds(30), "zoe")
    desk.queue.accept(first.id, "zoe", desk.now)
    desk.later(seconds(60), "zoe")
    desk.queue.accept(second.id, "zoe", desk.now)
    desk.queue.end_by_parent("c", desk.now)
    desk.later(timedelta(minutes=10), "zoe")
    desk.ticks()
    assert tallies(desk.store) == {
        ("web", "joined within 1 minute"): 1,
        ("sms", "joined in 1 to 3 minutes"): 1,
        ("web", "left"): 1,
        ("web", "nobody came"): 1,
    }


def test_what_happens_after_somebody_joined_is_no_other_wait(desk: Desk) -> None:
    handed = desk.connected("a", "zoe")
    desk.queue.pass_on(handed.id, "zoe", desk.now)
    desk.later(seconds(90), "zoe")
    desk.queue.end_by_parent("a", desk.now)
    assert tallies(desk.store) == {("web", "joined within 1 minute"): 1}


def test_a_conversation_counts_once_by_its_first_wait(desk: Desk) -> None:
    desk.asks("a")
    desk.queue.end_by_parent("a", desk.now)
    desk.later(seconds(60), "zoe")
    desk.connected("a", "zoe")
    assert tallies(desk.store) == {("web", "left"): 1}


def test_a_text_thread_counts_again_as_another_contact(desk: Desk) -> None:
    desk.now -= timedelta(days=7)
    desk.here("zoe", "busy")
    desk.asks("sms:+447700900123", channel="sms")
    desk.queue.end_by_parent("sms:+447700900123", desk.now)
    desk.later(timedelta(days=7), "zoe")
    desk.asks("sms:+447700900123", channel="sms")
    desk.queue.end_by_parent("sms:+447700900123", desk.now)
    assert tallies(desk.store) == {("sms", "left"): 1}
    with desk.store.read() as session:
        assert len(session.scalars(select(WaitTally)).all()) == 2


def test_one_contact_is_as_long_here_as_there() -> None:
    assert waits.ONE_CONTACT == contacts.KEY_KEPT


def test_other_queues_are_not_counted(any_store: Store) -> None:
    desk = Desk(any_store, "a replay")
    desk.connected("a", "zoe")
    assert tallies(any_store) == {}


def test_a_change_that_is_undone_counts_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = desk.asks("a")
    monkeypatch.setattr("hub.handoff.rows.write", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        desk.queue.accept(asked.id, "zoe", desk.now)
    assert tallies(desk.store) == {}


def test_it_stays_when_the_chat_is_deleted_and_goes_by_its_own_time(desk: Desk) -> None:
    desk.connected("a", "zoe")
    assert handoffs.delete_before(desk.store, desk.now + timedelta(days=1)) == 1
    assert tallies(desk.store) == {("web", "joined within 1 minute"): 1}
    assert waits.delete_before(desk.store, TUESDAY) == 0
    assert waits.delete_before(desk.store, TUESDAY + timedelta(days=1)) == 1
    assert tallies(desk.store) == {}


def test_waits_that_are_still_kept_are_counted_by_the_migration(desk: Desk) -> None:
    desk.here("ada")
    desk.connected("a", "ada")
    desk.asks("b")
    desk.queue.end_by_parent("b", desk.now)
    desk.asks("b")  # waits again, and still
    late = desk.asks("c")
    desk.later(seconds(90), "zoe")
    desk.queue.accept(late.id, "zoe", desk.now)
    counted = tallies(desk.store)
    config = Config()
    config.set_main_option("script_location", str(database._VERSIONS / "migrations"))
    with desk.store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0015-1")
    desk.store.migrate()
    assert counted == {
        ("web", "joined within 1 minute"): 1,
        ("web", "left"): 1,
        ("web", "joined in 1 to 3 minutes"): 1,
    }
    assert tallies(desk.store) == counted
