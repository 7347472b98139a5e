"""A live chat on the plain page, where no script runs: the handler's words come with each loading, the parent's by a form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from both_sides import OPEN, SAM, asks_as_the_actions_do, queue_of
from playwright.sync_api import Browser, Page, expect
from running_system import ROOT
from sqlalchemy import delete, select
from widget_system import Hub

from hub.doors import Doors
from hub.handoff import presence
from hub.store.tables import Feedback, HandlerRow, HandoffRow


@pytest.fixture
def plain(browser: Browser, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page in which no script runs, while a handler is there."""
    monkeypatch.setattr(Doors, "now", lambda _: OPEN)
    hub.rasa.thinks = asks_as_the_actions_do(hub)
    presence.here(hub.doors.store, SAM, OPEN, "available")
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    yield context.new_page()
    context.close()
    for table in (HandoffRow, HandlerRow, Feedback):
        hub.doors.store.write(lambda session, table=table: session.execute(delete(table)))


def say(page: Page, text: str, label: str = "Your message") -> None:
    page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def look(page: Page) -> None:
    page.get_by_role("button", name="Look for new messages").click()


def breaks_no_rule(page: Page, browser: Browser) -> None:
    """axe needs a script, so it looks at the same words in a page that has one."""
    context = browser.new_context(viewport={"width": 320, "height": 700})
    copy = context.new_page()
    html = page.content().replace('<link rel="stylesheet" href="/static/chat.css">', "")
    copy.set_content(html)
    copy.add_style_tag(path=ROOT / "webchat" / "static" / "chat.css")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(copy, options=rules).response["violations"]
    assert [f"{issue['id']}: {issue['nodes'][0]['html'][:120]}" for issue in found] == []
    assert copy.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_a_live_chat_needs_no_script(plain: Page, browser: Browser, hub: Hub) -> None:
    queue = queue_of(hub)
    plain.goto(f"{hub.url}/chat")
    say(plain, "a person please", "Your question")
    plain.get_by_role("button", name="Yes, pass it on").click()
    expect(plain.locator("#live")).to_contain_text("You are number 1.")
    breaks_no_rule(plain, browser)
    plain.get_by_label("Your first name").fill("amina")
    plain.get_by_role("button", name="Tell them my name").click()
    expect(plain.locator(".reply").last).to_contain_text("Thank you, Amina.")
    expect(plain.get_by_label("Your first name")).to_have_count(0)
    (waiting,) = queue.in_order("offered", "waiting")  # type: ignore[arg-type]
    assert waiting.first_name == "Amina"
    queue.accept(waiting.id, SAM, OPEN)
    queue.say_as_handler(waiting.id, SAM, "Hello <b>Amina</b>,\nhow can I help?", "one", OPEN)
    look(plain)
    expect(plain.locator("#live .words")).to_have_text("Hello <b>Amina</b>,\nhow can I help?", use_inner_text=True)
    say(plain, "he does <i>not</i> sleep")
    expect(plain.locator("#live .asked p")).to_have_text("he does <i>not</i> sleep")
    plain.reload()
    expect(plain.locator("#live .asked")).to_have_count(1)
    said = [line.text for line in queue.lines(waiting.id) if line.kind == "text" and line.author == "parent"]
    assert said == ["he does <i>not</i> sleep"]
    breaks_no_rule(plain, browser)
    queue.end_by_handler(waiting.id, SAM, OPEN)
    look(plain)
    expect(plain.get_by_text("Sam, call handler, has left.")).to_be_visible()
    expect(plain.get_by_text("You are back with the assistant.")).to_be_visible()
    breaks_no_rule(plain, browser)
    plain.get_by_label("4", exact=True).check()
    plain.get_by_label("What would you like to tell us?").fill("Quick.")
    plain.get_by_role("button", name="Send rating").click()
    expect(plain.get_by_text("I have kept your comment")).to_be_visible()
    with hub.doors.store.read() as session:
        assert [(row.rating, row.comment) for row in session.scalars(select(Feedback))] == [(4, "Quick.")]
    say(plain, "hello again", "Your question")
    expect(plain.locator(".reply")).to_contain_text("The assistant heard: hello again")


def test_the_parent_may_end_it_and_a_crisis_gets_the_numbers_first(plain: Page, hub: Hub) -> None:
    queue = queue_of(hub)
    plain.goto(f"{hub.url}/chat")
    say(plain, "a person please", "Your question")
    plain.get_by_role("button", name="Yes, pass it on").click()
    (waiting,) = queue.in_order("offered", "waiting")  # type: ignore[arg-type]
    queue.accept(waiting.id, SAM, OPEN)
    look(plain)
    say(plain, "she has taken an overdose")
    expect(plain.locator("article.reply-crisis")).to_contain_text("999")
    before = plain.locator("article.reply-crisis, #live").first
    expect(before).to_have_class("reply reply-crisis")
    plain.get_by_role("button", name="Finish with the call handler").click()
    expect(plain.get_by_text("You have left.")).to_be_visible()
    expect(plain.get_by_role("button", name="Send rating")).to_have_count(0)
    assert queue.get(waiting.id).ended_by == "parent"  # type: ignore[union-attr]
