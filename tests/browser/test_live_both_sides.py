"""A parent with the widget and a call handler with the console, each in a browser of their own, from the wish to the end."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from both_sides import OPEN, SAM, answer, asks_as_the_actions_do, queue_of, sign_in
from playwright.sync_api import Browser, Page, expect
from running_system import ROOT
from sqlalchemy import delete, select
from staff_system import another_page
from staff_system import violations as violations_of_staff
from widget_system import THEMES, Hub, box, kept, replies, say, violations, wide

from hub.doors import Doors
from hub.handoff import ticking
from hub.store.tables import Feedback, HandlerRow, HandoffRow
from staff.house import Staff

WIDE = {"width": 1280, "height": 900}


class Clock:
    """Both sides' clock."""

    now = OPEN


@pytest.fixture
def clock(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(Doors, "now", lambda _: clock.now)
    monkeypatch.setattr(Staff, "now", lambda _: clock.now)
    hub.rasa.thinks = asks_as_the_actions_do(hub)
    yield clock
    for table in (HandoffRow, HandlerRow, Feedback):
        hub.doors.store.write(lambda session, table=table: session.execute(delete(table)))


@pytest.fixture
def desk(browser: Browser, hub: Hub, clock: Clock) -> Iterator[Page]:
    """The handler's browser, at the console."""
    with another_page(browser, viewport=WIDE) as page:
        sign_in(hub, page)
        yield page


def wait_for_a_handler(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    say(page, "a person please")
    page.get_by_role("button", name="Yes, pass it on").click()
    expect(page.get_by_role("group", name="Call handler")).to_be_visible()


def rated(hub: Hub) -> list[tuple[int | None, str | None]]:
    with hub.doors.store.read() as session:
        return [(row.rating, row.comment) for row in session.scalars(select(Feedback))]


def test_from_the_wish_for_a_person_to_the_rating(page: Page, desk: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    say(page, "a person please")
    expect(replies(page).last).to_contain_text("You asked: “he does not sleep”")
    assert queue_of(hub).in_order() == []  # nothing before a yes
    page.get_by_role("button", name="Yes, pass it on").click()
    bar = page.get_by_role("group", name="Call handler")
    expect(bar.get_by_role("status")).to_contain_text("You are number 1.")
    expect(replies(page).last.get_by_role("button", name="Ask us to phone you")).to_be_enabled()
    assert violations(page) == []
    bar.get_by_label("Your first name").fill("I'd rather not, sorry")
    bar.get_by_role("button", name="Tell them my name").click()
    expect(bar.get_by_role("alert")).to_contain_text("I could not read that as a first name.")
    bar.get_by_label("Your first name").fill("amina")
    bar.get_by_role("button", name="Tell them my name").click()
    expect(bar.get_by_label("Your first name")).to_have_count(0)

    desk.get_by_role("button", name="Accept Amina").click()
    expect(desk.locator(".console-chat")).to_contain_text("he does not sleep")
    expect(page.get_by_text("Sam, call handler, has joined.")).to_be_visible()
    box(page).press_sequentially("hel")
    expect(desk.get_by_text("Amina is typing.")).to_be_visible()
    box(page).fill("hello, are you a real person?")
    box(page).press("Enter")
    expect(desk.locator(".console-line--parent")).to_contain_text("are you a real person?")
    expect(desk.get_by_text("Amina is typing.")).to_have_count(0)
    expect(page.locator(".you").last).to_contain_text("Seen")
    desk.get_by_label("Reply to Amina").press_sequentially("Ye")
    expect(page.get_by_text("Sam is typing")).to_be_visible()
    answer(desk, "Yes, I am Sam.", "Amina")
    expect(page.locator(".kind-handler")).to_contain_text("Yes, I am Sam.")
    expect(desk.get_by_text("Amina has seen your last message.")).to_be_visible()
    assert violations_of_staff(desk) == []

    desk.once("dialog", lambda dialog: dialog.accept())
    desk.get_by_role("button", name="End chat with Amina").click()
    expect(page.get_by_text("Sam, call handler, has left.")).to_be_visible()
    expect(replies(page).last).to_contain_text("You are back with the assistant.")
    assert violations(page) == []
    page.get_by_role("button", name="Send rating").click()
    expect(page.locator(".rating")).to_contain_text("Please choose a number from 1 to 5.")
    page.get_by_label("4", exact=True).check()
    page.get_by_label("What would you like to tell us?").fill("Kind and quick.")
    page.get_by_role("button", name="Send rating").click()
    expect(page.locator(".thanks")).to_contain_text("I have kept your comment")
    say(page, "thank you")
    expect(replies(page).last).to_contain_text("The assistant heard: thank you")
    assert rated(hub) == [(4, "Kind and quick.")]
    page.get_by_role("button", name="Options", exact=True).click()
    page.get_by_role("button", name="End chat").click()
    page.get_by_role("button", name="Yes, end it").click()
    expect(page.get_by_text("The chat is ended.")).to_be_visible()
    expect(page.locator(".rating")).to_have_count(0)


def test_a_parent_who_closes_the_tab_and_comes_back_after_ten_minutes_has_missed_nothing(
    page: Page, desk: Page, hub: Hub, clock: Clock
) -> None:
    wait_for_a_handler(page, hub)
    page.get_by_role("button", name="Leave it out").click()
    desk.get_by_role("button", name="Accept Parent").click()
    answer(desk, "Hello, I am Sam.")
    expect(page.locator(".kind-handler")).to_have_count(1)
    storage = page.evaluate("JSON.stringify(sessionStorage)")
    page.goto("about:blank")
    answer(desk, "Are you still there?")
    clock.now += timedelta(minutes=10)
    ticking.tick(hub.doors.store, hub.doors.settings, clock.now - timedelta(minutes=10))  # the console is alive
    # A closed tab that the browser opens again has its storage.
    page.add_init_script(f"for (const [k, v] of Object.entries({storage})) sessionStorage.setItem(k, v)")
    page.goto(f"{hub.url}/chat")
    expect(page.locator(".kind-handler .text")).to_have_text(["Hello, I am Sam.", "Are you still there?"])
    expect(page.get_by_label("Your first name")).to_have_count(0)
    say(page, "yes, sorry")
    expect(desk.locator(".console-line--parent")).to_contain_text("yes, sorry")


def test_when_the_handler_s_browser_dies_the_next_one_has_all_that_was_said(
    page: Page, browser: Browser, hub: Hub, clock: Clock
) -> None:
    with another_page(browser, viewport=WIDE) as dies:
        sign_in(hub, dies)
        wait_for_a_handler(page, hub)
        dies.get_by_role("button", name="Accept Parent").click()
        answer(dies, "Hello, I am Sam.")
        dies.locator("summary").filter(has_text="Note").click()
        dies.get_by_label("Note for the team").fill("waits for the school")
        dies.get_by_role("button", name="Keep note").click()
        expect(dies.get_by_text("Kept.")).to_be_visible()
    say(page, "is anybody there?")
    expect(page.locator(".you").last).not_to_contain_text("Sending")
    clock.now += timedelta(seconds=50)
    with another_page(browser, viewport=WIDE) as other:
        sign_in(hub, other, "ali@example.org")
        ticking.tick(hub.doors.store, hub.doors.settings, clock.now)
        expect(page.get_by_text("Sam had to go.")).to_be_visible()
        other.get_by_role("button", name="Accept Parent").click()
        expect(page.get_by_text("Ali, call handler, has joined.")).to_be_visible()
        expect(other.locator(".console-line .console-words")).to_have_text(["Hello, I am Sam.", "is anybody there?"])
        expect(other.get_by_label("Note for the team")).to_have_value("waits for the school")
        answer(other, "Yes, I am Ali.")
    expect(page.locator(".kind-handler")).to_have_count(2)
    assert "waits for the school" not in page.content()


def test_a_name_that_is_given_late_does_not_take_away_what_the_handler_writes(page: Page, desk: Page, hub: Hub) -> None:
    wait_for_a_handler(page, hub)
    name = page.get_by_label("Your first name")
    name.fill("Ami")
    desk.get_by_role("button", name="Accept Parent").click()
    desk.get_by_label("Reply to Parent").fill("a long and careful answer")
    expect(page.get_by_text("Sam, call handler, has joined.")).to_be_visible()
    expect(name).to_have_value("Ami")
    name.fill("Amina")
    name.press("Enter")
    reply = desk.get_by_label("Reply to Amina")
    expect(reply).to_have_value("a long and careful answer")
    expect(reply).to_be_focused()


def test_html_and_a_long_message_stay_text_on_both_sides(page: Page, desk: Page, hub: Hub) -> None:
    wait_for_a_handler(page, hub)
    desk.get_by_role("button", name="Accept Parent").click()
    expect(page.get_by_text("has joined")).to_be_visible()
    bad = '<img src=x onerror="document.title=1"><script>document.title = 2</script>'
    say(page, bad)
    expect(desk.locator(".console-line--parent .console-words")).to_have_text(bad)
    answer(desk, bad)
    expect(page.locator(".kind-handler .text")).to_have_text(bad)
    assert (page.locator(".talk img, .talk script").count(), desk.locator("#chats img, #chats script").count()) == (
        0,
        0,
    )
    say(page, "x" * 20_000)
    expect(page.locator(".ask .failed")).to_contain_text("20,000 characters. Please use at most 10,000.")
    expect(box(page)).to_have_value("x" * 20_000)
    answer(desk, "y" * 20_000)
    expect(page.locator(".kind-handler .text").last).to_have_text("y" * 20_000)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_with_a_session_from_yesterday_the_assistant_answers(page: Page, desk: Page, hub: Hub, clock: Clock) -> None:
    wait_for_a_handler(page, hub)
    desk.get_by_role("button", name="Accept Parent").click()
    answer(desk, "Hello, I am Sam.")
    expect(page.locator(".kind-handler")).to_have_count(1)
    known = (kept(page) or {})["conversation"]
    clock.now += timedelta(days=1)
    ticking.tick(hub.doors.store, hub.doors.settings, clock.now)
    ticking.tick(hub.doors.store, hub.doors.settings, clock.now + timedelta(minutes=20))
    assert queue_of(hub).live(known) is None
    page.reload()
    expect(page.get_by_text("The chat has ended, because we did not hear from you.")).to_be_visible()
    say(page, "hello again")
    expect(replies(page).last).to_contain_text("The assistant heard: hello again")
    # The handler's own session is over too.
    desk.goto(f"{hub.url}/console")
    expect(desk).to_have_url(re.compile("/staff/sign-in"))


def test_the_parent_ends_it_and_is_asked_once(page: Page, desk: Page, hub: Hub) -> None:
    wait_for_a_handler(page, hub)
    desk.get_by_role("button", name="Accept Parent").click()
    expect(page.get_by_text("has joined")).to_be_visible()
    page.get_by_role("button", name="Finish with the call handler").click()
    expect(page.get_by_text("You have left.")).to_be_visible()
    expect(desk.get_by_text("The parent has left the chat.")).to_be_visible()
    page.get_by_label("1, poor").check()
    page.get_by_role("button", name="Send rating").click()
    expect(page.locator(".thanks")).to_be_focused()
    assert [(stars, comment) for stars, comment in rated(hub)] == [(1, None)]
    page.reload()
    expect(page.get_by_text("You have left.")).to_be_visible()
    expect(page.locator(".rating")).to_have_count(0)
    assert SAM not in page.content()


def end_chat(page: Page) -> None:
    page.get_by_role("button", name="Options", exact=True).click()
    page.get_by_role("button", name="End chat").click()
    page.get_by_role("button", name="Yes, end it").click()
    expect(page.get_by_text("The chat is ended.")).to_be_visible()


@pytest.mark.usefixtures("clock")
def test_a_chat_with_the_assistant_alone_can_be_rated_at_its_end(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    end_chat(page)
    expect(page.locator(".rating")).to_have_count(0)  # nothing was said yet
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    end_chat(page)
    assert kept(page) is None
    assert violations(page) == []
    page.get_by_label("5, very good").check()
    page.get_by_role("button", name="Send rating").dblclick()
    expect(page.locator(".thanks")).to_contain_text("Thank you for telling us.")
    assert rated(hub) == [(5, None)]
    say(page, "hello")
    expect(page.locator(".thanks")).to_have_count(0)
    expect(replies(page)).to_have_count(1)
    end_chat(page)
    page.get_by_role("button", name="No, thank you").click()
    expect(page.locator(".rating")).to_have_count(0)
    assert len(rated(hub)) == 1


@pytest.mark.usefixtures("clock")
def test_after_a_crisis_the_end_asks_nothing(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    say(page, "she has taken an overdose")
    expect(page.locator(".kind-crisis")).to_be_visible()
    end_chat(page)
    expect(page.locator(".rating")).to_have_count(0)


@pytest.mark.parametrize("theme", THEMES)
def test_the_name_and_the_rating_break_no_rule_in_any_theme(page: Page, desk: Page, hub: Hub, theme: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.add_init_script(
        f"localStorage.setItem('neurodiversity-hub-chat-look', JSON.stringify({{ theme: '{theme}', size: 'largest' }}))"
    )
    wait_for_a_handler(page, hub)
    expect(page.get_by_label("Your first name")).to_be_visible()
    assert (violations(page), wide(page)) == ([], 0)
    desk.get_by_role("button", name="Accept Parent").click()
    expect(page.get_by_role("button", name="Finish with the call handler")).to_be_visible()
    page.get_by_role("button", name="Finish with the call handler").click()
    expect(page.get_by_role("button", name="Send rating")).to_be_visible()
    page.get_by_role("button", name="Send rating").click()
    assert (violations(page), wide(page)) == ([], 0)


@pytest.mark.skipif(not os.environ.get("HUB_PICTURES"), reason="only where the pictures of the documents are made anew")
def test_pictures_of_both_sides(page: Page, desk: Page, hub: Hub) -> None:
    images = ROOT / "docs" / "images"
    page.set_viewport_size({"width": 390, "height": 844})
    wait_for_a_handler(page, hub)
    page.screenshot(path=images / "widget-waiting.png")
    page.get_by_label("Your first name").fill("Amina")
    page.get_by_role("button", name="Tell them my name").click()
    desk.get_by_role("button", name="Accept Amina").click()
    answer(desk, "Hello Amina, I am Sam. How can I help?", "Amina")
    expect(page.locator(".kind-handler")).to_have_count(1)
    say(page, "He wakes up every night at 3.")
    expect(desk.locator(".console-line--parent")).to_have_count(1)
    desk.locator("summary").filter(has_text="Note").click()
    desk.get_by_label("Note for the team").fill("Has tried a bedtime routine. Waits for the school.")
    page.wait_for_timeout(4_000)  # typing is told every 4 seconds at most
    box(page).press_sequentially("And")
    expect(desk.get_by_text("Amina is typing.")).to_be_visible()
    desk.screenshot(path=images / "console-live.png", full_page=True)
    desk.once("dialog", lambda dialog: dialog.accept())
    desk.get_by_role("button", name="End chat with Amina").click()
    expect(page.get_by_role("button", name="Send rating")).to_be_visible()
    page.wait_for_timeout(300)
    page.screenshot(path=images / "widget-rating.png")
