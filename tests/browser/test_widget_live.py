"""A call handler joins and leaves, as a parent sees it: first the real queue, then its stream as a test plays it."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, expect
from running_system import ROOT
from widget_system import Hub, box, kept, replies, say, tab_to, violations, without_socket

from hub.doors import Doors
from hub.handoff import presence
from hub.handoff.handoff import Wish
from hub.handoff.queue import Queue
from hub.handoff.wake import Wakes
from hub.uk_calendar import LONDON

OPEN = datetime(2026, 11, 24, 10, tzinfo=LONDON)  # a Tuesday
SAM = "sam.jones@example.org"
WAITING = {"state": "waiting", "sequence": None}
HANDLER = {"state": "with_handler", "sequence": 3}


def event(name: str, /, **data: Any) -> str:
    number = f"id: {data['sequence']}\n" if name in ("message", "state") else ""
    return f"{number}event: {name}\ndata: {json.dumps(data)}\n\n"


def change(sequence: int, state: str, text: str, **more: Any) -> str:
    return event("state", sequence=sequence, state=state, name="Sam", text=text, at="2026-11-24T10:05:00Z", **more)


def written(sequence: int, text: str, who: str = "handler") -> str:
    at = "2026-11-24T10:05:00Z"
    return event(
        "message", sequence=sequence, name="Sam" if who == "handler" else None, text=text, at=at, **{"from": who}
    )


JOINED = change(2, "joined", "Sam, call handler, has joined.", replies=[])
ENDED = change(
    9,
    "ended",
    "Sam has left.",
    replies=[{"kind": "message", "text": "I am back.", "buttons": [], "sources": [], "article": None}],
)


class Live:
    """A server whose live chat says what a test puts into ``parts``: one for each connection, and then nothing more."""

    def __init__(self, page: Page) -> None:
        self.page, self.parts, self.after, self.told = (
            page,
            list[str](),
            list[int](),
            list[tuple[str, dict[str, Any]]](),
        )
        self.answer: dict[str, Any] | None = WAITING
        self.at_end: list[str] = []
        self.at_message: list[str] = []
        without_socket(page)
        page.route("**/api/chat", self._chat)
        page.route("**/api/chat/events?*", self._events)
        for sign in ("typing", "seen", "end"):
            page.route(f"**/api/chat/{sign}", self._sign)

    def _chat(self, route: Route) -> None:
        silent = self.answer is not None and self.answer["state"] == "with_handler"
        said = (
            []
            if silent
            else [{"kind": "message", "text": "You are in the queue.", "buttons": [], "sources": [], "article": None}]
        )
        if silent:
            self.parts = self.at_message
        body = {"conversation": "c" * 43, "replies": said, "outcome": "handed_over", "ask_if_it_helped": False}
        route.fulfill(json={**body, "live": self.answer})

    def _events(self, route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        self.after.append(int(query["after"][0]))
        if not self.parts:
            route.fulfill(status=204)
            return
        # The short pause of a reconnection, so that the test need not wait for the browser's own.
        route.fulfill(content_type="text/event-stream", body="retry: 100\n\n" + self.parts.pop(0))

    def _sign(self, route: Route) -> None:
        sign = urlsplit(route.request.url).path.split("/")[-1]
        self.told.append((sign, _body(route.request)))
        if sign == "end":
            self.parts = self.at_end
        route.fulfill(status=204)

    def named(self, sign: str) -> list[dict[str, Any]]:
        return [body for name, body in self.told if name == sign]


def _body(request: Request) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(request.post_data or "{}")
    return body


@pytest.fixture
def live(page: Page) -> Live:
    return Live(page)


def test_a_call_handler_joins_writes_and_leaves_visibly(page: Page, hub: Hub, live: Live) -> None:
    live.parts = [
        event("queue", position=2, minutes=5, text="You are number 2. It will take about 5 minutes.")
        + JOINED
        + written(4, "Hello <b>there</b>,\nhow can I help?"),
        ENDED,
    ]
    page.goto(f"{hub.url}/chat")
    say(page, "Talk to a person")
    expect(page.get_by_text("Sam, call handler, has joined.")).to_be_visible()
    expect(page.locator(".kind-handler")).to_contain_text("Sam, call handler")
    expect(page.locator(".kind-handler .text")).to_have_text(
        "Hello <b>there</b>,\nhow can I help?", use_inner_text=True
    )
    expect(page.get_by_text("Sam has left.")).to_be_visible()
    expect(replies(page).last).to_contain_text("I am back.")
    expect(page.get_by_role("group", name="Call handler")).to_be_hidden()
    assert page.get_by_role("log").locator(".kind-handler").count() == 1


def test_the_place_in_the_queue_is_said_and_the_queue_can_be_left(page: Page, hub: Hub, live: Live) -> None:
    live.parts = [event("queue", position=2, minutes=5, text="You are number 2. It will take about 5 minutes.")] * 400
    page.goto(f"{hub.url}/chat")
    say(page, "Talk to a person")
    bar = page.get_by_role("group", name="Call handler")
    expect(bar.get_by_role("status")).to_have_text("You are number 2. It will take about 5 minutes.")
    expect(page.locator(".ask").get_by_role("button", name="Talk to a person")).to_be_hidden()
    assert violations(page) == []
    live.at_end = [change(5, "ended", "You have left the queue.", replies=[])]
    bar.get_by_role("button", name="Leave the queue").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have left the queue.")).to_be_visible()
    expect(box(page)).to_be_focused()
    assert live.named("end") == [{"conversation": "c" * 43}]


def test_a_message_of_our_own_that_comes_back_is_shown_once(page: Page, hub: Hub, live: Live) -> None:
    live.parts = [JOINED]
    live.at_message = [written(3, "are you there?", "parent") + written(4, "Yes.") + event("seen", sequence=3)]
    page.goto(f"{hub.url}/chat")
    say(page, "Talk to a person")
    expect(page.get_by_text("You are writing with Sam, call handler.")).to_be_visible()
    live.answer = HANDLER
    say(page, "are you there?")
    expect(page.locator(".kind-handler")).to_contain_text("Yes.")
    expect(page.locator(".you")).to_have_count(2)
    expect(page.locator(".you").last).to_contain_text("Seen")
    assert live.named("typing") == [{"conversation": "c" * 43}]
    assert {"conversation": "c" * 43, "sequence": 4} in live.named("seen")


def test_a_reload_goes_on_where_it_was_and_shows_nothing_twice(page: Page, hub: Hub, live: Live) -> None:
    live.parts = [JOINED + written(4, "Hello.")]
    page.goto(f"{hub.url}/chat")
    say(page, "Talk to a person")
    expect(page.locator(".kind-handler")).to_have_count(1)
    page.goto(f"{hub.url}/guidance")
    live.parts, live.after = [written(6, "Are you still there?")], []
    page.goto(f"{hub.url}/chat")
    expect(page.locator(".kind-handler")).to_have_count(2)
    assert live.after[0] == 4
    expect(page.locator(".history .kind-handler")).to_have_count(1)


def test_typing_is_shown_and_goes_with_the_message(page: Page, hub: Hub, live: Live) -> None:
    live.parts = [JOINED + event("typing", seconds=30)]
    page.goto(f"{hub.url}/chat")
    say(page, "Talk to a person")
    expect(page.get_by_text("Sam is typing")).to_be_visible()
    live.parts = [written(4, "Hello.")]
    expect(page.locator(".kind-handler")).to_have_count(1)
    expect(page.get_by_text("Sam is typing")).to_have_count(0)


def test_ending_the_chat_tells_the_call_handler(page: Page, hub: Hub, live: Live) -> None:
    live.parts = [JOINED]
    page.goto(f"{hub.url}/chat")
    say(page, "Talk to a person")
    expect(page.get_by_text("You are writing with Sam, call handler.")).to_be_visible()
    page.get_by_role("button", name="Options", exact=True).click()
    page.get_by_role("button", name="End chat").click()
    page.get_by_role("button", name="Yes, end it").click()
    expect(page.get_by_role("group", name="Call handler")).to_be_hidden()
    assert live.named("end") == [{"conversation": "c" * 43}]


def wake(hub: Hub, number: int) -> None:
    """As the console does after each change."""

    async def once() -> None:
        wakes = Wakes(hub.doors.environment.redis_url)
        await wakes.wake(number)
        await wakes.close()

    # Playwright has a loop of its own in this thread.
    thread = threading.Thread(target=asyncio.run, args=(once(),))
    thread.start()
    thread.join()


def test_from_the_question_to_the_end_with_the_real_queue(
    page: Page, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Doors, "now", lambda _: OPEN)
    queue = Queue(hub.doors.store, hub.doors.settings, hub.doors.secret)
    presence.here(hub.doors.store, SAM, hub.doors.now(), "available")
    page.goto(f"{hub.url}/chat")
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    number = queue.ask(Wish((kept(page) or {})["conversation"], "web", watches=True), hub.doors.now()).id
    say(page, "a person please")
    expect(page.get_by_role("group", name="Call handler")).to_be_visible()
    queue.accept(number, SAM, hub.doors.now())
    wake(hub, number)
    expect(page.get_by_text("You are writing with Sam, call handler.")).to_be_visible()
    queue.say_as_handler(number, SAM, "Hello, I am Sam.", "one", hub.doors.now())
    wake(hub, number)
    expect(page.locator(".kind-handler")).to_contain_text("Hello, I am Sam.")
    say(page, "hello Sam")
    expect(page.locator(".you")).to_have_count(3)
    expect(page.locator(".state p")).to_have_count(0)
    assert [line.text for line in queue.lines(number, after=0) if line.author == "parent"][-1:] == ["hello Sam"]
    page.reload()
    queue.say_as_handler(number, SAM, "Are you still there?", "two", hub.doors.now())
    wake(hub, number)
    expect(page.locator(".kind-handler")).to_have_count(2)
    expect(page.locator(".you")).to_have_count(3)
    queue.end_by_handler(number, SAM, hub.doors.now())
    wake(hub, number)
    expect(page.get_by_role("group", name="Call handler")).to_be_hidden()
    assert hub.rasa.texts == ["hello"]


@pytest.mark.skipif(not os.environ.get("HUB_PICTURES"), reason="only where the pictures of the documents are made anew")
def test_picture_of_a_live_chat(page: Page, hub: Hub, live: Live) -> None:
    live.parts = [JOINED + written(4, "Hello, I am Sam. How can I help?")] + [event("typing", seconds=30)] * 20
    page.goto(f"{hub.url}/chat")
    say(page, "Talk to a person")
    expect(page.get_by_text("Sam is typing")).to_be_visible()
    page.screenshot(path=ROOT / "docs" / "images" / "widget-live.png")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_live_chat_by_keyboard_alone_breaks_no_accessibility_rule(
    page: Page, hub: Hub, live: Live, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    live.parts = [JOINED + written(4, "Hello."), ENDED]
    page.goto(f"{hub.url}/chat")
    tab_to(page, "", element="textarea")
    tab_to(page, "Talk to a person")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sam has left.")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    tab_to(page, "", element="textarea")
