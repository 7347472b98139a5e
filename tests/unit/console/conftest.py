from pathlib import Path

import pytest
from quick_hashes import _quick_hashes  # noqa: F401 (a fixture)
from unit.console.a_console import Console, console_for

from hub.store.database import Store


@pytest.fixture
def console(store: Store, tmp_path: Path) -> Console:
    return console_for(store, tmp_path)
