"""The guidance to read without the chat: a list with a search box, a page for each article, and the sitemap.

What a person types into the search box is never logged and never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from textwrap import shorten
from typing import Literal
from xml.etree import ElementTree as ET

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from hub import hours_words, knowledge, safety
from hub.caution import caution, full_date
from hub.doors import Doors
from hub.guidance import GUIDANCE_NOTE
from hub.menu import THEMES
from hub.reach import number_web
from hub.uk_calendar import in_london
from hub.words import clean, has_words
from knowledge_base.article import Article
from knowledge_base.search import Search, Verdict
from knowledge_base.store import KnowledgeBase, KnowledgeBaseError, read_knowledge_base
from webchat.page import render_markdown, templates

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)

MAX_RESULTS = 10
# Pages with less than this share of the confidence in the best page are not worth a reader's time.
SHARE_OF_BEST = 0.05
# More would not fit into every browser's address.
MAX_QUERY_CHARACTERS = 1_000
DESCRIPTION_CHARACTERS = 160
CLOSURES_AHEAD = timedelta(days=28)
INDEX_DESCRIPTION = "Guidance for parents and carers in Hertfordshire about autism and ADHD, with its sources."
SITEMAP_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Link checkers ask with HEAD.
READ = ["GET", "HEAD"]

SearchState = Literal["found", "nothing", "no_words", "too_long", "starting", "crisis"]


@dataclass(frozen=True)
class Answer:
    """What the search box says.

    ``pages`` are best first, ``related`` what the best one's readers may want next, and ``emergency`` the
    emergency numbers where they are needed.
    """

    state: SearchState
    pages: tuple[Article, ...] = ()
    related: tuple[Article, ...] = ()
    emergency: Markup | None = None


@dataclass(frozen=True)
class Theme:
    """One theme with its articles; ``anchor`` is its place on the list."""

    label: str
    anchor: str
    articles: tuple[Article, ...]


@lru_cache(maxsize=1)
def _on_disk() -> KnowledgeBase | None:
    """The articles while there is no index yet, read once; None where they cannot be read."""
    try:
        return read_knowledge_base()
    except KnowledgeBaseError as error:
        log.exception("guidance_pages_not_readable", problems=error.problems)
        return None


def _articles() -> KnowledgeBase | None:
    index = knowledge.search_if_ready()
    return index.knowledge_base if index else _on_disk()


def themes(knowledge_base: KnowledgeBase) -> Iterator[Theme]:
    """The themes that have articles, in the order of the chat's menu, others after them."""
    present = {article.theme for article in knowledge_base}
    for theme in [*THEMES, *sorted(present - THEMES.keys())]:
        if theme in present:
            articles = tuple(article for article in knowledge_base if article.theme == theme)
            yield Theme(_theme_label(theme), _anchor(theme), articles)


def _theme_label(theme: str) -> str:
    return THEMES.get(theme) or theme.replace("-", " ").capitalize()


def _anchor(theme: str) -> str:
    return f"theme-{theme}"


def ask(query: str, search: Search | None) -> Answer:
    """Answer the search box, with the safety screen before everything else, as in the chat."""
    crisis = safety.screen(query)
    emergency = render_markdown(safety.crisis_reply(crisis).web) if crisis else None
    if crisis and crisis.level == "act_now":
        return Answer("crisis", emergency=emergency)
    if len(query) > MAX_QUERY_CHARACTERS:
        return Answer("too_long", emergency=emergency)
    if not has_words(query):
        return Answer("no_words")
    if search is None:
        return Answer("starting", emergency=emergency)
    found = search.find(query)
    if found.verdict is Verdict.NOTHING:
        return Answer("nothing", emergency=emergency)
    enough = SHARE_OF_BEST * found.ranked[0][1]
    near = [slug for slug, confidence in found.ranked[:MAX_RESULTS] if confidence >= enough]
    pages = _named(near, search.knowledge_base)
    others = [slug for slug in pages[0].related if slug not in near]
    return Answer("found", pages, _named(others, search.knowledge_base)[: MAX_RESULTS - len(pages)], emergency)


