"""The chat widget as a parent uses it: asking, choosing, going on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from widget_system import ANSWER, QUESTION, Hub, box, message, open_chat, replies, say


def test_before_anything_is_typed_it_says_what_it_is_who_to_phone_and_what_is_kept(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    notice = page.locator(".notice")
    expect(notice).to_contain_text("I am an automated assistant.")
    expect(notice).to_contain_text("This is not for emergencies.")
    expect(notice).to_contain_text("We keep this conversation for 24 hours after your last message.")
    numbers = [link.get_attribute("href") for link in notice.locator("a[href^='tel:']").all()]
    assert numbers == ["tel:999", "tel:111", "tel:08006444101"]
    expect(notice.get_by_role("link", name="Hertfordshire Local Offer")).to_be_visible()
    assert hub.rasa.heard == []


def test_an_answer_comes_with_its_sources_its_page_and_what_to_choose_next(page: Page, hub: Hub) -> None:
    hub.rasa.replies = [ANSWER]
    page.goto(f"{hub.url}/chat")
    say(page, QUESTION)
    answer = replies(page)
    expect(answer).to_contain_text("Start with your GP or the school.")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_focused()
    expect(box(page)).to_have_value("")
    expect(answer.get_by_role("link", name="Read the whole page")).to_have_attribute(
        "href", re.compile("/guidance/sleep$")
    )
    answer.get_by_text("Where this comes from, last checked 2 October 2026").click()
    expect(answer.get_by_text("An older page", exact=False)).to_be_visible()
    expect(answer).to_contain_text("page dated May 2026, checked 2 October 2026")
    assert answer.locator(".choice").all_inner_texts() == ["Tell me more", "How long it takes", "Talk to a person"]


def test_a_choice_sends_its_words_and_the_focus_waits_above_the_answer(page: Page, hub: Hub) -> None:
    hub.rasa.replies = [ANSWER]
    page.goto(f"{hub.url}/chat")
    say(page, QUESTION)
    page.get_by_role("button", name="How long it takes").click()
    expect(replies(page)).to_have_count(2)
    assert hub.rasa.texts == [QUESTION, "/long"]
    expect(page.locator(".you").last).to_be_focused()
    expect(page.locator(".you").last).to_contain_text("How long it takes")
    expect(page.locator(".choice:enabled")).to_have_count(3)
    expect(page.locator(".choice:disabled")).to_have_count(3)


def test_a_choice_that_is_clicked_twice_is_sent_once(page: Page, hub: Hub) -> None:
    hub.rasa.replies = [message("Shall I book it?", buttons=[{"title": "Yes, book it", "payload": "/affirm"}])]
    page.goto(f"{hub.url}/chat")
    say(page, "book")
    page.get_by_role("button", name="Yes, book it").dblclick()
    expect(replies(page)).to_have_count(2)
    page.wait_for_timeout(300)
    assert hub.rasa.texts == ["book", "/affirm"]


def test_send_that_is_pressed_twice_sends_once(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    box(page).fill("hello there")
    page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(replies(page)).to_have_count(1)
    page.wait_for_timeout(300)
    assert hub.rasa.texts == ["hello there"]


def test_enter_sends_and_shift_enter_makes_a_new_line(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    box(page).fill("one")
    box(page).press("Shift+Enter")
    box(page).type("two")
    box(page).press("Enter")
    expect(replies(page)).to_have_count(1)
    expect(page.locator(".you p").first).to_have_text("one\ntwo", use_inner_text=True)


def test_an_empty_message_is_not_sent_and_the_page_says_what_to_do(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    box(page).fill("   ")
    box(page).press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Please write what you would like to know. A few words are enough.")
    assert hub.rasa.heard == []


def test_a_paste_of_100_kb_is_refused_with_its_length_and_stays_in_the_box(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    say(page, "word " * 20_000)
    expect(page.get_by_role("alert")).to_have_text(
        "Your message has 100,000 characters. Please use at most 10,000. It was not sent."
    )
    assert len(box(page).input_value()) == 100_000
    assert hub.rasa.heard == []
    say(page, "x" * 10_000)
    expect(replies(page)).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_text("")


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)><script>alert(2)</script>",
        "[click](javascript:alert(1)) <javascript:alert(2)> **bold",
        "\u202etxt.exe \u2067\u0645\u0631\u062d\u0628\u0627 hello",
        "Z" + "\u0310\u0322\u035c" * 60 + "algo " + "W" * 300,
        "half \ud83d an emoji",
    ],
    ids=["html", "script links", "right to left", "zalgo", "half an emoji"],
)
def test_what_people_and_replies_say_stays_text_and_in_its_place(page: Page, hub: Hub, text: str) -> None:
    hub.rasa.replies = [message(text.replace("\ud83d", "?"))]
    page.goto(f"{hub.url}/chat")
    page.evaluate("() => { window.alert = () => { throw new Error('a script ran') } }")
    box(page).evaluate(
        "(box, units) => { box.value = String.fromCharCode(...units); box.dispatchEvent(new Event('input')) }",
        [
            int.from_bytes(text.encode("utf-16-le", "surrogatepass")[i : i + 2], "little")
            for i in range(0, 2 * len(text), 2)
        ],
    )
    box(page).press("Enter")
    expect(replies(page)).to_have_count(1)
    expect(page.locator(".you img, .you script, .you a, .reply img, .reply script, .reply a")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.locator(".you p").first.inner_text().startswith(text[:4])


def test_a_person_and_simpler_words_are_always_at_the_same_place(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    simply = page.locator(".ask").get_by_role("button", name="Say it more simply")
    expect(simply).to_be_hidden()
    page.locator(".ask").get_by_role("button", name="Talk to a person").click()
    expect(replies(page)).to_have_count(1)
    simply.click()
    expect(replies(page)).to_have_count(2)
    assert hub.rasa.texts == ["Talk to a person", "Say it more simply"]


def test_the_floating_chat_opens_and_closes_with_the_focus_in_hand(page: Page, hub: Hub) -> None:
    open_chat(page, f"{hub.url}/preview")
    expect(page.get_by_role("heading", name="Ask the Neurodiversity Hub")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Ask the Neurodiversity Hub")).to_be_focused()
