"""One article's file: read in full, or refused with the line to mend."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_up import SLEEP_BODY, article_text, write_article

from knowledge_base.article import MAX_FILE_BYTES, Article, ArticleError, Section, parse_article

CONTACT = {"name": "Helpline", "phone": "01632 960777", "source": 1}


def refusal(path: Path) -> tuple[int, str]:
    with pytest.raises(ArticleError) as refused:
        parse_article(path)
    assert str(refused.value) == f"{path.name} line {refused.value.line}: {refused.value.reason}"
    assert refused.value.path == path
    return refused.value.line, refused.value.reason


def test_an_article_is_read_with_its_lead_and_its_sections(tmp_path: Path) -> None:
    article = parse_article(write_article(tmp_path, "sleep", SLEEP_BODY, contacts=[CONTACT], ages=[3, 11]))
    assert (article.slug, article.title, article.ages) == ("sleep", "About sleep", (3, 11))
    assert article.lead == "A calm hour before bed helps many children to settle."
    assert article.sections == (
        Section(heading="What to do next", text="1. Keep a sleep diary.\n2. Show it to the GP."),
        Section(heading="Why it is hard", text="Some bodies make melatonin late."),
    )
    assert article.contacts[0].phone == "01632 960777"


def test_a_body_without_headings_is_all_lead(tmp_path: Path) -> None:
    article = parse_article(write_article(tmp_path, "sleep", "One.\n\n### Small\n\nTwo.\n"))
    assert (article.lead, article.sections) == ("One.\n\n### Small\n\nTwo.", ())


def test_a_section_is_found_by_its_whole_heading(tmp_path: Path) -> None:
    article = parse_article(write_article(tmp_path, "sleep", SLEEP_BODY))
    found = article.section("Why it is hard")
    assert found == Section(heading="Why it is hard", text="Some bodies make melatonin late.")
    assert article.section("Why") is None


def test_its_sources_were_last_checked_when_the_oldest_was(tmp_path: Path) -> None:
    pages = [
        {"title": "A", "url": "https://a.example/", "checked": date(2026, 10, 2)},
        {"title": "B", "url": "https://b.example/", "checked": date(2026, 3, 1)},
    ]
    assert parse_article(write_article(tmp_path, "sleep", sources=pages)).checked == date(2026, 3, 1)


@pytest.mark.parametrize(("topic", "expected"), [(None, "sleep"), ("nights", "nights")])
def test_its_topic_is_its_slug_unless_it_names_one(tmp_path: Path, topic: str | None, expected: str) -> None:
    assert parse_article(write_article(tmp_path, "sleep", topic=topic)).topic_slug == expected


def test_its_questions_are_those_of_every_channel(tmp_path: Path) -> None:
    asked = {"web": ["One?"], "speech": ["um three"], "sms": ["2 pls"]}
    assert parse_article(write_article(tmp_path, "sleep", questions=asked)).questions.all == [
        "One?",
        "2 pls",
        "um three",
    ]


def test_lines_that_end_the_windows_way_are_read_the_same(tmp_path: Path) -> None:
    path = write_article(tmp_path, "sleep", SLEEP_BODY)
    plain = parse_article(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert parse_article(path) == plain


def test_an_article_cannot_be_changed_once_read(tmp_path: Path) -> None:
    article = parse_article(write_article(tmp_path, "sleep"))
    with pytest.raises(ValueError, match="frozen"):
        article.title = "Another"


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "must begin with front matter between two lines of ---"),
        (b"Just words.\n", 1, "must begin with front matter between two lines of ---"),
        (b"---\nslug: sleep\n", 1, "must begin with front matter between two lines of ---"),
        (b"---\n- a\n- b\n---\nBody.\n", 2, "front matter must be keys and values"),
        (b"---\nslug: sleep\ntitle: [\n---\nBody.\n", 4, "expected the node content, but found '<stream end>'"),
        (b"---\nslug: sleep\nslug: sleep\n---\nBody.\n", 3, "the key slug is given twice"),
        (b"---\nslug: sleep\nreviewed: 2026-02-30\n---\nBody.\n", 3, "day is out of range for month"),
        (b"---\nslug: sleep\ntitle: \x07\n---\nBody.\n", 3, "special characters are not allowed (#x0007)"),
        (b"---\nslug: \xff\xfe\n---\nBody.\n", 1, "is not UTF-8 text"),
        (b"x" * (MAX_FILE_BYTES + 1000), 1, "is 201 kB; an article has at most 200 kB"),
    ],
)
def test_a_file_that_is_no_article_is_refused(tmp_path: Path, content: bytes, line: int, reason: str) -> None:
    path = tmp_path / "sleep.md"
    path.write_bytes(content)
    assert refusal(path) == (line, reason)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "sleep.md") == (1, "cannot be read: No such file or directory")
    (tmp_path / "folder.md").mkdir()
    assert refusal(tmp_path / "folder.md") == (1, "cannot be read: Is a directory")


WRONG: list[tuple[dict[str, Any], str, str]] = [
    # What is changed, the key on whose line the error is reported, the reason.
    ({"title": None}, "slug", "title: is missing"),
    ({"title": "x" * 71}, "title", "title: String should have at most 70 characters"),
    ({"title": "  "}, "title", "title: String should have at least 1 character"),
    ({"button": "x" * 33}, "button", "button: String should have at most 32 characters"),
    ({"colour": "red"}, "colour", "colour: unknown key"),
    ({"theme": "Every Day"}, "theme", "theme: String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'"),
    ({"ages": [3]}, "ages", "ages.1: is missing"),
    ({"ages": ["three", 9]}, "- three",
     "ages.0: Input should be a valid integer, unable to parse string as an integer"),
    ({"verified": "perhaps"}, "verified",
     "verified: Input should be a valid boolean, unable to interpret input"),
    ({"questions": {"web": []}}, "  web",
     "questions.web: List should have at least 1 item after validation, not 0"),
    ({"questions": {"sms": ["pls"]}}, "questions", "questions.web: is missing"),
    ({"questions": {"web": [" "]}}, "  - ' '", "questions.web.0: String should have at least 1 character"),
    ({"sources": []}, "sources", "sources: List should have at least 1 item after validation, not 0"),
    ({"sources": [{"title": "A", "url": "page.example", "checked": date(2026, 11, 1)}]}, "  url",
     "sources.0.url: Input should be a valid URL, relative URL without a base"),
    ({"sources": [{"title": "A", "url": "https://a.example/"}]}, "- title: A", "sources.0.checked: is missing"),
    ({"contacts": [{"name": "Helpline", "source": 1}]}, "- name: Helpline",
     "contacts.0: a contact needs a phone or an email"),
    ({"contacts": [{**CONTACT, "source": 0}]}, "  source",
     "contacts.0.source: Input should be greater than or equal to 1"),
    ({"contacts": [{**CONTACT, "source": 2}]}, "slug",
     "contact Helpline names source 2, but there are only 1"),
    ({"review_by": "soon"}, "review_by",
     "review_by: Input should be a valid date or datetime, input is too short"),
    ({"related": ["Not A Slug"]}, "- Not A Slug",
     "related.0: String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "at", "reason"), WRONG, ids=[reason for _, _, reason in WRONG])
def test_a_wrong_key_is_named_with_its_line(tmp_path: Path, changes: dict[str, Any], at: str, reason: str) -> None:
    path = write_article(tmp_path, "sleep", **{key: value for key, value in changes.items() if key != "theme"})
    if "theme" in changes:
        path.write_text(article_text("sleep", **changes), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = next(number for number, text in enumerate(lines, 1) if text.startswith(at))
    assert refusal(path) == (expected, reason)


def test_a_slug_must_be_the_files_name(tmp_path: Path) -> None:
    path = tmp_path / "nights.md"
    path.write_text(article_text("sleep"), encoding="utf-8")
    assert refusal(path) == (2, "slug sleep and file name nights.md differ")


def test_a_body_must_have_words(tmp_path: Path) -> None:
    assert refusal(write_article(tmp_path, "sleep", "  \n")) == (2, "body: String should have at least 1 character")


@pytest.mark.parametrize("html", ["<script>alert(1)</script>", "</p>", "< b >", "<!-- x -->", "<img src=x>"])
def test_html_in_a_body_is_refused_with_its_line(tmp_path: Path, html: str) -> None:
    path = write_article(tmp_path, "sleep", f"First line.\n\nThird line {html}\n")
    line = path.read_text(encoding="utf-8").splitlines().index("First line.") + 3
    assert refusal(path) == (line, "HTML is not allowed in an article; use Markdown")


@pytest.mark.parametrize("text", ["Under 5 < 6 years.", "I <3 this.", "<"])
def test_a_less_than_sign_is_no_html(tmp_path: Path, text: str) -> None:
    article: Article = parse_article(write_article(tmp_path, "sleep", f"{text}\n"))
    assert article.lead == text
