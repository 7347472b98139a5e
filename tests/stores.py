"""Fixtures of the store, for unit and integration tests: SQLite, PostgreSQL, and both in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest

from hub.store.database import Store
from hub.store.tables import Base


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with postgres.cluster(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty SQLite store with today's schema."""
    one = Store(f"sqlite:///{tmp_path / 'hub.sqlite3'}")
    one.migrate()
    yield one
    one.close()


@pytest.fixture(scope="session")
def _migrated_postgres(postgres_url: str) -> str:
    one = Store(postgres_url)
    one.migrate()
    one.close()
    return postgres_url


@pytest.fixture
def postgres_store(_migrated_postgres: str) -> Iterator[Store]:
    """An empty PostgreSQL store with today's schema."""
    one = Store(_migrated_postgres)
    yield one
    with one.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    one.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store(request: pytest.FixtureRequest) -> Store:
    """Each of both in turn."""
    found: Store = request.getfixturevalue("store" if request.param == "sqlite" else "postgres_store")
    return found
