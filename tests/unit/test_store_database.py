"""The store's promises on both databases: one schema, whole transactions, many writers, no values in errors."""

import subprocess
import sys
import traceback
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from serving import free_port
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from hub import audit
from hub.store.database import Store, StoreUnavailableError
from hub.store.tables import AuditEntry, Base

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROOT = Path(__file__).parent.parent.parent

WRITE_25 = """
import sys
import traceback
from datetime import UTC, datetime
from sqlalchemy import func, select
from hub.store.database import Store
from hub.store.tables import AuditEntry
store = Store(sys.argv[1])
def read_then_insert(session):
    count = session.scalar(select(func.count()).select_from(AuditEntry))
    session.add(AuditEntry(at=datetime.now(UTC), action="test", detail=str(count)))
for _ in range(25):
    store.write(read_then_insert)
"""


def entries(store: Store) -> list[AuditEntry]:
    with store.read() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_migrations_lead_to_the_tables_of_the_code(any_store: Store) -> None:
    with any_store.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert found == []


def test_migrating_twice_changes_nothing(any_store: Store) -> None:
    any_store.write(lambda session: audit.note(session, "test", NOON))
    any_store.migrate()
    assert [entry.action for entry in entries(any_store)] == ["test"]


def test_a_moment_comes_back_as_the_same_moment(any_store: Store) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=5)))
    any_store.write(lambda session: audit.note(session, "test", there))
    [entry] = entries(any_store)
    assert (entry.at, entry.at.utcoffset()) == (NOON, timedelta(0))


def test_a_moment_without_a_zone_is_refused(any_store: Store) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        any_store.write(lambda session: audit.note(session, "test", datetime(2026, 11, 24)))


def test_what_fails_half_way_leaves_nothing(any_store: Store) -> None:
    def half(session: Session) -> None:
        audit.note(session, "test", NOON)
        session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        any_store.write(half)
    assert entries(any_store) == []


def test_eight_processes_that_read_and_write_all_succeed(any_store: Store) -> None:
    command = [sys.executable, "-c", WRITE_25, any_store.url]
    writers = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(8)]
    errors = [writer.communicate(timeout=120)[1].decode()[-300:] for writer in writers]
    assert errors == [""] * 8
    details = [int(entry.detail) for entry in entries(any_store)]
    assert len(details) == 200
    if any_store.is_sqlite:  # one writer at a time from its first read on
        assert details == list(range(200))


def test_an_error_does_not_say_what_was_to_be_written(any_store: Store) -> None:
    secret = "Zebedee Quillfeather"
    with pytest.raises(IntegrityError) as caught:
        any_store.write(lambda session: session.add(AuditEntry(at=NOON, action=None, detail=secret)))
    told = "".join(traceback.format_exception(caught.value))
    assert "IntegrityError" in told
    assert secret not in told


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all/hub.sqlite3", "postgresql://hub@127.0.0.1:{port}/x"])
def test_a_database_that_does_not_answer_is_said_in_one_way(url: str) -> None:
    store = Store(url.format(port=free_port()))
    assert store.alive() is False
    with pytest.raises(StoreUnavailableError):
        store.write(lambda session: audit.note(session, "test", NOON))
    with pytest.raises(StoreUnavailableError), store.read() as session:
        session.scalar(select(AuditEntry.id))
    with pytest.raises(StoreUnavailableError):
        store.migrate()


def test_a_database_without_our_schema_is_not_alive(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert store.alive() is False
    store.migrate()
    assert store.alive() is True
    store.close()
