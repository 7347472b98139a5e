"""The chat in another website's pages: its policy, its focus, its place, and who may embed it."""

from __future__ import annotations

import gzip
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from widget_system import (
    ANSWER,
    DIST,
    QUESTION,
    Hub,
    box,
    kept,
    message,
    open_chat,
    replies,
    say,
)

from knowledge_base.store import read_knowledge_base
from webchat.chat_page import SCRIPT_PATH
from webchat.page import render_markdown

BUDGET = 35 * 1024


def test_it_answers_under_a_strict_policy_with_integrity_and_without_a_cookie(page: Page, hub: Hub) -> None:
    hub.rasa.replies = [ANSWER]
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    open_chat(page, hub.council)
    say(page, QUESTION)
    expect(replies(page)).to_contain_text("Start with your GP")
    assert (
        page.evaluate(
            "getComputedStyle(document.querySelector('neurodiversity-hub-chat').shadowRoot.querySelector('.panel')).position"
        )
        == "fixed"
    )
    assert complaints == []
    assert page.context.cookies() == []
    page.get_by_role("button", name="Options", exact=True).click()
    with page.expect_download():
        page.get_by_role("button", name="Save the conversation").click()
    assert complaints == []


def test_the_script_tag_alone_is_enough(page: Page, hub: Hub) -> None:
    open_chat(page, f"{hub.council}/?tag=none")
    say(page, "hello")
    expect(replies(page)).to_have_count(1)


def test_a_website_that_may_not_embed_it_gets_no_answer(page: Page, hub: Hub) -> None:
    open_chat(page, hub.stranger)
    expect(page.locator(".emergency")).to_be_visible()
    say(page, "hello")
    expect(page.locator(".state .failed")).to_contain_text("Not sent.")
    assert hub.rasa.heard == []


def test_only_the_origins_in_hub_yml_are_named_to_browsers(hub: Hub) -> None:
    def allowed(origin: str) -> str | None:
        headers = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        }
        answer = httpx.options(f"{hub.url}/api/chat", headers=headers, trust_env=False)
        return answer.headers.get("access-control-allow-origin")

    assert allowed(hub.council) == hub.council
    assert [allowed(origin) for origin in (hub.stranger, "null", hub.council + ".example.org")] == [None] * 3


def test_nothing_is_asked_of_the_server_before_the_chat_is_opened(page: Page, hub: Hub) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(hub.url)))
    page.goto(hub.council)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if url.startswith("/")] == [SCRIPT_PATH]
    assert kept(page) is None


