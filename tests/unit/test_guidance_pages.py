"""The guidance as pages, read without the chat: list, search, articles, sitemap."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from hub import knowledge, safety
from hub.caution import full_date
from hub.menu import THEMES
from hub.settings import ROOT, HubSettings, read_hub_settings
from knowledge_base.article import Article
from knowledge_base.store import KnowledgeBase, read_knowledge_base
from webchat import guidance_pages
from webchat.guidance_pages import MAX_QUERY_CHARACTERS, MAX_RESULTS, dial, plain

SETTINGS = read_hub_settings(ROOT / "hub.yml")
KNOWLEDGE_BASE = read_knowledge_base()
ARTICLES = list(KNOWLEDGE_BASE)
SLEEP = KNOWLEDGE_BASE.articles["sleep"]
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
VOID = {"meta", "link", "input", "br", "hr", "img"}


@dataclass
class Entrance:
    """What the pages need of the front door."""

    settings: HubSettings = SETTINGS
    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


class Page(HTMLParser):
    """A page as a reader meets it; AssertionError where its tags do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append((self.open[-1] if self.open else "", " ".join(data.split())))

    @property
    def text(self) -> str:
        return " ".join(words for _, words in self.words)

    @property
    def headings(self) -> list[tuple[int, str]]:
        return [(int(tag[1]), words) for tag, words in self.words if tag in {"h1", "h2", "h3", "h4"}]

    def said(self, tag: str) -> list[str]:
        return [words for name, words in self.words if name == tag]

    def values(self, tag: str, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for name, attrs in self.tags if name == tag and attribute in attrs]

    def meta(self, name: str) -> str | None:
        return next(
            (attrs.get("content") for tag, attrs in self.tags if tag == "meta" and attrs.get("name") == name), None
        )

    @property
    def results(self) -> list[str]:
        """Slugs of the pages found, best first."""
        links = self.values("a", "href")
        return [link.removeprefix("/guidance/") for link in links if link.startswith("/guidance/")]


def client_of(entrance: Entrance) -> TestClient:
    app = FastAPI()
    app.state.doors = entrance
    app.include_router(guidance_pages.router)
    return TestClient(app, base_url="https://hub.example")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    knowledge.search()
    with client_of(Entrance()) as client:
        yield client


