from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from collecting import Collected, collecting
from running_system import System, running


@pytest.fixture(scope="session")
def collected() -> Iterator[Collected]:
    """Where the system sends its traces."""
    with collecting() as one:
        yield one


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory, collected: Collected) -> Iterator[System]:
    """The whole system with its test clock and its traces, on the machine's real Redis where it is installed."""
    log: Path = tmp_path_factory.mktemp("system") / "log"
    with running(log, HUB_TEST_CLOCK="1", TRACES_URL=collected.url) as ready:
        yield ready


@pytest.fixture(scope="session")
def real_redis() -> str:
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("redis-server is not installed; .ci/run installs it")
    return server
