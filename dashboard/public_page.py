"""``/you-said-we-did``: one page for families, which the Local Offer can link to. Approved comments and figures only."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dashboard.frame import show
from dashboard.published import name_of, share, shown, value
from hub import deeds, feedback, snapshots
from staff.house import staff_of

router = APIRouter(include_in_schema=False)
MOST_COMMENTS = 8
MOST_LONG = 300


@router.get("/you-said-we-did")
def you_said_we_did(request: Request) -> HTMLResponse:
    """What families said, what was done, and the last month's figures."""
    staff = staff_of(request)
    published = snapshots.months(staff.store)
    figures: list[tuple[str, str]] = []
    reports = snapshots.of_months(staff.store, published[-1], published[-1]) if published else []
    for last in reports:
        figures = [
            ("Times families got in touch", shown(value(last, "contacts"))),
            ("Of those who told us, how many said that our answer helped", share(last, "helped", "yes")),
        ]
    newest = feedback.quotable(staff.store, 4 * MOST_COMMENTS)
    # The same words of two families stand there once.
    comments = list(dict.fromkeys(row.comment for row in newest if row.comment and len(row.comment) <= MOST_LONG))
    context = {
        "month": name_of(published[-1]) if published else "",
        "figures": figures,
        "comments": comments[:MOST_COMMENTS],
        "deeds": deeds.latest(staff.store),
        "local_offer_url": staff.settings.local_offer_url,
    }
    return show(request, "public", context, reports=reports)
