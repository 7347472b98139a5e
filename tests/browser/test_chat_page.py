"""The chat page as a parent on a phone uses it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

QUESTION = "my son is 7, how do I get him assessed for adhd"


def ask(page: Page, text: str) -> None:
    page.get_by_label("Your question").fill(text)
    page.get_by_role("button", name="Send").click()


def violations(page: Page) -> list[str]:
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{issue['id']}: {issue['nodes'][0]['html'][:120]}" for issue in found]


def test_a_question_is_answered_with_its_sources(page: Page, front_door: str) -> None:
    page.goto(front_door)
    ask(page, QUESTION)
    answer = page.locator("article.reply").first
    expect(answer).to_contain_text("Start with your GP")
    expect(page.get_by_label("Your question")).to_be_focused()
    expect(page.get_by_label("Your question")).to_have_value("")
    answer.locator("summary").click()
    expect(answer.locator("details a").first).to_be_visible()


def test_enter_sends_and_the_conversation_goes_on(page: Page, front_door: str) -> None:
    page.goto(front_door)
    box = page.get_by_label("Your question")
    box.fill("are you open on boxing day")
    box.press("Enter")
    expect(page.locator("article.reply")).to_have_count(1)
    first = page.locator("#conversation").input_value()
    ask(page, QUESTION)
    expect(page.locator("article.reply")).to_have_count(2)
    assert page.locator("#conversation").input_value() == first


def test_without_scripts_the_form_answers_too(browser: Browser, front_door: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(front_door)
    ask(page, QUESTION)
    expect(page.locator("article.reply").first).to_contain_text("Start with your GP")
    expect(page.locator(".asked")).to_contain_text(QUESTION)
    context.close()


def test_what_a_person_writes_stays_text(page: Page, front_door: str) -> None:
    page.goto(front_door)
    ask(page, "<img src=x onerror=alert(1)><script>alert(2)</script> when are you open")
    expect(page.locator("article.reply")).to_have_count(1)
    expect(page.locator(".asked img, .asked script, .reply img, .reply script")).to_have_count(0)


def test_a_crisis_shows_the_numbers_first(page: Page, front_door: str) -> None:
    page.goto(front_door)
    ask(page, "my daughter has swallowed a battery")
    expect(page.locator("article.reply").first).to_contain_text("999")
    expect(page.locator("article.reply-crisis")).to_have_count(1)


@pytest.mark.parametrize("path", ["/", "/guidance", "/guidance/sleep", "/guidance?q=sleep"])
def test_no_page_breaks_an_accessibility_rule(page: Page, front_door: str, path: str) -> None:
    page.goto(front_door + path)
    assert violations(page) == []


def test_a_conversation_breaks_no_accessibility_rule_either(page: Page, front_door: str) -> None:
    page.goto(front_door)
    ask(page, QUESTION)
    expect(page.locator("article.reply")).to_have_count(1)
    ask(page, "he wants to die")
    expect(page.locator("article.reply-crisis")).to_have_count(1)
    assert violations(page) == []


def test_at_320_pixels_nothing_scrolls_sideways_and_the_focus_is_in_sight(browser: Browser, front_door: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})  # 1280 pixels at 400%
    page = context.new_page()
    page.goto(front_door)
    ask(page, QUESTION)
    expect(page.locator("article.reply")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for _ in range(12):
        page.keyboard.press("Tab")
        box = page.evaluate(
            "() => { const r = document.activeElement.getBoundingClientRect(); return [r.top, r.bottom, innerHeight]; }"
        )
        assert box[1] > 0
        assert box[0] < box[2]
    context.close()


def test_a_lost_connection_says_so_and_keeps_the_words(page: Page, front_door: str) -> None:
    page.goto(front_door)
    page.context.set_offline(True)
    ask(page, QUESTION)
    expect(page.get_by_role("alert")).to_have_text("Your message was not sent. Please try again.")
    expect(page.get_by_label("Your question")).to_have_value(QUESTION)
    page.context.set_offline(False)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("article.reply")).to_have_count(1)
