"""/chat where its script does not run: a plain form, as good as the widget for everything that matters; and /guidance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from widget_system import ANSWER, BOOKED, QUESTION, WHICH_TIME, Hub


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page in which no script runs."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def ask(page: Page, text: str) -> None:
    page.get_by_label("Your question").fill(text)
    page.get_by_role("button", name="Send").click()


def violations(page: Page) -> list[str]:
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{issue['id']}: {issue['nodes'][0]['html'][:120]}" for issue in found]


def test_a_question_is_answered_with_its_sources(plain: Page, hub: Hub) -> None:
    hub.rasa.replies = [ANSWER]
    plain.goto(hub.url)
    assert plain.url == f"{hub.url}/chat"
    expect(plain.locator("a[href='tel:999']")).to_be_visible()
    ask(plain, QUESTION)
    expect(plain.locator(".asked")).to_contain_text(QUESTION)
    answer = plain.locator("article.reply")
    expect(answer).to_contain_text("Start with your GP")
    answer.locator("summary").click()
    expect(answer.locator("details a").first).to_be_visible()
    expect(plain.get_by_label("Your question")).to_have_value("")


def test_a_choice_goes_on_in_the_same_conversation(plain: Page, hub: Hub) -> None:
    hub.rasa.replies = [ANSWER]
    plain.goto(f"{hub.url}/chat")
    ask(plain, QUESTION)
    plain.get_by_role("button", name="How long it takes").click()
    expect(plain.locator(".asked")).to_contain_text("How long it takes")
    plain.get_by_role("button", name="Say it more simply").click()
    expect(plain.locator(".asked")).to_contain_text("Say it more simply")
    assert hub.rasa.texts == [QUESTION, "/long", "Say it more simply"]
    assert len({heard["conversation"] for heard in hub.rasa.heard}) == 1


def test_an_appointment_s_time_is_chosen_from_a_list_and_its_calendar_file_is_a_link(plain: Page, hub: Hub) -> None:
    hub.rasa.replies = [WHICH_TIME]
    plain.goto(f"{hub.url}/chat")
    ask(plain, "book")
    plain.get_by_label("All days and times").select_option("Wednesday 9 December at 7.30pm")
    hub.rasa.replies = [BOOKED]
    plain.get_by_role("button", name="Choose this time").click()
    link = plain.get_by_role("link", name="Add it to your calendar")
    assert link.get_attribute("href") == BOOKED["calendar"]
    assert hub.rasa.texts == ["book", "Wednesday 9 December at 7.30pm"]


def test_a_page_that_is_loaded_again_asks_nothing_again(plain: Page, hub: Hub) -> None:
    plain.goto(f"{hub.url}/chat")
    ask(plain, "Yes, book it")
    expect(plain.locator("article.reply")).to_have_count(1)
    plain.reload()
    expect(plain.locator("article.reply")).to_have_count(1)
    assert hub.rasa.texts == ["Yes, book it"]


def test_what_a_person_writes_stays_text(plain: Page, hub: Hub) -> None:
    plain.goto(f"{hub.url}/chat")
    ask(plain, "<img src=x onerror=alert(1)><script>alert(2)</script> when are you open")
    expect(plain.locator("article.reply")).to_have_count(1)
    expect(plain.locator(".asked img, .asked script, .reply img, .reply script")).to_have_count(0)


def test_a_crisis_shows_the_numbers_first(plain: Page, hub: Hub) -> None:
    plain.goto(f"{hub.url}/chat")
    ask(plain, "my daughter has swallowed a battery")
    expect(plain.locator("article.reply").first).to_contain_text("999")
    expect(plain.locator("article.reply-crisis")).to_have_count(1)


def test_where_the_script_does_not_load_the_same_form_is_there(page: Page, hub: Hub) -> None:
    page.route("**/widget/*", lambda route: route.abort())
    page.goto(f"{hub.url}/chat")
    ask(page, "hello")
    expect(page.locator("article.reply")).to_have_count(1)


def test_leaving_quickly_needs_no_script(plain: Page, hub: Hub) -> None:
    plain.context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="a neutral page"))
    plain.goto(f"{hub.url}/chat")
    ask(plain, "hello")
    plain.get_by_role("link", name="Leave quickly").click()
    expect(plain).to_have_url("https://www.bbc.co.uk/weather")
    expect(plain.get_by_text("a neutral page")).to_be_visible()
    assert hub.url not in plain.content()


@pytest.mark.parametrize("path", ["/guidance", "/guidance/sleep", "/guidance?q=sleep"])
def test_no_page_breaks_an_accessibility_rule(page: Page, front_door: str, path: str) -> None:
    page.goto(front_door + path)
    assert violations(page) == []


def test_a_conversation_breaks_no_accessibility_rule_either(page: Page, hub: Hub) -> None:
    page.route("**/widget/*", lambda route: route.abort())
    page.goto(f"{hub.url}/chat")
    assert violations(page) == []
    hub.rasa.replies = [ANSWER, WHICH_TIME, BOOKED]
    ask(page, QUESTION)
    expect(page.locator("article.reply")).to_have_count(3)
    page.wait_for_load_state("load")  # with its styles
    assert violations(page) == []
    ask(page, "he wants to die")
    expect(page.locator("article.reply-crisis")).to_have_count(1)
    page.wait_for_load_state("load")
    assert violations(page) == []


def test_at_320_pixels_nothing_scrolls_sideways_and_the_focus_is_in_sight(browser: Browser, hub: Hub) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})  # 1280 pixels at 400%
    page = context.new_page()
    page.route("**/widget/*", lambda route: route.abort())
    page.goto(f"{hub.url}/chat")
    hub.rasa.replies = [ANSWER, WHICH_TIME]
    ask(page, QUESTION)
    expect(page.locator("article.reply")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.wait_for_load_state("load")
    for _ in range(16):
        page.keyboard.press("Tab")
        # A browser scrolls to the focus with its next picture.
        page.wait_for_function(
            "() => { const r = document.activeElement.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight; }",
            timeout=2_000,
        )
    context.close()
