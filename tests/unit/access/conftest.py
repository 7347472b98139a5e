from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from quick_hashes import _quick_hashes  # noqa: F401 (a fixture)
from sqlalchemy import delete
from unit.access.who import house_of
from unit.console.a_console import Console
from unit.staff.a_house import House

from hub.callbacks import Callbacks
from hub.handoff.queue import Queue
from hub.store.tables import AppointmentRow, CallbackRow, Deed, Feedback, HandoffRow


@pytest.fixture(scope="module")
def house(front_door: Callable[..., FastAPI], tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("access")
    return house_of(front_door(DATABASE_URL=f"sqlite:///{folder / 'hub.sqlite3'}"))


@pytest.fixture
def console(house: House) -> Iterator[Console]:
    """The console of the whole front door, with nobody and nothing in it from another test."""
    staff = house.staff
    yield Console(house, Queue(staff.store, staff.settings, staff.secret), Callbacks(staff.store, staff.settings, staff.secret))  # fmt: skip
    for table in (HandoffRow, CallbackRow, AppointmentRow, Feedback, Deed):
        staff.store.write(lambda session, table=table: session.execute(delete(table)))  # type: ignore[misc]
