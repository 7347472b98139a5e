"""The console in a real browser: live, by keyboard, with a screen reader's rules, on a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from staff_system import StaffSystem, another_page, violations
from unit.console.a_console import EVENING
from unit.made_up import write_small_knowledge_base

from hub import knowledge
from hub.handoff.states import State
from hub.uk_calendar import in_london
from knowledge_base.encoder import load
from knowledge_base.search import Search
from knowledge_base.store import read_knowledge_base

WIDE = {"width": 1280, "height": 900}
PICTURES = os.environ.get("CONSOLE_PICTURES")
PASSED_ON = {"topic": "sleep", "articles": ["Helping your child to sleep"], "age": "7", "needs": "short messages"}


def picture(page: Page, name: str) -> None:
    """For the documents, where CONSOLE_PICTURES names a folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def reply_box(page: Page, name: str = "Amina") -> Locator:
    return page.get_by_label(f"Reply to {name}")


def lines(page: Page) -> list[str]:
    return page.locator(".console-line:not(.console-line--state) .console-words").all_inner_texts()


def accept(page: Page, name: str = "Amina") -> None:
    page.get_by_role("button", name=f"Accept {name}").click()
    expect(page.get_by_label(f"Reply to {name}")).to_be_visible()


def test_signing_in_breaks_no_rule_of_accessibility(staff: StaffSystem, page: Page) -> None:
    page.goto(f"{staff.url}/console")
    expect(page).to_have_url(f"{staff.url}/staff/sign-in?next=/console")
    assert violations(page) == []
    picture(page, "staff-sign-in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The name, the password or the code is not right.")
    assert violations(page) == []
    staff.sign_in(page)
    assert violations(page) == []
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{staff.url}/staff/sign-in")


def test_a_parent_is_accepted_answered_and_given_back(staff: StaffSystem, browser: Browser) -> None:
    with another_page(browser, viewport=WIDE) as page:
        staff.come_in(page)
        expect(page.locator("#queue")).to_contain_text("Nobody waits.")
        staff.console.parent(brief=PASSED_ON)
        staff.parent_says("are you a real person")
        expect(page.locator("#queue")).to_contain_text("1 person waits.")
        assert page.title() == "(1) waiting – Chats – Neurodiversity Hub staff"
        accept(page)
        expect(reply_box(page)).to_be_focused()
        expect(page.locator(".console-chat")).to_contain_text("short messages")
        page.keyboard.type("Yes, I am. How are you?")
        page.keyboard.press("Enter")
        expect(page.locator(".console-line--handler")).to_contain_text("Yes, I am. How are you?")
        expect(reply_box(page)).to_have_value("")
        staff.parent_says("he does not sleep", key="2")
        expect(page.locator(".console-line--parent")).to_have_count(2)
        assert lines(page) == ["are you a real person", "Yes, I am. How are you?", "he does not sleep"]
        assert violations(page) == []
        picture(page, "console-chat")
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="End chat with Amina").click()
        expect(page.get_by_text("The assistant is back for the parent.")).to_be_visible()
        assert staff.console.queue.state_of("c") == State.WITH_ASSISTANT
        assert violations(page) == []
        page.get_by_role("button", name="Close this chat with Amina").click()
        expect(page.get_by_text("You have no chats.")).to_be_visible()


def test_three_chats_stand_side_by_side_and_a_draft_is_never_lost(staff: StaffSystem, browser: Browser) -> None:
    with another_page(browser, viewport={"width": 1600, "height": 900}) as page:
        staff.come_in(page)
        names = ["Amina", "Jo", "Sam"]
        for name in names:
            staff.console.parent(name, first_name=name, crisis=name == "Sam", brief={"topic": "sleep"})
        for name in names:
            accept(page, name)
            page.get_by_label(f"Reply to {name}").fill(f"draft for {name}")
        tops = {page.locator(".console-chat").nth(n).bounding_box()["y"] for n in range(3)}  # type: ignore[index]
        assert len(tops) == 1
        staff.console.parent("more", first_name="Kim")
        staff.parent_says("hello", "Jo")
        expect(page.locator(".console-line--parent")).to_have_count(1)
        expect(page.locator("#queue")).to_contain_text("Kim")
        for name in names:
            expect(page.get_by_label(f"Reply to {name}")).to_have_value(f"draft for {name}")
        page.get_by_role("button", name="Accept Kim").click()
        expect(page.locator("#trouble")).to_contain_text("You have as many chats as one may have at once.")
        picture(page, "console-chats")


