"""Connections to the store: SQLite in ``HUB_STATE`` by default, PostgreSQL by ``DATABASE_URL``; and its migrations."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import CursorResult, Delete, Engine, Update, create_engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

BUSY_MILLISECONDS = 5_000
_VERSIONS = Path(__file__).parent
_Result = TypeVar("_Result")


class StoreUnavailableError(Exception):
    """The database does not answer; the message names the kind of error, never a value."""


class Store:
    """The database of all parts of the system.

    ``read`` gives a session that sees one state; ``write`` runs a function in one transaction, once more where another
    process was in the way. Both raise StoreUnavailableError where the database does not answer.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; what it loads stays usable afterwards."""
        with _unavailable(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    def write(self, work: Callable[[Session], _Result]) -> _Result:
        """Run ``work`` in one transaction and commit; retried once, so it must do nothing but write to its session.

        A constraint that is broken (a place that somebody else has taken) is an IntegrityError without any values.
        """
        with _unavailable():
            try:
                return self._once(work)
            except OperationalError:
                time.sleep(0.05)
                return self._once(work)
            except DBAPIError as error:
                if not _is_passing(error):
                    raise
                return self._once(work)

    def _once(self, work: Callable[[Session], _Result]) -> _Result:
        # BEGIN IMMEDIATE on SQLite: a transaction that first reads and then writes is refused otherwise.
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection = connection.execution_options(hub_writes=True)  # noqa: PLW2901
            with Session(connection, expire_on_commit=False) as session:
                result = work(session)
                session.commit()
                return result

    def alive(self) -> bool:
        """Whether the database answers and has been migrated."""
        try:
            with self.read() as session:
                session.execute(text("SELECT version_num FROM alembic_version"))
        except (StoreUnavailableError, SQLAlchemyError):
            return False
        return True

    def behind(self) -> bool:
        """Whether migrations are still to be run. Raises StoreUnavailableError."""
        config = Config()
        config.set_main_option("script_location", str(_VERSIONS / "migrations"))
        newest = ScriptDirectory.from_config(config).get_current_head()
        with self.read() as session:
            return session.execute(text("SELECT version_num FROM alembic_version")).scalar() != newest

    def migrate(self) -> None:
        """Bring the schema up to date; does nothing where it is."""
        config = Config()
        config.set_main_option("script_location", str(_VERSIONS / "migrations"))
        with _unavailable(), self.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def delete_rows(session: Session, statement: Delete) -> int:
    """Run a deletion; how many rows went."""
    return _rows(session, statement)


def changed_rows(session: Session, statement: Update) -> int:
    """Run an update; how many rows it changed."""
    return _rows(session, statement)


def _rows(session: Session, statement: Delete | Update) -> int:
    result = session.execute(statement)
    return cast("CursorResult[Any]", result).rowcount


@contextmanager
def _unavailable() -> Iterator[None]:
    """One error for a database that does not answer; and no error carries values, as PostgreSQL's own would."""
    try:
        yield
    except OperationalError as error:
        raise StoreUnavailableError(type(error.orig or error).__name__) from None
    except IntegrityError as error:
        raise IntegrityError(None, None, _Plain(type(error.orig or error).__name__)) from None
    except DBAPIError as error:
        raise StoreUnavailableError(type(error.orig or error).__name__) from None


class _Plain(Exception):  # noqa: N818 (stands in for a driver's error, without its text)
    pass


def _is_passing(error: DBAPIError) -> bool:
    """PostgreSQL's serialization failures and deadlocks, which another try settles."""
    return getattr(error.orig, "sqlstate", None) in {"40001", "40P01"}


def _engine(url: str) -> Engine:
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    # hide_parameters: an error's text must not carry what was to be written.
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _tame_sqlite(engine)
    return engine


def _tame_sqlite(engine: Engine) -> None:
    """Write-ahead log, patience, foreign keys, and transactions that we begin ourselves."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", f"busy_timeout={BUSY_MILLISECONDS}", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("hub_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
