"""Conversations over one store, a diary of its own for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from talking import JO, Talk

from hub.store.database import Store

_numbers = count()


@pytest.fixture(scope="session")
def begin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Talk]]:
    """Begins a conversation; two of one test share a diary where they are given the same ``book``."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('booking') / 'hub.sqlite3'}")
    store.migrate()
    yield lambda **how: Talk(store, **{"book": f"diary {next(_numbers)}", **how})
    store.close()


@pytest.fixture
def web(begin: Callable[..., Talk]) -> Talk:
    return begin()


@pytest.fixture
def sms(begin: Callable[..., Talk]) -> Talk:
    return begin(channel="sms", caller=JO)


@pytest.fixture
def voice(begin: Callable[..., Talk]) -> Talk:
    return begin(channel="voice", caller=JO)
