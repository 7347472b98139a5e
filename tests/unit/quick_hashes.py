"""Passwords hashed in no time: the real thing takes a third of a second, on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from hub.accounts import factors


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factors, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        factors._nobodys.cache_clear()
        yield
    factors._nobodys.cache_clear()
