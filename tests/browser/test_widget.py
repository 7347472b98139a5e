"""The chat widget as a parent uses it: asking, choosing, keeping an answer, losing the connection, leaving."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from widget_system import (
    ANSWER,
    QUESTION,
    Hub,
    box,
    kept,
    message,
    open_chat,
    replies,
    say,
)


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


def test_thirty_messages_in_a_second_are_answered_once_each_and_in_order(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    for number in range(30):
        box(page).fill(f"message {number}")
        box(page).press("Enter")
    expect(replies(page)).to_have_count(30)
    assert hub.rasa.texts == [f"message {number}" for number in range(30)]
    assert hub.rasa.most_in_hand == 1


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


def test_a_reload_keeps_the_conversation_and_announces_none_of_it_again(page: Page, hub: Hub) -> None:
    hub.rasa.replies = [ANSWER]
    page.goto(f"{hub.url}/chat")
    say(page, QUESTION)
    expect(replies(page)).to_have_count(1)
    box(page).fill("half a sent")
    page.reload()
    expect(page.locator(".history .reply")).to_have_count(1)
    expect(page.get_by_role("log").locator(".reply")).to_have_count(0)
    expect(box(page)).to_have_value("half a sent")
    say(page, "thanks")
    expect(page.get_by_role("log").locator(".reply")).to_have_count(1)
    assert len({heard["conversation"] for heard in hub.rasa.heard}) == 1


def test_a_message_without_an_answer_at_a_reload_can_be_sent_again_and_is_not_by_itself(page: Page, hub: Hub) -> None:
    hub.rasa.seconds = 1.0
    page.goto(f"{hub.url}/chat")
    say(page, "hello")
    expect(page.get_by_role("status")).to_have_text("Waiting for the answer.")
    page.reload()
    expect(page.locator(".state .failed")).to_have_text("No answer came before the page was left. You can try again.")
    hub.rasa.begin()
    page.get_by_role("button", name="Try again").click()
    expect(replies(page)).to_have_count(1)
    expect(page.locator(".you")).to_have_count(1)


def test_storage_that_is_blocked_changes_nothing_but_what_a_reload_keeps(browser: Browser, hub: Hub) -> None:
    context = browser.new_context()
    context.add_init_script(
        "for (const name of ['sessionStorage', 'localStorage']) "
        "Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{hub.url}/chat")
    for number in (1, 2):
        say(page, "hello")
        expect(replies(page)).to_have_count(number)
    assert len({heard["conversation"] for heard in hub.rasa.heard}) == 1
    page.reload()
    expect(replies(page)).to_have_count(0)
    assert problems == []
    context.close()


def test_offline_a_message_waits_and_goes_by_itself_when_the_connection_is_back(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    page.context.set_offline(True)
    say(page, "hello")
    expect(page.locator(".state .failed")).to_have_text(
        "Not sent yet. You are offline. We send it when you are online again."
    )
    page.context.set_offline(False)
    expect(replies(page)).to_have_count(1)
    expect(page.locator(".state .failed")).to_have_count(0)
    assert hub.rasa.texts == ["hello"]


def test_a_lost_message_says_so_and_is_sent_again_once_on_request(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    page.route("**/api/chat", lambda route: route.abort())
    say(page, "hello")
    expect(page.locator(".state .failed")).to_have_text("Not sent. Please check your connection and try again.")
    page.unroute("**/api/chat")
    page.get_by_role("button", name="Try again").dblclick()
    expect(replies(page)).to_have_count(1)
    page.wait_for_timeout(300)
    assert hub.rasa.texts == ["hello"]
    expect(page.locator(".you")).to_have_count(1)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, "{}", "Something went wrong on our side. Please try again. If anyone is in danger, phone 999."),
        (200, "<p>a proxy's page</p>", "Something went wrong on our side."),
        (422, '{"error": "no"}', "This message could not be read. Please write it in other words."),
    ],
)
def test_whatever_the_server_says_a_person_reads_what_to_do(
    page: Page, hub: Hub, status: int, body: str, said: str
) -> None:
    page.goto(f"{hub.url}/chat")
    page.route("**/api/chat", lambda route: route.fulfill(status=status, body=body))
    say(page, "hello")
    expect(page.locator(".state .failed")).to_contain_text(said)


def test_a_conversation_that_the_server_forgot_goes_on_as_a_new_one(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    page.evaluate(
        """() => { const key = "neurodiversity-hub-chat"; const kept = JSON.parse(sessionStorage.getItem(key));
            window.addEventListener("pagehide", () => sessionStorage.setItem(key, JSON.stringify({ ...kept, conversation: "x".repeat(43) }))) }"""
    )
    page.reload()
    say(page, "again")
    expect(replies(page)).to_have_count(2)
    expect(page.locator(".failed:visible")).to_have_count(0)


@pytest.mark.parametrize(("hours", "left"), [(-48, 1), (23, 1), (25, 0)])
def test_an_old_conversation_is_not_shown_and_a_wrong_clock_harms_nothing(
    browser: Browser, hub: Hub, hours: int, left: int
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{hub.url}/chat")
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    context.add_init_script(f"const now = Date.now; Date.now = () => now() + {hours} * 3600000")
    page.reload()
    expect(box(page)).to_be_visible()
    expect(replies(page)).to_have_count(left)
    context.close()


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


def test_a_person_and_simpler_words_are_always_at_the_same_place(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    simply = page.locator(".ask").get_by_role("button", name="Say it more simply")
    expect(simply).to_be_hidden()
    page.locator(".ask").get_by_role("button", name="Talk to a person").click()
    expect(replies(page)).to_have_count(1)
    simply.click()
    expect(replies(page)).to_have_count(2)
    assert hub.rasa.texts == ["Talk to a person", "Say it more simply"]


def test_an_answer_is_in_sight_within_200_ms_of_the_server(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    page.evaluate(
        """() => {
        const root = document.querySelector("neurodiversity-hub-chat").shadowRoot;
        const fetched = window.fetch;
        window.fetch = async (...given) => { const answer = await fetched(...given); window.arrived = performance.now(); return answer; };
        new MutationObserver(() => {
          if (root.querySelector(".reply")) requestAnimationFrame(() => { window.shown ??= performance.now(); });
        }).observe(root, { childList: true, subtree: true });
    }"""
    )
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    page.wait_for_function("window.shown !== undefined")
    assert page.evaluate("shown - arrived") < 200


def test_without_javascript_the_page_is_a_form_that_answers(browser: Browser, hub: Hub) -> None:
    hub.rasa.replies = [ANSWER]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{hub.url}/chat")
    expect(page.locator("a[href='tel:999']")).to_be_visible()
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("article.reply").first).to_contain_text("Start with your GP")
    context.close()


def test_where_the_script_does_not_load_the_same_form_is_there(page: Page, hub: Hub) -> None:
    page.route("**/widget/*", lambda route: route.abort())
    page.goto(f"{hub.url}/chat")
    page.get_by_label("Your question").fill("hello")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("article.reply")).to_have_count(1)


def test_the_back_button_brings_the_conversation_back(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    page.goto(f"{hub.url}/guidance")
    page.go_back()
    expect(replies(page)).to_have_count(1)
    assert hub.rasa.texts == ["hello"]


def test_the_floating_chat_opens_and_closes_with_the_focus_in_hand(page: Page, hub: Hub) -> None:
    open_chat(page, f"{hub.url}/preview")
    expect(page.get_by_role("heading", name="Ask the Neurodiversity Hub")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Ask the Neurodiversity Hub")).to_be_focused()