def test_all_of_it_goes_by_keyboard(staff: StaffSystem, browser: Browser) -> None:
    with another_page(browser, viewport=WIDE) as page:
        staff.come_in(page)
        staff.console.parent()
        expect(page.get_by_role("button", name="Accept Amina")).to_be_visible()
        reach(page, "Accept Amina")
        staff.console.parent("two", first_name="Jo")
        expect(page.get_by_role("button", name="Accept Jo")).to_be_visible()
        expect(page.get_by_role("button", name="Accept Amina")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Reply to Amina")).to_be_visible()
        reach(page, "Pass on Amina")
        page.once("dialog", lambda dialog: dialog.accept())
        page.keyboard.press("Enter")
        expect(page.get_by_text("You have no chats.")).to_be_visible()


def reach(page: Page, name: str) -> None:
    """Press Tab until the button with this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim().replace(/\\s+/g, ' ')") == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_a_lost_connection_loses_and_doubles_nothing(staff: StaffSystem, page: Page) -> None:
    staff.come_in(page)
    staff.console.parent()
    accept(page)
    page.context.set_offline(True)
    reply_box(page).fill("are you there")
    page.keyboard.press("Enter")
    expect(page.locator(".console-problem")).to_contain_text("Your words are still here.")
    staff.parent_says("hello")
    page.context.set_offline(False)
    expect(page.locator(".console-line--parent")).to_have_count(1, timeout=15_000)
    page.keyboard.press("Enter")
    expect(page.locator(".console-line--handler")).to_have_count(1)
    page.reload()
    expect(page.locator(".console-line--handler")).to_have_count(1)
    assert lines(page) == ["hello", "are you there"]


def test_the_answer_that_got_lost_is_not_said_twice(staff: StaffSystem, page: Page) -> None:
    staff.come_in(page)
    number = staff.console.parent().id
    accept(page)

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/say", swallow)
    reply_box(page).fill("only once")
    page.keyboard.press("Enter")
    expect(page.locator(".console-problem")).to_be_visible()
    page.unroute("**/say")
    page.keyboard.press("Enter")
    expect(reply_box(page)).to_have_value("")
    expect(page.locator(".console-line--handler")).to_have_count(1)
    page.wait_for_timeout(1_500)  # longer than it takes a second one to come
    said = [line.text for line in staff.console.queue.lines(number) if line.kind == "text"]
    assert (said, lines(page)) == (["only once"], ["only once"])


def test_a_new_one_is_announced_and_the_sound_is_remembered(staff: StaffSystem, page: Page) -> None:
    staff.somebody_is_there()
    staff.console.parent()
    staff.come_in(page)
    expect(page.locator("#queue")).to_contain_text("1 person waits.")
    page.get_by_label("Sound when somebody waits").check()
    page.evaluate(
        "() => { window.tones = 0; const start = OscillatorNode.prototype.start; "
        "OscillatorNode.prototype.start = function (when) { window.tones += 1; start.call(this, when); }; }"
    )
    assert page.locator("body").get_attribute("data-alerts") is None
    staff.console.parent("two", first_name="Jo")
    expect(page.locator("#announcement")).to_have_text("Somebody new waits.")
    assert page.evaluate("window.tones") == 2
    page.reload()
    expect(page.get_by_label("Sound when somebody waits")).to_be_checked()


def test_another_handler_accepts_and_both_pages_say_so(staff: StaffSystem, page: Page, browser: Browser) -> None:
    with another_page(browser, viewport=WIDE) as other:
        staff.come_in(page, "ada")
        staff.come_in(other, "bob")
        expect(page.locator("#queue")).to_contain_text("Also there: bob")
        staff.console.parent()
        for one in (page, other):
            expect(one.get_by_role("button", name="Accept Amina")).to_be_visible()
        accept(other)
        expect(page.locator("#queue")).to_contain_text("Nobody waits.")
        expect(page.locator(".console-chat")).to_have_count(0)


def test_another_role_signs_the_open_page_out(staff: StaffSystem, page: Page) -> None:
    staff.come_in(page)
    staff.console.house.staff.accounts.set_roles("ada", ["lead"], staff.now)
    page.get_by_label("Busy").check()
    expect(page).to_have_url(f"{staff.url}/staff/sign-in?next=/console")


def test_a_session_that_ends_takes_no_unsent_words_along(staff: StaffSystem, page: Page) -> None:
    staff.come_in(page)
    staff.console.parent()
    accept(page)
    reply_box(page).fill("a long and careful answer")
    staff.console.house.staff.accounts.set_roles("ada", ["lead"], staff.now)
    page.keyboard.press("Enter")
    expect(page.locator("#trouble")).to_contain_text("You are signed out. Copy what you have written")
    expect(reply_box(page)).to_have_value("a long and careful answer")


def test_guidance_goes_into_the_box_and_not_to_the_parent(
    staff: StaffSystem, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = read_knowledge_base(write_small_knowledge_base(tmp_path / "articles"), phrasings=None)
    monkeypatch.setattr(knowledge, "_built", Search(articles, load()))
    staff.come_in(page)
    number = staff.console.parent().id
    accept(page)
    page.locator("summary").filter(has_text="Guidance").click()
    page.get_by_label("Search the guidance").fill("how do I get my son to sleep")
    page.get_by_role("button", name="Search").click()
    use = page.get_by_role("button", name="Use “").first
    use.click()
    expect(reply_box(page)).to_be_focused()
    assert "/guidance/" in reply_box(page).input_value()
    assert [line for line in staff.console.queue.lines(number) if line.kind == "text"] == []
    assert violations(page) == []


def test_the_call_backs_and_the_diary_break_no_rule(staff: StaffSystem, page: Page, browser: Browser) -> None:
    number = staff.console.family(topic="school", wish="after 11am", brief=PASSED_ON)
    staff.console.family("two", first_name="Jo", phone="+447700900124", crisis=True)
    appointment = staff.console.books()
    staff.sign_in(page)
    page.goto(f"{staff.url}/console/callbacks")
    page.get_by_role("button", name="Take the call to Amina").click()
    expect(page.get_by_role("link", name="07700 900123")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Note for the team").fill("rang, engaged")
    page.get_by_role("button", name="Could not reach Amina").click()
    expect(page.locator(f"#callback-{number}")).to_contain_text("1 time, last 10:00am")
    assert violations(page) == []
    staff.console.house.clock.now = EVENING
    staff.sign_in(page)
    page.goto(f"{staff.url}/console/diary")
    expect(page.get_by_text("Now: Amina at 7:00pm.")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{staff.url}/console/diary/{appointment}?day={in_london(EVENING).date()}")
    assert violations(page) == []
    page.get_by_label("We spoke").check()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(f"#appointment-{appointment}")).to_contain_text("Kept")
    page.goto(f"{staff.url}/console/replies?q=sleep")
    assert violations(page) == []
    with another_page(browser, viewport=WIDE) as wide:
        staff.sign_in(wide)
        wide.goto(f"{staff.url}/console/callbacks")
        wide.get_by_role("button", name="Take the call to Amina").click()
        picture(wide, "console-callbacks")
        wide.goto(f"{staff.url}/console/diary")
        picture(wide, "console-diary")


@pytest.mark.parametrize("path", ["/console", "/console/callbacks", "/console/diary", "/staff"])
def test_at_320_pixels_nothing_scrolls_sideways(staff: StaffSystem, browser: Browser, path: str) -> None:
    staff.somebody_is_there()
    staff.console.parent(first_name="A" * 60)
    staff.console.family(topic="school " * 20)
    staff.console.books()
    with another_page(browser, viewport={"width": 320, "height": 256}) as page:  # 1280 pixels at 400%
        staff.come_in(page)
        accept(page, "A" * 60)
        staff.parent_says("w" * 300)
        expect(page.locator(".console-line--parent")).to_have_count(1)
        page.goto(staff.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if path == "/console":
            assert violations(page) == []
            picture(page, "console-phone")
