"""The dashboard's pages: who sees them, what they show, and what they refuse."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from unit.dashboard.a_dashboard import Tables, published
from unit.staff.a_house import House, field

from hub import deeds, feedback
from hub.demonstration import LABEL, MARK
from hub.feedback import Given
from hub.store.database import Store
from hub.store.tables import AuditEntry, Feedback, Gap

CHANNELS = {
    ("contacts_by_channel", "web"): 30,
    ("contacts_by_channel", "sms"): "*",
    ("contacts_by_channel", "voice"): 0,
}
PAGES = ("/dashboard", "/dashboard/compare", "/curators")


@pytest.fixture
def three_months(store: Store) -> None:
    for month, contacts in (("2026-08", 40), ("2026-09", "*"), ("2026-11", 1240)):
        published(store, month, {("contacts", ""): contacts, **CHANNELS, ("contacts_by_topic", "sleep"): 15})


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", ["handler", "lead", "curator", "admin"])
def test_each_page_is_for_its_roles(house: House, path: str, role: str) -> None:
    seen = {"lead": PAGES[:2], "curator": PAGES[2:], "admin": PAGES, "handler": ()}[role]
    answer = house.signed_in("jo", role).get(path)
    assert (answer.status_code, "More or less" in answer.text or "<h1" in answer.text) == (
        200 if path in seen else 403,
        True,
    )
    assert house.visitor().get(path).status_code == 303


@pytest.mark.usefixtures("three_months")
def test_the_figures_stand_in_tables_as_they_were_published(house: House) -> None:
    page = house.signed_in("lea", "lead").get("/dashboard").text
    tables = Tables(page).found
    assert tables["Contacts by month"] == [
        ["Month", "Number"],
        ["Aug 2026", "40"],
        ["Sep 2026", "*"],
        ["Nov 2026", "1,240"],
    ]
    assert tables["Contacts by channel"][3] == ["Nov 2026", "30", "*", "0"]
    assert tables["The figures of November 2026"][1] == ["Contacts", "1,240", "", "not shown"]
    assert page.count("<svg") == page.count('role="img"') >= 7


@pytest.mark.usefixtures("three_months")
def test_a_strict_policy_holds(house: House) -> None:
    answer = house.signed_in("lea", "lead").get("/dashboard")
    assert "style-src 'self'" in answer.headers["content-security-policy"]
    assert not re.search(r"\sstyle=|<style|javascript:|\son\w+=", answer.text)


@pytest.mark.usefixtures("three_months")
def test_a_channel_or_a_topic_is_shown_and_never_both(house: House) -> None:
    lead = house.signed_in("lea", "lead")
    assert Tables(lead.get("/dashboard?channel=sms").text).found["Contacts by month"][1:] == [["Aug 2026", "*"], ["Sep 2026", "*"], ["Nov 2026", "*"]]  # fmt: skip
    assert Tables(lead.get("/dashboard?topic=sleep").text).found["Contacts by month"][3] == ["Nov 2026", "15"]
    both = lead.get("/dashboard?channel=sms&topic=sleep")
    assert both.status_code == 422
    assert "Choose a channel or a topic, not both." in both.text
    assert Tables(both.text).found == {}


@pytest.mark.usefixtures("three_months")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=2026-11&to=2026-08", "2026-11 comes after 2026-08. Put the earlier month first."),
        ("from=soon", "is not a month; write 2026-11."),
        ("from=2026-02-29", "is not a month; write 2026-11."),
        ("from=2020-01", "Please ask for 36 months at most."),
        ("from=2027-01&to=2027-02", "Nothing was published for these months."),
        ("channel=fax", "There is no such channel."),
        ("topic=zebedee-of-plumstead", "There are no figures about such a topic."),
        ("topic=%3Cscript%3Ealert(1)%3C/script%3E", "There are no figures about such a topic."),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_to_do(house: House, query: str, said: str) -> None:
    answer = house.signed_in("lea", "lead").get(f"/dashboard?{query}")
    assert answer.status_code == 422
    assert said in answer.text
    assert "<script>alert" not in answer.text
    assert "<svg" not in answer.text


def test_a_query_of_any_length_is_refused(house: House) -> None:
    assert house.signed_in("lea", "lead").get("/dashboard?topic=" + "x" * 50_000).status_code == 422


def test_before_the_first_month_it_says_when_there_will_be_one(house: House) -> None:
    lead = house.signed_in("lea", "lead")
    for path in PAGES[:2]:
        answer = lead.get(path)
        assert (answer.status_code, "No month has been published yet." in answer.text) == (200, True)


def test_the_rule_is_that_of_the_months(house: House, store: Store) -> None:
    published(store, "2026-10", {("contacts", ""): 40}, hide_up_to=9)
    published(store, "2026-11", {("contacts", ""): 40})
    lead = house.signed_in("lea", "lead")
    other = "some of the others were published by another one"
    assert "* is 1 to 9," in text_of(lead.get("/dashboard?to=2026-10").text)
    both = text_of(lead.get("/dashboard").text)
    assert ("* is 1 to 7," in both, other in both) == (True, True)
    assert other not in lead.get("/dashboard?from=2026-11").text


def test_a_figure_that_a_month_does_not_have_is_not_called_hidden(house: House, store: Store) -> None:
    published(store, "2026-11", {("contacts", ""): 40})
    tables = Tables(house.signed_in("lea", "lead").get("/dashboard").text).found
    assert tables["How waits ended in Nov 2026"][1] == ["Joined within 1 minute", "not kept", "not kept"]


def test_a_month_with_nothing_is_shown_as_nothing(house: House, store: Store) -> None:
    published(store, "2026-11", {("contacts", ""): 0, ("contacts_by_topic", "*"): "*"})
    answer = house.signed_in("lea", "lead").get("/dashboard")
    assert answer.status_code == 200
    assert Tables(answer.text).found["Contacts by month"] == [["Month", "Number"], ["Nov 2026", "0"]]


class TestComparing:
    @pytest.fixture(autouse=True)
    def _months(self, store: Store) -> None:
        for month, contacts in (("2026-08", 40), ("2026-09", "*"), ("2026-10", 90), ("2026-11", 1240)):
            published(store, month, {("contacts", ""): contacts, **CHANNELS})

    def rows(self, browser: TestClient, query: str) -> list[list[str]]:
        return Tables(browser.get(f"/dashboard/compare?{query}").text).found["All measures"]

    def test_two_months(self, house: House) -> None:
        rows = self.rows(house.signed_in("lea", "lead"), "one=2026-11&other=2026-10")
        assert rows[0] == ["Measure", "November 2026", "October 2026", "More or less"]
        assert rows[1] == ["Contacts", "1,240", "90", "+1,150"]
        assert rows[2] == ["Contacts by channel: sms", "*", "*", "not shown"]

    def test_what_is_hidden_in_a_sum_is_said(self, house: House, store: Store) -> None:
        published(store, "2026-07", {("contacts", ""): 20})
        published(store, "2026-06", {("contacts", ""): 20})
        rows = self.rows(house.signed_in("lea", "lead"), "one=2026-11&other=2026-08&months=3")
        assert rows[1] == ["Contacts", "1,330 and 1 × *", "80", "not shown"]

    @pytest.mark.parametrize("query", ["months=2", "months=12", "one=2027-01", "one=x", "other=2026-07"])
    def test_what_was_not_published_is_not_compared(self, house: House, query: str) -> None:
        answer = house.signed_in("lea", "lead").get(f"/dashboard/compare?{query}")
        assert (answer.status_code, Tables(answer.text).found) == (422, {})


class TestCurators:
    @pytest.fixture
    def waiting(self, store: Store, house: House) -> int:
        feedback.keep(store, Given("web", rating=2, comment="<b>=1+1</b> it was too long"), house.clock.now)
        [row] = feedback.comments(store, "waiting")
        return row.id

    def word(self, browser: TestClient, number: int, **form: str) -> int:
        token = field(browser.get("/curators").text)
        return browser.post(f"/curators/comments/{number}", data={"form_token": token, **form}).status_code

    def test_a_comment_is_approved_and_only_then_quoted(self, house: House, store: Store, waiting: int) -> None:
        curator = house.signed_in("cy", "curator")
        assert "it was too long" in curator.get("/curators").text
        assert "it was too long" not in house.visitor().get("/you-said-we-did").text
        assert self.word(curator, waiting, word="approved") == 303
        page = house.visitor().get("/you-said-we-did").text
        assert "&lt;b&gt;=1+1&lt;/b&gt; it was too long" in page
        assert self.word(curator, waiting, word="rejected") == 303
        assert "too long" not in house.visitor().get("/you-said-we-did").text

    def test_what_is_quoted_is_listed_and_can_be_taken_back(self, house: House, waiting: int) -> None:
        curator = house.signed_in("cy", "curator")
        self.word(curator, waiting, word="approved")
        page = curator.get("/curators").text
        assert f'action="/curators/comments/{waiting}"' in page[page.index('id="quoted"') :]
        self.word(curator, waiting, word="rejected")
        assert "it was too long" not in curator.get("/curators").text

    def test_it_is_written_in_other_words_without_names(self, house: House, store: Store, waiting: int) -> None:
        curator = house.signed_in("cy", "curator")
        assert self.word(curator, waiting, word="edited", comment="  ") == 422
        assert self.word(curator, waiting, word="edited", comment="x" * 50_000) == 422
        assert self.word(curator, waiting, word="edited", comment="Too long, says Zebedee Quillfeather.") == 303
        page = house.visitor().get("/you-said-we-did").text
        assert "Too long, says" in page
        assert "Quillfeather" not in page

    def test_what_is_not_there_or_not_a_word_is_refused(self, house: House, waiting: int) -> None:
        curator = house.signed_in("cy", "curator")
        assert self.word(curator, 9_999, word="approved") == 404
        assert self.word(curator, waiting, word="published") == 422
        assert curator.post(f"/curators/comments/{waiting}", data={"word": "approved"}).status_code == 403
        lead = house.signed_in("lea", "lead")
        assert lead.post(f"/curators/comments/{waiting}", data={"word": "approved"}).status_code == 403

    def test_gaps_are_grouped(self, house: House, store: Store) -> None:
        for words in ("do coloured glasses help", "do coloured glasses help with reading"):
            gap = Gap(day=house.clock.now.date(), channel="web", nearest="sensory", text=words)
            store.write(lambda session, gap=gap: session.add(gap))
        assert "2 × do coloured glasses help" in text_of(house.signed_in("cy", "curator").get("/curators").text)

    def test_you_said_we_did_is_written_and_taken_away(self, house: House, store: Store) -> None:
        curator = house.signed_in("cy", "curator")
        token = field(curator.get("/curators").text)
        form = {"form_token": token, "said": "Too <i>long</i>.", "did": "We cut it."}
        assert curator.post("/curators/deeds", data=form).status_code == 303
        assert "Too &lt;i&gt;long&lt;/i&gt;." in house.visitor().get("/you-said-we-did").text
        [deed] = deeds.latest(store)
        assert curator.post(f"/curators/deeds/{deed.id}/remove", data={"form_token": token}).status_code == 303
        assert "We cut it." not in house.visitor().get("/you-said-we-did").text
        assert curator.post("/curators/deeds", data={**form, "did": ""}).status_code == 422


def test_the_public_page_shows_nothing_small(house: House, store: Store) -> None:
    published(store, "2026-11", {("contacts", ""): "*", ("helped", "yes"): "*"})
    store.write(lambda session: session.add(Feedback(day=house.clock.now.date(), kind="feedback", channel="web", comment="Waiting.", status="waiting")))  # fmt: skip
    page = text_of(house.visitor().get("/you-said-we-did").text)
    assert "Times families got in touch *" in page
    assert "Waiting." not in page


def test_made_up_figures_are_marked_on_every_page(house: House, store: Store) -> None:
    staff = house.signed_in("ada", "admin")
    pages = (*PAGES, "/you-said-we-did")
    assert [path for path in pages if LABEL in staff.get(path).text] == []
    store.write(lambda session: session.add(AuditEntry(at=house.clock.now, action=MARK)))
    assert [path for path in pages if LABEL in staff.get(path).text] == list(pages)
    with store.read() as session:
        assert session.scalars(select(AuditEntry.action)).all()
