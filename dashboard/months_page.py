"""``/dashboard``: the months at a glance, of all contacts, of one channel or of one topic."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from dashboard import asked, panels
from dashboard.asked import CHANNEL_NAMES, Asked, NotAnsweredError, Offered
from dashboard.frame import show, topic_names
from dashboard.published import Sum, difference, line, name_of, parts, share, shown, value
from hub import snapshots
from hub.accounts import User
from hub.measure_list import MEASURES
from hub.measures import Report
from staff.access import signed_in
from staff.house import staff_of
from staff.pages import register

router = APIRouter(include_in_schema=False)
register("Dashboard", "/dashboard", "lead")
Text = Annotated[str, Query(max_length=200)]
_GLANCE = (
    "contacts", "answered", "handed_over", "call_back", "waits", "did_not_know", "helped", "satisfied", "complaints", "crisis"
)  # fmt: skip


@router.get("/dashboard")
def months(
    request: Request,
    _: Annotated[User, Depends(signed_in("lead"))],
    first: Annotated[str, Query(alias="from", max_length=200)] = "",
    last: Annotated[str, Query(alias="to", max_length=200)] = "",
    channel: Text = "",
    topic: Text = "",
) -> HTMLResponse:
    """The months from one to another. What cannot be shown is said, with what to do."""
    store = staff_of(request).store
    published = snapshots.months(store)
    everything = snapshots.of_months(store, published[0], published[-1]) if published else []
    names = topic_names()
    topics = {part: names.get(part, part) for part in parts(everything, "contacts_by_topic")}
    chosen = {"first": first, "last": last, "channel": channel, "topic": topic}
    context = {"months": published, "topics": topics, "channels": CHANNEL_NAMES, "name_of": name_of, "chosen": chosen}
    try:
        wanted = asked.read(Offered(published, topics), first, last, channel=channel, topic=topic)
        reports = _reports(everything, wanted)
    except NotAnsweredError as error:
        status = 422 if published else 200
        return show(request, "months", {**context, "problem": str(error)}, status)
    filled = {"first": str(wanted.first), "last": str(wanted.last), "channel": channel, "topic": topic}
    found = {
        "panels": _panels(reports, wanted, topics),
        "glance": _glance(reports) if not (channel or topic) else [],
        "about": CHANNEL_NAMES.get(channel) or topics.get(topic) or "All contacts",
        "last_month": name_of(reports[-1].month),
    }
    return show(request, "months", {**context, "chosen": filled, **found}, reports=reports)


def _reports(everything: list[Report], wanted: Asked) -> list[Report]:
    found = [report for report in everything if wanted.first <= report.month <= wanted.last]
    if not found:
        raise NotAnsweredError("Nothing was published for these months. Choose others.")
    return found


def _panels(reports: list[Report], wanted: Asked, topics: dict[str, str]) -> list[panels.Panel]:
    if wanted.channel:
        return panels.of_channel(reports, wanted.channel)
    return panels.of_topic(reports, wanted.topic) if wanted.topic else panels.overall(reports, topics)


def _glance(reports: list[Report]) -> list[tuple[str, str, str, str]]:
    """Of the last month: what, how many, in per cent, and how much more or less than the month before."""
    titles = {one.key: one.title for one in MEASURES}
    last, before = reports[-1], reports[-2] if len(reports) > 1 else None
    rows = []
    for key in _GLANCE:
        part = "yes" if key in {"helped", "satisfied"} else ""
        found = line(last, key, part)
        percent = share(last, key, part) if found is not None and found.percent is not None else ""
        more = difference(Sum.of([last], key, part), Sum.of([before], key, part)) if before else ""
        rows.append((titles[key].rstrip("?") + (": yes" if part else ""), shown(value(last, key, part)), percent, more))
    return rows