@pytest.mark.parametrize("blocked", ["not there", "changed"])
def test_where_the_script_does_not_run_a_link_leads_to_the_chat(browser: Browser, hub: Hub, blocked: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    query = "?script=/nothing.js" if blocked == "not there" else f"?integrity={quote('sha384-' + 64 * 'A', safe='')}"
    page.goto(hub.council + query)
    page.get_by_role("link", name="Ask the Neurodiversity Hub").click()
    expect(page.get_by_role("heading", name="Ask the Neurodiversity Hub")).to_be_visible()
    assert page.url == f"{hub.url}/chat"
    context.close()


@pytest.mark.parametrize("tag", ["", "inline"])
def test_the_host_page_keeps_its_focus_and_its_place(page: Page, hub: Hub, tag: str) -> None:
    hub.rasa.replies = [ANSWER]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{hub.council}/?tag={tag}")
    expect(page.get_by_label("Search")).to_be_focused()
    if not tag:
        page.get_by_role("button", name="Ask the Neurodiversity Hub").click()
    # Bring everything that is pressed below into sight first: then nothing may move by itself.
    page.get_by_role("button", name="Send", exact=True).scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    for number in (1, 2, 3):
        say(page, QUESTION)
        expect(replies(page)).to_have_count(number)
    assert page.evaluate("scrollY") == before
    hub.rasa.seconds = 0.8
    say(page, "slow")
    page.get_by_label("Search").focus(timeout=2000)
    here = page.evaluate("scrollY")
    expect(replies(page)).to_have_count(4)
    expect(page.get_by_label("Search")).to_be_focused()
    assert page.evaluate("scrollY") == here


def test_the_start_of_the_last_question_is_at_the_top_of_the_chat(page: Page, hub: Hub) -> None:
    hub.rasa.replies = [message("A line.\n\n" * 40)]
    page.set_viewport_size({"width": 1280, "height": 800})
    open_chat(page, hub.council)
    for number in (1, 2):
        say(page, QUESTION)
        expect(replies(page)).to_have_count(number)
    expect(page.locator(".you").last).to_be_in_viewport(ratio=1)
    expect(page.locator(".you").first).not_to_be_in_viewport()


def test_after_a_reload_the_open_chat_is_open_and_the_focus_is_the_page_s(page: Page, hub: Hub) -> None:
    open_chat(page, hub.council)
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    page.reload()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(replies(page)).to_have_count(1)
    assert page.evaluate("document.activeElement.localName") != "neurodiversity-hub-chat"


def test_on_the_next_page_the_chat_waits_closed_and_can_go_on(page: Page, hub: Hub) -> None:
    open_chat(page, hub.council)
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    page.goto(f"{hub.council}/two")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Go on with your chat").click()
    expect(replies(page)).to_have_count(1)


def test_a_page_that_takes_the_element_away_and_back_keeps_one_chat(page: Page, hub: Hub) -> None:
    open_chat(page, hub.council)
    page.evaluate(
        "() => { const chat = document.querySelector('neurodiversity-hub-chat'); chat.remove(); document.body.append(chat); }"
    )
    say(page, "hello")
    expect(replies(page)).to_have_count(1)
    assert hub.rasa.texts == ["hello"]


def test_the_script_is_within_its_budget_packed_and_not_sent_twice(hub: Hub) -> None:
    with httpx.Client(base_url=hub.url, trust_env=False) as client:
        plain = client.get(SCRIPT_PATH, headers={"Accept-Encoding": "identity"})
        assert plain.content == DIST.read_bytes()
        with client.stream("GET", SCRIPT_PATH, headers={"Accept-Encoding": "gzip"}) as packed:
            sent = b"".join(packed.iter_raw())
        assert gzip.decompress(sent) == plain.content
        assert len(sent) <= BUDGET
        assert client.get(SCRIPT_PATH, headers={"If-None-Match": plain.headers["etag"]}).status_code == 304
        assert plain.headers["access-control-allow-origin"] == "*"


def test_the_script_names_no_other_address_than_the_neutral_page() -> None:
    text = DIST.read_text(encoding="utf-8")
    assert [part.split('"')[0].split("`")[0] for part in text.split("://")[1:] if part[:1].isalnum()] == [
        "www.bbc.co.uk/weather"
    ]


def test_every_article_looks_as_on_its_page(page: Page, hub: Hub) -> None:
    texts = [article.lead for article in read_knowledge_base()]
    texts += [section.text for article in read_knowledge_base() for section in article.sections]
    texts += [
        option.web for article in read_knowledge_base() if article.variants for option in article.variants.options
    ]
    hub.rasa.replies = [message(text) for text in texts]
    page.goto(f"{hub.url}/chat")
    say(page, "everything")
    expect(replies(page)).to_have_count(len(texts), timeout=30_000)
    # The links' hidden hint and their target are ours; the rest must be what markdown-it makes of it.
    shown = page.evaluate(
        """() => [...document.querySelector("neurodiversity-hub-chat").shadowRoot.querySelectorAll(".text")].map((text) => {
            const copy = text.cloneNode(true);
            for (const hint of copy.querySelectorAll(".hidden")) hint.remove();
            for (const link of copy.querySelectorAll("a")) for (const name of ["target", "rel"]) link.removeAttribute(name);
            return copy.innerHTML.replace(/\\s+/g, " ").replace(/ ?(<\\/?(?:p|ul|ol|li)>) ?/g, "$1");
        })"""
    )
    wanted = page.evaluate(
        """(pages) => pages.map((html) => new DOMParser().parseFromString(html, "text/html").body.innerHTML
            .replace(/\\s+/g, " ").replace(/ ?(<\\/?(?:p|ul|ol|li)>) ?/g, "$1"))""",
        [str(render_markdown(text)) for text in texts],
    )
    assert [pair for pair in zip(shown, wanted, strict=True) if pair[0] != pair[1]] == []


def test_the_preview_is_for_development_only_and_shows_the_tag(page: Page, hub: Hub) -> None:
    page.goto(f"{hub.url}/preview?mode=inline")
    expect(page.locator("pre")).to_contain_text("sha384-")
    expect(page.locator("pre")).to_contain_text('mode="inline"')
    expect(box(page)).to_be_visible()
