"""A front door with the staff's side alone, and people who sign in to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from unit.made_up import hub_settings_from

import http_guard
from hub.accounts import User
from hub.settings import Environment, HubSettings
from hub.store.database import Store
from staff import pages, sign_in
from staff.access import checked_form, signed_in
from staff.house import Staff, staff_for

SECRET = "a secret of these tests, long enough"
PAGE = {"Accept": "text/html"}


class Clock:
    """The staff's clock, moved by hand."""

    def __init__(self, now: datetime = datetime(2026, 11, 24, 10, tzinfo=UTC)) -> None:
        self.now = now


@dataclass(frozen=True)
class House:
    """The application, its staff's side and its clock."""

    app: FastAPI
    staff: Staff
    clock: Clock

    def visitor(self) -> TestClient:
        """A browser of its own that follows nowhere by itself."""
        return TestClient(self.app, base_url="http://127.0.0.1", follow_redirects=False, headers=PAGE)

    def signed_in(self, name: str, *roles: str) -> TestClient:
        """A browser in which somebody is signed in, by a one-time link as in life."""
        if name not in {one.name for one in self.staff.accounts.everybody()}:
            self.staff.accounts.add(name, roles or ["handler"], None, self.clock.now)
        browser = self.visitor()
        address = f"/staff/link/{self.staff.accounts.sessions.link(name, self.clock.now)}"
        token = field(browser.get(address).text)
        answer = browser.post(address, data={"form_token": token})
        assert answer.status_code == 303, answer.text
        return browser


def field(page: str, name: str = "form_token") -> str:
    """The value of a page's hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


def house_for(store: Store, folder: Path, settings: HubSettings | None = None, **machine: str) -> House:
    """The staff's side of a front door, with pages behind it for each kind of guard."""
    clock = Clock()
    app = FastAPI()
    environment = Environment(hub_state=folder, **machine)  # type: ignore[arg-type]
    staff = staff_for(environment, settings or hub_settings_from(folder), store, SECRET)
    object.__setattr__(staff, "now", lambda: clock.now)
    app.state.staff = staff
    http_guard.install(app)
    pages.install(app)
    app.include_router(sign_in.router)

    @app.get("/anybody")
    def anybody(user: Annotated[User, Depends(signed_in())]) -> str:
        return user.name

    @app.get("/quiet")
    def quiet(user: Annotated[User, Depends(signed_in(counts=False))]) -> str:
        return user.name

    @app.get("/leads")
    def leads(user: Annotated[User, Depends(signed_in("lead", "curator"))]) -> str:
        return user.name

    @app.post("/change", dependencies=[Depends(checked_form)])
    def change(user: Annotated[User, Depends(signed_in("handler"))]) -> str:
        return user.name

    return House(app, staff, clock)
