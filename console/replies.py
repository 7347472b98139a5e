"""Canned replies: the knowledge base's own words, found by what the handler types. What is typed is kept nowhere."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from console.desk import AtDesk, templates
from hub import knowledge
from hub.caution import caution
from hub.uk_calendar import in_london
from hub.words import clean, has_words
from knowledge_base.article import Article
from knowledge_base.search import Verdict
from staff.access import wants_page
from staff.house import staff_of

router = APIRouter(prefix="/console", include_in_schema=False)
MOST_REPLIES = 6
STARTING = "The guidance is still being read. Try again in a minute."
NOTHING = "No article fits. Try other words."


@dataclass(frozen=True)
class Canned:
    """One article as a reply. ``text`` can be sent as it is; ``caution`` is for the handler to weigh."""

    slug: str
    title: str
    text: str
    address: str
    caution: str


@router.get("/replies")
def replies(request: Request, desk: AtDesk, q: Annotated[str, Query(max_length=500)] = "") -> Response:
    """What fits ``q``, best first: as a page, or as JSON for the chats."""
    found, said = _find(clean(q), staff_of(request).machine.public_address, desk)
    if not wants_page(request):
        return JSONResponse({"replies": [asdict(one) for one in found], "said": said})
    return templates.TemplateResponse(request, "console/replies.html", {"q": q, "replies": found, "said": said})


def _find(query: str, address: str, desk: AtDesk) -> tuple[list[Canned], str]:
    if not has_words(query):
        return [], ""
    search = knowledge.search_if_ready()
    if search is None:
        return [], STARTING
    found = search.find(query)
    if found.verdict is Verdict.NOTHING:
        return [], NOTHING
    slugs = [slug for slug, _ in found.ranked[:MOST_REPLIES]]
    articles = [article for article in map(search.knowledge_base.get, slugs) if article]
    today = in_london(desk.now).date()
    return [
        Canned(one.slug, one.title, _text(one, address), f"/guidance/{one.slug}", " ".join(caution(one, today)))
        for one in articles
    ], ""


def _text(article: Article, address: str) -> str:
    """The short rendition, and where the whole is."""
    return f"{article.sms}\nRead more: {address}/guidance/{article.slug}"
