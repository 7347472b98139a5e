"""The chat for everybody: keyboard, screen reader, enlarged, in every colour, without motion."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from running_system import ROOT
from widget_system import (
    ANSWER,
    BOOKED,
    FOCUSED,
    QUESTION,
    THEMES,
    WHICH_TIME,
    Hub,
    box,
    message,
    open_chat,
    option,
    replies,
    say,
    tab_to,
    violations,
    wide,
    without_socket,
)

LABELS = {"light": "Light", "cream": "Cream", "dark": "Dark", "contrast": "High contrast"}
PLACES = {"page": "/chat", "floating": "/preview", "inline": "/preview?mode=inline"}
WIDTHS = [320, 390, 768, 1280]


def begin(page: Page, hub: Hub, place: str) -> None:
    without_socket(page)
    page.goto(hub.url + PLACES[place])
    if place == "floating":
        page.get_by_role("button", name="Ask the Neurodiversity Hub").click()
    expect(box(page)).to_be_visible()


def in_every_state(page: Page, hub: Hub) -> Any:
    """Go through the states of the chat, one after the other; the name of each."""
    yield "empty"
    hub.rasa.replies = [ANSWER]
    say(page, QUESTION)
    expect(replies(page)).to_have_count(1)
    for summary in page.locator("summary").all():
        summary.click()
    yield "answer"
    page.get_by_role("button", name="How long it takes").click()
    expect(replies(page)).to_have_count(2)
    yield "chosen"
    say(page, "my daughter has swallowed a battery")
    expect(page.locator(".kind-crisis")).to_have_count(1)
    yield "crisis"
    page.route("**/api/chat", lambda route: route.abort())
    say(page, "hello")
    expect(page.locator(".state .failed")).to_be_visible()
    yield "not sent"
    page.unroute("**/api/chat")
    say(page, "x" * 10_001)
    expect(page.locator("#error")).to_be_visible()
    box(page).fill("")
    page.get_by_role("button", name="Options", exact=True).click()
    yield "options"
    page.get_by_role("button", name="End chat").click()
    yield "end"
    page.get_by_role("button", name="Yes, end it").click()
    yield "ended"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("theme", THEMES)
def test_no_state_breaks_an_accessibility_rule_in_any_theme(page: Page, hub: Hub, theme: str, place: str) -> None:
    begin(page, hub, place)
    option(page, LABELS[theme])
    found = {state: violations(page) for state in in_every_state(page, hub)}
    assert {state: issues for state, issues in found.items() if issues} == {}


def test_the_closed_button_breaks_no_accessibility_rule(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/preview")
    assert violations(page) == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("width", WIDTHS)
def test_at_every_width_nothing_scrolls_sideways_and_targets_are_large(
    page: Page, hub: Hub, width: int, place: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    begin(page, hub, place)
    for state in in_every_state(page, hub):
        assert wide(page) <= 0, state
        small = page.evaluate(
            """() => [...document.querySelector("neurodiversity-hub-chat").shadowRoot.querySelectorAll("button, .button, summary, .radio, textarea")]
                .filter((element) => element.checkVisibility()).map((element) => [element.textContent, element.getBoundingClientRect()])
                .filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text)"""
        )
        assert small == [], state


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("size", ["Normal", "Largest"])
def test_at_400_percent_nothing_scrolls_sideways_and_no_focus_is_hidden(
    browser: Browser, hub: Hub, place: str, size: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})  # 1280 by 1024 pixels at 400%
    page = context.new_page()
    begin(page, hub, place)
    page.get_by_role("button", name="Options", exact=True).click()
    page.get_by_role("group", name="Text size").get_by_label(size, exact=True).check()
    page.get_by_role("group", name="Space").or_(page.get_by_role("group", name="Spacing")).get_by_label("Wide").check()
    page.get_by_role("button", name="Close options").click()
    hub.rasa.replies = [ANSWER]
    say(page, QUESTION)
    expect(replies(page)).to_have_count(1)
    assert wide(page) <= 0
    page.get_by_role("heading", name="Ask the Neurodiversity Hub").first.focus()
    for _ in range(22):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            f"""() => {{
            const element = ({FOCUSED})(), box = element.getBoundingClientRect();
            const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2, y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
            const root = element.getRootNode(), top = root.elementFromPoint(x, y);
            const inside = root instanceof ShadowRoot;
            return [inside, element.outerHTML.slice(0, 80), box.bottom > 0 && box.top < innerHeight && (top === element || element.contains(top) || top?.contains(element))];
        }}"""
        )
        assert not seen[0] or seen[2], seen
    context.close()


def test_guidance_from_question_to_end_by_keyboard_alone(page: Page, hub: Hub) -> None:
    hub.rasa.replies = [ANSWER]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{hub.url}/preview")

    tab_to(page, "Ask the Neurodiversity Hub")
    page.keyboard.press("Enter")
    tab_to(page, "", element="textarea")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(replies(page)).to_have_count(1)
    expect(box(page)).to_be_focused()
    # Just above the box are whether the answer helped, and the newest answer's choices.
    tab_to(page, "Tell me more", 5, key="Shift+Tab")
    page.keyboard.press("Space")
    expect(replies(page)).to_have_count(2)
    tab_to(page, "Where this comes from", 4)
    page.keyboard.press("Enter")
    expect(replies(page).last.locator("details.sources")).to_have_attribute("open", "")
    tab_to(page, "How long it takes")
    tab_to(page, "Send")
    # Out of the chat and back into the page: nothing holds the focus.
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Go on with your chat")).to_be_focused()
    tab_to(page, "<script", 5) if page.locator("pre").count() else None
    assert hub.rasa.texts == [QUESTION, "/more"]


def test_the_focus_can_leave_the_open_chat_in_both_directions(page: Page, hub: Hub) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    open_chat(page, hub.council)
    for key in ("Tab", "Shift+Tab"):
        page.get_by_role("heading", name="Ask the Neurodiversity Hub").focus()
        for _ in range(20):
            page.keyboard.press(key)
            if page.evaluate("document.activeElement.localName") != "neurodiversity-hub-chat":
                break
        assert page.evaluate("document.activeElement.localName") in ("input", "a", "body"), key


def test_each_answer_is_added_to_the_log_once_and_what_the_person_wrote_is_not_announced(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    page.evaluate(
        """() => {
        const log = document.querySelector("neurodiversity-hub-chat").shadowRoot.querySelector("[role=log]");
        window.announced = [];
        new MutationObserver((changes) => {
          for (const change of changes) for (const node of change.addedNodes) {
            const off = change.target.closest("[aria-live=off]");
            if (off || node.nodeType !== 1) continue;
            const copy = node.cloneNode(true);
            for (const quiet of copy.querySelectorAll("[aria-live=off]")) quiet.remove();
            if (copy.textContent) announced.push(copy.textContent);
          }
        }).observe(log, { childList: true, subtree: true });
    }"""
    )
    hub.rasa.replies = [message("First answer."), message("And its second part.")]
    say(page, "one")
    expect(replies(page)).to_have_count(2)
    hub.rasa.replies = [message("Another answer.")]
    say(page, "two")
    expect(replies(page)).to_have_count(3)
    said = [text.removeprefix("The assistant") for text in page.evaluate("announced")]
    assert said == ["First answer.", "And its second part.", "Another answer."]
    assert page.get_by_role("log").count() == 1


def test_waiting_is_said_in_words_without_anything_that_moves(page: Page, hub: Hub) -> None:
    hub.rasa.seconds = 1.0
    page.goto(f"{hub.url}/chat")
    say(page, "hello")
    expect(page.get_by_role("status")).to_have_text("Waiting for the answer.")
    assert page.evaluate("document.getAnimations({ subtree: true }).length") == 0
    assert (
        page.locator(".hub *").evaluate_all(
            "all => all.filter((e) => getComputedStyle(e).animationName !== 'none' || getComputedStyle(e).transitionDuration !== '0s').length"
        )
        == 0
    )
    expect(replies(page)).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("")


def look(page: Page) -> dict[str, str]:
    return dict(page.locator(".hub").evaluate("hub => ({ ...hub.dataset })"))


def test_how_it_looks_is_remembered_on_the_device_and_nowhere_else(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    page.get_by_role("button", name="Options", exact=True).click()
    for group, label in (
        ("Text size", "Larger"),
        ("Spacing", "Wide"),
        ("Letters", "Easier with dyslexia"),
        ("Colours", "Cream"),
    ):
        page.get_by_role("group", name=group).get_by_label(label, exact=True).check()
    wanted = {"mode": "page", "size": "larger", "spacing": "wide", "font": "dyslexia", "theme": "cream"}
    assert look(page) == wanted
    page.reload()
    assert look(page) == wanted
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    assert set(hub.rasa.heard[0]) == {"conversation", "channel", "text", "metadata"}
    assert page.evaluate("Object.keys(localStorage)") == ["neurodiversity-hub-chat-look"]


@pytest.mark.parametrize(
    ("wish", "theme"), [({"color_scheme": "dark"}, "dark"), ({"contrast": "more"}, "contrast"), ({}, "light")]
)
def test_until_a_choice_is_made_it_looks_as_the_device_asks(
    browser: Browser, hub: Hub, wish: dict[str, Any], theme: str
) -> None:
    context = browser.new_context(**wish)
    page = context.new_page()
    page.goto(f"{hub.url}/chat")
    assert look(page)["theme"] == theme
    context.close()


@pytest.mark.parametrize("size", ["normal", "largest"])
def test_text_is_as_large_as_the_browser_s_own_whatever_the_host_sets(page: Page, hub: Hub, size: str) -> None:
    page.goto(f"{hub.url}/preview?mode=inline")  # its html has 62.5%
    page.evaluate(f"localStorage.setItem('neurodiversity-hub-chat-look', JSON.stringify({{ size: '{size}' }}))")
    page.reload()
    pixels = float(page.locator(".notice p").first.evaluate("p => parseFloat(getComputedStyle(p).fontSize)"))
    assert pixels == {"normal": 17, "largest": 28.8}[size]


def test_in_forced_colours_everything_that_can_be_pressed_has_a_border(browser: Browser, hub: Hub) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    hub.rasa.replies = [ANSWER]
    page.goto(f"{hub.url}/chat")
    say(page, QUESTION)
    expect(replies(page)).to_have_count(1)
    borders = page.locator("button, textarea, .you, .reply").evaluate_all(
        "all => all.filter((e) => e.checkVisibility()).map((e) => getComputedStyle(e).borderTopWidth)"
    )
    assert set(borders) == {"2px"}
    context.close()


def _picture(page: Page, name: str, place: Locator | None = None) -> None:
    (place or page).screenshot(path=ROOT / "docs" / "images" / f"widget-{name}.png")


@pytest.mark.skipif(not os.environ.get("HUB_PICTURES"), reason="only where the pictures of the documents are made anew")
def test_pictures_for_the_documents(page: Page, hub: Hub) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{hub.url}/preview")
    _picture(page, "closed")
    page.get_by_role("button", name="Ask the Neurodiversity Hub").click()
    _picture(page, "open")
    page.set_viewport_size({"width": 390, "height": 844})
    begin(page, hub, "page")
    for number, state in enumerate(in_every_state(page, hub)):
        page.wait_for_timeout(100)
        _picture(page, f"{number}-{state.replace(' ', '-')}")
    for theme in THEMES:
        option(page, LABELS[theme])
        hub.rasa.replies = [ANSWER]
        say(page, QUESTION)
        expect(replies(page)).not_to_have_count(0)
        page.wait_for_timeout(300)
        _picture(page, f"theme-{theme}")
    option(page, LABELS["light"])
    hub.rasa.replies = [WHICH_TIME]
    say(page, "I would like to book an appointment")
    page.get_by_role("button", name="See all days and times").click()
    page.get_by_role("button", name="Wednesday 9 December", exact=True).click()
    _picture(page, "times")
    hub.rasa.replies = [BOOKED]
    page.get_by_role("button", name="7.30pm").click()
    expect(page.get_by_role("link", name="Add it to your calendar")).to_be_visible()
    _picture(page, "booked")
    page.set_viewport_size({"width": 320, "height": 256})
    page.wait_for_timeout(200)
    _picture(page, "400-percent")
