"""``/curators``: what to write next, what to write again, and which comments may be quoted."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dashboard.frame import show, topic_names
from hub import deeds, feedback, gaps, knowledge, snapshots
from hub.accounts import User
from hub.feedback import MAX_COMMENT_CHARACTERS
from hub.gap_groups import MOST_QUESTIONS, Group, grouped
from hub.uk_calendar import in_london
from knowledge_base.article import Article
from knowledge_base.encoder import EncoderMissingError, load
from staff.access import RefusedError, checked_form, signed_in
from staff.house import Staff, staff_of
from staff.pages import register

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)
register("Curators", "/curators", "curator")
MOST_GROUPS, MOST_COMMENTS = 30, 20
Curator = Annotated[User, Depends(signed_in("curator"))]
_DONE = {"comment": "The comment is decided.", "deed": "The public page is changed."}


@router.get("/curators")
def curators(request: Request, _: Curator, done: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
    """Everything that waits for a curator."""
    return _page(request, done=_DONE.get(done, ""))


@router.post("/curators/comments/{number}", dependencies=[Depends(checked_form)])
def decide(
    request: Request,
    _: Curator,
    number: int,
    word: Annotated[Literal["approved", "edited", "rejected"], Form()],
    comment: Annotated[str, Form(max_length=50_000)] = "",
) -> Response:
    """A curator's word on a comment."""
    staff = staff_of(request)
    if len(comment) > MAX_COMMENT_CHARACTERS:
        return _page(request, problem=f"A comment has at most {MAX_COMMENT_CHARACTERS:,} characters.", status=422)
    try:
        known = feedback.decide(staff.store, number, word, staff.now(), comment)
    except ValueError:
        return _page(request, problem="To use other words, write them first.", status=422)
    if not known:
        raise RefusedError(404, "There is no such comment. Somebody else may have decided it.")
    return RedirectResponse("/curators?done=comment#comments", 303)


@router.post("/curators/deeds", dependencies=[Depends(checked_form)])
def add_deed(
    request: Request,
    _: Curator,
    said: Annotated[str, Form(max_length=50_000)] = "",
    did: Annotated[str, Form(max_length=50_000)] = "",
) -> Response:
    """Put "you said, we did" onto the public page."""
    staff = staff_of(request)
    try:
        deeds.add(staff.store, said, did, staff.now())
    except ValueError as error:
        return _page(request, problem=f"“You said” and “we did”: {error}.", status=422)
    return RedirectResponse("/curators?done=deed#deeds", 303)


@router.post("/curators/deeds/{number}/remove", dependencies=[Depends(checked_form)])
def remove_deed(request: Request, _: Curator, number: int) -> Response:
    """Take it from the public page."""
    staff = staff_of(request)
    deeds.remove(staff.store, number, staff.now())
    return RedirectResponse("/curators?done=deed#deeds", 303)


def _page(request: Request, *, done: str = "", problem: str = "", status: int = 200) -> HTMLResponse:
    staff = staff_of(request)
    comments, waiting = feedback.waiting(staff.store, MOST_COMMENTS)
    names = topic_names()
    context = {
        "done": done,
        "problem": problem,
        "topics": names,
        "groups": _groups(staff),
        "low": [names.get(topic, topic) for topic in _least_helpful(staff)],
        "due": _due(in_london(staff.now()).date()),
        "comments": comments,
        "waiting": waiting,
        "quoted": feedback.quotable(staff.store, MOST_COMMENTS),
        "deeds": deeds.latest(staff.store),
        "most": MAX_COMMENT_CHARACTERS,
        "most_deed": deeds.MOST_CHARACTERS,
    }
    return show(request, "curators", context, status)


def _groups(staff: Staff) -> list[Group] | None:
    """None where nothing can be grouped, since the encoder has not been built."""
    try:
        return grouped(gaps.questions(staff.store, most=MOST_QUESTIONS), load())[:MOST_GROUPS]
    except EncoderMissingError as error:
        log.warning("gaps_not_grouped", reason=type(error).__name__)
        return None


def _least_helpful(staff: Staff) -> list[str]:
    """Of the last published month, without figures, as hub.measures lets them pass."""
    published = snapshots.months(staff.store)
    if not published:
        return []
    [last] = snapshots.of_months(staff.store, published[-1], published[-1])
    return [line.part for line in last.lines if line.measure == "least_helpful"]


def _due(today: date) -> list[Article]:
    """The articles that should have been reviewed, the longest overdue first."""
    index = knowledge.search_if_ready()
    known = [] if index is None else [article for article in index.knowledge_base if article.review_by < today]
    return sorted(known, key=lambda article: article.review_by)
