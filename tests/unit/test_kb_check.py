"""``hub kb check`` over several files: what is compared, what is no article, and what is due for review."""

import re
from datetime import date
from pathlib import Path

import pytest
from test_kb_check_rules import GOOD, OTHER, RULES, TODAY, found, line_of, write

from knowledge_base.check import check_articles, counted, due_articles
from knowledge_base.store import ARTICLES_DIR, read_knowledge_base

ROOT = Path(__file__).parents[2]
SAME_SLUG = "the slug sleep is used by everyday/sleep.md too. To mend: give one of them another slug and file name."
SAME_BUTTON = (
    'the button "SOUNDS AND CLOTHES" is used by everyday/sensory.md too. '
    "To mend: word it so that people can tell them apart."
)
NO_ARTICLE = "the topic tics has no article. To mend: write tics.md, or name the topic in another article."
TWO_AREAS = (
    "a question about the area needs exactly the options east-and-north and south-and-west. To mend: name them so."
)
AGES_OVERLAP = "the ages of the options overlap or run backwards. To mend: give each age one option."
VARIANTS = """variants:
  ask: area
  question: Where is your GP?
  options:
    - value: east-and-north
      label: East and North
      web: Ask the clinic in the east.
      sms: Ask the clinic in the east.
      voice: Ask the clinic in the east.
    - value: south-and-west
      label: South and West
      web: Ask the clinic in the west.
      sms: Ask the clinic in the west.
      voice: Ask the clinic in the west.
---
Some sounds"""


def test_what_is_spoilt_in_a_branch_is_found_in_that_branch(tmp_path):
    text = GOOD.replace("---\nSome sounds", VARIANTS, 1)
    text = text.replace("      sms: Ask the clinic in the west.", "      sms: Ask 0800 6444 101 in the west.")
    assert found(tmp_path, text) == [
        (
            "sensory.md",
            line_of(text, "sms: Ask 0800"),
            "error",
            (
                "sms of south-and-west gives 0800 6444 101, which is not in contacts. "
                "To mend: add a contact with phone and source, or take it out."
            ),
        )
    ]


def test_a_question_about_the_area_has_exactly_the_two_areas(tmp_path):
    text = GOOD.replace("---\nSome sounds", VARIANTS.replace("value: south-and-west", "value: west"), 1)
    assert found(tmp_path, text) == [
        (
            "sensory.md",
            line_of(text, "  options:"),
            "error",
            TWO_AREAS,
        )
    ]


def test_the_ages_of_branches_may_not_overlap(tmp_path):
    variants = VARIANTS.replace("ask: area", "ask: age")
    for ages in ("[0, 5]", "[5, 15]"):
        variants = variants.replace("\n      web:", f"\n      ages: {ages}\n      web:".replace("web:", "Web:"), 1)
    text = GOOD.replace("---\nSome sounds", variants.replace("Web:", "web:"), 1)
    assert found(tmp_path, text) == [
        (
            "sensory.md",
            line_of(text, "  options:"),
            "error",
            AGES_OVERLAP,
        )
    ]


def test_two_articles_may_not_share_a_question_whatever_its_capitals_and_signs(tmp_path):
    other = OTHER.replace("can he sleep after hats", "How can we cope with hats?")
    assert found(tmp_path, GOOD, other=other) == [
        (
            "sleep.md",
            line_of(other, "cope with hats"),
            "error",
            (
                f'the question "How can we cope with hats?" is in everyday/sensory.md line {line_of(GOOD, "cope with hats")} '
                "too. To mend: keep it in the article that answers it, and word the other one differently."
            ),
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("button: Bedtime sounds and clothes", "button: SOUNDS AND CLOTHES", "button:", SAME_BUTTON),
        (
            "title: Bedtime, sounds, clothes",
            "title: Sounds, clothes",
            "title:",
            SAME_BUTTON.replace("button", "title").replace(
                "SOUNDS AND CLOTHES", "Sounds, clothes and lights that are too much"
            ),
        ),
    ],
)
def test_two_articles_may_not_have_the_same_button_or_title(tmp_path, old, new, key, message):
    other = OTHER.replace(old, new)
    assert other != OTHER
    assert found(tmp_path, GOOD, other=other) == [("sleep.md", line_of(other, key), "error", message)]


def test_a_slug_that_two_folders_use_is_named(tmp_path):
    articles = write(tmp_path, GOOD)
    (articles / "health").mkdir()
    (articles / "health" / "sleep.md").write_text(
        OTHER.replace("theme: everyday", "theme: health")
        .replace("after", "after all")
        .replace("no sleep cos of", "awake coz")
        .replace("she is awake because of", "well he wakes from")
        .replace("Bedtime", "Night"),
        encoding="utf-8",
    )
    assert [str(finding) for finding in check_articles(articles, TODAY, tmp_path / "topics.yml")] == [
        f"{articles}/health/sleep.md:2: error: {SAME_SLUG}"
    ]


def test_a_topic_without_an_article_is_named_in_the_list_of_topics(tmp_path):
    articles = write(tmp_path, GOOD)
    (tmp_path / "topics.yml").write_text("sensory: Senses\nsleep: Nights\ntics: Tics\n", encoding="utf-8")
    assert [str(finding) for finding in check_articles(articles, TODAY, tmp_path / "topics.yml")] == [
        f"{tmp_path}/topics.yml:3: error: {NO_ARTICLE}"
    ]


