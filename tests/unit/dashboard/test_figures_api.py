"""Figures for other programs: by a link with a token, as they were published, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient
from unit.dashboard.a_dashboard import published
from unit.staff.a_house import House

from hub import measures_tokens
from hub.demonstration import MARK
from hub.measures_export import COLUMNS, VERSION
from hub.store.database import Store
from hub.store.tables import AuditEntry


@pytest.fixture
def token(store: Store, house: House) -> str:
    for month in ("2026-09", "2026-10", "2026-11"):
        published(store, month, {("contacts", ""): 40, ("contacts_by_topic", "=HYPERLINK(1)"): 10, ("crisis", ""): "*"})
    return measures_tokens.new_token(store, "power-bi", house.clock.now)


@pytest.fixture
def program(house: House) -> TestClient:
    """Nobody who is signed in."""
    return house.visitor()


def test_json_has_the_months_as_they_were_published(program: TestClient, token: str) -> None:
    body = program.get(f"/measures/{token}/figures.json").json()
    assert (body["version"], body["demonstration"]) == (VERSION, False)
    assert [month["month"] for month in body["months"]] == ["2026-09", "2026-10", "2026-11"]
    last = body["months"][-1]
    assert (last["complete"], last["disclosure"]) == (True, {"hide_up_to": 7, "round_to": 5})
    assert [(one["measure"], one["part"], one["value"]) for one in last["measures"]] == [
        ("contacts", "", 40),
        ("contacts_by_topic", "=HYPERLINK(1)", 10),
        ("crisis", "", "*"),
    ]


def test_csv_says_the_same_and_no_cell_is_a_formula(program: TestClient, token: str) -> None:
    answer = program.get(f"/measures/{token}/figures.csv?from=2026-11")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, *rows = csv.reader(io.StringIO(answer.text))
    assert tuple(header) == COLUMNS
    assert [row[:5] for row in rows] == [
        ["2026-11", "yes", "contacts", "", "40"],
        ["2026-11", "yes", "contacts_by_topic", "'=HYPERLINK(1)", "10"],
        ["2026-11", "yes", "crisis", "", "*"],
    ]


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_another_token_finds_nothing(program: TestClient, store: Store, house: House, token: str, kind: str) -> None:
    for wrong in (token[:-1], token + "x", "x", "%00"):
        answer = program.get(f"/measures/{wrong}/figures.{kind}")
        assert (answer.status_code, answer.json()) == (404, {"error": "Not Found"})
    measures_tokens.revoke(store, "power-bi", house.clock.now)
    assert program.get(f"/measures/{token}/figures.{kind}").status_code == 404


@pytest.mark.parametrize("query", ["from=2026-11&to=2026-09", "from=x", "to=2026-13", "from=" + "9" * 50_000])
def test_what_is_no_time_is_refused(program: TestClient, token: str, query: str) -> None:
    assert program.get(f"/measures/{token}/figures.json?{query}").status_code == 422


def test_made_up_figures_are_marked(program: TestClient, token: str, store: Store, house: House) -> None:
    store.write(lambda session: session.add(AuditEntry(at=house.clock.now, action=MARK)))
    assert program.get(f"/measures/{token}/figures.json").json()["demonstration"] is True
    named = program.get(f"/measures/{token}/figures.csv").headers["content-disposition"]
    assert named == 'attachment; filename="demonstration-figures.csv"'
