"""The chat page without JavaScript: what people write stays text, and a form that is sent twice is one message."""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from http_guard import SECURITY_HEADERS
from hub.words import MAX_MESSAGE_CHARACTERS
from webchat.chat_page import SCRIPT_PATH
from webchat.page import render_markdown

SLEEP = "How do I get my son to sleep?"


@pytest.fixture(scope="module")
def client(front_door: Callable[..., FastAPI]) -> TestClient:
    return TestClient(front_door(), raise_server_exceptions=False)


class Page(HTMLParser):
    """The elements of a page, and the text in each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.text.append((self.elements[-1][0] if self.elements else "", data.strip()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def conversation_of(html: str) -> str:
    return str(next(a["value"] for a in Page(html).all("input") if a.get("name") == "conversation"))


def test_the_empty_page_has_a_form_that_works_without_a_script(client: TestClient) -> None:
    response = client.get("/chat")
    page = Page(response.text)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert {name: response.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert page.all("html") == [{"lang": "en-GB"}]
    assert [(form["method"], form["action"]) for form in page.all("form")] == [("post", "/chat")]
    assert [(box["name"], box["maxlength"]) for box in page.all("textarea")] == [("text", "10000")]
    assert conversation_of(response.text) == ""
    assert "01632 960123" in response.text


def test_the_emergency_numbers_stand_on_the_page_before_anything_is_asked(client: TestClient) -> None:
    numbers = [link["href"] for link in Page(client.get("/chat").text).all("a") if str(link["href"]).startswith("tel:")]
    assert numbers == ["tel:999", "tel:111", "tel:08006444101"]


def test_scripts_and_styles_are_files_of_our_own(client: TestClient) -> None:
    page = Page(client.get("/chat").text)
    styles = [link["href"] for link in page.all("link")]
    assert styles == ["/static/chat.css", "/static/chat_page.css"]
    assert [client.get(str(file)).status_code for file in styles] == [200, 200]
    assert [script["src"] for script in page.all("script")] == [SCRIPT_PATH]
    assert page.all("style") == []
    assert [attrs for _, attrs in page.elements if "style" in attrs or any(key.startswith("on") for key in attrs)] == []


def test_a_posted_form_gives_the_whole_page_with_the_question_the_answer_and_its_source(client: TestClient) -> None:
    response = client.post("/chat", data={"text": SLEEP, "conversation": ""})
    page = Page(response.text)
    assert response.status_code == 200
    assert len(page.all("textarea")) == 1
    assert ("p", SLEEP) in page.text
    assert ("p", "A calm hour before bed helps many children to settle.") in page.text
    assert [link["href"] for link in page.all("a") if link.get("rel") == "noopener noreferrer"] == [
        "https://page.example/"
    ]
    summary = next(text for tag, text in page.text if tag == "summary")
    assert re.fullmatch(r"Where this comes from, last checked [\w, ]*1 November[\w, ]*", summary)


def test_the_conversation_goes_on_with_the_next_form(client: TestClient) -> None:
    first = conversation_of(client.post("/chat", data={"text": "hello"}).text)
    assert len(first) == 43
    assert conversation_of(client.post("/chat", data={"text": "again", "conversation": first}).text) == first


@pytest.mark.parametrize("conversation", ["made up", "x" * 43, '"><script>alert(1)</script>'])
def test_a_form_with_a_conversation_that_is_not_ours_begins_a_new_one(client: TestClient, conversation: str) -> None:
    response = client.post("/chat", data={"text": "hello", "conversation": conversation})
    assert response.status_code == 200
    assert len(conversation_of(response.text)) == 43
    assert response.text.find(conversation) == -1


def test_a_form_without_a_text_is_answered(client: TestClient) -> None:
    assert "I did not get any words." in client.post("/chat", data={}).text


def test_the_old_address_leads_to_the_chat(client: TestClient) -> None:
    response = client.get("/", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (307, "/chat")


def test_an_answer_is_not_hidden_by_a_script_that_comes_late(client: TestClient) -> None:
    page = Page(client.post("/chat", data={"text": SLEEP}).text)
    assert page.all("script") + page.all("neurodiversity-hub-chat") == []


def test_the_way_to_a_person_and_to_simpler_words_stand_below_an_answer(client: TestClient) -> None:
    page = Page(client.post("/chat", data={"text": SLEEP}).text)
    assert [button.get("value") for button in page.all("button")] == [None, "Talk to a person", "Say it more simply"]
    assert {form["action"] for form in page.all("form")} == {"/chat"}


def test_every_page_has_a_way_to_leave_quickly(client: TestClient) -> None:
    for response in (client.get("/chat"), client.post("/chat", data={"text": SLEEP})):
        leave = next(link for link in Page(response.text).all("a") if link.get("class") == "leave")
        assert (leave["href"], leave["rel"]) == ("https://www.bbc.co.uk/weather", "noreferrer")


def test_a_text_that_is_too_long_is_kept_out_with_the_reason(client: TestClient) -> None:
    text = "a" * (MAX_MESSAGE_CHARACTERS + 1)
    too_long = "Your message is too long. Please use at most 10,000 characters."
    whole = client.post("/chat", data={"text": text})
    assert (whole.status_code, Page(whole.text).text.count(("p", too_long))) == (200, 1)


def test_10_000_emoji_fit_into_a_form(client: TestClient) -> None:
    assert client.post("/chat", data={"text": "😀" * MAX_MESSAGE_CHARACTERS}).status_code == 200


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p></div><script src=//evil.example></script>",
    '"><svg onload=alert(1)>',
    "[click](javascript:alert(1))",
    "![pixel](https://evil.example/pixel.png)",
    "{{ settings }} {% raw %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<textarea></textarea><form action=https://evil.example>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_is_shown_as_text_and_never_as_page(client: TestClient, text: str) -> None:
    plain = Page(client.post("/chat", data={"text": "hello there"}).text)
    html = client.post("/chat", data={"text": text}).text
    page = Page(html)
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]
    assert [attrs for _, attrs in page.elements if "onerror" in attrs or "onload" in attrs] == []
    shown = re.search(r'<div class="asked">.*?<p>(.*?)</p></div>', html, re.DOTALL)
    assert shown is not None
    assert unescape(shown[1]) == text
    assert "<" not in shown[1]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**Bold** and [a page](https://page.example/)",
         '<p><strong>Bold</strong> and <a href="https://page.example/">a page</a></p>\n'),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,hello)", "<p>[x](data:text/html,hello)</p>\n"),
        ('[x](https://a.example/"onclick="alert(1))',
         '<p><a href="https://a.example/%22onclick=%22alert(1)">x</a></p>\n'),
    ],
)  # fmt: skip
def test_markdown_becomes_safe_html(text: str, html: str) -> None:
    assert str(render_markdown(text)) == html


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*HOSTILE, "<", ">", '"', "'", "`", "*", "[", "](", ")", "\n", "#", "a"]), max_size=6))
def test_no_mixture_of_markup_becomes_a_script(parts: list[str]) -> None:
    page = Page(str(render_markdown("".join(parts))))
    assert page.all("script") + page.all("svg") + page.all("form") == []
    assert [attrs for _, attrs in page.elements if any(key.startswith("on") for key in attrs)] == []
    links = [str(link.get("href")).casefold() for link in page.all("a")]
    assert [link for link in links if link.startswith(("javascript:", "data:text", "vbscript:"))] == []