def test_an_article_may_cover_another_topic_than_its_slug(tmp_path):
    articles = write(tmp_path, GOOD.replace("theme: everyday", "theme: everyday\ntopic: tics"))
    (tmp_path / "topics.yml").write_text("sleep: Nights\ntics: Tics\n", encoding="utf-8")
    assert check_articles(articles, TODAY, tmp_path / "topics.yml") == []


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\xff", 1, "is not UTF-8 text. To mend: save it as UTF-8 text; pictures and documents do not belong here."),
        (b"", 1, "must begin with front matter between two lines of ---. To mend: start the file with ---, the keys, and another ---."),
        (b"---\n---\n", 1, "must begin with front matter between two lines of ---. To mend: start the file with ---, the keys, and another ---."),
        (b"---\n[1, 2]\n---\n", 2, "front matter must be keys and values. To mend: check the colons, quotes and indentation of this line."),
        (b"---\na: [\n---\n", 3, "expected the node content, but found '<stream end>'. To mend: check the colons, quotes and indentation of this line."),
        (b"---\na: " + b"[" * 500 + b"\n---\n", 2, "values are nested too deeply. To mend: use only the keys shown in docs/curators.md."),
        (GOOD.encode() + b"x" * 200_000, 1, f"is {(len(GOOD) + 200_000) // 1000} kB; an article has at most 200 kB. To mend: split it, or keep attachments elsewhere."),
    ],
    ids=["binary", "empty", "no keys", "a list", "broken", "nested", "too big"],
)  # fmt: skip
def test_a_file_that_is_no_article_is_named_and_the_others_are_checked(tmp_path, content, line, message):
    assert found(tmp_path, content, other=OTHER.replace("phone 111", "telephone 111")) == [
        ("sensory.md", line, "error", message),
        ("sleep.md", line_of(OTHER, "phone 111"), "error", 'web says "telephone". To mend: say phone.'),
    ]


def test_all_problems_of_the_form_are_named_at_once(tmp_path):
    text = (
        GOOD.replace("verified: true", "verified: perhaps")
        .replace("owner: Content lead", "owner:")
        .replace("reviewed: 2026-11-24", "reviewed: soon")
    )
    assert [line for _, line, _, _ in found(tmp_path, text)] == [
        line_of(text, "verified:"),
        line_of(text, "owner:"),
        line_of(text, "reviewed:"),
    ]


def test_what_is_not_an_article_is_pointed_out(tmp_path):
    articles = write(tmp_path, GOOD)
    (articles / "everyday" / "photo.png").write_bytes(b"\x89PNG")
    (articles / "everyday" / ".sleep.md.swp").write_bytes(b"")
    (articles / "everyday" / "folder.md").mkdir()
    assert [str(finding) for finding in check_articles(articles, TODAY, tmp_path / "topics.yml")] == [
        f"{articles}/everyday/folder.md:1: error: cannot be read: Is a directory. To mend: make the file readable, or delete it.",
        (
            f"{articles}/everyday/photo.png:1: warning: is not an article. "
            "To mend: name it .md, or keep it outside the articles folder."
        ),
    ]


def test_an_empty_folder_is_an_error(tmp_path):
    (tmp_path / "topics.yml").write_text("sensory: Senses\n", encoding="utf-8")
    findings = check_articles(tmp_path / "nowhere", TODAY, tmp_path / "topics.yml")
    assert [finding.message for finding in findings] == [
        "holds no articles. To mend: add one (docs/curators.md).",
        "the topic sensory has no article. To mend: write sensory.md, or name the topic in another article.",
    ]


def test_errors_and_warnings_are_counted(tmp_path):
    text = GOOD.replace("phone 111", "telephone 111").replace("review_by: 2027-05-24", "review_by: 2026-11-25")
    articles = write(tmp_path, text)
    findings = check_articles(articles, date(2026, 11, 26), tmp_path / "topics.yml")
    assert counted(findings) == (1, 1)


def test_articles_past_review_or_never_verified_are_due(tmp_path):
    text = GOOD.replace("review_by: 2027-05-24", "review_by: 2026-11-23").replace("verified: true", "verified: false")
    articles = write(tmp_path, text, other=OTHER.replace("review_by: 2027-05-24", "review_by: 2026-11-24"))
    kb = read_knowledge_base(articles)
    assert [(due.slug, due.reason) for due in due_articles(kb, TODAY)] == [
        ("sensory", "review was due on 23 November 2026 and not verified yet")
    ]
    assert [(due.slug, due.reason) for due in due_articles(kb, date(2026, 11, 25))] == [
        ("sensory", "review was due on 23 November 2026 and not verified yet"),
        ("sleep", "review was due on 24 November 2026"),
    ]


def test_nothing_is_due_on_the_day_of_the_review_itself(tmp_path):
    articles = write(tmp_path, GOOD.replace("review_by: 2027-05-24", "review_by: 2026-12-24"))
    kb = read_knowledge_base(articles)
    assert due_articles(kb, date(2026, 12, 24)) == []


def test_the_articles_of_this_repository_have_no_errors():
    assert [str(finding) for finding in check_articles(ARTICLES_DIR, TODAY) if finding.severity == "error"] == []


def test_the_messages_shown_in_the_curators_guide_are_those_of_the_check():
    shown = re.findall(r"^> (.+)$", (ROOT / "docs" / "curators.md").read_text(encoding="utf-8"), re.MULTILINE)
    several = {SAME_SLUG, SAME_BUTTON, NO_ARTICLE, TWO_AREAS, AGES_OVERLAP}
    assert [message for message in shown if message not in several | {spoilt.message for spoilt in RULES}] == []
    assert len(shown) > 30
