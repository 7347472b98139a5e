"""What every page of the dashboard shows: whether the figures are made up, the rule for small numbers, the topics' names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from hub import knowledge
from hub.demonstration import LABEL, is_demonstration
from hub.measures import Report
from hub.settings import DisclosureSettings
from staff.house import staff_of
from staff.pages import templates

HERE = Path(__file__).parent
pages = templates(HERE / "templates")


def show(
    request: Request, name: str, context: dict[str, Any], status: int = 200, reports: Sequence[Report] = ()
) -> HTMLResponse:
    """A page, with what stands on all of them. ``reports``: the months whose figures it shows."""
    staff = staff_of(request)
    everywhere = {
        "demonstration": LABEL if is_demonstration(staff.store) else "",
        "rule": rule(staff.settings.disclosure, reports),
    }
    return pages.TemplateResponse(request, f"dashboard/{name}.html", {**everywhere, **context}, status_code=status)


def rule(rules: DisclosureSettings, reports: Sequence[Report] = ()) -> str:
    """The rule for small numbers that ``reports`` went through; without any, the one that is set now."""
    applied = [report.rules for report in reports] or [rules]
    said = _said(applied[-1])
    if all(one == applied[-1] for one in applied):
        return said
    return f"{said} This is the rule of the last month; some of the others were published by another one."


def _said(rules: DisclosureSettings) -> str:
    return (
        f"* is 1 to {rules.hide_up_to}, or not shown so that it cannot be worked out. "
        f"Other numbers are rounded to the nearest {rules.round_to}, so parts need not add up."
    )


def topic_names() -> dict[str, str]:
    """What each topic is called, by its name in the figures."""
    index = knowledge.search_if_ready()
    named = {} if index is None else {article.topic_slug: article.button for article in index.knowledge_base}
    return {"none": "No topic", **named}
