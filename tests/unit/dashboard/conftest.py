from pathlib import Path

import pytest
from quick_hashes import _quick_hashes  # noqa: F401 (a fixture)
from unit.dashboard.a_dashboard import dashboard_for
from unit.staff.a_house import House

from hub.store.database import Store


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    return dashboard_for(store, tmp_path)
