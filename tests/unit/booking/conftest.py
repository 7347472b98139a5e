"""One conversation on each channel."""

from __future__ import annotations

import pytest
from talking import JO, Talk

from hub.store.database import Store


@pytest.fixture
def web(store: Store) -> Talk:
    return Talk(store)


@pytest.fixture
def sms(store: Store) -> Talk:
    return Talk(store, channel="sms", caller=JO)


@pytest.fixture
def voice(store: Store) -> Talk:
    return Talk(store, channel="voice", caller=JO)
