"""Both sides of a live chat in one front door: parents ask as the actions of the assistant let them, handlers sign in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from playwright.sync_api import Locator, Page, expect
from widget_system import Hub

from hub.handoff import asking
from hub.handoff.brief import Brief
from hub.handoff.queue import Queue
from hub.uk_calendar import LONDON

OPEN = datetime(2026, 11, 24, 10, tzinfo=LONDON)  # a Tuesday
BRIEF = Brief(asked="he does not sleep", articles=("Helping your child to sleep",), age=7)
SAM = "sam.jones@example.org"


def queue_of(hub: Hub) -> Queue:
    return Queue(hub.doors.store, hub.doors.settings, hub.doors.secret)


def asks_as_the_actions_do(hub: Hub) -> Callable[[dict[str, Any]], list[dict[str, Any]]]:
    """What Rasa and bot/actions/people.py make of a wish for a person, with a brief that does not change."""

    def think(body: dict[str, Any]) -> list[dict[str, Any]]:
        queue, text, conversation = queue_of(hub), body["text"], body["conversation"]
        if text == asking.PASS_ON.payload:
            return [asking.ask(queue, conversation, "web", BRIEF, hub.doors.now()).reply.to_wire()]
        if "person" in text or text.startswith("/speak_to_human"):
            return [asking.offer(queue, BRIEF, hub.doors.now()).to_wire()]
        return [{"kind": "message", "outcome": "small_talk", "web": f"The assistant heard: {text}"}]

    return think


def sign_in(hub: Hub, page: Page, name: str = SAM) -> None:
    """A handler, by a one-time link, available."""
    accounts, now = hub.staff.accounts, hub.staff.now()
    if name not in {one.name for one in accounts.everybody()}:
        accounts.add(name, ["handler"], None, now)
    page.goto(f"{hub.url}/staff/link/{accounts.sessions.link(name, now)}?next=/console")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Sound when somebody waits")).to_be_visible()
    page.get_by_label("Available").check()
    expect(page.locator("#presence-said")).to_have_text("You are available.")


def answer_box(page: Page, who: str = "Parent") -> Locator:
    return page.get_by_label(f"Reply to {who}")


def answer(page: Page, text: str, who: str = "Parent") -> None:
    """The handler writes."""
    answer_box(page, who).fill(text)
    answer_box(page, who).press("Enter")
    expect(answer_box(page, who)).to_have_value("")