@pytest.fixture
def starting(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The pages while the index is not there yet."""
    monkeypatch.setattr(knowledge, "_built", None)
    with client_of(Entrance()) as client:
        yield client


def get(client: TestClient, path: str, status: int = 200, **params: str) -> Page:
    answer = client.get(path, params=params)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    return Page(answer.text)


def check_form(page: Page) -> None:
    """What every page has to be, whatever it says."""
    levels = [level for level, _ in page.headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    names = [tag for tag, _ in page.tags]
    assert [names.count(landmark) for landmark in ("header", "main", "footer")] == [1, 1, 1]
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert sorted(set(ids), key=str) == sorted(ids, key=str)
    pointed_at = page.values("label", "for") + page.values("input", "aria-describedby")
    pointed_at += [attrs["aria-labelledby"] or "" for _, attrs in page.tags if "aria-labelledby" in attrs]
    pointed_at += [link[1:] for link in page.values("a", "href") if link.startswith("#")]
    assert set(pointed_at) <= set(ids)
    assert page.values("html", "lang") == ["en-GB"]
    assert page.values("a", "href")[0] == "#main"
    # The content security policy allows neither.
    assert not {"script", "style"} & set(names)
    assert not [attrs for _, attrs in page.tags if "style" in attrs or any(name.startswith("on") for name in attrs)]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
def test_every_article_is_a_whole_page(client: TestClient, article: Article) -> None:
    page = get(client, f"/guidance/{article.slug}")
    check_form(page)
    expected = [article.title]
    if article.variants:
        expected += [article.variants.question, *(option.label for option in article.variants.options)]
    expected += [section.heading for section in article.sections]
    expected += ["Contacts"] if article.contacts else []
    expected += ["Where this comes from"] + (["You may also want to read"] if article.related else [])
    assert [words for _, words in page.headings] == [*expected, "Who we are"]
    text = page.text
    assert f"Last checked {full_date(article.checked)}" in text
    assert "This is guidance, not a diagnosis." in text
    assert text.index(plain(article.lead)[:40]) < text.index("Last checked")
    links = page.values("a", "href")
    assert {str(source.url) for source in article.sources} <= set(links)
    assert {dial(contact.phone) for contact in article.contacts if contact.phone} <= set(links)
    assert {f"mailto:{contact.email}" for contact in article.contacts if contact.email} <= set(links)
    assert {f"/guidance/{slug}" for slug in article.related} == {a for a in links if a.startswith("/guidance/")}
    assert "/chat" in links
    assert page.said("title") == [f"{article.title} - Neurodiversity Hub guidance"]
    assert page.values("link", "href")[0] == f"https://hub.example/guidance/{article.slug}"
    description = page.meta("description") or ""
    assert 0 < len(description) <= 160
    assert plain(article.lead).startswith(description.removesuffix(" …"))
    assert page.meta("robots") is None


def test_the_branches_of_both_areas_can_be_read_without_being_asked(client: TestClient) -> None:
    page = get(client, "/guidance/referral-under-5")
    assert [words for level, words in page.headings if level == 3] == [
        "East and North Hertfordshire",
        "South and West Hertfordshire",
    ]
    assert "The answer depends on the part of Hertfordshire that your GP is in." in page.text


def test_the_list_shows_every_article_once_under_its_theme(client: TestClient) -> None:
    page = get(client, "/guidance")
    check_form(page)
    present = {article.theme for article in ARTICLES}
    labels = [label for theme, label in THEMES.items() if theme in present]
    assert [words for level, words in page.headings if level == 2] == [*labels, "Who we are"]
    expected = [article.slug for theme in THEMES for article in ARTICLES if article.theme == theme]
    assert page.results == expected
    assert sorted(page.results) == sorted(article.slug for article in ARTICLES)
    assert page.values("link", "href")[0] == "https://hub.example/guidance"


def test_a_theme_that_the_menu_does_not_know_is_listed_last() -> None:
    other = SLEEP.model_copy(update={"theme": "early-years"})
    listed = list(guidance_pages.themes(KnowledgeBase({**KNOWLEDGE_BASE.articles, "sleep": other})))
    assert (listed[-1].label, listed[-1].articles) == ("Early years", (other,))


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("sleep", "sleep"),
        ("how do I ask for an ehcp", "ehcp-request"),
        ("labels in his clothes upset him", "sensory"),
        ("PIP at 16", "pip"),
    ],
)
def test_search_finds_what_the_chat_would_find(client: TestClient, question: str, slug: str) -> None:
    page = get(client, "/guidance", q=question)
    check_form(page)
    search = knowledge.search()
    ranked = [found for found, _ in search.find(question).ranked]
    best = search.knowledge_base.articles[ranked[0]]
    assert page.results[0] == best.slug == slug
    assert set(page.results) <= {*ranked, *best.related}
    assert set(best.related) <= set(page.results)
    assert len(page.results) == len(set(page.results)) <= MAX_RESULTS
    assert page.values("input", "value") == [question]
    assert page.meta("robots") == "noindex"


def test_a_result_shows_the_title_and_the_answer(client: TestClient) -> None:
    page = get(client, "/guidance", q="sleep")
    assert SLEEP.title in page.said("a")
    assert plain(SLEEP.lead) in page.said("p")


def test_nothing_found_offers_the_themes_and_a_person(client: TestClient) -> None:
    page = get(client, "/guidance", q="what is the weather in paris")
    check_form(page)
    assert page.headings[0] == (1, "We did not find a page about that")
    assert page.results == []
    assert set(THEMES.values()) <= set(page.said("a"))
    assert page.text.count("Our phone number is on") == 2
    assert str(SETTINGS.local_offer_url) in page.values("a", "href")


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"])
def test_what_was_typed_is_shown_as_text_and_never_as_part_of_the_page(client: TestClient, hostile: str) -> None:
    page = get(client, "/guidance", q=hostile)
    check_form(page)
    assert page.values("input", "value") == [hostile]
    assert "img" not in [tag for tag, _ in page.tags]
    assert hostile not in page.text


def test_what_was_typed_is_in_no_log_no_title_and_no_address(
    client: TestClient, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    secret = "my son Zebedee Quillfeather will not sleep"
    response = client.get("/guidance", params={"q": secret})
    page = Page(response.text)
    said = capfd.readouterr()
    assert "guidance_search" in said.out
    seen = " ".join([said.out, said.err, *page.said("title"), *page.values("link", "href"), str(response.headers)])
    # The test's own client logs what it asks for; the server's loggers must not.
    seen += " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    assert "Quillfeather" not in seen
    assert page.text.count("Quillfeather") == 0


@pytest.mark.parametrize("empty", ["", "   ", "?!", "\u200b", "🙂"])
def test_a_search_without_words_asks_for_some(client: TestClient, empty: str) -> None:
    page = get(client, "/guidance", q=empty)
    check_form(page)
    assert page.headings[0] == (1, "Please type what you would like to know")


def test_too_long_a_search_says_how_long_it_may_be(client: TestClient) -> None:
    page = get(client, "/guidance", q="school " * 200)
    check_form(page)
    assert page.headings[0] == (1, "That is too long to search for")
    assert "Please use at most 1,000 characters." in page.text
    assert get(client, "/guidance", q="s" * MAX_QUERY_CHARACTERS).headings[0][1] != "That is too long to search for"


def test_a_crisis_in_the_search_box_gets_the_numbers_before_anything_else(client: TestClient) -> None:
    page = get(client, "/guidance", q="my son wants to kill himself")
    check_form(page)
    assert page.headings[0] == (1, "Get help now")
    assert "999" in page.text[page.text.index("Get help now") : page.text.index("Search the guidance")]
    assert page.results == []


def test_words_that_may_be_a_crisis_get_the_numbers_and_the_pages(client: TestClient) -> None:
    worry = "i can't go on like this, he never sleeps"
    crisis = safety.screen(worry)
    assert crisis is not None
    assert crisis.level == "check"
    page = get(client, "/guidance", q=worry)
    check_form(page)
    assert page.results[0] == "sleep"
    assert page.text.index("116 123") < page.text.index(SLEEP.title)


def test_a_crisis_gets_the_numbers_in_a_long_text_and_while_search_is_starting(starting: TestClient) -> None:
    for text in ("she has taken an overdose", "we had a bad day. " * 60 + "now he wants to kill himself"):
        assert get(starting, "/guidance", q=text).headings[0] == (1, "Get help now")


def test_while_search_is_starting_every_page_can_be_read(starting: TestClient) -> None:
    page = get(starting, "/guidance", q="sleep")
    check_form(page)
    assert page.headings[0] == (1, "Search is not ready yet")
    assert sorted(page.results) == sorted(article.slug for article in ARTICLES)
    assert get(starting, "/guidance/sleep").headings[0] == (1, SLEEP.title)


def test_when_the_articles_cannot_be_read_the_pages_say_so_and_name_a_way_to_a_person(
    starting: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guidance_pages, "_on_disk", lambda: None)
    for path in ("/guidance", "/guidance/sleep"):
        page = get(starting, path, 503)
        check_form(page)
        assert page.headings[0] == (1, "Our guidance cannot be shown right now")
        assert "Our phone number is on" in page.text
    assert starting.get("/sitemap.xml").status_code == 503


@pytest.mark.parametrize("slug", ["no-such-page", "SLEEP", "hub.yml", "%00", "<script>", "a" * 5_000])
def test_an_unknown_page_says_so_in_plain_words_with_the_search_box(client: TestClient, slug: str) -> None:
    page = get(client, f"/guidance/{slug}", 404)
    check_form(page)
    assert page.headings[0] == (1, "We could not find that page")
    assert page.values("input", "name") == ["q"]
    assert set(THEMES.values()) <= set(page.said("a"))
    assert page.meta("robots") == "noindex"


def test_a_page_past_its_review_date_says_so_by_the_clock_in_england(
    starting: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    june = SLEEP.model_copy(update={"review_by": date(2027, 6, 30), "related": []})
    monkeypatch.setattr(guidance_pages, "_on_disk", lambda: KnowledgeBase({"sleep": june}))
    words = "We planned to check this again by 30 June 2027"
    with client_of(Entrance(moment=datetime(2027, 6, 30, 22, 59, tzinfo=UTC))) as client:
        assert words not in get(client, "/guidance/sleep").text
    # Midnight in British Summer Time.
    with client_of(Entrance(moment=datetime(2027, 6, 30, 23, 0, tzinfo=UTC))) as client:
        assert words in get(client, "/guidance/sleep").text


def test_who_we_are_gives_the_hours_and_the_number_the_operator_set(client: TestClient) -> None:
    footer = get(client, "/guidance/sleep").text.split("Who we are", 1)[1]
    assert "Monday, Wednesday and Friday: 9am to 1pm" in footer
    assert "Wednesday 7pm to 9pm: by appointment only" in footer
    assert "Closed at weekends and on bank holidays." in footer
    with client_of(Entrance(SETTINGS.model_copy(update={"phone": "01632 960123"}))) as other:
        assert "You can phone us on 01632 960123." in get(other, "/guidance/sleep").text


def test_a_closure_ahead_is_announced() -> None:
    settings = HubSettings.model_validate(
        {
            "local_offer_url": SETTINGS.local_offer_url,
            "opening_hours": {"monday": ["09:00-13:00"]},
            "closures": [{"first": date(2026, 12, 10), "last": date(2026, 12, 11), "reason": "staff training"}],
        }
    )
    with client_of(Entrance(settings)) as client:
        assert "we are closed: staff training." in get(client, "/guidance").text


def test_the_sitemap_lists_the_front_page_the_list_and_every_article(client: TestClient) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    root = ET.fromstring(answer.content)  # noqa: S314 (our own page)
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    assert root.tag == f"{{{names['s']}}}urlset"
    places = {url.findtext("s:loc", None, names): url.findtext("s:lastmod", None, names) for url in root}
    expected = {"https://hub.example/": None, "https://hub.example/guidance": None}
    expected |= {f"https://hub.example/guidance/{a.slug}": a.reviewed.isoformat() for a in ARTICLES}
    assert places == expected


@pytest.mark.parametrize("path", ["/guidance", "/guidance/sleep", "/sitemap.xml"])
def test_link_checkers_may_ask_with_head(client: TestClient, path: str) -> None:
    assert client.head(path).status_code == client.get(path).status_code == 200


def test_the_pages_are_not_part_of_the_described_interface(client: TestClient) -> None:
    assert client.get("/openapi.json").json()["paths"] == {}


@pytest.mark.parametrize(
    ("phone", "link"),
    [("0800 6444 101", "tel:08006444101"), ("999", "tel:999"), ("+44 1632 960123", "tel:+441632960123")],
)
def test_a_phone_number_becomes_a_link(phone: str, link: str) -> None:
    assert dial(phone) == link
