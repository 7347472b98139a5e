"""A front door for the browser tests of the staff's pages, with handlers who sign in by link as the operator makes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from unit.console.a_console import NOW, Console, console_for
from unit.serving import serving

from hub import settings, staff_setup
from hub.handoff import presence
from hub.store.database import Store


@dataclass
class StaffSystem:
    """The front door's address, and what stands behind it."""

    url: str
    console: Console

    @property
    def now(self) -> datetime:
        return self.console.house.clock.now

    def link(self, name: str, *roles: str) -> str:
        """A one-time link for somebody, whose account is made where there is none."""
        accounts = self.console.house.staff.accounts
        if name not in {one.name for one in accounts.everybody()}:
            accounts.add(name, roles or ["handler"], None, self.now)
        return f"{self.url}/staff/link/{accounts.sessions.link(name, self.now)}?next=/console"

    def sign_in(self, page: Page, name: str = "ada", *roles: str) -> None:
        """Sign in by a link."""
        page.goto(self.link(name, *roles))
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator(".staff-sign-out")).to_be_attached()

    def come_in(self, page: Page, name: str = "ada") -> None:
        """Be at the chats page, available."""
        self.sign_in(page, name)
        expect(page.get_by_label("Sound when somebody waits")).to_be_visible()  # the script is there
        page.get_by_label("Available").check()
        expect(page.locator("#presence-said")).to_have_text("You are available.")

    def parent_says(self, text: str, conversation: str = "c", key: str = "1") -> None:
        self.console.queue.say_as_parent(conversation, text, key, self.now)

    def somebody_is_there(self) -> None:
        """Another handler, so that parents may ask."""
        presence.here(self.console.house.staff.store, "zoe", self.now, "busy")


@contextmanager
def staff_system(folder: Path) -> Iterator[StaffSystem]:
    """The staff's pages with their styles, at a quiet Tuesday morning that does not move."""
    staff_setup.build(settings.Environment(hub_state=folder / "state"))
    store = Store(f"sqlite:///{folder / 'hub.sqlite3'}")
    store.migrate()
    console = console_for(store, folder)
    console.house.clock.now = NOW
    with serving(console.house.app) as url:
        yield StaffSystem(url, console)
    store.close()


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[StaffSystem]:
    with staff_system(tmp_path) as system:
        yield system


@contextmanager
def another_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A browser of its own, of somebody else or on another device."""
    context: BrowserContext = browser.new_context(**options)
    try:
        yield context.new_page()
    finally:
        context.close()


def violations(page: Page) -> list[str]:
    """What breaks a rule of accessibility."""
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{issue['id']}: {issue['nodes'][0]['html'][:160]}" for issue in found]