def _named(slugs: Iterable[str], knowledge_base: KnowledgeBase) -> tuple[Article, ...]:
    return tuple(article for article in map(knowledge_base.get, slugs) if article)


def plain(markdown: str) -> str:
    """The words of a Markdown text, on one line."""
    return render_markdown(markdown).striptags()


def dial(phone: str) -> str:
    """A phone number as a link takes it."""
    return "tel:" + re.sub(r"[^\d+]", "", phone)


def _respond(request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
    doors: Doors = request.app.state.doors
    hours, now = doors.settings.hours, doors.now()
    today = in_london(now).date()
    return templates.TemplateResponse(
        request,
        template,
        {
            "render": render_markdown,
            "plain": plain,
            "full_date": full_date,
            "dial": dial,
            "max_length": MAX_QUERY_CHARACTERS,
            "reach": render_markdown(number_web(doors.settings)),
            "week": hours_words.week_table(hours),
            "closed": hours_words.closed_line(hours),
            "closures": hours_words.closure_sentences(hours, today, today + CLOSURES_AHEAD, now),
            **context,
        },
        status_code=status,
    )


def _not_readable(request: Request) -> HTMLResponse:
    return _respond(
        request,
        "guidance_missing.html",
        503,
        title="Our guidance cannot be shown right now",
        text="Something is wrong on our side. Please try again in a few minutes.",
    )


@router.api_route("/guidance", methods=READ)
def guidance_list(request: Request, q: str | None = None) -> HTMLResponse:
    """All articles by theme, or what the search box found for ``q``."""
    knowledge_base = _articles()
    if knowledge_base is None:
        return _not_readable(request)
    query = clean(q or "")
    answer = ask(query, knowledge.search_if_ready()) if q is not None else None
    if answer:
        # How it went only: never the words.
        log.info("guidance_search", state=answer.state, pages=len(answer.pages))
    return _respond(
        request,
        "guidance.html",
        canonical=request.url_for("guidance_list"),
        description=INDEX_DESCRIPTION,
        query=query,
        answer=answer,
        themes=list(themes(knowledge_base)),
    )


@router.api_route("/guidance/{slug}", methods=READ)
def guidance_article(request: Request, slug: str) -> HTMLResponse:
    """One article whole; a page in plain words and 404 for a slug that is not there."""
    knowledge_base = _articles()
    if knowledge_base is None:
        return _not_readable(request)
    article = knowledge_base.get(slug)
    if article is None:
        return _respond(
            request,
            "guidance_missing.html",
            404,
            title="We could not find that page",
            text="It may have moved, or the address may have a typing mistake. You can search, or choose a theme.",
            themes=list(themes(knowledge_base)),
        )
    doors: Doors = request.app.state.doors
    return _respond(
        request,
        "guidance_article.html",
        canonical=request.url_for("guidance_article", slug=slug),
        description=shorten(plain(article.lead), DESCRIPTION_CHARACTERS, placeholder=" …"),
        article=article,
        theme_label=_theme_label(article.theme),
        theme_anchor=_anchor(article.theme),
        note=GUIDANCE_NOTE,
        cautions=caution(article, in_london(doors.now()).date()),
        related=_named(article.related, knowledge_base),
    )


@router.api_route("/sitemap.xml", methods=READ)
def sitemap(request: Request) -> Response:
    """Every page that anybody may find, for search engines."""
    knowledge_base = _articles()
    if knowledge_base is None:
        return Response("The guidance cannot be read right now.", 503, media_type="text/plain")
    root = ET.Element("urlset", xmlns=SITEMAP_NAMESPACE)
    pages: list[tuple[str, date | None]] = [
        (str(request.base_url), None),
        (str(request.url_for("guidance_list")), None),
    ]
    pages += [(str(request.url_for("guidance_article", slug=a.slug)), a.reviewed) for a in knowledge_base]
    for address, changed in pages:
        page = ET.SubElement(root, "url")
        ET.SubElement(page, "loc").text = address
        if changed:
            ET.SubElement(page, "lastmod").text = changed.isoformat()
    return Response(ET.tostring(root, encoding="utf-8", xml_declaration=True), media_type="application/xml")
