"""``/dashboard/compare``: two periods side by side. Sums are of published figures, so they tell nothing more."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from dashboard import charts
from dashboard.asked import CHANNEL_NAMES, PERIODS, NotAnsweredError, month_of, period
from dashboard.charts import Point
from dashboard.frame import show, topic_names
from dashboard.panels import Panel
from dashboard.published import NOT_KEPT, Sum, Table, difference, name_of, parts
from hub import snapshots
from hub.accounts import User
from hub.measure_list import MEASURES
from hub.measures import Report
from hub.months import Month
from hub.store.database import Store
from staff.access import signed_in
from staff.house import staff_of
from staff.pages import register

router = APIRouter(include_in_schema=False)
register("Compare", "/dashboard/compare", "lead")
Text = Annotated[str, Query(max_length=200)]
# Its parts are words and no figures.
_NOT_COMPARED = frozenset(("least_helpful",))


@router.get("/dashboard/compare")
def compare(
    request: Request,
    _: Annotated[User, Depends(signed_in("lead"))],
    one: Text = "",
    other: Text = "",
    months: Text = "1",
) -> HTMLResponse:
    """Two periods of as many months, each named by its last month."""
    store = staff_of(request).store
    published = snapshots.months(store)
    chosen = {"one": one, "other": other, "months": months}
    context = {"months": published, "periods": PERIODS, "name_of": name_of, "chosen": chosen}
    if not published:
        return show(request, "compare", {**context, "problem": "No month has been published yet."})
    try:
        length = period(months)
        later = month_of(one) if one else published[-1]
        earlier = month_of(other) if other else later.before(length)
        first, second = _reports(store, later, length), _reports(store, earlier, length)
    except NotAnsweredError as error:
        return show(request, "compare", {**context, "problem": str(error)}, 422)
    names = (_name(later, length), _name(earlier, length))
    found = {
        "chosen": {"one": str(later), "other": str(earlier), "months": months},
        "panel": _by_channel(first, second, names),
        "table": _table(first, second, names),
    }
    return show(request, "compare", {**context, **found}, reports=[*second, *first])


def _reports(store: Store, last: Month, length: int) -> list[Report]:
    """A period's months, all of them. Raises NotAnsweredError."""
    first = last.before(length - 1)
    found = snapshots.of_months(store, first, last)
    if len(found) < length:
        raise NotAnsweredError(
            f"Not all months from {first} to {last} were published. Choose others, or a shorter time."
        )
    return found


def _name(last: Month, length: int) -> str:
    return name_of(last) if length == 1 else f"{length} months to {name_of(last)}"


def _by_channel(first: list[Report], second: list[Report], names: tuple[str, str]) -> Panel:
    points, rows = [], []
    for key, channel in CHANNEL_NAMES.items():
        sums = [Sum.of(reports, "contacts_by_channel", key) for reports in (first, second)]
        for found, name in zip(sums, names, strict=True):
            points.append(Point(channel, "*" if found is None or found.hidden else found.value, name))
        rows.append((channel, *(_shown(found) for found in sums)))
    title = "Contacts by channel"
    chart = charts.columns(points, "Contacts")
    says = f"{title}: two columns for each channel, one for each period."
    return Panel("contacts-by-channel", title, chart, says, Table(title, ("Channel", *names), tuple(rows)))


def _table(first: list[Report], second: list[Report], names: tuple[str, str]) -> Table:
    topics, rows = topic_names(), []
    for measure in MEASURES:
        if measure.key in _NOT_COMPARED:
            continue
        whole = any(
            line.part == "" for report in (*first, *second) for line in report.lines if line.measure == measure.key
        )
        for part in ([""] if whole else []) + parts((*first, *second), measure.key):
            sums = [Sum.of(reports, measure.key, part) for reports in (first, second)]
            name = f"{measure.title}: {topics.get(part, part)}" if part else measure.title
            rows.append((name, *(_shown(found) for found in sums), difference(*sums)))
    return Table("All measures", ("Measure", *names, "More or less"), tuple(rows))


def _shown(found: Sum | None) -> str:
    return NOT_KEPT if found is None else str(found)
