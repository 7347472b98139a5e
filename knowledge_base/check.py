"""``hub kb check`` and ``hub kb list --due``: everything that keeps an article from being published, and what is due."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from knowledge_base.article import Article
from knowledge_base.check_form import read_page
from knowledge_base.check_numbers import check_numbers
from knowledge_base.check_page import Finding, Page
from knowledge_base.check_renditions import check_renditions
from knowledge_base.check_words import check_words
from knowledge_base.store import KnowledgeBase
from knowledge_base.yaml_lines import Located

TOPICS_FILE = Path(__file__).parent / "topics.yml"
DAYS_OF_GRACE = 60


@dataclass(frozen=True)
class Due:
    """An article that a curator has to look at, and why."""

    slug: str
    title: str
    owner: str
    review_by: date
    reason: str


def check_articles(directory: Path, today: date, topics_file: Path = TOPICS_FILE) -> list[Finding]:
    """Every finding about the articles below ``directory``, in order of file and line; empty when all is well.

    Bad files are findings and stop nothing. An article is compared with the others even when some of those are broken.
    """
    findings: list[Finding] = []
    pages: list[Page] = []
    paths = sorted(path for path in directory.rglob("*") if not path.is_dir() or path.suffix == ".md")
    for path in paths:
        if path.suffix != ".md":
            if not path.name.startswith("."):
                message = "is not an article. To mend: name it .md, or keep it outside the articles folder."
                findings.append(Finding(path, 1, "warning", message))
            continue
        page = read_page(path)
        if isinstance(page, Page):
            pages.append(page)
        else:
            findings += page
    articles = [path for path in paths if path.suffix == ".md"]
    if not articles:
        findings.append(Finding(directory, 1, "error", "holds no articles. To mend: add one (docs/curators.md)."))
    for page in pages:
        findings += [*check_renditions(page), *check_numbers(page), *check_words(page)]
        findings += [*_links(page), *_dates(page, today), *_related(page, {path.stem for path in articles})]
    findings += _places(pages, articles)
    findings += _topics(pages, {path.stem for path in articles}, topics_file)
    findings += _questions(pages)
    findings += _labels(pages)
    return sorted(set(findings))


def due_articles(kb: KnowledgeBase, today: date) -> list[Due]:
    """The articles to review: past their review date, or not verified yet; the longest overdue first."""
    due = [
        Due(article.slug, article.title, article.owner, article.review_by, " and ".join(reasons))
        for article in kb
        if (reasons := list(_reasons(article, today)))
    ]
    return sorted(due, key=lambda entry: (entry.review_by, entry.slug))


def _reasons(article: Article, today: date) -> Iterator[str]:
    if today > article.review_by:
        yield f"review was due on {_said(article.review_by)}"
    if not article.verified:
        yield "not verified yet"


def _dates(page: Page, today: date) -> Iterator[Finding]:
    article = page.article
    late = today - article.review_by
    if late > timedelta(0):
        message = (
            f"the review was due on {_said(article.review_by)}, {late.days} days ago. "
            "To mend: compare the article with its sources, then change reviewed, review_by and each checked."
        )
        line = page.line_of("review_by")
        yield page.error(line, message) if late.days > DAYS_OF_GRACE else page.warning(line, message)
    if article.review_by <= article.reviewed:
        yield page.error(
            page.line_of("review_by"),
            f"review_by is not after reviewed ({_said(article.reviewed)}). To mend: give the day of the next review.",
        )
    if article.reviewed > today:
        yield page.error(page.line_of("reviewed"), _future("reviewed", article.reviewed))
    for index, source in enumerate(article.sources):
        if source.checked > today:
            yield page.error(page.line_of("sources", index, "checked"), _future("checked", source.checked))


def _future(key: str, day: date) -> str:
    return f"{key} is {_said(day)}, which is still to come. To mend: give the day on which it was done."


def _links(page: Page) -> Iterator[Finding]:
    sources = {str(source.url).rstrip("/") for source in page.article.sources}
    shown = [(url, line) for url, line in page.links]
    for piece in page.pieces:
        shown += [
            (url, page.line_with(url, piece.line)) for url in re.findall(r"https?://[^\s)\]>\"]+[\w/]", piece.text)
        ]
    for url, line in dict.fromkeys(shown):
        if url.rstrip("/") not in sources:
            yield page.error(
                line, f"links to {url}, which is not in sources. To mend: add it there with the day checked."
            )


def _related(page: Page, slugs: set[str]) -> Iterator[Finding]:
    related = page.article.related
    if not related:
        yield page.error(
            page.line_of("related"), "related names no article. To mend: name 2 to 4 that people need next."
        )
    for index, slug in enumerate(related):
        line = page.line_of("related", index)
        if slug == page.article.slug or slug in related[:index]:
            yield page.error(line, f"related names {slug}, itself or twice. To mend: delete it.")
        elif slug not in slugs:
            yield page.error(
                line, f"related names {slug}, but there is no such article. To mend: correct the slug or delete it."
            )


def _places(pages: list[Page], paths: list[Path]) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for path in paths:
        other = first.setdefault(path.stem, path)
        if other != path:
            message = f"the slug {path.stem} is used by {_short(other)} too. To mend: give one of them another slug and file name."
            yield Finding(path, 2, "error", message)
    for page in pages:
        folder = page.path.parent.name
        if page.article.theme != folder:
            yield page.error(
                page.line_of("theme"),
                f"the theme is {page.article.theme}, but the folder is {folder}. To mend: move the file or change the theme.",
            )


def _topics(pages: list[Page], slugs: set[str], topics_file: Path) -> Iterator[Finding]:
    topics = Located(topics_file.read_text(encoding="utf-8"))
    covered = slugs | {page.article.topic_slug for page in pages}
    for slug in topics.data:
        if slug not in covered:
            yield Finding(
                topics_file,
                topics.line_of((slug,)),
                "error",
                f"the topic {slug} has no article. To mend: write {slug}.md, or name the topic in another article.",
            )
    for page in pages:
        if page.article.topic_slug not in topics.data:
            key = "topic" if page.article.topic else "slug"
            yield page.error(
                page.line_of(key),
                f"the topic {page.article.topic_slug} is not one of {topics_file.name}. "
                "To mend: add a line topic: with the topic that the article belongs to.",
            )


def _questions(pages: list[Page]) -> Iterator[Finding]:
    first: dict[str, tuple[Page, int]] = {}
    for page in pages:
        for channel in ("web", "sms", "speech"):
            for index, question in enumerate(getattr(page.article.questions, channel)):
                line = page.line_of("questions", channel, index)
                key = " ".join(re.sub(r"[^\w\s]", "", question.casefold()).split())
                other, other_line = first.setdefault(key, (page, line))
                if (other.path, other_line) != (page.path, line):
                    where = f"{_short(other.path)} line {other_line}"
                    yield page.error(
                        line,
                        f'the question "{question}" is in {where} too. '
                        "To mend: keep it in the article that answers it, and word the other one differently.",
                    )


def _labels(pages: list[Page]) -> Iterator[Finding]:
    for key in ("button", "title"):
        first: dict[str, Page] = {}
        for page in pages:
            text = getattr(page.article, key)
            other = first.setdefault(" ".join(text.casefold().split()), page)
            if other is not page:
                yield page.error(
                    page.line_of(key),
                    f'the {key} "{text}" is used by {_short(other.path)} too. To mend: word it so that people can tell them apart.',
                )


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def counted(findings: Iterable[Finding]) -> tuple[int, int]:
    """How many errors and how many warnings."""
    severities = [finding.severity for finding in findings]
    return severities.count("error"), severities.count("warning")
