"""What can be chosen in the chat: days and times, a calendar file, and whether an answer helped."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Route, expect
from widget_system import ANSWER, BOOKED, QUESTION, WHICH_TIME, Hub, message, replies, say, tab_to, violations

HELPED = "Did this answer help you?"


def test_a_day_is_chosen_and_then_a_time(page: Page, hub: Hub) -> None:
    hub.rasa.replies = [WHICH_TIME]
    page.goto(f"{hub.url}/chat")
    say(page, "book")
    page.get_by_role("button", name="See all days and times").click()
    expect(page.get_by_text("Which day suits you?")).to_be_focused()
    days = page.get_by_role("group", name="Which day suits you?").get_by_role("button")
    assert days.all_inner_texts() == ["Wednesday 2 December", "Wednesday 9 December"]
    days.first.click()
    page.get_by_role("button", name="Another day").click()
    days.last.click()
    expect(page.get_by_text("Wednesday 9 December: what time?")).to_be_focused()
    hub.rasa.replies = [message("What is your first name?")]
    page.get_by_role("button", name="7.30pm").click()
    expect(replies(page)).to_have_count(2)
    expect(page.locator(".you").last).to_contain_text("Wednesday 9 December at 7.30pm")
    expect(page.locator(".choice:enabled")).to_have_count(0)
    assert hub.rasa.texts == ["book", "Wednesday 9 December at 7.30pm"]


def test_an_appointment_is_booked_by_keyboard_alone(page: Page, hub: Hub) -> None:
    hub.rasa.replies = [WHICH_TIME]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{hub.url}/chat")
    tab_to(page, "", element="textarea")
    page.keyboard.type("book")
    page.keyboard.press("Enter")
    expect(replies(page)).to_have_count(1)
    tab_to(page, "See all days and times", key="Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "Wednesday 9 December")
    page.keyboard.press("Space")
    tab_to(page, "7.30pm")
    hub.rasa.replies = [message("Is everything right?", buttons=[{"title": "Yes, book it", "payload": "/affirm"}])]
    page.keyboard.press("Enter")
    expect(replies(page)).to_have_count(2)
    expect(page.locator(".you").last).to_be_focused()
    tab_to(page, "Yes, book it")
    hub.rasa.replies = [BOOKED]
    page.keyboard.press("Enter")
    expect(replies(page)).to_have_count(3)
    tab_to(page, "Add it to your calendar")
    assert hub.rasa.texts == ["book", "Wednesday 9 December at 7.30pm", "/affirm"]


def test_the_calendar_file_is_a_link_to_our_server(page: Page, hub: Hub) -> None:
    hub.rasa.replies = [BOOKED]
    page.goto(f"{hub.council}/?tag=inline")
    say(page, "yes")
    link = page.get_by_role("link", name="Add it to your calendar")
    expect(link).to_have_attribute("href", hub.url + str(BOOKED["calendar"]))


@pytest.mark.parametrize("calendar", ["https://elsewhere.example/a.ics", "javascript:alert(1)", "//elsewhere.example"])
def test_a_calendar_file_is_nowhere_else(page: Page, hub: Hub, calendar: str) -> None:
    hub.rasa.replies = [{**BOOKED, "calendar": calendar}]
    page.goto(f"{hub.council}/?tag=inline")
    say(page, "yes")
    expect(replies(page)).to_have_count(1)
    hrefs = [link.get_attribute("href") or "" for link in page.locator(".reply a").all()]
    assert all(href.startswith(hub.url) for href in hrefs)


@pytest.mark.parametrize(("pressed", "helpful"), [("Yes, it helped", True), ("No, it did not", False)])
def test_whether_an_answer_helped_is_asked_once_and_told_once(
    page: Page, hub: Hub, pressed: str, *, helpful: bool
) -> None:
    told: list[str] = []
    page.route("**/api/feedback", lambda route: _take(route, told))
    hub.rasa.replies = [ANSWER]
    page.goto(f"{hub.url}/chat")
    say(page, QUESTION)
    expect(page.get_by_role("group", name=HELPED)).to_be_visible()
    page.get_by_role("button", name=pressed).dblclick()
    expect(page.locator(".thanks")).to_have_text("Thank you for telling us.")
    expect(page.locator(".thanks")).to_be_focused()
    (one,) = [json.loads(body) for body in told]
    assert one == {"conversation": hub.rasa.heard[0]["conversation"], "article": "sleep", "helpful": helpful}
    say(page, QUESTION)
    expect(replies(page)).to_have_count(2)
    expect(page.get_by_role("button", name=pressed)).to_have_count(0)
    page.reload()
    expect(replies(page)).to_have_count(2)
    expect(page.get_by_role("button", name=pressed)).to_have_count(0)


def _take(route: Route, told: list[str]) -> None:
    told.append(route.request.post_data or "")
    answer = {
        "kept": True,
        "comment_kept": False,
        "replies": [{**message("Thank you for telling us."), "text": "Thank you for telling us."}],
    }
    route.fulfill(json=answer)


def test_feedback_that_cannot_be_kept_says_so_and_can_be_given_again(page: Page, hub: Hub) -> None:
    page.route("**/api/feedback", lambda route: route.fulfill(status=503, json={"error": "no"}))
    hub.rasa.replies = [ANSWER]
    page.goto(f"{hub.url}/chat")
    say(page, QUESTION)
    page.get_by_role("button", name="Yes, it helped").click()
    expect(page.get_by_text("Sorry, we cannot keep that right now. You can try again.")).to_be_visible()
    expect(page.get_by_role("button", name="Yes, it helped")).to_be_enabled()


def test_a_crisis_is_never_asked_whether_it_helped(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    say(page, "my daughter has swallowed a battery")
    expect(page.locator(".kind-crisis")).to_have_count(1)
    hub.rasa.replies = [ANSWER]
    say(page, QUESTION)
    expect(replies(page)).to_have_count(2)
    expect(page.get_by_role("group", name=HELPED)).to_have_count(0)


@pytest.mark.parametrize("width", [320, 1280])
def test_choosing_days_and_telling_break_no_accessibility_rule(page: Page, hub: Hub, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    hub.rasa.replies = [ANSWER, WHICH_TIME, BOOKED]
    page.goto(f"{hub.url}/chat")
    say(page, QUESTION)
    expect(replies(page)).to_have_count(3)
    assert violations(page) == []
    page.get_by_role("button", name="See all days and times").click()
    assert violations(page) == []
    page.get_by_role("button", name="Wednesday 9 December", exact=True).click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
