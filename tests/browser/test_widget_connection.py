"""The chat on a bad connection, over a reload, in several tabs: nothing is lost, and nothing is answered twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from widget_system import ANSWER, QUESTION, Hub, box, kept, replies, say, without_socket


def test_thirty_messages_in_a_second_are_answered_once_each_and_in_order(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    for number in range(30):
        box(page).fill(f"message {number}")
        box(page).press("Enter")
    expect(replies(page)).to_have_count(30)
    assert hub.rasa.texts == [f"message {number}" for number in range(30)]
    assert hub.rasa.most_in_hand == 1


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


def test_a_message_without_an_answer_at_a_reload_gets_it_after_the_reload_once(page: Page, hub: Hub) -> None:
    hub.rasa.seconds = 1.0
    page.goto(f"{hub.url}/chat")
    say(page, "hello")
    expect(page.get_by_role("status")).to_have_text("Waiting for the answer.")
    page.reload()
    expect(replies(page)).to_have_count(1)
    expect(page.locator(".you")).to_have_count(1)
    assert hub.rasa.texts == ["hello"]


@pytest.mark.parametrize(("minutes", "sent"), [(1, ["hello"]), (10, [])])
def test_what_was_left_unsent_long_ago_is_not_sent_by_itself(
    page: Page, hub: Hub, minutes: int, sent: list[str]
) -> None:
    page.goto(f"{hub.url}/guidance")
    page.evaluate(
        """(minutes) => {
        const at = Date.now() - minutes * 60000;
        const turn = { id: String(minutes).repeat(22), text: "hello", state: "waiting", replies: [], asks: false, at };
        const kept = { begin: String(minutes).repeat(30), conversation: null, at, hours: 24, turns: [turn], open: true, draft: "" };
        sessionStorage.setItem("neurodiversity-hub-chat", JSON.stringify(kept));
    }""",
        minutes,
    )
    page.goto(f"{hub.url}/chat")
    if not sent:
        said = "No answer came before the page was left. You can try again."
        expect(page.locator(".state .failed")).to_have_text(said)
        assert hub.rasa.texts == []
        page.get_by_role("button", name="Try again").click()
    expect(replies(page)).to_have_count(1)
    assert hub.rasa.texts == ["hello"]


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
    without_socket(page)
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
    without_socket(page)
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


@pytest.mark.parametrize("way", ["socket", "http"])
def test_an_answer_is_in_sight_within_200_ms_of_the_server(page: Page, hub: Hub, way: str) -> None:
    if way == "http":
        without_socket(page)
    page.add_init_script(
        """
        const arrive = () => { window.arrived = performance.now(); };
        const fetched = window.fetch;
        window.fetch = async (...given) => { const answer = await fetched(...given); arrive(); return answer; };
        const listen = WebSocket.prototype.addEventListener;
        WebSocket.prototype.addEventListener = function (kind, hear, ...rest) {
          return listen.call(this, kind, kind === "message" ? (event) => { arrive(); window.spoken = true; hear(event); } : hear, ...rest);
        };"""
    )
    page.goto(f"{hub.url}/chat")
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """() => {
        const root = document.querySelector("neurodiversity-hub-chat").shadowRoot;
        new MutationObserver(() => {
          if (root.querySelector(".reply")) requestAnimationFrame(() => { window.shown ??= performance.now(); });
        }).observe(root, { childList: true, subtree: true });
    }"""
    )
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    page.wait_for_function("window.shown !== undefined")
    assert bool(page.evaluate("window.spoken")) is (way == "socket")
    assert 0 < page.evaluate("shown - arrived") < 200


def test_a_connection_that_breaks_while_the_answer_is_made_changes_nothing(page: Page, hub: Hub) -> None:
    broken: list[str] = []

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def on_message(text: str | bytes) -> None:
            server.send(text)
            broken.append(str(text))
            page.wait_for_timeout(100)
            socket.close()

        socket.on_message(on_message)

    page.route_web_socket("**/api/chat/socket", between)
    hub.rasa.seconds = 0.4
    page.goto(f"{hub.url}/chat")
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    assert len(broken) == 1
    assert hub.rasa.texts == ["hello"]


def test_where_no_socket_can_be_had_plain_requests_do(page: Page, hub: Hub) -> None:
    without_socket(page)
    page.goto(f"{hub.url}/chat")
    for number in (1, 2):
        say(page, f"message {number}")
        expect(replies(page)).to_have_count(number)
    assert hub.rasa.texts == ["message 1", "message 2"]


def test_several_tabs_agree(browser: Browser, hub: Hub) -> None:
    context = browser.new_context()
    one, two = context.new_page(), context.new_page()
    one.goto(f"{hub.url}/chat")
    say(one, "first")
    expect(replies(one)).to_have_count(1)
    two.goto(f"{hub.url}/chat")
    expect(two.locator(".history .reply")).to_have_count(1)
    hub.rasa.seconds = 0.5
    say(two, "second")
    expect(one.locator(".you").last).to_contain_text("second")
    say(one, "third")
    for page in (one, two):
        expect(replies(page)).to_have_count(3)
        assert page.locator(".you p").all_inner_texts() == ["first", "second", "third"]
    assert hub.rasa.texts == ["first", "second", "third"]
    assert len({heard["conversation"] for heard in hub.rasa.heard}) == 1
    two.get_by_role("button", name="Options", exact=True).click()
    two.get_by_role("button", name="End chat").click()
    two.get_by_role("button", name="Yes, end it").click()
    expect(replies(one)).to_have_count(0)
    expect(one.get_by_role("status")).to_contain_text("The chat is ended.")
    assert kept(one) is None
    context.close()


def test_two_tabs_that_begin_at_once_have_one_conversation(browser: Browser, hub: Hub) -> None:
    context = browser.new_context()
    one, two = context.new_page(), context.new_page()
    for page in (one, two):
        page.goto(f"{hub.url}/chat")
    hub.rasa.seconds = 0.5
    say(one, "first")
    expect(two.locator(".you")).to_have_count(1)
    say(two, "second")
    for page in (one, two):
        expect(replies(page)).to_have_count(2)
    assert len({heard["conversation"] for heard in hub.rasa.heard}) == 1
    context.close()


def test_what_another_tab_asked_is_shown_and_not_announced(browser: Browser, hub: Hub) -> None:
    context = browser.new_context()
    one, two = context.new_page(), context.new_page()
    for page in (one, two):
        page.goto(f"{hub.url}/chat")
    say(one, "first")
    expect(replies(two)).to_have_count(1)
    expect(two.get_by_role("log").locator(".reply")).to_have_count(0)
    say(two, "second")
    expect(two.get_by_role("log").locator(".reply")).to_have_count(1)
    expect(replies(one)).to_have_count(2)
    expect(one.get_by_role("log").locator(".turn")).to_have_count(0)
    context.close()


def test_the_back_button_brings_the_conversation_back(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/chat")
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    page.goto(f"{hub.url}/guidance")
    page.go_back()
    expect(replies(page)).to_have_count(1)
    assert hub.rasa.texts == ["hello"]
