"""``/measures/<token>/figures.json`` and ``.csv``: the published figures for other programs, by a link with a token.

docs/measures.md describes both. A token that is not ours finds what any other address without a page does.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from dashboard.asked import NotAnsweredError, Offered, read
from hub import measures_tokens, snapshots
from hub.demonstration import is_demonstration
from hub.measures import Report
from hub.measures_export import VERSION, as_json, write_csv
from staff.house import staff_of

router = APIRouter()
NOT_FOUND = "Not Found"


def known(request: Request, token: str) -> None:
    """A dependency: the link is one of ours. Raises 404."""
    if not measures_tokens.is_known(staff_of(request).store, token):
        raise HTTPException(404, NOT_FOUND)


def published(
    request: Request,
    first: Annotated[str, Query(alias="from", max_length=200, description="the first month, 2026-01")] = "",
    last: Annotated[str, Query(alias="to", max_length=200, description="the last month, 2026-11")] = "",
) -> list[Report]:
    """A dependency: the snapshots that are asked for, without a word the last 13 months. Raises 422."""
    store = staff_of(request).store
    months = snapshots.months(store)
    if not months:
        return []
    try:
        wanted = read(Offered(months, ()), first, last)
    except NotAnsweredError as error:
        raise HTTPException(422, str(error)) from error
    return snapshots.of_months(store, wanted.first, wanted.last)


_RESPONSES: dict[int | str, dict[str, Any]] = {
    404: {"description": "no such link, or it was revoked"},
    422: {"description": "not a month, or the later one first"},
}


@router.get("/measures/{token}/figures.json", dependencies=[Depends(known)], responses=_RESPONSES)
def figures_json(request: Request, reports: Annotated[list[Report], Depends(published)]) -> dict[str, Any]:
    """The published months, as docs/measures.md describes them."""
    staff = staff_of(request)
    return {
        "version": VERSION,
        "demonstration": is_demonstration(staff.store),
        "months": [as_json(report) for report in reports],
    }


@router.get(
    "/measures/{token}/figures.csv", dependencies=[Depends(known)], responses=_RESPONSES, response_class=Response
)
def figures_csv(request: Request, reports: Annotated[list[Report], Depends(published)]) -> Response:
    """The same as CSV, a line for each figure; the name of the file says where they are made up."""
    return Response(
        _csv(reports),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_name(request)}.csv"'},
    )


def _csv(reports: Sequence[Report]) -> str:
    target = io.StringIO()
    write_csv(reports, target)
    return target.getvalue()


def _name(request: Request) -> str:
    return "demonstration-figures" if is_demonstration(staff_of(request).store) else "neurodiversity-hub-figures"
