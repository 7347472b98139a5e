"""What every page of the dashboard shows: whether the figures are made up, the rule for small numbers, the topics' names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from hub import knowledge
from hub.demonstration import LABEL, is_demonstration
from hub.settings import DisclosureSettings
from staff.house import staff_of
from staff.pages import templates

HERE = Path(__file__).parent
pages = templates(HERE / "templates")


def show(request: Request, name: str, context: dict[str, Any], status: int = 200) -> HTMLResponse:
    """A page, with what stands on all of them."""
    staff = staff_of(request)
    everywhere = {
        "demonstration": LABEL if is_demonstration(staff.store) else "",
        "rule": rule(staff.settings.disclosure),
    }
    return pages.TemplateResponse(request, f"dashboard/{name}.html", {**everywhere, **context}, status_code=status)


def rule(rules: DisclosureSettings) -> str:
    """The rule for small numbers in two sentences."""
    return (
        f"* is 1 to {rules.hide_up_to}, or not shown so that it cannot be worked out. "
        f"Other numbers are rounded to the nearest {rules.round_to}, so parts need not add up."
    )


def topic_names() -> dict[str, str]:
    """What each topic is called, by its name in the figures."""
    index = knowledge.search_if_ready()
    named = {} if index is None else {article.topic_slug: article.button for article in index.knowledge_base}
    return {"none": "No topic", **named}
