"""What a parent takes away from the chat, and how they end and leave it."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect
from widget_system import ANSWER, QUESTION, Hub, kept, replies, say


def test_ending_the_chat_is_asked_once_and_forgets_everything_here(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    page.get_by_role("button", name="Options", exact=True).click()
    page.get_by_role("button", name="End chat").click()
    expect(page.locator(".question")).to_be_focused()
    page.get_by_role("button", name="No, go on").click()
    expect(replies(page)).to_have_count(1)
    page.get_by_role("button", name="End chat").click()
    page.get_by_role("button", name="Yes, end it").click()
    expect(replies(page)).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("The chat is ended. You can begin a new one at any time.")
    assert kept(page) is None
    say(page, "hello again")
    expect(replies(page)).to_have_count(1)
    assert len({heard["conversation"] for heard in hub.rasa.heard}) == 2


def test_an_answer_that_comes_after_the_end_is_not_shown(page: Page, hub: Hub) -> None:
    hub.rasa.seconds = 0.7
    page.goto(f"{hub.url}/chat")
    say(page, "hello")
    page.get_by_role("button", name="Options", exact=True).click()
    page.get_by_role("button", name="End chat").click()
    page.get_by_role("button", name="Yes, end it").click()
    page.wait_for_timeout(1200)
    expect(replies(page)).to_have_count(0)
    assert kept(page) is None


def test_leaving_quickly_clears_the_chat_and_the_way_back_does_not_lead_to_it(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/guidance")
    page.goto(f"{hub.url}/preview")
    page.evaluate(f"document.querySelector('neurodiversity-hub-chat').setAttribute('leave-url', '{hub.url}/healthz')")
    page.get_by_role("button", name="Ask the Neurodiversity Hub").click()
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    page.get_by_role("button", name="Leave quickly").click()
    page.wait_for_url("**/healthz")
    assert page.evaluate("sessionStorage.length") == 0
    page.go_back()
    assert page.url == f"{hub.url}/guidance"


def test_leaving_goes_where_the_operator_has_set(browser: Browser, hub: Hub) -> None:
    context = browser.new_context()
    page = context.new_page()
    context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="a neutral page"))
    page.goto(f"{hub.url}/chat")
    page.get_by_role("button", name="Leave quickly").click()
    page.wait_for_url("https://www.bbc.co.uk/weather")
    assert page.content().count("a neutral page") == 1
    context.close()


def test_the_conversation_can_be_saved_as_a_file(page: Page, hub: Hub) -> None:
    hub.rasa.replies = [ANSWER]
    page.goto(f"{hub.url}/chat")
    say(page, QUESTION)
    expect(replies(page)).to_have_count(1)
    page.get_by_role("button", name="Options", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the conversation").click()
    download = waiting.value
    text = download.path().read_text(encoding="utf-8")
    assert download.suggested_filename == "neurodiversity-hub-chat.txt"
    assert (
        f"You:\n{QUESTION}\n\nThe assistant:\nStart with your GP or the school.\n\n1. Write down what you see.\n2. Ask for a referral.\n\nSee the form."
        in text
    )
    assert f"{hub.url}/guidance/sleep" in text
    assert "An older page, checked 2 October 2026: https://source.example/old" in text


def test_an_answer_can_be_copied_printed_and_mailed(browser: Browser, hub: Hub) -> None:
    hub.rasa.replies = [ANSWER]
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{hub.url}/chat")
    say(page, QUESTION)
    page.get_by_text("Copy, print or listen").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("The answer is copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Start with your GP or the school.\n\n1. Write down")
    mail = page.get_by_role("link", name="Email it to yourself").get_attribute("href")
    assert mail
    assert mail.startswith("mailto:?subject=Conversation%20with")
    assert "Start%20with%20your%20GP" in mail
    page.get_by_role("button", name="Print").click()
    printed = [frame.locator("body").inner_text() for frame in page.frames[1:]]
    assert all("Start with your GP" in text and "Options" not in text for text in printed)
    context.close()


def test_reading_aloud_begins_only_on_request_and_stops(browser: Browser, hub: Hub) -> None:
    hub.rasa.replies = [ANSWER]
    context = browser.new_context()
    context.add_init_script(
        """window.spoken = [];
        Object.defineProperty(window, "speechSynthesis", { value: {
            speak(words) { spoken.push([words.lang, words.text]) }, cancel() { spoken.push("stop") } } });"""
    )
    page = context.new_page()
    page.goto(f"{hub.url}/chat")
    say(page, QUESTION)
    page.get_by_text("Copy, print or listen").click()
    assert not [said for said in page.evaluate("spoken") if said != "stop"]
    page.get_by_role("button", name="Read aloud").click()
    (said,) = [said for said in page.evaluate("spoken") if said != "stop"]
    assert said[0] == "en-GB"
    assert said[1].startswith("Start with your GP or the school.")
    page.get_by_role("button", name="Stop reading").click()
    assert page.evaluate("spoken.at(-1)") == "stop"
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible()
    context.close()
