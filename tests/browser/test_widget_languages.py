"""The interface in other languages: for families once it is reviewed, for staff as drafts in the preview."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from widget_system import ANSWER, QUESTION, Hub, box, open_chat, replies, say, violations, wide

from hub.languages import languages


def choose(page: Page, language: str) -> None:
    page.get_by_role("button", name="Options", exact=True).click()
    page.get_by_role("group", name="Language").get_by_label(language, exact=True).click()


def test_families_are_offered_no_draft(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Options", exact=True).click()
    expect(page.get_by_role("group", name="Text size")).to_be_visible()
    offered = [one.name for one in languages().values() if one.is_reviewed]
    expect(page.get_by_role("group", name="Language")).to_have_count(1 if offered else 0)


@pytest.mark.parametrize("code", ["pl", "ur", "bn", "ar"])
def test_in_the_preview_the_whole_chat_speaks_it_in_its_direction(page: Page, hub: Hub, code: str) -> None:
    language = languages()[code]
    texts = language.shown(drafts=True)
    page.set_viewport_size({"width": 320, "height": 640})
    open_chat(page, f"{hub.url}/preview")
    expect(page.locator(".notice a[href='tel:999']")).to_be_visible()
    page.wait_for_load_state("networkidle")
    choose(page, language.name)
    expect(page.get_by_role("button", name=texts["send"], exact=True)).to_be_visible()
    frame = page.locator(".hub")
    assert (frame.get_attribute("lang"), frame.get_attribute("dir")) == (code, language.direction)
    notice = page.locator(".notice")
    expect(notice).to_contain_text(texts["interpreter"])
    assert notice.locator("a[href^='tel:']").all_inner_texts() == ["999", "111", "0800 6444 101"]
    assert violations(page) == []
    assert wide(page) <= 0
    hub.rasa.replies = [ANSWER]
    page.get_by_role("textbox", name=texts["label"]).fill(QUESTION)
    page.get_by_role("button", name=texts["send"], exact=True).click()
    expect(replies(page)).to_have_count(1)
    assert page.locator(".reply .text").get_attribute("lang") == "en-GB"
    page.get_by_role("button", name=texts["simply"]).click()
    expect(replies(page)).to_have_count(2)
    assert hub.rasa.texts == [QUESTION, "Say it more simply"]
    assert violations(page) == []
    page.reload()
    expect(page.get_by_role("button", name=texts["send"], exact=True)).to_be_visible()
    expect(replies(page)).to_have_count(2)


def test_the_way_back_to_english(page: Page, hub: Hub) -> None:
    open_chat(page, f"{hub.url}/preview")
    page.wait_for_load_state("networkidle")
    choose(page, "Polski")
    polish = languages()["pl"].shown(drafts=True)
    page.get_by_role("button", name=polish["options"], exact=True).click()
    page.get_by_role("group", name="Language").get_by_label("English", exact=True).click()
    expect(box(page)).to_be_visible()
    expect(page.get_by_role("heading", name="Ask the Neurodiversity Hub").first).to_be_focused()


def test_somebody_who_writes_polish_gets_simple_english_and_the_numbers(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    say(page, "Mój syn nie chce iść do szkoły, co mam robić?")
    expect(replies(page)).to_contain_text("Polski (Polish)")
    expect(replies(page)).to_contain_text("999")
    expect(replies(page)).to_contain_text("Then write: interpreter, Polish.")
    assert hub.rasa.texts == []
