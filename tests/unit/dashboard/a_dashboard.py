"""A front door with the staff's side and the dashboard alone, and figures for it."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

from fastapi import FastAPI
from unit.staff.a_house import House, house_for

from dashboard import compare_page, curators_page, figures_api, months_page, public_page
from hub.months import Month
from hub.store.database import Store
from hub.store.tables import Snapshot


def dashboard_for(store: Store, folder: Path) -> House:
    """The staff's house with the dashboard in it."""
    house = house_for(store, folder)
    app: FastAPI = house.app
    for part in (months_page, compare_page, curators_page, public_page, figures_api):
        app.include_router(part.router)
    return house


def published(store: Store, month: str, lines: dict[tuple[str, str], object], hide_up_to: int = 7) -> None:
    """A month whose figures are those given, by the rule that was set then."""
    figures = {
        "disclosure": {"hide_up_to": hide_up_to, "round_to": 5},
        "lines": [{"measure": measure, "part": part, "value": value} for (measure, part), value in lines.items()],
    }
    row = Snapshot(month=Month.parse(month).first, made_at=datetime(2026, 12, 2, 2, tzinfo=UTC), figures=figures)
    store.write(lambda session: session.add(row))


class Tables(HTMLParser):
    """The tables of a page: for each caption its rows, as texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._text: list[str] | None = None
        self._caption = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "table":
            self._rows, self._caption = [], ""
        elif tag == "tr":
            self._rows.append([])
        elif tag in {"td", "th", "caption"}:
            self._text = []

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = " ".join("".join(self._text or []).split())
        if tag == "caption":
            self._caption = text
        elif tag in {"td", "th"}:
            self._rows[-1].append(text)
        elif tag == "table":
            self.found[self._caption] = self._rows
        if tag in {"td", "th", "caption"}:
            self._text = None
