"""Every route of the staff's side, tried as everybody: who may, who may not, and nothing that is in no list."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from unit.access.who import ENDLESS, GUARDED, PEOPLE, ROWS, STAFF_SIDE, Row, asks_who, checks_form, routes
from unit.staff.a_house import House, field

from staff.access import NOT_YOUR_ROLE

JSON = {"Accept": "application/json"}
OUT_OF_DATE = "This form is out of date."


@pytest.fixture(scope="module")
def browsers(house: House) -> dict[str, TestClient]:
    return {name: house.signed_in(name, name) for name in PEOPLE}


def tried(browser: TestClient, row: Row, token: str | None = None) -> Any:
    if row.method == "GET":
        return browser.get(row.tried, headers=JSON)
    form = dict(row.form) if token is None else {"form_token": token, **dict(row.form)}
    return browser.post(row.tried, data=form, headers=JSON)


def named(row: Row) -> str:
    return f"{row.method} {row.path}"


def test_every_route_of_the_staff_s_side_has_its_row(house: House) -> None:
    there = {(method, route.path) for method, route in routes(house.app) if route.path.startswith(STAFF_SIDE)}
    assert there  # the application's routes can be read
    assert there == {(row.method, row.path) for row in ROWS}


def test_what_asks_who_somebody_is_is_what_the_rows_say_wherever_it_is(house: House) -> None:
    asking = {(method, route.path) for method, route in routes(house.app) if asks_who(route.dependant)}
    assert asking == {(row.method, row.path) for row in GUARDED}


def test_whatever_changes_something_checks_its_form(house: House) -> None:
    careless = [
        route.path
        for method, route in routes(house.app)
        if route.path.startswith(STAFF_SIDE) and method != "GET" and not checks_form(route.dependant)
    ]
    assert careless == []


@pytest.mark.parametrize("row", GUARDED, ids=named)
def test_nobody_is_let_in_unasked(house: House, row: Row) -> None:
    answer = tried(house.visitor(), row)
    assert (answer.status_code, "error" in answer.json()) == (401 if row.method == "GET" else 403, True)


@pytest.mark.parametrize("row", GUARDED, ids=named)
def test_another_role_is_refused(house: House, browsers: dict[str, TestClient], row: Row) -> None:
    for name in (one for one in PEOPLE if one not in row.roles):
        answer = tried(browsers[name], row, field(browsers[name].get("/staff").text))
        assert (name, answer.status_code, answer.json()) == (name, 403, {"error": NOT_YOUR_ROLE})


@pytest.mark.parametrize("row", [row for row in GUARDED if row.path != ENDLESS], ids=named)
def test_the_roles_that_may_get_through(house: House, browsers: dict[str, TestClient], row: Row) -> None:
    for name in row.roles:
        answer = tried(browsers[name], row, field(browsers[name].get("/staff").text))
        # 404 and 409: what does not exist cannot be worked on, and is refused as that.
        assert answer.status_code in {200, 303, 404, 409, 422}
        assert NOT_YOUR_ROLE not in answer.text


@pytest.mark.parametrize("row", [row for row in GUARDED if row.method == "POST"], ids=named)
def test_no_form_is_taken_without_its_token(house: House, browsers: dict[str, TestClient], row: Row) -> None:
    """Nor with the token of somebody else's browser."""
    mine, other = browsers[row.roles[0]], browsers["admin"]
    theirs = field(other.get("/staff").text)
    for token in (None, "x", theirs):
        answer = tried(mine, row, token)
        assert (answer.status_code, OUT_OF_DATE in answer.json()["error"]) == (403, True)


@pytest.mark.parametrize("row", [row for row in ROWS if "{token}" in row.path and row.path.startswith("/measures")], ids=named)  # fmt: skip
def test_a_signed_in_admin_without_the_link_has_no_figures(browsers: dict[str, TestClient], row: Row) -> None:
    answer = browsers["admin"].get(row.path.replace("{token}", "0" * 43), headers=JSON)
    assert (answer.status_code, answer.json()) == (404, {"error": "Not Found"})
